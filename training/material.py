"""Material: a sentence with the text it stands in, and where in it words may be changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agents.auditor.reading.quotations import plain, quotations
from tools.sentences import sentences

_LINK = re.compile(r"https?://\S+|[@#]\w+")


@dataclass(frozen=True)
class Material:
    """One sentence, which `evidence` bears out."""

    sentence: str
    evidence: str
    """The whole text that it stands in, or that it was made from."""
    elsewhere: Sequence[str] = ()
    """Sentences of other texts."""

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The other sentences of the evidence."""
        own = plain(self.sentence)
        return tuple(s for s in sentences(self.evidence) if plain(s) not in own)

    @cached_property
    def _closed(self) -> tuple[tuple[int, int], ...]:
        quoted = [(quote.start, quote.end) for quote in quotations(self.sentence)]
        return (*quoted, *(match.span() for match in _LINK.finditer(self.sentence)))

    def open(self, start: int, end: int) -> bool:
        """Whether a change there touches no link, no handle and nobody's quoted words."""
        return not any(start < high and low < end for low, high in self._closed)

    def labels(self, end: int) -> bool:
        """Whether what ends there only says who speaks: "Speaker 1: …"."""
        return self.sentence.startswith(":", end)

    def replaced(self, start: int, end: int, new: str) -> str:
        """The sentence with other words there."""
        return self.sentence[:start] + new + self.sentence[end:]
