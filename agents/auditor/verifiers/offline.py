"""The offline verifier: no model, no network; it believes what the source visibly says."""

from __future__ import annotations

from collections.abc import Sequence

from agents.auditor.verifiers.coverage import Coverage, cover
from agents.auditor.verifiers.verifier import Judgement, Matter, Occasion
from memory.types import ClaimStatus, Span


class OfflineVerifier:
    """Believes a claim when the best passages hold every one of its content words."""

    name = "offline"

    def judge(self, matters: Sequence[Matter], _occasion: Occasion) -> list[Judgement]:
        return [_judged(matter) for matter in matters]


def _judged(matter: Matter) -> Judgement:
    if not matter.passages:
        return Judgement(ClaimStatus.NOT_ENOUGH, 0.0, "no source speaks of this")
    coverage = cover(matter.claim.alone, [passage.text for passage in matter.passages])
    gap = _gap(coverage)
    if gap:
        spans = tuple(s for word in coverage.missing if (s := _span(matter.claim.text, word)))
        score = 0.5 * coverage.share
        return Judgement(
            ClaimStatus.NOT_ENOUGH, score, gap, passage=matter.passages[0], spans=spans
        )
    return Judgement(
        ClaimStatus.SUPPORTED, coverage.share, "the source says so", passage=matter.passages[0]
    )


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
