"""Understudy's command line: parse, call, print. `python main.py --help` shows the way.

Nothing heavy is imported before a command runs, so that help answers at once.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

if sys.version_info < (3, 11):  # noqa: UP036  (said in words to those who have less)
    sys.exit("Understudy needs Python 3.11 or later. Type: make setup PYTHON=python3.11")
try:
    import typer
except ModuleNotFoundError:
    sys.exit(
        "Understudy is not set up in this Python. Type: make setup\n"
        "and then: .venv/bin/python main.py   (or first: source .venv/bin/activate)"
    )

if TYPE_CHECKING:
    from graph.loop import Loop, TurnResult
    from graph.team import Team
    from memory.journal import Waiting
    from terminal import Terminal
    from tools.settings import Settings

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
inbox = typer.Typer(no_args_is_help=False, help="What waits for a human.")
persona_app = typer.Typer(no_args_is_help=True, help="Who we stand in for.")
sources = typer.Typer(no_args_is_help=True, help="What is read, and how each source is doing.")
app.add_typer(inbox, name="inbox")
app.add_typer(sources, name="sources")
app.add_typer(persona_app, name="persona")

PersonaOption = Annotated[
    str, typer.Option("--persona", "-p", help="Which persona; default from UNDERSTUDY_PERSONA.")
]
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
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
PlaceArgument = Annotated[
    str,
    typer.Argument(
        help="URL or file of a feed, sitemap or page; news:WORDS; x:mentions, x:home, x:own, "
        "x:user/NAME, x:search/WORDS."
    ),
]
NumberArgument = Annotated[int, typer.Argument(help="The draft's number in `inbox`.")]


@app.command("run-loop")
def run_loop(
    persona: PersonaOption = "",
    every: Annotated[str, typer.Option(help="Time between turns, such as 90s, 15m, 2h.")] = "15m",
    turns: Annotated[int, typer.Option(help="Stop after so many turns; 0 means never.")] = 0,
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
    with _desk(persona, live=live, channel=channel) as (team, loop, terminal):
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
    topic: Annotated[str, typer.Option(help="Write about this, from what the sources say.")] = "",
    url: Annotated[str, typer.Option(help="Write about this article (URL or HTML file).")] = "",
    live: LiveOption = False,
    channel: ChannelOption = "",
    feed: FeedOption = [],  # noqa: B006
    as_json: JsonOption = False,
) -> None:
    """One invocation of the graph; prints what came of it.

    Exit code 0: published, queued or waiting for a human. 1: something failed. 3: nothing was
    worth publishing.
    """
    from memory.types import Request

    if topic and url:
        raise typer.BadParameter("give --topic or --url, not both")
    request = Request(topic=topic or None, url=url or None, feeds=tuple(feed))
    with _desk(persona, live=live, channel=channel, quiet=as_json) as (team, loop, terminal):
        terminal.learn(team)
        for earlier in loop.recover():
            terminal.turn(team, earlier)
        result = terminal.turn(team, loop.turn(request))
        if as_json:
            _print_json(terminal.turn_as_json(team, result))
        else:
            terminal.closing(team, [result])
        raise typer.Exit(_exit_code(result))


@inbox.callback(invoke_without_command=True)
def inbox_list(
    context: typer.Context, persona: PersonaOption = "", as_json: JsonOption = False
) -> None:
    """List what waits for a human (and see the commands below)."""
    if context.invoked_subcommand:
        return
    with _desk(persona) as (team, _, terminal):
        waiting = team.journal.waiting(team.who.slug)
        if as_json:
            _print_json([terminal.waiting_as_json(w) for w in waiting])
        else:
            terminal.inbox(waiting, team)


@inbox.command("show")
def inbox_show(number: NumberArgument, persona: PersonaOption = "") -> None:
    """Show a draft with its claims, their evidence and the rules it touches."""
    with _desk(persona) as (team, _, terminal):
        terminal.waiting(_waiting(team, number))


@inbox.command("approve")
def inbox_approve(number: NumberArgument, persona: PersonaOption = "") -> None:
    """Let a draft out as it is."""
    _answer(persona, number, lambda _: {"type": "accept", "args": None})


@inbox.command("reject")
def inbox_reject(number: NumberArgument, persona: PersonaOption = "") -> None:
    """Drop a draft for good."""
    _answer(persona, number, lambda _: {"type": "ignore", "args": None})


@inbox.command("edit")
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


@inbox.command("ask")
def inbox_ask(
    number: NumberArgument,
    wish: Annotated[str, typer.Argument(help='What to change, such as "shorter".')],
    persona: PersonaOption = "",
) -> None:
    """Send a draft back to the writer with a wish."""
    _answer(persona, number, lambda _: {"type": "response", "args": wish})


@inbox.command("settle")
def inbox_settle(
    publication: Annotated[int, typer.Argument(help="Number of the publication in doubt.")],
    out: Annotated[
        bool, typer.Option("--is-out/--send-again", help="What you found on the channel.")
    ],
    persona: PersonaOption = "",
) -> None:
    """Say of a publication that no channel can vouch for: it is out, or send it again."""
    with _desk(persona) as (team, _, terminal):
        row = team.outbox.settle(publication, is_out=out, now=team.clock())
        terminal.line("publisher", f"publication {row.id} is {row.state}")


@sources.command("list")
def sources_list(persona: PersonaOption = "", as_json: JsonOption = False) -> None:
    """Every source: last success, last error, items a day, interval, cost."""
    from graph.sources import health

    with _desk(persona) as (team, _, terminal):
        rows = health(team)
        if as_json:
            _print_json([row.model_dump(mode="json") for row in rows])
        else:
            terminal.sources(rows, team.who.zone)


@sources.command("test")
def sources_test(
    place: PlaceArgument, persona: PersonaOption = "", as_json: JsonOption = False
) -> None:
    """Read a source once and show what it gives; nothing is remembered."""
    from graph.sources import test

    with _desk(persona) as (team, _, terminal):
        found = test(team, place)
        if as_json:
            _print_json(found.model_dump(mode="json"))
        else:
            terminal.tested(found, team.who.zone)


@sources.command("add")
def sources_add(
    place: PlaceArgument,
    persona: PersonaOption = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Even if it cannot be read now.")
    ] = False,
) -> None:
    """Read a source from now on, after a look at what it gives."""
    from graph.sources import add, test

    with _desk(persona) as (team, _, terminal):
        if not anyway:
            terminal.tested(test(team, place), team.who.zone, most=3)
        add(team, place)
        typer.echo(
            f"Added. It is read at the next turn: python main.py run-once -p {team.who.slug}"
        )


@sources.command("remove")
def sources_remove(place: PlaceArgument, persona: PersonaOption = "") -> None:
    """Read an added source no longer; what it brought stays."""
    from graph.sources import remove

    _about_source(persona, place, remove)


@sources.command("pause")
def sources_pause(place: PlaceArgument, persona: PersonaOption = "") -> None:
    """Do not read a source until `resume`."""
    from graph.sources import pause

    _about_source(persona, place, pause)


@sources.command("resume")
def sources_resume(place: PlaceArgument, persona: PersonaOption = "") -> None:
    """Read a paused or failing source again, at once."""
    from graph.sources import resume

    _about_source(persona, place, resume)


@app.command()
def explain(
    identity: Annotated[str, typer.Argument(help="A publication's number, or a draft's id.")],
    persona: PersonaOption = "",
    as_json: JsonOption = False,
) -> None:
    """How a post came about: signal, story, brief, drafts, verdicts, approval, delivery, cost."""
    from graph.explain import account_of

    with _desk(persona) as (team, _, terminal):
        account = account_of(team, identity)
        if as_json:
            _print_json(account.as_json())
        else:
            terminal.account(account)


@persona_app.command("show")
def persona_show(
    slug: Annotated[str, typer.Argument(help="Which persona.")] = "", as_json: JsonOption = False
) -> None:
    """Who the persona is, what was measured of their voice, and what limits hold."""
    with _desk(slug) as (team, _, terminal):
        if as_json:
            _print_json(team.who.model_dump(mode="json"))
        else:
            terminal.persona(team)


@persona_app.command("new")
def persona_new(
    slug: Annotated[str, typer.Argument(help="Lower-case letters, digits, hyphens.")],
    name: Annotated[str, typer.Option(help="The public name.")] = "",
) -> None:
    """Write a persona file to fill in."""
    from tools.personas import write_persona

    with _told():
        path = write_persona(_settings().personas_dir, slug, name)
        typer.echo(f"Wrote {path}.\nFill it in, then: python main.py persona import {slug} POSTS")


@persona_app.command("import")
def persona_import(
    slug: Annotated[str, typer.Argument(help="Which persona.")],
    file: Annotated[Path, typer.Argument(help="Their posts: .jsonl or .csv.")],
) -> None:
    """Take in the persona's own posts: the corpus of their voice."""
    from tools.archives import import_posts

    with _desk(slug) as (team, _, terminal):
        terminal.imported(import_posts(team.store, team.who.slug, file, terminal.progress))
        terminal.learn(team)


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

    with _desk(persona) as (team, _, __):
        team.x.login(redirect, ask, secrets.token_urlsafe)
        typer.echo("Logged in. Try: python main.py doctor")


