"""`eval`: how good it is, measured on what was held out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.desk import JsonOption, PersonaOption, gentle_stop, print_json, told

app = typer.Typer(no_args_is_help=True, help="How good it is, measured on what was held out.")


@app.command("voice")
def eval_voice(
    persona: PersonaOption = "",
    posts: Annotated[
        Path | None,
        typer.Option(help="Try this author (.jsonl or .csv) instead of a persona."),
    ] = None,
    feed: Annotated[
        list[str],
        typer.Option("--feed", "-f", help="Stories from this URL or file; repeat it."),
    ] = [],  # noqa: B006  (typer reads the default)
    items: Annotated[int, typer.Option(min=1, max=500, help="How many stories.")] = 30,
    writer: Annotated[str, typer.Option(help="offline, llm, or auto: as configured.")] = "auto",
    seed: Annotated[int, typer.Option(help="Equal seeds, equal results.")] = 0,
    drawn: Annotated[
        bool, typer.Option("--drawn", help="Hold out posts drawn by the seed, not the newest.")
    ] = False,
    page: Annotated[
        Path | None, typer.Option(help="Write an HTML page with every sample here.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Do the drafts sound like the person? Can they be told from real posts? Are they true?

    A quarter of the posts is held out; the writer learns from the rest and writes about real
    stories; three judges who know the held-out posts compare. Nothing is published.
    """
    if writer not in {"auto", "offline", "llm"}:
        raise typer.BadParameter(f"{writer!r} is no writer: auto, offline or llm")
    if posts and persona:
        raise typer.BadParameter("give --persona or --posts, not both")
    if posts and not feed:
        raise typer.BadParameter("--posts has no sources of its own: name stories with --feed")
    from cli.terminal import Terminal

    with told():
        terminal = Terminal(quiet=as_json)
        with terminal.waiting_for("waking the team"):
            from cli.voice_report import report_as_json, report_table
            from graph.loop import Stop
            from graph.team import Team
            from graph.voice_eval import Wanted, evaluate

        stop = Stop()
        home = Team(persona=persona, channel="console")
        wanted = Wanted(posts, tuple(feed), items, writer, seed, drawn)  # type: ignore[arg-type]
        try:
            with gentle_stop(stop.request, terminal):
                report = evaluate(home, wanted, terminal.progress, lambda: stop.requested)
        finally:
            home.close()
        if as_json:
            print_json(report_as_json(report))
        else:
            terminal.show(report_table(report))
        if page:
            from cli.voice_page import page_of

            _write(page, page_of(report))
            terminal.show(f"Every sample: {page}")


@app.command("audit")
def eval_audit(
    data: Annotated[
        list[Path],
        typer.Option(help='JSON Lines of {"evidence", "claim", "label": 1 or 0}; repeat it.'),
    ],
    limit: Annotated[
        int, typer.Option(min=0, help="So many claims of each file, drawn at random; 0: all.")
    ] = 0,
    persona: PersonaOption = "",
    as_json: JsonOption = False,
) -> None:
    """Does the auditor tell true claims from false ones, and how much better than what is simple?

    Beside ROUGE-L and the nearest sentence by meaning: the guards alone, each verifier that is
    configured, and the ensemble that decides. Ctrl-C prints what is there.
    """
    from cli.terminal import Terminal

    with told():
        terminal = Terminal(quiet=as_json)
        with terminal.waiting_for("waking the team"):
            from cli.audit_report import report_table
            from graph.audit_eval import evaluate
            from graph.loop import Stop
            from graph.team import Team

        stop, team = Stop(), Team(persona=persona, channel="console")
        try:
            with gentle_stop(stop.request, terminal):
                report = evaluate(
                    team, data, limit or None, terminal.progress, lambda: stop.requested
                )
        finally:
            team.close()
        if as_json:
            print_json(report.model_dump(mode="json"))
        else:
            terminal.show(report_table(report))


def _write(path: Path, text: str) -> None:
    from memory.errors import ConfigError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be written ({error.strerror}); choose another"
        ) from error
