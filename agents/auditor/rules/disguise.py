"""Disguises: the ways in which a word is written so that a list does not find it.

Invisible characters, letters of other alphabets that look the same, digits for letters,
letters drawn out, spaced or masked. Nothing here judges; it gives readings of a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_ALIKE = str.maketrans(
    "аɑαесϲорρгѕѵνхуγіιјӏԁһкκмнтτвԝԛոѡАΑВΒЕΕЅІΙЈКΚМΜНΗОΟРΡСТΤХΧУΥΖԌԜɡɩłøđı'ʼ‘`",
    "aaaeccopprsvvxyyiijldhkkmhttbwqnwAABBEESIIJKKMMHHOOPPCTTXXYYZGWgilodi''''",
)
"""Letters of other alphabets that pass for Latin ones."""
_DIGITS = str.maketrans("0134578@$!|+€", "oieastbasilte")
_DIGITS_L = str.maketrans("0134578@$!|+€", "oleastbaslite")
_MIXED = re.compile(
    r"(?<![\w@$/.:-])(?!\$?\d[\d.,]*[A-Za-z]{0,3}(?!\w))(?=(?:[^\sA-Za-z]*[A-Za-z]){2})"
    r"(?=\S*[013457@$!|+€])[\w@$!|+€]{3,30}(?<!!)"
)
"""A word with digits or signs among its letters; no amount ("$173m") and no link."""
_LONG_RUN = re.compile(r"([A-Za-z])\1{2,}")
_SPACED = re.compile(r"(?<!\w)\w(?:[ .\-_*·•|/]{1,3}\w(?!\w)){3,30}")
_GAP = re.compile(r"\W|_")
_TAG = re.compile(r"#(\w*[a-z][A-Z]\w*)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
MASKED = re.compile(r"(?<![\w*])[A-Za-z][A-Za-z]*[*#_•]+[A-Za-z*#•]*[A-Za-z]+(?![\w*])")
"""A word with letters blotted out: "id**t"."""


@lru_cache(maxsize=512)
def bare(text: str) -> str:
    """The text in plain Latin letters: nothing invisible or private, no accents.

    Apostrophes come back curved, so that a pattern need know only one.
    """
    if text.isascii():
        return text.replace("'", "’")
    taken_apart = unicodedata.normalize("NFKD", text)
    kept = (c for c in taken_apart if unicodedata.category(c) not in {"Cf", "Mn", "Me", "Co"})
    return "".join(kept).translate(_ALIKE)


@lru_cache(maxsize=512)
def readings(text: str) -> tuple[str, ...]:
    """The text in plain letters, then every other way to read it that differs."""
    plain = bare(text)
    return tuple(dict.fromkeys([plain, *_others(plain)]))


def _others(plain: str) -> Iterator[str]:
    if _MIXED.search(plain):
        yield _MIXED.sub(lambda m: m.group().translate(_DIGITS), plain)
        yield _MIXED.sub(lambda m: m.group().translate(_DIGITS_L), plain)
    if _LONG_RUN.search(plain):
        yield _LONG_RUN.sub(r"\1", plain)
        yield _LONG_RUN.sub(r"\1\1", plain)
    if _TAG.search(plain):
        yield _TAG.sub(lambda m: _HUMP.sub(" ", m[1]), plain)


@lru_cache(maxsize=512)
def spelled_out(text: str) -> tuple[str, ...]:
    """What stands there letter by letter ("i d i o t"), put together."""
    found = (_GAP.sub("", match.group()) for match in _SPACED.finditer(bare(text)))
    return tuple(word.translate(_DIGITS).lower() for word in found)


@lru_cache(maxsize=512)
def masked(text: str) -> tuple[re.Pattern[str], ...]:
    """What each word with letters blotted out could be; two letters at least must show."""
    words = [match.group() for match in MASKED.finditer(bare(text))]
    return tuple(
        re.compile(re.sub(r"\\?[*#_•]", "[a-z]", re.escape(word)), re.IGNORECASE)
        for word in words
        if len(word) >= 4 and sum(c.isalpha() for c in word) >= 2
    )
