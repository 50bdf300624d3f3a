"""Accusations: who is said to have done what wrong, and how sure the text is of it.

A sentence accuses when a name, or a pronoun that stands for one, is joined to a deed of the
charter by its grammar. A victim, a denial, an acquittal and a turn of phrase accuse nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property

from agents.auditor.reading.naming import Name
from agents.auditor.reading.patterns import either
from agents.auditor.rules.charter import ConductRule, Deed, charter
from agents.auditor.rules.disguise import bare
from agents.auditor.rules.people import full_names
from tools.sentences import sentences

ID = "conduct.defamation"


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


LAW = re.compile(
    r"arrest|indict|convict|jail|prison|sentenc|charge|prosecut|accus|guilty|felon|custody"
    r"|behind bars|lock\w* up|investigat|extradit|arraign|prob(?:e|ing)\b|handcuffs",
    re.IGNORECASE,
)
"""Words of the law, which accuse whatever the deed."""
_W = "\ue000\\d+\ue001"
_WHO = f"(?P<who>{_W})"
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
_ADVERB = either(
    "has have had is was are were been being be also just then again may might could did does "
    "would will must allegedly reportedly apparently clearly obviously simply really once even "
    "still always often both all ’s ’ve ’d ’re admits admitted (?!only)\\w+ly kept keeps started "
    "began tried_to helped helps likes_to used_to plans_to conspired_to plotted_to planned_to "
    "dares_to and to"
)
_ADVERBS = rf"(?:{_ADVERB} )*"
_STAFF = either(
    "auditors? executives? founders? staff directors? managers? board ceo boss lawyers? traders? "
    "bankers? team owners?"
)
_GAP = (
    rf"(?:’s?(?: (?:former |own )?{_STAFF})?)?"
    rf"(?:,? {either('the a an who whose which now then former once')}\b"
    r"[^,.;:\ue000]{0,60}(?:\ue000\d+\ue001)?[^,.;:\ue000]{0,20},)? ?,?(?: (?:who|which|that))? ?"
)
"""What may stand between a name and its verb: ", the founder of Harbour Nine, who "."""
_DETERMINER = either(
    "an? the his her its their this that one just such of in with to for any some nothing_but "
    "basically literally simply obviously clearly really"
)
_DET = rf"(?:{_DETERMINER} )*"
_FEW = r"(?:[\w’$£€%.,-]+ ){0,3}?"
_TAKES_PART = either(
    "commits? committed committing sign(?:s|ed)_off_on submitted filed created opened kept "
    "carri(?:ed|es)_out engag(?:ed|es|ing)_in ran runs? running orchestrat\\w+ mastermind\\w+ "
    "organi[sz]ed operat(?:ed|es) took_part_in profit(?:ed|s)?_from guilty_of responsible_for "
    "behind hid(?:es)? cover(?:ed|s)_up(?!_to\\b) involved_in complicit_in linked_to part_of took "
    "takes? taking accept(?:ed|s|ing)? paid pays paying offer(?:ed|s) solicit(?:ed|s) "
    "knew_(?:about|of) turned_a_blind_eye_to ignored enabled? enables facilitat\\w+ abetted aided "
    "built_on got_rich_on made_(?:\\w+_){0,3}(?:from|on|through|by) lives?_(?:off|on) thrives?_on "
    "known_for famous_for accused_of suspected_of charged_with convicted_of "
    "arrested_(?:for|over|on) indicted_(?:for|on|over) jailed_for fined_(?:\\S+_)?for "
    "sued_(?:for|over) investigated_(?:for|over) sentenced_(?:[\\w_]+)?for admit(?:s|ted) "
    "confess(?:es|ed)_to in_(?:jail|prison)_for on_trial_(?:for|over) faces? denounced_for "
    "exposed_for caught_(?:in|up_in) pleaded_guilty_to pleads_guilty_to implicated_in tied_to is "
    "was are were ’s means? equals? smells_of reeks_of stinks_of"
)
_LAW = (
    r"(?:arrested|indicted|convicted|jailed|imprisoned|sentenced|charged|prosecuted|accused"
    r"|arraigned|extradited"
    r"|(?:(?<=is )|(?<=was )|(?<=were )|(?<=found )|(?<=pleaded )|(?<=pleads ))guilty"
    r"|a (?:convicted )?felon|a criminal|under (?:criminal )?investigation|under arrest)"
)
_IS_CALLED = either(
    "is was are were be been ’s ’re remains? became becomes? as called turns?_out_to_be "
    "turned_out_to_be looks_like sounds_like acts_like behaves_like equals ="
)
_PURSUES = either(
    "accus\\w+ charg(?:ed|es|ing) convict\\w* arrest\\w* indict\\w* su(?:ed|es|ing) jail\\w* "
    "fin(?:ed|es|ing) investigat\\w+ suspect\\w*"
)
_CASE = either(
    "charges? allegations? accusations? case trial lawsuit probe investigation inquiry complaint "
    "indictment"
)
_TITLE = either(
    "former ex- founder chief executive boss ceo banker trader mr ms mrs dr the [a-z]+er"
)
_TITLES = rf"(?:{_TITLE} )*"


@dataclass(frozen=True)
class _Form:
    """One kind of deed: its words, and every way to say them of somebody."""

    kind: str
    words: re.Pattern[str]
    ways: Sequence[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All the ways as one, whose group says who is named. Compiled when a word is met:
        that takes a tenth of a second, and most drafts meet none."""
        return re.compile("|".join(_numbered(way, n) for n, way in enumerate(self.ways)), re.I)


