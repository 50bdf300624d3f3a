"""The style agent: a brief in, a draft in the persona's voice out, or none."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from agents.seams import Writer
from memory.types import Brief, Draft

_LOG = logging.getLogger(__name__)


class StyleAgent:
    """Write what the brief says the way the persona would."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, brief: Brief, *, attempt: int = 1, wishes: Sequence[str] = ()) -> Draft | str:
        """A draft that answers `wishes`, or in words why nothing publishable can be said.

        `attempt` counts from 1; a later attempt never returns an earlier text. Raises ModelError
        and BudgetExhausted.
        """
        draft = self._writer.write(brief, attempt=attempt, wishes=wishes)
        event = {"assignment": brief.assignment_id, "attempt": attempt}
        if isinstance(draft, str):
            _LOG.info("style.no_draft", extra={**event, "why": draft})
        else:
            _LOG.info("style.draft", extra={**event, "draft": draft.id, "writer": draft.writer})
        return draft
