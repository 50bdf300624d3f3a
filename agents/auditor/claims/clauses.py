"""Clauses: one sentence cut where each side stands as a statement of its own.

A side that has lost its subject or its auxiliary is given them back in words (`alone`).
What somebody says, denies or supposes, what is negated, asked or only a condition stays
whole: a cut would turn it into something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from agents.auditor.claims.coordination import verbs_of
from agents.auditor.claims.reading import (
    ATTRIBUTED,
    NEGATED,
    SUBORDINATORS,
    begins_with_verb,
    first_form,
    is_statement,
    subject_of,
    verb_group,
    verb_start,
)
from agents.auditor.claims.stretches import ADDRESSED, LONGEST, SHORTEST, Piece, length, masked
from agents.auditor.reading.lexicon import IRREGULAR, OFFICES
from agents.auditor.reading.naming import names
from agents.style.english.lexicon import PREPOSITIONS, Form

_SUBJECT = r"(?:the|a|an|its|their|his|her|it|they|he|she|we|this|that|these|those|[A-Z$][\w'’]+)"
_CUTS = (
    re.compile(r";\s+"),
    re.compile(r"\s+[—–]\s*|\s*[—–]\s+|\s+--?\s+|(?<=\w)—(?=\w)"),
    re.compile(rf",\s+(?=(?:and|but|so|yet|while|whereas)\s+{_SUBJECT}\s)"),
)
_CLEAR_SUBJECT = re.compile(
    r",?\s+(?=(?:and|but|so|yet)\s+(?:it|they|he|she|we|I|[Tt]he\s[\w-]+|[A-Z][\w'’.&-]+"
    r"|[a-z][\w-]+s(?=\s(?:are|were|have|will)\b))\s)"
)
_SPLICE = re.compile(r",\s+(?=(?:it|they|he|she|[Tt]he\s[\w-]+|[A-Z][\w'’&-]+)\s)")
_FIGURES = re.compile(
    r"(?:^|\s)(?:up|down|flat|off|at|to|is|was|of|=|:|[+\-−–])?\s?[+\-−–]?[$€£]?\d[\d.,]*\S*\W*$",
    re.IGNORECASE,
)
_LISTED = re.compile(r",\s+(?=[^\W\d])")
_JOINED = re.compile(r"\W*(?:and|but|so|yet)\s+", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|can|may|did|does|do|\w+(?:ed|es|s)|"
    + "|".join(sorted(IRREGULAR))
    + r")\b",
    re.IGNORECASE,
)
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


def _stands(left: str, right: str) -> bool:
    """Whether both sides of a cut are long enough and have a verb."""
    enough = length(left) >= SHORTEST and length(right) >= SHORTEST
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
    if group is None or other is None or not length(left[group.end :]):
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
    opens = next(iter(item.lower().split()), "")
    if opens in PREPOSITIONS:
        return False
    return all(_FIGURES.search(side) and 2 <= len(side.split()) <= 6 for side in sides) and not any(
        re.search(r"@|\b(?:and|from|than|between|not|or|nor)\b", side) for side in sides
    )


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
    found = [one for piece in pieces for one in verbs_of(text, start, piece)]
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
    if not begins_with_verb(plain[found.start("rest") :], subject) or length(rest) < SHORTEST - 1:
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
    main, under = ADDRESSED.sub("", found["main"]), found["sub"]
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
    return length(side) >= SHORTEST - 1


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
