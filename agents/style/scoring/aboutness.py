"""Aboutness: is each sentence of a draft about the brief, or a non-sequitur?

A sentence that shares its telling words with the headline or a fact is about it; of the
rest the embedding decides. One sentence astray spoils a draft, so the worst one counts
as well as the whole. A sentence that tells of nothing ("Long overdue.") is neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.seams import Embedder
from agents.style.english.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS, is_listed
from agents.style.voice.profile import body, opener_of
from memory.types import Brief
from tools.sentences import sentences

_SHARED = 0.6
"""Share of telling words in common from which a sentence restates the story."""
_FAR, _NEAR = 0.08, 0.5
"""Cosine of a sentence and the story: below the first unrelated, from the second about it."""
_NEITHER = 0.5
_FEWEST = 3
"""Telling words from which a sentence can be about something."""


class BriefRelevance:
    """Scores drafts against briefs; each sentence is embedded once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def of(self, texts: Sequence[str], brief: Brief) -> list[float]:
        """For each of `texts` 0 (unrelated) to 1 (about the brief throughout)."""
        told = [brief.headline, *(fact.text for fact in brief.facts)]
        known = {word for text in told for word in _telling(text)}
        split = [_parts(text) for text in texts]
        distinct = dict.fromkeys(part for parts in split for part in parts)
        worth = {part: _overlap(part, known) for part in distinct}
        unsure = [part for part, share in worth.items() if share is not None and share < _SHARED]
        if unsure:
            stories = list(dict.fromkeys([told[0], " ".join(told[:2])]))
            vectors = self._embedder.embed([*stories, *unsure])
            near = (vectors[len(stories) :] @ vectors[: len(stories)].T).max(axis=1)
            for part, cosine in zip(unsure, near, strict=True):
                close = min(1.0, max(0.0, (float(cosine) - _FAR) / (_NEAR - _FAR)))
                worth[part] = max(close, worth[part] or 0.0)
        return [_whole([(part, worth[part]) for part in parts]) for parts in split]


def _whole(parts: Sequence[tuple[str, float | None]]) -> float:
    """Half the mean by length, half the worst sentence."""
    told = [(len(part), 1.0 if share is not None and share >= _SHARED else share)
            for part, share in parts]  # fmt: skip
    known = [(size, share) for size, share in told if share is not None]
    if not known:
        return _NEITHER
    mean = sum(size * share for size, share in known) / sum(size for size, _ in known)
    return (mean + min(share for _, share in known)) / 2


def _parts(text: str) -> list[str]:
    plain = body(text)
    return sentences(plain[len(opener_of(plain)) :])


def _overlap(sentence: str, known: set[str]) -> float | None:
    """Share of its telling words that the story has; None when it tells of nothing."""
    words = _telling(sentence)
    if len(words) < _FEWEST:
        return None
    return len(words & known) / len(words)


def _telling(text: str) -> set[str]:
    """Stems of its words but for those that stand in any sentence; numbers as they are."""
    words = re.findall(r"\d[\d.,]*\d|\d|[^\W\d_]+", text)
    return {_stem(word.lower()) for word in words if _tells(word)}


def _tells(word: str) -> bool:
    lower = word.lower()
    if len(word) < 4 and is_listed(lower):
        return False
    return lower not in DETERMINERS | PREPOSITIONS | AUXILIARIES and (len(word) > 2)


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ies", "ers", "er", "ed", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
