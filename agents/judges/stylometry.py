"""Stylometry: how a text is made, as numbers; nothing of what it says.

Rates are per word or per character, so that long and short posts can be compared; length
itself is a habit too and is counted. Of a link only its place counts.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.judges.wording import FUNCTION_WORDS, LINK, tokens, without_links

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD_GROUPS: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "the a an",
        "this that these those",
        "i me my mine i'm i've i'll i'd im ive",
        "we us our ours we're we've we'll",
        "you your yours you're you've you'll",
        "he him his she her it its they them their it's they're",
        "is are was were be been am being",
        "have has had do does did",
        "will would can could may might must should shall",
        "and or but so yet",
        "if because while although though unless since until",
        "of in on at by for with from to",
        "not no never none nobody nothing don't doesn't didn't isn't aren't can't won't",
        "who what where when why how which",
        "very too just really quite even still only also",
        "w/ rt via im dont cant gonna",
    )
)
_MARKS = (".", ",", "!", "?", ":", ";", "-", "–", "—", "(", '"', "“", "'", "’", "/", "&", "%", "$")
_SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)|\n+")


def measured(texts: Sequence[str]) -> NDArray[np.float64]:
    """Shape (texts, features)."""
    import numpy as np

    return np.array([_measure(text) for text in texts], dtype=np.float64)


def _measure(raw: str) -> list[float]:
    text = without_links(raw)
    found = list(tokens(text))
    words = [token for kind, token in found if kind == "word"]
    low = [word.lower().replace("’", "'") for word in words]
    count, size = max(1, len(words)), max(1, len(text))
    kinds = [kind for kind, _ in found]
    return [
        *_lengths(text, words),
        *_casing(text, words),
        *(sum(word in group for word in low) / count for group in _WORD_GROUPS),
        sum(word in FUNCTION_WORDS for word in low) / count,
        len(set(low)) / count,
        *(text.count(mark) / size for mark in _MARKS),
        *(kinds.count(kind) for kind in ("link", "handle", "tag", "number")),
        *_ends(text, found),
        *_lines(text),
    ]


def _lengths(text: str, words: Sequence[str]) -> list[float]:
    parts = [part for part in _SENTENCE_END.split(text) if part.strip()]
    in_parts = [len(part.split()) for part in parts] or [0]
    letters = [len(word) for word in words] or [0]
    return [
        len(text),
        len(words),
        len(parts),
        statistics.fmean(in_parts),
        max(in_parts),
        min(in_parts),
        in_parts[0],
        statistics.fmean(letters),
        max(letters),
        sum(length > 6 for length in letters) / len(letters),
    ]


def _casing(text: str, words: Sequence[str]) -> list[float]:
    count = max(1, len(words))
    return [
        sum(char.isupper() for char in text) / max(1, len(text)),
        sum(word.isupper() and len(word) > 1 for word in words) / count,
        sum(word[0].isupper() for word in words) / count,
        float(bool(words) and words[0][0].isupper()),
        float(bool(words) and words[0].isupper()),
        sum("'" in word or "’" in word for word in words) / count,
    ]


def _ends(text: str, found: Sequence[tuple[str, str]]) -> list[float]:
    """How the text begins and ends, links at its end left out; emoji."""
    kept = list(found)
    while kept and kept[-1][0] in {"link", "run"}:
        kept.pop()
    last_kind, last = kept[-1] if kept else ("", "")
    first_kind = found[0][0] if found else ""
    emoji = [token for _, token in found if unicodedata.category(token[0]) == "So"]
    return [
        float(last == "."),
        float(last[:1] == "!"),
        float(last[:1] == "?"),
        float(last_kind == "word"),
        float(last_kind == "tag"),
        float(last in emoji),
        len(emoji),
        float(bool(found) and found[0][1] in emoji),
        float(first_kind == "tag"),
        float(first_kind == "number"),
        float(bool(found) and found[-1][0] == "link"),
        float("..." in text or "…" in text),
        float("!!" in text),
    ]


def _lines(text: str) -> list[float]:
    lines = text.split("\n")
    return [
        text.count("\n"),
        text.count("\n\n"),
        statistics.fmean(len(line) for line in lines),
        float(":" in text[:40]),
        float(len(lines) > 1 and lines[-1].startswith(LINK)),
    ]
