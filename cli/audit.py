"""`audit`: is this text borne out by this evidence, and may it be said at all?"""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from cli.desk import JsonOption, PersonaOption, print_json, told

NOT_APPROVED = 4
"""Exit code for a text that the auditor does not approve."""


def audit(
    text: Annotated[
        str, typer.Argument(help="The text itself, a file (.txt, .md), or - for standard input.")
    ],
    evidence: Annotated[
        list[str],
        typer.Option(
            "--evidence", "-e", help="A text file, HTML page, feed or address; repeat it."
        ),
    ] = [],  # noqa: B006  (typer reads the default)
    persona: PersonaOption = "",
    channel: Annotated[
        str, typer.Option("--channel", help="Keep the form of this channel too: console or x.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Check any text: every claim against the evidence, and all of it against the rules.

    Without --evidence only the ground truth and the known falsehoods speak. Nothing is
    published. Exit code 0: approved. 4: not approved. 1: an error; 2: a mistake in what was
    typed.
    """
    from cli.terminal import Terminal

    with told():
        terminal = Terminal(quiet=as_json)
        with terminal.waiting_for("waking the auditor"):
            from cli.audit_view import audit_view
            from graph.audit_text import CheckingTeam, check, text_from

        with closing(CheckingTeam(persona=persona, channel=channel)) as team:
            team.check()
            words = text_from(text, sys.stdin.buffer.read() if text == "-" else None)
            with terminal.waiting_for("checking"):
                checked = check(team, words, evidence)
        if as_json:
            print_json(checked.model_dump(mode="json"))
        else:
            terminal.show(audit_view(checked))
        if checked.verdict.decision != "approve":
            raise typer.Exit(NOT_APPROVED)
