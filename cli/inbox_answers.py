"""Giving a human's word about one draft: it is found, answered, and the turn goes on from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from cli.desk import desk
from cli.typed import me

if TYPE_CHECKING:
    from graph.loop import TurnResult
    from graph.team import Team
    from memory.approvals import Waiting

Word = dict[str, Any]
"""An answer in Agent Inbox's schema."""
ACCEPT: Word = {"type": "accept", "args": None}
IGNORE: Word = {"type": "ignore", "args": None}


def respond(wish: str) -> Word:
    return {"type": "response", "args": wish}


def edit(waiting: Waiting, text: str) -> Word:
    """The human's own text; without `text` an editor opens. Raises BadParameter without any."""
    new = text or _from_editor(waiting.draft.text)
    if not new.strip():
        raise typer.BadParameter("there is no new text; the draft still waits")
    return {"type": "edit", "args": {"action": "publish", "args": {"text": new}}}


def _from_editor(before: str) -> str:
    """What the human's editor saved; nothing when it was left without. Raises BadParameter."""
    import click

    try:
        return click.edit(before) or ""
    except click.ClickException as error:  # Typer knows only a click of its own
        raise typer.BadParameter(
            f"{error.message}; name yours in EDITOR, or give the text with --text"
        ) from error


def find(team: Team, number: int) -> Waiting:
    """The draft with this number. Raises BadParameter saying who answered it, or what waits."""
    found = {w.number: w for w in team.journal.waiting(team.who.slug)}
    if number in found:
        return found[number]
    for decided in team.journal.history(team.who.slug):
        if decided.answer.number == number:
            raise typer.BadParameter(
                f"number {number} does not wait: it was answered before, {decided.answer}"
            )
    known = ", ".join(map(str, found)) or "nothing"
    raise typer.BadParameter(f"number {number} does not wait; {known} does")


def answer(persona: str, number: int, word: Callable[[Waiting], Word]) -> bool:
    """Give `word` about draft `number` and tell what comes of it; whether it could be done.

    A word that cannot be carried out is told with its reason, and the draft waits on.
    """
    from memory.errors import IndexBusy

    with desk(persona) as (team, _, __):
        waiting = find(team, number)
        given = word(waiting)
        turn = team.journal.turn(waiting.turn_id)
    # The turn goes on as it began: live or dry, on its channel.
    live = turn.live if turn else False
    with desk(persona, live=live, channel=waiting.brief.channel) as (team, loop, terminal):
        began = team.clock()
        signed = given | {"draft_id": waiting.draft.id, "by": me()}
        try:
            result = terminal.turn(team, loop.answer(waiting.turn_id, signed))
        except IndexBusy:
            # The answer is in the checkpoint; who owns the vectors takes the turn up from there.
            terminal.line(
                "loop", "your word is kept: the loop that runs carries it out at its turn"
            )
            return True
        terminal.closing(team, [result])
        kept = team.journal.answer_to(waiting.draft.id)
        ours = kept is not None and kept.at >= began  # or somebody was faster
        return ours and (given is IGNORE or not _dropped(result, waiting))


def _dropped(result: TurnResult, waiting: Waiting) -> bool:
    """Whether the work ended although the human wanted it to go on."""
    return any(
        outcome.assignment_id == waiting.brief.assignment_id
        and outcome.result in {"rejected", "failed"}
        for outcome in result.outcomes
    )
