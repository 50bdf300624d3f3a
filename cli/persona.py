"""`persona`: who we stand in for, their posts, and what was measured of their voice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.desk import JsonOption, desk, print_json, told

app = typer.Typer(no_args_is_help=True, help="Who we stand in for.")


@app.command("show")
def persona_show(
    slug: Annotated[str, typer.Argument(help="Which persona.")] = "", as_json: JsonOption = False
) -> None:
    """Who the persona is, what was measured of their voice, and what limits hold."""
    with desk(slug) as (team, _, terminal):
        if as_json:
            print_json(team.who.model_dump(mode="json"))
        else:
            terminal.persona(team)


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
    file: Annotated[Path, typer.Argument(help="Their posts: .jsonl or .csv.")],
) -> None:
    """Take in the persona's own posts: the corpus of their voice."""
    from tools.archives.importing import import_posts

    with desk(slug) as (team, _, terminal):
        terminal.imported(import_posts(team.store, team.who.slug, file, terminal.progress))
        terminal.learn(team)
