"""Novelty: does a text say something that the readers have not just read from this person?

Against everything published before it looks for copies; against the latest publications
also for what tires: the same opener, the same line, the same sentence shape again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.style.english.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS, word_set
from agents.style.scoring.copying import Earlier
from agents.style.voice.profile import body, opener_of
from tools.sentences import sentences

LATELY = 12
"""Publications whose openers and shapes readers still have in mind."""
_OPENERS_REST = 4
"""Publications for which an opener should rest."""
_LINE = 4
"""Words from which a sentence counts as a line that can be said again."""
_SHAPE = 5
"""Marks from which a sentence's shape is recognisable."""
_SAME_OPENER, _SAME_SHAPE = 0.3, 0.15
"""Novelty lost."""
_KEPT = (
    DETERMINERS
    | PREPOSITIONS
    | AUXILIARIES
    | word_set("and or but not so if when while because i you he she it we they who what why how")
)


@dataclass(frozen=True)
class Freshness:
    """`novelty` 1 is nothing like anything earlier, 0 is one of them again."""

    novelty: float
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Novelty:
    """Judges texts against all that one persona has published. Built once."""

    def __init__(self, earlier: Iterable[str]) -> None:
        self._earlier = Earlier(earlier)

    def judge(self, texts: Sequence[str], recent: Sequence[str]) -> list[Freshness]:
        """`recent`: the latest publications, newest first; they count though not in the index."""
        lately = _Lately.of(recent)
        return [self._judge(text, lately) for text in texts]

    def _judge(self, text: str, lately: _Lately) -> Freshness:
        ever, now = self._earlier.likeness(text), lately.texts.likeness(text)
        if ever.is_copy or now.is_copy:
            return Freshness(0.0, faults=("an old post again",))
        again = next((line for line in _lines(text) if _plain(line) in lately.lines), "")
        if again:
            return Freshness(0.0, faults=(f'said lately: "{again}"',))
        novelty, notes = 1 - max(ever.shared, now.shared), []
        opener = opener_of(body(text))
        if opener in lately.openers:
            novelty -= _SAME_OPENER
            notes.append(f'opens with "{opener}" again')
        if shapes(text) & lately.shapes:
            novelty -= _SAME_SHAPE
            notes.append("a sentence built like one of the latest posts")
        return Freshness(max(0.0, round(novelty, 3)), notes=tuple(notes))


@dataclass(frozen=True)
class _Lately:
    """What the latest publications have used up."""

    texts: Earlier
    openers: frozenset[str]
    lines: frozenset[str]
    shapes: frozenset[str]

    @classmethod
    def of(cls, recent: Sequence[str]) -> _Lately:
        latest = recent[:LATELY]
        return cls(
            Earlier(recent),
            frozenset(filter(None, (opener_of(body(old)) for old in recent[:_OPENERS_REST]))),
            frozenset(_plain(line) for old in latest for line in _lines(old)),
            frozenset(shape for old in latest for shape in shapes(old)),
        )


def shapes(text: str) -> frozenset[str]:
    """How its sentences are built: function words and marks kept, anything else one "_"."""
    found = (_shape(sentence) for sentence in sentences(body(text)))
    return frozenset(shape for shape in found if shape.count(" ") >= _SHAPE - 1)


def _shape(sentence: str) -> str:
    marks = re.findall(r"\w+(?:['’]\w+)?|[^\w\s]", sentence.lower())
    kept = (mark if mark in _KEPT or not mark[0].isalnum() else "_" for mark in marks)
    return re.sub(r"_(?: _)+", "_", " ".join(kept))


def _lines(text: str) -> list[str]:
    plain = body(text)
    rest = plain[len(opener_of(plain)) :]
    return [s for s in sentences(rest) if len(s.split()) >= _LINE]


def _plain(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.lower()))
