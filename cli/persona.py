"""`persona`: who we stand in for, their posts, and what was measured of their voice."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from cli.desk import JsonOption, desk, print_json, told

if TYPE_CHECKING:
    from tools.archives.importing import Imported

app = typer.Typer(no_args_is_help=True, help="Who we stand in for.")


@app.command("show")
def persona_show(
    slug: Annotated[str, typer.Argument(help="Which persona.")] = "",
    version: Annotated[
        int, typer.Option(min=0, help="The voice as it was measured then; 0 means as it is now.")
    ] = 0,
    history: Annotated[
        bool, typer.Option("--history", help="Every version of the voice, and what changed.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Who the persona is, what was measured of their voice, and what limits hold."""
    from cli import voice_view
    from cli.persona_view import persona_view
    from cli.terminal import Terminal
    from graph.team import Team

    with told(), closing(Team(persona=slug)) as team:
        terminal, versions = Terminal(), team.voice_versions
        with terminal.waiting_for("measuring the voice"):
            measured = versions.current(team.posts)
        if history and as_json:
            print_json(voice_view.history_as_json(versions.history()))
        elif history:
            terminal.show(voice_view.history(versions.history()))
        else:
            measured = versions.version(version) if version else measured
            if as_json:
                print_json(team.who.model_dump(mode="json") | voice_view.as_json(measured))
            else:
                terminal.show(persona_view(team.who))
                terminal.show(voice_view.voice(measured, team.posts))


@app.command("new")
def persona_new(
    slug: Annotated[str, typer.Argument(help="Lower-case letters, digits, hyphens.")],
    name: Annotated[str, typer.Option(help="The public name.")] = "",
) -> None:
    """Write a persona file to fill in."""
    from tools.personas import write_persona
    from tools.settings import load_settings

    with told():
        path = write_persona(load_settings().personas_dir, slug, name)
        typer.echo(f"Wrote {path}.\nFill it in, then: python main.py persona import {slug} POSTS")


@app.command("import")
def persona_import(
    slug: Annotated[str, typer.Argument(help="Which persona.")],
    place: Annotated[
        str,
        typer.Argument(help="Their posts: an export as zip, folder or file, or an address."),
    ],
    author: Annotated[
        str, typer.Option(help="Whose, in an export of several people; else whoever wrote most.")
    ] = "",
    channel: Annotated[
        str, typer.Option(help="Where they were published, whatever the export says.")
    ] = "",
    licence: Annotated[str, typer.Option(help="Under which licence they are ours to use.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report what would be taken in, and write nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take in the persona's own posts, each once: the corpus of their voice.

    Understands exports of X, Medium, Substack, LinkedIn and WordPress, clones of GitHub
    repositories, github:NAME, blogs by address, JSON Lines, CSV and JSON. Stopped half-way, the
    same command goes on from there. Messages, addresses and logins of an export are never read.
    """
    from cli.import_report import import_as_json, import_report
    from memory.errors import ConfigError
    from tools.archives.importing import import_posts

    with desk(slug, quiet=as_json) as (team, loop, terminal):
        report = import_posts(
            team.store,
            team.who.slug,
            place,
            terminal.progress,
            fetcher=team.fetcher,
            author=author,
            channel=channel,
            licence=licence,
            dry_run=dry_run,
            stopping=lambda: loop.stopping,
            sites=team.sites,
        )
        if as_json:
            print_json(import_as_json(report))
        else:
            terminal.show(import_report(report))
        if report.finished and not report.new + report.known:
            raise ConfigError(f"{place}: no post in it could be read; {_why(report)}")
        if report.finished and not dry_run:
            terminal.learn(team)


def _why(report: Imported) -> str:
    if not report.skips:
        return "it is empty: name the export itself, or a folder with its files"
    reason, _ = max(report.skips.items(), key=lambda item: item[1].count)
    return f"most often: {reason}. Export it again, or convert it to JSON Lines with text and date"
