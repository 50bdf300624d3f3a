"""Stance and humour: how sure, how warm, how ironic, whom it speaks to; by what can be counted.

Words come from `lexicon/stance.txt`. The rest is form: a punch line is a short last sentence
after longer ones, a rhetorical question is answered in the same post, scare quotes stand
around one or two words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from agents.style.voice.habits.corpus import Corpus, Written
from agents.style.voice.habits.edges import closer_of
from agents.style.voice.habits.lexicon import stance
from agents.style.voice.habits.rhythm import FRAGMENT
from agents.style.voice.habits.values import Counted, counted, part, share_of
from memory.types import Value

_SCARE = re.compile(r"(?<!\w)[\"“][\w'’-]+(?: [\w'’-]+)?[\"”]")
_MARK = re.compile(r"(?<!\w)/s\b|\(sic\)|™|\(!\)|\bnot\.$|\b[Ss]aid no one\b")
_NOT_BUT = re.compile(r", not (?:a |an |the )?\w+|\bnot \w+(?: \w+)?[,;:]? but\b")


class Marker(Value):
    """One kind of word, and which of them are used."""

    name: str
    share: float
    """Of short posts, those with any."""
    used: tuple[Counted, ...]


class Stance(Value):
    """Shares are of short posts."""

    markers: tuple[Marker, ...]
    punch_line_share: float
    answered_question_share: float
    """With a question that is not the end."""
    scare_quotes_share: float
    irony_marks_share: float
    """/s, ™, (sic), a late "not."."""
    antithesis_share: float
    """"X, not Y" and "not X but Y"."""

    @classmethod
    def measure(cls, corpus: Corpus) -> Stance:
        return cls(
            markers=_markers(corpus.said),
            punch_line_share=share_of(corpus.said, _ends_short),
            answered_question_share=share_of(
                corpus.said,
                lambda one: (
                    any(part.endswith("?") for part in one.sentences[:-1])
                    and not one.body.endswith("?")
                ),
            ),
            scare_quotes_share=share_of(corpus.bodies, _SCARE.search),
            irony_marks_share=share_of(corpus.bodies, _MARK.search),
            antithesis_share=share_of(corpus.bodies, _NOT_BUT.search),
        )

    def share(self, name: str) -> float:
        """Share of posts with a marker of that kind; 0 for a kind that is not counted."""
        return next((one.share for one in self.markers if one.name == name), 0.0)


def _markers(posts: Sequence[Written]) -> tuple[Marker, ...]:
    having, used = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for one in posts:
        found = list(_phrases_of(one))
        having.update({kind for kind, _ in found})
        for kind, phrase in found:
            used[kind][phrase] += 1
    return tuple(
        Marker(name=kind, share=part(having[kind], len(posts)), used=counted(used[kind], 8))
        for kind in stance()
    )


def _phrases_of(one: Written) -> Iterator[tuple[str, str]]:
    """(kind, phrase) for each phrase of the list that a post has."""
    table = _by_first_word()
    for run in one.runs:
        for place, word in enumerate(run):
            for kind, phrase in table.get(word, ()):
                if run[place : place + len(phrase)] == phrase:
                    yield kind, " ".join(phrase)


@cache
def _by_first_word() -> Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]:
    table = defaultdict[str, list[tuple[str, tuple[str, ...]]]](list)
    for kind, phrases in stance().items():
        for phrase in sorted(phrases):
            table[phrase[0]].append((kind, phrase))
    return table


def _ends_short(one: Written) -> bool:
    sizes = [len(sentence.split()) for sentence in one.sentences]
    return 0 < len(closer_of(one).split()) <= FRAGMENT and max(sizes[:-1]) >= 2 * FRAGMENT
