"""`inbox`: what waits for a human, the human's answers, and what was learned from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.desk import JsonOption, PersonaOption, desk, print_json
from cli.inbox_answers import ACCEPT, IGNORE, answer, edit, find, respond
from cli.outbox import found
from cli.typed import me, words

if TYPE_CHECKING:
    from cli.terminal import Terminal
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
        from cli.inbox_view import inbox_view
        from graph.question import as_json as question_as_json
        from graph.question import question_about
        from memory.types import PublicationState

        waiting = team.journal.waiting(team.who.slug)
        if as_json:
            print_json([question_as_json(team, w) for w in waiting])
            return
        for held in (
            *team.halts.listing(team.who.slug),
            *team.gates.listing(team.who.slug, team.clock()),
        ):
            terminal.line("delivery", str(held))
        doubtful = team.outbox.listing(team.who.slug, PublicationState.UNKNOWN)
        terminal.show(inbox_view([(w, question_about(team, w)) for w in waiting], doubtful))


@app.command("show")
def inbox_show(
    number: NumberArgument, persona: PersonaOption = "", as_json: JsonOption = False
) -> None:
    """Show a draft as it will look, its claims and evidence, what it costs, and its risk."""
    with desk(persona, quiet=as_json) as (team, _, terminal):
        from graph.question import as_json as question_as_json

        waiting = find(team, number)
        if as_json:
            print_json(question_as_json(team, waiting))
        else:
            _show(terminal, team, waiting)


@app.command("approve")
def inbox_approve(
    numbers: Annotated[list[int], typer.Argument(help="The drafts' numbers in `inbox`.")],
    persona: PersonaOption = "",
) -> None:
    """Let drafts out as they are, one after the other."""
    with desk(persona) as (team, _, __):
        for number in numbers:
            find(team, number)
    failed = [n for n in dict.fromkeys(numbers) if not answer(persona, n, lambda _: ACCEPT)]
    if failed:
        raise typer.Exit(1)


@app.command("reject")
def inbox_reject(number: NumberArgument, persona: PersonaOption = "") -> None:
    """Drop a draft for good."""
    _only(answer(persona, number, lambda _: IGNORE))


@app.command("edit")
def inbox_edit(
    number: NumberArgument,
    text: Annotated[
        str, typer.Option(callback=words, help="The new text; without it an editor opens.")
    ] = "",
    persona: PersonaOption = "",
) -> None:
    """Publish your own wording instead; it is audited like any draft."""
    _only(answer(persona, number, lambda waiting: edit(waiting, text)))


@app.command("ask")
def inbox_ask(
    number: NumberArgument,
    wish: Annotated[str, typer.Argument(callback=words, help='What to change, such as "shorter".')],
    persona: PersonaOption = "",
) -> None:
    """Send a draft back to the writer with a wish."""
    _only(answer(persona, number, lambda _: respond(wish)))


@app.command("review")
def inbox_review(persona: PersonaOption = "") -> None:
    """Go through what waits, one draft after the other; each answer counts at once."""
    seen: set[int] = set()
    while True:
        # The desk is closed while you think, so that Ctrl-C ends it between two answers.
        with desk(persona) as (team, _, terminal):
            left = [w for w in team.journal.waiting(team.who.slug) if w.number not in seen]
            if not left:
                typer.echo("Nothing more waits for you.")
                return
            _show(terminal, team, left[0])
        number = left[0].number
        choice = typer.prompt(
            "[a]ccept, [e]dit, [w]ish, [r]eject, [s]kip, [q]uit", default="s", show_default=False
        )
        letter = choice.strip().lower()[:1]
        if letter == "q":
            return
        if letter not in {"a", "e", "w", "r", "s"}:
            typer.echo(f"{choice!r} is none of a, e, w, r, s, q")
            continue
        seen.add(number)
        try:
            _answer_by(letter, persona, number)
        except typer.BadParameter as error:  # no new text, or somebody else was faster
            typer.echo(error.message)


@app.command("history")
def inbox_history(persona: PersonaOption = "", as_json: JsonOption = False) -> None:
    """Every answer that was given: who, when, what about which draft, and what came of it."""
    with desk(persona, quiet=as_json) as (team, _, terminal):
        from cli.inbox_view import history_view

        decided = team.journal.history(team.who.slug)
        if as_json:
            print_json([one.model_dump(mode="json") for one in decided])
        else:
            terminal.show(history_view(decided, team.who.zone))


@app.command("pairs")
def inbox_pairs(
    persona: PersonaOption = "",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False,
) -> None:
    """What you preferred to which draft: pairs to train a model on."""
    import json

    with desk(persona, quiet=jsonl) as (team, _, terminal):
        from agents.publisher.word_diff import word_diff
        from cli.inbox_view import changes_view

        pairs = team.preferences.pairs(team.who.slug)
        for pair in pairs:
            if jsonl:
                typer.echo(json.dumps(pair.model_dump(mode="json"), ensure_ascii=False))
                continue
            wish = f"“{pair.wish}”" if pair.wish else "in their own words"
            terminal.line(pair.by, f"{pair.at.astimezone(team.who.zone):%d %b %H:%M}, {wish}")
            terminal.show(changes_view(word_diff(pair.rejected, pair.preferred)))
        if not pairs and not jsonl:
            typer.echo("No pairs yet: edit a draft or ask for another, and accept what comes.")


@app.command("settle")
def inbox_settle(
    publication: Annotated[int, typer.Argument(help="Number of the publication in doubt.")],
    out: Annotated[
        bool, typer.Option("--is-out/--send-again", help="What you found on the channel.")
    ],
    external_id: Annotated[
        str, typer.Option("--id", help="Its id on the channel; for X, its address will do.")
    ] = "",
    persona: PersonaOption = "",
) -> None:
    """Say of a publication that no channel can vouch for: it is out, or send it again."""
    from tools.x.addresses import post_id

    with desk(persona) as (team, _, terminal):
        row = team.outbox.settle(
            found(team, publication).id,
            is_out=out,
            now=team.clock(),
            by=me(),
            external_id=post_id(external_id) or external_id or None,
        )
        terminal.line("publisher", f"publication {row.id} is {row.state}")


def _answer_by(letter: str, persona: str, number: int) -> None:
    """Carry out what was chosen in a review. Raises BadParameter."""
    match letter:
        case "a":
            answer(persona, number, lambda _: ACCEPT)
        case "e":
            answer(persona, number, lambda waiting: edit(waiting, ""))
        case "w":
            wish = typer.prompt("What should change?")
            answer(persona, number, lambda _: respond(wish))
        case "r":
            answer(persona, number, lambda _: IGNORE)


def _only(done: bool) -> None:
    if not done:
        raise typer.Exit(1)


def _show(terminal: Terminal, team: Team, waiting: Waiting) -> None:
    from cli.inbox_view import question_view
    from graph.inbox_schema import facts
    from graph.question import question_about

    asked = question_about(team, waiting)
    terminal.show(question_view(waiting.number, asked, facts(asked)))
