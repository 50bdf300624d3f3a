"""`outbox`: what went out, what waits and what became of it; and taking back what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.desk import JsonOption, PersonaOption, desk, print_json
from cli.typed import me

if TYPE_CHECKING:
    from graph.team import Team
    from memory.types import Publication, PublicationState

app = typer.Typer(no_args_is_help=False, help="What goes out, and what became of it.")

NumberArgument = Annotated[int, typer.Argument(help="The publication's number in `outbox`.")]


@app.callback(invoke_without_command=True)
def outbox_list(
    context: typer.Context,
    persona: PersonaOption = "",
    days: Annotated[
        int, typer.Option(min=0, max=100_000, help="What is over is shown for so many days.")
    ] = 7,
    state: Annotated[
        str, typer.Option(help="Only these: queued, sending, sent, unknown, failed, …")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """List what waits, and what went out lately (and see the commands below)."""
    if context.invoked_subcommand:
        return
    with desk(persona, quiet=as_json) as (team, _, terminal):
        rows = _listed(team, days, _state(state) if state else None)
        if as_json:
            print_json([row.model_dump(mode="json") for row in rows])
        else:
            from cli.outbox_view import outbox_table

            terminal.show(outbox_table(rows, team.who.zone))


@app.command("show")
def outbox_show(
    number: NumberArgument, persona: PersonaOption = "", as_json: JsonOption = False
) -> None:
    """Show a publication, and every step that it took."""
    with desk(persona, quiet=as_json) as (team, _, terminal):
        row = found(team, number)
        steps = team.outbox.history(number)
        if as_json:
            print_json(
                row.model_dump(mode="json")
                | {"transitions": [step.model_dump(mode="json") for step in steps]}
            )
        else:
            from cli.outbox_view import publication_view

            terminal.show(publication_view(row, steps, team.who.zone))


@app.command("cancel")
def outbox_cancel(
    number: NumberArgument, persona: PersonaOption = "", as_json: JsonOption = False
) -> None:
    """Take back what still waits; of a thread, what follows it too."""
    with desk(persona, quiet=as_json) as (team, _, terminal):
        found(team, number)
        row = team.outbox.cancel(number, me(), team.clock())
        if as_json:
            print_json(row.model_dump(mode="json"))
        else:
            terminal.line("publisher", f"publication {row.id} is {row.state} ({row.error})")


@app.command("delete")
def outbox_delete(
    number: NumberArgument,
    persona: PersonaOption = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Take a post down from its channel, where that can be done for us."""
    with desk(persona) as (team, _, terminal):
        row = found(team, number)
        if not yes:
            typer.confirm(f"Take “{row.text[:60]}” down from {row.channel}?", abort=True)
        gone = team.delivery.delete(row, me())
        terminal.line("publisher", f"publication {gone.id} is {gone.state} ({gone.error})")


def _listed(team: Team, days: int, state: PublicationState | None) -> list[Publication]:
    """Those under way, and what was last touched in the last `days`; by when they go or went."""
    from cli.outbox_view import moment
    from memory.types import NEVER_OUT, PublicationState

    over = {*NEVER_OUT, PublicationState.SENT}
    since = team.clock() - timedelta(days=days)
    rows = team.outbox.listing(team.who.slug, *([state] if state else ()))
    shown = [row for row in rows if row.state not in over or moment(row) >= since]
    return sorted(shown, key=lambda row: (moment(row), row.id))


def found(team: Team, number: int) -> Publication:
    """The persona's publication of this number. Raises ConfigError."""
    from memory.errors import ConfigError

    row = team.outbox.get(number)
    if row is None or row.persona != team.who.slug:
        raise ConfigError(
            f"outbox: {team.who.slug} has no publication {number}; see: python main.py outbox"
        )
    return row


def _state(name: str) -> PublicationState:
    from memory.types import PublicationState

    try:
        return PublicationState(name)
    except ValueError:
        known = ", ".join(PublicationState)
        raise typer.BadParameter(f"{name!r} is no state; there is {known}") from None
