"""Where sentences begin and end, in news prose and in posts.

One splitter for everyone, so that a fact, a claim and a piece of evidence mean
the same stretch of text. It is made of rules for Latin script; Chinese and
Japanese full stops end sentences too, and any other script comes back by lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

Span = tuple[int, int]

LONGEST_QUOTE = 600
"""Characters within which a quotation mark must close for its quote to be kept whole."""
LONGEST_WORD = 20
"""Characters before a full stop that can make it an abbreviation or a number."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never the last word of a sentence when a full stop follows.
_BEFORE_NAMES = _words(
    "mr mrs ms mx dr prof rev hon gov sen rep gen lt sgt capt cmdr adm messrs "
    "vs v e.g i.e eg ie cf ca approx est"
)
# Sometimes the last word: only a word that likes to begin sentences settles it.
_ANYWHERE = _words("inc corp co ltd llc plc bros etc jr sr al a.m p.m ph.d st mt dept")
_CALENDAR = _words(
    "jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun"
)
_OPENERS = _words(
    "a an the this that these those it its he she they we i you his her their our my there "
    "here in on at for from by with as after before during since while when if although though "
    "but and so yet or however meanwhile still now then also both all some many most no not "
    "what who why how where last earlier later another each"
)

_BREAK = re.compile(r"[\n\u2028\u2029]\s*")
# Bounded repeats: a page of dots must not cost the square of its length.
_MARK = re.compile(r"(?P<mark>[.!?…]{1,9})(?P<closing>[\"'”’»)\]]{0,4})(?=\s|$)|[。！？]+[”’」』]*")
_WORD_BEFORE = re.compile(r"[^\s\"“”‘’(\[—–]+$")
_NEXT = re.compile(r"\s*[\"'“‘«(\[]*(\w*)")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_QUOTES = {"“": "”", "«": "»", "「": "」", '"': '"'}
_OPENING = re.compile("|".join(_QUOTES))


def sentences(text: str) -> list[str]:
    """The sentences of `text` in order, white space evened out, none empty. Never raises."""
    return [" ".join(text[start:end].split()) for start, end in spans(text)]


def spans(text: str) -> list[Span]:
    """The sentences as (start, end) in `text`; only white space lies outside them.

    A line ends a sentence, unless the next line goes on in lower case after a
    line without a full stop. A quotation is never cut in two.
    """
    found = []
    for start, end in _lines(text):
        for left, right in _within(text, start, end):
            piece = text[left:right]
            if piece.strip():
                left += len(piece) - len(piece.lstrip())
                found.append((left, left + len(piece.strip())))
    return found


def _lines(text: str) -> Iterator[Span]:
    begin = 0
    for found in _BREAK.finditer(text):
        blank = found.group().count("\n") > 1
        wrapped = text[found.end() : found.end() + 1].islower() and not re.search(
            r"[.!?…:]\W*$", text[max(begin, found.start() - 4) : found.start()]
        )
        if blank or not wrapped:
            yield begin, found.start()
            begin = found.end()
    yield begin, len(text)


def _within(text: str, start: int, end: int) -> Iterator[Span]:
    line = text[start:end]
    quotes = _quotations(line)
    begin = 0
    for found in _MARK.finditer(line):
        nearest = bisect_right(quotes, (found.start(), 0)) - 1
        inside = nearest >= 0 and found.end() <= quotes[nearest][1]
        if not inside and _ends(line, begin, found):
            yield start + begin, start + found.end()
            begin = found.end()
    yield start + begin, end


def _quotations(line: str) -> list[Span]:
    """Every quotation as (opening mark, closing mark), when it closes soon enough."""
    found = []
    position = 0
    while mark := _OPENING.search(line, position):
        begin = mark.start()
        end = line.find(_QUOTES[mark[0]], begin + 1, begin + LONGEST_QUOTE)
        if end > 0:
            found.append((begin, end))
        position = max(begin, end) + 1
    return found


def _ends(line: str, begin: int, found: re.Match[str]) -> bool:
    """Whether this mark ends the sentence that began at `begin`."""
    mark = found["mark"]
    following = _NEXT.match(line, found.end())
    word = following[1] if following else ""
    if not mark or not word:
        return True
    before = _WORD_BEFORE.search(line, max(begin, found.start() - LONGEST_WORD), found.start())
    if mark == "." and not found["closing"] and before:
        first = not line[begin : before.start()].strip()
        return _full_stop_ends(before[0], word, first=first)
    goes_on = bool(found["closing"]) or "…" in mark or ".." in mark
    return not (goes_on and word[0].islower())


def _full_stop_ends(before: str, word: str, *, first: bool) -> bool:
    """Whether "`before`. `word`" are two sentences; `first`: nothing stands before them."""
    bare = before.lower()
    if bare in _BEFORE_NAMES or (bare in {"no", "nos"} and word[0].isdigit()):
        return False
    if first and (before.isdigit() or len(before) == 1):
        return False  # "1. First, …" counts; it says nothing yet
    abbreviated = (
        bare in _ANYWHERE
        or (bare in _CALENDAR and before[0].isupper())
        or bool(_DOTTED.fullmatch(before))
        or (len(before) == 1 and before.isupper() and before != "I")
    )
    return not abbreviated or (word[0].isupper() and word.lower() in _OPENERS)
