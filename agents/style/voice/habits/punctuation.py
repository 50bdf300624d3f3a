"""Punctuation: which marks posts have, and in which form."""

from __future__ import annotations

import re
from collections import Counter

from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.values import Share, ratio, share_of, shares
from memory.types import Value

_ELLIPSIS = re.compile(r"…|\.{2,}")
_DASH = re.compile(r"—|–| -{1,2} |(?<=\w)--(?=\w)")
_COLON = re.compile(r":(?=\s|$)")
_REPEATED = re.compile(r"[!?]{2}")
_DOUBLE_SPACE = re.compile(r"[.!?]  +\S")
_CLOSING = re.compile(r"[!?]+")
_SERIES = re.compile(r"\w, (?:\w+ ){0,2}\w+(,?) (?:and|or|&) \w")
_QUOTE = re.compile(r"(?<![\w\d])[\"“][^\"“”\n]{1,200}[\"”]")


class Punctuation(Value):
    """Shares are of short posts unless they say otherwise."""

    commas: float
    exclamation: float
    question: float
    colons: float
    semicolons: float
    dashes: float
    """Long ones, and hyphens that stand for one."""
    ellipses: float
    parentheses: float
    quotations: float
    repeated: float
    """Two and more of ! and ? in a row."""
    dash_forms: tuple[Share, ...]
    """Of all dashes: "—", " — ", " - ", "--", …"""
    ellipsis_forms: tuple[Share, ...]
    closing_marks: tuple[Share, ...]
    """Of all runs of ! and ?: "!", "!!", "?!", …; four and more are written as three and "+"."""
    curly_quotes_share: float
    """Of quotation marks and apostrophes; 0.5 when none is seen."""
    last_comma_share: float
    """Of "a, b and c", those with a comma before the last; 0.5 when none is seen."""
    double_space_share: float
    """Posts with two spaces after a sentence."""

    @classmethod
    def measure(cls, corpus: Corpus) -> Punctuation:
        bodies, everything = corpus.bodies, corpus.everything
        closing = [match.group() for text in bodies for match in _CLOSING.finditer(text)]
        series = Counter(_SERIES.findall(everything))
        return cls(
            commas=_having(bodies, ","),
            exclamation=_having(bodies, "!"),
            question=_having(bodies, "?"),
            colons=share_of(bodies, _COLON.search),
            semicolons=_having(bodies, ";"),
            dashes=share_of(bodies, _DASH.search),
            ellipses=share_of(bodies, _ELLIPSIS.search),
            parentheses=_having(bodies, "("),
            quotations=share_of(bodies, _QUOTE.search),
            repeated=share_of(bodies, _REPEATED.search),
            dash_forms=_forms(_DASH, bodies),
            ellipsis_forms=_forms(_ELLIPSIS, bodies),
            closing_marks=shares(Counter(_cut(marks) for marks in closing), 6),
            curly_quotes_share=ratio(
                sum(map(everything.count, "“”‘’")), sum(map(everything.count, "\"'"))
            ),
            last_comma_share=ratio(series[","], series[""]),
            double_space_share=share_of(
                corpus.said, lambda one: _DOUBLE_SPACE.search(one.post.text)
            ),
        )


def _having(texts: tuple[str, ...], mark: str) -> float:
    return share_of(texts, lambda text: mark in text)


def _forms(pattern: re.Pattern[str], texts: tuple[str, ...]) -> tuple[Share, ...]:
    found = Counter(_cut(match.group()) for text in texts for match in pattern.finditer(text))
    return shares(found, 4)


def _cut(marks: str) -> str:
    return marks if len(marks) < 4 else f"{marks[:3]}+"
