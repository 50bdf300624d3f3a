"""Casing: which words are names, learned from running text, and Title Case undone.

A word is a name when running text writes it with a capital inside a sentence. The
story's own sentences are asked first, then the persona's posts, then the word
lists; a word that nobody knows keeps the capital it has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from agents.style.english.lexicon import DETERMINERS, PREPOSITIONS, fixed_names, is_common, word_set
from tools.sentences import sentences

_WORD = re.compile(r"(?<![\w$€£@#&])[^\W\d_][\w'’]*(?:\.[A-Za-z](?:\.|\b))*(?![$&])", re.UNICODE)
_AFTER_COLON = re.compile(r"[:;–—]\s*[\"'“‘(]*$|[\"“‘(]$")
_CALENDAR = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february april june "
    "july august september october november december christmas easter ramadan diwali"
)
_MONTH_OR_VERB = frozenset({"march", "may"})
_GIVEN_NAMES = word_set(
    "mark grant bill will frank rob art dean drew hope faith grace rich pat rose sue chase "
    "lance wade ward jack"
)
_SURNAMES = word_set("brown white black green king young wood bush rice hunt stone")
_HEADS = word_set(
    "bank capital court party university street senate ministry ventures partners labs "
    "holdings treasury trust council act corporation technologies island islands river "
    "valley airport stadium"
)
"""Words that end the name of an organisation or place when a name stands before them."""
_BANK_KINDS = word_set(
    "central regional small big large failed investment commercial private state online "
    "local shadow food blood community international major global new first digital "
    "european american crypto crypto-friendly national two three four several more"
)
_TITLES = word_set(
    "president senator judge justice governor king queen prince princess pope chairman gov. "
    "sen. rep. minister secretary"
)


def bare(word: str) -> str:
    """`word` in lower case without its possessive ending."""
    return re.sub(r"['’]s$|['’]$", "", word).lower()


@dataclass(frozen=True)
class Casing:
    """How often running text wrote a word small and with a capital, sentence starts left out."""

    small: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    pairs: frozenset[tuple[str, str]] = frozenset()
    """Adjacent words that were both written with a capital."""

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Casing:
        """Counts over all sentences of `texts` but those that are themselves in Title Case."""
        small: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        pairs: set[tuple[str, str]] = set()
        for sentence in (s for text in texts for s in sentences(text)):
            if is_title_case(sentence):
                continue
            found = list(_WORD.finditer(sentence))
            for earlier, match in pairwise(found):
                before, word = earlier.group(), match.group()
                if _AFTER_COLON.search(sentence[earlier.end() : match.start()]):
                    continue
                counts = capital if word[0].isupper() else small
                counts[bare(word)] += 1
                if word[0].isupper() and before[0].isupper():
                    pairs.add((bare(before), bare(word)))
        return cls(small, capital, frozenset(pairs))

    def says(self, word: str) -> bool | None:
        """True: a name. False: an ordinary word. None: not seen, or written both ways."""
        small, capital = self.small[bare(word)], self.capital[bare(word)]
        if small and not capital:
            return False
        return True if capital and not small else None


def is_title_case(text: str) -> bool:
    """Whether four in five of the words that running text would write small have a capital."""
    words = [w for w in _WORD.findall(text)[1:] if is_common(w) and len(w) > 3]
    return len(words) >= 2 and sum(w[0].isupper() for w in words) >= 0.8 * len(words)


def sentence_case(headline: str, sources: Sequence[Casing]) -> str:
    """A Title Case headline as running text, names kept; any other headline as it is."""
    if not is_title_case(headline):
        return headline
    words = list(_WORD.finditer(headline))
    keep = _kept([w.group() for w in words], sources)
    result, place = [], 0
    for n, match in enumerate(words):
        result.append(headline[place : match.start()])
        result.append(match.group() if keep[n] or n == 0 else _lower(match.group()))
        place = match.end()
    return "".join(result) + headline[place:]


def lower_first(sentence: str, sources: Sequence[Casing]) -> str:
    """`sentence` beginning small, unless it begins with a name, acronym or number."""
    match = _WORD.match(sentence)
    if not match or _is_name(match.group(), sources, alone=True):
        return sentence
    return sentence[0].lower() + sentence[1:]


def _kept(words: Sequence[str], sources: Sequence[Casing]) -> list[bool]:
    """Which of a headline's words keep their capital, the neighbours considered."""
    keep = [_is_name(word, sources) for word in words]
    for n, word in enumerate(words):
        if _in_fixed_name(words, n) or _paired(words, n, sources):
            keep[n] = True
        elif n and bare(word) in _MONTH_OR_VERB:
            keep[n] = bare(words[n - 1]) in PREPOSITIONS
        elif bare(word) in _GIVEN_NAMES and n + 1 < len(words):
            keep[n] = keep[n] or not is_common(words[n + 1])
    for n in range(1, len(words)):
        before, word = words[n - 1], bare(words[n])
        if word == "bank" and bare(before) not in _BANK_KINDS and before[0].isupper():
            keep[n - 1] = keep[n] = True
        elif keep[n - 1] and word in _HEADS | _SURNAMES and not _ends_name(before):
            keep[n] = True
        elif keep[n] and bare(before) in _TITLES and before[0].isupper():
            keep[n - 1] = not is_common(words[n])
    return keep


def _ends_name(word: str) -> bool:
    """Whether no name goes on after `word`: a possessive, or letters only ("US", "EU")."""
    return bool(re.search(r"['’]s?$", word)) or (word.isupper() and len(word) < 4)


def _is_name(word: str, sources: Sequence[Casing], *, alone: bool = False) -> bool:
    """Whether `word` keeps its capital; `alone`: it begins a sentence, where capitals say less."""
    letters = re.sub(r"['’]s$", "", word)
    if any(c.isupper() for c in letters[1:]) or bare(word) in _CALENDAR:
        return True
    if letters in {"I", "A"}:
        return letters == "I"
    if bare(word) in DETERMINERS or bare(word) in PREPOSITIONS:
        return False
    for source in sources:
        known = source.says(word)
        if known is not None:
            return known
    return not is_common(word) and (not alone or word[0].isupper())


def _paired(words: Sequence[str], n: int, sources: Sequence[Casing]) -> bool:
    """Whether running text writes `words[n]` and a neighbour with capitals side by side."""
    here = bare(words[n])
    sides = []
    if n and not re.search(r"['’]s?$", words[n - 1]):
        sides.append((bare(words[n - 1]), here))
    if n + 1 < len(words) and not re.search(r"['’]s?$", words[n]):
        sides.append((here, bare(words[n + 1])))
    return any(side in source.pairs for source in sources for side in sides)


def _in_fixed_name(words: Sequence[str], n: int) -> bool:
    for start in range(max(0, n - 3), n + 1):
        for name in fixed_names().get(words[start].lower(), ()):
            end = start + len(name)
            here = [bare(w) if i == end - 1 else w.lower() for i, w in enumerate(words[:end])]
            if n < end <= len(words) and here[start:end] == [w.lower() for w in name]:
                return True
    return False


def _lower(word: str) -> str:
    return word[0].lower() + word[1:]