@app.command()
def doctor(persona: PersonaOption = "", as_json: JsonOption = False) -> None:
    """What is configured, reachable and missing, each with its next step."""
    from graph.doctor import examine
    from terminal import Terminal

    with _told():
        findings = list(examine(persona))
        if as_json:
            _print_json([vars(f) for f in findings])
        else:
            Terminal().findings(findings)
        if any(f.level == "broken" for f in findings):
            raise typer.Exit(1)


# --------------------------------------------------------------------- plumbing


def _settings() -> Settings:
    from tools.settings import load_settings

    return load_settings()


@contextmanager
def _desk(
    persona: str, *, live: bool = False, channel: str = "", quiet: bool = False
) -> Iterator[tuple[Team, Loop, Terminal]]:
    """A team, its loop and a terminal that tells the story; stops gently on Ctrl-C."""
    from terminal import Terminal

    with _told():
        terminal = Terminal(quiet=quiet)
        with terminal.waiting_for("waking the team"):
            from graph.loop import Loop, Stop
            from graph.team import Team

            team = Team(persona=persona, live=live, channel=channel)
            team.check()
        stop = Stop()
        with _gentle_stop(stop.request, terminal):
            try:
                yield team, Loop(team, terminal.line, stop), terminal
            finally:
                team.close()


