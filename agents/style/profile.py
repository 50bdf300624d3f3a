"""Voice profile: how somebody writes, as numbers measured from what they published.

Nothing is described, everything is counted; the numbers steer the offline writer,
go into the model's prompt, and are what `persona show` prints.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from agents.style.casing import Casing
from agents.style.lexicon import is_common, word_set
from memory.types import Post, PostKind, Value
from tools.sentences import sentences

_URL = re.compile(r"https?://\S+")
_OPENER = re.compile(
    r"^((?:[^\s:.!?,]+ ){0,3}[^\s:.!?,]+:|(?:[^\s:.!?]+ ){0,2}[^\s:.!?]+[.!])\s+(?=\S)"
)
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_MONEY = {
    "bn": re.compile(r"[$€£]\d[\d.,]*(?:bn|m|tn)\b"),
    "B": re.compile(r"[$€£]\d[\d.,]*[BMT]\b"),
    "billion": re.compile(r"[$€£]\d[\d.,]* (?:b|m|tr)illion\b"),
}
_CONTRACTION = re.compile(
    r"\b\w+n['’]t\b|\b(?:it|that|there|what|who|he|she|i|we|you|they)['’]\w+", re.I
)
_UNCONTRACTED = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|should) ?not\b"
    r"|\b(?:it|that|there|what|he|she) is\b|\bI am\b|\b(?:we|you|they) are\b",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine)\b", re.IGNORECASE)
_SMALL_DIGIT = re.compile(r"(?<![\w.,$€£:])[2-9](?![\w.,:%])")
_BRITISH = re.compile(
    r"\b\w{3,}(?:isation|ise[ds]?|ising|our|ours|yse[ds]?)\b|\b(?:centre|licence|programme|cheque|"
    r"behaviour|defence|favourite|grey|metre)s?\b"
)
_AMERICAN = re.compile(
    r"\b\w{3,}(?:ization|ize[ds]?|izing|yze[ds]?)\b|\b(?:center|license|program|check|behavior|"
    r"defense|favorite|color|labor|gray|meter)s?\b"
)
_NEUTRAL_SPELLING = word_set(
    "our hour hours four your yours tour tours pour pours flour rise rises raise raised "
    "raises wise exercise exercised promise promised advise advised surprise surprised "
    "otherwise noise size sizes sized prize prizes check checks program license licenses "
    "revise revised likewise comprise precise praise arise disguise seize seized premise "
    "promises raising rising promising advising concise merchandise franchise expertise "
    "enterprise paradise"
)
_SEEN_OFTEN = 3
"""Times a phrase must recur to be a habit."""


class Opener(Value):
    """A first phrase that recurs, with its colon or full stop, and how often it was used."""

    text: str
    count: int


class VoiceProfile(Value):
    """Measured habits. Shares are 0 to 1 over posts; lengths are characters without links."""

    posts: int
    length_mean: float
    length_spread: float
    """Standard deviation."""
    sentences_mean: float
    words_per_sentence: float
    openers: tuple[Opener, ...]
    opener_share: float
    capital_after_opener: float
    ends_with_stop: float
    exclamation_share: float
    question_share: float
    lowercase_start_share: float
    contractions_share: float
    """Of the places where one could contract."""
    emoji_share: float
    hashtag_share: float
    cashtag_share: float
    link_share: float
    link_share_of_comments: float
    line_break_share: float
    digits_share: float
    """Of small whole numbers, those written as digits."""
    money_form: str
    """"bn" ($1.2bn), "B" ($1.2B), "billion" ($1.2 billion), or "" when none is seen."""
    dotted_abbreviations: float
    """Of US and UK, the share written U.S. and U.K.; 0.5 when none is seen."""
    curly_quotes_share: float
    semicolon_share: float
    dash_share: float
    british_share: float
    """Of words that tell, the share spelt the British way; 0.5 when none is seen."""
    pet_words: tuple[str, ...]

    @classmethod
    def measure(cls, posts: Sequence[Post]) -> VoiceProfile:
        """Counts over `posts`; replies count for words, not for openers and length."""
        own = [post for post in posts if post.kind is not PostKind.REPLY] or list(posts)
        texts = [text for text in (body(post.text) for post in own) if text]
        every = [body(post.text) for post in posts]
        joined = "\n".join(every)
        lengths = [float(len(text)) for text in texts] or [0.0]
        split = [sentences(text) for text in texts]
        openers = _openers(texts)
        return cls(
            posts=len(posts),
            length_mean=round(statistics.fmean(lengths), 1),
            length_spread=round(statistics.pstdev(lengths), 1),
            sentences_mean=_mean(len(parts) for parts in split),
            words_per_sentence=_mean(len(part.split()) for parts in split for part in parts),
            openers=openers,
            opener_share=_share(texts, lambda text: opener_of(text) in {o.text for o in openers}),
            capital_after_opener=_share(
                [text for text in texts if opener_of(text).endswith(":")], _capital_after_opener
            ),
            ends_with_stop=_share(texts, lambda text: text.endswith(".")),
            exclamation_share=_share(texts, lambda text: "!" in text),
            question_share=_share(texts, lambda text: "?" in text),
            lowercase_start_share=_share(texts, lambda text: text[0].islower()),
            contractions_share=_ratio(_CONTRACTION, _UNCONTRACTED, joined),
            emoji_share=_share(texts, lambda text: bool(_EMOJI.search(text))),
            hashtag_share=_share(texts, lambda text: bool(re.search(r"(?<!\w)#\w", text))),
            cashtag_share=_share(texts, lambda text: bool(re.search(r"(?<!\w)\$[A-Z]{2}", text))),
            link_share=_share([post.text for post in own], lambda t: bool(_URL.search(t))),
            link_share_of_comments=_share(
                [post.text for post in own if post.kind is PostKind.COMMENT],
                lambda text: bool(_URL.search(text)),
            ),
            line_break_share=_share(texts, lambda text: "\n" in text),
            digits_share=_ratio(_SMALL_DIGIT, _NUMBER_WORD, joined),
            money_form=_money_form(joined),
            dotted_abbreviations=_ratio(
                re.compile(r"\bU\.[SK]\."), re.compile(r"\bU[SK]\b"), joined
            ),
            curly_quotes_share=_ratio(re.compile("[“”‘’]"), re.compile("[\"']"), joined),
            semicolon_share=_share(texts, lambda text: ";" in text),
            dash_share=_share(texts, lambda text: bool(re.search("[—–]", text))),
            british_share=_spelling(joined),
            pet_words=_pet_words([text[len(opener_of(text)) :] for text in every]),
        )

    def describe(self) -> str:
        """The profile as short lines of numbers, for a prompt or a terminal."""
        openers = ", ".join(f"{o.text!r} {o.count}×" for o in self.openers[:12]) or "none"
        lines = (
            f"{self.posts} posts; {self.length_mean:.0f} characters on average "
            f"(spread {self.length_spread:.0f}), {self.sentences_mean:.1f} sentences of "
            f"{self.words_per_sentence:.0f} words",
            f"openers in {self.opener_share:.0%} of posts: {openers}",
            f"last character is a full stop in {self.ends_with_stop:.0%}; exclamation marks in "
            f"{self.exclamation_share:.0%}, questions {self.question_share:.0%}, semicolons "
            f"{self.semicolon_share:.0%}, dashes {self.dash_share:.0%}",
            f"begins in lower case {self.lowercase_start_share:.0%}; contracts "
            f"{self.contractions_share:.0%} of what can be contracted; line breaks "
            f"{self.line_break_share:.0%}",
            f"emoji {self.emoji_share:.0%}, hashtags {self.hashtag_share:.0%}, cashtags "
            f"{self.cashtag_share:.0%}, links {self.link_share:.0%}",
            f"small numbers as digits {self.digits_share:.0%}; money "
            f"{_MONEY_EXAMPLES[self.money_form]}; British spelling {self.british_share:.0%}",
            f"pet words: {', '.join(self.pet_words) or 'none'}",
        )
        return "\n".join(lines)


_MONEY_EXAMPLES = {"bn": "$1.2bn", "B": "$1.2B", "billion": "$1.2 billion", "": "not seen"}


def body(text: str) -> str:
    """A post's text without its links."""
    return re.sub(r"[ \t]+", " ", _URL.sub("", text)).strip()


