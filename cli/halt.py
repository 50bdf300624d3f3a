"""`stop` and `resume`: all delivery at once, in every process and on every machine.

`stop` needs nothing but the database; without that it leaves the stop file, which halts
whatever works with this var folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from cli.desk import told
from cli.typed import me

if TYPE_CHECKING:
    from memory.halts import Halts
    from tools.settings import Settings

WhoseOption = Annotated[
    str, typer.Option("--persona", "-p", help="Only this persona; without it, everybody.")
]


def stop(
    persona: WhoseOption = "",
    reason: Annotated[str, typer.Option(help="Why, for whoever finds it stopped.")] = "",
) -> None:
    """Halt all delivery at once, in every process; drafts wait until `resume`."""
    from datetime import UTC, datetime

    from memory.errors import StorageError
    from memory.halts import EVERYBODY, stop_file
    from tools.settings import load_settings

    with told():
        settings = load_settings()
        whose = _known(settings, persona) or EVERYBODY
        try:
            with _halts(settings) as halts:
                halt = halts.stop(_who(), reason, datetime.now(UTC), whose)
        except StorageError as error:
            file = stop_file(settings.var_dir)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{_who()}: {reason}\n", encoding="utf-8", errors="replace")
            typer.echo(f"error: {error}", err=True)
            typer.echo(f"{file} halts all delivery from this folder; machines elsewhere go on")
            raise typer.Exit(1) from error
        typer.echo(f"{halt}\nGo on with: {_resume(whose)}")


def resume(persona: WhoseOption = "") -> None:
    """Go on delivering: takes back `stop`, and removes the stop file."""
    from memory.halts import EVERYBODY
    from tools.settings import load_settings

    with told():
        settings = load_settings()
        with _halts(settings) as halts:
            lifted = halts.resume(_known(settings, persona) or EVERYBODY)
            left = halts.listing(persona or None)
        for halt in lifted:
            typer.echo(f"no longer: {halt}")
        for halt in left:
            typer.echo(f"still: {halt}\ngo on with: {_resume(halt.persona)}")
        if not lifted and not left:
            typer.echo("Nothing was halted.")


@contextmanager
def _halts(settings: Settings) -> Iterator[Halts]:
    from memory.database import Database
    from memory.halts import Halts, stop_file

    database = Database(settings.database)
    try:
        yield Halts(database, stop_file(settings.var_dir))
    finally:
        database.close()


def _known(settings: Settings, persona: str) -> str:
    """`persona`, which has a folder; its file need not be in order. Raises ConfigError."""
    from memory.errors import ConfigError

    if persona and not (settings.personas_dir / persona).is_dir():
        raise ConfigError(
            f'there is no persona "{persona}" in {settings.personas_dir}, so that nothing was '
            "done; without --persona it concerns everybody"
        )
    return persona


def _resume(persona: str) -> str:
    from memory.halts import EVERYBODY

    return "python main.py resume" + ("" if persona == EVERYBODY else f" --persona {persona}")


def _who() -> str:
    """Whoever types, and where."""
    import socket

    return f"{me()}@{socket.gethostname()}"
