"""Copying: is a text too much like something that was published before?

Compared by runs of three words, links left out: a person may repeat a line of
theirs, but not publish an old post again inside a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_RUN = 3
_MOST_SHARED = 0.5
"""Share of a new text's runs that one earlier text may have."""
_MOST_REPEATED = 0.58
"""Share of an earlier post's runs that may stand in a new text; a line of it may return."""
_WHOLE_POST = 12
"""Runs from which an earlier text counts as more than one line."""


def is_near_copy(text: str, earlier: Iterable[str]) -> bool:
    """Whether half of `text` stands in one of `earlier`, or most of a longer one in `text`."""
    mine = _runs(text)
    for old in earlier:
        theirs = _runs(old)
        shared = len(mine & theirs)
        if shared and shared / len(mine) > _MOST_SHARED:
            return True
        if len(theirs) >= _WHOLE_POST and shared / len(theirs) > _MOST_REPEATED:
            return True
    return False


@lru_cache(maxsize=8192)
def _runs(text: str) -> frozenset[str]:
    plain = re.sub(r"https?://\S+", " ", text.lower()).replace("’", "'")
    words = re.findall(r"\w+(?:'\w+)?", plain)
    return frozenset(" ".join(words[n : n + _RUN]) for n in range(max(1, len(words) - _RUN + 1)))
