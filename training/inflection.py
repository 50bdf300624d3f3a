"""Inflection: from a verb as it stands in a sentence to its plain form, and back.

Knows the everyday verbs of the auditor's list and says nothing of others: a form that is
guessed would make a sentence that nobody writes.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from agents.auditor.reading.lexicon import IRREGULAR, VERBS, word_set

_SAME_PAST = word_set(
    "cut put set hit let shut quit cost hurt spread split cast bid burst forecast"
)
"""Verbs whose past is their plain form."""
_PARTICIPLES = word_set("begun drunk rung sunk sung swum shrunk sprung become overcome come run")
_NO_PARTICIPLES = word_set("ran won began spun")
_DOUBLED = word_set(
    "admit ban bar beg commit control cut defer drop get grab hit hop jog knit let omit permit "
    "plan plot prefer put quit ram refer regret rob rub run scrap set shut sit skip slam slap slip "
    "snap split stem step stir stop strip swap swim tip top trap transfer trim win wrap drag dip"
)
"""Verbs that write their last letter twice before "ed" and "ing"."""


class Form(StrEnum):
    """How a verb is inflected."""

    PLAIN = "plain"
    THIRD = "third person"
    PAST = "past"
    PARTICIPLE = "past participle"
    ING = "ing"


@lru_cache(maxsize=65536)
def read(word: str) -> tuple[str, Form] | None:
    """The plain form of a known verb and how it is inflected; None for any other word.

    A regular past is read as PAST though it may be a participle.
    """
    if word in _SAME_PAST or word in VERBS:
        return word, Form.PLAIN
    base = IRREGULAR.get(word)
    if base in VERBS and base is not None and not word.endswith(("s", "ing")):
        return base, Form.PARTICIPLE if _is_participle(word) else Form.PAST
    for verb in _candidates(word):
        for form in (Form.THIRD, Form.PAST, Form.ING):
            if inflected(verb, form) == word:
                return verb, form
    return None


@lru_cache(maxsize=65536)
def inflected(verb: str, form: Form) -> str:
    """A verb of the list in that form."""
    match form:
        case Form.PLAIN:
            return verb
        case Form.THIRD:
            return _third(verb)
        case Form.ING:
            return _ing(verb)
        case Form.PAST:
            return _irregular().get((verb, form)) or _regular(verb)
        case Form.PARTICIPLE:
            irregular = _irregular()
            found = irregular.get((verb, form)) or irregular.get((verb, Form.PAST))
            return found or _regular(verb)


def may_follow_have(word: str) -> bool:
    """Whether a word can be the participle of "has …": "been", "risen", "set", "announced"."""
    found = read(word)
    if word == "been" or word in _SAME_PAST or word in _PARTICIPLES or word.endswith("ed"):
        return True
    return found is not None and found[1] in {Form.PARTICIPLE, Form.PAST}


@lru_cache(maxsize=1)
def _irregular() -> dict[tuple[str, Form], str]:
    """(verb, form) to the first such form of the list."""
    found: dict[tuple[str, Form], str] = {}
    for word, verb in IRREGULAR.items():
        if not word.endswith(("s", "ing")) and verb in VERBS:
            form = Form.PARTICIPLE if _is_participle(word) else Form.PAST
            found.setdefault((verb, form), word)
    return found


def _is_participle(word: str) -> bool:
    """Whether an irregular form cannot be a past: "taken", "gone", "begun"."""
    if word in _NO_PARTICIPLES:
        return False
    return word in _PARTICIPLES or word.endswith(("en", "wn", "rn", "ne", "ain"))


def _candidates(word: str) -> list[str]:
    """The verbs of the list that the word may come from."""
    roots = [word.removesuffix(end) for end in ("s", "es", "d", "ed", "ing") if word.endswith(end)]
    roots += [root + "e" for root in roots if word.endswith("ing")]
    roots += [word.removesuffix("ying") + "ie"] if word.endswith("ying") else []
    roots += [root[:-1] for root in roots if root[-1:] == root[-2:-1]]
    roots += [root[:-1] + "y" for root in roots if root.endswith("i")]
    return [root for root in dict.fromkeys(roots) if root in VERBS or root in _SAME_PAST]


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if _consonant_y(verb) else verb + "s"


def _regular(verb: str) -> str:
    if verb in _SAME_PAST:
        return verb
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if _consonant_y(verb) else _doubled(verb) + "ed"


def _ing(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    return _doubled(verb) + "ing"


def _doubled(verb: str) -> str:
    travels = verb.endswith("el") and verb not in {"reveal", "feel", "repeal"}
    return verb + verb[-1] if verb in _DOUBLED or travels else verb


def _consonant_y(verb: str) -> bool:
    return verb.endswith("y") and verb[-2:-1] not in "aeiou"
