"""Mood: is a story glad, sorry, both or neither? What a persona may feel about it follows.

Word lists, for headlines and first sentences in English. A story that is both gets no
feeling at all: better silent than glad over a collapse.
"""

from __future__ import annotations

import re
from enum import Enum

_BAD = re.compile(
    r"\b(?:collaps\w+|fraud\w*|hack(?:s|ed|er\w*)?|exploit\w*|stol\w+|steal\w*|theft|breach\w*|"
    r"outage\w*|down|fine[sd]?|layoffs?|lay(?:s|ing)? off|laid off|cuts? \d+|cuts? jobs|halt\w*|"
    r"paus(?:es|ed|ing)|suspend\w*|bankrupt\w*|insolven\w*|su(?:es|ed|ing)|lawsuits?|charge[sd]|"
    r"crash\w*|falls?|fell|plung\w+|slump\w*|tank(?:s|ed)|leak\w*|fail\w*|reject\w*|los[et]s?|"
    r"loss\w*|losing|freez\w+|froze\w*|bans?|banned|shut\w*|clos(?:es|ed|ure)|delay\w*|"
    r"depeg\w*|off-peg|drain\w*|drop(?:s|ped)|declin\w+|slid\w*|sinks?|sank|dump\w*|"
    r"sell-?off|spiral\w*|batter\w*|hammer\w*|crisis|crises|turmoil|chaos|panic\w*|fear\w*|"
    r"warn\w*|threat\w*|risk\w*|troubl\w+|scandal\w*|scam\w*|phish\w*|arrest\w*|jail\w*|"
    r"prison|guilty|convict\w*|resign\w*|oust\w*|fired|sack(?:s|ed)|recall\w*|strikes?|storm\w*|"
    r"flood\w*|wildfire\w*|drought\w*|heatwave|earthquake\w*|injur\w+|hurt|sick\w*|ill|"
    r"outbreak\w*|attack\w*|war|shortfall|shortage\w*|deficit|debt|recession|inflation|"
    r"downgrad\w*|worst|wors\w+|bad|rout|scrambl\w+|probe[sd]?|investigat\w*|violat\w*|"
    r"default\w*|abus\w*|accus\w*|alleg\w*|cancel\w*|scrapp?(?:s|ed)|fear|flee\w*|haywire|"
    r"punish\w*|block(?:s|ed)|denie[sd]|condemn\w*|critici\w+|backlash|outrage|protest\w*|"
    r"miss(?:es|ed)|halv\w+|unacceptable|stolen|toll|victims?|los(?:e|es|t) \w+)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\b(?:approv(?:es|ed|al)|wins?|won(?!['’]t)|victor(?:y|ious)|launch(?:es|ed)|record high|"
    r"all-time high|rall(?:y|ies|ied)|recover(?:s|ed|y)|rebound(?:s|ed)|restor(?:es|ed)|"
    r"rescu(?:es|ed)|saves?|saved|breakthrough\w*|completes|completed|lands|landed|succeed\w*|"
    r"success\w*|celebrat\w+|award(?:s|ed)?|discover(?:s|ed|y)|cures?|cured|milestones?|"
    r"reopen(?:s|ed)|freed|protect(?:s|ed)|peace|ceasefire|born|thriv\w+|welcom(?:es|ed)|"
    r"for free|beats?|unveil(?:s|ed))\b",
    re.IGNORECASE,
)
"""Narrow on purpose: a purchase, a deal or a higher price is glad news for some only."""


class Mood(Enum):
    """How the news feels."""

    GOOD = "good"
    BAD = "bad"
    UNCLEAR = "unclear"


def mood_of(news: str) -> Mood:
    """The mood of a headline or sentence; UNCLEAR when it is neither, or both."""
    good, bad = bool(_GOOD.search(news)), bool(_BAD.search(news))
    if good == bad:
        return Mood.UNCLEAR
    return Mood.GOOD if good else Mood.BAD


def is_sorry(news: str) -> bool:
    """Whether anything in it is bad news, whatever else is."""
    return bool(_BAD.search(news))
