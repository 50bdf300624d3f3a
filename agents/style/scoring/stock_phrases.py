"""Stock phrases: what language models overuse and people seldom write.

The list is `stock_phrases.txt`, with its rules at its top. A phrase that the persona
has used in posts of their own is theirs, and no fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

USED = 2
"""Posts of the persona that make a phrase their own; one may be an accident."""

_SOME_WORDS = r"[^.!?\n]{0,60}?"
_BRACKETS = re.compile(r"\([^()]*\)[?*+]?")
_ANCHOR = re.compile(r"(?<![\w\\\[-])[a-z]{3,}(?![\w*?+\]-])")


@dataclass(frozen=True)
class StockPhrase:
    """One line of the list."""

    line: str
    pattern: re.Pattern[str]
    anchor: str
    """A word without which the pattern cannot match; empty when there is none."""


def stock_phrase(text: str, own: Iterable[str] = ()) -> str:
    """The first stock phrase of the list in `text`, in its own spelling, or empty.

    `own` are the persona's posts: what stands in USED of them is allowed.
    """
    words = set(re.findall(r"[a-z]+", text.lower()))
    own = tuple(own)
    for phrase in _phrases():
        if phrase.anchor and phrase.anchor not in words:
            continue
        found = phrase.pattern.search(text)
        if found and not _is_own(phrase.pattern, own):
            return " ".join(found.group().split())
    return ""


def _is_own(pattern: re.Pattern[str], own: Iterable[str]) -> bool:
    hits = 0
    for text in own:
        hits += bool(pattern.search(text))
        if hits >= USED:
            return True
    return False


@cache
def _phrases() -> tuple[StockPhrase, ...]:
    text = (files("agents.style.scoring") / "stock_phrases.txt").read_text(encoding="utf-8")
    lines = (line.rstrip() for line in text.splitlines())
    return tuple(_compiled(line) for line in lines if line and not line.startswith("#"))


def _compiled(line: str) -> StockPhrase:
    """The pattern of a line, whole words only. Raises re.error for a broken one."""
    source = line.replace("'", "['’]")
    source = re.sub(r" \.\.\. (?=[\w(])", rf"\\s(?:{_SOME_WORDS}\\s)?", source)
    source = re.sub(r" \.\.\. ?", rf"\\s{_SOME_WORDS}", source)
    source = source.replace(" ?", r"\s*").replace(" ", r"\s+")
    start = r"(?<!\w)" if re.match(r"[\w(]", line) else ""
    end = r"(?!\w)" if re.search(r"[\w)?]$", line) else ""
    return StockPhrase(line, re.compile(f"{start}(?:{source}){end}", re.IGNORECASE), _anchor(line))


def _anchor(line: str) -> str:
    """The longest word that every match holds whole."""
    bare = line
    while (inner := _BRACKETS.sub("_", bare)) != bare:
        bare = inner
    return max(_ANCHOR.findall(bare), key=len, default="")
