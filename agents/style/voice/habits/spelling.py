"""Spelling: contractions, numbers, money, British or American, abbreviations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from agents.style.english.lexicon import word_set
from agents.style.voice.habits.corpus import Corpus
from agents.style.voice.habits.values import SEEN_OFTEN, Counted, Share, counted, ratio, shares
from memory.types import Value

_CONTRACTED = re.compile(r"\w+n't|(?:it|that|there|what|who|he|she|i|we|you|they)'\w+")
_UNCONTRACTED = re.compile(
    r"\b(?:(?:is|are|was|were|ha(?:s|ve|d)|do(?:es)?|did|w(?:ill|ould)|c(?:an|ould)|should) ?not"
    r"|(?:it|that|there|what|s?he) is|i am|(?:we|you|they) are)\b"
)
_BARE = word_set(
    "dont doesnt didnt cant wont isnt arent wasnt couldnt shouldnt wouldnt havent hasnt aint im "
    "ive youre theyre thats whats theres theyve youve"
)
_NUMBER_WORDS = word_set("two three four five six seven eight nine")
_DIGIT = re.compile(r"\d")
_SMALL_DIGIT = re.compile(r"(?<![\w.,$€£:])[2-9](?![\w.,:%])")
MONEY = {
    "bn": re.compile(r"[$€£]\d[\d.,]*(?:bn|m|tn)\b"),
    "B": re.compile(r"[$€£]\d[\d.,]*[BMT]\b"),
    "billion": re.compile(r"[$€£]\d[\d.,]* (?:b|m|tr)illion\b"),
}
"""Ways to write large sums, by the name of the way."""
_PERCENT = {
    "5%": re.compile(r"\d ?%"),
    "5 percent": re.compile(r"\d percent\b", re.I),
    "5 per cent": re.compile(r"\d per cent\b", re.I),
    "5pct": re.compile(r"\d ?pct\b", re.I),
}
_THOUSANDS = {
    "10,000": re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![,\d])"),
    "10k": re.compile(r"(?<![\w.])\d+(?:\.\d+)?k\b"),
    "10K": re.compile(r"(?<![\w.])\d+(?:\.\d+)?K\b"),
    "10000": re.compile(r"(?<![\d.,])[1-9]\d?000(?![\d,])"),
    "10 thousand": re.compile(r"\d thousand\b", re.I),
}
_CLOCK = {
    "9am": re.compile(r"\b\d{1,2}(?::\d\d)?[ap]m\b"),
    "9 am": re.compile(r"\b\d{1,2}(?::\d\d)? [ap]m\b"),
    "9AM": re.compile(r"\b\d{1,2}(?::\d\d)?[AP]M\b"),
    "9 AM": re.compile(r"\b\d{1,2}(?::\d\d)? [AP]M\b"),
    "9 a.m.": re.compile(r"\b\d{1,2}(?::\d\d)? ?[ap]\.m\."),
    "21:00": re.compile(r"\b(?:0\d|1\d|2[0-3]):[0-5]\d\b(?! ?[ap]\.?m)", re.I),
}
_BRITISH = re.compile(
    r"\w{3,}(?:isation|ise[ds]?|ising|our|ours|yse[ds]?)|(?:centre|licence|programme|cheque|"
    r"behaviour|defence|favourite|grey|metre)s?"
)
_AMERICAN = re.compile(
    r"\w{3,}(?:ization|ize[ds]?|izing|yze[ds]?)|(?:center|license|program|check|behavior|"
    r"defense|favorite|color|labor|gray|meter)s?"
)
_NEUTRAL = word_set(
    "our hour hours four your yours tour tours pour pours flour rise rises raise raised "
    "raises wise exercise exercised promise promised advise advised surprise surprised "
    "otherwise noise size sizes sized prize prizes check checks program license licenses "
    "revise revised likewise comprise precise praise arise disguise seize seized premise "
    "promises raising rising promising advising concise merchandise franchise expertise "
    "enterprise paradise"
)


class Spelling(Value):
    """Of all posts. A share is 0.5 when nothing tells."""

    contractions_share: float
    """Of the places where one could contract."""
    contractions: tuple[Counted, ...]
    bare_share: float
    """Of contractions, those without their apostrophe (dont, im)."""
    digits_share: float
    """Of small whole numbers, those written as digits."""
    money_form: str
    """"bn" ($1.2bn), "B" ($1.2B), "billion" ($1.2 billion), or "" when none is seen."""
    money: tuple[Share, ...]
    percent: tuple[Share, ...]
    thousands: tuple[Share, ...]
    clock: tuple[Share, ...]
    dotted_abbreviations: float
    """Of US and UK, the share written U.S. and U.K."""
    british_share: float
    """Of words that tell, the share spelt the British way."""

    @classmethod
    def measure(cls, corpus: Corpus) -> Spelling:
        text = corpus.everything
        figures = "\n".join(line for line in text.split("\n") if _DIGIT.search(line))
        words = Counter(word for one in corpus.every for word in one.words)
        contracted = {word: n for word, n in words.items() if _CONTRACTED.fullmatch(word)}
        bare = {word: n for word, n in words.items() if word in _BARE}
        short = sum(contracted.values()) + sum(bare.values())
        money = _forms(MONEY, figures)
        return cls(
            contractions_share=ratio(short, len(_UNCONTRACTED.findall(text.lower()))),
            contractions=counted(contracted | bare, 10, SEEN_OFTEN),
            bare_share=ratio(sum(bare.values()), sum(contracted.values())),
            digits_share=ratio(
                len(_SMALL_DIGIT.findall(figures)), sum(words[word] for word in _NUMBER_WORDS)
            ),
            money_form=money[0].name if money else "",
            money=money,
            percent=_forms(_PERCENT, figures),
            thousands=_forms(_THOUSANDS, figures),
            clock=_forms(_CLOCK, figures),
            dotted_abbreviations=ratio(
                len(re.findall(r"\bU\.[SK]\.", text)), len(re.findall(r"\bU[SK]\b", text))
            ),
            british_share=ratio(_spelt(words, _BRITISH), _spelt(words, _AMERICAN)),
        )


def _forms(ways: dict[str, re.Pattern[str]], text: str) -> tuple[Share, ...]:
    """How often each way is chosen; empty when none is seen."""
    counts = {name: len(pattern.findall(text)) for name, pattern in ways.items()}
    return shares({name: count for name, count in counts.items() if count})


def _spelt(words: Mapping[str, int], way: re.Pattern[str]) -> int:
    return sum(n for word, n in words.items() if way.fullmatch(word) and word not in _NEUTRAL)
