"""Nodes: state in, one agent call, update out. What may go wrong is caught once, below."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast
from zoneinfo import ZoneInfo

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config, get_stream_writer
from langgraph.graph import END
from langgraph.runtime import Runtime
from langgraph.types import Command, Send, interrupt

from graph import desk, inbox_schema, outlook, routes
from graph.state import TurnState, WorkState
from graph.team import Team, served
from memory.errors import StorageError, UnderstudyError
from memory.types import NEVER_OUT, Outcome, Publication, PublicationState, Request, Work
from tools.ledger import spent_on

Update = dict[str, Any]
Node = TypeVar("Node", bound=Callable[[WorkState, Runtime[Team]], Command[Any]])


def planner(state: TurnState, runtime: Runtime[Team]) -> Update:
    """Decide what to do next."""
    plan = desk.plan(
        _team(runtime),
        _turn_id(),
        _request(state),
        scanned=state.get("scanned", False),
        asked=frozenset(state.get("asked", [])),
        before=state.get("plan"),
    )
    _tell("planner", plan.reason)
    return {"plan": plan}


def scanner(state: TurnState, runtime: Runtime[Team]) -> Update:
    """Look outside."""
    found = outlook.look_outside(_team(runtime), _request(state), _tell)
    return {"scanned": True, "asked": list(found.asked)}


def contained(node: Node) -> Node:
    """An expected failure ends this work, not the turn; a broken database ends the turn."""

    @functools.wraps(node)
    def run(state: WorkState, runtime: Runtime[Team]) -> Command[Any]:
        try:
            with spent_on(state["work"].assignment.id):
                return node(state, runtime)
        except StorageError:
            raise
        except UnderstudyError as error:
            _tell(node.__name__, f"failed: {error}")
            return _go(runtime, routes.ended(state["work"], "failed", str(error)))

    return cast("Node", run)


@contained
def topic(state: WorkState, runtime: Runtime[Team]) -> Command[Literal["style", "gather"]]:
    """Say what to write about the story, and why."""
    work = desk.brief(_team(runtime), _turn_id(), state["work"], _tell)
    if work.brief:
        _tell("topic", f"“{work.brief.headline}”: {work.brief.mode}, {work.brief.angle}")
    return _go(runtime, routes.after_topic(work))


@contained
def style(state: WorkState, runtime: Runtime[Team]) -> Command[Literal["auditor", "gather"]]:
    """Write it in the persona's voice."""
    work = desk.write(_team(runtime), state["work"])
    if work.draft:
        _tell("style", f"attempt {work.attempt}: {work.draft.text}")
    return _go(runtime, routes.after_style(work))


@contained
def auditor(
    state: WorkState, runtime: Runtime[Team]
) -> Command[Literal["style", "publisher", "gather"]]:
    """Check every claim and every rule."""
    work = desk.audit(_team(runtime), state["work"])
    if work.verdict:
        _tell("auditor", f"{work.verdict.decision}: " + ("; ".join(work.verdict.reasons) or "ok"))
    return _go(runtime, routes.after_auditor(work))


def gather(state: TurnState) -> Update:  # noqa: ARG001  (LangGraph passes it by name)
    """Where branches meet again; the route behind it asks a human when none is under way."""
    return {}


def approval(
    state: TurnState, runtime: Runtime[Team]
) -> Command[Literal["style", "auditor", "publisher", "gather"]]:
    """Ask a human. Stands alone in its node: a resumed node runs again from its first line."""
    waiting = state.get("waiting", {})
    asked = desk.ask(_team(runtime), _turn_id(), waiting)
    answer = interrupt(inbox_schema.request(asked, len(waiting) - 1))
    return _answered(answer, asked.draft.id, waiting, runtime)


