"""Reads `cues.txt` (where the format is told) and finds its cues in sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ENOUGH = 1.0
"""Weight from which a sentence gives orders to software."""
WEAK = 0.3
"""Weight from which it does so beside a sentence that certainly does."""

_NAME = re.compile(r"<([A-Z]+)>")


@dataclass(frozen=True)
class Cue:
    """A feature of orders to software; one of `words` stands in every text that it finds."""

    reason: str
    weight: float
    words: frozenset[str]
    pattern: re.Pattern[str]


def cues(level: str, words: set[str]) -> Iterator[Cue]:
    """The cues that `level`, a levelled sentence of these words, holds."""
    known, by_word = _lexicon()
    for number in sorted({n for word in words if word in by_word for n in by_word[word]}):
        if known[number].pattern.search(level):
            yield known[number]


def any_cue(words: set[str]) -> bool:
    """Whether a text of these words can hold a cue at all."""
    return not _lexicon()[1].keys().isdisjoint(words)


@cache
def _lexicon() -> tuple[tuple[Cue, ...], dict[str, list[int]]]:
    """All cues, and under each word the places of those that need it."""
    known = read_cues((files(__package__) / "cues.txt").read_text(encoding="utf-8"))
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, cue in enumerate(known):
        for word in cue.words:
            by_word[word].append(number)
    return known, dict(by_word)


def read_cues(text: str) -> tuple[Cue, ...]:
    """The cues of a file in the format of `cues.txt`. Raises ValueError."""
    names: dict[str, str] = {}
    found = []
    for block in re.split(r"\n\s*\n", text):
        lines = _joined([line for line in block.splitlines() if line and line[0] != "#"])
        if not lines:
            continue
        kind, _, rest = lines[0].partition(" ")
        if kind == "let":
            name, _, pattern = rest.partition("\n")
            names[name] = _filled(pattern, names)
        elif kind == "cue":
            found.append(_cue(rest, lines[1:], names))
        else:
            raise ValueError(f"cues: {lines[0]!r} is neither 'let NAME' nor 'cue WEIGHT REASON'")
    return tuple(found)


def _cue(head: str, lines: Sequence[str], names: dict[str, str]) -> Cue:
    weight, _, reason = head.partition(" ")
    when, patterns = lines[0], lines[1:]
    if not when.startswith("when ") or not patterns:
        raise ValueError(f"cues: {reason!r} needs a line 'when WORDS' and a pattern below it")
    return Cue(
        reason=reason,
        weight=float(weight),
        words=frozenset(when.replace("\n", " ").split()[1:]),
        pattern=re.compile("|".join(f"(?:{_filled(one, names)})" for one in patterns)),
    )


def _joined(lines: Sequence[str]) -> list[str]:
    """Logical lines; after "let NAME" and "when" what goes on is set off by a line end."""
    found: list[str] = []
    for line in lines:
        if not line.startswith("    "):
            found.append(line)
        else:
            apart = "\n" if found[-1].startswith(("when ", "let ")) else ""
            first = "\n" not in found[-1] or found[-1].startswith("when ")
            found[-1] += (apart if first else "") + line.strip(" ")
    return found


def _filled(pattern: str, names: dict[str, str]) -> str:
    return _NAME.sub(lambda found: names[found[1]], pattern)
