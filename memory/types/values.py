"""What every value of the vocabulary is: frozen, strict, and in aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("needs a time zone, for example 2026-11-19T08:00:00Z")
    return value.astimezone(UTC)


UTCTime = Annotated[datetime, AfterValidator(_utc)]


class Value(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
