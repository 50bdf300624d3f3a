"""Word lists of the style agent, and what can be read off a single English word.

The lists are small and written for this project: verbs of the news, everyday
words that headlines capitalise, names made of everyday words. A word that is in
none of them is taken for a name; that errs on the side of keeping a capital.
"""

from __future__ import annotations

import re
from enum import Flag, auto
from functools import cache
from importlib.resources import files


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, which white space separates."""
    return frozenset(text.split())


DETERMINERS = word_set(
    "a an the this that these those its his her their our my your each every no some any "
    "another such"
)
PREPOSITIONS = word_set(
    "of in on at by for from with without to into onto over under after before during "
    "between among amid against about across through via per near since until than as "
    "despite like"
)
AUXILIARIES = word_set(
    "is are was were has have had will would can could may might must should shall does did "
    "do isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't cannot "
    "couldn't mustn't shouldn't doesn't didn't don't ain't needn't"
)
PAST_AUXILIARIES = word_set("was were had did wasn't weren't hadn't didn't")
NEGATIONS = word_set("no not never none nobody nothing neither nor cannot without")

_ORDINARY = re.compile(
    r"^\w{3,}(?:ness|ment|ments|tion|tions|sion|sions|ally|able|ible|ized|ised|izing|ising|"
    r"ously|fully|less|hood|ship|ships|wide|friendly|[a-z]ing|[^e]ed|ly)$"
)
_NAMES_ALL_THE_SAME = word_set(
    "boeing beijing nanjing chongqing sterling stirling kipling fleming harding browning "
    "deming mohammed muhammad ahmed alfred fred manfred winifred wilfred hamed zayed italy "
    "sicily kelly emily billy molly sally holly lily harley berkeley shelly reilly"
)


class Form(Flag):
    """Which forms of a verb a spelling can be; none for a word that is no known verb."""

    NONE = 0
    BASE = auto()
    THIRD = auto()
    PAST = auto()
    PARTICIPLE = auto()
    GERUND = auto()


def forms(word: str) -> Form:
    """The verb forms that `word` (any case) can be."""
    return _verb_table().get(word.lower().replace("’", "'"), Form.NONE)


def is_common(word: str) -> bool:
    """Whether `word` is everyday English, so that a capital inside a headline names nothing."""
    lower = word.lower().replace("’", "'").removesuffix("'s").rstrip("'")
    if lower in AUXILIARIES or lower in DETERMINERS or lower in PREPOSITIONS:
        return True
    if any(stem in _common() for stem in _singulars(lower)):
        return True
    return bool(forms(lower)) or _looks_ordinary(lower)


def _looks_ordinary(lower: str) -> bool:
    return lower not in _NAMES_ALL_THE_SAME and bool(_ORDINARY.match(lower))


def is_listed(word: str) -> bool:
    """Whether the list of everyday words has `word` itself, in this spelling."""
    return word.lower() in _common()


@cache
def fixed_names() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Names made of everyday words: first word in lower case to the names, as words."""
    table: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line in _lines("names.txt"):
        name = tuple(line.split())
        table[name[0].lower()] = (*table.get(name[0].lower(), ()), name)
    return table


@cache
def _common() -> frozenset[str]:
    return frozenset(word for line in _lines("words.txt") for word in line.split())


@cache
def _verb_table() -> dict[str, Form]:
    table: dict[str, Form] = {}
    for line in _lines("verbs.txt"):
        base, *irregular = line.split()
        pasts = irregular[:1] or _with_ending(base, "ed")
        spelled: list[tuple[str, Form]] = [(base, Form.BASE), (_third(base), Form.THIRD)]
        spelled += [(past, Form.PAST) for past in pasts]
        spelled += [(part, Form.PARTICIPLE) for part in irregular[-1:] or pasts]
        spelled += [(gerund, Form.GERUND) for gerund in _with_ending(base, "ing")]
        for spelling, form in spelled:
            table[spelling] = table.get(spelling, Form.NONE) | form
    return table


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


def _with_ending(base: str, ending: str) -> list[str]:
    """Spellings of `base` with "ed" or "ing"; both where the last letter may double."""
    if base.endswith("e"):
        stem = base[:-1] if ending == "ed" or not base.endswith("ee") else base
        return [stem + ending]
    if base.endswith("y") and base[-2] not in "aeiou" and ending == "ed":
        return [base[:-1] + "ied"]
    if re.search(r"[^aeiou][aeiou][bdgklmnprt]$|qui[tp]$", base):
        return [base + ending, base + base[-1] + ending]
    return [base + ending]


def _singulars(word: str) -> tuple[str, ...]:
    """`word` and what it may be the plural or adverb of."""
    options = [word]
    for ending, instead in (("ies", "y"), ("es", ""), ("s", ""), ("ly", ""), ("'", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            options.append(word[: -len(ending)] + instead)
    return tuple(options)


def _lines(name: str) -> list[str]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
