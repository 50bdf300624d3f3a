"""Revisions and corrections: nothing is missed, nothing is raised twice. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from memory.articles import ArticleStore
from memory.corrections import CorrectionStore, Mark
from memory.database import Database
from memory.journal import Journal
from memory.store import Store
from memory.stories import StoryStore
from memory.types import (
    Article,
    Cause,
    ClaimStatus,
    Correction,
    CorrectionState,
    Telling,
)
from tests.factory import NOW, finding, signal, verdict

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def store(database: Database) -> Store:
    """A store with a signal, s1, that a claim leans on."""
    Store(database).add_signals("ada", [signal("s1"), signal("s2")])
    Journal(database).judged("ada", verdict(), NOW)
    return Store(database)


@pytest.fixture
def corrections(database: Database) -> CorrectionStore:
    return CorrectionStore(database)


def correction(**changes: object) -> Correction:
    evidence = finding().evidence
    assert evidence
    return Correction.model_validate(
        {
            "persona": "ada",
            "publication_id": 1,
            "channel": "x",
            "claim": "It froze.",
            "number": 1,
            "cause": Cause.CHANGED,
            "status": ClaimStatus.CONTRADICTED,
            "reason": "the number is another",
            "before": evidence,
            "change": "c1",
            "raised_at": NOW,
            **changes,
        }
    )


def test_a_source_that_changes_says_from_then_on_what_it_says_last(
    store: Store, corrections: CorrectionStore
) -> None:
    changed = signal("s1", text="Harbourline lost $31m.", seen_at=LATER, fingerprint="other")
    assert store.add_signals("ada", [changed]) == ()
    (kept,) = store.signals("ada", ["s1"])
    assert (kept.text, kept.fingerprint, kept.seen_at) == (changed.text, "other", NOW)
    (revision,) = corrections.revisions("ada", 0, ["s1"])
    assert revision.before.endswith("after losing $12m.")
    assert revision.after == f"{changed.title}\nHarbourline lost $31m."
    assert (revision.page, revision.seen_at) == (False, LATER)
    store.add_signals("ada", [changed])
    assert corrections.revisions("ada", 0, ["s1"]) == (revision,), "a change is one change"
    assert corrections.revisions("ada", revision.number, ["s1"]) == ()
    assert corrections.ends().revision == revision.number


def test_only_what_claims_lean_on_leaves_a_revision(
    store: Store, corrections: CorrectionStore
) -> None:
    store.add_signals("ada", [signal("s2", text="Something else.")])
    assert store.signals("ada", ["s2"])[0].text == "Something else."
    assert corrections.revisions("ada", 0, ["s1", "s2"]) == ()


def test_another_source_with_the_same_link_changes_nothing(
    store: Store, corrections: CorrectionStore
) -> None:
    store.add_signals("ada", [signal("s1", text="Shorter.", source="other.xml")])
    assert store.signals("ada", ["s1"])[0].text != "Shorter."
    assert corrections.revisions("ada", 0, ["s1"]) == ()


def test_a_page_that_is_read_again_is_compared_by_its_words(
    store: Store, corrections: CorrectionStore
) -> None:
    articles = ArticleStore(store.database)
    page = Article(title="T", text="It lost $12m.", url="https://wire.example/s1", page_sha256="1")
    articles.keep("ada", "s1", page, NOW)
    articles.keep("ada", "s1", page.model_copy(update={"page_sha256": "2"}), LATER)
    assert corrections.revisions("ada", 0, ["s1"]) == (), "only its adverts changed"
    assert articles.read_at("ada", ["s1", "s2"]) == {"s1": LATER}
    articles.keep("ada", "s1", page.model_copy(update={"text": "It lost $31m."}), LATER)
    (revision,) = corrections.revisions("ada", 0, ["s1"])
    assert (revision.before, revision.after) == ("T\nIt lost $12m.", "T\nIt lost $31m.")
    assert revision.page


def test_what_came_later_is_found_in_order_of_arrival(
    store: Store, corrections: CorrectionStore
) -> None:
    store.add_signals("ada", [signal("s3", seen_at=LATER)])
    told = [
        Telling(
            signal_id=name,
            story_id="story1",
            publisher="Paper A",
            published_at=NOW,
            names=("harbourline",),
            figures=(),
        )
        for name in ("s1", "s3")
    ]
    StoryStore(store.database).keep("ada", told, [], NOW)
    found = corrections.arrivals("ada", 0, LATER)
    assert [(one.telling.signal_id, one.seen_at) for one in found] == [("s3", LATER)]
    assert corrections.ends().telling == found[0].number
    assert corrections.arrivals("ada", found[0].number, NOW) == ()


def test_a_claim_is_raised_once_for_each_change(corrections: CorrectionStore) -> None:
    ends = Mark(revision=3, telling=5)
    assert corrections.checked({1: ends}, [correction()], NOW) == 1
    assert corrections.checked({1: ends, 2: ends}, [correction(reason="again")], LATER) == 0
    assert corrections.checked({}, [correction(change="c2"), correction(number=2)], LATER) == 2
    assert [one.reason for one in corrections.listing("ada")] == ["the number is another"] * 3
    assert corrections.marks([1, 2, 3]) == {1: ends, 2: ends}


def test_a_human_is_told_once_and_settles_once(corrections: CorrectionStore) -> None:
    corrections.checked({}, [correction(state=CorrectionState.DRAFTED, text="Correction: …")], NOW)
    (untold,) = corrections.untold("ada")
    corrections.told(untold.id, NOW)
    assert corrections.untold("ada") == ()
    assert corrections.listing("ada", CorrectionState.DRAFTED) == (untold,)
    assert corrections.settle("bob", untold.id, CorrectionState.DONE, "bob", LATER) is None
    settled = corrections.settle("ada", untold.id, CorrectionState.DISMISSED, "ada", LATER)
    assert settled
    assert (settled.state, settled.settled_by) == (CorrectionState.DISMISSED, "ada")
    assert corrections.settle("ada", untold.id, CorrectionState.DONE, "ada", LATER) is None
    assert corrections.of_publication(1) == (settled,)
    assert corrections.listing("ada", CorrectionState.DRAFTED, CorrectionState.OPEN) == ()
