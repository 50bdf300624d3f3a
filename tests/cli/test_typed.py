"""What people type by mistake: told in a line, whatever the command."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import main
from cli.typed import me
from tools.settings import ROOT

HUGE = str(10**20)
HALF = "caf\udce9"
"""How Python has a byte that is no UTF-8."""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(ROOT)


def told(arguments: tuple[str, ...]) -> Result:
    """What the command says; it ended on its own terms."""
    done = CliRunner().invoke(main.app, list(arguments))
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in {1, 2}
    assert done.output.strip()
    return done


@pytest.mark.parametrize(
    "arguments",
    [
        ("outbox", "show", HUGE),
        ("outbox", "cancel", HUGE),
        ("outbox", "delete", HUGE),
        ("outbox", "--days", HUGE),
        ("suggestions", "done", HUGE),
        ("inbox", "show", HUGE),
        ("inbox", "approve", HUGE),
        ("inbox", "settle", HUGE, "--is-out"),
        ("explain", HUGE),
        ("explain", "²"),
        ("run-loop", "--turns", "-1"),
    ],
    ids=" ".join,
)
def test_a_number_out_of_range_is_told(arguments: tuple[str, ...]) -> None:
    told(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ("run-once", "--topic", HALF),
        ("run-once", "--reply-to", "77", "--said", HALF),
        ("inbox", "ask", "1", HALF),
        ("inbox", "edit", "1", "--text", HALF),
    ],
    ids=lambda arguments: " ".join(arguments[:-1]),
)
def test_words_that_are_no_utf_8_are_told_before_anything_begins(
    arguments: tuple[str, ...],
) -> None:
    assert "character 4 cannot be read" in told(arguments).output


def test_a_name_that_is_no_utf_8_is_told() -> None:
    told(("explain", HALF))
    told(("card", HALF))


def test_somebody_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert me() == f"user {os.getuid()}"
