"""Defamation: a named wrongdoer needs two independent sources, or a court's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agents.auditor.reading.naming import names
from agents.auditor.rules.accusations import Accusation, Stage, accusations, stage_of
from agents.auditor.rules.accusing import ID, LAW, accuses, any_word_of
from agents.auditor.rules.charter import charter
from agents.auditor.rules.disguise import bare
from agents.auditor.rules.people import BODIES, TITLES, given_names
from agents.auditor.rules.rule import Setting
from memory.types import Breach, Draft, Signal, Story
from tools.sentences import sentences

NEEDED = 2
"""Independent tellings of what is said flatly."""
LONGEST_SIGNAL = 40_000
"""Characters read of one signal."""
BACK = 2
"""Sentences back to the name that "he" or "the company" stands for."""
_BACKWARD = re.compile(
    r"\b(?:he|she|they|it|the (?:company|firm|founder|boss|ceo|exchange|bank|venue|issuer|man"
    r"|woman|trader|executive|pair))\b",
    re.IGNORECASE,
)
_SAID = {
    Stage.ALLEGED: "alleged",
    Stage.CHARGED: "charged",
    Stage.CONVICTED: "convicted",
    Stage.FLAT: "a fact",
}


def no_unsourced_accusation(draft: Draft, setting: Setting) -> Breach | None:
    """No crime or misconduct of a named person or company beyond what the sources carry."""
    if not accuses(draft.text):
        return None
    own = set(re.findall(r"\w+", setting.persona.name.lower()))
    for accusation in accusations(draft.text, _known(setting)):
        if set(accusation.who.lower().split()) <= own:
            continue
        missing, asks = _missing(accusation, setting.story)
        if missing:
            breach = charter()[ID].breach(accusation.words, missing)
            return breach.model_copy(update={"asks": asks})
    return None


def _known(setting: Setting) -> tuple[str, ...]:
    """The names of the headline: whom "he" and "the company" may mean, and lower case."""
    headline = [name.raw for name in names(setting.brief.headline)]
    title = [name.raw for name in names(setting.story.title)]
    return tuple(dict.fromkeys([*headline, *title]))


def _missing(accusation: Accusation, story: Story) -> tuple[str, bool]:
    """What the sources lack for this accusation, and whether a human may decide; or empty."""
    told = dict(_tellings(accusation, story))
    stages = {stage for found in told.values() for stage in found}
    if not told:
        return f"no source says it of {accusation.who}; leave it out", False
    if accusation.stage is Stage.ALLEGED:
        return "", False
    if accusation.stage in {Stage.CHARGED, Stage.CONVICTED}:
        return _at_least(accusation.stage, stages)
    sure = [p for p, found in told.items() if found & {Stage.CONVICTED, Stage.FLAT}]
    if len(sure) >= NEEDED:
        return "", False
    if not sure:
        said = _SAID[max(stages)]
        return f'the sources only say "{said}"; say it as they do, and who says so', False
    return (
        f"only {sure[0]} tells it as a fact; wait for a second source that does not copy it, "
        "or say who charged or convicted them",
        True,
    )


def _at_least(stage: Stage, stages: set[Stage]) -> tuple[str, bool]:
    """Charged needs charged or convicted, convicted needs convicted, in the source's own words."""
    if any(stage <= each <= Stage.CONVICTED for each in stages):
        return "", False
    said = " and ".join(_SAID[each] for each in sorted(stages))
    return f'"{_SAID[stage]}" is more than the sources say ({said}); use their words', False


def _tellings(accusation: Accusation, story: Story) -> Iterator[tuple[str, set[Stage]]]:
    """Each independent publisher that ties the accused to the deed, and how surely."""
    first: dict[str, Signal] = {}
    for signal in story.signals:
        first.setdefault(signal.fingerprint, signal)
    found: dict[str, set[Stage]] = {}
    for signal in first.values():
        stages = set(_stages(accusation, _told(signal.title, signal.text[:LONGEST_SIGNAL])))
        if stages:
            found.setdefault(signal.publisher, set()).update(stages)
    yield from found.items()


@lru_cache(maxsize=64)
def _told(title: str, text: str) -> tuple[str, ...]:
    """The sentences of a signal; the same story is asked about at every attempt."""
    return (bare(title), *sentences(bare(text)))


def _stages(accusation: Accusation, told: tuple[str, ...]) -> Iterator[Stage]:
    """How surely the sentences of one text say it of the accused."""
    who = _who(accusation.who)
    for number in _of_deed(accusation.kind, told):
        sentence = told[number]
        before = told[max(0, number - BACK) : number]
        meant = _BACKWARD.search(sentence) and any(who.search(each) for each in before)
        if who.search(sentence) or meant:
            yield stage_of(sentence)


@lru_cache(maxsize=256)
def _of_deed(kind: str, told: tuple[str, ...]) -> tuple[int, ...]:
    """Which sentences speak of a deed of this kind."""
    deed = _deed(kind)
    return tuple(number for number, sentence in enumerate(told) if deed.search(sentence))


@lru_cache(maxsize=64)
def _deed(kind: str) -> re.Pattern[str]:
    deeds = (any_word_of(deed) for deed in charter()[ID].deeds if deed.kind == kind)
    return next(deeds, LAW)


def _who(name: str) -> re.Pattern[str]:
    """Any telling word of the name, and not as the one who suffered it ("from Pike")."""
    tokens = [t for t in re.findall(r"[\w’-]+", name) if len(t) > 1]
    telling = [
        t
        for t in tokens
        if t.lower() not in BODIES | TITLES and (len(tokens) == 1 or t.lower() not in given_names())
    ]
    either = "|".join(re.escape(token) for token in telling or tokens)
    return re.compile(rf"(?<!\bfrom )(?<!\bagainst )\b(?:{either})\b", re.IGNORECASE)
