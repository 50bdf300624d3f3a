"""The panel: guards first, then verifiers vote, and every claim ends as one finding.

A guard's objection is final: no verifier, and no model, is asked about a claim that a
guard refuses. What passes the guards is put to every verifier. A claim stands when the
mean of their log-odds reaches the threshold, one of them says that it is supported, and
none that it is contradicted. Doubt counts for more than belief: see `BELIEVED`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from agents.auditor.evidence import Passage, Passages
from agents.auditor.guards import GUARDS, Context, Objection, names_known
from agents.auditor.reading.recasing import recased
from agents.auditor.reading.words import words
from agents.auditor.verifiers.coverage import cover
from agents.auditor.verifiers.support import support
from agents.auditor.verifiers.verifier import Judgement, Matter, Occasion, Verifier
from memory.types import Claim, ClaimStatus, Evidence, Finding, Span, Vote

PASSAGES = 3
"""Passages that are shown to the guards and verifiers."""
ECHO = 0.6
"""Share of an opinion's content words in its passages from which it is checked like a fact."""
LEAST_ECHO = 2
"""Content words from which an opinion can echo a source."""
GAP, AGAINST = 0.5, 0.1
"""Shares of the classifier's probability that a claim keeps which a guard refuses: because no
source says so, and because one says otherwise."""
DECIMALS = 6
"""Of a score; with fewer, the doubtful ones could no longer be told apart."""
BELIEVED, DOUBTED = 0.9, 0.015
"""No vote among several counts for more than the first, nor for less than the second: one
sure "no" outweighs one sure "yes", and needs two of them to be outvoted."""


class Panel:
    """Checks the claims of one draft."""

    def __init__(self, verifiers: Sequence[Verifier]) -> None:
        """At least one; the first is the one that speaks when all agree."""
        self._verifiers = tuple(verifiers)

    @property
    def name(self) -> str:
        return " + ".join(verifier.name for verifier in self._verifiers)

    def check(
        self, claims: Sequence[Claim], passages: Passages, occasion: Occasion
    ) -> tuple[Finding, ...]:
        """One finding a claim, in order. Never raises."""
        found: dict[int, Finding] = {}
        matters: dict[int, Matter] = {}
        for number, given in enumerate(claims):
            best = passages.best(given.alone, PASSAGES)
            claim = _spelled(given, best)
            context = _context(best, passages, occasion)
            if not claim.checkable and not _echoes(claim.alone, [p.text for p in best]):
                found[number] = _aside(claim, best, context)
            elif objection := object_to(claim.alone, [p.text for p in best], context):
                found[number] = _objected(claim, best, objection, context)
            else:
                matters[number] = Matter(claim, best, context)
        found |= self._voted(matters, occasion)
        return tuple(found[number] for number in range(len(claims)))

    def _voted(self, matters: dict[int, Matter], occasion: Occasion) -> dict[int, Finding]:
        if not matters:
            return {}
        asked = list(matters.values())
        answers = [(v.name, v.judge(asked, occasion)) for v in self._verifiers]
        return {
            number: _counted(
                matter.claim,
                [(name, a) for name, given in answers if (a := given[place]) is not None],
                occasion.threshold,
            )
            for place, (number, matter) in enumerate(matters.items())
        }


def object_to(claim: str, passages: Sequence[str], context: Context) -> Objection | None:
    """The first objection of any guard; a contradiction goes before a mere gap."""
    found = [o for guard in GUARDS if (o := guard(claim, passages, context))]
    return next((o for o in found if o.contradicts), found[0] if found else None)


def _context(best: Sequence[Passage], passages: Passages, occasion: Occasion) -> Context:
    published: date = best[0].published_at.date() if best else occasion.said
    return Context(
        said=occasion.said,
        published=published,
        evidence=passages.text,
        roll=passages.roll,
        own_names=occasion.own_names,
    )


def _spelled(claim: Claim, best: Sequence[Passage]) -> Claim:
    """The claim with its evidence's capitals, when it has none."""
    read = recased(claim.alone, [passage.text for passage in best])
    return claim if read == claim.alone else claim.model_copy(update={"resolved": read})


def _echoes(claim: str, passages: Sequence[str]) -> bool:
    """Whether a claim is made of a source's own words, and so tells the news."""
    content = sum(1 for word in words(claim) if word.content)
    return content >= LEAST_ECHO and cover(claim, passages).share >= ECHO


