"""False by a wording: what was denied or affirmed, turned around, made certain, or put together.

Each takes a sentence and its evidence and gives the sentence with one thing wrong, or None
where it offers no place for a grammatical error of that kind.
"""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random

from agents.auditor.reading.lexicon import OPPOSITES, VERBS, word_set
from agents.auditor.reading.naming import names
from agents.auditor.reading.words import Word, words
from training.inflection import Form, inflected, may_follow_have, read
from training.material import Material
from training.predicates import Predicate, predicate

LONGEST_DETAIL = 13
"""Words of an added detail."""
FEWEST_WORDS = 3
"""Words that a stitched predicate or an added detail has at least."""

_DENIES = re.compile(
    r"\b(?:no|not|never|none|neither|nor|nobody|nothing|without|hardly|barely|few|fail(?:s|ed)?"
    r"|cannot)\b|n['’]t\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?P<aux>\w+)(?: not|n['’]t)\b(?! only| just| yet| least| more| less| to\b)|\bcannot\b"
)
_NEEDS_NOT = re.compile(r"\b(?:any\w*|ever|either|until|but|yet|necessarily|at all)\b")
_SHORT_AUXILIARIES = {"wo": "will", "ca": "can", "sha": "shall"}
_PARTICIPLE_AHEAD = re.compile(r"\s+(?:(?:already|also|just|long|since|now|\w+ly)\s+)*([a-z]+)\b")
_DENIED_AS = {"may": "will not", "might": "will not", "can": "cannot"}
"""What "may not" would not contradict."""

_UP_AND_DOWN = word_set("up down above below under over more less")
"""Opposites only beside a figure: elsewhere they are parts of verbs."""
_NEVER_TURNED = word_set(
    "back clear well second like record top bottom first last lead head front in out off on kind "
    "even still just right left close find free open spring park pass fail pause high long "
    "tall wide deep thick old short finish cover load hire lift advance slip contract back name"
)
"""Words of too many senses to have one opposite."""
_INTRANSITIVE = word_set(
    "rise climb soar surge rally jump fall drop slide tumble plunge sink plummet crash succeed "
    "appear disappear vanish arrive depart worsen shrink"
)
_TRANSITIVE = word_set("raise cut reduce lower trim slash boost hike strengthen weaken impose")
_PREPOSITIONS = ({"before", "after"}, {"above", "below"}, {"over", "under"}, {"up", "down"})
_COMPARATIVES = word_set("more less worse better")
_FIGURE = re.compile(r"\s+(?:than\s+)?(?:about\s+|nearly\s+)?[$€£]?\d|\s+than\b")
_TO = re.compile(r"\b(?:to|will|would|can|could|should|must|did not|does not|do not)\s+$")

_MODAL = re.compile(r"\b(?:may|might|could)\b(?! (?:not|hardly|never|only|be able)|n['’]t)")
_PLAN = re.compile(
    r"(?<!not )(?<!n't )\b(?:(?P<who>plans|hopes|aims|wants|intends|proposes)(?= to [a-z])"
    r"|(?P<many>plan|hope|aim|want|intend|propose)(?= to [a-z]))"
)
_REPORTEDLY = re.compile(r"\b(?:reportedly|allegedly|possibly|perhaps|probably) ", re.IGNORECASE)
_SOME = re.compile(
    r"(?<!at )(?<!the )(?<!as )(?<!a )\b(?:some|several|many|most)(?: of)?"
    r"(?= (?:the )?[a-z]{3,}s\b)",
    re.IGNORECASE,
)

_TAIL = re.compile(
    r"(?:,\s(?:after|because|citing|blaming)\b| because\b| after\b| despite\b| in order to\b"
    r"| following\b)[^,;.!?“”\"()]{10,110}"
)


def negation(material: Material, _chance: Random) -> str | None:
    """What is stated, denied; what is denied, stated."""
    if _DENIES.search(material.sentence):
        return _affirmed(material)
    found = predicate(material)
    return _denied(material, found) if found else None


def _affirmed(material: Material) -> str | None:
    """The one denial of the sentence, taken out where the rest can stand without it."""
    text = material.sentence
    found = _NOT.search(text)
    if found is None or not material.open(*found.span()) or len(_DENIES.findall(text)) > 1:
        return None
    if _NEEDS_NOT.search(text, found.end()):
        return None
    auxiliary = "can" if found["aux"] is None else found["aux"]
    if "n" in found[0][-3:] and found["aux"] and not found[0].endswith("not"):
        auxiliary = _SHORT_AUXILIARIES.get(auxiliary, auxiliary)
    return material.replaced(found.start(), found.end(), auxiliary)


def _denied(material: Material, found: Predicate) -> str | None:
    if not found.auxiliary:
        helper = "does" if found.form is Form.THIRD else "did"
        return material.replaced(found.start, found.end, f"{helper} not {found.verb}")
    if found.word in {"has", "have", "had"} and not _perfect(material.sentence, found.end):
        plain = {"has": "does not have", "have": "do not have", "had": "did not have"}
        return material.replaced(found.start, found.end, plain[found.word])
    denied = _DENIED_AS.get(found.word, f"{found.word} not")
    return material.replaced(found.start, found.end, denied)


def _perfect(sentence: str, end: int) -> bool:
    """Whether a participle follows "has": then it is an auxiliary, and no possession."""
    following = _PARTICIPLE_AHEAD.match(sentence, end)
    return following is not None and may_follow_have(following[1])


# ------------------------------------------------------------------------- opposites


