"""Shortening: the same sentence saying less, never saying something else.

Brackets, asides, side clauses at the end and the weekday of a past event may go.
A tail that denies, limits, doubts or attributes stays: without it the sentence
would claim more than its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.style.english.grammar import is_clause, main_verb, stands_alone, tokens
from agents.style.english.lexicon import AUXILIARIES, PAST_AUXILIARIES, Form, forms
from agents.style.english.prose import is_sound

_SHORTEST_HEAD = 40
"""Characters that must be left of a sentence after a cut."""

_BRACKETS = re.compile(
    r"\s*\((?![^)]*\b(?:not|no|never|un\w+|alleged\w*|if)\b)[^()]{1,60}\)", re.IGNORECASE
)
_DAY = re.compile(
    r" (?:on |early on |late on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:morning|afternoon|evening|night))?(?=[ ,.])"
    r"(?!,? (?:\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)))"
)
_GOVERNS_DAY = re.compile(
    r"\b(?:to|until|till|by|from|since|between|and|every|each|last|next|of|for|in|on|the|this|"
    r"through|after|before|due|set|with)$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"\b(?:will|would|to be|due|scheduled|plans?|planned|expects?|expected|set for|next|vote)\b",
    re.IGNORECASE,
)
_BORDER = re.compile(
    r", (?:which|who|whose|where|while|as|adding|citing|including|after|following|amid|despite|"
    r"with|one of|the first|the second|the latest|up from|down from|a move|more than|its \w+est|"
    r"(?:mark|mak|spark|rais|caus|lead|leav|bring|fuel|prompt|trigger|hand|end|push|send|tak)ing)\b"
    r"|;| [—–] | - "
)
_ASIDE = re.compile(
    r", (?:which|who|whose|one of|formerly|best known|also known|known|an?|the)\b"
    r"[^,;—–\"“”]{5,90}, "
)
_CHANGES_MEANING = re.compile(
    r"\b(?:but|except|unless|if|not|no|never|nor|denie[sd]|however|although|though|only|until|"
    r"subject|pending|provided|alleged\w*|reported\w*|may|might|could|sa(?:id|ys?)|told|accord\w+|"
    r"claim\w*|wrote|believ\w+|estimat\w+|warn\w*|argue\w*|show[sn]?|reveal\w*)\b|n['’]t\b",
    re.IGNORECASE,
)


def without_brackets(sentence: str) -> str:
    """`sentence` without what stands in brackets, unless that denies or doubts."""
    return _BRACKETS.sub("", sentence)


def without_day(sentence: str) -> str:
    """A past event without the weekday on which it happened; plans and quotations keep theirs."""
    if not is_past(sentence):
        return sentence
    for day in _DAY.finditer(sentence):
        before, after = sentence[: day.start()], sentence[day.end() :]
        in_quote = before.count('"') % 2 or before.count("“") > before.count("”")
        opens = day.start() < 10
        if not (opens or in_quote or _FORWARD.search(before) or _GOVERNS_DAY.search(before)):
            return before + after
    return sentence


def shortened(sentence: str, *, headline: bool = False) -> Iterator[str]:
    """Shorter sentences, longest first: asides taken out, side clauses cut off the end."""
    for option in (sentence, *_without_asides(sentence)):
        if option != sentence and _still_whole(option, headline):
            yield option
        for border in reversed(list(_BORDER.finditer(option))):
            head, tail = option[: border.start()] + ".", option[border.start() :]
            if _may_go(border.group(), tail, option) and _still_whole(head, headline):
                yield head


def _without_asides(sentence: str) -> Iterator[str]:
    """`sentence` without each ", which …," that stands between its subject and its verb."""
    for aside in _ASIDE.finditer(sentence):
        before, after = sentence[: aside.start()], sentence[aside.end() :]
        verb = tokens(after)[:1]
        goes_on = verb and (verb[0] in AUXILIARIES or (Form.PAST | Form.THIRD) & forms(verb[0]))
        if goes_on and "," not in before and not _CHANGES_MEANING.search(aside.group()):
            yield f"{before} {after}"


def _may_go(border: str, tail: str, sentence: str) -> bool:
    """Whether the clause after `border` adds and does not qualify; a dash may open an aside."""
    dashes = len(re.findall(" [—–] ", sentence))
    return not _CHANGES_MEANING.search(tail) and not (border.strip() in {"—", "–"} and dashes > 1)


def _still_whole(text: str, headline: bool) -> bool:
    return (
        len(text) > _SHORTEST_HEAD
        and is_sound(text)
        and is_clause(text, headline=headline)
        and stands_alone(text, headline=headline)
    )


def is_past(sentence: str) -> bool:
    """Whether its main verb is in the past tense."""
    verb = main_verb(sentence)
    if verb is None:
        return False
    word = tokens(sentence)[verb]
    return word.lower() in PAST_AUXILIARIES or Form.PAST in forms(word)
