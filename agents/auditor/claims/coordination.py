"""Coordination: the verbs that one subject has, each made a statement of its own.

"Circle cut 100 jobs and named a new CFO" states two things; the second is given back its
subject, and the auxiliary that both share. What is negated or told by somebody stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.auditor.claims.reading import (
    ADVERBS,
    ATTRIBUTED,
    NEGATED,
    SUBORDINATORS,
    VerbGroup,
    begins_with_verb,
    first_form,
    is_statement,
    subject_of,
    verb_group,
)
from agents.auditor.claims.stretches import SHORTEST, Piece, length, masked
from agents.auditor.reading.lexicon import word_set
from agents.style.english.lexicon import PREPOSITIONS, Form

_JOINT = re.compile(r",?\s+(?:and|but)\s+(?:then\s+)?|,\s+then\s+|,\s+(?=[a-z])")
_MODAL = word_set("will would can could may might must should shall won't can't")
_OBJECT = re.compile(r"\W*(?:the|an?|its|their|his|her|all|some|two|three|[$€£]?\d|[A-Z])\w*")


def verbs_of(text: str, base: int, piece: Piece) -> Iterator[Piece]:
    """A clause cut between the verbs of its one subject."""
    start, end = base + piece.start, base + piece.end
    clause = piece.alone or text[start:end]
    shift = len(clause) - (end - start)  # both end alike: `alone` differs in how it begins
    plain = masked(clause)
    places = _between_verbs(plain) if clause.endswith(text[end - 3 : end]) else []
    begin, alone = start, piece.alone
    for place in places:
        stop = start + place.stop - shift
        if stop <= begin:
            continue
        yield Piece(begin, stop, alone[: len(alone) - (end - stop)] if alone else "")
        begin = start + place.begin - shift
        alone = f"{place.lost} {clause[place.after :]}"
    yield Piece(begin, end, alone)


@dataclass(frozen=True, slots=True)
class _Joint:
    """A further verb: its clause begins at `begin`, its own words at `after`."""

    stop: int
    begin: int
    after: int
    lost: str


def _between_verbs(plain: str) -> list[_Joint]:
    """The further verbs of the subject, each with what it lost; none when one is in doubt."""
    if not _JOINT.search(plain):
        return []
    subject, group = subject_of(plain), verb_group(plain)
    if subject is None or group is None or not _may_be_cut(plain, group):
        return []
    joints = [match for match in _JOINT.finditer(plain) if match.start() > group.end]
    last = max((m.end() for m in joints if m.group().strip(" ,")), default=0)
    found: list[_Joint] = []
    begin = group.end
    for match in joints:
        listed = match.group().strip() == ","
        if listed and (match.end() >= last or _adjunct(plain[match.end() :])):
            continue
        between = plain[begin : match.start()]
        carried = _carried(group, plain[match.end() :], subject)
        if carried is None or not length(between) or _governed(between) or _told(plain, match):
            continue
        opens = match.start() + len(match.group()) - len(match.group().lstrip(", "))
        lost = f"{subject} {carried}".strip()
        found.append(_Joint(match.start(), opens, match.end(), lost))
        begin = match.end()
    whole_list = not found or found[-1].after >= last
    return found if whole_list else []


def _may_be_cut(plain: str, group: VerbGroup) -> bool:
    return not (group.negated or NEGATED.search(plain))


def _told(plain: str, joint: re.Match[str]) -> bool:
    """Whether somebody's saying governs either side; the further verb itself may be one of it."""
    following = plain[joint.end() :]
    verb = re.match(r"\W*\w+", following)
    rest = following[verb.end() :] if verb else following
    return bool(ATTRIBUTED.search(plain[: joint.start()]) or ATTRIBUTED.search(rest))


def _governed(between: str) -> bool:
    """Whether another clause has begun, to which the next verb may belong."""
    return any(word in SUBORDINATORS for word in re.findall(r"\w+", between.lower()))


def _adjunct(following: str) -> bool:
    """ "…, hit by losses, …" is no verb of its own."""
    after = following.split()[1:2]
    return not after or after[0].lower() in PREPOSITIONS


def _carried(group: VerbGroup, following: str, subject: str) -> str | None:
    """The auxiliaries that a further verb shares; None when it is no further verb."""
    if length(following) < SHORTEST - 1:
        return None
    form, after = first_form(following), _after_verb(following)
    plainly = begins_with_verb(following, subject)
    shared = " ".join(group.auxiliaries)
    if not group.auxiliaries:
        same = Form.PAST if Form.PAST in first_form(group.verb) else Form.THIRD
        last = is_statement(f"Circle {after.strip()}")  # "banned in June returned": no verb of ours
        return "" if same in form and plainly and after.strip(" .!") and not last else None
    if group.auxiliaries[0] in _MODAL:
        return shared if Form.BASE in form and _OBJECT.match(after) else None
    if group.perfect:
        return shared if Form.PARTICIPLE in form and _OBJECT.match(after) else None
    return _after_be(group, form, after, shared)


def _after_be(group: VerbGroup, form: Form, after: str, shared: str) -> str | None:
    """After "was arrested and …" an object tells that the next verb is not passive."""
    if not group.passive_or_ongoing or not group.verb:
        return None
    if Form.GERUND in first_form(group.verb):
        return shared if Form.GERUND in form else None
    if Form.PAST in form and _OBJECT.match(after):
        return ""
    by = re.match(r"\W*(?:by|with)\b", after)
    return shared if Form.PARTICIPLE in form and by else None


def _after_verb(following: str) -> str:
    for match in re.finditer(r"[\w'’-]+", following):
        if match.group().lower() not in ADVERBS:
            return following[match.end() :]
    return ""
