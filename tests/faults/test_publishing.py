"""Workers that die over every channel, as `python -m tests.faults` has them: a short run."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from memory.types import PublicationState
from tests import factory as make
from tests.faults.storm import compared
from tests.faults.worlds import WORLDS, Shown
from tools.settings import ROOT

S = PublicationState
THREAD = make.posting("k1", "One.", "Two.", "Three.")


def stormed(*options: str) -> dict[str, Any]:
    """What a run of the program printed; in a process of its own, which has no threads to fork."""
    command = [sys.executable, "-m", "tests.faults", "--json", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


@pytest.mark.slow
def test_whatever_dies_nothing_is_doubled_lost_or_out_of_order() -> None:
    printed = stormed("--runs", "30")
    total = printed["rows"][-1]
    assert [row["channel"] for row in printed["rows"]] == [*WORLDS, "all"]
    assert total["runs"] == 30
    assert total["kills"] > 15
    assert total["asked a human"] == 0
    assert {"commit: before", "commit: done"} & set(printed["kills"])


@pytest.mark.slow
def test_two_workers_at_once_do_no_harm_either() -> None:
    total = stormed("--runs", "8", "--workers", "2", "--channel", "x")["rows"][-1]
    assert total["kills"] > 4


def shown(*texts: str) -> list[Shown]:
    """A platform's posts, each answering the one before it."""
    ids = [str(number) for number in range(len(texts))]
    return [
        Shown(id_, text, answers)
        for id_, text, answers in zip(ids, texts, [None, *ids], strict=False)
    ]


@pytest.mark.parametrize(
    ("held", "wrong"),
    [
        (shown("One.", "Two.", "Three."), {}),
        (shown("One.", "Two.", "Three.", "Two."), {"duplicates": 1}),
        (shown("One.", "Two."), {"losses": 1}),
        (shown("Two.", "One.", "Three."), {"out_of_order": 2}),
        ([*shown("One.", "Two."), Shown("9", "Three.", "0")], {"out_of_order": 1}),
    ],
)
def test_what_is_wrong_is_counted(held: list[Shown], wrong: dict[str, int]) -> None:
    rows = [make.publication(text, state=S.SENT) for text in THREAD.texts]
    found = compared([THREAD], held, rows, WORLDS["x"])
    none = dict.fromkeys(("duplicates", "losses", "out_of_order", "asked_a_human", "stuck"), 0)
    if wrong.get("duplicates"):
        found.pop("out_of_order")  # of a post that is there twice, the later place is looked at
        none.pop("out_of_order")
    assert found == {"posts": 3, **none, **wrong}


def test_rows_that_ended_nowhere_are_counted() -> None:
    states = [S.QUEUED, S.UNKNOWN]
    rows = [make.publication("One.", state=state) for state in states]
    found = compared([THREAD], shown("One.", "Two.", "Three."), rows, WORLDS["x"])
    assert (found["stuck"], found["asked_a_human"]) == (2, 1)