def opener_of(text: str) -> str:
    """The first phrase of up to four words with a colon, or three with a full stop; else empty."""
    match = _OPENER.match(text)
    return match.group(1) if match else ""


def _openers(texts: Sequence[str]) -> tuple[Opener, ...]:
    counts = Counter(filter(None, map(opener_of, texts)))
    habits = [(text, count) for text, count in counts.most_common() if count >= _SEEN_OFTEN]
    return tuple(Opener(text=text, count=count) for text, count in habits)


def _capital_after_opener(text: str) -> bool:
    rest = text[len(opener_of(text)) :].lstrip()
    return not rest[:1].islower()


def _pet_words(texts: Sequence[str]) -> tuple[str, ...]:
    """Ordinary words of five letters and more that recur most, counted once a post."""
    counts = Counter(
        word
        for text in texts
        for word in set(re.findall(r"\b[a-z]{5,}\b", text))
        if is_common(word)
    )
    casing = Casing.learn(texts)
    return tuple(
        word
        for word, count in counts.most_common(60)
        if count >= _SEEN_OFTEN and word not in _PLAIN and casing.says(word) is not True
    )[:12]


_PLAIN = word_set(
    "about after again against among another because before being between could every "
    "everybody first their there these thing things think those three under until where "
    "which while would without nobody somebody should still never until other others years "
    "today people"
)


def _spelling(text: str) -> float:
    words = text.lower()
    british = [m for m in _all(_BRITISH, words) if m not in _NEUTRAL_SPELLING]
    american = [m for m in _all(_AMERICAN, words) if m not in _NEUTRAL_SPELLING]
    total = len(british) + len(american)
    return round(len(british) / total, 2) if total else 0.5


def _all(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group() for match in pattern.finditer(text)]


def _money_form(text: str) -> str:
    counts = {form: len(pattern.findall(text)) for form, pattern in _MONEY.items()}
    best = max(counts, key=lambda form: counts[form])
    return best if counts[best] else ""


def _ratio(yes: re.Pattern[str], no: re.Pattern[str], text: str) -> float:
    """Share of `yes` among both, 0.5 when neither is seen."""
    hits, misses = len(_all(yes, text)), len(_all(no, text))
    return round(hits / (hits + misses), 2) if hits + misses else 0.5


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return round(sum(map(test, texts)) / len(texts), 3) if texts else 0.0


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return round(statistics.fmean(found), 2) if found else 0.0
