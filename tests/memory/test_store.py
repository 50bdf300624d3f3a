"""Store and journal keep values exactly. Run against SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from memory.database import Database
from memory.journal import Journal
from memory.outbox import Outbox
from memory.store import Store
from memory.types import Approval, ClaimStatus, Decision, Outcome, SourceState, Usage
from tests import factory as make
from tests.factory import NOW


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


def test_posts_come_back_as_they_went_in_oldest_first(store: Store) -> None:
    old, new = make.post(1, posted_at=NOW - timedelta(days=1)), make.post(2, text="Été 🧾 & <b>")
    assert store.add_posts("ada", [new, old]) == 2
    assert store.posts("ada") == (old, new)


def test_a_post_is_imported_once_and_per_persona(store: Store) -> None:
    store.add_posts("ada", [make.post(1)])
    assert store.add_posts("ada", [make.post(1, text="Other."), make.post(2)]) == 1
    assert store.add_posts("bob", [make.post(1)]) == 1
    assert store.posts("ada")[0].text == "Post 1 on custody."


def test_a_signal_is_new_once(store: Store) -> None:
    one, copy = make.signal("s1"), make.signal("s2", fingerprint="print-s1")
    assert store.add_signals("ada", [one]) == (one,)
    assert store.add_signals("ada", [one, one, copy]) == (copy,)
    assert store.add_signals("bob", [one]) == (one,)
    assert set(store.signals("ada", ["s1", "s2", "s3"])) == {one, copy}
    assert store.signals("bob", ["s2"]) == ()


def test_a_thousand_signals_go_in_at_once(store: Store) -> None:
    assert len(store.add_signals("ada", [make.signal(f"s{n}") for n in range(1200)])) == 1200


def test_a_source_is_remembered_and_replaced(store: Store) -> None:
    store.save_sources("ada", [SourceState(place="f", etag='"1"')])
    store.save_sources("ada", [SourceState(place="f", failures=2, last_error="timeout")])
    assert store.sources("ada")[0] == SourceState(place="f", failures=2, last_error="timeout")
    assert store.sources("bob") == ()
    assert store.remove_source("ada", "f")
    assert not store.remove_source("ada", "f")


def test_what_each_source_brings_and_costs_is_counted(store: Store) -> None:
    day = timedelta(days=1)
    old = make.signal("s3", source="a", published_at=NOW - 9 * day)
    store.add_signals("ada", [make.signal("s1", source="a"), make.signal("s2", source="b"), old])
    assert store.counts("ada", NOW - 7 * day) == {"a": 1, "b": 1}
    for what, usd in (("source:x:home", 0.1), ("source:x:home", 0.2), ("other", 5.0)):
        store.record_usage("ada", NOW, Usage(kind="x", quantity=1, usd=usd, assignment_id=what))
    costs = store.spent_on("ada", NOW - day, "source:")
    assert costs == {"x:home": pytest.approx(0.3)}


def test_money_is_summed_from_a_moment_on(store: Store) -> None:
    store.record_usage("ada", NOW - timedelta(days=1), Usage(kind="x_post", quantity=1, usd=5))
    store.record_usage("ada", NOW, Usage(kind="x_post", quantity=1, usd=0.015))
    store.record_usage("ada", NOW, Usage(kind="x_post", quantity=2, usd=0.2))
    assert store.spent("ada", NOW) == pytest.approx(0.215)
    assert store.spent("bob", NOW) == 0
    (line,) = store.usage_summary("ada", NOW)
    assert (line.kind, line.quantity) == ("x_post", 3)


def test_a_dry_run_is_remembered_by_dry_runs_only(store: Store, database: Database) -> None:
    outbox = Outbox(database, timedelta(seconds=30))
    for key, dry in (("live", False), ("dry", True)):
        outbox.enqueue(make.posting(key, f"Said {key}.", dry_run=dry), NOW)
    assert store.published_since("ada", NOW, dry_run=False) == ("Said live.",)
    assert set(store.published_since("ada", NOW, dry_run=True)) == {"Said live.", "Said dry."}
    assert store.published_since("ada", NOW + timedelta(days=1), dry_run=True) == ()


def test_the_journal_tells_the_whole_trail(journal: Journal) -> None:
    work = make.work("a1", Decision.ASK)
    assert work.brief is not None
    assert work.draft is not None
    assert work.verdict is not None
    journal.open_turn("t1", "ada", live=False, request={}, now=NOW)
    for _ in range(2):  # a node may run twice
        journal.assigned("t1", work.assignment, NOW)
        journal.briefed(work.brief, NOW)
        journal.drafted("a1", "ada", work.draft, NOW)
        journal.judged("ada", work.verdict, NOW)
        journal.ask(work.draft, work.brief, "t1", NOW)
    (waiting,) = journal.waiting("ada")
    assert (waiting.draft, waiting.brief, waiting.verdict) == (work.draft, work.brief, work.verdict)
    journal.answered(Approval(draft_id="a1-1", action="accept", by="Grace"), NOW)
    journal.finished(Outcome(assignment_id="a1", result="published", summary="out"))
    trail = journal.trail("a1")
    assert trail is not None
    assert journal.waiting("ada") == ()
    assert trail.verdicts["a1-1"].findings[0].status is ClaimStatus.SUPPORTED
    assert [a.by for a in trail.approvals] == ["Grace"]
    assert trail.result == "published: out"


def test_an_answer_is_given_once(journal: Journal) -> None:
    work = make.work("a1", Decision.ASK)
    assert work.brief is not None
    assert work.draft is not None
    journal.ask(work.draft, work.brief, "t1", NOW)
    journal.assigned("t1", work.assignment, NOW)
    journal.drafted("a1", "ada", work.draft, NOW)
    journal.answered(Approval(draft_id="a1-1", action="ignore", by="Grace"), NOW)
    journal.answered(Approval(draft_id="a1-1", action="accept", by="Mallory"), NOW)
    trail = journal.trail("a1")
    assert trail is not None
    assert [a.by for a in trail.approvals] == ["Grace"]


def test_a_dry_run_does_not_use_up_a_story(journal: Journal) -> None:
    journal.assigned("t1", make.assignment("a1", dry_run=True), NOW)
    assert journal.taken_stories("ada", dry_run=True) == {"story-a1"}
    assert journal.taken_stories("ada", dry_run=False) == frozenset()


def test_a_story_whose_work_failed_may_be_taken_again_unless_it_is_in_the_outbox(
    journal: Journal, database: Database
) -> None:
    for name in ("a1", "a2", "a3"):
        journal.assigned("t1", make.assignment(name), NOW)
    for name in ("a1", "a2"):
        journal.finished(Outcome(assignment_id=name, result="failed", summary="429"))
    journal.finished(Outcome(assignment_id="a3", result="rejected", summary="untrue"))
    Outbox(database, timedelta(seconds=30)).enqueue(
        make.posting("a2", "Out.", draft_id="d", story_id="story-a2"), NOW
    )
    assert journal.taken_stories("ada", dry_run=False) == {"story-a2", "story-a3"}


def test_turns_are_found_by_state(journal: Journal) -> None:
    journal.open_turn("t1", "ada", live=True, request={"topic": "custody"}, now=NOW)
    journal.open_turn("t2", "ada", live=False, request={}, now=NOW + timedelta(seconds=1))
    journal.mark_turn("t2", "done", NOW)
    (turn,) = journal.turns("ada", "running", "waiting")
    assert (turn.id, turn.live, turn.request) == ("t1", True, {"topic": "custody"})
