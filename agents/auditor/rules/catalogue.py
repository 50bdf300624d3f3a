"""The list of all rules, for whoever wants to read what a draft is held to."""

from __future__ import annotations

from agents.auditor.rules.charter import FILE, FOLDER, ConductRule, Severity, charter
from memory.types import Value

FILES = (FOLDER / "platform.toml", FILE)


class Entry(Value):
    """One line of the list; `reason` is what a writer or a human is told, with "…" for the words
    of the draft."""

    id: str
    title: str
    severity: Severity
    reason: str


def catalogue() -> tuple[Entry, ...]:
    """Every rule of a draft, data or code: the platform's and the persona's, then conduct."""
    return tuple(_entry(rule) for path in FILES for rule in charter(path).values())


def _entry(rule: ConductRule) -> Entry:
    reason = rule.reason.format(found="…", why="…")
    return Entry(id=rule.id, title=rule.title, severity=rule.severity, reason=reason)
