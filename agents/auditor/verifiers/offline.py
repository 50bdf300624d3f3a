"""The offline verifier: no model, no network; it believes what the source visibly says.

Two questions, and both must be answered well: does the source hold every word of the claim,
and does the classifier, which has seen many true and false rewordings, find the whole likely?
"""

from __future__ import annotations

from collections.abc import Sequence

from agents.auditor.verifiers.coverage import Coverage, cover
from agents.auditor.verifiers.support import support
from agents.auditor.verifiers.verifier import Judgement, Matter, Occasion
from agents.seams import Embedder
from memory.types import ClaimStatus, Span


class OfflineVerifier:
    """Judges by words; `score` is the classifier's calibrated probability of support."""

    name = "offline"

    def __init__(self, embedder: Embedder | None = None) -> None:
        """With an embedder the classifier also sees how near claim and passages are."""
        self._embedder = embedder

    def judge(self, matters: Sequence[Matter], _occasion: Occasion) -> list[Judgement]:
        return [self._judged(matter) for matter in matters]

    def _judged(self, matter: Matter) -> Judgement:
        if not matter.passages:
            return Judgement(ClaimStatus.NOT_ENOUGH, 0.0, "no source speaks of this")
        claim, texts = matter.claim.alone, [passage.text for passage in matter.passages]
        score = support().probability(claim, texts, matter.context, self._near(claim, texts))
        coverage = cover(claim, texts)
        best = matter.passages[0]
        if gap := _gap(coverage):
            spans = tuple(s for w in coverage.missing if (s := _span(matter.claim.text, w)))
            return Judgement(ClaimStatus.NOT_ENOUGH, score, gap, passage=best, spans=spans)
        return Judgement(ClaimStatus.SUPPORTED, score, "the source says so", passage=best)

    def _near(self, claim: str, texts: Sequence[str]) -> list[float] | None:
        """Cosines of the passages with the claim; a warm embedder has their vectors."""
        if self._embedder is None:
            return None
        vectors = self._embedder.embed([claim, *texts])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]


def _gap(coverage: Coverage) -> str:
    """What no source says, in words; empty when nothing is missing."""
    if coverage.loose_segment:
        return f'leave out "{coverage.loose_segment}": no source says it'
    if coverage.missing:
        return "no source says " + ", ".join(f'"{word}"' for word in coverage.missing[:4])
    return ""


def _span(text: str, word: str) -> Span | None:
    start = text.find(word)
    return Span(start=start, end=start + len(word)) if start >= 0 else None
