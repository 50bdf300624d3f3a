"""Readability: could this text go out as it is, as far as its form goes?

Rules for what goes wrong when texts are put together from pieces. Real people write
fragments and drop their full stops; so what is never right is a fault, what is only
often wrong lowers the score, and what the persona does itself is neither. No model of
fluency: it does not notice splices (measured, AUC .55).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agents.style.english.grammar import is_clause
from agents.style.english.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS, forms, word_set
from agents.style.voice.profile import body, opener_of
from tools.sentences import sentences

_HABIT = 0.02
"""Share of the persona's posts from which something is a habit and no fault."""
_ENOUGH = 20
"""Posts from which "they never do" can be said."""
_PILE = 3
"""Emoji or hashtags at once that pass for somebody of whom little is known."""

_URL = re.compile(r"https?://\S+")
_EMOJI = re.compile("([\U0001f1e6-\U0001faff\u2600-\u27bf])\\1*")
"""The same one several times counts once."""
_HASHTAG = re.compile(r"(?<!\w)#\w")
_REMAINS = re.compile(
    r"</?[a-z]\w*[^>]{0,60}>|&(?:[a-z]{2,8}|#\d{2,5});|\{\{|\}\}|\]\(|\*\*|\[(?:…|\.\.\.)\]|"
    r"\ufffd|â€|\b(?:lorem ipsum|undefined|NaN)\b|\[(?:name|link|url|date|source|company)\]",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"[,;:]\s*[,;:.!?]|[.!?],|(?<!\.)\.\.(?!\.)|[!?]\.(?!\.)|\.[!?]|\s[,;.!?](?=\s|$)"
)
_SMALL_WORDS = (
    DETERMINERS
    | PREPOSITIONS
    | AUXILIARIES
    | word_set("and or but because if it he she they we i you not as who which its their")
)
_MAY_DOUBLE = word_set("had that in on no not is do so very")
""" "It is what it is is a shrug"; "that that"; "log in in the morning"; emphasis."""
_DANGLING = word_set("the a an every and or but because than whether although unless")
_CUT = _DANGLING | word_set(
    "of from with into between against my your our their its who whose which while"
)
"""Words that no text ends on where no mark follows either."""
_AN = re.compile(
    r"\b(?:[Aa] (?=[aeio][a-z])(?!(?:eu|one|once|oui|uni)\w*\b)(?P<a>[a-z]+)|"
    r"[Aa]n (?=[bcdfgjklmnpqrstvwyz][a-z])(?P<an>[a-z]+))\b"
)
_POINTS = re.compile(
    r"^(?:he|she|they|him|her|them|its|his|their|those|these|the (?:latter|former|two|pair|duo))\b",
    re.IGNORECASE,
)
_LONG = 8
"""Words from which a sentence without a verb is no mere exclamation."""


@dataclass(frozen=True)
class Reading:
    """`score` 0 to 1; `faults`: why it must not go out; `notes`: what only lowered the score."""

    score: float
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """`find` says in words what is wrong with a text without links, or nothing."""

    find: Callable[[str], str]
    cost: float
    """Taken off the score; 1 is a fault."""
    excusable: bool = True
    """Whether a habit of the persona's makes it right."""
    english: bool = False


def _remains(text: str) -> str:
    found = _REMAINS.search(text)
    return f'"{found.group()}" is left of a page\'s code' if found else ""


def _nothing(text: str) -> str:
    return "" if re.search(r"\w", text) or _EMOJI.search(text) else "there are no words in it"


def _starts(text: str) -> str:
    return "it begins with a mark" if re.match(r"[,;:)\]!?]|\.(?![@.\d])", text) else ""


def _double_word(text: str) -> str:
    words = re.finditer(r"\b([^\W\d_]+)\s+\1\b", text, re.IGNORECASE)
    found = (m for m in words if m.group(1).lower() in _SMALL_WORDS - _MAY_DOUBLE)
    return next((f'"{match.group()}" is said twice' for match in found), "")


