"""Risk: how likely a careful editor would have stopped a draft that nothing speaks against.

The auditor has let the draft pass; what is weighed here is what may go wrong all the same.
`weigh` is pure: an `Exposure` says what was found, each danger gives its share of drafts that
an editor would have stopped for it alone, and the score takes the dangers as independent:

    score = 1 - (1 - w1)(1 - w2)...

So every danger that is added, and every one that grows, raises the score, and none lowers it.
The shares are our judgement, stated beside each danger below; only the reliability of the
weakest claim is measured. A persona with approval = "risk" lets out unseen what scores below
its `risk`; at the default of 0.3 any of these alone asks a human: a grave story, a source that
gives orders, an accusation, a hint at buying or selling, a claim of reliability 0.80 or less.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from pydantic import Field

from memory.types import Danger, Risk, Value

WEAK_CLAIM = 1.5
"""Weight for each unit of reliability that the weakest claim lacks: 0.80 weighs 0.30."""
GRAVE = 0.5
ACCUSED_PERSON = 0.6
ACCUSED_BODY = 0.4
NEAR_ACCUSATION = 0.35
"""Words of accusation beside a person's name, joined by no grammar that we can read."""
NAMED = 0.05
ADVICE = 0.3
CASHTAG = 0.1
NEW_TOPIC = 0.1
MODEL = 0.05
URGENT = 0.1
UNHEDGED = 0.04
"""For each claim that one publisher alone bears out and that is told as our own knowledge."""
MOST_UNHEDGED = 5
"""Claims counted: a thread of twenty is no more dangerous than its first five."""
FIRST_HERE = 0.15
DOLLAR = 0.25
"""Weight of a publication that costs a dollar."""
MOST_COST = 0.15


class Exposure(Value):
    """What was found of a draft and its circumstances. An empty string is "no"."""

    reliability: float = Field(default=1.0, ge=0, le=1)
    """Of the weakest claim."""
    grave: bool = False
    hostile: bool = False
    """A source of the story gives orders to software."""
    accused_person: str = ""
    accused_body: str = ""
    person: str = ""
    """A living person whom the draft names."""
    accusing: bool = False
    """Whether any word of accusation stands in the draft."""
    advice: str = ""
    """The words that hint at buying, holding or selling."""
    cashtag: str = ""
    new_topic: str = ""
    """The topic, when the persona has never spoken of it."""
    by_model: bool = False
    urgent: str = ""
    """Why the story cannot wait."""
    unhedged: int = Field(default=0, ge=0)
    """Claims with one publisher alone, told as our own knowledge."""
    first_on: str = ""
    """The channel, when nothing has gone out there yet."""
    usd: float = Field(default=0.0, ge=0)
    """What it costs to publish."""


def weigh(found: Exposure, limit: float | None = None) -> Risk:
    """The risk of publishing unseen, with every danger that weighs anything, heaviest first."""
    dangers = [danger for part in _PARTS if (danger := part(found)) and danger.weight > 0]
    dangers.sort(key=lambda danger: -danger.weight)
    score = 1.0 - prod(1.0 - danger.weight for danger in dangers)
    return Risk(score=round(score, 6), limit=limit, dangers=tuple(dangers))


def unseen(risk: Risk) -> bool:
    """Whether the persona lets this out without a look."""
    return risk.limit is not None and risk.score < risk.limit


def spoken(risk: Risk) -> str:
    """ "risk 0.12: below 0.30, so nobody had to look"."""
    if risk.limit is None:
        return f"risk {risk.score:.2f}"
    told = "below {:.2f}, so nobody had to look" if unseen(risk) else "not below {:.2f}: look at it"
    return f"risk {risk.score:.2f}: {told.format(risk.limit)}"


def _weak_claim(found: Exposure) -> Danger:
    return Danger(
        name="weakest claim",
        weight=round(min(1.0, WEAK_CLAIM * (1.0 - found.reliability)), 6),
        reason=f"the weakest claim has reliability {found.reliability:.2f}",
    )


def _hostile(found: Exposure) -> Danger | None:
    reason = "a source of this story tries to instruct a model; read the draft yourself"
    return Danger(name="hostile source", weight=1.0, reason=reason) if found.hostile else None


def _grave(found: Exposure) -> Danger | None:
    return Danger(name="grave", weight=GRAVE, reason="the story is grave") if found.grave else None


def _accusation(found: Exposure) -> Danger | None:
    """The worst that is said of anybody."""
    if found.accused_person:
        told = f"it says that {found.accused_person}, a person, did wrong"
        return Danger(name="accusation", weight=ACCUSED_PERSON, reason=told)
    if found.accused_body:
        told = f"it says that {found.accused_body} did wrong"
        return Danger(name="accusation", weight=ACCUSED_BODY, reason=told)
    if found.person and found.accusing:
        told = f"words of accusation stand beside the name of {found.person}"
        return Danger(name="accusation", weight=NEAR_ACCUSATION, reason=told)
    return None


def _named(found: Exposure) -> Danger | None:
    if not found.person:
        return None
    return Danger(name="named person", weight=NAMED, reason=f"it names {found.person}, a person")


def _advice(found: Exposure) -> Danger | None:
    if not found.advice:
        return None
    told = f"“{found.advice}” may move somebody's savings"
    return Danger(name="money", weight=ADVICE, reason=told)


def _cashtag(found: Exposure) -> Danger | None:
    if not found.cashtag:
        return None
    told = f"${found.cashtag} brings traders to it"
    return Danger(name="cashtag", weight=CASHTAG, reason=told)


def _new_topic(found: Exposure) -> Danger | None:
    if not found.new_topic:
        return None
    told = f"the persona has never spoken of {found.new_topic}"
    return Danger(name="new topic", weight=NEW_TOPIC, reason=told)


def _by_model(found: Exposure) -> Danger | None:
    if not found.by_model:
        return None
    return Danger(name="writer", weight=MODEL, reason="a language model wrote it")


def _urgent(found: Exposure) -> Danger | None:
    if not found.urgent:
        return None
    told = f"the story is young and loud ({found.urgent}): first reports change"
    return Danger(name="urgent", weight=URGENT, reason=told)


def _unhedged(found: Exposure) -> Danger | None:
    if not found.unhedged:
        return None
    weight = UNHEDGED * min(found.unhedged, MOST_UNHEDGED)
    told = f"told as known on one publisher's word alone: {found.unhedged} claim(s)"
    return Danger(name="single source", weight=weight, reason=told)


def _first_here(found: Exposure) -> Danger | None:
    if not found.first_on:
        return None
    told = f"nothing of ours has gone out on {found.first_on} yet"
    return Danger(name="first post", weight=FIRST_HERE, reason=told)


def _cost(found: Exposure) -> Danger:
    return Danger(
        name="cost",
        weight=min(MOST_COST, DOLLAR * found.usd),
        reason=f"publishing it costs ${found.usd:.3f}",
    )


_PARTS: tuple[Callable[[Exposure], Danger | None], ...] = (
    _hostile,
    _weak_claim,
    _accusation,
    _grave,
    _advice,
    _first_here,
    _unhedged,
    _new_topic,
    _urgent,
    _cashtag,
    _named,
    _by_model,
    _cost,
)
