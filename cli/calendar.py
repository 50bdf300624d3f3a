"""`calendar`: what goes out when, day by day, in the persona's own time."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.desk import JsonOption, PersonaOption, desk, print_json


def calendar(
    persona: PersonaOption = "",
    days: Annotated[int, typer.Option(min=1, max=14, help="How many, today among them.")] = 7,
    as_json: JsonOption = False,
) -> None:
    """What is said, booked and free on the coming days, with quiet hours and expiry."""
    from graph.calendar import calendar as look_ahead

    with desk(persona, quiet=as_json) as (team, _, terminal):
        ahead = look_ahead(team, days)
        if as_json:
            print_json(ahead.model_dump(mode="json"))
        else:
            from cli.calendar_view import calendar_view

            terminal.show(calendar_view(ahead, team.who.name))
