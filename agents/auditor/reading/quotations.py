"""Quotation marks: where a text claims to repeat somebody's words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAIRS = (
    re.compile(r"“([^“”]{1,600})”"),
    re.compile(r"„([^„“”]{1,600})[“”]"),
    re.compile(r"«([^«»]{1,600})»"),
    re.compile(r'"([^"]{1,600})"'),
    re.compile(r"(?<![\w’])‘([^‘]{2,600}?)’(?!\w)"),
    re.compile(r"(?<![\w'])'([^'\n]{2,300}?)'(?!\w)"),
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two marks; `start` and `end` include the marks."""

    words: str
    start: int
    end: int


def quotations(text: str) -> tuple[Quotation, ...]:
    """Every quotation that opens and closes, in order, none inside another."""
    found: list[Quotation] = []
    for pattern in _PAIRS:
        for match in pattern.finditer(text):
            inside = any(q.start < match.end() and match.start() < q.end for q in found)
            if not inside and match[1].strip():
                found.append(Quotation(match[1], match.start(), match.end()))
    return tuple(sorted(found, key=lambda quotation: quotation.start))


def plain(text: str) -> str:
    """Text as it is compared: straight marks, single spaces, lower case."""
    text = re.sub(r"[“”„«»]", '"', re.sub(r"[‘’ʼ]", "'", text)).replace("…", "...")
    return re.sub(r"\s+", " ", re.sub(r"[–—]", "-", text)).strip().lower()
