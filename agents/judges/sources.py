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

from agents.judges.wording import FUNCTION_WORDS, word_set
from tools.sentences import sentences

WORDS_IN_A_RUN = 4
COPIED = 0.5
"""Share of a text's runs that one earlier post may hold before the text counts as copied."""

_LINK = re.compile(r"https?://\S+|www\.\S+")
_WORD = re.compile(
    r"[$€£]?\d(?:[\d.,:]*\d)?(?:%|(?:bn|tn|[mkb]|st|nd|rd|th|x)\b)?"
    r"|[^\W\d_][\w]*(?:['’.&-][^\W_]\w*)*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[$€£]?(?P<digits>\d(?:[\d.,]*\d)?)(?P<unit>\D*)")
_SPELT = re.compile(r"(?<=\d)[ -](million|billion|trillion|thousand|percent|per cent)\b", re.I)
_SHORT = {
    "million": "m", "billion": "bn", "trillion": "tn", "thousand": "k", "percent": "%",
    "per cent": "%",
}  # fmt: skip
_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_QUOTE = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»")
_NUMERALS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip


class OwnPosts:
    """The persona's earlier posts, asked for copies and for what they mention."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._runs = [_runs(text) for text in texts]
        self._names = frozenset(word for text in texts for word in _plain(text))
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
        amounts = set(map(_amount, there))
        bare = _LINK.sub(" ", text)
        missing = [quote for quote in _quotes(bare) if not self._quoted(quote, told)]
        missing += [
            word
            for word, pairs in _numbers(bare)
            if _amount(word) not in amounts and not pairs & self._pairs
        ]
        missing += [name for name in _names(bare) if not self._named(name, there)]
        return tuple(dict.fromkeys(missing))

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
    amounts = set(map(_amount, there)) - {None}
    held = sum(bool(_forms(one) & there) or _amount(one.lower()) in amounts for one in entities)
    return held / len(entities)


def entities(headline: str, facts: Sequence[str]) -> tuple[str, ...]:
    """Names and numbers of `headline`; what `facts` write small is no name, and in Title Case
    only what they write with a capital is one."""
    told = [match.group() for fact in facts for match in _WORD.finditer(fact)]
    small = {word for word in told if word[0].islower()} | FUNCTION_WORDS
    capital = {form for word in told if word[0].isupper() for form in _forms(word)}
    titled = _titled(headline)
    found = []
    for n, match in enumerate(_WORD.finditer(_SPELT.sub(_shortened, headline))):
        word = match.group()
        known = bool(_forms(word) & capital)
        named = word[0].isupper() and word.lower() not in small and (known or (n and not titled))
        if _amount(word.lower()) is not None or named:
            found.append(word)
    return tuple(dict.fromkeys(one for one in found if one.lower() not in _EVERYWHERE))


_EVERYWHERE = word_set(
    "i i'm i've i'll i'd ok tv monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december a the"
)


def _names(text: str) -> list[str]:
    """Words of `text` with a capital that they owe to no beginning of a sentence; what
    stands first counts only when it has a capital inside ("QuickSwap")."""
    found = []
    for sentence in sentences(text):
        if _shouted(sentence):
            continue
        for n, match in enumerate(_WORD.finditer(sentence)):
            word = match.group()
            first = n == 0 or sentence[: match.start()].rstrip()[-1:] in set(":;-–—(\"“‘'•")
            looked_at = word[1:] if first else word
            if not word[0].isalpha() or word.lower() in _EVERYWHERE:
                continue
            if any(map(str.isupper, looked_at)):
                found.append(word)
    return found


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
        if _amount(word) is not None
    ]


def _amount(word: str) -> float | None:
    """The value of a number in figures or letters, its scale counted; None for another word."""
    found = _NUMBER.fullmatch(_NUMERALS.get(word, word))
    if found is None:
        return None
    digits = found["digits"].replace(",", "")
    value = float(digits) if digits.count(".") < 2 else float(digits.replace(".", ""))
    return value * _SCALES.get(found["unit"], 1)


def _shortened(found: re.Match[str]) -> str:
    return _SHORT[found[1].lower()]


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
    for match in _WORD.finditer(_SPELT.sub(_shortened, _LINK.sub(" ", text))):
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
