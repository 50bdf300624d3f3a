"""The planner: a pure choice over a view of the desk."""

from __future__ import annotations

from typing import Any

import pytest

from agents.planner import DeskView, Planner, choose
from memory.errors import BudgetExhausted
from memory.persona import Limits
from memory.types import AssignmentKind, Description, Dismissal, Dismissed, Mode, Ranking, Request
from tests import factory as make
from tests.factory import NOW


def view(**changes: Any) -> DeskView:
    return DeskView(
        **{
            "turn_id": "t1",
            "request": Request(),
            "ranking": Ranking(candidates=(make.candidate("s1", 0.9), make.candidate("s2", 0.7))),
            "taken": frozenset(),
            "said_today": 0,
            "dry_run": False,
            "channel": "console",
            **changes,
        }
    )


def persona(**limits: Any) -> Any:
    return make.persona(limits=Limits(**limits))


def stories(plan: Any) -> list[str]:
    return [a.candidate.story.id for a in plan.assignments]


def test_the_best_stories_get_a_post_within_the_turns_room() -> None:
    assert stories(choose(persona(posts_per_turn=1), view())) == ["s1"]
    assert stories(choose(persona(posts_per_turn=5), view())) == ["s1", "s2"]


def test_the_days_limit_holds_and_is_told() -> None:
    assert stories(choose(persona(posts_per_day=3, posts_per_turn=2), view(said_today=2))) == ["s1"]
    plan = choose(persona(posts_per_day=3), view(said_today=3))
    assert plan.assignments == ()
    assert "3 of 3" in plan.reason


def test_a_story_is_taken_once() -> None:
    assert stories(choose(persona(), view(taken=frozenset({"s1"})))) == ["s2"]


def test_when_nothing_is_chosen_the_reason_accounts_for_every_story() -> None:
    left = [
        Dismissed(story=make.story(f"x{n}"), why=why, reason="")
        for n, why in enumerate([Dismissal.SUBJECT, Dismissal.SUBJECT, Dismissal.LANGUAGE])
    ]
    ranking = Ranking(candidates=(make.candidate("s1"),), dismissed=tuple(left))
    plan = choose(persona(), view(ranking=ranking, taken=frozenset({"s1"})))
    assert plan.reason == (
        "none of 4 stories is worth a post now: 2 none of the persona's subjects; "
        "1 in another language; 1 dealt with already"
    )
    assert "nothing new" in choose(persona(), view(ranking=Ranking())).reason


def test_the_same_work_has_the_same_identity_and_other_work_another() -> None:
    first = choose(persona(), view()).assignments
    assert first == choose(persona(), view(turn_id="t2")).assignments
    dry = choose(persona(), view(dry_run=True)).assignments
    elsewhere = choose(persona(), view(channel="x")).assignments
    assert len({a.id for a in (*first, *dry, *elsewhere)}) == 6


def test_asking_twice_for_the_same_thing_means_wanting_two() -> None:
    asked = view(request=Request(topic="custody"), taken=frozenset({"s1"}))
    again = view(request=Request(topic="custody"), turn_id="t2")
    assert stories(choose(persona(), asked)) == ["s1"]
    assert choose(persona(), asked).assignments[0].id != choose(persona(), again).assignments[0].id


def test_a_topic_nobody_speaks_of_is_told_with_the_next_step() -> None:
    plan = choose(persona(), view(request=Request(topic="zeppelins"), ranking=Ranking()))
    assert plan.assignments == ()
    assert "zeppelins" in plan.reason
    assert "--feed" in plan.reason


def test_the_mode_that_was_asked_for_goes_with_every_assignment() -> None:
    asked = choose(persona(posts_per_turn=2), view(request=Request(mode=Mode.QUESTION)))
    assert [a.mode for a in asked.assignments] == [Mode.QUESTION] * 2
    assert choose(persona(), view()).assignments[0].mode is None


class Desk:
    """Stories and records in memory."""

    def __init__(self, broke: bool = False) -> None:
        self.broke = broke
        self.ranked: list[tuple[str | None, frozenset[str] | None]] = []

    def rank(
        self, now: Any, *, about: str | None = None, only: frozenset[str] | None = None
    ) -> Ranking:
        self.ranked.append((about, only))
        return Ranking(candidates=(make.candidate("s1"),))

    def taken_stories(self) -> frozenset[str]:
        return frozenset()

    def said_today(self, now: Any) -> int:
        return 0

    def check_budget(self) -> None:
        if self.broke:
            raise BudgetExhausted("budget: ada has spent $1 of $1 today")


def planner(desk: Desk, channel: str = "console") -> Planner:
    def describe(name: str) -> Description:
        return Description(name=name, longest=280, threads=name == "console")

    return Planner(
        make.persona(),
        desk,
        desk,
        lambda: NOW,
        channel=channel,
        dry_run=False,
        describe=describe,
    )


@pytest.mark.parametrize(
    ("request_", "channel", "why"),
    [
        (Request(mode=Mode.THREAD), "pager", "pager takes no threads; take another"),
        (Request(mode=Mode.LONG, topic="keys"), "pager", "a long post cannot go out on pager"),
        (Request(mode=Mode.REPLY), "console", "a reply answers somebody's words"),
        (Request(mode=Mode.ANNOUNCEMENT), "console", "with --url or --topic"),
    ],
)
def test_what_cannot_be_written_is_told_before_anything_is_read(
    request_: Request, channel: str, why: str
) -> None:
    desk = Desk()
    plan = planner(desk, channel).plan(request_, "t1", scanned=False)
    assert plan.assignments == ()
    assert why in plan.reason
    assert desk.ranked == []


@pytest.mark.parametrize(
    "request_",
    [
        Request(mode=Mode.THREAD),
        Request(mode=Mode.ANNOUNCEMENT, topic="keys"),
        Request(mode=Mode.QUESTION),
    ],
)
def test_what_can_be_written_is_planned(request_: Request) -> None:
    assert planner(Desk()).plan(request_, "t1", scanned=False).assignments


def test_it_looks_outside_before_it_chooses() -> None:
    desk = Desk()
    plan = planner(desk).plan(Request(), "t1", scanned=False)
    assert [a.kind for a in plan.assignments] == [AssignmentKind.SCAN]
    assert desk.ranked == []


def test_no_money_no_work_and_the_reason_is_told() -> None:
    plan = planner(Desk(broke=True)).plan(Request(), "t1", scanned=False)
    assert plan.assignments == ()
    assert "spent $1 of $1" in plan.reason


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request(), (None, None)),
        (Request(topic="custody"), ("custody", None)),
        (Request(url="https://a.example"), (None, frozenset({"sig"}))),
    ],
)
def test_a_request_narrows_the_choice(
    request_: Request, expected: tuple[str | None, frozenset[str] | None]
) -> None:
    desk = Desk()
    planner(desk).plan(request_, "t1", scanned=True, asked=frozenset({"sig"}))
    assert desk.ranked == [expected]
