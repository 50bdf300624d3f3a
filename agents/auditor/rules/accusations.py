"""Accusations: who is said to have done what wrong, and how sure the text is of it.

A sentence accuses when a name, or a pronoun that stands for one, is joined to a deed of the
charter by its grammar. A victim, a denial, an acquittal and a turn of phrase accuse nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from agents.auditor.reading.naming import Name
from agents.auditor.reading.patterns import either
from agents.auditor.rules.accusing import ID, MARK, forms
from agents.auditor.rules.charter import ConductRule, charter
from agents.auditor.rules.disguise import bare
from agents.auditor.rules.people import full_names
from tools.sentences import sentences


class Stage(IntEnum):
    """How far a thing is from proven, as a text tells it."""

    ALLEGED = 0
    CHARGED = 1
    CONVICTED = 2
    FLAT = 3
    """Said as a fact, on nobody's word."""


@dataclass(frozen=True, slots=True)
class Accusation:
    """`who` is said to have done a deed of `kind` ("" when only the law is named)."""

    who: str
    kind: str
    stage: Stage
    words: str


_CONVICTED = re.compile(
    r"\b"
    + either(
        "convict(?:s|ed|ion)? found_(?:\\w+_)?guilty pleads?(?:ed)?_guilty pled_guilty "
        "guilty_plea guilty_of sentenc\\w+ jailed imprisoned fined admits? admitted confess\\w* "
        "found_liable liable_for ordered_to_(?:pay|repay) disqualified struck_off "
        "banned_(?:from|for) ruled_that court_found jury_found judge_found censured "
        "sanctioned_for penali[sz]ed serving penalty in_(?:jail|prison)_for behind_bars_for"
    )
    + r"\b",
    re.IGNORECASE,
)
_CHARGED = re.compile(
    r"\b(?:"
    + either(
        "charged charges indict\\w+ arrest\\w* extradit\\w+ on_trial stands?_trial goes_on_trial"
    )
    + r"|(?<!free )(?<!clinical )trial(?! (?:period|data|version|run|balance))"
    r"|prosecut(?:ed|ing|ion)|arraigned|in custody|in the dock"
    r"|faces? (?:\w+ ){0,3}(?:charges?|counts?|trial))\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b"
    + either(
        "alleg\\w+ accus\\w+ suspect\\w* reportedly claims? claimed su(?:ed|es|ing) lawsuit "
        "investigat\\w+ prob(?:e|ed|es|ing) under_(?:scrutiny|investigation) rumou?r\\w* "
        "question(?:ed|s)_(?:over|about) according_to prosecutors_say police_say complaint "
        "denies denied raided"
    )
    + r"\b",
    re.IGNORECASE,
)
_NOT = either(
    "did(?:n’t|_not) do(?:es)?(?:n’t|_not) was(?:n’t|_not) is(?:n’t|_not) were(?:n’t|_not) "
    "has(?:n’t|_not) had(?:n’t|_not) have(?:n’t|_not) wo(?:n’t) would(?:n’t|_not) "
    "could(?:n’t|_not) can(?:’t|not)"
)
_UNDONE = re.compile(
    r"\b(?:not guilty|acquit\w+|exonerat\w+|clear(?:ed|s) (?:\w+ )?of|no evidence|never"
    rf"|{_NOT}|without|wrongly|falsely|charges? (?:\w+ )?(?:dropped|dismissed)"
    r"|den(?:y|ies|ied|ying)|overturned|quashed)\b",
    re.IGNORECASE,
)


def accusations(text: str, known: Sequence[str] = ()) -> tuple[Accusation, ...]:
    """Every accusation of a name in `text`; `known` are names that a lower-case text may hold."""
    return tuple(_found(charter()[ID], bare(text), known))


def _found(rule: ConductRule, text: str, known: Sequence[str]) -> Iterator[Accusation]:
    last = known[0] if known else ""
    for sentence in sentences(text):
        marked, who = _marked(rule, sentence, known, last)
        last = next((name for name in who[::-1] if name), last)
        clean = rule.any_of("spared").sub(" ", marked)
        for form in forms() if who else ():
            if not form.words.search(clean):
                continue
            for match in form.pattern.finditer(clean):
                accused = _accused(match, who)
                if accused and not _undone(clean, match):
                    shown = _shown(match.group(), who)
                    yield Accusation(accused, form.kind, stage_of(clean), shown)


def _undone(sentence: str, match: re.Match[str]) -> bool:
    """Whether the match, or the words before it in the same clause, says that it was not so."""
    before = re.split(r"[,.;:—–]", sentence[max(0, match.start() - 30) : match.start()])[-1]
    if re.search(r"\bif $", before, re.IGNORECASE):
        return False  # "if Pike isn't a thief, nobody is"
    return bool(_UNDONE.search(before + match.group()))


def _accused(match: re.Match[str], who: Sequence[str]) -> str:
    number = next((value for key, value in match.groupdict().items() if value), "")
    return who[int(number[1:-1])] if number else ""


def _shown(words: str, who: Sequence[str]) -> str:
    return re.sub(MARK, lambda m: who[int(m.group()[1:-1])], words).strip(" ,")


def _marked(
    rule: ConductRule, sentence: str, known: Sequence[str], last: str
) -> tuple[str, list[str]]:
    """The sentence with every possible accused as a number, and who the numbers are."""
    who: list[str] = []
    spans = [(n.start, n.end, n.raw) for n in full_names(sentence) if _may_be_accused(rule, n)]
    spans += [s for s in _lower_case(sentence, known) if not _inside(s, spans)]
    stand_ins = re.compile(rf"\b(?:{rule.any_of('stand_ins').pattern})\b", re.IGNORECASE)
    for match in stand_ins.finditer(sentence):
        meant = max((s for s in spans if s[1] <= match.start()), default=(0, 0, last))[2]
        span = (match.start(), match.end(), meant)
        if meant and not _inside(span, spans):
            spans.append(span)
    for start, end, raw in sorted(spans, reverse=True):
        mark = f"\ue000{len(who)}\ue001"
        sentence = f"{sentence[:start]}{mark}{sentence[end:]}"
        who.append(raw)
    return sentence, who


def _inside(span: tuple[int, int, str], others: Sequence[tuple[int, int, str]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end, _ in others)


def _lower_case(sentence: str, known: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for name in known:
        for match in re.finditer(rf"\b{re.escape(name)}\b", sentence, re.IGNORECASE):
            yield match.start(), match.end(), name


def _may_be_accused(rule: ConductRule, name: Name) -> bool:
    """A person or company; not a court or a country, not an idea, nobody long dead."""
    whole = " ".join(name.tokens)
    if rule.any_of("things").fullmatch(whole) or rule.any_of("dead").fullmatch(whole):
        return False
    if any(rule.any_of("dead").fullmatch(token) for token in name.tokens):
        return False
    return not all(
        rule.any_of("bodies").fullmatch(t) or rule.any_of("things").fullmatch(t)
        for t in name.tokens
    )


def stage_of(sentence: str) -> Stage:
    """How sure a sentence is: convicted, charged, alleged, or said flatly."""
    if _CONVICTED.search(sentence):
        return Stage.CONVICTED
    if _CHARGED.search(sentence):
        return Stage.CHARGED
    return Stage.ALLEGED if _HEDGED.search(sentence) else Stage.FLAT
