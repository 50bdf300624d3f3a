"""Importing: each post once, whatever ends it in the middle, with a report of all the rest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from memory.database import Database
from memory.errors import ConfigError, StorageError
from memory.store import Store
from memory.types import Post, PostKind
from tests.factory import NOW
from tests.tools.archives.exports import write
from tests.tools.archives.x_exports import archive, tweet, zipped
from tools.archives import importing
from tools.archives.importing import Imported, import_posts
from tools.archives.kinds import entries_of
from tools.settings import ROOT


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    database = Database(f"sqlite:///{tmp_path / 'memory.sqlite'}")
    yield Store(database)
    database.close()


def lines(place: Path, *records: dict[str, Any]) -> Path:
    place.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return place


def record(text: str, **changes: Any) -> dict[str, Any]:
    return {"text": text, "date": NOW.isoformat(), **changes}


def brought(report: Imported) -> tuple[int, int, int]:
    return report.new, report.known, report.skipped


def test_the_report_counts_by_channel_and_kind_and_says_why_the_rest_was_left(
    store: Store, tmp_path: Path
) -> None:
    day = timedelta(days=1)
    place = lines(
        tmp_path / "posts.jsonl",
        record("Plain.", channel="x"),
        record("Why?", channel="x", date=(NOW + day).isoformat()),
        record("Elsewhere.", channel="linkedin", date=(NOW - day).isoformat()),
        record("RT @bob: his"),
        record("RT @eve: hers"),
        record("", note="x"),
    )
    report = import_posts(store, "ada", place)
    assert brought(report) == (3, 0, 3)
    assert report.taken == {
        ("x", PostKind.STATEMENT): 1,
        ("x", PostKind.QUESTION): 1,
        ("linkedin", PostKind.STATEMENT): 1,
    }
    assert (report.first, report.last) == (NOW - day, NOW + day)
    reposts = report.skips["a repost: somebody else's words"]
    assert (reposts.count, reposts.member, reposts.line) == (2, "posts.jsonl", 4)
    assert reposts.example == "RT @bob: his"
    assert report.skips["no text"].count == 1


def test_a_second_import_brings_nothing_new(store: Store, tmp_path: Path) -> None:
    place = write(tmp_path / "x", archive([tweet(n, f"Post {n}.") for n in range(5)]))
    assert brought(import_posts(store, "ada", place)) == (5, 0, 0)
    before = store.posts("ada")
    assert brought(import_posts(store, "ada", str(place))) == (0, 5, 0)
    assert store.posts("ada") == before


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (record("Said."), True),
        (record("Said.", date=(NOW + timedelta(seconds=59)).isoformat()), True),
        (record("Said.", date=(NOW + timedelta(seconds=61)).isoformat()), False),
        (record("Said.", channel="linkedin"), False),
        (record("Said!"), False),
        (record("Said.", id="https://x.com/ada/status/7"), True),
        (record("Said.", id="8"), False),
        (record("Changed.", id="7"), True),
    ],
)
def test_the_same_words_at_the_same_time_from_another_export_are_the_same_post(
    store: Store, tmp_path: Path, other: dict[str, Any], same: bool
) -> None:
    import_posts(store, "ada", lines(tmp_path / "a.jsonl", record("Said.", id="7")))
    report = import_posts(store, "ada", lines(tmp_path / "b.jsonl", other))
    assert (report.new, report.known) == ((0, 1) if same else (1, 0))


def test_channel_and_licence_take_the_place_of_what_the_export_says(
    store: Store, tmp_path: Path
) -> None:
    place = lines(tmp_path / "a.jsonl", record("Said.", channel="x", licence="unknown"))
    import_posts(store, "ada", place, channel="linkedin", licence="CC BY 4.0")
    (post,) = store.posts("ada")
    assert (post.channel, post.licence) == ("linkedin", "CC BY 4.0")


def test_a_dry_run_reports_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    place = lines(tmp_path / "a.jsonl", record("Said."), record("Said."))
    report = import_posts(store, "ada", place, dry_run=True)
    assert (brought(report), report.written) == ((1, 1, 0), False)
    assert store.posts("ada") == ()


def test_what_is_asked_to_stop_keeps_what_it_wrote_and_goes_on_later(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    place = write(tmp_path / "x", archive([tweet(n, f"Post {n}.") for n in range(35)]))
    asked = iter([False, True])
    report = import_posts(store, "ada", place, stopping=lambda: next(asked))
    assert (brought(report), report.finished) == ((20, 0, 0), False)
    again = import_posts(store, "ada", place)
    assert (brought(again), again.finished) == ((15, 20, 0), True)


class Failing(Store):
    """Its disk is full at the third batch."""

    batches = 0

    def add_posts(self, persona: str, posts: Any) -> int:
        self.batches += 1
        if self.batches == 3:
            raise StorageError("database: disk full")
        return super().add_posts(persona, posts)


def test_a_failure_in_the_middle_loses_nothing_and_doubles_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    place = zipped(tmp_path / "x.zip", archive([tweet(n, f"Post {n}.") for n in range(35)]))
    with pytest.raises(StorageError):
        import_posts(Failing(store.database), "ada", place)
    assert len(store.posts("ada")) == 20
    import_posts(store, "ada", place)
    assert sorted(post.text for post in store.posts("ada")) == sorted(
        f"Post {n}." for n in range(35)
    )


KILLED = """
import os, signal, sys
from memory.database import Database
from memory.store import Store
from tools.archives import importing

