"""The audit of a text in a terminal: its claims, the rules it breaks, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cli.claim_view import MARKS, claim_table
from memory.types import Decision

if TYPE_CHECKING:
    from graph.audit_text import Checked
    from memory.types import Breach

COLOURS = {
    Decision.APPROVE: "green",
    Decision.REVISE: "yellow",
    Decision.ASK: "yellow",
    Decision.REJECT: "red",
}
NO_EVIDENCE = (
    "No evidence was given: checked against the ground truth and the known falsehoods only. "
    "Add some: --evidence FILE-or-URL"
)


def audit_view(checked: Checked) -> RenderableType:
    """Everything about one text, the decision last."""
    verdict = checked.verdict
    given = f"against {', '.join(checked.publishers)}" if checked.publishers else NO_EVIDENCE
    parts: list[RenderableType] = [Text(given, "dim" if checked.publishers else "yellow"), Text()]
    parts += [claim_table(verdict.findings), _legend(), Text()]
    parts += [_broken(breach) for breach in verdict.breaches]
    decided = Text.assemble((str(verdict.decision), f"bold {COLOURS[verdict.decision]}"))
    parts.append(decided.append(f"; reliability {verdict.reliability:.2f}", "dim"))
    parts += [Padding(Text(f"→ {reason}"), (0, 0, 0, 2)) for reason in verdict.reasons]
    return Group(*parts)


def _legend() -> Text:
    """What the marks mean."""
    shown = Text()
    for status, (mark, colour) in MARKS.items():
        shown.append(f"{mark} ", colour).append(f"{status}   ", "dim")
    shown.rstrip()
    return shown


def _broken(breach: Breach) -> Text:
    weight = " (no wording mends that)" if breach.fatal else ""
    weight = " (a human should weigh it)" if breach.asks else weight
    return Text.assemble(
        ("✗ ", "red"), (f"rule {breach.rule}", "red"), f": {breach.reason}{weight}"
    )
