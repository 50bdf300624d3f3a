"""What every rule of conduct is asked, and what it may know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from memory.persona import Persona
from memory.types import Breach, Brief, Description, Draft, Story


@dataclass(frozen=True, slots=True)
class Setting:
    """The circumstances in which a draft would go out."""

    persona: Persona
    brief: Brief
    story: Story
    earlier: Sequence[str]
    """Texts of the persona's posts and publications."""
    now: datetime
    live: bool = False
    place: Description | None = None
    """What the channel takes; None where the draft goes to none."""
    first_on_channel: bool = False
    """Whether nothing has gone out on the brief's channel yet."""


Rule = Callable[[Draft, Setting], Breach | None]
"""A rule answers with the breach, phrased as a wish to the writer, or None."""
