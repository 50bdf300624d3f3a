"""Resolving: a claim made readable alone, its pronouns given their antecedents.

An antecedent comes from the earlier text of the draft, else from the brief's headline, and
only where exactly one fits in number and kind. Whatever is in doubt is left as it stands:
a wrong name would be checked, and found, against the wrong source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.auditor.claims.antecedents import Candidate, spoken_of
from agents.auditor.claims.kinds import kind_of
from agents.auditor.claims.reading import begins_with_verb, first_form
from agents.auditor.claims.splitting import bare
from agents.auditor.claims.stretches import LONGEST, masked
from agents.auditor.reading.lexicon import word_set
from agents.auditor.reading.patterns import either, lowered
from agents.style.english.lexicon import PREPOSITIONS, Form
from memory.types import CHECKABLE, Claim, ClaimKind

NEAR = 600
"""Characters before a claim in which a pronoun's antecedent is looked for."""
_CLASSES = either(
    "company firm group startup start-up bank exchange court fund agency lender university"
)
_ANAPHOR = re.compile(
    rf"\b(?P<word>he|she|it|they|him|her|his|its|their|them|both|the (?:{_CLASSES}))"
    r"(?P<short>['’](?:s|re|ve|ll|d))?(?![\w'’-])",
    re.IGNORECASE,
)
_OF_ANY_KIND = word_set("company firm group startup start-up")
_EMPTY_IT = re.compile(
    r"\bit(?:['’]s|['’]ll be|['’]d be| is| was| will be| would be)? "
    rf"(?:{either('not now just really about no so too very always never only also')} )*"
    + either(
        "a an the time that what clear hard easy easier harder worth true possible impossible "
        "likely unlikely safe fair good bad better worse best worst over here there seems? looks? "
        "feels? sounds? turns? turned takes? took rains? rained snow\\w* depends? appears? "
        "matters? happen(?:s|ed) helps? means? meant why how because like and or all one two nice "
        "great sad odd strange funny fun ok okay fine free early late raining been"
    )
    + r"\b",
    re.IGNORECASE,
)
_AGENTIVE = re.compile(
    r"^(?:['’]s|['’]ll|['’]ve)?\s*(?:"
    + either(
        "has had have will is was also then now later never not did does been plans?_to planned_to"
    )
    + " )*"
    + either(
        "said says say announc\\w+ holds? held holding owns? owned cut cuts cutting hire[sd]? "
        "hiring file[sd]? fire[sd]? firing name[sd]? plans? planned sue[sd]? acquire[sd]? "
        "raise[sd]? laid lays launch\\w* pause[sd]? pausing froze freez\\w+ frozen halt\\w* "
        "blame[sd]? promise[sd]? apologi\\w+ owe[sd]? paid pays pay bought buys buying sold sells "
        "selling employ\\w* operat\\w+ denie[sd] confirm\\w* expects? expected wants? wanted "
        "serve[sd]? settle[sd]? agree[sd]? clos\\w+ open\\w* delist\\w* list\\w* lost loses fined "
        "fines sacked suspend\\w* reopen\\w* resum\\w+ warn\\w* admit\\w* refus\\w+ hack\\w* told "
        "tells appeal\\w* ruled rules ship\\w* publish\\w* banked banks lent lends borrow\\w* "
        "stopp?\\w* start\\w* refund\\w* charge[sd]? insolvent bankrupt resign\\w* fled quit left "
        "arrested jailed appoint\\w*"
    )
    + r"\b",
    re.IGNORECASE,
)
"""What only somebody does, and no thing: then things stand in nobody's way."""
_OWNED = re.compile(
    r"^\s+(?:own |new |former |remaining |entire |\d[\d,.]*\s)?"
    + either(
        "reserves? customers? clients? staff employees workers ceo cfo chief founders? "
        "co-?founder boss boards? shareholders accounts? licen[cs]es? users? depositors "
        "headquarters offices? balance revenues? profits? debts? lenders creditors lawyers? "
        "auditors? customers['’] homes? job wallets? website app branch(?:es)? stores? shops? "
        "factory factories workforce jobs plans? stake shares stock wife husband son daughter "
        "resignation post role"
    )
    + r"\b",
    re.IGNORECASE,
)
_SUBJECTLESS = re.compile(
    r"^\W*(?P<link>(?:then|also|and|later|now|next)\s+)?(?P<verb>[A-Za-z][\w-]+)\b", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"[\w-]+\W+(?:(?:the|an?|its|their|his|her|all|it|them|for|to|from|in|on|at|with|off|out|up"
    r"|down|by)\b"
    r"|[$€£]?\d|[A-Z]|\w+(?:s|ing)\b)"
)
"""A verb and what belongs to it; "And blocks keep coming" begins with a noun."""
_SAYS_NOBODY = word_set(
    "looks feels sounds seems says means goes thanks makes gets takes depends helps works turns "
    "beats figures checks hits comes needs happens matters"
)
_SPEAKER = re.compile(r"\b(?:I|me|my|we|our|us)\b|\bI['’]", re.IGNORECASE)
_VERB_AFTER = {"re": "are", "ve": "have", "ll": "will"}


