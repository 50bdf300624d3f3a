"""`corrections`: published claims that no longer stand, and the human's word on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.desk import JsonOption, PersonaOption, desk, print_json
from cli.typed import me

if TYPE_CHECKING:
    from graph.team import Team
    from memory.types import Correction, CorrectionState

app = typer.Typer(no_args_is_help=False, help="Published claims that no longer stand.")

NumberArgument = Annotated[int, typer.Argument(help="Its number in `corrections`.")]


@app.callback(invoke_without_command=True)
def corrections_list(
    context: typer.Context,
    persona: PersonaOption = "",
    every: Annotated[bool, typer.Option("--all", help="Those that are settled, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List what needs correcting (and see the commands below)."""
    if context.invoked_subcommand:
        return
    from memory.types import CorrectionState

    states = () if every else (CorrectionState.OPEN, CorrectionState.DRAFTED)
    with desk(persona, quiet=as_json) as (team, _, terminal):
        found = team.corrections.listing(team.who.slug, *states)
        if as_json:
            print_json([one.model_dump(mode="json") for one in found])
        elif found:
            from cli.claim_view import correction_table

            terminal.show(correction_table(found))
            terminal.show("python main.py corrections show|dismiss|done NO")
        else:
            terminal.show("Nothing that was published needs correcting.")


@app.command("show")
def corrections_show(
    number: NumberArgument, persona: PersonaOption = "", as_json: JsonOption = False
) -> None:
    """Show what we wrote, what the source said and says now, and the drafted correction."""
    with desk(persona, quiet=as_json) as (team, _, terminal):
        found = {one.id: one for one in team.corrections.listing(team.who.slug)}
        if number not in found:
            raise _unknown(team, number)
        if as_json:
            print_json(found[number].model_dump(mode="json"))
        else:
            from cli.claim_view import correction_card

            terminal.show(correction_card(found[number]))


@app.command("dismiss")
def corrections_dismiss(number: NumberArgument, persona: PersonaOption = "") -> None:
    """The post stands as it is; the same words will not bring it up again."""
    from memory.types import CorrectionState

    _settle(persona, number, CorrectionState.DISMISSED)


@app.command("done")
def corrections_done(number: NumberArgument, persona: PersonaOption = "") -> None:
    """You have corrected or deleted the post."""
    from memory.types import CorrectionState

    _settle(persona, number, CorrectionState.DONE)


def _settle(persona: str, number: int, state: CorrectionState) -> None:
    with desk(persona) as (team, _, terminal):
        settled: Correction | None = team.corrections.settle(
            team.who.slug, number, state, me(), team.clock()
        )
        if settled is None:
            raise _unknown(team, number)
        terminal.show(f"correction {number} is {settled.state}")


def _unknown(team: Team, number: int) -> typer.BadParameter:
    from memory.types import CorrectionState

    waiting = team.corrections.listing(team.who.slug, CorrectionState.OPEN, CorrectionState.DRAFTED)
    known = ", ".join(str(one.id) for one in waiting) or "none"
    return typer.BadParameter(
        f"no correction {number} waits; {known} does. See: python main.py corrections --all"
    )