@cache
def _forms() -> tuple[_Form, ...]:
    """Every kind of deed, and the law's own word."""
    rule = charter()[ID]
    deeds = [
        _Form(deed.kind, any_word_of(deed), _ways(deed.verbs, deed.agents, deed.acts))
        for deed in rule.deeds
    ]
    prison = rule.any_of("prison").pattern
    brought = either(
        "arrest(?:ed|s)? indict(?:ed|s)? convict(?:ed|s)? jail(?:ed|s)? prosecut(?:ed|es?) "
        "charg(?:ed|es) lock(?:ed)?(?:_up)? accus(?:ed|es) imprison(?:ed)?"
    )
    law = (
        rf"{_WHO}{_GAP}{_ADVERBS}(?:found |pleaded |pleads |got )?{_LAW}"
        rf"(?! (?:customers|\$|£|€|\d))\b",
        rf"{_WHO} (?:{prison})",
        rf"\b{brought} {_TITLES}{_WHO}(?! (?:of|with) (?:\w+ )?overseeing)",
    )
    return (*deeds, _Form("", LAW, law))


def _ways(verbs: Sequence[str], agents: Sequence[str], acts: Sequence[str]) -> tuple[str, ...]:
    """All the ways to join a name with a deed."""
    verb, agent, act = ("|".join(each) for each in (verbs, agents, acts))
    passive = r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bbeing )(?<!\bgot )(?<!\bis )(?<!\bare )"
    return (
        rf"{_WHO}{_GAP}{_ADVERBS}(?:{passive}(?:{verb})"
        rf"|(?:(?<=was )|(?<=were )|(?<=been )|(?<=is )|(?<=are ))(?=\w+ing\b)(?:{verb}))\b",
        rf"{_WHO}{_GAP}[^.;:\ue000]{{0,60}}?\b"
        r"(?:after|for|by|from|despite|while|caught|been|kept|keeps|into"
        r"|(?:accused|suspected|guilty|capable|history|years|habit|business) of|with) "
        rf"(?:\w+ly )?(?=\w+ing\b)(?:{verb})\b",
        rf"{_WHO}{_GAP}{_ADVERBS}{_IS_CALLED} ?{_DET}{_FEW}(?:{agent})\b",
        rf"{_WHO}(?:(?!\b(?:was|were|been|got)\b)[^.;:\ue000“”]){{0,80}}?"
        rf"\b(?:and|then|but) (?:then |later |also |\w+ly )?(?:{verb})\b",
        rf"\b(?!(?:fake|scam|fraud|cheat|hacker|con|dirty|bent)s?\b)(?:{agent})(?:,)? "
        rf"(?:(?:like|called|named|and former \w+|ceo|founder|boss|mr|ms) )*{_WHO}",
        rf"{_WHO}, (?:an?|the|that|this) {_FEW}(?:{agent})\b",
        rf"{_WHO}, (?:{agent})(?=[.!,]|$)",
        rf"{_WHO} ?[:—–] ?(?:an? |the )?(?:{agent})\b",
        rf"{_WHO}{_GAP}{_ADVERBS}{_TAKES_PART} {_DET}{_FEW}(?:{act}|(?=\w+ing\b)(?:{verb}))\b",
        rf"{_WHO}’s? {_FEW}(?:{act}|(?:{agent}))\b"
        r"(?! (?:losses|victims?|response|warning|claims?))",
        rf"\b(?:{verb}|{act}|victims?)\b(?: \w+){{0,3}} (?:by|at the hands of) "
        rf"(?:former |ex-|its |the |founder |boss |ceo |chief )*{_WHO}",
        rf"\b{either('is was are were did does do has hasn’t isn’t didn’t')} {_WHO} {_DET}"
        rf"(?:\w+ ){{0,2}}?(?:{agent}|{verb})\b",
        rf"\b(?:expos\w+|call(?:ed|s)?|unmask\w+|brand(?:ed|s)?) {_WHO} (?:as )?"
        rf"{_DET}{_FEW}(?:{agent})\b",
        rf"\b{_PURSUES} (?:(?:[a-z]+|Mr|Ms|Dr) ){{0,3}}?{_WHO}{_GAP}[^.;:\ue000]{{0,40}}?"
        rf"(?:of|with|for|over|on|in) {_DET}{_FEW}(?:{act}|(?=\w+ing\b)(?:{verb})|{agent})\b",
        rf"\b(?:{act})\b[^.;:\ue000]{{0,30}}{_CASE} (?:against|into|of) "
        rf"(?:former |ex-|founder |boss |ceo |chief )*{_WHO}",
    )


