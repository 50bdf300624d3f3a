"""Words and numbers in text: whole-word matching, names, figures.

Deliberately shallow: it decides what to look at, never what is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_LETTER = r"[^\W\d_]"
_COMMON_CAPITALS = frozenset(
    word
    for line in (
        "The A An In On At For From By With And But Or As After Before It Its He She They We I You",
        "This That These Those There Here His Her Their Our My What Why How Who When Where If Is",
        "Are Was Not No Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February",
        "March April May June July August September October November December",
    )
    for word in line.split()
)
_NAME_WORD = r"[A-Z][\w&’'-]*(?:\.\w+)*"
_NAME = re.compile(rf"{_NAME_WORD}(?:\s+(?:of\s+|&\s+)?{_NAME_WORD})*")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_FIGURE = re.compile(
    r"(?P<money>[$£€¥])?\s?(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>%|percent\b|per cent\b|"
    r"trillion\b|billion\b|million\b|thousand\b|tn\b|bn\b|mn\b|[mMbBkK]\b|MW\b|GW\b)?"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}})?\b|\b{_MONTH}\s+\d{{1,2}}\b", re.IGNORECASE
)
_UNITS = {
    "percent": "%", "per cent": "%", "trillion": "tn", "billion": "bn", "b": "bn", "million": "m",
    "mn": "m", "thousand": "k",
}  # fmt: skip


class Words:
    """A list of words and phrases, found whole in a text, longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        self._originals = {_plain(word): word for word in words}
        longest_first = sorted(self._originals, key=len, reverse=True)
        body = "|".join(re.escape(word).replace(r"\ ", r"[\s-]+") for word in longest_first)
        # A digit may stand before ("75MW") or after ("GPT4"), a letter may not.
        self._pattern = re.compile(
            rf"(?<!{_LETTER})(?:{body or '(?!)'})(?=(?:s|es)?(?!{_LETTER}))", re.IGNORECASE
        )

    def found(self, text: str) -> tuple[str, ...]:
        """Which of the words occur, as they were given, once each, in order of appearance."""
        hits = (_plain(match.group()) for match in self._pattern.finditer(_straight(text)))
        return tuple(self._originals[hit] for hit in dict.fromkeys(hits) if hit in self._originals)

    def without(self, text: str) -> str:
        """The text with every occurrence blanked out."""
        return self._pattern.sub(" ", _straight(text))


@lru_cache(maxsize=256)
def words(*listed: str) -> Words:
    """A `Words`, compiled once per list."""
    return Words(listed)


def names(text: str) -> frozenset[str]:
    """Capitalised names in prose, longest form, in lower case: "port ansel derivatives"."""
    found = set()
    for match in _NAME.finditer(_POSSESSIVE.sub(",", text)):
        parts = match.group().split()
        while parts and parts[0] in _COMMON_CAPITALS:
            parts = parts[1:]
        name = " ".join(parts)
        if len(name) > 2:
            found.add(name.lower())
    return frozenset(found)


def figures(text: str) -> frozenset[str]:
    """Telling numbers, written one way ("$1.2bn"): no dates, years or small bare counts."""
    found = set()
    for match in _FIGURE.finditer(_DATE.sub(" ", text)):
        digits = match["digits"].replace(",", "")
        unit = (match["unit"] or "").lower()
        unit = _UNITS.get(unit, unit)
        money = match["money"] or ""
        year = not unit and not money and len(digits) == 4 and digits[:2] in {"19", "20"}
        if unit or money or (len(digits) > 1 and not year):
            found.add(f"{money}{digits}{unit}")
    return frozenset(found)


def title_cased(headline: str) -> bool:
    """Whether nearly every longer word begins with a capital: no names can be read from it."""
    longer = [word for word in re.findall(rf"{_LETTER}+", headline) if len(word) > 3]
    return len(longer) > 3 and sum(word[0].isupper() for word in longer) > 0.75 * len(longer)


def any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """One case-blind pattern out of several."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _straight(text: str) -> str:
    return text.replace("’", "'").replace("‑", "-")


def _plain(word: str) -> str:
    return re.sub(r"[\s-]+", " ", word.lower())
