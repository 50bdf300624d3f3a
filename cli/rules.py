"""`rules`: everything that binds a draft, with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.desk import JsonOption, print_json, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from agents.auditor.rules.catalogue import Entry
    from agents.policy import PolicyRule

PlatformOption = Annotated[
    str,
    typer.Option(help="Only those that hold there, such as x, instagram, bluesky or whatsapp."),
]


def rules(platform: PlatformOption = "", as_json: JsonOption = False) -> None:
    """List every rule: of the platforms, with tier, first day and source; and of the auditor.

    The platforms' rules are asked before anything is written, and again before delivery. What
    they leave to a human becomes a suggestion: python main.py suggestions
    """
    with told():
        from agents.auditor.rules.catalogue import catalogue
        from cli.terminal import Terminal

        found, drafts = _of(platform), catalogue()
        if as_json:
            told_rules = {"platforms": [_as_json(rule) for rule in found]}
            print_json(told_rules | {"drafts": [entry.model_dump() for entry in drafts]})
            return
        terminal = Terminal()
        terminal.show(_platform_table(found))
        terminal.show(_draft_table(drafts))


def _of(platform: str) -> Sequence[PolicyRule]:
    from agents.policy import rulebook
    from agents.policy.rule import EVERY

    known = sorted({rule.platform for rule in rulebook()} - {EVERY})
    if platform and platform not in known:
        raise typer.BadParameter(f"{platform!r} has no rules; there is {', '.join(known)}")
    wanted = {platform, EVERY} if platform else {*known, EVERY}
    return [rule for rule in rulebook() if rule.platform in wanted]


def _as_json(rule: PolicyRule) -> dict[str, Any]:
    return rule.model_dump(mode="json")


def _platform_table(found: Sequence[PolicyRule]) -> Table:
    from rich.table import Table

    table = Table(title="The platforms")
    for name in ("rule", "says", "tier", "since", "otherwise", "source"):
        table.add_column(name, overflow="fold")  # a source is there to be copied
    for rule in found:
        table.add_row(
            rule.id,
            rule.title,
            ", ".join(rule.tiers) or "any",
            f"{rule.since:%Y-%m-%d}" if rule.since else "",
            rule.outcome,
            f"{rule.source} ({_read(rule)})",
        )
    return table


def _read(rule: PolicyRule) -> str:
    return f"read {rule.read:%Y-%m-%d}" if rule.read else "from memory"


def _draft_table(drafts: Sequence[Entry]) -> Table:
    from rich.table import Table

    table = Table("rule", "says", "otherwise", title="Every draft (the auditor)")
    for entry in drafts:
        table.add_row(entry.id, entry.title, entry.severity)
    return table
