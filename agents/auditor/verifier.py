"""Verifiers: is one claim borne out by the passages of its story?

The offline verifier believes a claim when no guard objects and the best passages
hold every one of its content words, as they are or as synonyms. It understands
nothing beyond that, so it errs on the side of asking the writer to stay closer to
the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol

from agents.auditor.evidence import Passage, Passages
from agents.auditor.guards import GUARDS, Context, Objection, names_known
from agents.auditor.moments import moments
from agents.auditor.naming import Roll, names
from agents.auditor.quantities import HEDGES, quantities
from agents.auditor.words import Word, known, stem, words
from memory.types import Claim, ClaimStatus, Finding

PASSAGES = 3
"""Passages that are shown to the guards."""
ECHO = 0.6
"""Share of an opinion's content words in its passages from which it is checked like a fact."""
LEAST_ECHO = 2
"""Content words from which an opinion can echo a source."""
RELATED = 0.8
"""Worth of a synonym against the source's own word in a claim's score."""
_LIGHT = frozenset(
    stem(w)
    for w in ["go", "get", "make", "come", "run", "put", "let", "take", "see", "bring", "keep"]
)
"""Verbs that say little; what they move is checked."""
_SEGMENT = re.compile(
    r"[,;:—–()]|\b(?:after|because|since|while|as|amid|although|though|before|until|despite|when"
    r"|where|which|who|whose|and|but|so|with|without|by|in|on|at|for|from|during|following|to|due"
    r"|thanks|over|under|against|via|through|of)\b",
    re.IGNORECASE,
)


class Verifier(Protocol):
    """Checks one claim. An answer that cannot be read is never support."""

    @property
    def name(self) -> str: ...

    def check(
        self, claim: Claim, passages: Passages, *, said: date, own_names: frozenset[str]
    ) -> Finding:
        """`said` is the day of publication, `own_names` need no evidence. Never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a claim its passages hold; `missing` are the words they do not.

    `share` is 1 when every content word is there itself; a synonym counts `RELATED`.
    """

    share: float
    missing: tuple[str, ...]
    loose_segment: str | None


class OfflineVerifier:
    """Guards first, then the share of the claim's words that one place in the source holds."""

    name = "offline"

    def check(
        self,
        claim: Claim,
        passages: Passages,
        *,
        said: date,
        own_names: frozenset[str] = frozenset(),
    ) -> Finding:
        """One finding: supported, contradicted, or not enough, with the reason in words."""
        best = passages.best(claim.text, PASSAGES)
        context = _context(best, passages, said, own_names)
        texts = [passage.text for passage in best]
        if not claim.checkable and not _echoes(claim.text, texts):
            return self._aside(claim, best, context)
        objection = object_to(claim.text, texts, context)
        coverage = cover(claim.text, texts)
        return _finding(claim, best, objection, coverage)

    def _aside(self, claim: Claim, best: Sequence[Passage], context: Context) -> Finding:
        """Opinions and questions are not checked, but may not bring in a name."""
        if objection := names_known(claim.text, (), context):
            return _judged(claim, ClaimStatus.NOT_ENOUGH, 0.0, best, objection.reason)
        return Finding(
            claim=claim,
            status=ClaimStatus.NOT_CHECKED,
            score=1.0,
            evidence=None,
            reason=f"{claim.kind.value}: nothing to check",
        )


def _echoes(claim: str, passages: Sequence[str]) -> bool:
    """Whether a claim is made of a source's own words, and so tells the news."""
    content = sum(1 for word in words(claim) if word.content)
    return content >= LEAST_ECHO and cover(claim, passages).share >= ECHO


def _context(
    best: Sequence[Passage], passages: Passages, said: date, own: frozenset[str]
) -> Context:
    published = best[0].published_at if best else None
    return Context(
        said=said,
        published=published.date() if published else said,
        evidence=passages.text,
        roll=passages.roll,
        own_names=own,
    )


def object_to(claim: str, passages: Sequence[str], context: Context) -> Objection | None:
    """The first objection of any guard; a contradiction goes before a mere gap."""
    found = [o for guard in GUARDS if (o := guard(claim, passages, context))]
    return next((o for o in found if o.contradicts), found[0] if found else None)


def cover(claim: str, passages: Sequence[str]) -> Coverage:
    """Which of the claim's content words the passages hold, and any clause they know nothing of.

    Figures and times are left to their guards; a name counts under any of its forms.
    """
    pool = frozenset(word.stem for text in passages for word in words(text))
    content = _content(claim)
    named = _named(claim, Roll("\n".join(passages)))
    worth = [_worth(w, pool) if w.start not in named else 1.0 for w in content]
    missing = [word for word, share in zip(content, worth, strict=True) if not share]
    share = sum(worth) / len(worth) if worth else 1.0
    return Coverage(share, tuple(w.raw for w in missing), _loose(claim, content, missing))


def _worth(word: Word, pool: frozenset[str]) -> float:
    """1 for a word of the source, less for a synonym, 0 for a stranger."""
    if word.stem in pool:
        return 1.0
    return RELATED if known(word.stem, pool) else 0.0


def _content(claim: str) -> list[Word]:
    """The words that the source must hold."""
    figures = [(q.start, q.end) for q in quantities(claim)]
    times = [(m.start, m.end) for m in moments(claim)]
    return [
        word
        for word in words(claim)
        if word.content
        and word.stem not in _LIGHT
        and word.lower not in HEDGES
        and not word.raw[0].isdigit()
        and not any(start <= word.start < end for start, end in (*figures, *times))
    ]


def _named(claim: str, here: Roll) -> frozenset[int]:
    """Where the words of those names begin that the passages know."""
    known_names = [name for name in names(claim) if here.knows(name)]
    return frozenset(
        word.start
        for word in words(claim)
        if any(name.start <= word.start < name.end for name in known_names)
    )


def _loose(claim: str, content: Sequence[Word], missing: Sequence[Word]) -> str | None:
    """A phrase between two joints of the sentence of which half or more is in no source."""
    joints = [0, *(m.start() for m in _SEGMENT.finditer(claim)), len(claim)]
    gone = {w.start for w in missing}
    for start, end in pairwise(joints):
        here = [w for w in content if start <= w.start < end]
        if here and 2 * sum(w.start in gone for w in here) >= len(here):
            return claim[start:end].strip(" ,;:—–()")
    return None


def _finding(
    claim: Claim, best: Sequence[Passage], objection: Objection | None, coverage: Coverage
) -> Finding:
    if objection:
        status = ClaimStatus.CONTRADICTED if objection.contradicts else ClaimStatus.NOT_ENOUGH
        return _judged(claim, status, 0.1 * coverage.share, best, objection.reason)
    if not best:
        return _judged(claim, ClaimStatus.NOT_ENOUGH, 0.0, best, "no source speaks of this")
    if coverage.loose_segment:
        reason = f'leave out "{coverage.loose_segment}": no source says it'
        return _judged(claim, ClaimStatus.NOT_ENOUGH, 0.5 * coverage.share, best, reason)
    if coverage.missing:
        reason = "no source says " + ", ".join(f'"{word}"' for word in coverage.missing[:4])
        return _judged(claim, ClaimStatus.NOT_ENOUGH, 0.5 * coverage.share, best, reason)
    return _judged(claim, ClaimStatus.SUPPORTED, coverage.share, best, "the source says so")


def _judged(
    claim: Claim, status: ClaimStatus, score: float, best: Sequence[Passage], reason: str
) -> Finding:
    evidence = best[0].evidence() if best else None
    return Finding(
        claim=claim, status=status, score=round(score, 3), evidence=evidence, reason=reason
    )