def _numbered(way: str, number: int) -> str:
    return "(?:" + way.replace("(?P<who>", f"(?P<who{number}>") + ")"


def accuses(text: str) -> bool:
    """Whether any word of the charter's deeds stands in the text: cheap, and asked first."""
    return bool(_any_word().search(bare(text)))


@cache
def _any_word() -> re.Pattern[str]:
    deeds = charter()[ID].deeds
    words = [word for deed in deeds for word in (*deed.verbs, *deed.agents, *deed.acts)]
    # One boundary for all of them: this runs on every draft.
    return re.compile(rf"\b(?:(?:{'|'.join(words)})\b|{LAW.pattern})", re.IGNORECASE)


def any_word_of(deed: Deed) -> re.Pattern[str]:
    """Any verb, agent or act of one kind of deed."""
    words = "|".join((*deed.verbs, *deed.agents, *deed.acts))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def accusations(text: str, known: Sequence[str] = ()) -> tuple[Accusation, ...]:
    """Every accusation of a name in `text`; `known` are names that a lower-case text may hold."""
    return tuple(_found(charter()[ID], bare(text), known))


def _found(rule: ConductRule, text: str, known: Sequence[str]) -> Iterator[Accusation]:
    last = known[0] if known else ""
    for sentence in sentences(text):
        marked, who = _marked(rule, sentence, known, last)
        last = next((name for name in who[::-1] if name), last)
        clean = rule.any_of("spared").sub(" ", marked)
        for form in _forms() if who else ():
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
    return re.sub(_W, lambda m: who[int(m.group()[1:-1])], words).strip(" ,")


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
