"""The journal: what recent publications leaned on. Run against SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from memory.database import Database
from memory.journal import Journal
from memory.outbox import Outbox
from memory.types import PublicationState
from tests.factory import NOW, draft, posting


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


def publish(journal: Journal, name: str, *, persona: str = "ada", dry_run: bool = False) -> Outbox:
    """Put a draft that leaned on a post of its own name, and on one more, into the outbox."""
    leaned = draft(name, exemplars=(f"post-{name}", "shared"))
    journal.drafted(f"work-{name}", persona, leaned, NOW)
    outbox = Outbox(journal.database, timedelta(seconds=30))
    outbox.enqueue(
        posting(name, leaned.text, persona=persona, assignment_id=f"work-{name}", dry_run=dry_run),
        NOW,
    )
    return outbox


def test_what_the_last_publications_leaned_on_comes_newest_first(journal: Journal) -> None:
    for name in ("one", "two", "three"):
        publish(journal, name)
    publish(journal, "other", persona="bob")
    journal.drafted("work-four", "ada", draft("four", exemplars=("unpublished",)), NOW)
    assert journal.leaned_on("ada", 2, dry_run=False) == (
        ("post-three", "shared"),
        ("post-two", "shared"),
    )


def test_dry_runs_and_failures_tire_nothing_that_goes_out(journal: Journal) -> None:
    publish(journal, "rehearsal", dry_run=True)
    assert journal.leaned_on("ada", 9, dry_run=False) == ()
    assert journal.leaned_on("ada", 9, dry_run=True) == (("post-rehearsal", "shared"),)
    outbox = publish(journal, "failed")
    _, failed = outbox.listing("ada")
    claimed = outbox.claim(NOW, "ada", only=failed.id)
    assert claimed
    outbox.give_up(claimed, PublicationState.FAILED, "refused", NOW)
    assert journal.leaned_on("ada", 9, dry_run=False) == ()
