"""Methods of checking a claim, each as one graded score: ours, and what a user would pick instead.

A claim of several sentences is worth its weakest one. Every verifier gives its score whether
or not a guard objects; only the ensemble, which is the auditor's own panel, lets a guard
have the last word. What verifiers answer is remembered, so that the panel does not pay for
it a second time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from agents.auditor.claims import split_claims
from agents.auditor.evidence import Passage, Passages
from agents.auditor.evidence.cutting import pieces
from agents.auditor.guards import GUARDS, Context
from agents.auditor.verifiers import Judgement, Matter, Occasion, Panel, Verifier
from agents.auditor.verifiers.panel import PASSAGES
from graph.audit_baselines import rouge_l, similarity
from graph.given_evidence import text_signals
from graph.labelled import Case
from memory.types import Claim, ClaimKind, Story
from tools.sentences import sentences

if TYPE_CHECKING:
    from agents.seams import Embedder

ROUGE, SIMILARITY, GUARDS_ALONE, ENSEMBLE = "ROUGE-L", "best sentence", "guards alone", "ensemble"
BASELINES = frozenset({ROUGE, SIMILARITY})
"""Their scores are no probabilities."""
SAID = datetime(2026, 1, 1, tzinfo=UTC)
"""When everything is taken to be said: a file of claims does not tell."""
MOST_PIECES = 100_000
"""Sentences of one evidence text; there is none with so many."""


@dataclass(frozen=True)
class Prepared:
    """A case with everything in memory that a method may need."""

    case: Case
    claims: tuple[Claim, ...]
    """What the auditor would check."""
    told: tuple[str, ...]
    """The claim's sentences."""
    sentences: tuple[str, ...]
    """Of the evidence."""
    passages: Passages
    claim_s: float
    """Seconds for the vectors of the claim itself."""


@dataclass(frozen=True)
class Scored:
    """What one method says of one case, and how long that took."""

    score: float
    seconds: float


class Methods:
    """All methods over one embedder and the verifiers of a team."""

    def __init__(self, embedder: Embedder, verifiers: Sequence[Verifier]) -> None:
        self._embedder = embedder
        self._asked = tuple(_Remembering(verifier) for verifier in verifiers)
        self._panel = Panel(self._asked)
        self._occasion = Occasion(said=SAID.date())

    @property
    def names(self) -> tuple[str, ...]:
        """The baselines, then ours; the ensemble last."""
        own = (one.name for one in self._asked)
        return (ROUGE, SIMILARITY, GUARDS_ALONE, *own, ENSEMBLE)

    def score(self, case: Case) -> dict[str, Scored]:
        """Every method's score of one case; vectors of the evidence are made before the clock."""
        ready = self._prepared(case)
        for one in self._asked:
            one.forget()
        found = {
            ROUGE: _timed(lambda: rouge_l([case.claim], [" ".join(case.evidence)])),
            SIMILARITY: _timed(
                lambda: similarity(self._embedder, ready.told, ready.sentences), ready.claim_s
            ),
        }
        began = time.perf_counter()
        matters = [self._matter(claim, ready.passages) for claim in ready.claims]
        retrieval_s = time.perf_counter() - began + ready.claim_s
        found[GUARDS_ALONE] = _timed(lambda: min(map(_unopposed, matters)), retrieval_s)
        for one in self._asked:
            found[one.name] = _timed(partial(self._judged, one, matters), retrieval_s)
        found[ENSEMBLE] = self._voted(ready)
        return found

    def _prepared(self, case: Case) -> Prepared:
        story = _story(case)
        claims = _claims(case.claim)
        told = tuple(sentences(case.claim)) or (case.claim,)
        read = (
            tuple(p for text in case.evidence for p in pieces(text, MOST_PIECES)) or case.evidence
        )
        began = time.perf_counter()
        self._embedder.embed([*told, *(claim.alone for claim in claims)])
        claim_s = time.perf_counter() - began
        passages = Passages.of(story, embedder=self._embedder)
        self._embedder.embed(read)
        for claim in claims:
            passages.best(claim.alone, PASSAGES)
        return Prepared(case, claims, told, read, passages, claim_s)

    def _matter(self, claim: Claim, passages: Passages) -> Matter:
        best = passages.best(claim.alone, PASSAGES)
        return Matter(claim, best, _context(passages))

    def _judged(self, verifier: Verifier, matters: Sequence[Matter]) -> float:
        """The weakest claim's score; who cannot judge a claim does not support it."""
        answers = verifier.judge(matters, self._occasion)
        return min(answer.score if answer else 0.0 for answer in answers)

    def _voted(self, ready: Prepared) -> Scored:
        done = _timed(
            lambda: min(
                finding.score
                for finding in self._panel.check(ready.claims, ready.passages, self._occasion)
            ),
            ready.claim_s,
        )
        return Scored(done.score, done.seconds + sum(one.replayed_s for one in self._asked))


class _Remembering:
    """A verifier that answers the same question once; satisfies `Verifier`."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._known: dict[tuple[str, tuple[Passage, ...]], tuple[Judgement | None, float]] = {}
        self.replayed_s = 0.0
        """What the answers given from memory had cost."""

    @property
    def name(self) -> str:
        return self._verifier.name

    def judge(self, matters: Sequence[Matter], occasion: Occasion) -> list[Judgement | None]:
        keys = [(matter.claim.alone, matter.passages) for matter in matters]
        self.replayed_s += sum(self._known[key][1] for key in keys if key in self._known)
        new = {key: m for key, m in zip(keys, matters, strict=True) if key not in self._known}
        began = time.perf_counter()
        answers = self._verifier.judge(list(new.values()), occasion) if new else ()
        each_s = (time.perf_counter() - began) / max(1, len(new))
        for key, answer in zip(new, answers, strict=True):
            self._known[key] = answer, each_s
        return [self._known[key][0] for key in keys]

    def forget(self) -> None:
        """Begin anew with the next case."""
        self._known.clear()
        self.replayed_s = 0.0


def _unopposed(matter: Matter) -> float:
    """1 when no guard objects; a third for each objection, and a third again if it contradicts."""
    texts = [passage.text for passage in matter.passages]
    found = [guard(matter.claim.alone, texts, matter.context) for guard in GUARDS]
    return 3.0 ** -sum(1 + one.contradicts for one in found if one)


def _claims(text: str) -> tuple[Claim, ...]:
    """What the auditor would check of the text, all of it as facts: a label was put on it."""
    found = split_claims(text) or (Claim(text=text, start=0, end=len(text), kind=ClaimKind.FACT),)
    return tuple(
        claim if claim.checkable else claim.model_copy(update={"kind": ClaimKind.FACT})
        for claim in found
    )


def _context(passages: Passages) -> Context:
    return Context(
        said=SAID.date(),
        published=SAID.date(),
        evidence=passages.text,
        roll=passages.roll,
    )


def _story(case: Case) -> Story:
    """The evidence as the signals of a story."""
    signals = (
        signal
        for number, text in enumerate(case.evidence, 1)
        for signal in text_signals(text, f"source {number}", SAID)
    )
    return Story(id="labelled", title="", signals=tuple(signals))


def _timed(measure: Callable[[], float], before_s: float = 0.0) -> Scored:
    """The score, and the seconds it took, on top of what was done for it before."""
    began = time.perf_counter()
    score = measure()
    return Scored(score, time.perf_counter() - began + before_s)
