"""What the tests of a chat model ask, and the client that they ask with."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from memory.types import Value
from tests.servers.model_api import ModelServer
from tests.servers.money import Purse
from tools.ledger import Ledger
from tools.llm.chat import OpenAIChat

SYSTEM = "You write posts for Nell Harrow."
USER = "<facts>\nEther fell 3% to $1,550 on Friday.\n</facts>"
GOOD = '{"text": "Ether fell 3%."}'


class Post(Value):
    """A draft, as a model is asked for it."""

    text: str = Field(min_length=1, max_length=280)
    mode: Literal["statement", "comment"] = "statement"


def chat(server: ModelServer, purse: Purse | Ledger, **changes: Any) -> OpenAIChat:
    """A patient, deterministic client of `server`: $1 and $2 per million tokens."""
    values: dict[str, Any] = {
        "model": server.model,
        "base_url": server.url,
        "api_key": server.key,
        "timeout_s": 20.0,
        "max_tokens": 100,
        "usd_per_mtok_in": 1.0,
        "usd_per_mtok_out": 2.0,
        "meter": purse,
        "pauses_s": (0.0, 0.0),
    }
    return OpenAIChat(**(values | changes))
