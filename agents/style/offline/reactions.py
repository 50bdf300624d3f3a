"""Reactions: which short sentences mean the same about any story, and to what mood they belong.

Three ways to be one: to stand on our list; to be made of one of its words ("So sad.", "What
a great day!"); or to be a remark of nothing but words about nothing in particular and one
of feeling or of reading ("A hard story, but an important one."). Whatever else a person
says is about something, and is no reaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from agents.style.english.lexicon import word_set
from tools.x_text import EMOJI

_MADE = re.compile(
    r"(?:(?:this|that|it)(?:['’]s| is| was)? |what an? |such an? |how |an? )?"
    r"(?:(?:just|so|very|really|pretty|quite|truly|super|absolutely|simply|totally|genuinely|"
    r"rather|incredibly|too|always) )*(?:an? )?(?P<word>[\w-]+)"
    r"(?: (?P<noun>news|stuff|work|story|move|day|week|time|times|thing|one|moment|read|piece|"
    r"thread|article|interview|essay|job|effort))?"
)
"""A reaction made of one telling word: "So sad", "What a great day", "Really interesting read"."""
_WORTH = re.compile(r"(?:well |really )?worth (?:your|a|the|my|every) \w+(?: \w+)?")
""" "Worth your coffee:" points at a text in every household's own words."""
_READING = word_set("read reads reading piece story article column essay report interview thread")
"""Words of a remark that is about a text: it needs a link to point at."""
_ABOUT_SOMETHING = re.compile(r"[@#$\d]")
_DENIES = re.compile(r"\b(?:no|not|never|nothing|none|hardly|without)\b|n[’']t\b", re.IGNORECASE)
_REMARK_WORDS = range(2, 11)


def section_of(text: str) -> tuple[str, str] | None:
    """(section, place) of a reaction; place is "+" for openers only, "-" for closers only."""
    said = said_of(text)
    if found := reactions().get(said):
        return found
    if _WORTH.fullmatch(said):
        return "pointer", ""
    made = _MADE.fullmatch(said)
    if not made or made["word"] not in _words():
        return _remark(text)
    mood = _words()[made["word"]]
    if made["noun"] in {"read", "piece", "thread", "article", "interview", "essay"}:
        return "pointer", ""
    # A strong word about nothing in particular needs news that is clearly something.
    return ("clear" if mood == "any" else mood), ""


def _remark(text: str) -> tuple[str, str] | None:
    """The section of a remark about nothing in particular, by its one word of feeling."""
    words = re.findall(r"[\w’'-]+", text.replace("’", "'").lower())
    if len(words) not in _REMARK_WORDS or _ABOUT_SOMETHING.search(text) or "?" in text:
        return None
    telling = [word for word in words if word not in _generic()]
    if not all(word in _words() for word in telling):
        return None
    moods = {_words()[word] for word in telling} - {"any"}
    if len(moods) > 1 or (telling and _DENIES.search(text)):
        return None  # "good, but sad", "not bad": who knows
    if moods:
        return moods.pop(), ""
    if _READING.intersection(words):
        return "pointer", ""
    return ("clear", "") if telling else None


def said_of(text: str) -> str:
    """A reaction as our list writes it: small, without end marks and emoji."""
    plain = EMOJI.sub("", text).replace("’", "'").lower()
    return " ".join(plain.split()).strip(' .!?…:,—–-~"“”')


@cache
def _words() -> dict[str, str]:
    """ "sad" to "bad": the words that reactions are made of."""
    return {
        phrase: section.removeprefix("word ")
        for phrase, section in _listed()
        if section.startswith("word ")
    }


@cache
def _generic() -> frozenset[str]:
    text = (files("agents.style.english.lexicon") / "generic.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@cache
def reactions() -> dict[str, tuple[str, str]]:
    """Reaction to (section, place): place is "+" for openers only, "-" for closers only."""
    found: dict[str, tuple[str, str]] = {}
    for phrase, section in _listed():
        if not section.startswith("word "):
            place = phrase[0] if phrase[0] in "+-" else ""
            found.setdefault(phrase.removeprefix(place), (section, place))
    return found


def _listed() -> Iterator[tuple[str, str]]:
    """Each line of our list with the section that it stands in."""
    text = (files("agents.style.english.lexicon") / "reactions.txt").read_text(encoding="utf-8")
    section = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("["):
            section = line.strip("[]")
        elif line[0] != "#":
            yield line, section
