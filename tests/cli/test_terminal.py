"""The terminal: what others wrote is printed as it stands, whatever it would mean to Rich."""

from __future__ import annotations

import pytest

from cli.inbox_view import history_view, inbox_view, question_view
from cli.terminal import Terminal
from graph.inbox_schema import facts
from memory.approvals import Answered, Decided
from memory.types import Decision
from tests import factory as make
from tests.cli.test_inbox_view import ZONE, question, waiting

STRANGE = "[/b] [bold]froze[/bold] [update] :smile: [link=https://evil.example]x[/link]"


def test_what_looks_like_markup_is_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    draft, brief = make.draft(text=STRANGE), make.brief(headline=STRANGE)
    verdict = make.verdict(Decision.ASK, reasons=(STRANGE,))
    asked = question(STRANGE, brief=brief, verdict=verdict, hitch=STRANGE, earlier=draft)
    said = Answered(
        number=7,
        draft_id=draft.id,
        action="respond",
        text=STRANGE,
        by=STRANGE,
        asked_at=make.NOW,
        at=make.NOW,
    )
    decided = Decided(
        answer=said, draft=draft, assignment_id="a1", headline=STRANGE, result=STRANGE
    )
    terminal = Terminal()
    for view, times in (
        (inbox_view([(waiting(draft=draft, brief=brief), asked)], []), 2),
        (question_view(7, asked, facts(asked)), 2),
        (history_view([decided], ZONE), 4),
    ):
        terminal.show(view)
        told = capsys.readouterr().out
        assert told.count(STRANGE) >= times, told


def test_a_line_of_the_story_is_words(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().line("scanner", "[/x] :smile:")
    assert "[/x] :smile:" in capsys.readouterr().out
