"""A signal as it may be worked with: without the sentences that give orders to software.

The signal itself is kept as it was read, which is evidence of the attempt; whatever is
matched, quoted, headlined or believed is taken from here. What else it says is still news.
"""

from __future__ import annotations

from functools import lru_cache

from memory.types import Signal
from tools.hostile.detector import without_orders
from tools.sentences import sentences

NOTHING_ELSE = "(nothing but orders to software)"
"""The title of what says nothing else."""
FEWEST_WORDS = 4
"""Words below which the rest of a title says nothing."""
MADE_TITLE = 200
"""Characters of a title that is taken from the text."""


def honest(signal: Signal) -> Signal:
    """`signal` without its orders; itself when it is not marked as hostile.

    A title that is lost gives way to the first honest sentence.
    """
    return _honest(signal) if signal.hostile else signal


@lru_cache(maxsize=512)
def _honest(signal: Signal) -> Signal:
    text = without_orders(signal.text)
    whole = " ".join(signal.title.split())
    title = without_orders(whole)
    title = title if title == whole else title.removesuffix(".")
    if whole and len(title.split()) < min(FEWEST_WORDS, len(whole.split())):
        title = next(iter(sentences(text[:2000])), NOTHING_ELSE)[:MADE_TITLE]
    return signal.model_copy(update={"title": title, "text": text})
