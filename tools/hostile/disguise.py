"""What is done to words so that software reads them and people or filters do not.

`levelled` undoes the harmless half (look-alike letters, odd spaces, invisible marks);
`disguise` names the other half, which no honest sentence has.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import unicodedata

_TAG_LETTERS = re.compile(r"[\U000e0020-\U000e007e]{8,}")
"""Invisible letters: more than the six that a flag of a region needs."""
_FORMAT = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LINE_MARK = re.compile(r"(?:\\ ?[nrt]\b ?)+")
"""Line ends that were written out, as they come from badly quoted text."""
_INSIDE_WORD = re.compile(
    r"(?<=[a-z])[\u200b\u2060-\u2064\ufeff\u202a-\u202e](?=[a-z])", re.IGNORECASE
)
_FEWEST_INSIDE = 3
"""Invisible marks within Latin words; one or two are accidents of typesetting."""
_BITS = re.compile("[\u200b\u200c\u200d\u2060\u2062-\u2064\ufeff]{8,}")
_BLOB = re.compile(r"(?<![\w/=.+?&%-])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w/])")
_HEX = re.compile(r"(?<!\w)(?:(?:0x|\\x)?[0-9a-f]{2}[\s,]?){12,}(?!\w)", re.IGNORECASE)
_BINARY = re.compile(r"(?:\b[01]{7,8}\s+){4,}")
_MORSE = re.compile(r"(?:(?<=\s)|^)(?:[.\-·]{1,6}[ /|]+){8,}")
_LONG_RUN = 16
"""Characters without a space in the shortest code that is written as one."""
_TINY_RUN = 2
_MANY_RUNS = 8
"""Characters of a run, and how many such runs follow each other, in one that is spaced out."""
_URL = re.compile(r"(?:https?://|www\.)\S+")
_SPACED = re.compile(r"(?:(?<=\W)|^)(?:[^\W\d_][ .\-_*·]{1,3}){8,}[^\W\d_](?=\W|$)")
_ESCAPES = re.compile(r"(?:\\u[0-9a-f]{4}|&#x?[0-9a-f]{2,6};|%[0-9a-f]{2}){8,}", re.IGNORECASE)
_RARE_LETTERS = re.compile(
    "[\u1d00-\u1d7f\u2c00-\u2c5f\ua700-\ua7ff\U0001f130-\U0001f189\U0001f1e6-\U0001f1ff]{8,}"
)
_ORDER_WORDS = re.findall(
    r"\w+",
    "ignore instructions instruction prompt previous system reveal password pretend disregard "
    "response respond translate forget",
)
_ROT13 = re.compile("|".join(codecs.encode(word, "rot13") for word in _ORDER_WORDS))
_BACKWARDS = re.compile("|".join(word[::-1] for word in _ORDER_WORDS if len(word) > 5))
_LEET = re.compile(r"\b(?=\w*[a-z])(?=\w*[0134579@$])[\w@$]{4,}\b")
_LEETISH = re.compile(r"[a-z][0134579@$]|[0134579@$][a-z]")
_LEET_LETTERS = str.maketrans("0134579@$", "oieastgas")
_LATIN_TWINS = str.maketrans("аеорсухіјѕԁһкмтвнᴀαοερικντυχѵɡıℓ", "aeopcyxijsdhkmtbhaaoepikvtuxvgil")
"""Cyrillic and Greek letters that look Latin."""
_LATIN = re.compile(r"[a-z]")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f\u1d00-\u1d7f]")
_MIXED = re.compile(
    "\\w*(?:[a-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][a-z])\\w*"
)


def levelled(text: str) -> str:
    """`text` in lower case, with look-alike letters, hidden marks and odd spaces made plain."""
    if "\\" in text:
        text = _LINE_MARK.sub(" ", text)
    if text.isascii():
        return " ".join(text.lower().split())
    level = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'").lower()
    level = _FORMAT.sub("", level)
    if _FOREIGN.search(level) and _LATIN.search(level):
        level = _MIXED.sub(lambda word: word[0].translate(_LATIN_TWINS), level)
    return " ".join(level.split())


def unleeted(level: str) -> str:
    """`level` with "1gn0r3" read as "ignore"; the same text where no such word stands."""
    if not _LEETISH.search(level):
        return level
    return _LEET.sub(lambda word: word[0].translate(_LEET_LETTERS), level)


def disguise(text: str) -> str:
    """How `text` hides words, for people to read; empty when it does not. Never raises."""
    if "://" in text or "www." in text:
        text = _URL.sub(" ", text)
    return ("" if text.isascii() else _unseen(text)) or _coded(text)


def _unseen(text: str) -> str:
    if _TAG_LETTERS.search(text) or _BITS.search(text):
        return "hides letters that cannot be seen"
    if len(_INSIDE_WORD.findall(text)) >= _FEWEST_INSIDE:
        return "breaks its words with marks that cannot be seen"
    return "writes in letters that only look like letters" if _RARE_LETTERS.search(text) else ""


def _coded(text: str) -> str:
    if _is_odd(text):
        found = _in_runs(text)
        if found:
            return found
    if "1" in text and "0" in text and _BINARY.search(text):
        return "hides words in a code"
    lower = text.lower()
    if len(set(_ROT13.findall(lower))) >= 2 or len(set(_BACKWARDS.findall(lower))) >= 2:
        return "hides words in a cipher"
    return ""


def _is_odd(text: str) -> bool:
    """Whether a code can be there at all: a long run, many tiny ones, or a mark of Morse."""
    lengths = [len(word) for word in text.split()]
    tiny = most = 0
    for length in lengths:
        tiny = tiny + 1 if length <= _TINY_RUN else 0
        most = max(most, tiny)
    marks = any(mark in text for mark in ("0x", "\\x", ".-", "-.", "--", "..", "·"))
    return marks or most >= _MANY_RUNS or max(lengths, default=0) >= _LONG_RUN


def _in_runs(text: str) -> str:
    if any(_decodes(blob[0]) for blob in _BLOB.finditer(text)):
        return "hides words in base64"
    hexes = _HEX.search(text)
    if hexes and _readable_hex(hexes[0]):
        return "hides words in hexadecimal"
    if _morse(text) or _ESCAPES.search(text):
        return "hides words in a code"
    return "spaces its letters out" if _SPACED.search(text) else ""


def _morse(text: str) -> bool:
    return any("." in one[0] and "-" in one[0] for one in _MORSE.finditer(text))


def _decodes(blob: str) -> bool:
    """Whether a run of base64 holds words: letters and spaces, and next to nothing else."""
    if blob.isalpha() and (blob.islower() or blob[1:].islower()):
        return False
    padded = blob.rstrip("=")
    padded += "=" * (-len(padded) % 4)
    try:
        found = base64.b64decode(padded, altchars=b"-_" if {"-", "_"} & set(blob) else None)
        return _reads(found.decode("utf-8"))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return False


def _readable_hex(found: str) -> bool:
    digits = re.sub(r"0x|\\x|[\s,]", "", found, flags=re.IGNORECASE)
    try:
        return _reads(bytes.fromhex(digits[: len(digits) // 2 * 2]).decode("utf-8"))
    except (ValueError, UnicodeDecodeError):
        return False


def _reads(text: str) -> bool:
    plain = sum(c.isalpha() or c in " .,!?'" for c in text)
    return plain >= 0.9 * len(text) and sum(c.isalpha() for c in text) >= 0.6 * len(text) > 5
