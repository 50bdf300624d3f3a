"""Clauses: one sentence cut where each side stands as a statement of its own.

A side that has lost its subject or its auxiliary is given them back in words (`alone`).
What somebody says, denies or supposes, what is negated, asked or only a condition stays
whole: a cut would turn it into something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

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
    verb_start,
)
from agents.auditor.lexicon import IRREGULAR, OFFICES, word_set
from agents.auditor.naming import names
from agents.auditor.quotations import quotations
from agents.style.english.lexicon import PREPOSITIONS, Form

SHORTEST = 3
"""Words that each side of a cut must have; a side whose subject is given back, one fewer."""
LONGEST = 600
"""Characters of a sentence that is read at all; a longer one is none, and stays whole."""
_SUBJECT = r"(?:the|a|an|its|their|his|her|it|they|he|she|we|this|that|these|those|[A-Z$][\w'’]+)"
_CUTS = (
    re.compile(r";\s+"),
    re.compile(r"\s+[—–]\s*|\s*[—–]\s+|\s+--?\s+|(?<=\w)—(?=\w)"),
    re.compile(rf",\s+(?=(?:and|but|so|yet|while|whereas)\s+{_SUBJECT}\s)"),
)
_CLEAR_SUBJECT = re.compile(
    r"\s+(?=(?:and|but|so|yet)\s+(?:it|they|he|she|we|I|[Tt]he\s[\w-]+|[A-Z][\w'’.&-]+)\s)"
)
_SPLICE = re.compile(r",\s+(?=(?:it|they|he|she|[Tt]he\s[\w-]+|[A-Z][\w'’&-]+)\s)")
_FIGURES = re.compile(
    r"(?:^|\s)(?:up|down|flat|off|at|to|is|was|of|=|:|[+\-−–])?\s?[+\-−–]?[$€£]?\d[\d.,]*\S*\W*$",
    re.IGNORECASE,
)
_LISTED = re.compile(r",\s+(?=[^\W\d])")
_JOINED = re.compile(r"\W*(?:and|but|so|yet)\s+", re.IGNORECASE)
_WORD = re.compile(r"\w[\w'’.-]*")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|can|may|did|does|do|\w+(?:ed|es|s)|"
    + "|".join(sorted(IRREGULAR))
    + r")\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r",?\s+(?:and|but)\s+(?:then\s+)?|,\s+then\s+|,\s+(?=[a-z])")
_MEDIAL = re.compile(r"(?P<np>[^,]+), (?P<inner>[^,]+(?:,\d{3}[^,]*)*), (?P<rest>\S.*)", re.DOTALL)
_RELATIVE = re.compile(r"(?:which|who)\s+", re.IGNORECASE)
_FINAL = re.compile(r"(?P<main>.+\w), (?P<word>which|who)\s+(?P<rest>[^,]+)", re.DOTALL)
_OPENS = re.compile(
    r"(?P<word>after|while|whereas|although|though)\s+(?P<sub>[^,]+), (?P<main>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_FOLLOWS = re.compile(
    r"(?P<main>.+?),?\s+(?P<word>after|while|whereas|although|though)\s+(?P<sub>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(
    r"^\W*(?:if|when|whenever|unless|once|whoever|every time|as soon as|until)\b|\b(?:if|unless)\b",
    re.IGNORECASE,
)
_MODAL = word_set("will would can could may might must should shall won't can't")
_OBJECT = re.compile(r"\W*(?:the|an?|its|their|his|her|all|some|two|three|[$€£]?\d|[A-Z])\w*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch `text[start:end]`; `alone` is the same with what the cut took from it."""

    start: int
    end: int
    alone: str = ""
    whole: str = ""
    """The clause it was cut from, when that had one subject for several pieces."""


