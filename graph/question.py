"""The question to a human about one draft: all that they need to know to answer it.

Terminal, JSON and Agent Inbox show the same value, so that no facts are for some eyes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agents.publisher.costs import Cost, cost_of
from agents.publisher.cutting import posts_of
from agents.publisher.preview import Preview, preview
from agents.publisher.timing import Due
from agents.publisher.word_diff import Change, marked, word_diff
from graph.team import Team
from memory.approvals import Waiting
from memory.errors import CardError, ChannelRefused, NoPlace
from memory.types import Assignment, Brief, Description, Draft, Media, Verdict, Work


@dataclass(frozen=True)
class Question:
    """A draft, and what becomes of it on a yes."""

    draft: Draft
    brief: Brief
    verdict: Verdict
    preview: Preview
    cost: Cost
    dry_run: bool
    zone: ZoneInfo
    """The persona's, in which times are told."""
    due: Due | None
    """Where it would go out if it were accepted now; None when there is no place."""
    expires_at: datetime | None = None
    """When nothing comes of a yes any more, as settled when it was first asked; None: never."""
    earlier: Draft | None = None
    """The attempt before this one."""
    hitch: str = ""
    """Why it cannot go out as it is: no room, no place in the timetable."""
    note: str = ""
    """Why they are asked again."""
    overdue: bool = False
    """Whether that time is over."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """From the earlier attempt to this one; empty when this is the first."""
        return word_diff(self.earlier.text, self.draft.text) if self.earlier else ()

    def as_json(self) -> dict[str, Any]:
        """Everything, for scripts."""
        verdict = self.verdict
        return {
            "draft": self.draft.model_dump(mode="json"),
            "brief": self.brief.model_dump(mode="json"),
            "verdict": verdict.model_dump(mode="json"),
            "risk": verdict.risk.model_dump(mode="json") if verdict.risk else None,
            "preview": {
                "channel": self.preview.channel,
                "counted": self.preview.counted,
                "posts": [p.model_dump() | {"fits": p.fits} for p in self.preview.posts],
                "media": [one.model_dump() for one in self.preview.media],
            },
            "changes": {
                "since": self.earlier.id if self.earlier else None,
                "marked": marked(self.changes),
                "words": [change.model_dump() for change in self.changes],
            },
            "cost": self.cost.model_dump(),
            "dry_run": self.dry_run,
            "due_at": self.due.at.isoformat() if self.due else None,
            "expires_at": self.expires_at.isoformat() if self.expires_at else None,
            "expired": self.overdue,
            "urgent": self.due.urgent if self.due else False,
            "hitch": self.hitch,
            "note": self.note,
        }


def question(team: Team, work: Work, drafts: Sequence[Draft] = ()) -> Question:
    """The question about the work's draft, which is before a human; `drafts` are all attempts."""
    assignment, brief, draft, verdict = work.assignment, work.brief, work.draft, work.verdict
    assert brief is not None
    assert draft is not None
    assert verdict is not None
    place, answered = team.describe(brief.channel), assignment.reply_to
    posts, too_long = _posts(team, draft, place)
    pictures, undrawn = _pictures(team, work)
    due, no_place = _due(team, assignment, draft)
    ends = team.journal.expiry(draft.id)
    overdue = ends is not None and ends <= team.clock()
    late = not overdue and due and due.expires_at and due.at >= due.expires_at
    stale = "it would be stale by its place in the timetable" if late else ""
    return Question(
        draft=draft,
        brief=brief,
        verdict=verdict,
        preview=preview(posts, place, pictures),
        cost=cost_of(
            posts,
            brief.channel,
            summoned=answered is not None and not answered.ours,
            pictures=len(pictures),
        ),
        dry_run=assignment.dry_run,
        zone=team.who.zone,
        due=due,
        expires_at=ends,
        earlier=_before(draft, drafts),
        hitch="; ".join(why for why in (too_long, undrawn, no_place, stale) if why),
        note=work.note,
        overdue=overdue,
    )


def question_about(team: Team, waiting: Waiting) -> Question:
    """The question about a draft of the inbox."""
    trail = team.journal.trail(waiting.brief.assignment_id)
    assert trail is not None  # what waits was assigned
    work = Work(
        assignment=trail.assignment,
        brief=waiting.brief,
        draft=waiting.draft,
        verdict=waiting.verdict,
    )
    return question(team, work, trail.drafts)


def as_json(team: Team, waiting: Waiting) -> dict[str, Any]:
    """A draft of the inbox for scripts: its number, since when it waits, and the question."""
    head = {"number": waiting.number, "turn": waiting.turn_id}
    head |= {"asked_at": waiting.asked_at.isoformat()}
    return head | question_about(team, waiting).as_json()


def _pictures(team: Team, work: Work) -> tuple[tuple[Media, ...], str]:
    """What goes with the draft, or why there is no picture of it."""
    place = team.describe(work.assignment.channel)
    try:
        return team.illustrator.illustrate(work, place, team.clock()), ""
    except CardError as error:
        return (), str(error)


def _posts(team: Team, draft: Draft, place: Description) -> tuple[tuple[str, ...], str]:
    """What would go out, and why it cannot."""
    try:
        return posts_of(draft, place, numbered=team.who.number_threads), ""
    except ChannelRefused as error:
        return draft.parts or (draft.text,), str(error)


def _due(team: Team, assignment: Assignment, draft: Draft) -> tuple[Due | None, str]:
    try:
        return team.timing.due(assignment, draft.id), ""
    except NoPlace as error:
        return None, str(error)


def _before(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The attempt before `draft`."""
    earlier = [one for one in drafts if one.attempt < draft.attempt]
    return max(earlier, key=lambda one: one.attempt, default=None)