def resolve(claims: Sequence[Claim], text: str, known: Sequence[str] = ()) -> tuple[Claim, ...]:
    """`claims` of the draft `text` with `resolved` where they can be read alone only so.

    `known` are the brief's headline and what else was said before the draft, nearest first.
    What a cut has put into `resolved` is kept. Never raises.
    """
    return tuple(_resolved(claim, text, known) for claim in claims)


def _resolved(claim: Claim, text: str, known: Sequence[str]) -> Claim:
    base = claim.resolved or (bare(claim.text) if claim.checkable else claim.text)
    if len(base) > LONGEST:
        return claim
    earlier = text[max(0, claim.start - NEAR) : claim.start]
    made = _with_names(base, earlier, known)
    if made is None:
        made = base
    made = _with_subject(made, earlier, known) if made == base and claim.checkable else made
    resolved = "" if made == claim.text else made
    if resolved == claim.resolved:
        return claim
    return claim.model_copy(update={"resolved": resolved, "kind": _kind(claim, made)})


def _kind(claim: Claim, made: str) -> ClaimKind:
    """A pronoun hides no fact: "Its reserves are fake" is told of somebody."""
    named = kind_of(made)
    return named if named in CHECKABLE and not claim.checkable else claim.kind


# ------------------------------------------------------------------ pronouns


def _with_names(base: str, earlier: str, known: Sequence[str]) -> str | None:
    """`base` with every pronoun named; None when one of them cannot be."""
    plain = masked(base)
    made, at = "", 0
    for match in _ANAPHOR.finditer(plain):
        if _says_nothing(plain, match):
            continue
        fits = _Fit(match, plain)
        if fits.word in {"it", "them"} and not fits.acts:
            continue  # too many things may be "it"
        if any(map(fits, spoken_of(made + plain[at : match.start()]))):
            continue  # the claim itself has named it
        if _EMPTY_IT.search(plain) and fits.word in {"it", "its"}:
            return None
        words = _antecedent(fits, earlier, known)
        if words is None:
            return None
        made += base[at : match.start()] + _in_place(words, plain, match)
        at = match.end()
    return made + base[at:]


def _says_nothing(plain: str, match: re.Match[str]) -> bool:
    """ "It is time to …": nobody is meant."""
    word = match["word"].lower()
    before = plain[: match.start()].rstrip().lower()
    if word == "both":
        return not _opens(before) or not begins_with_verb(plain[match.end() :].strip(), "They")
    return word == "it" and bool(_EMPTY_IT.match(plain, match.start()))


def _opens(before: str) -> bool:
    return not before or before[-1] in ".,;:—–" or before in {"and", "but", "so", "now", "then"}


