"""Words: how the auditor cuts and compares them.

A `Word` keeps its span in the text, its spelling, and a stem under which
inflections, hyphens and British and American spellings meet ("froze", "freezes",
"tokenised" and "tokenized" are alike). Purely lexical; it knows no meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from agents.auditor.reading.lexicon import COMMON, IRREGULAR, STOPWORDS, SYNONYMS

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "\u2011": "-"})
_WORD = re.compile(r"[@#$]?[^\W_]+(?:['.&_][^\W_]+)*", re.UNICODE)
_URL = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)

SPELLINGS = (
    (re.compile(r"is(e|ed|es|ing|ation|ations|er|ers)$"), r"iz\1"),
    (re.compile(r"ys(e|ed|es|ing)$"), r"yz\1"),
    (re.compile(r"(?<=[a-z]{2})our(?=$|s$|ed$|ing$|able$|ite$)"), "or"),
    (re.compile(r"(?<=[bt])re(s?)$"), r"er\1"),
    (re.compile(r"ence(s?)$"), r"ense\1"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
    (re.compile(r"^programme"), "program"),
    (re.compile(r"^cheque"), "check"),
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text; `text[start:end]` is `raw`, `stem` is what is compared."""

    raw: str
    start: int
    end: int
    lower: str
    stem: str

    @property
    def content(self) -> bool:
        """Whether the word says something of its own."""
        return self.lower not in STOPWORDS and not self.raw.isdigit()

    @property
    def capital(self) -> bool:
        return self.raw[:1].isupper() or self.raw[:1] in "@$" or self.raw[1:2].isupper()


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words of `text` in order, links left out, possessive endings dropped.

    Hyphenated words count as their parts, so that "two-year bond" and "bond of two
    years" share their words.
    """
    plain = _URL.sub(lambda m: " " * len(m.group()), text.translate(_APOSTROPHES))
    return tuple(_word(match) for match in _WORD.finditer(plain))


def _word(match: re.Match[str]) -> Word:
    raw = re.sub(r"'s?$", "", match.group().rstrip("."))
    lower = raw.lower()
    return Word(raw, match.start(), match.start() + len(raw), lower, stem(lower))


def is_heading(text: str) -> bool:
    """Whether capitals say nothing here: most content words have one."""
    content = [word for word in words(text) if word.content and word.raw[0].isalpha()]
    return len(content) >= 4 and sum(word.capital for word in content) >= 0.7 * len(content)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The common form of a word's inflections; a key for comparison, not a dictionary form."""
    word = word.lower().replace(".", "").lstrip("#$@")
    word = re.sub(r"'(s|re|ve|ll|d|m)$", "", word)
    word = IRREGULAR.get(word, word)
    if len(word) <= 3 or any(c.isdigit() for c in word):
        return word
    for pattern, replacement in SPELLINGS:
        word = pattern.sub(replacement, word)
    return _strip(word)


def _strip(word: str) -> str:
    """Remove one inflectional ending and what spelling adds around it."""
    if word.endswith("eed") and word in _EED:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "i"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return _bare(word[:-2])
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return _bare(word[:-1])
    if len(word) == 4 and word.endswith("ed") and word[1] != "e":
        return word[:-1]  # "sued", "used"
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and re.search(r"[aeiouy]", root):
            return _bare(_undouble(root))
    return _bare(word)


_EED = frozenset(
    ["succeed", "exceed", "proceed", "need", "speed", "feed", "seed", "breed", "bleed", "indeed"]
)
"""Words whose "ed" is no ending."""


def _undouble(root: str) -> str:
    if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz":
        return root[:-1]
    return root


def _bare(root: str) -> str:
    """Drop a final e, turn y into i and ll into l: "freeze" meets "freez(ing)"."""
    if root.endswith("ll"):
        return root[:-1]
    if root.endswith("y") and len(root) > 3:
        return root[:-1] + "i"
    return root[:-1] if root.endswith("e") and len(root) > 3 else root


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    """Stem to the numbers of the synonym groups it is in."""
    table: dict[str, set[int]] = {}
    for number, group in enumerate(SYNONYMS):
        for word in group:
            table.setdefault(stem(word), set()).add(number)
    return {key: frozenset(value) for key, value in table.items()}


@lru_cache(maxsize=65536)
def kin(one: str, other: str) -> bool:
    """Whether two stems mean the same: equal, synonyms, or derived from one root."""
    if one == other:
        return True
    if one[:4] == other[:4] and _derived(one, other):
        return True
    return bool(_group_of(one) & _group_of(other))


@lru_cache(maxsize=65536)
def kin_keys(stemmed: str) -> frozenset[str | int]:
    """Keys of which two stems share one if they are `kin`: for looking relatives up."""
    return frozenset({stemmed[:4], *_group_of(stemmed)})


def _group_of(stemmed: str) -> frozenset[int]:
    """The synonym groups of a stem, and of the plain form of a comparative ("faster")."""
    groups = _groups()
    found = groups.get(stemmed, frozenset())
    for ending in ("er", "est"):
        root = stemmed.removesuffix(ending)
        if root != stemmed and len(root) >= 3:
            found |= groups.get(_undouble(root), frozenset())
    return found


_SUFFIXES = (
    "ation", "ition", "ment", "ness", "ance", "ence", "ense", "ency", "tion", "sion", "ion", "ity",
    "iti", "er", "or", "al", "ly", "li", "ive", "iv", "ant", "ent", "ous", "ful", "able", "ur",
    "abl", "en", "ure", "ship", "ist", "ism", "ic", "y", "i", "at", "iz", "e", "t", "",
)  # fmt: skip


def _derived(one: str, other: str) -> bool:
    """Whether two long stems share a root of five letters and differ by known endings only."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    if shared < max(5, min(len(one), len(other)) - 2):
        return False
    cuts = (shared, shared - 1)  # "tight-er" and "tight-en" share one letter too many
    return any(one[cut:] in _SUFFIXES and other[cut:] in _SUFFIXES for cut in cuts if cut >= 5)


def known(target: str, stems: Iterable[str]) -> bool:
    """Whether `target` or a relative of it is among `stems`."""
    pool = stems if isinstance(stems, (set, frozenset)) else set(stems)
    return target in pool or any(kin(target, other) for other in pool)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(stem(word) for word in COMMON)


_ORDINARY_ENDINGS = (
    "ness", "ment", "ments", "ism", "ship", "less", "ful", "ably", "ously", "ingly", "ation",
    "ations", "ction", "ctions", "ssion", "ities", "ances", "able", "ible", "ised", "ized", "ated",
    "ected", "acked",
)  # fmt: skip


def ordinary(word: str) -> bool:
    """Whether a word is everyday English, so that its capital says nothing about a name."""
    lower = word.lower()
    if lower in STOPWORDS or lower in COMMON or stem(lower) in _common():
        return True
    return lower.endswith(_ORDINARY_ENDINGS)


def stems(text: str) -> tuple[str, ...]:
    """Stems of the content words of `text`, in order."""
    return tuple(word.stem for word in words(text) if word.content)