class Dying(Store):
    def add_posts(self, persona, posts):
        if len(self.posts(persona)) >= 200:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().add_posts(persona, posts)

importing.BATCH = 100
importing.import_posts(Dying(Database(sys.argv[1])), "ada", sys.argv[2])
"""


def test_killed_in_the_middle_the_next_import_brings_each_post_once(
    store: Store, tmp_path: Path
) -> None:
    place = zipped(tmp_path / "x.zip", archive([tweet(n, f"Post {n}.") for n in range(500)]))
    command = [sys.executable, "-c", KILLED, store.database.url, str(place)]
    killed = subprocess.run(command, cwd=ROOT, env=os.environ, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert len(store.posts("ada")) == 200
    assert brought(import_posts(store, "ada", place)) == (300, 200, 0)
    assert len({post.text for post in store.posts("ada")}) == 500


def test_progress_counts_the_bytes_of_the_place(store: Store, tmp_path: Path) -> None:
    shown: list[tuple[str, int | None]] = []
    steps: list[int] = []

    @contextmanager
    def progress(what: str, total: int | None) -> Iterator[Any]:
        shown.append((what, total))
        yield steps.append

    place = lines(tmp_path / "a.jsonl", *(record(f"Post {n}.") for n in range(2_000)))
    import_posts(store, "ada", place, progress)
    assert shown == [("reading JSON Lines, CSV or JSON", place.stat().st_size)]
    assert sum(steps) == place.stat().st_size
    assert len(steps) > 1


def test_a_damaged_file_gives_its_posts_and_says_what_is_lost(store: Store, tmp_path: Path) -> None:
    place = tmp_path / "a.jsonl"
    place.write_bytes(b"\0" * 100_000 + json.dumps(record("Still here.")).encode() + b"\n{brok")
    report = import_posts(store, "ada", place)
    assert report.new == 1
    assert {reason: skips.example for reason, skips in report.skips.items()} == {
        "not valid JSON": "",
        "NUL bytes in place of text: the file was damaged before it came here": (
            f"100,000 of {place.stat().st_size:,} bytes"
        ),
    }


def test_what_is_dangerous_in_a_zip_is_reported_and_the_rest_is_taken(
    store: Store, tmp_path: Path
) -> None:
    members = archive([tweet(1, "Fine.")]) | {"../evil.js": "x", "data/direct-messages.js": "x"}
    report = import_posts(store, "ada", zipped(tmp_path / "x.zip", members))
    assert [post.text for post in store.posts("ada")] == ["Fine."]
    assert set(report.skips) == {"its name leads out of the archive", "private: never read"}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({}, "is empty"),
        ({"photo.jpg": "x"}, "no posts in a format that is known"),
        ({"messages.csv": "Content,Date\nhi,2026-05-04"}, "holds nothing that may be read"),
    ],
)
def test_a_place_without_posts_says_what_would_be_understood(
    tmp_path: Path, members: dict[str, str], words: str
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(ConfigError, match=words) as told:
        entries_of(str(write(place, members)))
    assert str(place) in str(told.value)
    assert "X archive" in str(told.value)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.json", "a.data", "none"])
def test_files_are_known_by_what_is_in_them(store: Store, tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    contents = (
        json.dumps(record("Said.")),
        f"Text,Date\nSaid.,{NOW.isoformat()}",
        f"Text;Date\nSaid.;{NOW.isoformat()}",
        json.dumps([record("Said.")]),
        json.dumps({"posts": [record("Said.")]}, indent=2),
        json.dumps([{"tweet": record("Said.")}], indent=2),
    )
    for content in contents if name in {"a.data", "none"} else contents[:1]:
        place.write_text(content, encoding="utf-8")
        (post,) = (e for e in entries_of(str(place)).entries if isinstance(e, Post))
        assert post.text == "Said."
