"""What stands on a card, how large it is, and what it says to those who cannot see it."""

from __future__ import annotations

from datetime import date

from memory.types import Value

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Size(Value):
    """Pixels of a card, and the sizes of its letters in pixels."""

    name: str
    width: int
    height: int
    margin: int
    largest: int
    """Letters of a short fact."""
    smallest: int
    """Letters of the longest fact that is drawn; still read on a telephone."""
    small: int
    """Letters of source and name."""
    smaller: int
    """Letters of the disclosure."""


PORTRAIT = Size(
    name="portrait",
    width=1080,
    height=1350,
    margin=92,
    largest=112,
    smallest=44,
    small=38,
    smaller=30,
)
"""4:5, the tallest that Instagram's feed shows whole."""
LANDSCAPE = Size(
    name="landscape",
    width=1200,
    height=675,
    margin=72,
    largest=84,
    smallest=34,
    small=30,
    smaller=24,
)
"""16:9, shown whole in the timelines of X and others."""


class Card(Value):
    """The words of a card."""

    fact: str
    name: str
    """The persona's."""
    source: str = ""
    date: date
    disclosure: str = ""
    """That software wrote it, where the persona says so."""

    @property
    def origin(self) -> str:
        """Source and date on one line."""
        return " · ".join(filter(None, (self.source, in_words(self.date))))


def in_words(day: date) -> str:
    """For example "20 November 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def alt_text(card: Card, longest: int) -> str:
    """The card in words, at most `longest` characters; a longer fact is shortened at a word."""
    source = f"Source: {card.source}, " if card.source else ""
    end = f" {source}{in_words(card.date)}."
    fact = card.fact.strip()
    if len(fact) + len(end) <= longest:
        return fact + end
    room = longest - len(end) - len(" …")
    if room < 1:
        return fact[:longest].strip()
    return fact[: room + 1].rsplit(maxsplit=1)[0][:room] + " …" + end
