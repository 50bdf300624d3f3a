"""Sources: does a text say what none of its sources says, and does it copy one?

Numbers, names and quotations are looked up in the brief and in the persona's own earlier
posts. It errs on the side of blaming the text, and blames real posts and headlines alike:
compare rows, not zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from agents.judges.wording import word_set
from tools.sentences import sentences

WORDS_IN_A_RUN = 4
COPIED = 0.5
"""Share of a text's runs that one earlier post may hold before the text counts as copied."""

_LINK = re.compile(r"https?://\S+|www\.\S+")
_WORD = re.compile(r"[$€£]?\d(?:[\d.,:]*\d)?|[^\W\d_][\w]*(?:['’.&-][^\W_]\w*)*")
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_QUOTE = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»")
_NUMERALS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip


class OwnPosts:
    """The persona's earlier posts, asked for copies and for what they mention."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._runs = [_runs(text) for text in texts]
        self._names = frozenset(word for text in texts for word in _plain(text))
        self._small = frozenset(found.group() for text in texts for found in _WORD.finditer(text))
        self._pairs = frozenset(pair for text in texts for pair in _pairs(_plain(text)))
        self._quotes = "\n".join(_level(text) for text in texts)

    def copied(self, text: str) -> tuple[float, int]:
        """(largest share of `text`'s runs in one earlier post, which post)."""
        mine = _runs(text)
        shared = [len(mine & runs) for runs in self._runs]
        best = max(range(len(shared)), key=shared.__getitem__, default=0)
        return (shared[best] / len(mine) if mine and shared else 0.0), best

    def unsupported(self, text: str, brief: Sequence[str]) -> tuple[str, ...]:
        """Numbers, names and quotes of `text` that neither `brief` nor an earlier post has.

        A number of the persona's own counts only beside the word it stood beside before.
        """
        told = " \n ".join(brief)
        there = frozenset(_plain(told))
        digits = {_digits(word) for word in there if word[-1].isdigit() or word[0].isdigit()}
        bare = _LINK.sub(" ", text)
        missing = [quote for quote in _quotes(bare) if not self._quoted(quote, told)]
        missing += [
            word
            for word, pairs in _numbers(bare)
            if _digits(word) not in digits and not pairs & self._pairs
        ]
        missing += [name for name in self.names(bare, told) if not self._named(name, there)]
        return tuple(dict.fromkeys(missing))

    def names(self, text: str, told: str) -> list[str]:
        """Words of `text` with a capital that it owes to no sentence's beginning; a first word
        counts unless it is written small somewhere."""
        small = self._small | {found.group() for found in _WORD.finditer(told)}
        found = []
        for sentence in sentences(text):
            if _shouted(sentence):
                continue
            for n, match in enumerate(_WORD.finditer(sentence)):
                word = match.group()
                first = n == 0 or sentence[: match.start()].rstrip()[-1:] in set(":;-–—(\"“‘'•")
                if not any(char.isupper() for char in word) or len(word) < 2:
                    continue
                if first and (word.lower() in small or word[1:].islower()):
                    continue
                if word.lower() not in _EVERYWHERE:
                    found.append(word)
        return found

    def _named(self, name: str, there: frozenset[str]) -> bool:
        forms = _forms(name)
        return bool(forms & there or forms & self._names)

    def _quoted(self, quote: str, told: str) -> bool:
        level = _level(quote)
        return level in _level(told) or level in self._quotes


def recalled(text: str, entities: Sequence[str]) -> float | None:
    """Share of `entities` that `text` names; None when there are none."""
    if not entities:
        return None
    there = frozenset(_plain(text))
    digits = {_digits(word) for word in there}
    held = sum(bool(_forms(one) & there) or _digits(one) in digits for one in entities)
    return held / len(entities)


def entities(headline: str, facts: Sequence[str]) -> tuple[str, ...]:
    """Names and numbers of `headline`; in Title Case only what `facts` write with a capital too."""
    running = [
        match.group()
        for fact in facts
        for sentence in sentences(fact)
        for n, match in enumerate(_WORD.finditer(sentence))
        if n and match.group()[0].isupper()
    ]
    capital = {form for word in running for form in _forms(word)}
    found = []
    for n, match in enumerate(_WORD.finditer(headline)):
        word = match.group()
        mixed = any(char.isupper() for char in word[1:])
        named = bool(_forms(word) & capital) or mixed or (n > 0 and not _titled(headline))
        if word[0] in "$€£" or word[0].isdigit() or (word[0].isupper() and named):
            found.append(word)
    return tuple(dict.fromkeys(one for one in found if one.lower() not in _EVERYWHERE))


_EVERYWHERE = word_set(
    "i i'm i've i'll i'd ok tv monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december a the"
)


def _titled(text: str) -> bool:
    longer = re.findall(r"[^\W\d_]{4,}", text)
    return len(longer) > 2 and sum(word[0].isupper() for word in longer) > 0.7 * len(longer)


def _shouted(sentence: str) -> bool:
    letters = [char for char in sentence if char.isalpha()]
    return len(letters) > 8 and sum(char.isupper() for char in letters) > 0.7 * len(letters)


def _quotes(text: str) -> Iterable[str]:
    for found in _QUOTE.finditer(text):
        quote = next(group for group in found.groups() if group)
        if len(quote.split()) >= 2:
            yield quote


def _numbers(text: str) -> list[tuple[str, frozenset[str]]]:
    """Each number of `text` with its pairs of neighbours."""
    words = _plain(text)
    return [
        (word, frozenset(_pairs(words[max(0, n - 1) : n + 2])))
        for n, word in enumerate(words)
        if _NUMBER.search(word)
    ]


def _digits(word: str) -> str:
    found = _NUMBER.search(_NUMERALS.get(word, word))
    return found.group().replace(",", "").rstrip(".0") or "0" if found else word


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{one} {two}" for one, two in pairwise(words)]


@lru_cache(maxsize=4096)
def _forms(name: str) -> frozenset[str]:
    """The ways in which one name is written: with possessive, plural, dots or hyphens or not."""
    plain = name.lower().replace("’", "'").lstrip("$#@")
    plain = re.sub(r"'s?$", "", plain).replace(".", "")
    single = plain.removesuffix("s")
    return frozenset({plain, single, f"{single}s", *plain.split("-")})


def _plain(text: str) -> list[str]:
    found = []
    for match in _WORD.finditer(_LINK.sub(" ", text)):
        word = match.group().lower().replace("’", "'")
        found.append(re.sub(r"'s?$", "", word).replace(".", "") if word[0].isalpha() else word)
    return found


def _level(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _runs(text: str) -> frozenset[str]:
    words = _plain(text)
    size = min(WORDS_IN_A_RUN, len(words))
    if not size:
        return frozenset()
    return frozenset(" ".join(words[n : n + size]) for n in range(len(words) - size + 1))
