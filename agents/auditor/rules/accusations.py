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
    r"\b(?:convict(?:s|ed|ion)?|found (?:\w+ )?guilty|pleads?(?:ed)? guilty|pled guilty"
    r"|guilty plea|guilty of|sentenc\w+|jailed"
    r"|imprisoned|fined|admits?|admitted|confess\w*|found liable|liable for|ordered to (?:pay"
    r"|repay)|disqualified"
    r"|struck off|banned (?:from|for)|ruled that|court found|jury found|judge found|censured"
    r"|sanctioned for|penali[sz]ed|serving|penalty|in (?:jail|prison) for|behind bars for)\b",
    re.IGNORECASE,
)
_CHARGED = re.compile(
    r"\b(?:charged|charges|indict\w+|arrest\w*|extradit\w+|on trial|stands? trial|goes on trial"
    r"|(?<!free )(?<!clinical )trial(?! (?:period|data|version|run|balance))|prosecut(?:ed|ing"
    r"|ion)|arraigned|in custody|in the dock"
    r"|faces? (?:\w+ ){0,3}(?:charges?|counts?|trial))\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:alleg\w+|accus\w+|suspect\w*|reportedly|claims?|claimed|su(?:ed|es|ing)|lawsuit"
    r"|investigat\w+|prob(?:e|ed|es|ing)"
    r"|under (?:scrutiny|investigation)|rumou?r\w*|question(?:ed|s) (?:over|about)|according to"
    r"|prosecutors say|police say|complaint|denies|denied|raided)\b",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    r"\b(?:not guilty|acquit\w+|exonerat\w+|clear(?:ed|s) (?:\w+ )?of|no evidence|never"
    r"|did(?:n’t| not)|do(?:es)?(?:n’t| not)|was(?:n’t| not)|is(?:n’t| not)|were(?:n’t| not)"
    r"|has(?:n’t| not)|had(?:n’t| not)|have(?:n’t| not)|wo(?:n’t)|would(?:n’t| not)|could(?:n’t"
    r"| not)|can(?:’t|not)|without|wrongly|falsely|charges? (?:\w+ )?(?:dropped|dismissed)"
    r"|den(?:y|ies|ied|ying)|overturned|quashed)\b",
    re.IGNORECASE,
)
_ADVERBS = (
    r"(?:(?:has|have|had|is|was|are|were|been|being|be|also|just|then|again|may|might|could|did"
    r"|does|would|will|must"
    r"|allegedly|reportedly|apparently|clearly|obviously|simply|really|once|even|still|always"
    r"|often|both|all|’s|’ve|’d|’re"
    r"|admits|admitted|(?!only)\w+ly|kept|keeps|started|began|tried to|helped|helps|likes to"
    r"|used to|plans to|conspired to|plotted to|planned to|dares to|and|to) )*"
)
_GAP = (
    r"(?:’s?(?: (?:former |own )?(?:auditors?|executives?|founders?|staff|directors?|managers?"
    r"|board"
    r"|ceo|boss|lawyers?|traders?|bankers?|team|owners?))?)?(?:,? (?:the|a|an|who|whose|which"
    r"|now|then|former|once)\b"
    r"[^,.;:\ue000]{0,60}(?:\ue000\d+\ue001)?[^,.;:\ue000]{0,20},)? ?,?(?: (?:who|which|that))? ?"
)
"""What may stand between a name and its verb: ", the founder of Harbour Nine, who "."""
_DET = (
    r"(?:(?:an?|the|his|her|its|their|this|that|one|just|such|of|in|with|to|for|any|some"
    r"|nothing but|basically|literally|simply|obviously|clearly|really) )*"
)
_FEW = r"(?:[\w’$£€%.,-]+ ){0,3}?"
_TAKES_PART = (
    r"(?:commits?|committed|committing|sign(?:s|ed) off on|submitted|filed|created|opened|kept"
    r"|carri(?:ed|es) out|engag(?:ed|es|ing) in|ran|runs?"
    r"|running|orchestrat\w+|mastermind\w+|organi[sz]ed"
    r"|operat(?:ed|es)|took part in|profit(?:ed|s)? from|guilty of|responsible for|behind"
    r"|hid(?:es)?|cover(?:ed|s) up(?! to\b)|involved in|complicit in|linked to|part of"
    r"|took|takes?|taking|accept(?:ed|s|ing)?|paid|pays|paying|offer(?:ed|s)|solicit(?:ed|s)"
    r"|knew (?:about|of)|turned a blind eye to|ignored|enabled?|enables|facilitat\w+|abetted"
    r"|aided|built on|got rich on|made (?:\w+ ){0,3}(?:from|on|through|by)|lives? (?:off|on)"
    r"|thrives? on|known for|famous for|accused of|suspected of|charged with|convicted of"
    r"|arrested (?:for|over|on)|indicted (?:for|on|over)|jailed for|fined (?:\S+ )?for"
    r"|sued (?:for|over)|investigated (?:for|over)|sentenced (?:[\w ]+)?for|admit(?:s|ted)"
    r"|confess(?:es|ed) to|in (?:jail|prison) for|on trial (?:for|over)|faces?|denounced for"
    r"|exposed for|caught (?:in|up in)|pleaded guilty to|pleads guilty to|implicated in|tied to"
    r"|is|was|are|were|’s|means?|equals?|smells of|reeks of|stinks of)"
)
_LAW = (
    r"(?:arrested|indicted|convicted|jailed|imprisoned|sentenced|charged|prosecuted|accused"
    r"|arraigned|extradited|(?:(?<=is )|(?<=was )|(?<=were )|(?<=found )|(?<=pleaded )"
    r"|(?<=pleads ))guilty|a (?:convicted )?felon|a criminal|under (?:criminal )?investigation"
    r"|under arrest)"
)
_TITLES = (
    r"(?:(?:former|ex-|founder|chief|executive|boss|ceo|banker|trader|mr|ms|mrs|dr|the"
    r"|[a-z]+er) )*"
)


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
    brought = (
        r"(?:arrest(?:ed|s)?|indict(?:ed|s)?|convict(?:ed|s)?|jail(?:ed|s)?|prosecut(?:ed|es?)"
        r"|charg(?:ed|es)|lock(?:ed)?(?: up)?|accus(?:ed|es)|imprison(?:ed)?)"
    )
    law = (
        rf"{_WHO}{_GAP}{_ADVERBS}(?:found |pleaded |pleads |got )?{_LAW}(?! (?:customers|\$|£|€"
        rf"|\d))\b",
        rf"{_WHO} (?:{prison})",
        rf"\b{brought} {_TITLES}{_WHO}(?! (?:of|with) (?:\w+ )?overseeing)",
    )
    return (*deeds, _Form("", LAW, law))


