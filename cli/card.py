"""`card`: the image card of a draft, or of any words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.desk import JsonOption, PersonaOption, desk, print_json


def card(
    draft: Annotated[
        str, typer.Argument(help="A draft's id, a publication's number, or the words themselves.")
    ],
    size: Annotated[
        str, typer.Option(help="landscape (1200 by 675), or portrait (1080 by 1350).")
    ] = "landscape",
    source: Annotated[str, typer.Option(help="Who says so; a draft knows its own source.")] = "",
    out: Annotated[
        Path, typer.Option(help="Where to write it: a PNG, or with .jpg at its end a JPEG.")
    ] = Path("card.png"),
    persona: PersonaOption = "",
    as_json: JsonOption = False,
) -> None:
    """Draw the card that goes with a post: its key fact, source, date and the persona's name."""
    from tools.cards import LANDSCAPE, PORTRAIT, alt_text, jpeg, png
    from tools.cards.files import write

    sizes = {one.name: one for one in (LANDSCAPE, PORTRAIT)}
    if size not in sizes:
        raise typer.BadParameter(f"{size!r} is no size; there is {', '.join(sizes)}")
    with desk(persona, quiet=as_json) as (team, _, terminal):
        from graph.cards import card_of

        drawn, setting = card_of(team, draft, sizes[size], source)
        is_jpeg = out.suffix.lower() in {".jpg", ".jpeg"}
        write(jpeg(setting) if is_jpeg else png(setting), out)
        alt = alt_text(drawn, longest=len(drawn.fact) + 200)
        if as_json:
            print_json({"file": str(out), "alt": alt, **drawn.model_dump(mode="json")})
        else:
            terminal.line("publisher", f"{out}: {alt}")
