"""Copying: is a text too much like something that was published before?

Compared by runs of three words, links left out: a person may repeat a line of
theirs, but not publish an old post again inside a new one. `Earlier` answers from an
index that is built once, so that a hundred thousand posts cost no more than ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_RUN = 3
_MOST_SHARED = 0.5
"""Share of a new text's runs that one earlier text may have."""
_MOST_REPEATED = 0.58
"""Share of an earlier post's runs that may stand in a new text; a line of it may return."""
_WHOLE_POST = 12
"""Runs from which an earlier text counts as more than one line."""


@dataclass(frozen=True)
class Likeness:
    """What one text has in common with earlier ones."""

    shared: float
    """The largest share, 0 to 1, of its runs that stand in one earlier text."""
    is_copy: bool
    """Half of it stands in one of them, or most of a longer one stands in it."""


class Earlier:
    """Earlier texts, indexed by their runs of words. Immutable; safe to share."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Two seconds for 100,000 posts, and 12 bytes for each of their runs."""
        runs = [_hashes(text) for text in texts]
        self._lengths = np.array([len(found) for found in runs], dtype=np.int64)
        hashes = np.concatenate(runs) if runs else np.empty(0, dtype=np.int64)
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._texts = np.repeat(np.arange(len(runs), dtype=np.int32), self._lengths)[order]

    def likeness(self, text: str) -> Likeness:
        mine = _hashes(text)
        first = np.searchsorted(self._hashes, mine, side="left")
        last = np.searchsorted(self._hashes, mine, side="right")
        found = [self._texts[a:b] for a, b in zip(first, last, strict=True) if b > a]
        if not found:
            return Likeness(0.0, is_copy=False)
        which, shared = np.unique(np.concatenate(found), return_counts=True)
        return _judged(shared, len(mine), self._lengths[which])


def is_near_copy(text: str, earlier: Iterable[str]) -> bool:
    """Whether half of `text` stands in one of `earlier`, or most of a longer one in `text`."""
    mine = _runs(text)
    theirs = [_runs(old) for old in earlier]
    shared = np.array([len(mine & old) for old in theirs], dtype=np.int64)
    return _judged(shared, len(mine), np.array([len(old) for old in theirs])).is_copy


def _judged(shared: NDArray[np.int64], mine: int, theirs: NDArray[np.int64]) -> Likeness:
    """From the runs that each earlier text shares, those of the new text, and theirs."""
    if not shared.any():
        return Likeness(0.0, is_copy=False)
    most = float(shared.max()) / mine
    repeated = (theirs >= _WHOLE_POST) & (shared > _MOST_REPEATED * theirs)
    return Likeness(most, is_copy=most > _MOST_SHARED or bool(repeated.any()))


def _hashes(text: str) -> NDArray[np.int64]:
    # Python's own hash differs between processes; it never leaves this one.
    return np.fromiter(map(hash, _split(text)), dtype=np.int64)


@lru_cache(maxsize=8192)
def _runs(text: str) -> frozenset[str]:
    return _split(text)


def _split(text: str) -> frozenset[str]:
    plain = re.sub(r"https?://\S+", " ", text.lower()).replace("’", "'")
    words = re.findall(r"\w+(?:'\w+)?", plain)
    return frozenset(" ".join(words[n : n + _RUN]) for n in range(max(1, len(words) - _RUN + 1)))
