"""ClaimReview: the claim ledger as schema.org JSON-LD, one review for each checkable claim.

The claim is its source's, the review is ours: who the persona is reviewed it, in the
publication. A claim that was corrected since carries what it is now. An address that only
this machine knows is left out, although search engines ask for one.

Sources: schema.org/ClaimReview; Google Search Central, "Fact check (ClaimReview) structured
data", whose required properties are claimReviewed, reviewRating (with alternateName), url.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from memory.persona import Persona
from memory.types import ClaimStatus, Correction, CorrectionState, Entry, Evidence

CONTEXT = "https://schema.org"
WORST, BEST = 1, 5
RATINGS = {
    ClaimStatus.CONTRADICTED: (WORST, "Contradicted by its source"),
    ClaimStatus.NOT_ENOUGH: (3, "Not enough evidence"),
    ClaimStatus.SUPPORTED: (BEST, "Supported by its sources"),
}


def claim_reviews(
    entries: Iterable[Entry], persona: Persona, corrections: Sequence[Correction] = ()
) -> list[dict[str, Any]]:
    """A review for each claim that could be checked, in the order of the ledger."""
    since = {
        (one.publication_id, one.number): one
        for one in corrections
        if one.state is not CorrectionState.DISMISSED
    }
    return [
        _review(entry, persona, since.get((entry.publication_id, entry.number)))
        for entry in entries
        if entry.finding.claim.checkable
    ]


def address(entry: Entry) -> str | None:
    """Where the world finds the publication; None where only this machine does."""
    return entry.url if entry.url and entry.url.startswith(("https://", "http://")) else None


def _review(entry: Entry, persona: Persona, correction: Correction | None) -> dict[str, Any]:
    finding = entry.finding
    status = correction.status if correction else finding.status
    reviewer = _party(persona)
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "ClaimReview",
            "claimReviewed": finding.claim.alone,
            "itemReviewed": _claim(entry, reviewer),
            "reviewRating": _rating(status),
            "reviewBody": correction.reason if correction else finding.reason,
            "author": reviewer,
            "datePublished": entry.said_at.date().isoformat(),
            "dateModified": correction.raised_at.date().isoformat() if correction else None,
            "url": address(entry),
            "inLanguage": persona.language,
            "sdPublisher": reviewer,
            "sdDatePublished": entry.checked_at.date().isoformat(),
        }
    )


def _rating(status: ClaimStatus) -> dict[str, Any]:
    value, words = RATINGS[status]
    return {
        "@type": "Rating",
        "ratingValue": value,
        "worstRating": WORST,
        "bestRating": BEST,
        "alternateName": words,
    }


def _claim(entry: Entry, reviewer: dict[str, Any]) -> dict[str, Any]:
    """The claim as its source makes it; our own where no source does."""
    evidence = entry.finding.evidence
    if evidence is None or entry.finding.status is not ClaimStatus.SUPPORTED:
        here = address(entry)
        return _filled(
            {
                "@type": "Claim",
                "author": reviewer,
                "datePublished": entry.said_at.date().isoformat(),
                "appearance": {"@type": "CreativeWork", "url": here} if here else None,
            }
        )
    return {
        "@type": "Claim",
        "author": {"@type": "Organization", "name": evidence.publisher},
        "datePublished": (evidence.published_at or evidence.read_at).date().isoformat(),
        "appearance": _appearance(evidence),
    }


def _appearance(evidence: Evidence) -> dict[str, Any]:
    published = evidence.published_at
    return _filled(
        {
            "@type": "CreativeWork",
            "url": evidence.url,
            "text": evidence.text,
            "datePublished": published.date().isoformat() if published else None,
            "publisher": {"@type": "Organization", "name": evidence.publisher},
        }
    )


def _party(persona: Persona) -> dict[str, Any]:
    kind = "Organization" if persona.kind == "organisation" else "Person"
    handle = persona.handles.get("x", "").lstrip("@")
    return _filled(
        {
            "@type": kind,
            "name": persona.name,
            "url": f"https://x.com/{handle}" if handle else None,
        }
    )


def _filled(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None}
