"""Claims: what a draft states, cut into pieces that can each be checked.

A claim is a sentence, or a clause that stands by itself. An opinion is a statement
without numbers, names, dates, quoted words or an event; all else is checkable, so
that no fact hides in an aside. In doubt a statement is a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from agents.auditor.lexicon import IRREGULAR, word_set
from agents.auditor.moments import moments
from agents.auditor.naming import names
from agents.auditor.quantities import quantities
from agents.auditor.quotations import quotations
from agents.auditor.words import Word, words
from memory.types import Claim, ClaimKind
from tools.sentences import spans

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d_][\w'’-]*(?: [\w'’-]+){0,3}:(?=\s)")
_QUOTE_NEXT = re.compile(r"\s*[“„«\"‘']")
"""A label before these names a speaker and stays with the words."""
_SUBJECT = r"(?:the|a|an|its|their|his|her|it|they|he|she|we|this|that|these|those|[A-Z][\w'’]+)"
_CUTS = (
    re.compile(r";\s+"),
    re.compile(r"\s+[—–]\s*|\s*[—–]\s+|\s+--?\s+|(?<=\w)—(?=\w)"),
    re.compile(rf",\s+(?=(?:and|but|so|yet|while|whereas)\s+{_SUBJECT}\s)"),
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|can|may|did|does|do|\w+(?:ed|es|s)|"
    + "|".join(sorted(IRREGULAR))
    + r")\b",
    re.IGNORECASE,
)
SHORTEST = 3
"""Words that each side of a cut must have."""


def split_claims(text: str) -> tuple[Claim, ...]:
    """The claims of `text` in order, none overlapping; every word but links is in one.

    `claim.text == text[claim.start:claim.end]`. Never raises.
    """
    found = []
    for start, end in spans(text):
        for left, right in _pieces(text, start, end):
            left, right = _trim(text, left, right)
            if any(character.isalnum() for character in text[left:right]):
                claim = text[left:right]
                found.append(Claim(text=claim, start=left, end=right, kind=kind_of(claim)))
    return tuple(found)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence cut around its links, after its label, and between its clauses."""
    for left, right in _between_links(text, start, end):
        label = _LABEL.match(text, left, right)
        if label and not _QUOTE_NEXT.match(text, label.end()):
            yield left, label.end()
            left = label.end()
        yield from _clauses(text, left, right)


