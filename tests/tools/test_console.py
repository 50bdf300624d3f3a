"""The outbox file: whole lines only, one per key, whatever dies in between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.errors import ChannelBusy, ChannelUnknown
from memory.types import Publication
from tests import factory as make
from tools.console import ConsoleChannel

NOW = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)


def publication(key: str = "k1", text: str = "hello") -> Publication:
    return make.publication(text, key=key, persona="nell-harrow", dry_run=True)


def channel(path: Path) -> ConsoleChannel:
    return ConsoleChannel(path, lambda: NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "outbox.jsonl"


def test_a_line_says_what_was_published_when_and_for_whom(path: Path) -> None:
    channel(path).publish(publication(text="漢字 🙂\nline two"), print)
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == [
        {
            "key": "k1",
            "published_at": "2026-11-19T08:00:00+00:00",
            "persona": "nell-harrow",
            "channel": "x",
            "dry_run": True,
            "text": "漢字 🙂\nline two",
        }
    ]
    assert "漢字 🙂" in path.read_text(encoding="utf-8")


def test_nothing_is_printed(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    channel(path).publish(publication(), print)
    assert capfd.readouterr() == ("", "")


def test_a_key_is_published_once(path: Path) -> None:
    first = channel(path).publish(publication(), print)
    assert channel(path).publish(publication(), print) == first
    assert len(path.read_text().splitlines()) == 1


@settings(deadline=None)
@given(cut=st.integers(min_value=0, max_value=10_000))
def test_a_line_torn_anywhere_is_ignored_and_healed(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("torn") / "outbox.jsonl"
    channel(path).publish(publication("k1", "first"), print)
    whole = path.stat().st_size
    channel(path).publish(publication("k2", "zweite 漢字 🙂"), print)
    torn_at = whole + cut % (path.stat().st_size - whole)
    os.truncate(path, torn_at)

    assert channel(path).find(publication("k1")) is not None
    assert channel(path).find(publication("k2")) is None
    channel(path).publish(publication("k2", "zweite 漢字 🙂"), print)
    keys = [json.loads(line)["key"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert keys == ["k1", "k2"]


def test_a_line_that_is_not_ours_makes_find_unsure(path: Path) -> None:
    channel(path).publish(publication(), print)
    with path.open("a") as file:
        file.write("a human's note\n")
    with pytest.raises(ChannelUnknown, match="line 2"):
        channel(path).find(publication("k2"))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    with pytest.raises(ChannelBusy, match="cannot use"):
        channel(tmp_path / "var" / "outbox.jsonl").publish(publication(), print)
    with pytest.raises(ChannelUnknown, match="cannot use"):
        channel(tmp_path / "var" / "outbox.jsonl").find(publication())


LIMITED = """
import resource, signal, sys
from pathlib import Path
from tests.tools.test_console import channel, publication
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
channel(path).publish(publication("k1"), print)
size = path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, size + 20))
try:
    channel(path).publish(publication("k2", "long " * 100), print)
except Exception as error:
    print(type(error).__name__, path.stat().st_size == size)
"""


def test_a_disk_that_fills_up_half_way_leaves_no_half_line(path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=True
    )
    assert run.stdout == "ChannelBusy True\n"


WRITER = """
import sys
from pathlib import Path
from tests.tools.test_console import channel, publication
for number in range(40):
    row = publication(f"{int(sys.argv[2]) + number}", "x" * 5000)
    channel(Path(sys.argv[1])).publish(row, print)
"""


def test_processes_that_write_at_once_lose_and_double_nothing(path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), start])
        for start in ("0", "20", "40")
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    keys = [json.loads(line)["key"] for line in path.read_text().splitlines()]
    assert sorted(map(int, keys)) == list(range(80))