def _answered(
    answer: Any, asked: str, waiting: dict[str, Work], runtime: Runtime[Team]
) -> Command[Any]:
    team = _team(runtime)
    try:
        word = inbox_schema.read_answer(answer, asked, frozenset(waiting))
    except inbox_schema.UnreadableAnswer as error:
        second = isinstance(error, inbox_schema.NotWaiting) and desk.before(team, error.draft_id)
        return _again(runtime, waiting[asked], second or str(error))
    step = routes.after_approval(waiting[word.draft_id], word, desk.late(team, word.draft_id))
    if isinstance(step, routes.To) and step.station == "approval":
        desk.refused(team, word, step.work.note)
        return _again(runtime, step.work, step.work.note)
    desk.answered(team, word)
    _tell("approval", f"{word.by}: {word.action} {word.draft_id}")
    return _go(runtime, step, done=word.draft_id)


def _again(runtime: Runtime[Team], work: Work, note: str) -> Command[Any]:
    """The draft waits on, and whoever answered is told why."""
    _tell("approval", note)
    return _go(runtime, routes.To("approval", work.but(note=note)))


@contained
def publisher(state: WorkState, runtime: Runtime[Team]) -> Command[Literal["gather"]]:
    """Bring it out, once."""
    team = _team(runtime)
    desk.learn(team, state["work"])
    publication = team.publisher.publish(state["work"])
    outcome = _outcome(state["work"], publication, team.who.zone)
    _tell("publisher", outcome.summary)
    return _go(runtime, routes.Ended(outcome))


def _outcome(work: Work, publication: Publication, zone: ZoneInfo) -> Outcome:
    sent = publication.state is PublicationState.SENT
    failed = publication.state in NEVER_OUT
    due = f"due {publication.due_at.astimezone(zone):%a %d %b %H:%M}"
    url = publication.external_url or ""
    where = url if url.startswith("https://") else publication.channel
    dry = f" (dry run: nothing went to {publication.channel})" if publication.dry_run else ""
    return Outcome(
        assignment_id=work.assignment.id,
        result="published" if sent else "failed" if failed else "queued",
        summary=f"published {publication.id} to {where}{dry}"
        if sent
        else f"publication {publication.id} is {publication.state}: {publication.error or due}",
        draft_id=publication.draft_id,
        publication_id=publication.id,
    )


def _go(runtime: Runtime[Team], step: routes.Next, *, done: str | None = None) -> Command[Any]:
    """Carry a routing decision out; the draft `done` leaves the waiting room."""
    waiting: dict[str, Work | None] = {done: None} if done else {}
    match step:
        case routes.Ended(outcome):
            desk.finish(_team(runtime), outcome)
            return Command(update={"waiting": waiting, "outcomes": [outcome]}, goto="gather")
        case routes.To("approval", work):
            assert work.draft is not None
            return Command(update={"waiting": {**waiting, work.draft.id: work}}, goto="gather")
        case routes.To(station, work):
            return Command(update={"waiting": waiting}, goto=Send(station, {"work": work}))


def route_plan(state: TurnState) -> list[Send | str]:
    """The planner's plan as edges."""
    station, works = routes.after_planner(state["plan"])
    if station == "topic":
        return [Send("topic", {"work": work}) for work in works]
    return [END if station == "end" else station]


def _team(runtime: Runtime[Team]) -> Team:
    """The team of this run; without a context, as in Studio, that of the settings."""
    return runtime.context or served(_turn_id())


def route_gathered(state: TurnState) -> str:
    """A question to a human, or the end."""
    station = routes.after_gather(
        state["plan"], state.get("waiting", {}), state.get("outcomes", [])
    )
    return END if station == "end" else station


def _request(state: TurnState) -> Request:
    return Request(
        topic=state.get("topic"),
        url=state.get("url"),
        story=state.get("story"),
        feeds=tuple(state.get("feeds") or ()),
        mode=state.get("mode"),
        reply_to=state.get("reply_to"),
        said=state.get("said"),
    )


def _turn_id() -> str:
    config: RunnableConfig = get_config()
    return str(config["configurable"].get("thread_id") or "unthreaded")


def _tell(specialist: str, line: str) -> None:
    """One line of the live story, for whoever listens to the custom stream."""
    get_stream_writer()({"specialist": specialist, "line": line})
