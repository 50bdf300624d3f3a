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

from agents.style.casing import Casing
from agents.style.grammar import has_name, is_clause, tokens
from agents.style.lexicon import DETERMINERS, PREPOSITIONS, Form, forms, is_common, word_set
from agents.style.profile import body, opener_of
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
    r"in (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d.,]*\s?(?:%|bn|m|k|million|billion|percent)?|[$€£]")
_LINK_OR_TAG = re.compile(r"https?://|[@#$]\w|[\U0001f300-\U0001faff]")
_POSITIVE = word_set(
    "good great best finally excellent nice love lovely brilliant welcome progress proud "
    "happy win wins thriving superb"
)
_NEGATIVE = word_set(
    "bad worse worst fail fails failed failure broken steal stolen theft fraud hack hacked "
    "lie lies loses losses crash crashes collapse outage breach leak leaks scam dead"
)
_BAD_NEWS = re.compile(
    r"\b(?:collaps\w+|fraud\w*|hack\w*|exploit\w*|stol\w+|steal\w*|theft|breach\w*|outage\w*|down|"
    r"fined?|layoffs?|cuts? \d+|cuts? jobs|halt\w*|bankrupt\w*|insolven\w*|su(?:es|ed|ing)|charged|"
    r"crash\w*|fall[s]?|fell|plung\w+|slump\w*|tank[s]?|leak\w*|fail\w*|reject\w*|lost|loss\w*|"
    r"freez\w+|froze\w*|ban[s]?|banned|shut\w*|delay\w*|depeg\w*|drain\w*)\b",
    re.IGNORECASE,
)


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


def suits(take: Take, story: str) -> bool:
    """Whether the mood of a take goes with the news: no gladness over a collapse."""
    return not (take.mood > 0 and _BAD_NEWS.search(story))


def self_contained(sentence: str, casing: Casing) -> bool:
    """Whether `sentence` says something general that holds without its post."""
    words = [word for word in tokens(sentence) if word[0].isalnum()]
    return (
        _FEWEST_WORDS <= len(words) <= _LONGEST_WORDS
        and sentence.endswith(".")
        and not any(pattern.search(sentence) for pattern in (_FIRST_PERSON, _DAY_OR_PLACE, _NUMBER))
        and not _LINK_OR_TAG.search(sentence)
        and not _POINTS_OUTSIDE.match(sentence)
        and not _names(sentence, casing)
        and not _imperative_to_readers(words)
        and _says_something(sentence)
    )


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
    elif len(parts) == 1 and self_contained(parts[0], casing):
        yield Take(parts[0], post, opener, commented)


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
        and not any(
            p.search(sentence) for p in (_FIRST_PERSON, _DAY_OR_PLACE, _NUMBER, _LINK_OR_TAG)
        )
        and not _names(sentence, casing)
    )


def _names(sentence: str, casing: Casing) -> bool:
    """Whether a name is in it: a capital inside that the persona does not put on ordinary words."""
    inner = [word for word in tokens(sentence)[1:] if word[0].isupper() and word != "I"]
    first = tokens(sentence)[:1]
    starts_with_name = bool(first) and casing.says(first[0]) is True and not is_common(first[0])
    return starts_with_name or any(not (word.isupper() and len(word) <= 5) for word in inner)


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
