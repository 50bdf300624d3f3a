"""The desk: one specialist's step on one work, and its line in the journal.

Nodes call these; each asks one agent and keeps what it answered, so that every post
can explain itself. Everything kept is an upsert: a node that runs again after a crash
writes the same rows again.
"""

from __future__ import annotations

from graph.outlook import Tell
from graph.question import Question, question
from graph.remarks import look_up
from graph.team import Team
from memory.preferences import learned
from memory.types import Approval, Draft, Mode, Outcome, Plan, Remark, Request, Work


def plan(
    team: Team,
    turn_id: str,
    request: Request,
    *,
    scanned: bool,
    asked: frozenset[str],
    before: Plan | None = None,
) -> Plan:
    """The next assignments, `before` being the turn's last plan; the journal has the turn now."""
    if not scanned and team.journal.turn(turn_id) is None:
        asked_for = request.model_dump(mode="json")
        team.journal.open_turn(
            turn_id, team.who.slug, team.live, asked_for, team.clock(), served=True
        )
    if request.reply_to:
        return _reply(team, turn_id, request, before.remark if before else None, scanned=scanned)
    if request.story:
        asked |= team.story_memory.signals_of(team.who.slug, request.story)
    return team.planner.plan(request, turn_id, scanned=scanned, asked=asked)


def _reply(
    team: Team, turn_id: str, request: Request, remark: Remark | None, *, scanned: bool
) -> Plan:
    """The plan to answer a post, which is looked up once a turn."""
    if request.mode not in {None, Mode.REPLY}:
        return Plan(reason=f"a reply is a reply and no {request.mode}: leave --mode out")
    found = remark or look_up(team, request.reply_to or "", request.said)
    if isinstance(found, str):
        return Plan(reason=found)
    plan = team.replies.plan(found, turn_id, topic=request.topic, scanned=scanned)
    return plan.model_copy(update={"remark": found})


def brief(team: Team, turn_id: str, work: Work, tell: Tell) -> Work:
    """The work with the topic agent's brief, or with a note why there is none.

    The brief leans on the pages behind the story, not on what the feeds say of them. What the
    platform's rules stand against ends here, before anything is read or paid for.
    """
    team.journal.assigned(turn_id, work.assignment, team.clock())
    if ruled := team.policy.end(work.assignment):
        return work.but(ruled=ruled)
    work = _deepened(team, work, tell)
    assignment = work.assignment
    team.journal.assigned(turn_id, assignment, team.clock())
    found = team.topic.brief(assignment)
    if isinstance(found, str):
        return work.but(note=found)
    team.journal.briefed(found, team.clock())
    return work.but(brief=found, attempts_allowed=team.who.limits.revisions)


def _deepened(team: Team, work: Work, tell: Tell) -> Work:
    candidate = work.assignment.candidate
    if candidate is None:
        return work
    deep = team.library.deepen(candidate.story)
    for note in deep.notes:
        tell("scanner", note)
    candidate = candidate.model_copy(update={"story": deep.story})
    return work.but(assignment=work.assignment.model_copy(update={"candidate": candidate}))


def write(team: Team, work: Work) -> Work:
    """The work with a new draft, or with a note why nothing publishable can be said."""
    assert work.brief is not None
    draft = team.style.write(work.brief, attempt=work.attempt, wishes=work.wishes)
    if isinstance(draft, str):
        return work.but(draft=None, verdict=None, note=draft)
    _keep(team, work, draft)
    return work.but(draft=draft, verdict=None, note="")


def audit(team: Team, work: Work) -> Work:
    """The work with the auditor's verdict on its draft."""
    assignment = work.assignment
    assert work.draft is not None
    assert work.brief is not None
    assert assignment.candidate is not None
    if work.draft.writer == "human":
        _keep(team, work, work.draft)
    verdict = team.auditor.audit(
        work.draft, work.brief, assignment.candidate.story, live=assignment.leaves
    )
    team.journal.judged(assignment.persona, verdict, team.clock())
    return work.but(verdict=verdict)


def ask(team: Team, turn_id: str, waiting: dict[str, Work]) -> Question:
    """Put every waiting draft before a human; the question about the first of them."""
    for work in waiting.values():
        assert work.draft is not None
        assert work.brief is not None
        until = team.timing.fresh_until(work.assignment, work.draft.id)
        team.journal.ask(work.draft, work.brief, turn_id, team.clock(), until)
    first = next(iter(waiting.values()))
    trail = team.journal.trail(first.assignment.id)
    return question(team, first, trail.drafts if trail else ())


def late(team: Team, draft_id: str) -> str:
    """Why nothing can come of a yes to this draft any more; empty while something can."""
    expiry = team.journal.expiry(draft_id)
    if expiry is None or team.clock() < expiry:
        return ""
    return f"the draft expired at {expiry:%Y-%m-%d %H:%M} UTC"


def answered(team: Team, approval: Approval) -> None:
    team.journal.answered(approval, team.clock())


def refused(team: Team, approval: Approval, why: str) -> None:
    """Keep a word that cannot be carried out, with who and when."""
    team.journal.refused(approval.draft_id, approval.action, approval.by, why, team.clock())


def before(team: Team, draft_id: str) -> str:
    """What a human who comes second is told about this draft; empty when nobody answered it."""
    given = team.journal.answer_to(draft_id)
    return f"draft {draft_id} was answered before: {given}" if given else ""


def learn(team: Team, work: Work) -> None:
    """Keep what a human preferred, once their word lets it out."""
    word, trail = work.approval, team.journal.trail(work.assignment.id)
    assert work.draft is not None
    # The word may be about an earlier draft: then nobody has seen this one.
    if word is not None and word.draft_id == work.draft.id and trail is not None:
        team.preferences.keep(learned(trail, word, team.clock()))


def finish(team: Team, outcome: Outcome) -> None:
    team.journal.finished(outcome)


def _keep(team: Team, work: Work, draft: Draft) -> None:
    team.journal.drafted(work.assignment.id, work.assignment.persona, draft, team.clock())
