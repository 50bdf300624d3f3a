"""A section of what is printed: its title, and its lines set in from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text


def section(title: str, lines: Iterable[str]) -> Iterator[RenderableType]:
    """The title and its lines; nothing at all where every line is empty."""
    shown = [line for line in lines if line]
    if shown:
        yield Text(title, "bold")
    for line in shown:
        yield Padding(Text(line), (0, 0, 0, 2))
