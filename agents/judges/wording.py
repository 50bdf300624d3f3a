"""Wording: a text as the judges read it, in full and with its subject masked.

Links, handles and numbers say who or what a post is about, and not who wrote it: in both
readings each is one sign. The masked reading keeps function words, punctuation, emoji and
the shapes of all other words, so that nobody is recognised by what they talk about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LINK, HANDLE, NUMBER = "↗", "@", "0"


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, which white space separates."""
    return frozenset(text.split())


FUNCTION_WORDS = word_set(
    "a an the this that these those some any every each no all both either neither another such "
    "i me my mine myself you your yours he him his she her hers it its we us our ours they them "
    "their theirs who whom whose which what where when why how "
    "am is are was were be been being have has had having do does did doing done will would shall "
    "should can could may might must ought ain't isn't aren't wasn't weren't don't doesn't didn't "
    "won't can't couldn't wouldn't shouldn't haven't hasn't hadn't cannot i'm i've i'll i'd you're "
    "you've you'll he's she's it's that's there's what's here's let's we're we've we'll they're "
    "they've they'll who's im ive dont cant wont thats its gonna gotta wanna "
    "and or but nor so yet if then else because as until while although though unless since "
    "of at by for with about against between into through during before after above below to from "
    "up down in out on off over under again w/ via per than toward towards without within upon "
    "not only just very too also even still already ever never always often again once here there "
    "now really quite rather much many more most less least few other own same else maybe perhaps "
    "yes no yeah nope ok okay oh well look please thanks thank good great bad new big first last "
    "one two three rt"
)

_TOKEN = re.compile(
    r"(?P<link>https?://\S+|www\.\S+|↗)|(?P<handle>@\w+)|(?P<tag>[#$][^\W\d]\w*)"
    r"|(?P<number>[$€£]?\d[\d,.:]*\d|[$€£]?\d)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<run>[.!?]{2,}|…|\n+)|(?P<mark>\S)"
)
_LINKED = re.compile(r"https?://\S+|www\.\S+")
_LONG = 7
"""Letters from which a word counts as a long one."""


def without_links(text: str) -> str:
    """`text` with one sign for every link: addresses have lengths and marks of their own."""
    return _LINKED.sub(LINK, text)


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """(kind, token) of each word, number, mark and line break, in order."""
    for found in _TOKEN.finditer(unicodedata.normalize("NFC", text)):
        yield found.lastgroup or "mark", found.group()


def full(text: str) -> str:
    """`text` with every link, handle and number as one sign each, casing kept."""
    signs = {"link": LINK, "handle": HANDLE, "number": NUMBER}
    return _TOKEN.sub(
        lambda found: signs.get(found.lastgroup or "", found.group()),
        unicodedata.normalize("NFC", text).replace("’", "'"),
    )


def masked(text: str) -> list[str]:
    """The tokens of `text` without its subject: "Fed holds. As expected" gives
    `Xx x . Cas x`, a function word with a capital being marked by one."""
    return [_mask(kind, token) for kind, token in tokens(text)]


def _mask(kind: str, token: str) -> str:
    match kind:
        case "link":
            return LINK
        case "handle":
            return HANDLE
        case "tag":
            return f"{token[0]}{_shape(token[1:])}"
        case "number":
            return f"{token[0]}{NUMBER}" if token[0] in "$€£" else NUMBER
        case "word":
            plain = token.lower().replace("’", "'")
            if plain in FUNCTION_WORDS:
                return plain if token[0].islower() else f"{_shape(token)}:{plain}"
            return _shape(token)
        case "run":
            return "⏎" * min(2, token.count("\n")) if token[0] == "\n" else token[:3]
        case _:
            return token


def _shape(word: str) -> str:
    """Casing and rough length: x, Xx, XX or xX, with a + for a long word."""
    if word.islower():
        shape = "x"
    elif word.isupper():
        shape = "XX" if len(word) > 1 else "X"
    else:
        shape = "Xx" if word[0].isupper() else "xX"
    return shape + ("+" if len(word) >= _LONG else "")
