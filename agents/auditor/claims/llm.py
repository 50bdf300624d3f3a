"""The LLM splitter: a language model cuts the draft, and is believed as far as can be checked.

It can cut finer and name what a pronoun means; it can hide no claim, invent none, and make
no fact an opinion. When it gives nothing usable, the offline splitter's answer stands.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from agents.auditor.claims.believing import (
    Believed,
    StatedClaims,
    believe,
    believed_kind,
    believed_rewording,
)
from agents.auditor.claims.offline import OfflineSplitter, claims_of
from agents.auditor.claims.resolving import resolve
from agents.prompts import fence, render
from agents.seams import ChatModel
from memory.errors import UnderstudyError
from memory.types import Brief, Claim

TOKENS_PER_CHARACTER = 1
"""Room for the answer: the draft once as quotes, once reworded, and the JSON around it."""
LEAST_TOKENS = 400

_LOG = logging.getLogger(__name__)


class LLMSplitter:
    """Claims by a language model, checked; satisfies `Splitter`."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._offline = OfflineSplitter()

    def split(self, text: str, brief: Brief | None) -> tuple[Claim, ...]:
        """See `Splitter`."""
        if not any(character.isalnum() for character in text):
            return ()
        try:
            answer = self._ask(text, brief)
        except UnderstudyError as error:
            _LOG.warning("claims.offline", extra={"model": self._model.name, "why": str(error)})
            return self._offline.split(text, brief)
        return _claims(text, brief, answer)

    def _ask(self, text: str, brief: Brief | None) -> StatedClaims:
        asked = render(
            "split_claims",
            headline=fence(brief.headline if brief else "none", "headline"),
            facts=fence("\n".join(_facts(brief)) or "none", "facts"),
            draft=fence(text, "draft"),
        )
        tokens = LEAST_TOKENS + TOKENS_PER_CHARACTER * len(text)
        return self._model.ask(asked.system, asked.user, StatedClaims, tokens=tokens)


def _facts(brief: Brief | None) -> list[str]:
    return [fact.text for fact in brief.facts] if brief else []


def _claims(text: str, brief: Brief | None, answer: StatedClaims) -> tuple[Claim, ...]:
    """The claims: who is meant by our own reading where that is sure, else by the model's."""
    headline = (brief.headline,) if brief else ()
    known = (text, *headline, *_facts(brief))
    found = believe(text, answer.claims, known)
    ours = resolve(claims_of(text, [one.piece for one in found]), text, headline)
    return tuple(_claim(mine, one, known) for mine, one in zip(ours, found, strict=True))


def _claim(mine: Claim, one: Believed, known: Sequence[str]) -> Claim:
    offered = one.stated.resolved if one.stated else ""
    resolved = mine.resolved or believed_rewording(mine.text, offered, known)
    kind = believed_kind(mine.kind, one.stated, resolved)
    return mine.model_copy(update={"kind": kind, "resolved": resolved})
