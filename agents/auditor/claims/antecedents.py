"""Antecedents: whom and what a text has spoken of, and which pronoun may mean it.

Each name is told apart as a person, an organisation or unknown by the words around it. What
is unknown fits every pronoun, so that it stands in the way of a guess rather than allows one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from agents.auditor.reading.lexicon import ALIASES, COMPANIES, OFFICES, word_set
from agents.auditor.reading.moments import moments
from agents.auditor.reading.naming import Name, names
from agents.auditor.reading.quantities import quantities
from agents.style.english.lexicon import AUXILIARIES, PREPOSITIONS, Form, forms

ORGANISATIONS = word_set(
    "bank exchange capital labs lab fund court commission inc corp ltd llc plc group holdings "
    "ventures partners foundation university college institute agency ministry department council "
    "authority board bureau committee party union league united club airlines airways rail railway "
    "motors energy systems technologies software network networks media news times post journal "
    "wire markets financial finance insurance securities trust hospital museum protocol dao "
    "reserve treasury parliament senate congress police studios pictures records foods pharma bio "
    "robotics aerospace telecom mobile bancorp credit savings"
)
_HONORIFICS = {"mr": "he", "sir": "he", "lord": "he", "king": "he", "prince": "he",
               "mrs": "she", "ms": "she", "miss": "she", "lady": "she", "queen": "she",
               "princess": "she"}  # fmt: skip
_OFFICES_GENDERED = {
    "chairwoman": "she", "spokeswoman": "she", "congresswoman": "she", "actress": "she",
    "chairman": "he", "spokesman": "he", "congressman": "he",
}  # fmt: skip
_PLACED = re.compile(r"\b(?:in|at|from|near|across|around|outside|throughout|via|of)\s+$", re.I)
_FOLLOWED = re.compile(r",\s+(?:(?:the|a|an|its|their|former|chief)\s+)*(?P<word>[\w-]+)", re.I)
_BUSINESS = re.compile(
    r"\s+(?:has |have |will )?(?:hire[sd]?|acquire[sd]?|recall(?:s|ed)?|laid off|lays off"
    r"|delist\w*|merge[sd]?"
    r"|files? for|filed for|froze withdrawals|halt(?:s|ed)|paus(?:es|ed)|ships?|shipped"
    r"|cuts? \d+ jobs"
    r"|raise[sd]? [$€£])\b",
)
"""What firms do and people seldom."""
_BEFORE = re.compile(r"(?P<word>[\w.-]+)[\s,]+$")
_COMMON = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Tt]his|[Tt]hat|every|each|another)\s+"
    r"(?P<phrase>(?:[a-z][\w-]*\s+){0,2}?[a-z][\w-]+)\b"
)
_PLURAL = re.compile(r"\b(?P<word>[a-z]{2,}(?<![sui])s)\b(?!['’])")
_NO_THINGS = word_set(
    "first last same next other whole past time day week month year moment end way rest night "
    "morning afternoon evening point bit lot"
)
ACTORS = word_set(
    "company firm bank exchange venue court regulator judge government fund founder minister "
    "ministry lender issuer board union agency commission watchdog startup team chairman president "
    "ceo boss broker custodian retailer airline maker developer university hospital council club "
    "party platform operator insurer landlord publisher hacker attacker man woman mayor officer"
)
_AFTER_NAMES = word_set(
    "and or but which who that while when if so then also now just still soon later again too not "
    "never today yesterday tonight tomorrow itself himself herself is was"
)
_PEOPLE = word_set(
    "people men women children police staff customers users workers shareholders investors both"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody or something spoken of. `person` is None when it cannot be told."""

    raw: str
    tokens: frozenset[str]
    person: bool | None = None
    gender: str = ""
    """The pronoun, "he" or "she"; empty when unknown."""
    actor: bool = True
    """Whether it can do something: a name, or a noun such as "the bank"."""
    plural: bool = False
    modifier: bool = False
    """Whether the name only says which noun: "the Harlow Bridge alley"."""


@lru_cache(maxsize=1024)
def spoken_of(text: str) -> tuple[Candidate, ...]:
    """Everybody and everything that `text` has spoken of, each once."""
    found: list[Candidate] = []
    for name in names(text):
        if name.raw[0] not in "@#" and (one := _named(text, name)):
            _merge(found, one)
    return (*found, *_unnamed(text))