def _aside(claim: Claim, best: Sequence[Passage], context: Context) -> Finding:
    """Opinions and questions are not checked, but may not bring in a name."""
    if objection := names_known(claim.text, (), context):
        return _objected(claim, best, objection, context)
    return Finding(
        claim=claim,
        status=ClaimStatus.NOT_CHECKED,
        score=1.0,
        evidence=None,
        reason=f"{claim.kind.value}: nothing to check",
    )


def _objected(
    claim: Claim, best: Sequence[Passage], objection: Objection, context: Context
) -> Finding:
    """What a guard refuses; it scores below what none refuses."""
    against = objection.contradicts
    likely = support().probability(claim.alone, [passage.text for passage in best], context)
    return Finding(
        claim=claim,
        status=ClaimStatus.CONTRADICTED if against else ClaimStatus.NOT_ENOUGH,
        score=round((AGAINST if against else GAP) * likely, DECIMALS),
        evidence=best[0].evidence() if best else None,
        reason=objection.reason,
    )


# ----------------------------------------------------------------------- votes


def _counted(
    claim: Claim, judgements: Sequence[tuple[str, Judgement]], threshold: float
) -> Finding:
    """The finding that the votes come to; without any, there is not enough."""
    votes = tuple(
        Vote(verifier=name, status=j.status, score=round(j.score, DECIMALS), reason=j.reason)
        for name, j in judgements
    )
    score = _mean_odds([j.score for _, j in judgements]) if judgements else 0.0
    speaks = _speaker([j for _, j in judgements], threshold)
    if speaks is None:
        reason = "no verifier could judge this; try again, or see the log"
        return _finding(claim, ClaimStatus.NOT_ENOUGH, 0.0, reason, None, votes)
    status = _status([j for _, j in judgements], score, threshold)
    if status is not ClaimStatus.CONTRADICTED and _split(votes):
        reason = "; ".join(f"{v.verifier}: {v.reason}" for v in votes)
        return _finding(claim, status, score, reason, speaks, votes)
    return _finding(claim, status, score, speaks.reason, speaks, votes)


def _status(judgements: Sequence[Judgement], score: float, threshold: float) -> ClaimStatus:
    if any(j.status is ClaimStatus.CONTRADICTED for j in judgements):
        return ClaimStatus.CONTRADICTED
    vouched = any(j.status is ClaimStatus.SUPPORTED for j in judgements)
    return ClaimStatus.SUPPORTED if vouched and score >= threshold else ClaimStatus.NOT_ENOUGH


def _speaker(judgements: Sequence[Judgement], threshold: float) -> Judgement | None:
    """Whose reason is given: who contradicts, else who doubts most, else the first."""
    against = [j for j in judgements if j.status is ClaimStatus.CONTRADICTED]
    doubts = [j for j in judgements if j.score < threshold]
    return next(iter(against or sorted(doubts, key=lambda j: j.score) or judgements), None)


def _split(votes: Sequence[Vote]) -> bool:
    return len({vote.status for vote in votes}) > 1


def _mean_odds(scores: Sequence[float]) -> float:
    """The probability whose log-odds are the mean of the scores' log-odds."""
    if len(scores) == 1:
        return scores[0]
    kept = [min(max(score, DOUBTED), BELIEVED) for score in scores]
    mean = sum(math.log(score / (1 - score)) for score in kept) / len(kept)
    return 1 / (1 + math.exp(-mean))


def _finding(
    claim: Claim,
    status: ClaimStatus,
    score: float,
    reason: str,
    speaks: Judgement | None,
    votes: tuple[Vote, ...],
) -> Finding:
    return Finding(
        claim=claim,
        status=status,
        score=round(score, DECIMALS),
        evidence=_marked(speaks) if speaks else None,
        reason=reason,
        spans=speaks.spans if speaks else (),
        votes=votes,
    )


def _marked(judgement: Judgement) -> Evidence | None:
    """The deciding passage, with the deciding words marked."""
    if judgement.passage is None:
        return None
    evidence = judgement.passage.evidence()
    start = evidence.text.find(judgement.quote) if judgement.quote else -1
    if start < 0:
        return evidence
    span = Span(start=start, end=start + len(judgement.quote))
    return evidence.model_copy(update={"spans": (span,)})
