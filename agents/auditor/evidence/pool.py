"""A pool: the passages of one kind of source, and which of them a claim may lean on.

Kinds are kept apart: a claim is borne out by its story, or by ground truth, and never by
half of each. Nothing here judges; it only finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from agents.auditor.evidence.cutting import joined, pairs, pieces
from agents.auditor.evidence.passage import Passage, of_signal
from agents.auditor.evidence.ranking import BM25
from agents.auditor.reading.naming import Roll
from agents.seams import Embedder
from agents.stories.quarantine import honest
from memory.types import Brief, EvidenceKind, Signal, Story

LEXICAL = 0.6
"""Weight of shared words against meaning, when there is an embedder."""
READ_FOR_MEANING = 24
"""Passages of a pool that are embedded for one claim: the best by their words."""
LONGEST_SIGNAL = 40_000
"""Characters read of one signal."""
MOST_SENTENCES = 400
"""Sentences of one signal; three times as many passages of a whole pool."""
REMEMBERED = 64
"""Claims whose scores are kept: each is asked for again by whoever weighs it."""
MOST_PASSAGES = 3 * MOST_SENTENCES

Trust = Mapping[str, float]
"""Publisher to the weight of its word; who is not named has 1."""


class Passages:
    """The passages of one pool; asked once for each claim of a draft."""

    def __init__(self, found: Iterable[Passage], embedder: Embedder | None = None) -> None:
        self.all = tuple(dict.fromkeys(found))
        self.text = "\n".join(passage.text for passage in self.all)
        self.roll = Roll(self.text + "\n" + "\n".join({p.publisher for p in self.all}))
        self._embedder = embedder
        self._words = BM25([passage.text for passage in self.all])
        self._asked: dict[str, list[float]] = {}

    @classmethod
    def of(
        cls,
        story: Story,
        brief: Brief | None = None,
        *,
        embedder: Embedder | None = None,
        trust: Trust | None = None,
    ) -> Passages:
        """The passages of a story's signals, and of those facts of the brief that they hold.

        A fact that no signal of the story carries is left out: a brief may be written
        by a model, and a model is no source. So is a publisher whose word weighs nothing.
        """
        weights = trust or {}
        told = islice(of_signals(story.signals, EvidenceKind.STORY, weights), MOST_PASSAGES)
        return cls([*told, *_of_facts(story, brief, weights)], embedder)

    def __len__(self) -> int:
        return len(self.all)

    def best(self, claim: str, count: int) -> tuple[Passage, ...]:
        """At most `count` passages, nearest to the claim first; none when none shares a word.

        A passage that a better one of the same source holds whole is no second one.
        """
        scores = self.scores(claim)
        order = sorted(range(len(self.all)), key=lambda i: (-scores[i], i))
        found: list[Passage] = []
        for passage in (self.all[i] for i in order if scores[i] > 0):
            if len(found) == count:
                break
            if not any(_within(passage, other) for other in found):
                found.append(passage)
        return tuple(found)

    def scores(self, claim: str) -> list[float]:
        """Nearness of every passage to the claim, about 0 to 1.

        Shared words, and for the best by these also meaning. The two are added and not fused
        by rank, which finds as much (recall@3 on 102 claims: .91 and .92) but would lose the
        difference between a passage that says it all and one that shares a name.
        """
        if claim not in self._asked:
            if len(self._asked) >= REMEMBERED:
                self._asked.clear()
            self._asked[claim] = self._scores(claim)
        return self._asked[claim]

    def _scores(self, claim: str) -> list[float]:
        lexical = self._words.scores(claim)
        if self._embedder is None or not self.all:
            return lexical
        order = sorted(range(len(lexical)), key=lambda i: (-lexical[i], i))[:READ_FOR_MEANING]
        vectors = self._embedder.embed([claim, *(self.all[i].text for i in order)])
        scores = [LEXICAL * near for near in lexical]
        for i, cosine in zip(order, vectors[1:] @ vectors[0], strict=True):
            scores[i] += (1 - LEXICAL) * max(0.0, float(cosine))
        return scores


def of_signals(signals: Iterable[Signal], kind: EvidenceKind, trust: Trust) -> Iterator[Passage]:
    """The passages of signals, without orders to software and without whom nobody believes."""
    for signal in signals:
        weight = trust.get(signal.publisher, 1.0)
        if weight > 0:
            told = honest(signal)
            yield from of_signal(told, _texts(told), kind=kind, trust=weight)


def _within(passage: Passage, other: Passage) -> bool:
    return passage.signal_id == other.signal_id and passage.text in other.text


def _texts(signal: Signal) -> Iterator[str]:
    title = " ".join(signal.title.split())
    body = pieces(signal.text[:LONGEST_SIGNAL], MOST_SENTENCES)
    yield from [title] if title else []
    yield from body
    yield from pairs(body)
    if title and body:
        yield joined(title, body[0])


def _of_facts(story: Story, brief: Brief | None, trust: Trust) -> Iterator[Passage]:
    by_id = {signal.id: honest(signal) for signal in story.signals}
    for fact in brief.facts if brief else ():
        signal = by_id.get(fact.signal_id)
        weight = trust.get(signal.publisher, 1.0) if signal else 0.0
        if signal and weight and _said(fact.text, f"{signal.title}\n{signal.text}"):
            yield from of_signal(signal, [fact.text], trust=weight)


def _said(fact: str, source: str) -> bool:
    return " ".join(fact.split()) in " ".join(source.split())
