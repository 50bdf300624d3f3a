"""Children: nobody under 18 can be recognised in a story of crime, abuse, accident or ridicule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.auditor.reading.lexicon import COMPANIES
from agents.auditor.reading.naming import Name
from agents.auditor.rules.charter import ConductRule, charter
from agents.auditor.rules.disguise import bare
from agents.auditor.rules.people import BODIES, full_names, is_person
from agents.auditor.rules.rule import Setting
from memory.types import Breach, Draft

ID = "conduct.minors"
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen"
)
_YEARS = rf"(?:[1-9]|1[0-7]|{_NUMBERS})"
_AGE = rf"{_YEARS}[- ]years?[- ]old\b|\b{_YEARS}[- ]?(?:yo|y/o)\b|\baged? {_YEARS}\b"
_YOUNG = re.compile(rf"\b(?:{_AGE}|{_YEARS}[- ]months?[- ]old\b)", re.IGNORECASE)
_AGE_AFTER = re.compile(
    rf"^(?:’s)?(?: ?\((?:aged? )?{_YEARS}\)|, (?:(?:who is|only|just|aged?|then|now"
    rf"|barely) )*{_YEARS}(?:,|\.|$| and\b)"
    rf"|,? (?:who is |is |was |turned |turns |, )?(?:an?|the|only|just|aged|their|his"
    rf"|her)? ?(?:{_AGE}))",
    re.IGNORECASE,
)
_CALLED = r"(?:,? (?:who (?:was|is) )?(?:called|named|identified|known)(?: \w+)?(?: as| by)?|,)"
_PERSONAL = re.compile(
    r"\b(?:he|she|his|her|him|who|boy|girl|teen\w*|pupil|kid|child|son|daughter)\b", re.I
)


def no_named_minors(draft: Draft, setting: Setting) -> Breach | None:
    """No name, parent or school beside a child where the story is of harm or ridicule."""
    rule = charter()[ID]
    text = bare(draft.text)
    harm = re.search(rf"(?<!\w)(?:{rule.any_of('harm').pattern})(?!\w)", text, re.IGNORECASE)
    if not (harm or setting.brief.grave):
        return None
    found = next(_recognised(rule, text), "")
    return rule.breach(found, "say that it was a child, and no more") if found else None


def _recognised(rule: ConductRule, text: str) -> Iterator[str]:
    """Stretches by which a child could be recognised, first the child's own name."""
    persons = [name for name in full_names(text) if _may_be_child(name, text)]
    for name in persons:
        if re.match(rf"(?:{rule.any_of('kinds').pattern})\b", name.raw, re.IGNORECASE):
            yield name.raw
        before, after = text[max(0, name.start - 60) : name.start], text[name.end : name.end + 60]
        if _AGE_AFTER.search(after) or _kind_before(rule, before) or _kind_after(rule, after):
            yield name.raw
        elif kin := _kin_after(rule, after):
            yield f"{name.raw}{kin}"
    if persons and (kin := _young_kin(rule, text)):
        yield kin
    yield from _at_school(rule, text)


def _may_be_child(name: Name, text: str) -> bool:
    """A person's name, or a single word that could be one where somebody is spoken of."""
    if is_person(name):
        return True
    known = any(token in BODIES or token in COMPANIES for token in name.tokens)
    return len(name.tokens) == 1 and not known and bool(_PERSONAL.search(text))


def _kind_before(rule: ConductRule, before: str) -> bool:
    """ "14-year-old", "schoolboy" or "toddler" right before the name."""
    kinds = rule.any_of("kinds").pattern
    roles = f"{kinds}|{rule.any_of('kin').pattern}|{rule.any_of('roles').pattern}"
    age = rf"(?:{_AGE}|teenage|teen|young|little|underage|infant)(?:,? (?:\w+ )?(?:{roles}))?"
    named = rf"\b(?:{age}|(?:{kinds})){_CALLED}? ?$"
    return bool(re.search(named, before, re.IGNORECASE))


def _kind_after(rule: ConductRule, after: str) -> bool:
    """ ", a pupil of …" or ", the teenager" right after it."""
    kinds = rule.any_of("kinds").pattern
    article = r"(?:,| is| was|, who is|, who was)? (?:an?|the|only an?|just an?|still an?)"
    return bool(re.match(rf"{article} (?:\w+ )?(?:{kinds})\b", after, re.IGNORECASE))


def _kin_after(rule: ConductRule, after: str) -> str:
    """ "’s 9-year-old daughter" after a parent's name."""
    kin = rule.any_of("kin").pattern
    young = (
        rf"(?:{_AGE}|young|youngest|little|baby|teenage|teen|toddler|newborn|infant|underage|minor)"
    )
    match = re.match(
        rf"’s? (?:\w+ )?(?:{young},? (?:\w+ )?(?:{kin})|(?:{kin}),? (?:who is |is "
        rf"|was )?\(?(?:aged )?{_YEARS}\b|(?:baby|toddler|newborn|kids?|little (?:boy|girl)))\b",
        after,
        re.IGNORECASE,
    )
    return match.group() if match else ""


def _young_kin(rule: ConductRule, text: str) -> str:
    """ "his 12-year-old son", where the parent is named elsewhere in the text."""
    kin = rule.any_of("kin").pattern
    match = re.search(
        rf"\b(?:his|her|their|whose) (?:\w+ )?(?:(?:{_AGE})|young|little|baby|teenage|teen"
        rf"|underage),? (?:\w+ )?(?:{kin})\b"
        rf"|\b(?:his|her|their|whose) (?:{kin}),? (?:aged )?\(?{_YEARS}\)?(?=[,.)]|$| is| was)",
        text,
        re.IGNORECASE,
    )
    return match.group() if match else ""


def _at_school(rule: ConductRule, text: str) -> Iterator[str]:
    """A child and the name of its school."""
    kinds = rule.any_of("kinds").pattern
    if not (_YOUNG.search(text) or re.search(rf"\b(?:{kinds})s?\b", text, re.IGNORECASE)):
        return
    schools = rule.any_of("schools").pattern
    pattern = rf"\b(?:at|from|of|in) (?-i:(?:[A-Z][\w’.-]* ){{1,4}})(?:{schools})\b"
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield match.group()
