"""Routes: where work goes next. Pure, total, and bounded: a work is revised
`attempts_allowed` times at most, and every path ends at a human, the outbox or an outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from agents.publisher import acceptable
from agents.style.modes import parts_of
from memory.types import (
    Approval,
    AssignmentKind,
    ClaimStatus,
    Decision,
    Draft,
    Outcome,
    Plan,
    Verdict,
    Work,
)

Station = Literal["style", "auditor", "approval", "publisher"]


@dataclass(frozen=True)
class To:
    """Hand the work to the next specialist."""

    station: Station
    work: Work


@dataclass(frozen=True)
class Ended:
    """The work is over."""

    outcome: Outcome


Next = To | Ended


def after_planner(plan: Plan) -> tuple[Literal["scanner", "topic", "end"], tuple[Work, ...]]:
    """Look outside, brief the posts, or end the turn."""
    if not plan.assignments:
        return "end", ()
    if any(a.kind is AssignmentKind.SCAN for a in plan.assignments):
        return "scanner", ()
    return "topic", tuple(Work(assignment=a) for a in plan.assignments)


def after_gather(
    plan: Plan, waiting: Mapping[str, Work], outcomes: Sequence[Outcome]
) -> Literal["approval", "end"]:
    """Ask a human once no branch is under way, so that nothing is held up by a question."""
    under_way = len(plan.assignments) - len(waiting) - len(outcomes)
    return "approval" if waiting and under_way <= 0 else "end"


def after_topic(work: Work) -> Next:
    if work.ruled is not None:
        return Ended(work.ruled)
    if work.brief is None:
        return ended(work, "no draft", work.note or "the sources hold no fact to lean on")
    return To("style", work)


def after_style(work: Work) -> Next:
    if work.draft is None:
        held = f"; the auditor had said: {'; '.join(work.wishes)}" if work.wishes else ""
        return ended(work, "no draft", f"{work.note or 'nothing publishable'}{held}")
    return To("auditor", work)


def after_auditor(work: Work) -> Next:
    """Approve, revise with the reasons, ask a human, or reject.

    Whoever wished for another draft sees it before it goes out, and is heard until then.
    """
    verdict, wish = work.verdict, _wish(work)
    if verdict is None or work.draft is None:
        return ended(work, "rejected", "no verdict, no publication")
    if work.draft.writer == "human":
        return _after_human_edit(work, verdict)
    match verdict.decision:
        case Decision.APPROVE | Decision.ASK if wish is not None:
            return To("approval", work.but(note=f"rewritten, since {wish.by} wished: {wish.text}"))
        case Decision.APPROVE:
            return To("publisher", work)
        case Decision.ASK:
            return To("approval", work)
        case Decision.REVISE if work.attempt < work.attempts_allowed:
            wishes = (wish.text, *verdict.reasons) if wish and wish.text else verdict.reasons
            return To("style", work.but(attempt=work.attempt + 1, wishes=wishes))
        case Decision.REVISE:
            why = f"still wanting after {work.attempt} attempts: {'; '.join(verdict.reasons)}"
            return ended(work, "rejected", why)
        case Decision.REJECT:
            return ended(work, "rejected", "; ".join(verdict.reasons))


def _wish(work: Work) -> Approval | None:
    """A human's last word on the work, where it asks for another draft."""
    word = work.approval
    return word if word is not None and word.action == "respond" else None


def _after_human_edit(work: Work, verdict: Verdict) -> Next:
    """A human's own text goes out when the auditor holds nothing against it."""
    if verdict.decision in {Decision.APPROVE, Decision.ASK}:
        return To("publisher", work)
    return To("approval", work.but(note="your text: " + "; ".join(verdict.reasons)))


def after_approval(work: Work, approval: Approval, late: str = "") -> Next:
    """What a human's answer means for the work; `late` says why it came too late for a yes."""
    match approval.action:
        case "ignore":
            return ended(work, "rejected", f"by {approval.by}")
        case _ if late:
            return ended(work, "rejected", f"{late}, before {approval.by}'s {approval.action}")
        case "accept" if work.verdict is not None and not acceptable(work.verdict):
            return To("approval", work.but(note=f"cannot be accepted: {_objection(work.verdict)}"))
        case "accept":
            return To("publisher", work.but(approval=approval))
        case "edit":
            return To("auditor", edited(work, approval))
        case "respond":
            again = work.but(approval=approval, attempt=work.attempt + 1, draft=None, verdict=None)
            wishes = (approval.text or "something else",)
            more = work.attempts_allowed + 1
            return To("style", again.but(wishes=wishes, attempts_allowed=more))


def edited(work: Work, approval: Approval) -> Work:
    """The work with the human's text as its draft; accepted, if the auditor agrees.

    Empty lines divide the posts of a thread.
    """
    assert work.draft is not None
    number = work.attempt + 1
    text = (approval.text or "").strip()
    draft = Draft(
        id=f"{work.assignment.id}-{number}h",
        text=text,
        parts=parts_of(text) if work.draft.parts else (),
        channel=work.draft.channel,
        writer="human",
        attempt=number,
        exemplars=work.draft.exemplars,
        notes=(f"edited by {approval.by}",),
    )
    word = Approval(draft_id=draft.id, action="accept", by=approval.by)
    return work.but(draft=draft, verdict=None, approval=word, attempt=number, note="")


def ended(work: Work, result: Literal["rejected", "no draft", "failed"], summary: str) -> Ended:
    return Ended(
        Outcome(
            assignment_id=work.assignment.id,
            result=result,
            summary=summary,
            draft_id=work.draft.id if work.draft else None,
        )
    )


def _objection(verdict: Verdict) -> str:
    against = [f.reason for f in verdict.findings if f.status is ClaimStatus.CONTRADICTED]
    return "; ".join(against + [b.reason for b in verdict.breaches if b.fatal])
