"""Workers that die over every channel, as `python -m tests.faults` has them: a short run."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from memory.types import PublicationState
from tests import factory as make
from tests.faults.storm import compared
from tests.faults.worlds import WORLDS, Shown
from tools.settings import ROOT

S = PublicationState
THREAD = make.posting("k1", "One.", "Two.", "Three.")
COMMITS = {"commit: before", "commit: done"}
CALLS = {"call: before it is sent", "call: sent", "call: answered"}
WRITES = {"file: written", "file: on disk"}
"""Points at which a worker may be killed: none of them may be lost when a library changes."""


def stormed(*options: str) -> dict[str, Any]:
    """What a run of the program printed; in a process of its own, which has no threads to fork."""
    command = [sys.executable, "-m", "tests.faults", "--json", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


@pytest.mark.parametrize("during", ["measured", "weather"])
def test_ctrl_c_ends_it_with_the_figures_so_far(during: str) -> None:
    code = f"""if True:
        from tests.faults import __main__ as faults

        def interrupt(*_):
            raise KeyboardInterrupt

        faults.{during} = interrupt
        faults.main()
    """
    command = [sys.executable, "-c", code, "--json", "--channel", "console"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")
    assert json.loads(done.stdout)["rows"][-1]["runs"] == 0


@pytest.mark.slow
def test_whatever_dies_nothing_is_doubled_lost_or_out_of_order() -> None:
    printed = stormed("--runs", "30")
    total = printed["rows"][-1]
    assert [row["channel"] for row in printed["rows"]] == [*WORLDS, "all"]
    assert total["runs"] == 30
    assert total["kills"] > 15
    assert total["asked a human"] == 0
    assert {"commit: before", "commit: done"} & set(printed["kills"])
    for channel, passed in printed["points"].items():
        assert passed.keys() >= COMMITS | (WRITES if channel == "console" else CALLS), channel


@pytest.mark.slow
def test_two_workers_at_once_do_no_harm_either(database_url: str) -> None:
    """Over the platform that refuses no repetition; on a PostgreSQL of its own, or on SQLite."""
    server = ["--postgres", database_url] if database_url.startswith("postgresql") else []
    told = stormed("--runs", "8", "--workers", "2", "--channel", "x-simulator", *server)
    assert told["rows"][-1]["kills"] > 4


NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


NONE = dict.fromkeys(
    ("duplicates", "losses", "out_of_order", "mistold", "asked_a_human", "stuck"), 0
)
ENDS = (S.QUEUED, S.UNKNOWN, S.FAILED)


def shown(*texts: str) -> list[Shown]:
    """A platform's posts, each answering the one before it."""
    ids = [str(number) for number in range(len(texts))]
    return [
        Shown(id_, text, answers, NOW)
        for id_, text, answers in zip(ids, texts, [None, *ids], strict=False)
    ]


@pytest.mark.parametrize(
    ("held", "wrong"),
    [
        (shown("One.", "Two.", "Three."), {}),
        (shown("One.", "Two.", "Three.", "Two."), {"duplicates": 1, "out_of_order": 2}),
        (shown("One.", "Two.", "Three.", "Tw…"), {"duplicates": 1}),
        (shown("One.", "Two."), {"losses": 1, "mistold": 1}),
        (shown("One.", "Two.", "Three…"), {"duplicates": 1, "losses": 1, "mistold": 1}),
        (shown("Two.", "One.", "Three."), {"out_of_order": 2, "mistold": 2}),
        ([*shown("One.", "Two."), Shown("2", "Three.", "0", NOW)], {"out_of_order": 1}),
    ],
)
def test_what_is_wrong_is_counted(held: list[Shown], wrong: dict[str, int]) -> None:
    rows = [
        make.publication(text, state=S.SENT, external_id=str(number))
        for number, text in enumerate(THREAD.texts)
    ]
    assert compared([THREAD], held, rows, WORLDS["x"]) == {"posts": 3, **NONE, **wrong}


def test_rows_that_ended_nowhere_or_deny_what_is_out_are_counted() -> None:
    rows = [
        make.publication(text, state=state) for text, state in zip(THREAD.texts, ENDS, strict=True)
    ]
    found = compared([THREAD], shown("One.", "Two.", "Three."), rows, WORLDS["x"])
    assert found == {"posts": 3, **NONE, "stuck": 1, "asked_a_human": 1, "mistold": 1}
    found = compared([THREAD], shown("One.", "Two.", "Three."), rows[1:], WORLDS["x"])
    assert found["stuck"] == 1
