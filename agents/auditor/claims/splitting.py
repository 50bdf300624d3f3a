"""Splitting: a draft cut into stretches that each state one thing.

Stretches do not overlap, and every word but links is in one. Tags, handles and emoji at
the end belong to what stands before them; a post without capitals ends where its lines do.
In doubt a sentence stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from agents.auditor.claims.clauses import cut
from agents.auditor.claims.reading import first_form
from agents.auditor.claims.stretches import ADDRESSED, Piece
from agents.auditor.reading.naming import names
from agents.style.english.lexicon import Form
from tools.sentences import spans

LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d_][\w'’-]*(?: [\w'’-]+){0,3}:(?=\s)")
_QUOTE_NEXT = re.compile(r"\s*[“„«\"‘']")
_SOMEBODY = re.compile(r"(?:the|an?|its|his|her|their|our|one)\s", re.IGNORECASE)
_OFFICE = re.compile(r"[A-Z]{2,4}:")
_ASKING = re.compile(
    r"(?:buy|sell|get|read|watch|sign|stay|take|don['’]t|do not|please|remember|listen|look)\b"
    r"[\w '’-]{0,50}:(?=\s)",
    re.IGNORECASE,
)
"""A longer label that asks for something: what follows the colon is the reason for it."""
TAIL = re.compile(r"(?:\s*(?:[#@$][^\W\d]\w*|[^\w\s#@$]+))+\s*$")
"""Tags, handles, cashtags, emoji and marks up to the end."""
NUMBERING = re.compile(
    r"^\s*(?:\(\d{1,2}/\d{1,2}\)|\d{1,2}/(?:\d{1,2})?(?=\s)|\d{1,2}[.)](?=\s))\s+(?!of\b)"
)
"""The number of a post in its thread, or of an item in its list."""
_ACTS = re.compile(r"(?:is|was|are|were|has|had|will|won['’]t|isn['’]t|hasn['’]t|wasn['’]t)\b")
_ITEM = re.compile(r"\n[ \t]*(?=(?:[-–—•*▪►→]|\d{1,2}[.)/]|[^\w\s.,;:!?\"'“”‘’()\[\]@#$&]+)[ \t])")
_WRAPPED = 60
"""Characters from which a line without a full stop may go on in the next."""


def pieces(text: str) -> list[Piece]:
    """The stretches of `text` in order, each with what its cut took from it."""
    found: list[Piece] = []
    for start, end in sentences_of(text):
        for left, right in _between_links(text, start, end):
            if _is_tail(text[left:right]) and found and _adjoins(text, found[-1].end, left):
                found[-1] = _with_tail(text, found[-1], right)
                continue
            found += (piece for one in _parts(text, left, right) if (piece := _trimmed(text, one)))
    return found


def bare(claim: str) -> str:
    """A claim without its number in a thread and without whom it speaks to.

    A handle that a verb follows is no addressee: it is spoken of.
    """
    claim = NUMBERING.sub("", claim)
    addressed = ADDRESSED.match(claim)
    if addressed is None:
        return claim
    rest = claim[addressed.end() :]
    told = bool(first_form(rest) & (Form.THIRD | Form.PAST) or _ACTS.match(rest))
    alone = re.match(r"\w+\s*(?:[,.!]|$)", rest)
    spoken_of = told and not alone and rest[:1].islower() and not rest.rstrip().endswith("?")
    return claim if spoken_of else rest


def _with_tail(text: str, piece: Piece, right: int) -> Piece:
    end = right - len(text[piece.end : right]) + len(text[piece.end : right].rstrip())
    return replace(piece, end=end)


def _adjoins(text: str, end: int, start: int) -> bool:
    return not _has_words(text[end:start])


def _is_tail(stretch: str) -> bool:
    return _has_words(stretch) and bool(TAIL.fullmatch(stretch))


def _quotes_speaker(text: str, label: re.Match[str]) -> bool:
    """Whether a label says whose words follow ("Tarbuck: “…”"), and is no opener ("Noted: “…”")."""
    if not _QUOTE_NEXT.match(text, label.end()):
        return False
    who = label.group()
    return bool(names(who) or _SOMEBODY.match(who) or _OFFICE.fullmatch(who))


def _parts(text: str, start: int, end: int) -> Iterator[Piece]:
    """A sentence cut after its label, and between its clauses; its tail stays with the last."""
    label = _LABEL.match(text, start, end) or _ASKING.match(text, start, end)
    dated = label and any(character.isdigit() for character in label.group())
    if label and not dated and not _quotes_speaker(text, label):
        yield Piece(start, label.end())
        start = label.end()
    tail = TAIL.search(text[start:end])
    body = start + tail.start() if tail and _has_words(tail.group()) else end
    clauses = list(cut(text, start, body)) if _has_words(text[start:body]) else []
    if clauses:
        yield from clauses[:-1]
        yield replace(clauses[-1], end=end)
    else:
        yield Piece(start, end)


def _has_words(stretch: str) -> bool:
    return any(character.isalnum() for character in stretch)


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, and the lines of posts that end none with a full stop."""
    begin = 0
    for end in [*_line_ends(text), len(text)]:
        yield from ((begin + left, begin + right) for left, right in spans(text[begin:end]))
        begin = end


def _line_ends(text: str) -> list[int]:
    """Where a line ends a statement although the next goes on in lower case."""
    if "\n" not in text:
        return []
    ends = {match.start() for match in _ITEM.finditer(text)}
    if not re.search(r"(?:^|[.!?]\s+|\n)[\"“‘'(]*[A-Z][a-z]", text):
        lines = [m.start() for m in re.finditer("\n", text)]
        starts = [0, *(end + 1 for end in lines)]
        ends |= {
            end
            for start, end in zip(starts, lines, strict=False)
            if len(text[start:end]) < _WRAPPED
        }
    return sorted(ends)


def _between_links(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for link in LINK.finditer(text, start, end):
        yield start, link.start()
        start = link.end()
    yield start, end


def _trimmed(text: str, piece: Piece) -> Piece | None:
    """The piece without white space around it; None when it has no word."""
    stretch = text[piece.start : piece.end]
    if not _has_words(stretch):
        return None
    start = piece.start + len(stretch) - len(stretch.lstrip())
    alone = " ".join(piece.alone.split())
    return replace(piece, start=start, end=start + len(stretch.strip()), alone=alone)
