"""The corrector over the real panel: what brings a published claim up again, and what does not."""

from __future__ import annotations

import pytest

from agents.auditor import OfflineVerifier, Panel
from agents.auditor.claims import split_claims
from agents.auditor.evidence import Passages
from agents.auditor.verifiers import Occasion
from agents.corrections.corrector import Change, Corrector, Doubt
from agents.corrections.retractions import retraction
from memory.persona import Audit
from memory.types import Cause, Claim, ClaimStatus, Entry, PublicationState, Signal, Story
from tests import factory

LEAD = "Brackwater Custody stopped all withdrawals after $64m left two of its hot wallets."
REST = "It serves 212 clients. The firm is based in Port Ansel."
SOURCE = factory.signal(title="Brackwater Custody halts withdrawals", text=f"{LEAD} {REST}")
WORDS = f"{SOURCE.title}\n{SOURCE.text}"
NUMBER = split_claims(LEAD)[-1]
"""That $64m left two hot wallets."""


@pytest.fixture
def corrector() -> Corrector:
    return Corrector(Panel([OfflineVerifier()]), factory.persona())


def entry(claim: Claim = NUMBER, source: Signal = SOURCE) -> Entry:
    """`claim` as it stands in the ledger, borne out by `source`."""
    panel, passages = Panel([OfflineVerifier()]), Passages.of(story(source))
    (finding,) = panel.check([claim], passages, Occasion(said=factory.NOW.date()))
    assert finding.status is ClaimStatus.SUPPORTED
    return Entry(
        id=1,
        number=1,
        persona="ada",
        publication_id=1,
        draft_id="d1",
        assignment_id="a1",
        story_id="story1",
        channel="x",
        url=None,
        state=PublicationState.SENT,
        dry_run=False,
        checked_at=factory.NOW,
        said_at=factory.NOW,
        finding=finding,
    )


def story(*signals: Signal) -> Story:
    return Story(id="story1", title="t", signals=signals)


def after(
    corrector: Corrector, text: str, *others: Signal, of: Entry | None = None
) -> Doubt | None:
    now = SOURCE.model_copy(update={"text": text})
    return corrector.changed(of or entry(), Change(now, WORDS), story(now, *others))


def test_another_number_contradicts_with_the_sentence_that_says_so(corrector: Corrector) -> None:
    doubt = after(corrector, SOURCE.text.replace("$64m", "$31m"))
    assert doubt
    assert (doubt.cause, doubt.status) == (Cause.CHANGED, ClaimStatus.CONTRADICTED)
    assert doubt.after
    assert doubt.after.text == LEAD.replace("$64m", "$31m")
    assert "$31m" in doubt.reason


@pytest.mark.parametrize(
    "text",
    [
        SOURCE.text,
        SOURCE.text.replace(". ", ".\n\n  "),
        f"{SOURCE.text} A spokesman declined to comment on Friday.",
        f"Updated at noon. {SOURCE.text} Police in Port Ansel have arrested two men.",
        SOURCE.text.replace("212", "230"),
        SOURCE.text.replace("stopped all", "halted all"),
        f"{REST} {LEAD}",
        f"{SOURCE.text} Larchgate withdrew its offer; the report was withdrawn by the ministry.",
    ],
    ids=["same", "space", "appended", "around", "elsewhere", "reworded", "moved", "of others"],
)
def test_what_leaves_the_evidence_as_it_was_brings_nothing_up(
    corrector: Corrector, text: str
) -> None:
    assert after(corrector, text) is None


def test_a_sentence_that_is_gone_is_no_longer_borne_out(corrector: Corrector) -> None:
    doubt = after(corrector, REST)
    assert doubt
    assert (doubt.status, doubt.after) == (ClaimStatus.NOT_ENOUGH, None)
    assert doubt.reason == "Example Wire no longer says so, and no other source does"


def test_a_sentence_that_is_gone_here_and_stands_elsewhere_brings_nothing_up(
    corrector: Corrector,
) -> None:
    other = factory.signal("s2", publisher="Paper B", text=LEAD, title="")
    assert after(corrector, REST, other) is None


def test_an_added_sentence_that_contradicts_is_enough(corrector: Corrector) -> None:
    doubt = after(
        corrector,
        f"{SOURCE.text} Brackwater Custody said that $31m, not $64m, left two of its hot wallets.",
    )
    assert doubt
    assert doubt.status is ClaimStatus.CONTRADICTED


def test_a_retraction_brings_up_every_claim_though_its_sentence_stands(
    corrector: Corrector,
) -> None:
    note = "Editor's note: this article has been retracted."
    doubt = after(corrector, f"{note} {SOURCE.text}")
    assert doubt
    assert doubt.cause is Cause.RETRACTED
    assert doubt.after
    assert doubt.after.text == note


def test_the_same_change_has_the_same_digest_and_another_has_another(
    corrector: Corrector,
) -> None:
    first, again, other = (
        after(corrector, text)
        for text in (
            SOURCE.text.replace("$64m", "$31m"),
            SOURCE.text.replace("$64m", "$31m") + " A spokesman declined to comment.",
            SOURCE.text.replace("$64m", "$32m"),
        )
    )
    assert first
    assert again
    assert other
    assert first.change == again.change != other.change


@pytest.mark.parametrize(
    ("text", "against"),
    [
        (
            "Brackwater Custody has stopped withdrawals after $31m left two of its hot wallets.",
            True,
        ),
        ("Brackwater Custody stopped all withdrawals after $64m left two hot wallets.", False),
        ("Brackwater Custody said that $40m of the $64m had been found.", False),
        ("Larchgate Trust stopped withdrawals after $9m left a wallet.", False),
        ("Brackwater Custody hired 30 people.", False),
    ],
)
def test_a_later_signal_counts_when_it_contradicts_the_same_thing(
    corrector: Corrector, text: str, against: bool
) -> None:
    later = factory.signal("s9", publisher="Paper B", title=text.rstrip("."), text=text)
    doubt = corrector.contradicted(entry(), later)
    assert (doubt is not None) is against
    if doubt:
        assert doubt.cause is Cause.LATER


def test_a_publisher_without_trust_contradicts_nobody() -> None:
    persona = factory.persona(audit=Audit(trust={"Paper B": 0.0}))
    corrector = Corrector(Panel([OfflineVerifier()]), persona)
    text = LEAD.replace("$64m", "$31m")
    assert (
        corrector.contradicted(entry(), factory.signal("s9", publisher="Paper B", text=text))
        is None
    )


@pytest.mark.parametrize(
    ("sentence", "is_one"),
    [
        ("RETRACTED: Brackwater halts withdrawals", True),
        ("This article has been retracted.", True),
        ("Our earlier report was withdrawn on Friday.", True),
        ("We have retracted this story.", True),
        ("The article has since been removed.", True),
        ("This report was found to be false.", True),
        ("The company retracted its offer.", False),
        ("The report was withdrawn by the ministry.", False),
        ("The bank withdrew $3m.", False),
        ("Correction: an earlier version of this article misspelled a name.", False),
        ("Clients have withdrawn money since.", False),
    ],
)
def test_a_report_that_is_taken_back_is_told_from_news_of_the_kind(
    sentence: str, is_one: bool
) -> None:
    assert (retraction([sentence]) == sentence) is is_one
