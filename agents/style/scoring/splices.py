"""Splices: other people's posts with the persona's first and last words put on.

What they sound like must be learned as "not the persona": otherwise a sign-off, an emoji
or a favourite opener would turn any headline into theirs (measured on eight voices: both put
on, from the 2nd percentile to the 28th; learned, to the 15th).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from agents.style.voice.profile import opener_of
from tools.sentences import sentences

_FEWEST = 6
"""Words of a post that has something between its first words and its last."""
_LAST_WORDS = 4
"""Of a last sentence that is a closer."""


def spliced(own: Sequence[str], others: Sequence[str], count: int) -> Iterator[str]:
    """`count` texts or fewer: a post of `others` with a beginning, an end or both of `own`.

    The same for the same input. Texts have no links and no leading handles.
    """
    chance = random.Random(0)  # noqa: S311 - variety, not secrecy
    lenders = [text for text in own if len(text.split()) >= _FEWEST]
    if not lenders or not others:
        return
    for n in range(count):
        text = chance.choice(others)
        if n % 3 != 0:
            text = re.sub(r"[.\s]+$", "", text) + _end(chance.choice(lenders), chance)
        if n % 3 != 1:
            text = f"{_beginning(chance.choice(lenders), chance)} {text}"
        yield text


def _beginning(text: str, chance: random.Random) -> str:
    return opener_of(text) or " ".join(text.split()[: chance.choice((1, 2, 3))])


def _end(text: str, chance: random.Random) -> str:
    """The last words with the white space before them, or a short last sentence."""
    last = sentences(text)[-1]
    if len(last.split()) <= _LAST_WORDS and last != text and chance.random() < 0.5:
        return f". {last}"
    return "".join(re.findall(r"\s*\S+", text)[-chance.choice((1, 1, 2)) :])
