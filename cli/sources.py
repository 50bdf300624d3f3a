"""`sources`: what is read, and how each source is doing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from cli.desk import JsonOption, PersonaOption, desk, print_json

if TYPE_CHECKING:
    from graph.team import Team

app = typer.Typer(no_args_is_help=True, help="What is read, and how each source is doing.")

PlaceArgument = Annotated[
    str,
    typer.Argument(
        help="URL or file of a feed, sitemap or page; news:WORDS; x:mentions, x:home, x:own, "
        "x:user/NAME, x:search/WORDS."
    ),
]


@app.command("list")
def sources_list(persona: PersonaOption = "", as_json: JsonOption = False) -> None:
    """Every source: last success, last error, items a day, interval, cost."""
    from graph.sources import health

    with desk(persona) as (team, _, terminal):
        rows = health(team)
        if as_json:
            print_json([row.model_dump(mode="json") for row in rows])
        else:
            from cli.sources_view import sources_table

            terminal.show(sources_table(rows, team.who.zone))


@app.command("test")
def sources_test(
    place: PlaceArgument, persona: PersonaOption = "", as_json: JsonOption = False
) -> None:
    """Read a source once and show what it gives; nothing is remembered."""
    from graph.sources import test

    with desk(persona) as (team, _, terminal):
        found = test(team, place)
        if as_json:
            print_json(found.model_dump(mode="json"))
        else:
            from cli.sources_view import items_view

            terminal.show(items_view(found, team.who.zone))


@app.command("add")
def sources_add(
    place: PlaceArgument,
    persona: PersonaOption = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Even if it cannot be read now.")
    ] = False,
) -> None:
    """Read a source from now on, after a look at what it gives."""
    from graph.sources import add, test

    with desk(persona) as (team, _, terminal):
        if not anyway:
            from cli.sources_view import items_view

            terminal.show(items_view(test(team, place), team.who.zone, most=3))
        add(team, place)
        typer.echo(
            f"Added. It is read at the next turn: python main.py run-once -p {team.who.slug}"
        )


@app.command("remove")
def sources_remove(place: PlaceArgument, persona: PersonaOption = "") -> None:
    """Read an added source no longer; what it brought stays."""
    from graph.sources import remove

    _about_source(persona, place, remove)


@app.command("pause")
def sources_pause(place: PlaceArgument, persona: PersonaOption = "") -> None:
    """Do not read a source until `resume`."""
    from graph.sources import pause

    _about_source(persona, place, pause)


@app.command("resume")
def sources_resume(place: PlaceArgument, persona: PersonaOption = "") -> None:
    """Read a paused or failing source again, at once."""
    from graph.sources import resume

    _about_source(persona, place, resume)


def _about_source(persona: str, place: str, do: Callable[[Team, str], None]) -> None:
    with desk(persona) as (team, _, __):
        do(team, place)
        typer.echo(f"{place}: {do.__name__}d")