def cut(text: str, start: int, end: int) -> Iterator[Piece]:
    """The clauses of one sentence in order; every word of it is in one."""
    if end - start > LONGEST:
        yield Piece(start, end)
        return
    for left, right in _apart(text, start, end):
        yield from _within(text, left, right)


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts at semicolons, dashes and between clauses that each name their subject."""
    plain = masked(text[start:end])
    begin = 0
    for left, right, kind in _places(plain):
        side, other = plain[begin:left], plain[right:]
        if left >= begin and _parts_here(side, other, kind):
            yield start + begin, start + left
            begin = right
    yield start + begin, end


def _places(plain: str) -> list[tuple[int, int, re.Pattern[str]]]:
    """Where a cut may be: its start, its end and the pattern that found it."""
    found: dict[int, tuple[int, int, re.Pattern[str]]] = {}
    for pattern in (*_CUTS, _CLEAR_SUBJECT, _SPLICE, _LISTED):
        for match in pattern.finditer(plain):
            found.setdefault(match.start(), (match.start(), match.end(), pattern))
    return sorted(found.values(), key=lambda place: place[:2])


def _parts_here(left: str, right: str, kind: re.Pattern[str]) -> bool:
    """Whether both sides of a place stand for themselves."""
    if kind in _CUTS:
        return _stands(left, right)
    if _figured(left, right):
        return True
    return kind is not _LISTED and _stands(left, right) and _clear(left, right)


def _length(side: str) -> int:
    """How many words a side of a cut has."""
    return len(_WORD.findall(side))


def _stands(left: str, right: str) -> bool:
    """Whether both sides of a cut are long enough and have a verb."""
    enough = _length(left) >= SHORTEST and _length(right) >= SHORTEST
    return enough and bool(_VERB.search(left)) and bool(_VERB.search(right))


def _clear(left: str, right: str) -> bool:
    """Whether both sides surely have a subject and a verb that nothing else governs."""
    joined = _JOINED.match(right)
    spoken = not joined and _attributes(right)
    if spoken or ATTRIBUTED.search(left) or _CONDITION.search(left):
        return False
    first = next(iter(left.lower().split()), "")
    if first in SUBORDINATORS | PREPOSITIONS or first.endswith("ing"):
        return False
    following = right[joined.end() :] if joined else right
    group, other = verb_group(left), verb_start(following)
    if group is None or other is None or not _length(left[group.end :]):
        return False
    subject = following[:other].split()
    return len(subject) <= 3 and subject_of(following) is not None


def _attributes(right: str) -> bool:
    """ "…, the bank said": who says the rest, and no statement beside it."""
    return bool(ATTRIBUTED.search(" ".join(right.split()[:5])))


def _figured(left: str, right: str) -> bool:
    """Items of a list that each end in a figure: "revenue up 12%, costs down 3%"."""
    item = re.split(r",\s", right, maxsplit=1)[0]
    sides = (re.split(r",\s|:\s", left)[-1], item)
    return all(_FIGURES.search(side) and 2 <= len(side.split()) <= 6 for side in sides) and not any(
        re.search(r"@|\b(?:and|from|than|between|not|or|nor)\b", side) for side in sides
    )


def masked(text: str) -> str:
    """`text` with the words of every quotation made one long word, so that no cut is in it."""
    for quotation in quotations(text):
        inside = "q" * (quotation.end - quotation.start - 2)
        text = text[: quotation.start + 1] + inside + text[quotation.end - 1 :]
    return text


# ------------------------------------------------------------------ cuts that take something away


def _within(text: str, start: int, end: int) -> Iterator[Piece]:
    """Cuts around relative clauses, appositions, "after …", and between verbs of one subject."""
    whole = text[start:end].rstrip()
    plain = masked(whole)
    if plain.rstrip("\"'”’) ").endswith("?") or _CONDITION.search(plain):
        yield Piece(start, end)
        return
    for reading in (_inserted, _final_relative, _subordinate):
        if pieces := reading(whole, plain):
            break
    else:
        pieces = [Piece(0, end - start)]
    found = [one for piece in pieces for one in _verbs(text, start, piece)]
    for one in found:
        yield replace(one, whole=whole) if len(found) > 1 else one


def _inserted(whole: str, plain: str) -> list[Piece]:
    """ "Circle, which holds $3.3B at SVB, paused minting." """
    lead = re.match(r"\W*(?:(?:and|but|so)\s+)?", plain, re.IGNORECASE)
    skip = lead.end() if lead else 0
    found = _MEDIAL.fullmatch(plain, skip)
    if not found or not _is_noun_phrase(found):
        return []
    subject = whole[found.start("np") : found.end("np")].strip()
    inner = whole[found.start("inner") : found.end("inner")]
    if relative := _RELATIVE.match(inner):
        said = f"{subject} {inner[relative.end() :]}"
        if not begins_with_verb(inner[relative.end() :], subject):
            return []
    elif _is_apposition(found):
        said = f"{subject} is {inner}"
    else:
        return []
    rest = whole[found.start("rest") :]
    if not begins_with_verb(plain[found.start("rest") :], subject) or _length(rest) < SHORTEST - 1:
        return []
    middle = found.start("rest")
    return [Piece(0, found.end("inner"), said), Piece(middle, len(whole), f"{subject} {rest}")]


def _is_noun_phrase(found: re.Match[str]) -> bool:
    subject = found["np"]
    first = next(iter(subject.lower().split()), "")
    plain_subject = first not in SUBORDINATORS | PREPOSITIONS and not is_statement(subject)
    return plain_subject and len(subject.split()) <= 6


def _is_apposition(found: re.Match[str]) -> bool:
    """Whether a name is followed by what or who it is."""
    subject = found["np"].strip()
    named = names(subject)
    titles = subject[: named[0].start].split() if named else []
    inner = found["inner"].split()
    opens = inner[0].lower() in {"a", "an", "the", "its"} or inner[0].lower() in OFFICES
    return (
        len(named) == 1
        and named[0].end == len(subject)
        and all(title[0].isupper() or title.lower() in OFFICES for title in titles)
        and opens
        and 2 <= len(inner) <= 9
        and not is_statement(found["inner"])
    )


def _final_relative(whole: str, plain: str) -> list[Piece]:
    """ "It banked with SVB, which failed on Friday": only right after a name."""
    found = _FINAL.fullmatch(plain)
    if not found or not is_statement(found["main"]):
        return []
    last = names(found["main"])[-1:]
    if not last or last[0].end != len(found["main"]):
        return []
    joined = re.search(r"(?:\b(?:and|or|of|for|than)|,|&)\s*$", found["main"][: last[0].start])
    rest = whole[found.start("rest") :]
    person = found["word"].lower() == "who"  # and whether a name is a person's is not known here
    if joined or person or not begins_with_verb(plain[found.start("rest") :], last[0].raw):
        return []
    name = whole[last[0].start : last[0].end]
    return [
        Piece(0, found.end("main")),
        Piece(found.end("main") + 2, len(whole), f"{name} {rest}"),
    ]


def _subordinate(whole: str, plain: str) -> list[Piece]:
    """ "Circle paused minting after SVB collapsed", whichever comes first."""
    opening = _OPENS.fullmatch(plain)
    found = opening or _FOLLOWS.fullmatch(plain)
    if not found or ATTRIBUTED.search(plain) or NEGATED.search(found["main"]):
        return []
    main, under = found["main"], found["sub"]
    if not (_long(main) and _long(under) and is_statement(main) and _tells(under, found["word"])):
        return []
    alone = whole[found.start("sub") : found.end("sub")]
    if opening:
        return [Piece(0, found.end("sub"), alone), Piece(found.start("main"), len(whole))]
    return [
        Piece(0, found.end("main")),
        Piece(found.start("word"), len(whole), alone),
    ]


def _long(side: str) -> bool:
    return _length(side) >= SHORTEST - 1


def _tells(under: str, word: str) -> bool:
    """Whether a subordinate clause has its own subject and verb, and after "after" a past one."""
    subject = subject_of(under)
    if subject is None or NEGATED.search(under) or subject.lower() in {"all", "everyone", "you"}:
        return False
    group = verb_group(under)
    if word.lower() != "after" or group is None:
        return group is not None
    past = {"was", "were", "had", "did"}
    return bool(past & set(group.auxiliaries)) or Form.PAST in first_form(under[group.start :])


def _verbs(text: str, base: int, piece: Piece) -> Iterator[Piece]:
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
        if carried is None or not _length(between) or _governed(between):
            continue
        opens = match.start() + len(match.group()) - len(match.group().lstrip(", "))
        lost = f"{subject} {carried}".strip()
        found.append(_Joint(match.start(), opens, match.end(), lost))
        begin = match.end()
    whole_list = not found or found[-1].after >= last
    return found if whole_list else []


def _may_be_cut(plain: str, group: VerbGroup) -> bool:
    return not (group.negated or NEGATED.search(plain) or ATTRIBUTED.search(plain))


def _governed(between: str) -> bool:
    """Whether another clause has begun, to which the next verb may belong."""
    return any(word in SUBORDINATORS for word in re.findall(r"\w+", between.lower()))


def _adjunct(following: str) -> bool:
    """ "…, hit by losses, …" is no verb of its own."""
    after = following.split()[1:2]
    return not after or after[0].lower() in PREPOSITIONS


def _carried(group: VerbGroup, following: str, subject: str) -> str | None:
    """The auxiliaries that a further verb shares; None when it is no further verb."""
    if _length(following) < SHORTEST - 1:
        return None
    form, after = first_form(following), _after_verb(following)
    plainly = begins_with_verb(following, subject)
    shared = " ".join(group.auxiliaries)
    if not group.auxiliaries:
        same = Form.PAST if Form.PAST in first_form(group.verb) else Form.THIRD
        return "" if same in form and plainly and after.strip(" .!") else None
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