def _between_links(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for link in _LINK.finditer(text, start, end):
        yield start, link.start()
        start = link.end()
    yield start, end


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    quoted = [(start + q.start, start + q.end) for q in quotations(text[start:end])]
    cuts = sorted(
        (cut.start(), cut.end()) for pattern in _CUTS for cut in pattern.finditer(text, start, end)
    )
    for left, right in cuts:
        inside = any(s < left < e for s, e in quoted)
        if not inside and left >= start and _stands(text[start:left], text[right:end]):
            yield start, left
            start = right
    yield start, end


def _stands(left: str, right: str) -> bool:
    """Whether both sides of a cut are long enough and have a verb."""
    enough = len(words(left)) >= SHORTEST and len(words(right)) >= SHORTEST
    return enough and bool(_VERB.search(left)) and bool(_VERB.search(right))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    stripped = piece.strip()
    start += len(piece) - len(piece.lstrip())
    return start, start + len(stripped)


# ------------------------------------------------------------------ what kind


def kind_of(claim: str) -> ClaimKind:
    """What sort of statement this is; decides whether it must be borne out."""
    if quotations(claim):
        return ClaimKind.QUOTE
    question = bool(re.search(r"\?[\"'”’)\]\s]*$", claim))
    if quantities(claim) or any(character.isdigit() for character in claim):
        return ClaimKind.NUMBER
    if question and not (_PRESUMES.match(claim) and states_event(claim)):
        return ClaimKind.QUESTION
    if moments(claim) or names(claim) or states_event(claim) or _RANK.search(claim):
        return ClaimKind.FACT
    return ClaimKind.OPINION


_PRESUMES = re.compile(r"\W*(?:why|how come|how (?:did|could)|when did)\b", re.IGNORECASE)
"""Questions that take their fact for granted: "Why did the bank lie?"."""
_RANK = re.compile(
    r"\b(?:the (?:first|second|third|only|largest|biggest|smallest) \w+ (?:to|in|ever|since|of)"
    r"|first-ever|for the first time|a first for|record (?:high|low)|all-time"
    r"|confirmed|breaking|official|exclusive|reportedly|sources? sa(?:y|id))\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\W*(?:if|when|whenever|unless|once|whoever|every time|nobody ever|no one ever)\b",
    re.IGNORECASE,
)
_ACTORS = (
    "company firm bank exchange venue court regulator judge government fund founder police "
    "minister ministry hacker hackers attacker attackers lender issuer board union agency "
    "commission watchdog startup team chairman president boss ceo protocol project token coin "
    "ruling deal merger hack breach bill law ban price stock shares companies banks regulators"
)
_ACTOR = re.compile(
    r"\b(?:the|this|that|these|those|its|their|his|her|both)\s+(?:\w+\s+)?"
    rf"(?:{'|'.join(_ACTORS.split())})\b(?!['’-])",
    re.IGNORECASE,
)
_WILL = re.compile(
    r"^\W*(?:the|its|their|his|her|this|that)\s+(?:[\w-]+\s+){1,3}(?:will|won['’]t|has|have|hasn['’]t)\b",
    re.IGNORECASE,
)
_ADJUNCT = re.compile(
    r"\b(?:amid|following (?:an?|the|its)|in the wake of|due to an?|thanks to an?|after an? \w+ \w+"
    r"|because of|and \w{3,}ed (?:its|their|his|her)\b)",
    re.IGNORECASE,
)
"""An event hung on to a general statement ("… after a software bug")."""
_PERSON = re.compile(r"^\W*(?:(?:and|but|so|now|then|yet)\s+)?(?:he|she|they)\b", re.IGNORECASE)
_IT_ACTS = re.compile(
    r"^\W*(?:(?:and|but|so|now|then|yet)\s+)?it\s+(?!is\b|was\b|takes\b|works\b)"
    r"(?:has|had|\w+s|\w+ed)\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:is|are|was|were)\s+(?:now\s+|also\s+|already\s+)?"
    r"(?:insolvent|bankrupt|hacked|guilty|offline|frozen|halted|arrested|dead|broke|under\s+\w+)\b",
    re.IGNORECASE,
)
_ONGOING = re.compile(
    r"\b(?:is|are)\s+(?:now\s+)?(?!being|boring|nothing|something|anything)"
    r"(?:\w{3,}ing)\s+(?:its|their|the|a|an|staff|funds|customers)\b",
    re.IGNORECASE,
)
_PAST_AUXILIARY = re.compile(r"\b(?:was|were|wasn['’]?t|weren['’]?t|had|did|didn['’]?t)\b", re.I)
_BEFORE_PARTICIPLE = word_set(
    "is are be been being get gets getting isn't aren't has have having 's 're to by of in on at "
    "the a an its their any no every each well badly and or as once until "
    "when whoever whenever with without for more most less"
)


def states_event(claim: str) -> bool:
    """Whether a statement tells of something that somebody did or that came to pass.

    Conditions ("If the door is locked, …") and rules about kinds of things are none.
    First-person asides are none either: a rule of its own looks after those.
    """
    if _CONDITION.match(claim):
        return False
    patterns = (_ACTOR, _WILL, _ADJUNCT, _PERSON, _IT_ACTS, _STATE, _ONGOING)
    return any(pattern.search(claim) for pattern in patterns) or _told_in_past(claim)


def _told_in_past(claim: str) -> bool:
    if re.search(r"\b(?:I|I['’](?:m|d|ve|ll)|my|we)\b", claim):
        return False
    if _PAST_AUXILIARY.search(claim):
        return True
    tokens = words(claim)
    for before, word in pairwise(tokens):
        if before.lower in _COPULA or before.raw.endswith(("n't", "'re")):
            return False  # "a chart drawn in public" after "is" is no event
        if _is_past(before, word):
            return True
    return False


_COPULA = word_set("is are isn't aren't that's it's there's be")
_UNCHANGED = word_set(
    "best better worse worst men women people children lives halves leaves thieves crises found "
    "left meant made paid held kept known gone lying dying written built bound goes analyses "
    "criteria indices proven given taken felt bit saw lay paying lit set"
)


def _is_past(before: Word, word: Word) -> bool:
    """A past tense and not a participle: what stands before tells them apart."""
    if before.lower in _BEFORE_PARTICIPLE or before.lower.endswith("ly"):
        return False
    regular = word.lower.endswith("ed") and len(word.lower) > 4 and not word.lower.endswith("eed")
    irregular = word.lower in IRREGULAR and word.lower not in _UNCHANGED
    return regular or irregular
