"""The rules of the platforms, asked twice: before a model is paid for, and before delivery.

Pure: from an assignment or a publication, and what is known about it, to a ruling. Where
several rules object, the hardest speaks: never, then only by hand, then not as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from agents.policy.act import Act, ActKind, Ruling
from agents.policy.rule import PolicyRule, rulebook
from memory.persona import Persona
from memory.types import Assignment, Publication, Remark, Value

if TYPE_CHECKING:
    from tools.settings import Settings

_HARDEST_FIRST = ("forbidden", "suggest", "needs")
_HANDLES = re.compile(r"@\w[\w.-]*")
"""Whom it is said to; they say nothing themselves."""
_STOP = re.compile(
    r"\A\W*(?:please\W+)?(?:stop(?: it)?|unsubscribe|opt[ -]?out)(?:\W+please)?\W*\Z"
    r"|\b(?:stop|quit) (?:replying|responding|answering|messaging|tagging|mentioning|bothering)"
    r" (?:to )?(?:me|us)\b"
    r"|\b(?:do not|don['’]t|never) (?:reply|respond|answer|message|tag|mention|contact|bother)"
    r" (?:to )?(?:me|us)\b"
    r"|\bleave me alone\b|\bopt me out\b|#stop\b",
    re.IGNORECASE,
)
"""X's guidelines ask for "keyword detection for common opt-out phrases" (read 2026-11-21)."""


class Standing(Value):
    """What the platforms know us as, whatever we do."""

    tiers: Mapping[str, str] = {}
    """Channel to access tier."""
    disclosed: bool = False
    business: bool = False
    premium: bool = False
    generated: bool = False
    """Whether drafts are written by a language model."""
    cleared: bool = False


def standing(persona: Persona, settings: Settings) -> Standing:
    """That of a persona under these settings."""
    return Standing(
        tiers={"x": settings.x_tier},
        disclosed=bool(persona.disclosure.strip()),
        business=persona.kind == "organisation",
        premium=settings.x_premium,
        generated=settings.has_model,
        cleared=settings.x_ai_replies,
    )


def judge(act: Act, rules: Sequence[PolicyRule] | None = None) -> Ruling | None:
    """What the rules say to `act`, the hardest word; None when it may be done."""
    said = (rule.on(act) for rule in (rulebook() if rules is None else rules))
    return min((one for one in said if one), key=_hardness, default=None)


def hardest(acts: Sequence[Act]) -> tuple[Act, Ruling] | None:
    """The act that the rules object to most, and what they say to it."""
    judged = ((act, judge(act)) for act in acts)
    found = [(act, ruling) for act, ruling in judged if ruling]
    return min(found, key=lambda one: _hardness(one[1]), default=None)


def before_writing(
    assignment: Assignment, known: Standing, now: datetime, *, answered_before: bool = False
) -> tuple[Act, Ruling] | None:
    """What the assignment comes to, and why it may not even begin; None when it may.

    What depends on words and pictures is left to delivery.
    """
    facts = _addressee(assignment.reply_to, answered_before=answered_before)
    kind = ActKind.REPLY if assignment.reply_to else ActKind.POST
    return hardest([_act(assignment, kind, known, now, facts)])


def acts_of(
    publication: Publication,
    known: Standing,
    now: datetime,
    *,
    answered: Remark | None = None,
    answered_before: bool = False,
) -> tuple[Act, ...]:
    """What a publication does: it may answer one post and quote another."""
    written = {"text": publication.text, "media": publication.media}

    def act(kind: ActKind, facts: Mapping[str, Any]) -> Act:
        return _act(publication, kind, known, now, {**written, **facts})

    if publication.number > 1:
        return (act(ActKind.THREAD_PART, {"to": publication.reply_to}),)
    found = []
    if publication.reply_to:
        facts = _addressee(answered, answered_before=answered_before)
        found.append(act(ActKind.REPLY, {**facts, "to": publication.reply_to}))
    if publication.quote_of:
        found.append(act(ActKind.QUOTE, {"to": publication.quote_of}))
    return tuple(found) or (act(ActKind.POST, {}),)


def wants_no_answer(text: str) -> bool:
    """Whether somebody asks to be left alone; English."""
    return _STOP.search(_HANDLES.sub("", text)) is not None


def _addressee(answered: Remark | None, *, answered_before: bool) -> dict[str, Any]:
    """The facts about who is answered; nobody knows any in our favour where nothing is known."""
    if answered is None:
        return {"answered_before": answered_before}
    return {
        "answered_before": answered_before,
        "to": answered.post_id,
        "url": answered.url,
        "addressed_us": answered.addressed_us,
        "own_thread": answered.ours,
        "asked_to_stop": wants_no_answer(answered.text),
        "last_message_at": answered.written_at,
    }


def _act(
    what: Assignment | Publication,
    kind: ActKind,
    known: Standing,
    now: datetime,
    facts: Mapping[str, Any],
) -> Act:
    """A dry run is seen by nobody, so nobody has to be told that it is software."""
    return Act(
        channel=what.channel,
        kind=kind,
        at=now,
        tier=known.tiers.get(what.channel, ""),
        disclosed=known.disclosed or what.dry_run,
        generated=known.generated,
        cleared=known.cleared,
        business=known.business,
        premium=known.premium,
        **facts,
    )


def _hardness(ruling: Ruling) -> int:
    return _HARDEST_FIRST.index(ruling.outcome)