def _named(text: str, name: Name) -> Candidate | None:
    tokens = [t for t in name.tokens if t not in OFFICES and t not in _HONORIFICS]
    if not tokens:
        return None
    before, after = text[: name.start], text[name.end :]
    titles = _titles(before, name)
    gender = next((_gender_of(word) for word in (*titles, tokens[0]) if _gender_of(word)), "")
    followed = _FOLLOWED.match(after)
    office = any(t in OFFICES or t in _HONORIFICS for t in titles)
    office = office or bool(followed and followed["word"].lower() in OFFICES)
    person: bool | None = None
    if _is_organisation(name) or (not office and not gender and _BUSINESS.match(after)):
        person = False
    elif office or (gender and len(tokens) > 1):
        person = True
    if person is not True and not _is_organisation(name) and _PLACED.search(before):
        return None  # "in Dubai"; but "at Circle" is somebody
    if person and len(tokens) < len(name.tokens):
        raw = name.raw.split(" ", len(name.tokens) - len(tokens))[-1]
    else:
        raw = name.raw
    return Candidate(raw, frozenset(tokens), person, gender, modifier=_modifies(after))


def _modifies(after: str) -> bool:
    """Whether a common noun follows a name at once."""
    found = re.match(r" ([a-z][\w-]+)", after)
    if found is None:
        return False
    word = found[1]
    return not forms(word) and word not in AUXILIARIES | PREPOSITIONS | _AFTER_NAMES


def _titles(before: str, name: Name) -> list[str]:
    """The words that say what somebody is: in the name itself, or right before it."""
    inside = [token for token in name.tokens if token in OFFICES or token in _HONORIFICS]
    found = _BEFORE.search(before)
    return [*inside, *([found["word"].lower().strip(".")] if found else [])]


def _gender_of(word: str) -> str:
    return _HONORIFICS.get(word) or _OFFICES_GENDERED.get(word) or _given_names().get(word, "")


@cache
def _given_names() -> dict[str, str]:
    lines = (files(__package__) / "given_names.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(":") for line in lines if line and line[0] != "#")
    return {name: pronoun for pronoun, _, listed in pairs for name in listed.split()}


@cache
def _known_organisations() -> frozenset[str]:
    return COMPANIES | {alias for group in ALIASES for alias in group if " " not in alias}


def _is_organisation(name: Name) -> bool:
    bare = name.raw.lstrip("$")
    acronym = 2 <= len(bare) <= 5 and bare.isupper()
    return (
        acronym
        or any(token in ORGANISATIONS for token in name.tokens)
        or " ".join(name.tokens) in _known_organisations()
    )


def _merge(found: list[Candidate], one: Candidate) -> None:
    """Add a name, or what it tells more of somebody who has been named before."""
    for place, other in enumerate(found):
        if one.tokens <= other.tokens or other.tokens <= one.tokens:
            longer = other if len(other.tokens) >= len(one.tokens) else one
            found[place] = replace(
                longer,
                person=other.person if other.person is not None else one.person,
                gender=other.gender or one.gender,
            )
            return
    found.append(one)


def _unnamed(text: str) -> list[Candidate]:
    """Nouns with an article, and plurals: what else a pronoun could mean."""
    taken = [(q.start, q.end) for q in quantities(text)] + [(m.start, m.end) for m in moments(text)]
    found = []
    for match in _COMMON.finditer(text):
        head = _head(match["phrase"])
        if head and head not in _NO_THINGS and not _inside(match.start("phrase"), taken):
            plural = bool(_PLURAL.fullmatch(head)) or head in _PEOPLE
            actor = head in ACTORS or _opens(text, match.start())
            found.append(Candidate(f"the {head}", frozenset({head}), actor=actor, plural=plural))
    for match in _PLURAL.finditer(text):
        if Form.THIRD not in forms(match["word"]) and match["word"] not in _NO_THINGS:
            word = match["word"]
            found.append(Candidate(word, frozenset({word}), actor=False, plural=True))
    return found


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins here, so that its subject does."""
    return not text[:start].strip() or text[:start].rstrip()[-1] in ".!?:;\n"


def _head(phrase: str) -> str:
    """The noun of a phrase whose length is not known: an actor's, else its first word."""
    parts = phrase.split()
    return next((part for part in parts if part in ACTORS), parts[0] if parts else "")


def _inside(start: int, stretches: list[tuple[int, int]]) -> bool:
    return any(left <= start < right for left, right in stretches)
