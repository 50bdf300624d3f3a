"""ClaimReview: what schema.org types and search engines require, checked property by property."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from graph.claim_review import claim_reviews
from memory.types import (
    Cause,
    ClaimKind,
    ClaimStatus,
    Correction,
    CorrectionState,
    Entry,
    Finding,
    PublicationState,
)
from tests.factory import NOW, finding, persona

Schema = dict[str, Any]
"""Property to its expected value: a type, a check, or a nested schema. "?" marks optional ones."""


def text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def day(value: object) -> bool:
    return isinstance(value, str) and bool(date.fromisoformat(value))


def web_address(value: object) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme in {"http", "https"}


def number(value: object) -> bool:
    return isinstance(value, int | float)


PARTY: Schema = {"@type": {"Organization", "Person"}, "name": text, "?url": web_address}
RATING: Schema = {
    "@type": {"Rating"},
    "ratingValue": number,
    "worstRating": number,
    "bestRating": number,
    "alternateName": text,
}
WORK: Schema = {
    "@type": {"CreativeWork"},
    "url": web_address,
    "?text": text,
    "?datePublished": day,
    "?publisher": PARTY,
}
CLAIM: Schema = {
    "@type": {"Claim"},
    "author": PARTY,
    "datePublished": day,
    "?appearance": WORK,
}
CLAIM_REVIEW: Schema = {
    "@context": {"https://schema.org"},
    "@type": {"ClaimReview"},
    "claimReviewed": text,
    "reviewRating": RATING,
    "url": web_address,
    "author": PARTY,
    "datePublished": day,
    "itemReviewed": CLAIM,
    "sdPublisher": PARTY,
    "?reviewBody": text,
    "?dateModified": day,
    "?sdDatePublished": day,
    "?inLanguage": text,
}
"""Required: claimReviewed, reviewRating.alternateName and url; the others are recommended."""


def check(value: dict[str, Any], schema: Schema) -> None:
    """Every property is known and of its type, and none that is required is missing."""
    known = {name.removeprefix("?"): rule for name, rule in schema.items()}
    assert set(value) <= set(known), f"unknown: {set(value) - set(known)}"
    required = {name for name in schema if not name.startswith("?")}
    assert required <= set(value), f"missing: {required - set(value)}"
    for name, given in value.items():
        rule = known[name]
        if isinstance(rule, dict):
            check(given, rule)
        elif isinstance(rule, set):
            assert given in rule, (name, given)
        else:
            assert rule(given), (name, given)


def entry(found: Finding, url: str | None = "https://x.com/ada/status/7", **changes: Any) -> Entry:
    return Entry.model_validate(
        {
            "id": 1,
            "number": 1,
            "persona": "ada",
            "publication_id": 1,
            "draft_id": "d1",
            "assignment_id": "a1",
            "story_id": "story1",
            "channel": "x",
            "url": url,
            "state": PublicationState.SENT,
            "dry_run": False,
            "checked_at": NOW,
            "said_at": NOW,
            "finding": found,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("status", "value", "words"),
    [
        (ClaimStatus.SUPPORTED, 5, "Supported by its sources"),
        (ClaimStatus.NOT_ENOUGH, 3, "Not enough evidence"),
        (ClaimStatus.CONTRADICTED, 1, "Contradicted by its source"),
    ],
)
def test_every_status_is_a_valid_review(status: ClaimStatus, value: int, words: str) -> None:
    (review,) = claim_reviews([entry(finding(status))], persona())
    check(json.loads(json.dumps(review)), CLAIM_REVIEW)
    rating = review["reviewRating"]
    assert (rating["ratingValue"], rating["alternateName"]) == (value, words)
    assert rating["worstRating"] <= value <= rating["bestRating"]


def test_the_claim_is_its_sources_and_the_review_is_the_personas() -> None:
    team = persona(name="Northbridge Desk", kind="organisation", handles={"x": "@nbdesk"})
    (review,) = claim_reviews([entry(finding())], team)
    assert (
        review["author"]
        == review["sdPublisher"]
        == {
            "@type": "Organization",
            "name": "Northbridge Desk",
            "url": "https://x.com/nbdesk",
        }
    )
    assert review["itemReviewed"]["author"]["name"] == "Example Wire"
    assert review["itemReviewed"]["appearance"]["url"] == "https://wire.example/s1"
    assert review["url"] == "https://x.com/ada/status/7"


def test_a_claim_that_nobody_makes_but_us_is_ours() -> None:
    alone = finding(ClaimStatus.NOT_ENOUGH).model_copy(update={"evidence": None})
    (review,) = claim_reviews([entry(alone)], persona())
    check(review, CLAIM_REVIEW)
    assert review["itemReviewed"]["author"] == {"@type": "Person", "name": "Ada Example"}
    assert review["itemReviewed"]["appearance"]["url"] == "https://x.com/ada/status/7"


def test_an_address_of_this_machine_is_left_out() -> None:
    (review,) = claim_reviews([entry(finding(), "file:///var/outbox.jsonl#k")], persona())
    assert "url" not in review
    check(review | {"url": "https://ada.example/page"}, CLAIM_REVIEW)


def test_opinions_are_no_claims_to_review() -> None:
    claim = finding().claim.model_copy(update={"kind": ClaimKind.OPINION})
    opinion = finding(ClaimStatus.NOT_CHECKED).model_copy(update={"claim": claim})
    assert claim_reviews([entry(opinion), entry(finding())], persona()) == claim_reviews(
        [entry(finding())], persona()
    )


@pytest.mark.parametrize(
    ("state", "value"), [(CorrectionState.DRAFTED, 1), (CorrectionState.DISMISSED, 5)]
)
def test_a_claim_that_was_corrected_since_says_so(state: CorrectionState, value: int) -> None:
    evidence = finding().evidence
    assert evidence
    correction = Correction(
        persona="ada",
        publication_id=1,
        channel="x",
        claim="It froze.",
        number=1,
        cause=Cause.CHANGED,
        status=ClaimStatus.CONTRADICTED,
        reason="Example Wire says something else",
        before=evidence,
        change="c",
        raised_at=NOW + timedelta(days=2),
        state=state,
    )
    (review,) = claim_reviews([entry(finding())], persona(), [correction])
    check(review, CLAIM_REVIEW)
    assert review["reviewRating"]["ratingValue"] == value
    assert ("dateModified" in review) is (value == 1)
