"""Reading: simple faults that a reader stumbles over, and what a draft is made of.

A fault that the persona commits in one post of twenty is a habit and none of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agents.judges.wording import word_set
from tools.sentences import sentences

HABIT = 0.05
"""Share of the persona's own posts from which a fault is theirs."""

_LINK = re.compile(r"\s*https?://\S+")
_DANGLING = word_set(
    "the a an of at for from with to into and or but as whose than because while if its their his "
    "her our my your amid among against via per"
)
_SPELT_OUT = re.compile(r"\s(?:https?|www)$|&(?:amp|lt|gt|quot|#\d+);|</?[a-z]+>|\[[+…]|\bLINK\b")
_PAIRED = (("(", ")"), ("[", "]"), ("“", "”"))


@dataclass(frozen=True)
class Makeup:
    """What a draft consists of besides what the brief says."""

    opener: bool
    """It begins with words that are not the brief's."""
    take: bool
    """A whole stretch of it is not the brief's."""
    fact: bool
    """A whole stretch of it is the brief's."""


class Reader:
    """Reads texts of one persona."""

    def __init__(self, own: Sequence[str]) -> None:
        """`own`: the persona's posts, which excuse what is their habit."""
        counts = {name: sum(check(_bare(text)) for text in own) for name, check in _CHECKS.items()}
        self._excused = {name for name, n in counts.items() if n > HABIT * len(own)}

    def faults(self, text: str) -> tuple[str, ...]:
        """What a reader would stumble over, in words."""
        bare = _bare(text)
        return tuple(
            name for name, check in _CHECKS.items() if name not in self._excused and check(bare)
        )


def makeup(text: str, brief: Sequence[str]) -> Makeup:
    """Which of its stretches `text` owes to `brief`: those half of whose longer words it has."""
    told = {_stem(word) for line in brief for word in _words(line)}
    kinds = []
    for stretch in _stretches(text):
        words = [_stem(word) for word in _words(stretch)]
        content = [word for word in words if len(word) > 3] or words
        shared = sum(word in told for word in content) / max(1, len(content))
        kinds.append(("fact" if shared >= 0.5 else "own", len(words)))
    opener = bool(kinds) and kinds[0][0] == "own" and kinds[0][1] <= 4 and len(kinds) > 1
    rest = kinds[1:] if opener else kinds
    return Makeup(
        opener=opener,
        take=any(kind == "own" and size >= 2 for kind, size in rest),
        fact=any(kind == "fact" for kind, _ in rest),
    )


def _stretches(text: str) -> list[str]:
    bare = _bare(text)
    parts = [
        part for sentence in sentences(bare) for part in re.split(r"(?<=:)\s|\s[–—-]\s", sentence)
    ]
    return [part for part in parts if re.search(r"\w", part)]


def _bare(text: str) -> str:
    """Without its links and the tags at its end."""
    return re.sub(r"(?:\s+[#$]\w+)+\s*$", "", _LINK.sub("", text)).strip()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s)$", "", word) if len(word) > 4 else word


def _unpaired(text: str) -> bool:
    return any(text.count(left) != text.count(right) for left, right in _PAIRED) or (
        text.count('"') % 2 == 1
    )


def _said_twice(text: str) -> bool:
    said = [" ".join(_words(sentence)) for sentence in sentences(text)]
    long = [one for one in said if len(one.split()) > 2]
    return len(set(long)) < len(long)


def _dangles(text: str) -> bool:
    last = _words(text)[-1:]
    return bool(last and last[0] in _DANGLING and not re.search(r"[?!]$", text))


_CHECKS: dict[str, Callable[[str], bool]] = {
    "no words": lambda text: not _words(text),
    "a quotation mark or bracket without its other half": _unpaired,
    "the same word twice": lambda text: bool(
        re.search(r"\b(?!(?:very|that|had|ha|no|bye|so|really)\b)([^\W\d_]+) \1\b", text, re.I)
    ),
    "the same sentence twice": _said_twice,
    "ends in the middle": _dangles,
    "is cut off": lambda text: bool(re.search(r"\w…$", text)),
    "two marks where one belongs": lambda text: bool(
        re.search(r"[,;:][.,;:!?]|(?<!\.)\.\.(?!\.)|\?\.|!\.|[.!?…],", text)
    ),
    "a space before a mark": lambda text: bool(re.search(r"\w [,.;:!?](?:\s|$)", text)),
    "marks of a page or a half link": lambda text: bool(_SPELT_OUT.search(text)),
    "two spaces": lambda text: bool(re.search(r"\S {2,}\S", text)),
    "a sentence that begins small after a full stop": lambda text: bool(
        re.search(r"[a-z]{3}\. [a-z]{2}", text) and re.match(r"[A-Z]", text)
    ),
}
