"""Facts: a brief's source sentences as short statements that may be published.

Nothing here adds a word to what the source says, except "according to" for a
headline's colon; its comma stays, since "A, B" may be two things or one. Who, what,
number, modality, negation and quotations stay. What depends on another sentence is no
fact, and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.style.english.casing import Casing, is_title_case, sentence_case
from agents.style.english.grammar import has_name, is_clause, stands_alone, tokens
from agents.style.english.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS, is_common
from agents.style.english.prose import clean, closed, is_bait, is_sound, is_title
from agents.style.english.shortening import shortened, without_brackets, without_day
from agents.style.fitness import unfit
from memory.types import Brief
from tools.language import guess_language
from tools.sentences import sentences

HEADLINE = -1
"""`Statement.source` of a statement made from the headline."""

_DEEPEST_FACT = 6
"""Facts of a brief that are looked at."""
_OVERLAP_OF_LEAD, _OVERLAP_OF_OTHERS, _OVERLAP_UNDER_BAIT = 0.2, 0.45, 0.5
"""Share of content words in common with the headline from which a sentence tells its news; a
headline that is no news itself asks for more."""
_WEIGHT_OF_TITLE = 0.3
_FEWEST_ENGLISH = 2
"""Everyday English words in a title whose language cannot be told otherwise."""
_SAME = 0.6
"""Overlap of content words from which a sentence says the same again."""
_LONGEST_FOLLOW_UP = 110
"""Characters."""

_WHOLLY_QUOTED = re.compile('["“”‘’\']([^"“”‘]+)["”’\']')
_LATER = re.compile(r"\bha(?:s|ve) since\b|\bthe rest\b|\bthe other\b", re.IGNORECASE)
"""Marks of a sentence that goes on from one before it."""
_OUGHT = re.compile(
    r"\b(?:should|ought|must|needs? to|won['’]t be|will never|deserves?|can['’]t afford)\b|"
    r"\bshouldn['’]t\b|\bmustn['’]t\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:say|says|said|saying|urges?|urged|tells?|told|argues?|argued|warns?|warned|according|"
    r"claims?|claimed|insists?|wants?|rules?|ruled|orders?|ordered|court|judge|vows?|finds?)\b",
    re.IGNORECASE,
)
_COLUMN = re.compile(
    r"^(?:breaking(?: news)?|exclusive|update|updated|just in|developing|watch live|market wrap|"
    r"first mover(?: \w+)?|news in brief|in brief|the \w+ briefing|daily briefing|roundup|report)"
    r"(?:: | [|–—-] )",
    re.IGNORECASE,
)
"""What stands before a headline and names nobody; a speaker before a colon is left there."""
_SITE = re.compile(r"\s+(?:[-–—|]\s+[A-Z][\w.&' ]{1,30}|\|.*)$")
_LABEL = re.compile(r"^[^:\"“‘']{1,60}: |^[A-Z]{2,} [A-Z]{2,} [A-Z]")
_SOURCE_TAIL = re.compile(
    r":\s*(sources?|reports?|study|survey|officials?|police|analysts?)$", re.IGNORECASE
)
_CITED = {
    "source": "a source",
    "report": "a report",
    "study": "a study",
    "survey": "a survey",
    "official": "an official",
    "analyst": "an analyst",
}


@dataclass(frozen=True)
class Statement:
    """One publishable sentence, and where it came from.

    `source` is the index of the brief's fact, or HEADLINE. `weight` (0 to 1) says how
    much of the news it carries.
    """

    text: str
    source: int
    weight: float
    title: bool = False
    """Whether it is the headline in quotation marks: what is pointed at, and no statement."""


def title_of(brief: Brief, language: str) -> Statement | None:
    """The headline as a title, for a post that only points at the story; None when unfit for it."""
    headline = _COLUMN.sub("", _SITE.sub("", clean(brief.headline)))
    whole = _WHOLLY_QUOTED.fullmatch(headline)
    shared = re.sub('[“”"]', "'", whole.group(1) if whole else headline)
    if guess_language(shared) not in {None, language} or (
        language == "en" and sum(map(is_common, tokens(shared))) < _FEWEST_ENGLISH
    ):
        return None
    if _preaches(headline) or _shouts(headline, brief) or not is_title(shared):
        return None
    return Statement(f'"{shared}"', HEADLINE, _WEIGHT_OF_TITLE, title=True)


def statements(brief: Brief, language: str, casing: Casing) -> list[Statement]:
    """Statements that can open a post, in source order; shorter variants follow longer ones.

    `casing` is what the persona's posts know of names. In a language other than
    English only whole source sentences are used, as they are.
    """
    if unfit(brief, language):
        return []
    found = [*_from_headline(brief, casing)] if language == "en" else []
    for index, fact in enumerate(brief.facts[:_DEEPEST_FACT]):
        for sentence in sentences(clean(fact.text)):
            if _tells_the_news(sentence, index, brief):
                found += _from_sentence(sentence, index, language)
    return list({statement.text: statement for statement in reversed(found)}.values())[::-1]


def follow_up(brief: Brief, lead: Statement) -> Statement | None:
    """A short sentence of the same source that can stand after `lead`, if there is one."""
    for index, fact in enumerate(brief.facts[:_DEEPEST_FACT]):
        sentence = clean(fact.text)
        if _is_headline(sentence, brief):
            continue
        if index != lead.source and _follows(sentence, lead, brief):
            return Statement(sentence, index, 0.5)
    return None


def continuations(brief: Brief, lead: Statement, language: str) -> list[Statement]:
    """What else the sources tell, in their order: sentences that can follow `lead` one by one."""
    found: list[Statement] = [lead]
    for index, fact in enumerate(brief.facts):
        for sentence in sentences(clean(fact.text)):
            sentence = closed(sentence)
            if not sentence or _is_headline(sentence, brief) or not is_sound(sentence):
                continue
            known = " ".join([brief.headline, *(one.text for one in found)])
            again = any(overlap(sentence, one.text) >= _SAME for one in found)
            if again or _LABEL.match(sentence) or sentence[0] in "\"“‘'":
                continue
            if language != "en" or _goes_on(sentence, known):
                found.append(Statement(sentence, index, 0.5))
    return found[1:]


def _goes_on(sentence: str, known: str) -> bool:
    """Whether a reader of `known` can tell who and what `sentence` is about."""
    back = re.match(r"The (?:\w+ )?(\w+)", sentence)
    refers = back is not None and back.group(1).lower().rstrip("s") in known.lower()
    return is_clause(sentence) and (refers or stands_alone(sentence))


def _from_headline(brief: Brief, casing: Casing) -> Iterator[Statement]:
    headline = without_brackets(_SITE.sub("", _COLUMN.sub("", clean(brief.headline)))).rstrip(".")
    first, *rest = sentences(headline) or [""]
    teases = any(not is_clause(more) for more in rest)
    if is_bait(headline) or teases or _shouts(headline, brief) or _preaches(headline):
        return
    known = Casing.learn(fact.text for fact in brief.facts)
    text = closed(_spoken(sentence_case(first.rstrip("."), [known, casing])))
    if _LABEL.match(text) or not (is_sound(text) and is_clause(text, headline=True)):
        return
    if stands_alone(text, headline=True):
        yield Statement(text, HEADLINE, 0.95)
        for shorter in shortened(text, headline=True):
            yield Statement(shorter, HEADLINE, 0.8)


def _from_sentence(sentence: str, index: int, language: str) -> Iterator[Statement]:
    weight = max(0.4, 1.0 - 0.15 * index)
    sentence = closed(sentence)
    if not is_sound(sentence):
        return
    if language != "en":
        yield Statement(sentence, index, weight)
        return
    sentence = without_brackets(sentence)
    if is_title_case(sentence) or not (is_clause(sentence) and stands_alone(sentence)):
        return
    sentence = without_day(sentence)
    yield Statement(sentence, index, weight)
    for shorter in shortened(sentence):
        yield Statement(shorter, index, weight * 0.9)


def _tells_the_news(sentence: str, index: int, brief: Brief) -> bool:
    """Whether the sentence tells the news of the headline, and is no side remark or quotation."""
    if sentence[:1] in "\"“‘'" or _LABEL.match(sentence) or _is_headline(sentence, brief):
        return False
    if _LATER.search(sentence):
        return False
    if not (has_name(sentence) or any(character.isdigit() for character in sentence)):
        return False
    least = _OVERLAP_OF_LEAD if index == 0 else _OVERLAP_OF_OTHERS
    if is_bait(brief.headline):
        least = _OVERLAP_UNDER_BAIT
    return overlap(sentence, brief.headline) >= least


def _is_headline(sentence: str, brief: Brief) -> bool:
    """Whether a fact is the headline, or a sentence of it: that is judged as a headline."""
    return sentence.rstrip(".").lower() in " ".join(brief.headline.split()).lower()


def _follows(sentence: str, lead: Statement, brief: Brief) -> bool:
    """Whether `sentence` is short, says something new, and `lead` says what it is about."""
    again = tokens(sentence)[:1] == tokens(lead.text)[:1] and len(sentence) > _LONGEST_FOLLOW_UP / 2
    plain = closed(sentence) == sentence and is_sound(sentence) and is_clause(sentence)
    if not plain or again or len(sentence) > _LONGEST_FOLLOW_UP or sentence[0] in "\"“‘'":
        return False
    one = not _LABEL.match(sentence) and len(sentences(sentence)) == 1
    if not one or overlap(sentence, lead.text) >= 0.5:
        return False
    known = f"{lead.text} {brief.headline}".lower()
    back = re.match(r"The (?:\w+ )?(\w+)", sentence)
    if back and back.group(1).lower().rstrip("s") in known:
        return True
    return stands_alone(sentence) and overlap(sentence, known) > 0


def _spoken(headline: str) -> str:
    """A headline's shorthand in full: "A falls: source" is "A falls, according to a source"."""
    cited = _SOURCE_TAIL.search(headline)
    if cited:
        who = cited.group(1).lower()
        headline = f"{headline[: cited.start()]}, according to {_CITED.get(who, who)}"
    return headline


def _preaches(headline: str) -> bool:
    """Whether a headline says what ought to be, or foretells, and names nobody who says so."""
    return bool(_OUGHT.search(headline)) and not _SAID.search(headline)


def _shouts(headline: str, brief: Brief) -> bool:
    """Whether the headline begins with a word in capitals that the story does not know."""
    word = re.match(r"[A-Z]{5,}\b", headline)
    told = (fact.text for fact in brief.facts if not _is_headline(fact.text, brief))
    return word is not None and not any(word.group() in text for text in told)


def overlap(sentence: str, other: str) -> float:
    """Share of the shorter text's content words that the other has too, by five letters each."""
    one, two = _stems(sentence), _stems(other)
    return len(one & two) / max(1, min(len(one), len(two)))


def _stems(text: str) -> set[str]:
    words: Sequence[str] = [word.lower() for word in tokens(text) if word[0].isalnum()]
    return {word[:5] for word in words if word not in _EMPTY}


_EMPTY = DETERMINERS | PREPOSITIONS | AUXILIARIES | {"and", "or", "that", "which", "said", "says"}
