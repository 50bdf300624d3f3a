"""Events: whether a statement tells of something that somebody did or that came to pass.

Read off words and their places, so that no fact hides in an aside, a question, advice or
a joke. In doubt it is an event.
"""

from __future__ import annotations

import re
from itertools import pairwise

from agents.auditor.reading.lexicon import IRREGULAR, OFFICES, VERBS, word_set
from agents.auditor.reading.patterns import either
from agents.auditor.reading.words import Word, words
from agents.style.english.lexicon import Form, forms

_CONDITION = re.compile(
    r"\W*(?:if(?! only)|when|whenever|unless|once|whoever|every time|nobody ever|no one ever)\b",
    re.IGNORECASE,
)
_PASTS = "|".join(sorted(IRREGULAR))
_CAME_TO_PASS = re.compile(
    r"^\W*(?:when|once|after)\s+(?:they|he|she|the \w+)\s+"
    rf"(?:was|were|had|did|\w{{2,}}[^\We]ed|{_PASTS})\b"
    rf"|\bthe \w+ (?:that|who|which) (?:was|were|had|did|\w{{2,}}[^\We]ed|{_PASTS})\b",
    re.IGNORECASE,
)
"""What looks like a condition and tells of a day: "When they fired the guard, …"."""
_ACCUSES = re.compile(
    r"^\W*(?:(?:pure|total|outright|just|plain|such|absolute|simple|a|an|it['’]?s"
    r"|this is)\s+)*(?:fraud|theft|thieves"
    r"|thief|criminals?|crooks?|scam|scammers?|liars?|embezzlement|bribery|ponzi)\b[^:]{0,25}$"
    r"|\b(?:under investigation|behind bars|on the run|wanted by)\b"
    r"|\b(?:the|its|their|that) (?:\w+ )?\w+ (?:quit|cut|hit|shut|hurt)\b(?! by)",
    re.IGNORECASE,
)
"""A crime or an end told without a verb, or with one whose past looks like its present."""
_ACTORS = either(
    "company firm bank exchange venue court regulator judge government fund founder police "
    "minister ministry hacker hackers attacker attackers lender issuer board union agency "
    "commission watchdog startup team chairman president boss ceo protocol project token coin "
    "ruling deal merger hack breach bill law ban price stock shares companies banks regulators"
)
_ACTOR = re.compile(
    rf"\b(?:the|this|that|these|those|its|their|his|her|both)\s+(?:\w+\s+)?{_ACTORS}\b(?!['’-])",
    re.IGNORECASE,
)
_OFFICERS = either(
    " ".join(sorted(OFFICES)) + " council school hospital club airline airport charity city town "
    "senate parliament army supplier"
)
_OFFICER = re.compile(
    r"^\W*(?:(?:and|but|so|now|then)\s+)?(?:the|its|their|his|her)\s+(?:\w+\s+)?"
    rf"{_OFFICERS}s?\s+(?!of\b)\w",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"^\W*(?:(?:and|but|so|now|then)\s+)?"
    r"(?:(?:the|its|their|his|her)\s+(?:[\w-]+\s+){1,3}|[a-z]+s\s+)(?:is|are)\s+"
    r"(?:(?:still|now|already|only|all|not|being)\s+)*"
    + either(
        "green red empty closed open shut silent missing furious angry stuck late flooded gone "
        "out back unpaid injured homeless locked on_fire up down"
    )
    + r"\b",
    re.IGNORECASE,
)
"""How things stand at a place that is meant: "The status page is green"."""
_WILL = re.compile(
    r"^\W*(?:the|its|their|his|her|this|that)\s+(?:[\w-]+\s+){1,3}"
    r"(?:will|won['’]t|has|have|hasn['’]t|may|might|could|can)\b",
    re.IGNORECASE,
)
_ADJUNCT = re.compile(
    r"\b(?:amid|following (?:an?|the|its)|in the wake of|due to an?|thanks to an?"
    r"|after an? \w+ \w+|because of|and \w{3,}ed (?:its|their|his|her)\b"
    r"|(?:after|since|despite|over) (?:the|its|their|yesterday['’]s|today['’]s|last \w+['’]s)"
    r" (?:\w+ )?"
    + either(
        "hack collapse breach theft outage layoffs lay-offs crash scandal arrest ruling "
        "bankruptcy raid fine lawsuit resignation merger bailout run exploit recall strike fire"
    )
    + r"\b)",
    re.IGNORECASE,
)
"""An event hung on to a general statement ("… after a software bug")."""
_PERSON = re.compile(
    r"^\W*(?:(?:and|but|so|now|then|yet|maybe|perhaps|because|of course|apparently|turns out)"
    r"\s+)*(?:he|she|they)\b",
    re.IGNORECASE,
)
_IT_ACTS = re.compile(
    r"^\W*(?:(?:and|but|so|now|then|yet)\s+)?it\s+(?!is\b|was\b|takes\b|works\b)"
    rf"(?:has|had|\w+s|\w+ed|{_PASTS})\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:is|are|was|were|being|goes|go|going|gone)\s+"
    r"(?:now\s+|also\s+|already\s+|completely\s+)?(?:"
    + either(
        "insolvent bankrupt hacked guilty offline frozen halted arrested dead broke suspended "
        "delisted done live complete completed lifted activated cancelled canceled under\\s+\\w+"
    )
    + "|(?:in|on) "
    + either("orbit court jail prison talks hospital liquidation administration default strike")
    + r")\b",
    re.IGNORECASE,
)
_ONGOING = re.compile(
    r"\b(?:is|are)\s+(?:now\s+)?(?!being|boring|nothing|something|anything)"
    r"(?:\w{3,}ing)\s+(?:its|their|the|a|an|staff|funds|customers)\b",
    re.IGNORECASE,
)
_WITNESSED = re.compile(
    r"\bto (?:see|hear|watch|learn(?: that)?)\s+(?!it\b|this\b|that\b|more\b|less\b)"
    r"(?P<who>them|him|her|[\w'’-]+(?:\s[\w'’-]+)?)\s+(?P<verb>[\w'’-]+)",
    re.IGNORECASE,
)
"""What somebody is glad or sorry to see happen: "Great to see them fire everybody"."""
_REPROACH = re.compile(
    r"\b(?:should|could|would|must|might)(?:n['’]t| not| never)? (?:\w+ly )?have \w+",
    re.IGNORECASE,
)
"""What is said to have been better left undone was done."""
_PERFECT = re.compile(
    r"\b(?:has|have|hasn['’]t|haven['’]t) (?:just |now |already |finally |been |not )*"
    r"(?P<verb>[\w-]+)\b",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"^\W*(?:(?!the\b|an?\b)[a-z]\w*[^s\W] )?"
    r"(?!this\b|that\b|it\b|nobody\b|somebody\b|everybody\b)\w*[^s\W] "
    + either(
        "slips falls rises jumps drops sinks surges soars tumbles climbs slides halts resumes "
        "collapses resigns quits crashes plunges slumps rallies wobbles dips gains spikes wins "
        "loses holds hikes cuts"
    )
    + r"\b[^,]{0,25}$",
    re.IGNORECASE,
)
"""Telegraphic news: "Dollar slips." """
_IT_WILL = re.compile(
    r"^\W*(?:(?:and|but|so|now|then)\s+)?it (?:will|won['’]t) (?:also |soon |now |not )*"
    r"(?P<verb>\w+)",
    re.IGNORECASE,
)
_GOING_ON = re.compile(
    r"(?<!you )(?<!it )(?<!that )\b(?:has|have) been \w{3,}ing\b(?! (?:this|that|it)\b)",
    re.IGNORECASE,
)
_TURNED_OUT = re.compile(
    r"\b(?:just|only just) (?:\w+ed\b|went\b|got\b)|\bgot "
    + either(
        "hacked fired arrested caught rekt drained exploited sued fined banned raided liquidated "
        "acquired bought sacked"
    )
    + r"\b",
    re.IGNORECASE,
)
_DONE = word_set(
    "approved rejected filed fired sacked arrested charged fined sued hacked drained frozen "
    "halted paused suspended resigned acquired bought sold banned raided delisted launched "
    "collapsed merged closed recalled laid locked seized stolen lost leaked admitted confirmed "
    "announced withdrawn cancelled canceled agreed pleaded settled failed fled resumed won"
)
"""Participles that after "has" or "have" are news, and no turn of phrase."""
_SPEAKING = word_set("say answer comment talk respond reply explain")
_OF_ANYTHING = word_set(
    "get go take come make be turn need work matter happen end hurt help grow become hit cost fail"
    " fall rise reach break change stay die"
)
_PAST_AUXILIARY = re.compile(r"\b(?:was|were|wasn['’]?t|weren['’]?t|had|did|didn['’]?t)\b", re.I)
_THEY_DID = re.compile(
    r"\b(?:they|he|she)(?:['’](?:ve|d))?\s+(?:\w+ly\s+|just\s+)?(?:was|were|had|did|have|has"
    rf"|\w{{2,}}[^\We]ed|{_PASTS})\b",
    re.IGNORECASE,
)
"""What others did, told in an aside of the speaker's: "I'm glad they fled"."""
_SPEAKER = re.compile(r"\b(?:I|I['’](?:m|d|ve|ll)|my|we)\b")
_BEFORE_PARTICIPLE = word_set(
    "is are be been being get gets getting isn't aren't has have having 's 're to by of in on at "
    "the a an its their any no every each well badly and or as once until "
    "when whoever whenever with without for more most less"
)
_COPULA = word_set("is are isn't aren't that's it's there's be")
_PROVIDED = re.compile(
    r",?\s+provided(?=\s+(?:that|you|it|they|he|she|we|some|any|every|no)\b)", re.I
)
_UNCHANGED = word_set(
    "best better worse worst men women people children lives halves leaves thieves crises found "
    "left meant made paid held kept known gone lying dying written built bound goes analyses "
    "criteria indices proven given taken felt bit saw lay paying lit set"
)


