"""Edges: how a post begins and how it ends."""

from __future__ import annotations

import re

from agents.style.voice.habits.corpus import Corpus, Written
from agents.style.voice.habits.emoji import ends_with_emoji
from agents.style.voice.habits.values import (
    SEEN_OFTEN,
    Counted,
    Share,
    counted,
    share_of,
    shares,
    tally,
)
from memory.types import Value

CLOSER = 6
"""Words; a last sentence that is longer says something of its own."""
_OPENER = re.compile(
    r"^((?:[^\s:.!?,]+ ){0,3}[^\s:.!?,]+:|(?:[^\s:.!?]+ ){0,2}[^\s:.!?]+[.!])\s+(?=\S)"
)
_TAG_AT_END = re.compile(r"(?<!\w)[#$][^\W\d]\w*$")
_ENDINGS = {
    ".": "full stop",
    "!": "exclamation mark",
    "?": "question mark",
    "…": "ellipsis",
    ":": "colon",
}


class Edges(Value):
    """Of short posts, without their links; counts are of posts."""

    openers: tuple[Counted, ...]
    """First phrases with colon or full stop that recur, commonest first; numbers are none."""
    opener_share: float
    """Posts that begin with one of them."""
    capital_after_opener: float
    """Of posts with a first phrase that ends in a colon, those that go on with a capital."""
    first_words: tuple[Counted, ...]
    """As they were written."""
    first_pairs: tuple[Counted, ...]
    closers: tuple[Counted, ...]
    """Last sentences of up to six words that recur."""
    closer_share: float
    endings: tuple[Share, ...]
    """What stands last: "full stop", "no mark", "emoji", …"""

    @classmethod
    def measure(cls, corpus: Corpus) -> Edges:
        bodies, said = corpus.bodies, corpus.said
        firsts = tally(opener for text in bodies if not (opener := opener_of(text))[:1].isdigit())
        openers = counted(firsts, len(bodies), SEEN_OFTEN)
        closers = counted(tally(map(closer_of, said)), len(bodies), SEEN_OFTEN)
        habits = {one.text for one in openers}, {one.text for one in closers}
        return cls(
            openers=openers,
            opener_share=share_of(bodies, lambda text: opener_of(text) in habits[0]),
            capital_after_opener=share_of(
                [text for text in bodies if opener_of(text).endswith(":")], _capital_after_opener
            ),
            first_words=counted(tally(_first(text, 1) for text in bodies), 12, SEEN_OFTEN),
            first_pairs=counted(tally(_first(text, 2) for text in bodies), 12, SEEN_OFTEN),
            closers=closers,
            closer_share=share_of(said, lambda one: closer_of(one) in habits[1]),
            endings=shares(tally(map(ending_of, bodies))),
        )

    def ending(self, name: str) -> float:
        """Share of posts that end with what is called `name`."""
        return next((one.share for one in self.endings if one.name == name), 0.0)


def opener_of(text: str) -> str:
    """The first phrase of up to four words with a colon, or three with a full stop; else empty."""
    match = _OPENER.match(text)
    return match.group(1) if match else ""


def closer_of(one: Written) -> str:
    """The last sentence of two and more, when it is short and no tag; else empty."""
    last = one.sentences[-1] if len(one.sentences) > 1 else ""
    return "" if len(last.split()) > CLOSER or last.startswith(("#", "@", "$")) else last


def ending_of(text: str) -> str:
    """The name of what `text` ends with."""
    last = text.rstrip("\"'”’») ")
    if last.endswith(("...", "..")):
        return "ellipsis"
    if ends_with_emoji(text):
        return "emoji"
    if _TAG_AT_END.search(text):
        return "tag"
    return _ENDINGS.get(last[-1:], "no mark")


def _first(text: str, count: int) -> str:
    words = text.split(maxsplit=count)[:count]
    return " ".join(words) if len(words) == count else ""


def _capital_after_opener(text: str) -> bool:
    rest = text[len(opener_of(text)) :].lstrip()
    return not rest[:1].islower()
