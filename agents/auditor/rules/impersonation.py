"""Impersonation: the persona speaks as itself, and as nobody and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.auditor.reading.naming import Name
from agents.auditor.rules.charter import ConductRule, charter
from agents.auditor.rules.disguise import bare
from agents.auditor.rules.people import full_names, is_person
from agents.auditor.rules.rule import Setting
from agents.auditor.rules.wording import spoken
from memory.types import Breach, Draft

ID = "conduct.impersonation"
Found = tuple[str, str]

_OTHER = "it speaks as somebody else; the persona speaks as itself"
_NAME_HERE = "\ue000"
"""Stands for a name while its surroundings are looked at."""
_AS_PERSON = re.compile(
    rf"\bI, (?:\w+ )?{_NAME_HERE}|\bI(?:’m| am) (?:the real |really "
    rf"|actually )?{_NAME_HERE}(?=[.,!:;]|$| and (?:I|this)\b|, )"
    rf"|\bmy name(?: is|’s) {_NAME_HERE}|\b(?:this is|it(?:’s|’s me,| is)(?: me,)?"
    rf"|hi,? (?:it(?:’s|s) )?) ?{_NAME_HERE}(?= (?:here|speaking|again|writing|tweeting"
    rf"|posting)\b|:|, (?:and I|I|CEO|founder|here|your|from)\b)"
    rf"|(?:^|[.!?:\n] ?|\b(?:hi|hello|hey|gm),? (?:all,? |everyone,? "
    rf"|folks,? )?){_NAME_HERE} (?:here|speaking)\b(?=[,.:!—–-]|$| (?:with|to|and|again)\b)"
    rf"|\b(?:speaking|writing|signing off|posting|tweeting) as {_NAME_HERE}"
    rf"|\bas {_NAME_HERE}, I\b|\bI(?:’m| am) {_NAME_HERE}(?=’s (?:assistant|lawyer|spokes\w+"
    rf"|agent|manager|official))|(?:(?:[.!?\n”]|^) ?[—–-] |\bsigned,?|\byours,?|\bregards,?"
    rf"|\bsincerely,?) ?{_NAME_HERE}\W*$",
    re.IGNORECASE,
)
_AS_BODY = re.compile(
    rf"\bthis is (?:the )?(?:official )?{_NAME_HERE}(?= ?(?:[:—–]|speaking|here|calling|support"
    rf"|customer|security|fraud|, (?:your|we|and we)))"
    rf"|\b(?:we|us),? (?:here )?(?:at|of|from) (?:the )?{_NAME_HERE}|\bwe,? (?:the )?{_NAME_HERE},"
    rf"|\bwe(?:’re| are) (?:the )?{_NAME_HERE}(?=[,.:]| and\b)"
    rf"|\bon behalf of (?:the )?(?:\w+ ){{0,2}}{_NAME_HERE}|\b(?:speaking|writing) (?:for|as"
    rf"|on behalf of) (?:the )?{_NAME_HERE}"
    rf"|\b(?:your|the official|the verified) (?:friends at )?{_NAME_HERE} (?:team|support"
    rf"|account|giveaway|airdrop|security team)\b"
    rf"|{_NAME_HERE} (?:customer |technical )?(?:support|security|help ?desk|compliance)(?: team"
    rf"| department)? here\b|\bthis is an? (?:official )?(?:message|notice|warning|announcement"
    rf"|statement|alert) (?:from|by|of) (?:the )?{_NAME_HERE}"
    rf"|\bI(?:’m| am) (?:calling from|an? (?:agent|officer|official|employee"
    rf"|representative|spokes\w+|director|inspector) (?:of|at|with|for"
    rf"|from)) (?:the )?{_NAME_HERE}(?! (?:game|match|conference|airport|event|meetup|concert"
    rf"|office))",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    rf"\b(?:official )?(?:statement|message|announcement|notice|communiqué"
    rf"|press release) (?:from|by|of|on behalf of) (?:the )?{_NAME_HERE}",
    re.IGNORECASE,
)
_WE = re.compile(r"\b(?:we|our|us|I|my)\b(?!\.)")
_PROFESSION_FORMS = (
    r"\b(?:as|speaking as) (?:an? |your )(?:(?:\w+ ){{0,3}}?)(?P<what>{what})\b"
    r"(?=,? (?:I|let me|my)\b|,)",
    r"\bI(?:’m| am)(?: (?:also|actually|not only|both|still|now))* (?:an? |the )(?!(?:fan|friend"
    r"|bit|big|huge|child|son|daughter|wife|husband|patient|client"
    r"|customer)\b)(?:(?:[\w-]+ ){{0,3}}?)(?P<what>{what})\b(?! (?:of sorts|at heart|manqué"
    r"|in (?:a|another|my next) \w+|by \w+ only))",
    r"\bI(?:’ve| have) (?:been|worked|practised|practiced|served"
    r"|spent (?:\w+ ){{1,3}}) ?(?:as )?(?:an? )(?:[\w-]+ ){{0,3}}?(?P<what>{what})\b",
    r"\bspeaking as (?P<what>{what})\b",
    r"\bin my (?:\w+ ){{0,2}}(?:years|time|career|work|practice|day job) (?:as"
    r"|at) (?:an? )?(?:[\w-]+ ){{0,3}}?(?P<what>{what})\b",
)


def speaks_as_itself(draft: Draft, setting: Setting) -> Breach | None:
    """Not as another person, not for a body, not from a profession it does not have."""
    rule = charter()[ID]
    text = spoken(draft.text)
    own = {
        token
        for part in (setting.persona.name, *setting.persona.handles.values())
        for token in re.findall(r"\w+", part.lower())
    }
    found = next(_found(rule, text, own, setting), None)
    return rule.breach(*found) if found else None


def _found(rule: ConductRule, text: str, own: set[str], setting: Setting) -> Iterator[Found]:
    for start, end, raw, body in _bearers(rule, text):
        if set(raw.lower().split()) <= own:
            continue
        around = f"{text[max(0, start - 60) : start]}{_NAME_HERE}{text[end : end + 60]}"
        if match := _speaks(around, text, body):
            yield match.replace(_NAME_HERE, raw), _OTHER
    yield from _credentials(rule, text, setting)


def _bearers(rule: ConductRule, text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Every name, with whether it is a body's, and the offices that need no capital."""
    for name in full_names(text):
        yield name.start, name.end, name.raw, is_body(rule, name)
    for match in re.finditer(rf"\b(?:{rule.any_of('bodies').pattern})\b", text, re.IGNORECASE):
        yield match.start(), match.end(), match.group(), True


def _speaks(around: str, text: str, body: bool) -> str:
    """How the surroundings of a name speak as its bearer, or empty."""
    if match := (_AS_BODY if body else _AS_PERSON).search(around):
        return match.group()
    stated = _STATEMENT.search(around)
    return stated.group() if stated and _WE.search(text) else ""


def is_body(rule: ConductRule, name: Name) -> bool:
    """Whether a name is that of a company, an office or another body."""
    return bool(rule.any_of("bodies").fullmatch(" ".join(name.tokens))) or not is_person(name)


def _credentials(rule: ConductRule, text: str, setting: Setting) -> Iterator[Found]:
    """Professions claimed in the first person that the persona is not known to have."""
    what = rule.any_of("professions").pattern
    known = ""
    for form in _PROFESSION_FORMS:
        for claimed in re.finditer(form.format(what=what), text, re.IGNORECASE):
            known = known or bare("\n".join([setting.persona.bio, *setting.earlier])).lower()
            if claimed["what"].lower() not in known:
                yield claimed.group(), f"{setting.persona.name} is not known to be that"
    if match := rule.any_of("claims").search(text):
        yield match.group(), f"{setting.persona.name} is not known to have that"
