"""Halts: by word or by file, of one or of all. Run against SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from memory.database import Database
from memory.errors import StorageError
from memory.halts import LONGEST_REASON, Halts, stop_file
from tests.factory import NOW


@pytest.fixture
def halts(database: Database, tmp_path: Path) -> Halts:
    return Halts(database, stop_file(tmp_path))


def test_nothing_is_halted_at_first(halts: Halts) -> None:
    assert halts.standing("ada") is None
    assert halts.resume() == []


def test_a_word_halts_everybody_in_every_process_until_it_is_taken_back(
    halts: Halts, database: Database
) -> None:
    halts.stop("Grace", "a fire", NOW)
    elsewhere = Halts(database)
    found = elsewhere.standing("ada")
    assert found is not None
    assert (found.persona, found.since, found.by, found.reason) == ("*", NOW, "Grace", "a fire")
    assert str(found) == "all delivery is halted since 2026-11-20 09:00 UTC by Grace: a fire"
    assert elsewhere.resume() == [found]
    assert halts.standing("ada") is None


def test_one_persona_is_halted_and_the_others_go_on(halts: Halts) -> None:
    halt = halts.stop("Grace", "", NOW, "ada")
    assert str(halt) == "delivery of ada is halted since 2026-11-20 09:00 UTC by Grace"
    assert halts.standing("ada") == halt
    assert halts.standing("bob") is None


def test_everybodys_halt_and_a_personas_own_are_taken_back_one_by_one(halts: Halts) -> None:
    halts.stop("Grace", "", NOW)
    own = halts.stop("Grace", "", NOW, "ada")
    assert [halt.persona for halt in halts.listing()] == ["*", "ada"]
    halts.resume()
    assert halts.standing("ada") == own
    halts.resume("ada")
    assert halts.listing() == []


def test_who_said_it_first_is_named(halts: Halts) -> None:
    first = halts.stop("Grace", "a fire", NOW)
    assert halts.stop("Alan", "lunch", NOW + timedelta(hours=1)) == first


def test_words_that_no_database_takes_halt_all_the_same(halts: Halts) -> None:
    halts.stop("Gr\udce8ce", "caf\udce9 \0\nin flames", NOW)
    found = halts.standing("ada")
    assert found is not None
    assert (found.by, found.reason) == ("Gr?ce", "caf? in flames")


def test_a_reason_is_kept_short(halts: Halts) -> None:
    assert len(halts.stop("Grace", "x" * 10_000, NOW).reason) == LONGEST_REASON


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", ""), (b"a fire\nin the house\n", "a fire in the house")]
)
def test_a_file_halts_everybody_and_resume_removes_it(
    halts: Halts, content: bytes, reason: str
) -> None:
    assert halts.stop_file is not None
    halts.stop_file.write_bytes(content)
    found = halts.standing("ada")
    assert found is not None
    assert (found.reason, found.by) == (reason, f"the file {halts.stop_file}")
    assert abs(found.since - datetime.now(UTC)) < timedelta(hours=1)
    assert halts.resume("ada") == []
    assert halts.standing("ada") == found
    assert halts.resume() == [found]
    assert not halts.stop_file.exists()


def test_of_several_halts_the_file_is_told_first_then_everybodys(halts: Halts) -> None:
    assert halts.stop_file is not None
    halts.stop_file.touch()
    own, everybodys = halts.stop("Grace", "", NOW, "ada"), halts.stop("Grace", "", NOW)
    first = halts.standing("ada")
    assert first is not None
    assert first.by == f"the file {halts.stop_file}"
    assert halts.listing("ada") == [first, everybodys, own]


def test_a_file_that_is_no_text_and_far_too_long_halts_all_the_same(halts: Halts) -> None:
    assert halts.stop_file is not None
    halts.stop_file.write_bytes(b"\xff\x00" * 1_000_000)
    found = halts.standing("ada")
    assert found is not None
    assert len(found.reason) <= LONGEST_REASON


def test_what_cannot_be_read_or_removed_halts_and_says_so(halts: Halts) -> None:
    assert halts.stop_file is not None
    halts.stop_file.mkdir()
    found = halts.standing("ada")
    assert found is not None
    assert "cannot be read" in found.reason
    with pytest.raises(StorageError, match="remove it by hand"):
        halts.resume()
    assert halts.standing("ada") == found
