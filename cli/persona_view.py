"""How a persona's file looks in a terminal: what was written in it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from cli.sections import section

if TYPE_CHECKING:
    from memory.persona import Persona


def persona_view(who: Persona) -> RenderableType:
    """Who it is, on whose word it publishes, and within which limits."""
    limits = who.limits
    return Group(
        Text.assemble((who.name, "bold"), f" ({who.slug})"),
        Text(who.bio.strip()),
        *section(
            "authorisation",
            [who.authorisation or "none: everything stays a dry run", who.disclosure],
        ),
        *section("interests", [f"{i.weight:.1f} {i.name}" for i in who.interests]),
        *section("taboos", [t.name for t in who.taboos]),
        *section("sources", who.sources),
        *section(
            "limits",
            [
                f"{limits.posts_per_day} posts a day, {limits.posts_per_turn} a turn, "
                f"${limits.usd_per_day:.2f} a day, approval: {who.approval}"
            ],
        ),
    )
