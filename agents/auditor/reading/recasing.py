"""Recasing: a lower-case claim with the capitals that its evidence uses.

Many people post without capitals; names and roles are read by them. A word gets the capital
under which the evidence always writes it inside a sentence. Lengths never change, so that
spans stay true.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_][\w'’.&-]*\w|[^\W\d_]")
_OPENS = re.compile(r"(?:^|[.!?:…\n])[\s\"'“”‘’(\[]*$")


def recased(claim: str, passages: Iterable[str]) -> str:
    """`claim` itself when it has a capital of its own; else with its evidence's capitals."""
    if any(character.isupper() for character in claim):
        return claim
    spellings = _spellings("\n".join(passages))
    return _WORD.sub(lambda m: _under(spellings, m.group()), claim)


def _under(spellings: Mapping[str, str], word: str) -> str:
    """The word as the evidence spells it; "svb's" goes by "svb"."""
    bare = re.sub(r"['’]s?$", "", word)
    found = spellings.get(bare, bare)
    return found + word[len(bare) :] if len(found) == len(bare) else word


@lru_cache(maxsize=512)
def _spellings(text: str) -> dict[str, str]:
    """Lower-case word to the capitals it always has inside a sentence of `text`."""
    inside: dict[str, Counter[str]] = {}
    for match in _WORD.finditer(text):
        word = re.sub(r"['’]s?$", "", match.group())
        acronym = len(word) > 1 and word.isupper()
        if acronym or not _OPENS.search(text[max(0, match.start() - 8) : match.start()]):
            inside.setdefault(word.lower(), Counter())[word] += 1
    return {
        lower: seen.most_common(1)[0][0]
        for lower, seen in inside.items()
        if lower not in seen and any(any(c.isupper() for c in word) for word in seen)
    }
