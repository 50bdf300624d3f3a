"""Takes: sentences of the persona's own posts that mean something without their post.

Mined first from comments on links, where the person said them about a story, not
about a sentence before. What points outside itself, tells of the person's own day,
names names, counts or asks is no take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from agents.style.english.casing import Casing
from agents.style.english.grammar import has_name, is_clause, tokens
from agents.style.english.lexicon import DETERMINERS, PREPOSITIONS, Form, forms, is_common, word_set
from agents.style.english.mood import is_sorry
from agents.style.english.shortening import is_past
from agents.style.offline.reactions import section_of
from agents.style.voice.profile import body, opener_of
from memory.types import Post, PostKind
from tools.sentences import sentences

_LONGEST_WORDS, _FEWEST_WORDS = 26, 4
_POINTS_OUTSIDE = re.compile(
    r"^(?:this|that|these|those|they|them|it|he|she|his|her|its|their|there|here|such|same|both|"
    r"neither|either|another|others?|but|and|or|so|also|then|yet|still|instead|because|which|who|"
    r"not|no|yes|well|again|meanwhile|however|or|except|unless|until|only)\b|"
    r"^(?:the|a) (?:latter|former|same|first one|second one|other)\b|"
    r"^(?:it|that|there|they|he|she|here)['’]",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:I|[Ww]e|us|me|[Mm]y|[Mm]ine|[Oo]urs?|myself|ourselves)\b|\bI['’]|\b[Ww]e['’]"
)
_DAY_OR_PLACE = re.compile(
    r"\b(?:today|yesterday|tonight|tomorrow|this (?:week|morning|year|month|issue)|"
    r"last (?:week|night|year|month)|next week|(?:mon|tues|wednes|thurs|fri|satur|sun)day['’]s|"
    r"in (?:19|20)\d\d|now|again|already|just|recently|lately|soon|so far|this (?:\w+end|season|"
    r"time|round)|right now|these days|next (?:year|month|time)|moved|happened)\b",
    re.IGNORECASE,
)
_ABOUT_A_TEXT = re.compile(
    r"\b(?:essay|article|piece|thread|paper|post|interview|podcast|chart|graph|book|headlines?|"
    r"report|video|photo|picture|clip|film|obituary|column|review|link|episode|newsletter)s?\b",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:has|have|is being|are being)(?: (?:also|not|never|long))? (?:been|\w+(?:ed|en|ne|wn))\b|"
    r"\b(?:is|are)(?:n['’]t| not| also)? (?:\w+ing\b(?! (?:a|an|the|to)\b)|out|up|live|available|"
    r"back|gone|open|closed|here|over|down|off|on|approved|passed|coming|going|set|due)\b|"
    r"\b(?:remain|stay|look)s? (?:low|high|open|closed|good|fine|the same)\b|[•\n]|"
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand)\b|"
    r"\b(?:says|said|told|finds|shows|contains|asks|discovers|explains)\b",
    re.IGNORECASE,
)
"""Marks of an event or of a report, which a remark that holds in general has not."""
_GENERAL = re.compile(
    r"\b(?:when|whenever|until|unless|if|because|who|what|than|always|never|ever|every|most|best|"
    r"worst|only|easiest|hardest|\w{3,}est|not|n['’]t)\b|n['’]t\b",
    re.IGNORECASE,
)
_TIMELESS = re.compile(r"\b(?:always|never|ever|every|nobody|no one)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d.,]*\s?(?:%|bn|m|k|million|billion|percent)?|[$€£]")
_LINK_OR_TAG = re.compile(r"https?://|[@#$]\w|[\U0001f300-\U0001faff]")
_BOUND = (_FIRST_PERSON, _DAY_OR_PLACE, _NUMBER, _LINK_OR_TAG, _ABOUT_A_TEXT)
"""What binds a sentence to its own post."""
_POSITIVE = word_set(
    "good great best finally excellent nice love lovely brilliant welcome progress proud "
    "happy win wins thriving superb"
)
_NEGATIVE = word_set(
    "bad worse worst fail fails failed failure broken steal stolen theft fraud hack hacked "
    "lie lies loses losses crash crashes collapse outage breach leak leaks scam dead"
)


_TERMS = word_set("ETF ETFs CEO CEOs CFO API APIs AI PR HR IT TV PDF IPO GDP CPI ID DIY FAQ")
"""What is written in capitals and names nobody."""


@dataclass(frozen=True)
class Take:
    """One reusable sentence (its first half, or the two of one post), in the persona's own words.

    `opener` is the phrase that stood before it, empty when there was none.
    """

    text: str
    post: Post
    opener: str
    commented: bool
    """Whether it was said about a link."""

    @property
    def mood(self) -> int:
        """1 glad, -1 sorry, 0 neither."""
        words = {word.lower() for word in tokens(self.text)}
        return bool(words & _POSITIVE) - bool(words & _NEGATIVE)


def mine(posts: Sequence[Post], casing: Casing) -> list[Take]:
    """The takes of `posts`, those from comments on links first, each text once."""
    ordered = sorted(posts, key=lambda post: post.kind is not PostKind.COMMENT)
    found: dict[str, Take] = {}
    for post in ordered:
        for take in _of(post, casing):
            found.setdefault(take.text.lower(), take)
    return list(found.values())


def with_opener(take: Take) -> str:
    """A take with the label that it had, unless that label announces news or a link."""
    label = take.opener.endswith(":") and not section_of(take.opener)
    return f"{take.opener} {take.text}" if label else take.text


def suits(take: Take, story: str) -> bool:
    """Whether the mood of a take goes with the news: no gladness over a collapse."""
    return not (take.mood > 0 and is_sorry(story))


def self_contained(sentence: str, casing: Casing) -> bool:
    """Whether `sentence` says something general that holds without its post."""
    words = [word for word in tokens(sentence) if word[0].isalnum()]
    return (
        _FEWEST_WORDS <= len(words) <= _LONGEST_WORDS
        and not sentence.endswith(("?", ":", ",", "…", ".."))
        and not any(pattern.search(sentence) for pattern in _BOUND)
        and _holds_in_general(sentence)
        and not _POINTS_OUTSIDE.match(sentence)
        and not _names(sentence, casing)
        and not _imperative_to_readers(words)
        and _says_something(sentence)
    )


def _holds_in_general(sentence: str) -> bool:
    """Whether it speaks of how things are, not of what happened.

    "The ETF is approved" was news once; "The subsidy ends when the subsidised stop voting"
    still holds.
    """
    if _EVENT.search(sentence) or (is_past(sentence) and not _TIMELESS.search(sentence)):
        return False
    definite = re.match(r"(?:the|this|that|these|those|his|her|their|its)\b", sentence, re.I)
    return not definite or _GENERAL.search(sentence) is not None


def _of(post: Post, casing: Casing) -> Iterator[Take]:
    if post.kind in {PostKind.REPLY, PostKind.QUESTION, PostKind.THREAD}:
        return
    text = body(post.text)
    opener = opener_of(text)
    parts = sentences(text[len(opener) :])
    commented = post.kind is PostKind.COMMENT
    if commented and parts and self_contained(parts[0], casing):
        yield Take(parts[0], post, opener, commented)
        head = _without_advice(parts[0])
        if head and self_contained(head, casing):
            yield Take(head, post, opener, commented)
        if len(parts) == 2 and _completes(parts[1], casing):
            yield Take(" ".join(parts), post, opener, commented)
    elif parts and self_contained(parts[-1], casing):
        yield Take(parts[-1], post, opener if len(parts) == 1 else "", commented)


def _without_advice(sentence: str) -> str:
    """The first half of "A venue is a ledger; judge the ledger.", or empty."""
    head, semicolon, advice = sentence.partition("; ")
    words = [word.lower() for word in tokens(advice)]
    if not semicolon or len(words) < 2 or words[0] in head.lower().split():
        return ""
    governs = words[1] in DETERMINERS | PREPOSITIONS | {"how", "what", "who", "whether"}
    return f"{head}." if Form.BASE in forms(words[0]) and governs else ""


def _completes(sentence: str, casing: Casing) -> bool:
    """Whether a second sentence may go along with its first: general, though it may point back."""
    return (
        sentence.endswith(".")
        and not any(pattern.search(sentence) for pattern in _BOUND)
        and not _names(sentence, casing)
    )


def _names(sentence: str, casing: Casing) -> bool:
    """Whether a name is in it: a capital inside that the persona does not put on ordinary words."""
    inner = [word for word in tokens(sentence)[1:] if word[0].isupper() and word != "I"]
    first = tokens(sentence)[:1]
    starts_with_name = bool(first) and casing.says(first[0]) is True and not is_common(first[0])
    hidden = sentence.islower() and not all(map(is_common, filter(str.isalpha, tokens(sentence))))
    return hidden or starts_with_name or any(word not in _TERMS for word in inner)


def _says_something(sentence: str) -> bool:
    words = tokens(sentence)
    imperative = bool(words) and Form.BASE in forms(words[0]) and not has_name(words[0])
    return is_clause(sentence) or imperative


@cache
def _private() -> frozenset[str]:
    return word_set("reply dm email subscribe join follow share retweet repost listen")


def _imperative_to_readers(words: Sequence[str]) -> bool:
    """ "Follow me", "subscribe": talk to readers about the account."""
    return words[0].lower() in _private()
