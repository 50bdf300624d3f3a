"""`claims`: the ledger of what was claimed, and on what; for people, scripts and the web."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import JsonOption, PersonaOption, desk

if TYPE_CHECKING:
    from graph.team import Team
    from memory.types import Entry


def claims(
    publication: Annotated[
        int | None, typer.Argument(help="A publication's number; without it, all of them.")
    ] = None,
    persona: PersonaOption = "",
    signal: Annotated[str, typer.Option(help="Only what leans on the signal of this id.")] = "",
    url: Annotated[str, typer.Option(help="Only what leans on this page.")] = "",
    as_json: JsonOption = False,
    claimreview: Annotated[
        bool, typer.Option("--claimreview", help="Print schema.org ClaimReview as JSON-LD.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write to this file; JSON unless --claimreview.")
    ] = None,
) -> None:
    """Every claim that was published, with its verdict and evidence."""
    if as_json and claimreview:
        raise typer.BadParameter("give --json or --claimreview, not both")
    if sum(bool(one) for one in (publication is not None, signal, url)) > 1:
        raise typer.BadParameter("give a publication, --signal or --url, not several")
    quiet = as_json or claimreview
    with desk(persona, quiet=quiet) as (team, _, terminal):
        entries = _chosen(team, publication, signal, url)
        if claimreview:
            _hand_out(_reviews(team, entries), out)
        elif as_json or out:
            _hand_out([entry.model_dump(mode="json") for entry in entries], out)
        elif entries:
            from cli.claim_view import ledger_table

            terminal.show(ledger_table(entries))
        else:
            terminal.show("No claims yet. Publish something: python main.py run-once")


def _chosen(team: Team, publication: int | None, signal: str, url: str) -> Sequence[Entry]:
    from memory.errors import ConfigError
    from tools.urls import canonical_url

    who = team.who.slug
    if signal:
        return team.claims.of_signal(who, signal)
    if url:
        return team.claims.of_url(who, canonical_url(url) or url)
    if publication is None:
        return team.claims.since(who)
    row = team.outbox.get(publication)
    if row is None or row.persona != who:
        raise ConfigError(
            f"claims: {who} has no publication {publication}; "
            "list all claims with: python main.py claims"
        )
    return team.claims.of_publication(publication)


def _reviews(team: Team, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    from graph.claim_review import claim_reviews

    reviews = claim_reviews(entries, team.who, team.corrections.listing(team.who.slug))
    homeless = sum("url" not in review for review in reviews)
    if homeless:
        typer.echo(
            f"{homeless} of {len(reviews)} reviews have no url, which search engines ask for: "
            "their posts stand on no public page; publish with --live, or add the address of "
            "the page that will carry them",
            err=True,
        )
    return reviews


def _hand_out(value: list[dict[str, Any]], out: Path | None) -> None:
    from memory.errors import ConfigError

    text = json.dumps(value, ensure_ascii=False, indent=2)
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"claims: {out} cannot be written ({error.strerror}); name another file with --out"
        ) from error
    typer.echo(f"{len(value)} written to {out}", err=True)
