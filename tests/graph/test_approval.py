"""A human in reach: the four answers of Agent Inbox through the real graph, and what they teach."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from cli.account_view import account_view
from cli.terminal import Terminal
from graph.explain import account_of
from graph.loop import Loop, TurnResult
from graph.question import as_json, question_about
from graph.team import Team
from memory.approvals import Waiting
from memory.errors import UnderstudyError
from memory.types import Request
from tests.graph.conftest import Newsroom

SLUG = "nell-harrow"
Ask = Callable[..., tuple[Team, str, list[str]]]


@pytest.fixture
def ask(newsroom: Newsroom) -> Ask:
    """A turn of a persona with this approval, its id, and the lines that are told of it."""

    def turn(approval: str = "always", extra: str = "") -> tuple[Team, str, list[str]]:
        text = newsroom.toml.read_text(encoding="utf-8")
        text = text.replace('approval = "never"', f'approval = "{approval}"\n{extra}')
        text = text.replace("posts_per_turn = 2", "posts_per_turn = 4")
        newsroom.toml.write_text(text, encoding="utf-8")
        team, lines = newsroom.team(), []
        done = Loop(team, lambda _, line: lines.append(line)).turn(Request())
        return team, done.turn_id, lines

    return turn


def waiting(team: Team) -> list[Waiting]:
    return list(team.journal.waiting(SLUG))


def published(team: Team) -> list[str]:
    file = team.settings.var_dir / "outbox.jsonl"
    if not file.exists():
        return []
    return [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]


def test_the_four_answers_and_what_is_learned_from_them(ask: Ask) -> None:
    team, turn_id, lines = ask()
    first, second, *rest = waiting(team)
    third = next(w for w in rest if any(re.search(r"\d", fact.text) for fact in w.brief.facts))

    def say(answer: Any) -> TurnResult:
        return Loop(team, lambda _, line: lines.append(line)).answer(turn_id, answer)

    for unreadable in (
        {"type": "approve"},
        {"type": "edit", "args": {}},
        {"type": "accept", "draft_id": "nobody"},
    ):
        assert say(unreadable).state == "waiting"
    assert published(team) == []
    assert any("type 'approve' is unknown" in line for line in lines)
    assert any("draft nobody does not wait" in line for line in lines)

    say({"type": "accept", "args": {"action": "publish", "args": {"draft_id": first.draft.id}}})
    assert published(team) == [first.draft.text]

    say({"type": "ignore", "args": None, "draft_id": second.draft.id, "by": "Grace"})
    assert team.preferences.pairs(SLUG) == ()

    true = next(fact.text for fact in third.brief.facts if re.search(r"\d", fact.text))
    lie = re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), true)
    say({"type": "edit", "args": {"args": {"draft_id": third.draft.id, "text": lie}}, "by": "Ada"})
    assert len(published(team)) == 1
    (sent_back,) = (w for w in waiting(team) if w.draft.text == lie)
    say({"type": "accept", "draft_id": sent_back.draft.id, "by": "Mallory"})
    assert any(line.startswith("cannot be accepted") for line in lines)
    assert len(published(team)) == 1
    assert team.preferences.pairs(SLUG) == ()
    say({"type": "edit", "args": {"text": true}, "draft_id": sent_back.draft.id, "by": "Ada"})
    assert published(team)[-1] == true
    (pair,) = team.preferences.pairs(SLUG)
    assert (pair.rejected, pair.preferred, pair.by) == (third.draft.text, true, "Ada")

    history = [(d.answer.by, d.answer.action) for d in team.journal.history(SLUG)]
    assert history == [("human", "accept"), ("Grace", "ignore"), ("Ada", "edit"), ("Ada", "edit")]
    (refused,) = team.journal.history(SLUG)[-1].answer.refused
    assert (refused.by, refused.action) == ("Mallory", "accept")
    account = account_of(team, str(team.outbox.listing(SLUG)[-1].id))
    assert account.final
    approver = account.trail.approver(account.final)
    assert approver
    assert (approver.action, approver.by, approver.at) == ("edit", "Ada", team.clock())


def test_a_wish_brings_a_draft_that_is_shown_beside_the_one_before(ask: Ask) -> None:
    team, turn_id, _ = ask()
    first = waiting(team)[0]
    assert question_about(team, first).earlier is None

    def say(answer: Any) -> TurnResult:
        return Loop(team, lambda *_: None).answer(turn_id, answer)

    say({"type": "response", "args": "shorter", "draft_id": first.draft.id, "by": "Grace"})
    (second,) = (w for w in waiting(team) if w.brief == first.brief)
    told = as_json(team, second)
    assert told["changes"]["since"] == first.draft.id
    assert "[-" in told["changes"]["marked"] or "{+" in told["changes"]["marked"]
    assert team.preferences.pairs(SLUG) == ()
    say({"type": "accept", "draft_id": second.draft.id, "by": "Ada"})
    (pair,) = team.preferences.pairs(SLUG)
    assert (pair.rejected, pair.preferred) == (first.draft.text, second.draft.text)
    assert (pair.wish, pair.by) == ("shorter", "Ada")
    assert first.brief.headline in pair.context


def test_the_second_of_two_humans_is_told_and_does_nothing(ask: Ask) -> None:
    team, turn_id, _ = ask()
    first = waiting(team)[0]
    together = Barrier(2)

    def say(by: str) -> str:
        together.wait()
        answer = {"type": "accept", "draft_id": first.draft.id, "by": by}
        told: list[str] = []
        try:
            Loop(team, lambda _, line: told.append(line)).answer(turn_id, answer)
        except UnderstudyError as error:
            return str(error)
        return "\n".join(told)

    with ThreadPoolExecutor(2) as people:
        told = list(people.map(say, ("Ada", "Grace")))
    assert published(team) == [first.draft.text]
    (answer,) = (d.answer for d in team.journal.history(SLUG))
    assert answer.by in {"Ada", "Grace"}
    assert sum(f"{answer.by}: accept" in one for one in told) == 1
    together = Barrier(1)
    assert f"was answered before: accept by {answer.by}" in say("Mallory")
    assert published(team) == [first.draft.text]


def test_what_a_human_is_told_of_the_time_left_is_what_holds(ask: Ask, newsroom: Newsroom) -> None:
    """A story that rang when they were asked rings no longer: their time is none the longer."""
    rang = "schedule = { expires_hours = 30, urgent_expires_hours = 2 }\n"
    team, turn_id, _ = ask(extra=rang + 'alarms = { words = ["Verrania"], within_hours = 12 }')
    (first,) = (w for w in waiting(team) if "Verrania" in w.brief.headline)
    assert first.expires_at == newsroom.clock() + timedelta(hours=2)
    newsroom.clock.forward(hours=1)
    newsroom.toml.write_text(newsroom.toml.read_text("utf-8").replace("Verrania", "Nowhere"))
    team = newsroom.team()
    assert question_about(team, first).expires_at == first.expires_at
    newsroom.clock.forward(hours=1)
    assert question_about(team, first).overdue
    late = Loop(team, lambda *_: None).answer(
        turn_id, {"type": "accept", "draft_id": first.draft.id}
    )
    assert late.outcomes[-1].summary.startswith("the draft expired")


def test_an_expired_draft_says_so_and_stays_in(ask: Ask, newsroom: Newsroom) -> None:
    team, turn_id, _ = ask(extra="schedule = { expires_hours = 1 }")
    first, second, *_ = waiting(team)
    assert first.expires_at is not None
    assert not question_about(team, first).overdue
    newsroom.clock.forward(hours=2)
    asked = question_about(team, first)
    assert (asked.overdue, asked.expires_at) == (True, first.expires_at)
    assert asked.hitch == ""
    assert as_json(team, first)["expired"] is True

    def say(answer: Any) -> TurnResult:
        return Loop(team, lambda *_: None).answer(turn_id, answer)

    late = say({"type": "accept", "draft_id": first.draft.id, "by": "Grace"})
    (outcome,) = late.outcomes
    assert outcome.result == "rejected"
    assert outcome.summary.startswith("the draft expired at 2026-11-20 10:00 UTC, before Grace's")
    wish = {"type": "response", "args": "shorter", "draft_id": second.draft.id}
    assert say(wish).outcomes[0].result == "rejected"
    assert published(team) == []
    assert team.journal.history(SLUG)[0].answer.by == "Grace"


@pytest.mark.parametrize(("risk", "asked"), [("0.0", True), ("1.0", False)])
def test_the_persona_s_risk_decides_whether_a_human_is_asked(
    ask: Ask, risk: str, *, asked: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    team, _, _ = ask("risk", f"risk = {risk}")
    assert bool(waiting(team)) is asked
    assert bool(published(team)) is not asked
    if asked:
        assert "look at it" in waiting(team)[0].verdict.reasons[-1]
        return
    account = account_of(team, "1")
    assert account.verdict
    assert account.verdict.risk
    assert account.verdict.risk.limit == 1.0
    Terminal().show(account_view(account))
    told = " ".join(capsys.readouterr().out.split())
    assert "below 1.00, so nobody had to look" in told
    assert "nothing of ours has gone out on console yet" in told
