"""Understudy's command line: parse, call, print. `python main.py --help` shows the way.

Nothing heavy is imported before a command runs, so that help answers at once.
"""

from __future__ import annotations

import secrets
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

if sys.version_info < (3, 11):  # noqa: UP036  (said in words to those who have less)
    sys.exit("Understudy needs Python 3.11 or later. Type: make setup PYTHON=python3.11")
try:
    import typer
except ModuleNotFoundError:
    sys.exit(
        "Understudy is not set up in this Python. Type: make setup\n"
        "and then: .venv/bin/python main.py   (or first: source .venv/bin/activate)"
    )

from cli import (
    audit,
    calendar,
    card,
    claims,
    corrections,
    evaluate,
    halt,
    inbox,
    outbox,
    persona,
    rules,
    sources,
    suggestions,
)
from cli.desk import JsonOption, PersonaOption, desk, gentle_stop, print_json, told
from cli.typed import words

if TYPE_CHECKING:
    from graph.loop import TurnResult
    from memory.types import Mode

NOTHING_TO_SAY = 3
"""Exit code of `run-once` when no draft was worth publishing."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="An autonomous understudy for a public voice: reads, writes, checks, publishes once.\n\n"
    "Nothing leaves this machine without [bold]--live[/bold].",
)
app.add_typer(inbox.app, name="inbox")
app.add_typer(outbox.app, name="outbox")
app.add_typer(sources.app, name="sources")
app.add_typer(persona.app, name="persona")
app.add_typer(evaluate.app, name="eval")
app.add_typer(corrections.app, name="corrections")
app.add_typer(suggestions.app, name="suggestions")
app.command("calendar")(calendar.calendar)
app.command("card")(card.card)
app.command("rules")(rules.rules)
app.command("claims")(claims.claims)
app.command("audit")(audit.audit)
app.command("stop")(halt.stop)
app.command("resume")(halt.resume)

FeedOption = Annotated[
    list[str],
    typer.Option("--feed", "-f", help="Read this URL or file instead of the persona's; repeat it."),
]
LiveOption = Annotated[
    bool, typer.Option("--live", help="Really publish; without it other channels are a dry run.")
]
ChannelOption = Annotated[
    str, typer.Option("--channel", help="console or x; default: the persona's first channel.")
]


@app.command("run-loop")
def run_loop(
    persona: PersonaOption = "",
    every: Annotated[str, typer.Option(help="Time between turns, such as 90s, 15m, 2h.")] = "15m",
    turns: Annotated[int, typer.Option(min=0, help="Stop after so many turns; 0 means never.")] = 0,
    live: LiveOption = False,
    channel: ChannelOption = "",
    feed: FeedOption = [],  # noqa: B006  (typer reads the default)
    replay: Annotated[
        Path | None,
        typer.Option(
            help="Live through what was recorded (UNDERSTUDY_RECORD), or through a folder of "
            "feed snapshots, without fetching anything."
        ),
    ] = None,
) -> None:
    """Read, choose, write, check and publish, turn after turn, until stopped (Ctrl-C)."""
    from memory.types import Request

    if replay is not None:
        if live or feed or channel:
            raise typer.BadParameter("--replay goes with --persona and --turns only")
        _replay(replay, persona, turns or None)
        return

    interval = _duration(every)
    with desk(persona, live=live, channel=channel) as (team, loop, terminal):
        terminal.opening(team)
        terminal.learn(team)
        results = [
            terminal.turn(team, result)
            for result in loop.run(Request(feeds=tuple(feed)), interval, turns or None)
        ]
        terminal.closing(team, results)


@app.command("run-once")
def run_once(
    persona: PersonaOption = "",
    topic: Annotated[
        str, typer.Option(callback=words, help="Write about this, from what the sources say.")
    ] = "",
    url: Annotated[str, typer.Option(help="Write about this article (URL or HTML file).")] = "",
    live: LiveOption = False,
    channel: ChannelOption = "",
    feed: FeedOption = [],  # noqa: B006
    mode: Annotated[
        str,
        typer.Option(
            help="Write it as a statement, comment, question, thread, long or announcement; "
            "otherwise as the persona would."
        ),
    ] = "",
    reply_to: Annotated[
        str,
        typer.Option(
            help="Answer this post (address or number); --channel is x unless you say otherwise. "
            "What X leaves to your own hand becomes a suggestion."
        ),
    ] = "",
    said: Annotated[
        str,
        typer.Option(
            callback=words, help="What that post says; without it it is looked up, for $0.005."
        ),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """One invocation of the graph; prints what came of it.

    Exit code 0: published, queued, suggested or waiting for a human. 1: something failed. 3:
    nothing was worth publishing.
    """
    from memory.types import Request

    if url and (topic or reply_to):
        raise typer.BadParameter("--url goes without --topic and --reply-to")
    if said and not reply_to:
        raise typer.BadParameter("--said goes with --reply-to")
    request = Request(
        topic=topic or None,
        url=url or None,
        feeds=tuple(feed),
        mode=_mode(mode) if mode else None,
        reply_to=reply_to or None,
        said=said or None,
    )
    channel = channel or ("x" if reply_to else "")
    with desk(persona, live=live, channel=channel, quiet=as_json) as (team, loop, terminal):
        terminal.learn(team)
        for earlier in loop.recover():
            terminal.turn(team, earlier)
        result = terminal.turn(team, loop.turn(request))
        if as_json:
            print_json(terminal.turn_as_json(team, result))
        else:
            terminal.closing(team, [result])
        raise typer.Exit(_exit_code(result))


@app.command()
def explain(
    identity: Annotated[str, typer.Argument(help="A publication's number, or a draft's id.")],
    persona: PersonaOption = "",
    as_json: JsonOption = False,
) -> None:
    """How a post came about: signal, story, brief, drafts, verdicts, approval, delivery, cost."""
    from graph.explain import account_of

    with desk(persona) as (team, _, terminal):
        account = account_of(team, identity)
        if as_json:
            print_json(account.as_json())
        else:
            from cli.account_view import account_view

            terminal.show(account_view(account))


@app.command()
def login(
    persona: PersonaOption = "",
    redirect: Annotated[
        str, typer.Option(help="The callback address that your X app lists.")
    ] = "http://127.0.0.1:8787/",
) -> None:
    """Let Understudy act on your X account (OAuth 2.0 with PKCE); needs X_CLIENT_ID."""

    def ask(url: str) -> str:
        typer.echo(f"Open this address, allow it, and copy where X sends you:\n{url}")
        return str(typer.prompt("The address you ended on"))

    with desk(persona) as (team, _, __):
        team.x.login(redirect, ask, secrets.token_urlsafe)
        typer.echo("Logged in. Try: python main.py doctor")


@app.command()
def doctor(persona: PersonaOption = "", as_json: JsonOption = False) -> None:
    """What is configured, reachable and missing, each with its next step."""
    from cli.terminal import Terminal
    from graph.doctor import examine

    with told():
        findings = list(examine(persona))
        if as_json:
            print_json([vars(f) for f in findings])
        else:
            Terminal().findings(findings)
        if any(f.level == "broken" for f in findings):
            raise typer.Exit(1)


def _replay(folder: Path, persona: str, turns: int | None) -> None:
    """Turn after turn over a recording; a summary at the end."""
    from cli.terminal import Terminal

    with told():
        terminal = Terminal()
        with terminal.waiting_for("waking the team"):
            from graph.loop import Stop
            from graph.replay import Replay

        stop = Stop()
        with gentle_stop(stop.request, terminal), Replay(folder, persona) as played:
            terminal.opening(played.team)
            terminal.learn(played.team)
            results = [
                terminal.turn(played.team, result)
                for result in played.turns(terminal.line, stop, turns)
            ]
            terminal.closing(played.team, results)


def _exit_code(result: TurnResult) -> int:
    ends = {outcome.result for outcome in result.outcomes}
    if "failed" in ends:
        return 1
    said = result.state != "done" or ends & {"published", "queued", "suggested"}
    return 0 if said else NOTHING_TO_SAY


def _mode(name: str) -> Mode:
    from memory.types import Mode

    try:
        return Mode(name)
    except ValueError:
        known = ", ".join(Mode)
        raise typer.BadParameter(f"{name!r} is no mode; there is {known}") from None


def _duration(text: str) -> timedelta:
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    number, unit = text[:-1], text[-1:].lower()
    try:
        seconds = float(number) * units[unit]
    except (KeyError, ValueError):
        raise typer.BadParameter(f"{text!r} is no time; write 90s, 15m, 2h or 1d") from None
    if not 0 < seconds <= 30 * 86400:
        raise typer.BadParameter(f"{text!r} is out of range: up to 30d")
    return timedelta(seconds=seconds)


if __name__ == "__main__":
    app()
