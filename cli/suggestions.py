"""`suggestions`: what a platform leaves to a human's own hand, and the human's word on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.desk import JsonOption, PersonaOption, desk, print_json
from cli.typed import me

if TYPE_CHECKING:
    from rich.console import RenderableType

    from memory.suggestions import Suggestion

app = typer.Typer(no_args_is_help=False, help="What you may do by hand, each with its link.")

NumberArgument = Annotated[int, typer.Argument(help="Its number in `suggestions`.")]


@app.callback(invoke_without_command=True)
def suggestions_list(
    context: typer.Context,
    persona: PersonaOption = "",
    every: Annotated[bool, typer.Option("--all", help="Those that are settled, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List what a platform's rules leave to you (and see the commands below)."""
    if context.invoked_subcommand:
        return
    with desk(persona, quiet=as_json) as (team, _, terminal):
        found = team.suggestions.listing(team.who.slug, settled=every)
        if as_json:
            print_json([one.model_dump(mode="json") | {"state": one.state} for one in found])
        elif found:
            for one in found:
                terminal.show(_card(one))
                if one.link:
                    typer.echo(one.link)  # whole, however narrow the terminal is
            terminal.show("python main.py suggestions done|drop NO")
        else:
            terminal.show("Nothing is left to your own hand.")


@app.command("done")
def suggestions_done(number: NumberArgument, persona: PersonaOption = "") -> None:
    """You have done it."""
    _settle(persona, number, done=True)


@app.command("drop")
def suggestions_drop(number: NumberArgument, persona: PersonaOption = "") -> None:
    """You will not do it; it is not suggested again."""
    _settle(persona, number, done=False)


def _settle(persona: str, number: int, *, done: bool) -> None:
    with desk(persona) as (team, _, terminal):
        slug = team.who.slug
        settled = team.suggestions.settle(slug, number, done=done, by=me(), now=team.clock())
        if settled is None:
            known = ", ".join(str(one.id) for one in team.suggestions.listing(slug)) or "none"
            raise typer.BadParameter(
                f"no suggestion {number} is open; {known} is. See: python main.py suggestions --all"
            )
        terminal.show(f"suggestion {number} is {settled.state}")


def _card(one: Suggestion) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    head = f"{one.kind} on {one.channel}, {one.made_at:%d %b %H:%M} UTC, {one.state}"
    lines = [Text(line) for line in (one.text, one.reason) if line]
    return Group(
        Text.assemble((f"{one.id} ", "bold"), head),
        *(Padding(line, (0, 0, 0, 2)) for line in lines),
    )
