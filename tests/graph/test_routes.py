"""Routes: every path ends, and none leads around the auditor."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import routes
from graph.routes import Ended, To
from memory.types import (
    Approval,
    AssignmentKind,
    Breach,
    ClaimStatus,
    Decision,
    Plan,
    Work,
)
from tests import factory as make

DECISIONS = list(Decision)


def reason(step: routes.Next) -> str:
    assert isinstance(step, Ended)
    return step.outcome.summary


def test_a_plan_without_assignments_ends_the_turn() -> None:
    assert routes.after_planner(Plan(reason="nothing")) == ("end", ())


def test_a_scan_goes_first_and_posts_become_parallel_work() -> None:
    scan = make.assignment("scan", kind=AssignmentKind.SCAN, candidate=None)
    posts = (make.assignment("a1"), make.assignment("a2"))
    assert routes.after_planner(Plan(assignments=(scan,), reason=""))[0] == "scanner"
    station, works = routes.after_planner(Plan(assignments=posts, reason=""))
    assert (station, [w.assignment.id for w in works]) == ("topic", ["a1", "a2"])


def test_no_brief_and_no_draft_end_the_work_with_a_reason() -> None:
    bare = Work(assignment=make.assignment(), note="it is in Welsh")
    assert reason(routes.after_topic(bare)) == "it is in Welsh"
    nothing = make.work().but(draft=None, wishes=("leave out “in Texas”",))
    assert "leave out “in Texas”" in reason(routes.after_style(nothing))


def test_the_auditors_reasons_travel_back_to_the_style_agent() -> None:
    verdict = make.verdict(Decision.REVISE, reasons=("the source says 42%",))
    step = routes.after_auditor(make.work().but(verdict=verdict))
    assert isinstance(step, To)
    assert (step.station, step.work.attempt, step.work.wishes) == (
        "style",
        2,
        ("the source says 42%",),
    )


def test_without_a_verdict_nothing_is_published() -> None:
    assert reason(routes.after_auditor(make.work().but(verdict=None))) == (
        "no verdict, no publication"
    )


@given(st.lists(st.sampled_from(DECISIONS), min_size=1, max_size=30), st.integers(1, 10))
def test_every_chain_of_verdicts_is_bounded(decisions: list[Decision], allowed: int) -> None:
    work = make.work().but(attempts_allowed=allowed)
    for steps, decision in enumerate(decisions, start=1):
        step = routes.after_auditor(work.but(verdict=make.verdict(decision)))
        if not (isinstance(step, To) and step.station == "style"):
            break
        assert steps < allowed
        work = step.work


@pytest.mark.parametrize("decision", DECISIONS)
def test_only_an_approving_verdict_leads_straight_to_the_publisher(decision: Decision) -> None:
    step = routes.after_auditor(make.work(decision=decision))
    to_publisher = isinstance(step, To) and step.station == "publisher"
    assert to_publisher == (decision is Decision.APPROVE)


def test_a_human_cannot_accept_what_is_contradicted_or_forbidden() -> None:
    yes = Approval(draft_id="a1-1", action="accept")
    wrong = make.verdict(Decision.ASK, findings=(make.finding(ClaimStatus.CONTRADICTED),))
    rude = make.verdict(Decision.ASK, breaches=(Breach(rule="taboo", reason="no", fatal=True),))
    for verdict in (wrong, rude):
        step = routes.after_approval(make.work().but(verdict=verdict), yes)
        assert isinstance(step, To)
        assert step.station == "approval"
        assert "cannot be accepted" in step.work.note


def test_a_human_accepts_drops_or_asks_for_another() -> None:
    work = make.work(decision=Decision.ASK)
    accepted = routes.after_approval(work, Approval(draft_id="a1-1", action="accept"))
    dropped = routes.after_approval(work, Approval(draft_id="a1-1", action="ignore", by="Grace"))
    wish = Approval(draft_id="a1-1", action="respond", text="shorter")
    again = routes.after_approval(work, wish)
    assert isinstance(accepted, To)
    assert accepted.station == "publisher"
    assert reason(dropped) == "by Grace"
    assert isinstance(again, To)
    assert (again.station, again.work.wishes, again.work.draft) == ("style", ("shorter",), None)


def test_who_wished_for_another_draft_sees_it_before_it_goes_out() -> None:
    wish = Approval(draft_id="a1-1", action="respond", text="shorter", by="Grace")
    again = routes.after_approval(make.work(decision=Decision.ASK), wish)
    assert isinstance(again, To)
    assert (again.work.attempt, again.work.attempts_allowed) == (2, 4), "a wish costs no attempt"
    sent_back = make.verdict(Decision.REVISE, reasons=("the source says 42%",))
    third = routes.after_auditor(again.work.but(draft=make.draft(), verdict=sent_back))
    assert isinstance(third, To)
    assert third.work.wishes == ("shorter", "the source says 42%")
    fine = third.work.but(draft=make.draft(), verdict=make.verdict(Decision.APPROVE))
    asked = routes.after_auditor(fine)
    assert isinstance(asked, To)
    assert (asked.station, asked.work.note) == (
        "approval",
        "rewritten, since Grace wished: shorter",
    )
    accepted = routes.after_approval(asked.work, Approval(draft_id="a1-1", action="accept"))
    assert isinstance(accepted, To)
    assert accepted.station == "publisher"


@pytest.mark.parametrize("action", ["accept", "edit", "respond"])
def test_nothing_comes_of_a_word_that_is_too_late(action: Any) -> None:
    word = Approval(draft_id="a1-1", action=action, text="shorter", by="Grace")
    step = routes.after_approval(make.work(decision=Decision.ASK), word, "the draft expired")
    assert reason(step) == f"the draft expired, before Grace's {action}"


def test_dropping_what_is_late_is_dropping_it() -> None:
    word = Approval(draft_id="a1-1", action="ignore", by="Grace")
    late = routes.after_approval(make.work(decision=Decision.ASK), word, "the draft expired")
    assert reason(late) == "by Grace"


def test_a_humans_own_thread_is_cut_at_its_empty_lines() -> None:
    edit = Approval(draft_id="a1-1", action="edit", text="One.\n\nTwo, better.\n")
    work = make.work(decision=Decision.ASK)
    thread = work.but(draft=make.draft("a1-1", "One.\n\nTwo.", parts=("One.", "Two.")))
    for before, parts in ((thread, ("One.", "Two, better.")), (work, ())):
        step = routes.after_approval(before, edit)
        assert isinstance(step, To)
        assert step.work.draft is not None
        assert step.work.draft.parts == parts


def test_a_humans_own_text_is_audited_and_goes_out_only_when_nothing_is_against_it() -> None:
    edit = Approval(draft_id="a1-1", action="edit", text=" My words. ")
    step = routes.after_approval(make.work(decision=Decision.ASK), edit)
    assert isinstance(step, To)
    assert (step.station, step.work.verdict) == ("auditor", None)
    draft = step.work.draft
    assert draft is not None
    assert (draft.text, draft.writer) == ("My words.", "human")
    for decision, station in (
        (Decision.APPROVE, "publisher"),
        (Decision.ASK, "publisher"),
        (Decision.REVISE, "approval"),
        (Decision.REJECT, "approval"),
    ):
        judged = step.work.but(verdict=make.verdict(decision, draft.id, reasons=("why",)))
        onwards = routes.after_auditor(judged)
        assert isinstance(onwards, To)
        assert onwards.station == station