class _Fit:
    """Whether a candidate may be what a pronoun means."""

    def __init__(self, match: re.Match[str], plain: str) -> None:
        self.word = match["word"].lower()
        after = plain[match.end("word") :]
        does = _AGENTIVE.match(after) if self.word in {"it", "they", "he", "she"} else None
        owns = _OWNED.match(after) if self.word in {"its", "their", "his", "her"} else None
        self.acts = bool(does)
        self._actors_only = bool(does or owns)

    def __call__(self, one: Candidate) -> bool:
        if self.word in {"he", "him", "his"}:
            return self._may_be(one, "he")
        if self.word in {"she", "her"}:
            return self._may_be(one, "she")
        if self.word in {"it", "its"}:
            possible = one.person is not True and not one.plural
        elif self.word == "both":
            possible = True
        elif self.word.startswith("the "):
            possible = self._may_be_called(one)
        else:
            possible = True  # "they" may be many, a firm, or one person
        if self.word in {"they", "them", "their"} and one.plural:
            return True
        return possible and (one.actor or not self._actors_only)

    def _may_be_called(self, one: Candidate) -> bool:
        """Whether "the bank" may be this one: it is called so, or nobody knows what it is."""
        noun = self.word.removeprefix("the ")
        unknown = one.person is None or noun in _OF_ANY_KIND
        return (
            one.actor
            and not one.plural
            and (noun in one.tokens or (unknown and one.person is not True))
        )

    @staticmethod
    def _may_be(one: Candidate, pronoun: str) -> bool:
        human = one.person is not False and one.actor and not one.plural
        return human and one.gender in {"", pronoun}

    def sure(self, one: Candidate) -> bool:
        """Whether the only candidate surely is meant."""
        if one.modifier:
            return False
        if self.word in {"he", "him", "his", "she", "her"}:
            return one.person is True and bool(one.gender)
        if self.word.startswith("the "):
            noun = self.word.removeprefix("the ")
            generic = noun in _OF_ANY_KIND and one.raw[0].isupper() and one.person is not True
            return generic or noun in one.tokens
        if self.word in {"they", "them", "their"}:
            return one.raw[0].isupper() and one.person is False
        return one.raw[0].isupper() or one.actor


def _antecedent(fits: _Fit, earlier: str, known: Sequence[str]) -> str | None:
    """The one name or noun that fits, from the nearest text that has any."""
    for text in (earlier, *known):
        found = [one for one in spoken_of(masked(text)) if fits(one)]
        if fits.word == "both":
            named = [one for one in found if one.raw[0].isupper()]
            pair = len(named) == 2 and len(found) == 2
            return f"{named[0].raw} and {named[1].raw}" if pair else None
        if found:
            return found[0].raw if len(found) == 1 and fits.sure(found[0]) else None
    return None


def _in_place(words: str, plain: str, match: re.Match[str]) -> str:
    """The antecedent in the pronoun's form: "it's" as "Circle is", "its" as "Circle's"."""
    word, after = match["word"].lower(), plain[match.end() :]
    short = lowered(match["short"] or "")[1:]
    if word in {"its", "his", "their"} or (word == "her" and _owns(after)):
        return words + ("'" if words.endswith("s") else "'s")
    if short == "s" and word.startswith("the "):
        return f"{words}'s"
    if short == "s":
        participle = Form.PARTICIPLE in first_form(after) or re.match(r"\s*been\b", after)
        return f"{words} {'has' if participle and re.match(r' been', after) else 'is'}"
    if short == "d":
        return f"{words} {'had' if Form.PARTICIPLE in first_form(after) else 'would'}"
    return f"{words} {_VERB_AFTER[short]}" if short else words


def _owns(after: str) -> bool:
    """Whether "her" is followed by what is hers."""
    following = re.match(r"\s+([\w'’-]+)", after)
    return following is not None and following[1].lower() not in PREPOSITIONS | {"and", "or", "but"}


# ------------------------------------------------------------------ sentences without a subject


def _with_subject(base: str, earlier: str, known: Sequence[str]) -> str:
    """ "Then froze redemptions." with its subject, where only one can be meant.

    Posts leave out "I" as well, so a bare past tense is nobody's in particular.
    """
    found = _SUBJECTLESS.match(base)
    if not found or _SPEAKER.search(base) or found["verb"].lower() in _SAYS_NOBODY:
        return base
    form = first_form(found["verb"])
    linked = bool(found["link"]) and found["link"].strip().lower() in {"then", "also", "later"}
    if not (Form.THIRD in form or (linked and Form.PAST in form)):
        return base
    verb = base[found.start("verb") :]
    if not begins_with_verb(verb[0].lower() + verb[1:]) or not _GOES_ON.match(verb):
        return base
    for text in (earlier, *known):
        actors = [one for one in spoken_of(masked(text)) if one.actor]
        if actors:
            single = len(actors) == 1 and actors[0].raw[0].isupper() and not actors[0].modifier
            return f"{actors[0].raw} {verb[0].lower()}{verb[1:]}" if single else base
    return base
