"""Reading: where the verb of a statement stands, who its subject is, what it may be cut from.

Leans on the grammar that the style agent writes by; understands no meaning. Whatever it
cannot read with confidence it does not answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.moments import moments
from agents.style.english.grammar import main_verb, tokens
from agents.style.english.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS, Form, forms

NEGATED = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot)\b|n['’]t\b", re.I)
ATTRIBUTED = re.compile(
    r"\b(?:sa(?:id|ys?)|tell|tells|told|claim(?:s|ed)?|alleg\w+|reportedly|apparently|supposedly"
    r"|according|reports?|reported|denie[sd]|deny|thinks?|thought|believe[sd]?|hope[sd]?|fear(?:s|ed)?"
    r"|warn(?:s|ed)?|expect(?:s|ed)?|show(?:s|ed)|suggest(?:s|ed)?|accuse[sd]?|announce[sd]?|per"
    r"|sources?|rumou?r\w*|find(?:s)?|found|rule[sd]?|promise[sd]?|argue[sd]?|know[sn]?|knew"
    r"|asks?|asked|if|whether)\b",
    re.IGNORECASE,
)
"""Words under which a statement is somebody's, or only possible: a cut would lose that."""
SUBORDINATORS = word_set(
    "that which who whose whom where when while after before because if unless although though "
    "since as until whether once how what why"
)
ADVERBS = word_set(
    "then also later now just even already still soon quickly quietly immediately promptly finally "
    "simply again recently suddenly temporarily instead"
)
_CONNECTIVE = re.compile(
    r"^\W*(?:(?:and|but|so|then|now|yet|also|still|meanwhile|plus|today|yesterday|tonight|overnight"
    r"|update|earlier|later|instead|finally)\b[,:]?\s+)+",
    re.IGNORECASE,
)
_BE = word_set("is are was were 's 're be been being isn't aren't wasn't weren't")
_HAVE = word_set("has have had hasn't haven't hadn't")
_SUBJECTLESS = word_set("there here what who how why where nothing nobody none no neither")


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """The finite verb with its auxiliaries, at `text[start:end]`; `verb` is its last word."""

    start: int
    end: int
    auxiliaries: tuple[str, ...]
    verb: str
    negated: bool

    @property
    def passive_or_ongoing(self) -> bool:
        return bool(self.auxiliaries) and self.auxiliaries[-1] in _BE

    @property
    def perfect(self) -> bool:
        return bool(self.auxiliaries) and self.auxiliaries[-1] in _HAVE


@lru_cache(maxsize=4096)
def verb_start(text: str) -> int | None:
    """Where the finite verb of the main clause begins; None when there is none to be seen."""
    found = main_verb(text)
    if found is None:
        return _regular_past(text)
    at = 0
    for word in tokens(text)[: found + 1]:
        at = text.index(word, at)
        start, at = at, at + len(word)
    return start


_PAST = re.compile(r"(?<=[\w'’] )\w{3,}[^e\W]ed\b(?!\s+by\b)")


def _regular_past(text: str) -> int | None:
    """Where a past tense stands that no list has: "deposited", "delisted"."""
    for match in _PAST.finditer(text):
        before = text[: match.start()].split()
        governed = AUXILIARIES | DETERMINERS | PREPOSITIONS | _BE | {"and", "or", "not", "to"}
        if not forms(match.group()) and before[-1].lower() not in governed:
            return None if SUBORDINATORS & {word.lower() for word in before} else match.start()
    return None


def is_statement(text: str) -> bool:
    """Whether `text` has a subject and a finite verb."""
    return verb_start(text) is not None


def verb_group(text: str) -> VerbGroup | None:
    """The verb of the main clause with what belongs to it."""
    start = verb_start(text)
    if start is None:
        return None
    auxiliaries: list[str] = []
    negated = False
    end, verb = start, ""
    for match in re.finditer(r"[\w'’-]+", text[start:]):
        lower = match.group().lower().replace("’", "'")
        negated = negated or bool(NEGATED.fullmatch(lower) or lower.endswith("n't"))
        end, verb = start + match.end(), lower
        if lower in AUXILIARIES or lower in _BE:
            auxiliaries.append(lower)
        elif lower not in ADVERBS and not NEGATED.fullmatch(lower):
            break
    if auxiliaries and not forms(verb):
        verb = ""  # "is insolvent"
    return VerbGroup(start, end, tuple(auxiliaries), verb, negated)


def subject_of(text: str) -> str | None:
    """The subject of a statement as it is written; None when it is not plain to see."""
    start = verb_start(text)
    if start is None:
        return None
    before = _CONNECTIVE.sub("", text[:start]).strip()
    before = _without_time(before)
    if "," in before:
        opening, _, rest = before.rpartition(",")
        if opening.split()[0].lower() not in PREPOSITIONS:
            return None
        before = rest.strip()
    words = before.split()
    while words and words[-1].lower() in ADVERBS:
        words.pop()
    return " ".join(words) if _may_be_subject(words) else None


def _without_time(before: str) -> str:
    """ "On Friday Circle" without its time."""
    for moment in moments(before):
        if re.fullmatch(r"\W*(?:(?:on|in|late|early|by|since)\s+)*", before[: moment.start], re.I):
            return before[moment.end :].lstrip(" ,")
    return before


def _may_be_subject(words: list[str]) -> bool:
    if not words or len(words) > 7 or re.search(r"[:;“”\"()]", " ".join(words)):
        return False
    first = words[0].lower()
    if first in PREPOSITIONS | SUBORDINATORS | _SUBJECTLESS:
        return False
    return not any(word.lower() in SUBORDINATORS for word in words)


def begins_with_verb(text: str, subject: str = "Circle") -> bool:
    """Whether `text` goes on from a subject with a finite verb, adverbs aside."""
    words = text.split()
    skipped = 0
    while skipped < len(words) and words[skipped].lower().strip(",") in ADVERBS:
        skipped += 1
    rest = " ".join(words[skipped:])
    whole = f"{subject} {rest}"
    return bool(rest) and verb_start(whole) == len(subject) + 1


def first_form(text: str) -> Form:
    """The forms that the first word of `text` can have, adverbs aside; unknown "-ed" is past."""
    for match in re.finditer(r"[\w'’-]+", text):
        word = match.group().lower()
        if word in ADVERBS:
            continue
        form = forms(word)
        if not form and re.fullmatch(r"\w{3,}[^e]ed", word):
            form = Form.PAST | Form.PARTICIPLE
        return form
    return Form.NONE
