"""What every command shares: a team to work with, clear errors, a gentle stop."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cli.terminal import Terminal
    from graph.loop import Loop
    from graph.team import Team

PersonaOption = Annotated[
    str, typer.Option("--persona", "-p", help="Which persona; default from UNDERSTUDY_PERSONA.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@contextmanager
def desk(
    persona: str, *, live: bool = False, channel: str = "", quiet: bool = False
) -> Iterator[tuple[Team, Loop, Terminal]]:
    """A team, its loop and a terminal that tells the story; stops gently on Ctrl-C."""
    from cli.terminal import Terminal

    with told():
        terminal = Terminal(quiet=quiet)
        with terminal.waiting_for("waking the team"):
            from graph.loop import Loop, Stop
            from graph.team import Team

            team = Team(persona=persona, live=live, channel=channel)
            team.check()
        stop = Stop()
        with gentle_stop(stop.request, terminal):
            try:
                yield team, Loop(team, terminal.line, stop), terminal
            finally:
                team.close()


@contextmanager
def told() -> Iterator[None]:
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
def gentle_stop(request: Callable[[], None], terminal: Terminal) -> Iterator[None]:
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


def print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