def states_event(claim: str) -> bool:
    """Whether a statement tells of something that somebody did or that came to pass.

    Conditions ("If the door is locked, …") and rules about kinds of things are none.
    First-person asides are none either: a rule of its own looks after those.
    """
    if _CONDITION.match(claim) and not _CAME_TO_PASS.search(claim):
        return False
    patterns = (
        _ACTOR,
        _WILL,
        _ADJUNCT,
        _PERSON,
        _IT_ACTS,
        _STATE,
        _ONGOING,
        _TURNED_OUT,
        _MOVES,
        _ACCUSES,
        _OFFICER,
        _STATUS,
    )
    return (
        any(pattern.search(claim) for pattern in patterns) or _implied(claim) or told_in_past(claim)
    )


def _implied(claim: str) -> bool:
    """What a wish, a reproach or a perfect takes for granted."""
    if _SPEAKER.search(claim):
        return False
    seen = _WITNESSED.search(claim)
    if seen and (forms(seen["verb"]) & (Form.BASE | Form.GERUND)):
        return True
    ahead = _IT_WILL.match(claim)
    if ahead and ahead["verb"].lower() in (VERBS | _SPEAKING) - _OF_ANYTHING:
        return True
    perfect = any(found["verb"].lower() in _DONE for found in _PERFECT.finditer(claim))
    return perfect or bool(_GOING_ON.search(claim)) or bool(_REPROACH.search(claim))


def told_in_past(claim: str) -> bool:
    """Whether a third person's past is told."""
    speaker = _SPEAKER.search(claim)
    if speaker:
        others = claim[: speaker.start()].rstrip(" ,")
        return bool(_THEY_DID.search(claim)) or (len(others.split()) > 2 and told_in_past(others))
    if _PAST_AUXILIARY.search(claim):
        return True
    tokens = words(_PROVIDED.sub("", claim))
    for before, word in pairwise(tokens):
        if before.lower in _COPULA or before.raw.endswith(("n't", "'re")):
            return False  # "a chart drawn in public" after "is" is no event
        if _is_past(before, word):
            return True
    return False


def _is_past(before: Word, word: Word) -> bool:
    """A past tense and not a participle: what stands before tells them apart."""
    if before.lower in _BEFORE_PARTICIPLE or before.lower.endswith("ly"):
        return False
    regular = word.lower.endswith("ed") and len(word.lower) > 4 and not word.lower.endswith("eed")
    irregular = word.lower in IRREGULAR and word.lower not in _UNCHANGED
    return regular or irregular
