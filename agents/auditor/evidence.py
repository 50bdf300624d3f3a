"""Evidence: the passages of a story that a claim may lean on, and the best of them.

Passages are the sentences of the story's signals and of the brief's facts, each
alone and with its neighbour, and the titles; sentences that give orders to software
are none. They are ranked by shared words, rare ones counting more, and by meaning
when an embedder is given. Nothing here judges; it only finds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

import numpy as np

from agents.auditor.naming import Roll
from agents.auditor.words import kin, stems
from agents.seams import Embedder
from agents.stories.quarantine import honest
from memory.types import Brief, Evidence, Signal, Story
from tools.sentences import sentences

LEXICAL = 0.7
"""Weight of shared words against meaning, when there is an embedder."""
RELATIVE = 0.8
"""Worth of a synonym against the word itself."""
LONGEST_SIGNAL = 40_000
"""Characters read of one signal."""
MOST_SENTENCES = 400
"""Sentences kept over all signals of a story."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One or two neighbouring sentences of a source, and when they were published."""

    text: str
    signal_id: str
    publisher: str
    url: str | None
    read_at: datetime
    published_at: datetime
    stems: frozenset[str] = field(default=frozenset(), compare=False)

    def evidence(self) -> Evidence:
        return Evidence(
            text=self.text,
            signal_id=self.signal_id,
            publisher=self.publisher,
            url=self.url,
            read_at=self.read_at,
        )


class Passages:
    """All passages of one story; asked once for each claim of a draft."""

    def __init__(self, found: Iterable[Passage], embedder: Embedder | None = None) -> None:
        self.all = tuple(dict.fromkeys(found))
        self.text = "\n".join(passage.text for passage in self.all)
        self.roll = Roll(self.text + "\n" + "\n".join({p.publisher for p in self.all}))
        self._embedder = embedder
        self._vectors: np.ndarray | None = None
        self._rarity = _rarity(passage.stems for passage in self.all)

    @classmethod
    def of(
        cls, story: Story, brief: Brief | None = None, *, embedder: Embedder | None = None
    ) -> Passages:
        """The passages of a story's signals, and of those facts of the brief that they hold.

        A fact that no signal of the story carries is left out: a brief may be written
        by a model, and a model is no source.
        """
        found = [p for signal in story.signals for p in _of_signal(honest(signal))][
            : 3 * MOST_SENTENCES
        ]
        return cls([*found, *_of_facts(story, brief)], embedder)

    def __len__(self) -> int:
        return len(self.all)

    def best(self, claim: str, count: int) -> tuple[Passage, ...]:
        """At most `count` passages, nearest to the claim first; none when none shares a word."""
        scores = self.scores(claim)
        order = sorted(range(len(self.all)), key=lambda i: (-scores[i], i))
        return tuple(self.all[i] for i in order[:count] if scores[i] > 0)

    def scores(self, claim: str) -> list[float]:
        """Nearness of every passage to the claim, 0 to 1: rare shared words, then meaning."""
        wanted = {stem: self._relatives(stem) for stem in stems(claim)}
        total = sum(self._weight(stem) for stem in wanted)
        lexical = [self._overlap(wanted, passage) / total if total else 0.0 for passage in self.all]
        if self._embedder is None or not self.all:
            return lexical
        meaning = self._matrix(self._embedder) @ self._embedder.embed([claim])[0]
        return [
            LEXICAL * near + (1 - LEXICAL) * float(cosine)
            for near, cosine in zip(lexical, meaning, strict=True)
        ]

    def _relatives(self, stem: str) -> frozenset[str]:
        """The words of the evidence that mean the same as `stem`."""
        return frozenset(other for other in self._rarity if kin(stem, other))

    def _overlap(self, wanted: dict[str, frozenset[str]], passage: Passage) -> float:
        """Weight of the shared words; a long passage is worth a little less than a short one."""
        weight = 0.0
        for stem, relatives in wanted.items():
            if stem in passage.stems:
                weight += self._weight(stem)
            elif not relatives.isdisjoint(passage.stems):
                weight += RELATIVE * self._weight(stem)
        return weight - 0.002 * len(passage.stems) if weight else 0.0

    def _weight(self, stem: str) -> float:
        return self._rarity.get(stem, 1.0)

    def _matrix(self, embedder: Embedder) -> np.ndarray:
        if self._vectors is None:
            self._vectors = embedder.embed([passage.text for passage in self.all])
        return self._vectors


def _rarity(documents: Iterable[frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency, scaled to 0.3 for words of every passage and 1 for rare ones."""
    pool = list(documents)
    counts = Counter(stem for document in pool for stem in document)
    top = math.log(1 + len(pool))
    return {
        stem: max(0.3, math.log((1 + len(pool)) / count) / top) for stem, count in counts.items()
    }


def _of_signal(signal: Signal) -> Iterator[Passage]:
    title = " ".join(signal.title.split())
    body = sentences(signal.text[:LONGEST_SIGNAL])[:MOST_SENTENCES]
    yield from _make(signal, [title] if title else [])
    yield from _make(signal, body)
    yield from _make(signal, [_joined(pair) for pair in pairwise(body)])
    if title and body:
        yield from _make(signal, [_joined((title, body[0]))])


def _joined(pair: Sequence[str]) -> str:
    """Two sentences as one passage, with a full stop between them."""
    first, second = pair
    return f"{first} {second}" if first[-1:] in ".!?…”\"’'" else f"{first}. {second}"


def _make(signal: Signal, texts: Iterable[str]) -> Iterator[Passage]:
    for text in texts:
        yield Passage(
            text=text,
            signal_id=signal.id,
            publisher=signal.publisher,
            url=signal.url,
            read_at=signal.seen_at,
            published_at=signal.published_at,
            stems=frozenset(stems(text)),
        )


def _of_facts(story: Story, brief: Brief | None) -> Iterator[Passage]:
    by_id = {signal.id: honest(signal) for signal in story.signals}
    for fact in brief.facts if brief else ():
        signal = by_id.get(fact.signal_id)
        if signal and _said(fact.text, f"{signal.title}\n{signal.text}"):
            yield from _make(signal, [fact.text])


def _said(fact: str, source: str) -> bool:
    return " ".join(fact.split()) in " ".join(source.split())