@lru_cache(maxsize=1)
def _opposites() -> dict[str, tuple[str, ...]]:
    table: dict[str, set[str]] = {}
    for left, right in OPPOSITES:
        for side, other in ((left, right), (right, left)):
            for word in side:
                table.setdefault(word, set()).update(other - side)
    return {word: tuple(sorted(others)) for word, others in table.items()}


def antonym(material: Material, chance: Random) -> str | None:
    """One word with its opposite, inflected alike."""
    found = [(w, new) for w in words(material.sentence) if (new := _turned(material, w))]
    if not found:
        return None
    word, turned = chance.choice(found)
    return material.replaced(word.start, word.end, chance.choice(turned))


def _turned(material: Material, word: Word) -> list[str]:
    """The opposites that can stand in the place of `word`."""
    if not word.raw.islower() or not material.open(word.start, word.end):
        return []
    if word.lower in _NEVER_TURNED or "-" in material.sentence[word.end : word.end + 1]:
        return []
    if word.lower in _UP_AND_DOWN and not _FIGURE.match(material.sentence, word.end):
        return []
    verbal = read(word.lower)
    if verbal is None:
        return [other for other in _opposites().get(word.lower, ()) if _alike(word.lower, other)]
    verb, form = verbal
    if form is Form.ING or (form is Form.THIRD and not _is_verb(material, word)):
        return []  # as likely a noun
    if form is Form.PLAIN and not _TO.search(material.sentence[: word.start]):
        return []
    if verb in _NEVER_TURNED or material.sentence.startswith(" to ", word.end):
        return []
    turned = [other for other in _opposites().get(verb, ()) if other in VERBS - _NEVER_TURNED]
    return [inflected(other, form) for other in turned if _governs_alike(verb, other)]


def _is_verb(material: Material, word: Word) -> bool:
    found = predicate(material)
    return found is not None and found.start == word.start


def _governs_alike(verb: str, other: str) -> bool:
    """Whether what stands after the one can stand after the other."""
    return not (
        (verb in _INTRANSITIVE and other not in _INTRANSITIVE)
        or (other in _INTRANSITIVE and verb not in _INTRANSITIVE)
        or (verb in _TRANSITIVE and other not in _TRANSITIVE)
    )


def _alike(word: str, other: str) -> bool:
    """Whether two words that are no verbs look like the same part of speech."""
    for pair in _PREPOSITIONS:
        if word in pair or other in pair:
            return word in pair and other in pair
    if other in VERBS or other in _NEVER_TURNED:
        return False
    return _ending(word) == _ending(other)


def _ending(word: str) -> str:
    """What two words of one kind share: that of a comparative, a plural, a participle."""
    if word in _COMPARATIVES:
        return "er"
    return next((end for end in ("er", "est", "ing", "ed", "s") if word.endswith(end)), "")


# ------------------------------------------------------------------------- certainty


def certainty(material: Material, _chance: Random) -> str | None:
    """What may be, is planned or holds of some, told as settled or of all."""
    for pattern in (_MODAL, _PLAN, _REPORTEDLY, _SOME):
        found = pattern.search(material.sentence)
        if found and material.open(*found.span()):
            text = material.replaced(found.start(), found.end(), _settled(found))
            return text[0].upper() + text[1:] if material.sentence[0].isupper() else text
    return None


def _settled(found: re.Match[str]) -> str:
    """What stands there when nothing is left open."""
    if found.re is _MODAL:
        return "will"
    if found.re is _PLAN:
        return "has decided" if found["who"] else "have decided"
    if found.re is _SOME:
        return "all of" if found[0].endswith("of") else "all"
    return ""


# -------------------------------------------------------------------- put together


def stitched(material: Material, chance: Random) -> str | None:
    """The subject of this sentence with what another sentence of the evidence says of its own."""
    mine = predicate(material)
    if mine is None:
        return None
    subject = material.sentence[: mine.start]
    others = list(material.others)
    chance.shuffle(others)
    for other in others:
        theirs = predicate(Material(other, material.evidence))
        if theirs and _fits(subject, mine, other, theirs):
            return subject + other[theirs.start :]
    return None


def _fits(subject: str, mine: Predicate, other: str, theirs: Predicate) -> bool:
    """Whether the other predicate agrees in number, and is surely of another subject."""
    ours, whose = names(subject), names(other[: theirs.start])
    if mine.singular is not theirs.singular or not ours or not whose:
        return False
    shared = {t for n in ours for t in n.tokens} & {t for n in names(other) for t in n.tokens}
    return not shared and len(other[theirs.end :].split()) >= FEWEST_WORDS


def added(material: Material, chance: Random) -> str | None:
    """A circumstance out of another text, hung on the end: nothing bears it out."""
    body = material.sentence.rstrip()
    if not body.endswith(".") or not material.open(len(body) - 1, len(body)):
        return None
    elsewhere = list(material.elsewhere)
    chance.shuffle(elsewhere)
    for other in elsewhere:
        found = _TAIL.search(other, 10)
        if found and _may_hang(found, material):
            return f"{body[:-1]}{found[0].rstrip()}."
    return None


def _may_hang(found: re.Match[str], material: Material) -> bool:
    """Whether a phrase is of fair length, new here, and cut where its clause ends anyway."""
    whole = found.string[found.end() : found.end() + 1] in {"", ".", ",", ";"}
    fair = FEWEST_WORDS < len(found[0].split()) <= LONGEST_DETAIL
    return whole and fair and found[0].strip(" ,") not in material.evidence
