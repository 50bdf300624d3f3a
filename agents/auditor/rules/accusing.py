"""Accusing: every way to say of somebody that they did wrong, as patterns.

A name stands in them as a mark of two private characters around its number, so that no word of
a text can pass for one. The words themselves are the charter's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from agents.auditor.reading.patterns import either
from agents.auditor.rules.charter import Deed, charter
from agents.auditor.rules.disguise import bare

ID = "conduct.defamation"
LAW = re.compile(
    r"arrest|indict|convict|jail|prison|sentenc|charge|prosecut|accus|guilty|felon|custody"
    r"|behind bars|lock\w* up|investigat|extradit|arraign|prob(?:e|ing)\b|handcuffs",
    re.IGNORECASE,
)
"""Words of the law, which accuse whatever the deed."""
MARK = "\ue000\\d+\ue001"
_WHO = f"(?P<who>{MARK})"
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
class Form:
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
def forms() -> tuple[Form, ...]:
    """Every kind of deed, and the law's own word."""
    rule = charter()[ID]
    deeds = [
        Form(deed.kind, any_word_of(deed), _ways(deed.verbs, deed.agents, deed.acts))
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
    return (*deeds, Form("", LAW, law))


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
