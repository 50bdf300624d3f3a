"""What keeps feedparser from working for ever: the bounds of a feed's text, set before it is read.

feedparser reads everything that it is given, and some of its patterns take the square of
what they are given. So the text is cut, and a few constructs that multiply are taken out;
ordinary feeds pass unchanged. Nothing here knows what an entry means.
"""

from __future__ import annotations

import re
from itertools import islice

MAX_ENTRIES = 3_000
"""The first of the document count: feeds list the newest first. They take feedparser a second."""
MAX_TAGS = 150_000
"""Angle brackets; feedparser needs 10 to 20 µs for each."""
MAX_NAMESPACES = 5_000
"""Declarations; feedparser needs half a second for these and four times that for twice as many."""
MAX_BASES = 50
"""xml:base attributes that may build upon each other."""
MAX_PROLOGUE = 20_000
"""Characters before the first element: declarations, comments and entities."""
MAX_CLOSING = 200
"""Characters after the last entry: the end tags."""

_ENTRY_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s{0,9}>", re.IGNORECASE)
_BRACKET = re.compile(r"<(?P<end>/(?:\w{1,20}:)?(?:item|entry)\s{0,9}>)?", re.IGNORECASE)
_LONG_GAP = re.compile(r"\s{20,}")
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,500}>")
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_FIRST_ELEMENT = re.compile(r"<\w")
_BASE = re.compile(r"\sxml:base\s{0,9}=\s{0,9}(?:\"[^\"<]*\"|'[^'<]*'|[^\s>\"'<]+)", re.IGNORECASE)
_PLAIN_BASE = re.compile(r"\Wxml:base\W{1,20}https?://.{0,300}", re.IGNORECASE)
_LONG_ENTITY = re.compile(
    r"<!ENTITY\s[^\"'<>]{0,200}(?:\"[^\"<>]{40,}\"|'[^'<>]{40,}')\s*>", re.IGNORECASE
)
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML forbids; one of them sends feedparser to its slow parser."""


class NotAFeed(Exception):
    """The text is no feed; `str()` says what is wrong with it."""


def readable(text: str) -> str:
    """`text` without characters that XML forbids and without long gaps."""
    return _UNREADABLE.sub("", _LONG_GAP.sub("\n", text))


def bounded(text: str) -> str:
    """`text` with at most MAX_ENTRIES entries and MAX_TAGS tags, ready for feedparser.

    What a server printed before the document, a PHP warning for example, is cut off.
    Raises NotAFeed for what is too much to read.
    """
    text = _without_junk(readable(text).lstrip())
    first = _FIRST_ELEMENT.search(text)
    if first is None:
        raise NotAFeed("it has no XML element")
    if first.start() > MAX_PROLOGUE:
        raise NotAFeed(f"its first element comes after more than {MAX_PROLOGUE:,} characters")
    # One reference of a few letters could otherwise stand for thousands.
    text = _LONG_ENTITY.sub("", text[: first.start()]) + text[first.start() :]
    if text.count("<") > MAX_TAGS or len(_ENTRY_END.findall(text)) > MAX_ENTRIES:
        text = _head_of(text)
    if text.count("xmlns") > MAX_NAMESPACES:
        raise NotAFeed(f"it declares more than {MAX_NAMESPACES:,} namespaces")
    if text.count("xml:base") > MAX_BASES:
        text = _BASE.sub(_harmless_base, text)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + text.lstrip()


def _without_junk(text: str) -> str:
    """What follows the XML declaration; without one, what follows words before the first tag."""
    declaration = _DECLARATION.search(text, 0, MAX_PROLOGUE)
    root = _ROOT.search(text, 0, MAX_PROLOGUE)
    if declaration and not (root and root.start() < declaration.start()):
        return text[declaration.end() :]
    start = text.find("<", 0, MAX_PROLOGUE)
    return text[start:] if start > 0 else text


def _harmless_base(attribute: re.Match[str]) -> str:
    """The attribute, unless it builds upon the one around it: a thousand of those never end."""
    return attribute.group() if _PLAIN_BASE.fullmatch(attribute.group()) else ""


def _head_of(text: str) -> str:
    """The first entries of `text` that keep within the limits, and what closes the document."""
    end = entries = 0
    for bracket in islice(_BRACKET.finditer(text), MAX_TAGS):
        if bracket["end"]:
            end, entries = bracket.end(), entries + 1
        if entries == MAX_ENTRIES:
            break
    if not end:
        raise NotAFeed(f"it has more than {MAX_TAGS:,} tags before its first entry ends")
    *_, last = _ENTRY_END.finditer(text)
    closing = text[last.end() :]
    return text[:end] + (closing if len(closing) <= MAX_CLOSING else "")
