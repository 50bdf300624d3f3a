"""Word lists of the auditor, read once from the text files beside this module.

All were written for this project. They are data: to teach the auditor a synonym
or an opposite, add it to the file; `#` begins a comment line.
"""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, for short lists that belong beside the code that uses them."""
    return frozenset(text.split())


def _lines(name: str) -> list[str]:
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


def _set(name: str) -> frozenset[str]:
    return word_set(" ".join(_lines(name)))


STOPWORDS = _set("stopwords")
COMMON = _set("common")
IRREGULAR: dict[str, str] = dict(map(str.split, _lines("irregular")))
SYNONYMS: tuple[frozenset[str], ...] = tuple(frozenset(line.split()) for line in _lines("synonyms"))
OPPOSITES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(left.split()), frozenset(right.split()))
    for left, _, right in (line.partition("|") for line in _lines("opposites"))
)
COMPANIES = _set("companies")
ALIASES: tuple[tuple[str, ...], ...] = tuple(
    tuple(name.strip() for name in line.split("=")) for line in _lines("aliases")
)
VERBS = _set("verbs")
OFFICES = _set("offices")
PHRASAL: dict[tuple[str, str], frozenset[str]] = {
    (verb, particle): frozenset(same.split())
    for key, _, same in (line.partition("=") for line in _lines("phrasal"))
    for verb, particle in (key.split(),)
}
"""(verb, particle) to the verbs that say the same."""
CONVERSES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(left.split()), frozenset(right.split()))
    for left, _, right in (line.partition("|") for line in _lines("converses"))
)
"""Words that tell one event from its two ends."""
