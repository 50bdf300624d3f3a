"""Rules that are words and patterns alone: insults, slurs, threats, contempt for a people."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from agents.auditor.reading.quotations import Quotation, plain, quotations
from agents.auditor.rules.charter import ConductRule, charter
from agents.auditor.rules.disguise import bare, masked, readings, spelled_out
from agents.auditor.rules.rule import Rule, Setting
from memory.types import Breach, Draft, Story

_WORD = re.compile(r"[^\W_]+")
_HISSES = ("s", "x", "sh", "ch")
SPELLED = 5
"""Letters from which a spelled-out word may stand inside a longer run of letters."""


def word_rules() -> tuple[Rule, ...]:
    """A rule for each entry of the charter that needs no code, in its order."""
    return tuple(_rule(entry) for entry in charter().values() if not entry.function)


def _rule(entry: ConductRule) -> Rule:
    def no_such_words(draft: Draft, setting: Setting) -> Breach | None:
        if entry.languages and setting.persona.language not in entry.languages:
            return None
        text = unquoted(draft.text, setting.story) if entry.quotable else draft.text
        found = found_in(entry, text)
        return entry.breach(found) if found else None

    no_such_words.__doc__ = entry.title
    no_such_words.__name__ = entry.id
    return no_such_words


def found_in(entry: ConductRule, text: str) -> str:
    """The first of the entry's words or patterns in any reading of `text`, or empty."""
    for reading in readings(text):
        # Sparing is the dearer half, and nearly every draft has nothing to spare.
        found = _first(entry, reading) and _first(entry, _spared(entry.spared).sub(" ", reading))
        if found:
            return found
    return _in_disguise(entry, text)


def _first(entry: ConductRule, reading: str) -> str:
    singles, search = _singles(entry.words), _search(entry.patterns, entry.words)
    told = (word for word in _WORD.findall(reading.lower()) if word in singles)
    if found := next(told, ""):
        return found
    match = search.search(reading)
    return match.group() if match else ""


def _in_disguise(entry: ConductRule, text: str) -> str:
    for run in spelled_out(text):
        for word in entry.words:
            if run == word or (len(word) >= SPELLED and word in run):
                return word
    for mask in masked(text):
        for word in entry.words:
            if mask.fullmatch(word) or mask.fullmatch(f"{word}s"):
                return word
    return ""


def unquoted(text: str, story: Story) -> str:
    """The text without the quotations that a source of the story holds word for word."""
    quotes = quotations(text)
    if not quotes:
        return text
    told = plain("\n".join(f"{signal.title}\n{signal.text}" for signal in story.signals))
    return without(text, [quote for quote in quotes if plain(quote.words).strip(" .,!?") in told])


def without(text: str, quotes: list[Quotation]) -> str:
    """The text with these quotations blanked out, every other character where it was."""
    for quote in quotes:
        text = text[: quote.start] + " " * (quote.end - quote.start) + text[quote.end :]
    return text


@lru_cache(maxsize=256)
def spoken(text: str) -> str:
    """What the speaker says in their own voice, in plain letters: every quotation blanked out."""
    return bare(without(text, list(quotations(text))))


@cache
def _singles(words: tuple[str, ...]) -> frozenset[str]:
    """The words that are one word, with their plurals: looked up, since that is quick."""
    single = [word for word in words if _WORD.fullmatch(word)]
    plurals = (f"{word}{'es' if word.endswith(_HISSES) else 's'}" for word in single)
    return frozenset([*single, *plurals, *(f"{word}z" for word in single)])


@cache
def _search(patterns: tuple[str, ...], words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for the rule's patterns and its words of several words."""
    phrases = [re.escape(word) for word in words if not _WORD.fullmatch(word)]
    listed = "|".join(re.sub(r"\\?[ -]", r"[\\s-]+", phrase) for phrase in phrases)
    whole = [rf"(?<![\w’])(?:{listed})s?(?!\w)"] if phrases else []
    found = "|".join([*whole, *(f"(?:{pattern})" for pattern in patterns)])
    return re.compile(found or r"(?!)", re.IGNORECASE)


@cache
def _spared(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)", re.IGNORECASE)
