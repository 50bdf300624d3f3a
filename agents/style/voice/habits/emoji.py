"""Emoji: which, how often, where in a post, and how many in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.values import Counted, Share, Spread, counted, doubled, part, shares
from memory.types import Value
from tools.x_text import EMOJI

_FIRST = "\u231a"
"""The watch. Before it come marks that are letters to most people: ™, ‼, ↔."""
Run = tuple[int, int, list[str]]
"""Where it starts and ends, and its emoji."""


class Emoji(Value):
    """Of short posts; shares are of posts unless they say otherwise."""

    share: float
    used: tuple[Counted, ...]
    """The twenty commonest, each time counted."""
    different: int
    a_post: Spread
    """How many, where there are any."""
    in_a_row: Spread
    repeated_share: float
    """Of the runs, those with the same emoji twice in a row."""
    places: tuple[Share, ...]
    """Of the runs: "end", "start", "inside", or "alone" as the whole post."""

    @classmethod
    def measure(cls, corpus: Corpus) -> Emoji:
        found = [(text, list(runs(text))) for text in corpus.bodies]
        having = [(text, rows) for text, rows in found if rows]
        rows = [row for _, some in having for row in some]
        used = Counter(emoji for _, _, row in rows for emoji in row)
        return cls(
            share=part(len(having), len(found)),
            used=counted(used, 20),
            different=len(used),
            a_post=Spread.of(sum(len(row) for _, _, row in some) for _, some in having),
            in_a_row=Spread.of(len(row) for _, _, row in rows),
            repeated_share=part(sum(doubled(row) for _, _, row in rows), len(rows)),
            places=shares(Counter(_place(text, row) for text, some in having for row in some)),
        )


def runs(text: str) -> Iterator[Run]:
    """The emoji of `text`, neighbours with nothing or spaces between them together."""
    start, end, row = 0, 0, list[str]()
    if text.isascii():
        return
    for match in EMOJI.finditer(text):
        emoji = match.group()
        if len(emoji) == 1 and emoji < _FIRST:
            continue
        if row and text[end : match.start()].strip(" "):
            yield start, end, row
            row = []
        start = start if row else match.start()
        end = match.end()
        row.append(emoji)
    if row:
        yield start, end, row


def ends_with_emoji(text: str) -> bool:
    """Whether the last thing of `text` is an emoji."""
    if text.isascii() or text[-1:].isalnum():
        return False
    return any(end == len(text) for _, end, _ in runs(text))


def _place(text: str, run: Run) -> str:
    before, after = text[: run[0]].strip(), text[run[1] :].strip()
    if not before:
        return "start" if after else "alone"
    return "inside" if after else "end"