def _ways(verbs: Sequence[str], agents: Sequence[str], acts: Sequence[str]) -> tuple[str, ...]:
    """All the ways to join a name with a deed."""
    verb, agent, act = ("|".join(each) for each in (verbs, agents, acts))
    passive = r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bbeing )(?<!\bgot )(?<!\bis )(?<!\bare )"
    return (
        rf"{_WHO}{_GAP}{_ADVERBS}(?:{passive}(?:{verb})|(?:(?<=was )|(?<=were )|(?<=been )"
        rf"|(?<=is )|(?<=are ))(?=\w+ing\b)(?:{verb}))\b",
        rf"{_WHO}{_GAP}[^.;:\ue000]{{0,60}}?\b(?:after|for|by|from|despite|while|caught|been"
        rf"|kept|keeps|into|(?:accused|suspected|guilty|capable|history|years|habit|business) of"
        rf"|with) (?:\w+ly )?(?=\w+ing\b)(?:{verb})\b",
        rf"{_WHO}{_GAP}{_ADVERBS}(?:is|was|are|were|be|been|’s|’re|remains?|became|becomes?|as"
        rf"|called|turns? out to be|turned out to be|looks like|sounds like|acts like"
        rf"|behaves like|equals|=) ?{_DET}{_FEW}(?:{agent})\b",
        rf"{_WHO}(?:(?!\b(?:was|were|been|got)\b)[^.;:\ue000“”]){{0,80}}?\b(?:and|then"
        rf"|but) (?:then |later |also |\w+ly )?(?:{verb})\b",
        rf"\b(?!(?:fake|scam|fraud|cheat|hacker|con|dirty|bent)s?\b)(?:{agent})(?:,)? (?:(?:like"
        rf"|called|named|and former \w+|ceo|founder|boss|mr|ms) )*{_WHO}",
        rf"{_WHO}, (?:an?|the|that|this) {_FEW}(?:{agent})\b",
        rf"{_WHO}, (?:{agent})(?=[.!,]|$)",
        rf"{_WHO} ?[:—–] ?(?:an? |the )?(?:{agent})\b",
        rf"{_WHO}{_GAP}{_ADVERBS}{_TAKES_PART} {_DET}{_FEW}(?:{act}|(?=\w+ing\b)(?:{verb}))\b",
        rf"{_WHO}’s? {_FEW}(?:{act}|(?:{agent}))\b(?! (?:losses|victims?|response|warning"
        rf"|claims?))",
        rf"\b(?:{verb}|{act}|victims?)\b(?: \w+){{0,3}} (?:by|at the hands of) (?:former |ex-"
        rf"|its |the |founder |boss |ceo |chief )*{_WHO}",
        rf"\b(?:is|was|are|were|did|does|do|has|hasn’t|isn’t"
        rf"|didn’t) {_WHO} {_DET}(?:\w+ ){{0,2}}?(?:{agent}|{verb})\b",
        rf"\b(?:expos\w+|call(?:ed|s)?|unmask\w+|brand(?:ed"
        rf"|s)?) {_WHO} (?:as )?{_DET}{_FEW}(?:{agent})\b",
        rf"\b(?:accus\w+|charg(?:ed|es|ing)|convict\w*|arrest\w*|indict\w*|su(?:ed|es|ing)"
        rf"|jail\w*|fin(?:ed|es|ing)|investigat\w+|suspect\w*) (?:(?:[a-z]+|Mr|Ms"
        rf"|Dr) ){{0,3}}?{_WHO}{_GAP}[^.;:\ue000]{{0,40}}?(?:of|with|for|over|on"
        rf"|in) {_DET}{_FEW}(?:{act}|(?=\w+ing\b)(?:{verb})|{agent})\b",
        rf"\b(?:{act})\b[^.;:\ue000]{{0,30}}(?:charges?|allegations?|accusations?|case|trial"
        rf"|lawsuit|probe|investigation|inquiry|complaint|indictment) (?:against|into"
        rf"|of) (?:former |ex-|founder |boss |ceo |chief )*{_WHO}",
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