def _echo(text: str) -> str:
    """Five words that come again: two pieces of one fact, put together."""
    words = re.findall(r"[\w'’]+", text.lower())
    runs = [" ".join(words[n : n + 5]) for n in range(len(words) - 4)]
    again = next((run for n, run in enumerate(runs) if run in runs[:n]), "")
    return f'"{again}" comes twice' if again else ""


def _double_mark(text: str) -> str:
    found = _MARKS.search(re.sub(r"\b(?:etc|vs|Inc|Jr|no|al|(?:\w\.)+\w)\.,?", "x", text))
    return f'the marks "{found.group()}" do not go together' if found else ""


def _glued(text: str) -> str:
    found = re.search(
        r"\b[a-z]{3,}[.!?;,][A-Z][a-z]+",
        re.sub(r"(?<!\S)(?:[^\s/.]{1,99}[./])+[^\s/]{1,99}/\S*|@\S+", " ", text),
    )
    return f'a space is missing in "{found.group()}"' if found else ""


def _unbalanced(text: str) -> str:
    plain = re.sub(r"(?m)^\s*\(?\w{1,3}\)|[:;=8]['-]?[()\[\]]|\d\"", " ", text)
    for left, right in ("()", "[]", "“”", "«»"):
        if plain.count(left) != plain.count(right):
            return f"a {left} or {right} has no partner"
    return 'a " has no partner' if plain.count('"') % 2 else ""


def _dangling(text: str) -> str:
    for part in sentences(text):
        found = re.search(r"(?<![\w'’])([\w'’]+)[.!?]{1,9}$", part)
        if found and found[1].lower() in _DANGLING and len(part.split()) > 1:
            return f'a sentence ends on "{found[1]}"'
    return ""


def _cut_off(text: str) -> str:
    if re.search(r"[,;–&(-]$|(?<=\w)—$", text):
        return f'it ends on "{text[-1]}"'
    last = re.search(r"(?<![\w'’])([\w'’]+)(?:…|\.{3})?$", text)
    cut = last is not None and last[1].lower() in _CUT and last[1].islower()
    return f'it breaks off after "{last[1]}"' if last and cut else ""


def _ellipsis(text: str) -> str:
    return "it trails off" if re.search(r"(?:…|\.{3})$", text) else ""


def _article(text: str) -> str:
    found = _AN.search(text)
    if not found or re.match(r"hon|hour|heir", found["an"] or ""):
        return ""
    return f'"{found.group()}"'


def _openers(text: str) -> str:
    first = opener_of(text)
    second = opener_of(text[len(first) :].lstrip()) if first.endswith(":") else ""
    return f'two openers, "{first}" and "{second}"' if second.endswith(":") else ""


