"""Replies: the platform's rules first, then money, then sources, then a story to stand on."""

from __future__ import annotations

from typing import Any

import pytest

from agents.replies import Replies
from memory.types import Assignment, AssignmentKind, Mode, Plan, Ranking, Remark
from tests import factory as make
from tests.agents.test_planner import Desk
from tests.factory import NOW

REMARK = Remark(post_id="1001", text="Is custody safe?", author="@bob")


def plan(desk: Desk, turn_id: str = "t1", **changes: Any) -> Plan:
    """What is planned for an answer to REMARK, once the sources were read."""
    asked: dict[str, Any] = {"topic": None, "scanned": True, "objects": False, "dry_run": False}
    asked |= changes

    def objects(_: Assignment) -> bool:
        return bool(asked["objects"])

    replies = Replies(
        make.persona(),
        desk,
        desk,
        lambda: NOW,
        objects,
        channel="x",
        dry_run=asked["dry_run"],
    )
    return replies.plan(REMARK, turn_id, topic=asked["topic"], scanned=asked["scanned"])


def test_an_answer_stands_on_the_story_that_is_nearest_to_what_was_said() -> None:
    desk = Desk()
    (reply,) = plan(desk).assignments
    assert (reply.mode, reply.reply_to, reply.channel) == (Mode.REPLY, REMARK, "x")
    assert reply.candidate is not None
    assert reply.candidate.story.id == "s1"
    assert desk.ranked == [("Is custody safe?", None)]
    assert reply.reason.startswith("a human asked to answer @bob: ")


def test_a_topic_says_what_to_answer_from() -> None:
    desk = Desk()
    plan(desk, topic="Harbourline")
    assert desk.ranked == [("Harbourline", None)]


def test_what_a_rule_stands_against_is_handed_on_before_anything_is_looked_at() -> None:
    desk = Desk(broke=True)
    (reply,) = plan(desk, objects=True, scanned=False).assignments
    assert (reply.candidate, reply.reply_to) == (None, REMARK)
    assert desk.ranked == []


def test_sources_are_read_first_and_not_without_money() -> None:
    (scan,) = plan(Desk(), scanned=False).assignments
    assert scan.kind is AssignmentKind.SCAN
    broke = plan(Desk(broke=True), scanned=False)
    assert broke.assignments == ()
    assert "spent" in broke.reason


class Silent(Desk):
    """A desk whose sources speak of nothing that is asked."""

    def rank(self, now: Any, **_: Any) -> Ranking:
        return Ranking()


def test_where_no_source_speaks_of_it_nothing_is_answered_and_the_next_step_is_told() -> None:
    found = plan(Silent())
    assert found.assignments == ()
    assert "no source speaks of “Is custody safe?”" in found.reason
    assert "--feed" in found.reason


@pytest.mark.parametrize("other", [{"turn_id": "t2"}, {"dry_run": True}])
def test_asking_again_is_another_assignment_and_a_turn_that_runs_again_is_not(
    other: dict[str, Any],
) -> None:
    (first,), (same,) = plan(Desk()).assignments, plan(Desk()).assignments
    (another,) = plan(Desk(), **other).assignments
    assert first == same
    assert another.id != first.id