@contextmanager
def _told() -> Iterator[None]:
    """Expected failures become one clear message and an exit code: 2 when the user can mend it."""
    from memory.errors import ConfigError, UnderstudyError

    try:
        yield
    except ConfigError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    except UnderstudyError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error


@contextmanager
def _gentle_stop(request: Callable[[], None], terminal: Terminal) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM finishes the step in hand; the second leaves at once."""
    import signal

    def on_signal(number: int, _frame: object) -> None:
        terminal.line("loop", "stopping after the step in hand; again to leave at once")
        request()
        signal.signal(number, signal.SIG_DFL)

    before = {n: signal.signal(n, on_signal) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _exit_code(result: TurnResult) -> int:
    ends = {outcome.result for outcome in result.outcomes}
    if "failed" in ends:
        return 1
    said = result.state != "done" or ends & {"published", "queued"}
    return 0 if said else NOTHING_TO_SAY


def _waiting(team: Team, number: int) -> Waiting:
    found = {w.number: w for w in team.journal.waiting(team.who.slug)}
    if number not in found:
        known = ", ".join(map(str, found)) or "nothing"
        raise typer.BadParameter(f"number {number} does not wait; {known} does")
    return found[number]


def _about_source(persona: str, place: str, do: Callable[[Team, str], None]) -> None:
    with _desk(persona) as (team, _, __):
        do(team, place)
        typer.echo(f"{place}: {do.__name__}d")


def _replay(folder: Path, persona: str, turns: int | None) -> None:
    """Turn after turn over a recording; a summary at the end."""
    from terminal import Terminal

    with _told():
        terminal = Terminal()
        with terminal.waiting_for("waking the team"):
            from graph.loop import Stop
            from graph.replay import Replay

        stop = Stop()
        with _gentle_stop(stop.request, terminal), Replay(folder, persona) as played:
            terminal.opening(played.team)
            terminal.learn(played.team)
            results = [
                terminal.turn(played.team, result)
                for result in played.turns(terminal.line, stop, turns)
            ]
            terminal.closing(played.team, results)


def _answer(persona: str, number: int, response: Callable[[Waiting], dict[str, Any]]) -> None:
    import getpass

    from memory.errors import IndexBusy

    with _desk(persona) as (team, _, __):
        waiting = _waiting(team, number)
        given = response(waiting)
        turn = team.journal.turn(waiting.turn_id)
    # The turn goes on as it began: live or dry, on its channel.
    live = turn.live if turn else False
    with _desk(persona, live=live, channel=waiting.brief.channel) as (team, loop, terminal):
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


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


if __name__ == "__main__":
    app()
