"""Function words: how often somebody uses the words that carry grammar.

Their rates hardly depend on the subject (Mosteller and Wallace, 1964). A rate is compared
with other people's by its z-score over them, as in Burrows's Delta (Literary and Linguistic
Computing 17, 2002).
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence

from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.lexicon import function_words
from memory.types import Value

Rates = Mapping[str, float]
"""Function word to its uses in a thousand words."""
_FEWEST = 500
"""Words below which a rate is chance."""
_MOST = 10


class Rate(Value):
    """How often a function word is used, and how unusual that is."""

    text: str
    a_thousand: float
    """Uses in a thousand words."""
    others: float
    """The same for other people, on average."""
    z: float
    """Standard deviations over other people."""


class FunctionWords(Value):
    """Of all posts."""

    rates: dict[str, float]
    """The hundred commonest words: uses in a thousand."""
    more: tuple[Rate, ...]
    """Those used more than others use them, most telling first."""
    less: tuple[Rate, ...]

    @classmethod
    def measure(cls, corpus: Corpus, others: Sequence[Rates]) -> FunctionWords:
        mine = rates_of(corpus)
        telling: list[Rate] = []
        if sum(1 for one in corpus.every for _ in one.words) >= _FEWEST and len(others) > 1:
            telling = sorted(
                (_compare(word, mine, others) for word in function_words()),
                key=lambda rate: (-abs(rate.z), rate.text),
            )
        ranked = sorted(mine.items(), key=lambda item: (-item[1], item[0]))[:100]
        return cls(
            rates=dict(ranked),
            more=tuple(rate for rate in telling if rate.z >= 1)[:_MOST],
            less=tuple(rate for rate in telling if rate.z <= -1)[:_MOST],
        )


def rates_of(corpus: Corpus) -> Rates:
    """Uses in a thousand words of every function word that occurs."""
    counts, total = Counter[str](), 0
    listed = function_words()
    for one in corpus.every:
        for run in one.runs:
            total += len(run)
            counts.update(word for word in run if word in listed)
    return {word: round(1000 * count / total, 2) for word, count in counts.items()}


def _compare(word: str, mine: Rates, others: Sequence[Rates]) -> Rate:
    theirs = [rates.get(word, 0.0) for rates in others]
    mean, deviation = statistics.fmean(theirs), statistics.pstdev(theirs)
    own = mine.get(word, 0.0)
    return Rate(
        text=word,
        a_thousand=own,
        others=round(mean, 2),
        # One use in a thousand is the least that a difference is measured against.
        z=round((own - mean) / max(deviation, 1.0), 2),
    )
