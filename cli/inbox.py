"""`inbox`: what waits for a human, and the human's answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import JsonOption, PersonaOption, desk, print_json

if TYPE_CHECKING:
    from graph.team import Team
    from memory.approvals import Waiting

app = typer.Typer(no_args_is_help=False, help="What waits for a human.")

NumberArgument = Annotated[int, typer.Argument(help="The draft's number in `inbox`.")]


@app.callback(invoke_without_command=True)
def inbox_list(
    context: typer.Context, persona: PersonaOption = "", as_json: JsonOption = False
) -> None:
    """List what waits for a human (and see the commands below)."""
    if context.invoked_subcommand:
        return
    with desk(persona) as (team, _, terminal):
        waiting = team.journal.waiting(team.who.slug)
        if as_json:
            print_json([terminal.waiting_as_json(w) for w in waiting])
        else:
            for held in (
                *team.halts.listing(team.who.slug),
                *team.gates.listing(team.who.slug, team.clock()),
            ):
                terminal.line("delivery", str(held))
            terminal.inbox(waiting, team)


@app.command("show")
def inbox_show(
    number: NumberArgument, persona: PersonaOption = "", as_json: JsonOption = False
) -> None:
    """Show a draft with its claims, their evidence and the rules it touches."""
    with desk(persona, quiet=as_json) as (team, _, terminal):
        waiting = _waiting(team, number)
        if as_json:
            print_json(terminal.waiting_as_json(waiting))
        else:
            terminal.waiting(waiting)


@app.command("approve")
def inbox_approve(number: NumberArgument, persona: PersonaOption = "") -> None:
    """Let a draft out as it is."""
    _answer(persona, number, lambda _: {"type": "accept", "args": None})


@app.command("reject")
def inbox_reject(number: NumberArgument, persona: PersonaOption = "") -> None:
    """Drop a draft for good."""
    _answer(persona, number, lambda _: {"type": "ignore", "args": None})


@app.command("edit")
def inbox_edit(
    number: NumberArgument,
    text: Annotated[str, typer.Option(help="The new text; without it an editor opens.")] = "",
    persona: PersonaOption = "",
) -> None:
    """Publish your own wording instead; it is audited like any draft."""

    def edit(waiting: Waiting) -> dict[str, Any]:
        import click

        new = text or click.edit(waiting.draft.text) or ""
        if not new.strip():
            raise typer.BadParameter("the text is empty; the draft still waits")
        return {"type": "edit", "args": {"action": "publish", "args": {"text": new}}}

    _answer(persona, number, edit)


@app.command("ask")
def inbox_ask(
    number: NumberArgument,
    wish: Annotated[str, typer.Argument(help='What to change, such as "shorter".')],
    persona: PersonaOption = "",
) -> None:
    """Send a draft back to the writer with a wish."""
    _answer(persona, number, lambda _: {"type": "response", "args": wish})


@app.command("settle")
def inbox_settle(
    publication: Annotated[int, typer.Argument(help="Number of the publication in doubt.")],
    out: Annotated[
        bool, typer.Option("--is-out/--send-again", help="What you found on the channel.")
    ],
    persona: PersonaOption = "",
) -> None:
    """Say of a publication that no channel can vouch for: it is out, or send it again."""
    with desk(persona) as (team, _, terminal):
        row = team.outbox.settle(publication, is_out=out, now=team.clock())
        terminal.line("publisher", f"publication {row.id} is {row.state}")


def _waiting(team: Team, number: int) -> Waiting:
    found = {w.number: w for w in team.journal.waiting(team.who.slug)}
    if number not in found:
        known = ", ".join(map(str, found)) or "nothing"
        raise typer.BadParameter(f"number {number} does not wait; {known} does")
    return found[number]


def _answer(persona: str, number: int, response: Callable[[Waiting], dict[str, Any]]) -> None:
    import getpass

    from memory.errors import IndexBusy

    with desk(persona) as (team, _, __):
        waiting = _waiting(team, number)
        given = response(waiting)
        turn = team.journal.turn(waiting.turn_id)
    # The turn goes on as it began: live or dry, on its channel.
    live = turn.live if turn else False
    with desk(persona, live=live, channel=waiting.brief.channel) as (team, loop, terminal):
        word = given | {"draft_id": waiting.draft.id, "by": getpass.getuser()}
        try:
            result = terminal.turn(team, loop.answer(waiting.turn_id, word))
        except IndexBusy:
            # The answer is in the checkpoint; who owns the vectors takes the turn up from there.
            terminal.line(
                "loop", "your word is kept: the loop that runs carries it out at its turn"
            )
        else:
            terminal.closing(team, [result])