def _shouting(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return "it is all in capitals" if len(letters) >= 15 and capitals > 0.8 * len(letters) else ""


def _broken_line(text: str) -> str:
    found = re.search(r"[a-z,] {0,3}\n {0,3}[a-z]", text)
    return "a line breaks inside a sentence" if found else ""


def _small_start(text: str) -> str:
    first = re.match(r"[^\W\d_]+", text)
    small = first is not None and first.group().islower()
    return "it begins with a small letter, which they never do" if small else ""


def _small_sentence(text: str) -> str:
    parts = [part for part in sentences(text)[1:] if re.match(r"[a-z]+(?=\s|$)", part)]
    return "a sentence begins with a small letter, which theirs never do" if parts else ""


def _no_verb(text: str) -> str:
    for part in sentences(text[len(opener_of(text)) :]):
        words = re.findall(r"[\w'’]+", part)
        if len(words) >= _LONG and not _has_verb(part, words):
            return "a long sentence has no verb"
    return ""


def _has_verb(part: str, words: Sequence[str]) -> bool:
    if is_clause(part, headline=True):
        return True
    return any(forms(word) or word.lower() in AUXILIARIES or "'" in word for word in words)


def _orphan(text: str) -> str:
    found = _POINTS.match(text[len(opener_of(text)) :].lstrip())
    return f'nobody knows who or what "{found.group()}" is' if found else ""


def _no_end(text: str) -> str:
    return "it has no mark at its end" if re.search(r"\w$", text) else ""


def _said_again(text: str) -> str:
    told = [_content(part) for part in sentences(text)]
    for n, (one, other) in enumerate(pairwise(told)):
        least = min(len(one), len(other))
        if least >= 4 and len(one & other) >= 0.75 * least:
            return f"sentence {n + 2} says sentence {n + 1} again"
    return ""


def _content(sentence: str) -> frozenset[str]:
    words = re.findall(r"[\w'’]+", sentence.lower())
    return frozenset(word[:6] for word in words if word not in _SMALL_WORDS)


RULES: tuple[Rule, ...] = (
    Rule(_remains, 1, excusable=False),
    Rule(_nothing, 1, excusable=False),
    Rule(_starts, 1),
    Rule(_double_word, 1, english=True),
    Rule(_double_mark, 1),
    Rule(_glued, 1),
    Rule(_unbalanced, 1),
    Rule(_dangling, 1, english=True),
    Rule(_cut_off, 1),
    Rule(_article, 1, english=True),
    Rule(_openers, 1),
    Rule(_broken_line, 1),
    Rule(_ellipsis, 0.3),
    Rule(_echo, 0.4),
    Rule(_said_again, 0.4),
    Rule(_no_verb, 0.3, english=True),
    Rule(_orphan, 0.3, english=True),
    Rule(_no_end, 0.2),
)
"""What can be wrong with anybody's text."""
NEVER_RULES: tuple[Rule, ...] = (
    Rule(_small_start, 1),
    Rule(_small_sentence, 0.4),
    Rule(_shouting, 1),
)
"""What is wrong only for a persona of whom not one post does it."""


class Readability:
    """Reads texts for faults; built once from the persona's posts, whose habits are none."""

    def __init__(self, own: Iterable[str], *, language: str = "en") -> None:
        """Rules of English grammar hold where `language`, an ISO 639-1 code, is "en"."""
        texts = [text for text in map(body, own) if text]
        spoken = [rule for rule in RULES if language == "en" or not rule.english]
        rules = [rule for rule in spoken if not (rule.excusable and _is_habit(rule.find, texts))]
        never = NEVER_RULES if len(texts) >= _ENOUGH else ()
        self._rules = (*rules, *(rule for rule in never if not any(map(rule.find, texts))))
        self._emoji = _most(_EMOJI, texts)
        self._hashtags = _most(_HASHTAG, texts)

    def read(self, text: str) -> Reading:
        """What is wrong with `text`; a link at its end may follow anything that leads to it."""
        plain = body(text)
        if _URL.search(text):
            plain = re.sub(r"[:–—-]$|\s*(?:👇|👉|➡️|⬇️)$", ".", plain)
        found = [(rule.cost, rule.find(plain)) for rule in self._rules]
        found += [(1.0, self._piled(plain))]
        faults = tuple(said for cost, said in found if said and cost >= 1)
        notes = tuple(said for cost, said in found if said and cost < 1)
        lost = sum(cost for cost, said in found if said)
        return Reading(max(0.0, round(1 - lost, 3)), faults, notes)

    def _piled(self, plain: str) -> str:
        emoji, tags = _count(_EMOJI, plain), _count(_HASHTAG, plain)
        if emoji > self._emoji:
            return f"{emoji} emoji, more than they use"
        if tags > self._hashtags:
            return f"{tags} hashtags, more than they use"
        return ""


def _is_habit(find: Callable[[str], str], texts: Sequence[str]) -> bool:
    seen = sum(bool(find(text)) for text in texts)
    return seen > max(1.0, _HABIT * len(texts))


def _most(pattern: re.Pattern[str], texts: Sequence[str]) -> int:
    """One more than the persona uses at once, two extreme posts in a hundred left out."""
    if len(texts) < _ENOUGH:
        return _PILE
    counts = sorted(_count(pattern, text) for text in texts)
    return counts[int(len(counts) * (1 - _HABIT)) - 1] + 1


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))
