"""How X reads a text: its weighted length, and the entities it finds in it.

Follows twitter-text, configuration v3: a link counts 23 units, an emoji (with all
its joiners, skin tones and selectors) 2, CJK and most other scripts 2, Latin and
its neighbours 1, after Unicode normalisation NFC. The limit is 280 units, or
25,000 with Premium.

Top-level domains come from the `tld` package (the Public Suffix List), not from
twitter-text's own older list, so the youngest domains are links here and may not
be on X yet. Left out: list names (`@user/list`) are read as the mention alone, and
a joined emoji that no font draws still counts as one.

Nothing here raises on any text, and all of it takes time linear in the length.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

LIMIT = 280
"""Units in a post of an ordinary account."""
PREMIUM_LIMIT = 25_000
"""Units in a post of a Premium account."""
URL_UNITS = 23
"""What any link counts, since X replaces it by a t.co link."""

_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that count 1 (`ranges` of configuration v3); all others count 2."""

_MAX_URL = 4096
_MAX_LABEL = 63
_MAX_TCO_SLUG = 40
_MAX_UNICODE_TLD = 24
_SECOND_LEVEL_ONLY = frozenset({"er", "fk", "jm", "mm", "np", "pg", "za"})
"""Countries that the Public Suffix List knows only by their second level (co.za)."""

_ACCENTS = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263"
    "\u0268\u026f\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVALID = "\ufffe\ufeff\uffff"
_SPACES = "\u0009-\u000d \u0085\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_PUNCTUATION = r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"

EMOJI = regex.compile(
    r"""
      \p{Regional_Indicator}{2}                            # flags
    | [0-9\#*]\ufe0f?\u20e3                                # keycaps
    | [©®]\ufe0f                                           # text unless asked for
    | (?![©®]) \p{Extended_Pictographic}
      (?: \ufe0f | \p{Emoji_Modifier} )* [\U000e0020-\U000e007f]*
      (?: \u200d \p{Extended_Pictographic} (?: \ufe0f | \p{Emoji_Modifier} )* )*
    """,
    regex.VERBOSE,
)

# A scheme, or the longest run of characters that a domain without a scheme may have.
_URL_START = regex.compile(rf"https?://|[-.a-z0-9{_ACCENTS}]++", regex.IGNORECASE)
_NOT_BEFORE_URL = regex.compile(rf"[A-Za-z0-9@＠$#＃{_INVALID}]")
_NOT_BEFORE_BARE_DOMAIN = regex.compile(r"[-_./]")
_DOMAIN_RUN = regex.compile(rf"(?:[^{_PUNCTUATION}{_SPACES}{_INVALID}{_DIRECTION}]|[-_.])++")
_BARE_RUN = regex.compile(rf"[-.a-z0-9{_ACCENTS}]++", regex.IGNORECASE)
_ASCII_TLD = regex.compile(r"[a-z0-9-]++", regex.IGNORECASE)
_NOT_AFTER_TLD = regex.compile(r"[0-9a-zA-Z@+-]")
_PORT = regex.compile(r":[0-9]+")
_PATH_CHARACTER = rf"a-z\u0400-\u04ff0-9!*';:=+,.$/%\#\[\]\-\u2013_~@|&{_ACCENTS}"
_PATH_PIECE = regex.compile(
    rf"""
      (?P<ending> [-+a-z\u0400-\u04ff0-9=_\#/{_ACCENTS}]
                | \( [{_PATH_CHARACTER}]++ \)
                | \( [{_PATH_CHARACTER}]*+ \( [{_PATH_CHARACTER}]++ \) [{_PATH_CHARACTER}]*+ \) )
    | [{_PATH_CHARACTER}]
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_QUERY = regex.compile(r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]", regex.IGNORECASE)
_TCO = regex.compile(r"https?://t\.co/(?P<slug>[a-z0-9]+)", regex.IGNORECASE)

_TAG_CHARACTER = (
    r"\p{L}\p{M}\p{Nd}_\u200c\u200d\ua67e\u05be\u05f3\u05f4"
    r"\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
)
_HASHTAG = regex.compile(
    rf"(?:(?<![{_TAG_CHARACTER}&])|(?<=[\ufe0e\ufe0f]))[#＃](?![\ufe0f\u20e3])"
    rf"(?=[{_TAG_CHARACTER}]*?[\p{{L}}\p{{M}}])(?P<value>[{_TAG_CHARACTER}]++)(?![#＃]|://)"
)
_CASHTAG = regex.compile(
    rf"(?:^|(?<=[{_SPACES}{_DIRECTION}]))\$(?P<value>[a-z]{{1,6}}(?:[._][a-z]{{1,2}})?)"
    rf"(?=$|[{_SPACES}{_PUNCTUATION}])",
    regex.IGNORECASE,
)
_MENTION = regex.compile(
    r"(?:(?<![a-zA-Z0-9_!#$%&*@＠])|(?<=(?:^|[^a-zA-Z0-9_+~.-])rt:?))"
    rf"[@＠](?P<value>[a-z0-9_]{{1,20}}+)(?![@＠{_ACCENTS}]|://)",
    regex.IGNORECASE,
)


class Entity(NamedTuple):
    """Something found in a text at `text[start:end]`; `value` is without its sign."""

    value: str
    start: int
    end: int


def weighted_length(text: str) -> int:
    """Length in X units (limit 280): URL 23, CJK or emoji 2, most others 1.

    Source: twitter-text configuration v3. Never raises.
    """
    text = unicodedata.normalize("NFC", text)
    units, end = 0, 0
    for url in urls(text):
        units += _plain_units(text[end : url.start]) + URL_UNITS
        end = url.end
    return units + _plain_units(text[end:])


def _plain_units(text: str) -> int:
    """Units of a text without links."""
    rest: str
    emoji: int
    rest, emoji = EMOJI.subn("", text)
    return 2 * emoji + sum(1 if _is_light(ord(character)) else 2 for character in rest)


def _is_light(point: int) -> bool:
    return any(first <= point <= last for first, last in _LIGHT)


def urls(text: str) -> list[Entity]:
    """Every link that X would make, with or without http(s)://, in order."""
    found: list[Entity] = []
    position = 0
    while start := _URL_START.search(text, position):
        bare = not start.group().endswith("://")
        end = None if _refused_before(text, start.start(), bare) else _url_end(text, start)
        if end is not None:
            found.append(Entity(text[start.start() : end], start.start(), end))
        position = end or start.end()
    return found


def hashtags(text: str) -> list[Entity]:
    """Hashtags outside links; at least one letter each."""
    return _outside_links(text, _HASHTAG)


def cashtags(text: str) -> list[Entity]:
    """Cashtags such as $BTC, outside links."""
    return _outside_links(text, _CASHTAG)


def mentions(text: str) -> list[Entity]:
    """Account names after @, outside links."""
    return _outside_links(text, _MENTION)


def _outside_links(text: str, pattern: regex.Pattern[str]) -> list[Entity]:
    links = urls(text)
    return [
        Entity(match["value"], match.start(), match.end())
        for match in pattern.finditer(text)
        if not any(link.start < match.end() and match.start() < link.end for link in links)
    ]


def _refused_before(text: str, start: int, bare: bool) -> bool:
    """Whether the character before `start` forbids a link there."""
    before = text[start - 1 : start]
    if bare and _NOT_BEFORE_BARE_DOMAIN.match(before):
        return True
    return bool(_NOT_BEFORE_URL.match(before))


def _url_end(text: str, start: regex.Match[str]) -> int | None:
    """Where the link that begins at `start` ends, or None if there is none."""
    bare = not start.group().endswith("://")
    host = start.start() if bare else start.end()
    end = _domain_end(text, host, _BARE_RUN if bare else _DOMAIN_RUN)
    if end is None:
        return None
    if tco := _TCO.match(text, start.start()):
        return _tco_end(text, tco)
    if port := _PORT.match(text, end):
        end = port.end()
    end = _query_end(text, _path_end(text, end))
    return end if end - start.start() <= _MAX_URL else None


def _tco_end(text: str, tco: regex.Match[str]) -> int | None:
    """X's own short links take a slug and a query, and no further path."""
    return _query_end(text, tco.end()) if len(tco["slug"]) <= _MAX_TCO_SLUG else None


def _path_end(text: str, start: int) -> int:
    """End of the path at `start`: full stops and the like at its end belong to the sentence."""
    if text[start : start + 1] != "/":
        return start
    position = end = start + 1
    while piece := _PATH_PIECE.match(text, position):
        position = piece.end()
        end = position if piece["ending"] else end
    return end


def _query_end(text: str, start: int) -> int:
    query = _QUERY.match(text, start)
    return int(query.end()) if query else start


def _domain_end(text: str, start: int, run: regex.Pattern[str]) -> int | None:
    """End of the longest valid domain at `start`, or None."""
    reach = run.match(text, start, start + _MAX_URL)
    if reach is None:
        return None
    for dot in _dots_from_the_right(text, start, reach.end()):
        end = _tld_end(text, dot + 1)
        if end is not None and _valid_labels(text[start:dot].split(".")):
            return end
    return None


def _dots_from_the_right(text: str, start: int, end: int) -> Iterator[int]:
    dot = text.rfind(".", start, end)
    while dot != -1:
        yield dot
        dot = text.rfind(".", start, dot)


def _tld_end(text: str, start: int) -> int | None:
    """End of the top-level domain at `start`, or None. A sentence may go on in another script."""
    if ascii_part := _ASCII_TLD.match(text, start):
        name = ascii_part.group().lower()
        known = name.startswith("xn--") or _is_tld(name)
        ends = [ascii_part.end()] if known else []
    else:
        longest = min(len(text), start + _MAX_UNICODE_TLD)
        ends = [end for end in range(longest, start, -1) if _is_tld(text[start:end])]
    return next((end for end in ends if not _NOT_AFTER_TLD.match(text, end)), None)


@lru_cache(maxsize=4096)
def _is_tld(name: str) -> bool:
    from tld import is_tld  # loads the Public Suffix List: only for a text that has a candidate

    return "." not in name and (name in _SECOND_LEVEL_ONLY or is_tld(name))


def _valid_labels(labels: list[str]) -> bool:
    """Whether the labels before the top-level domain may stand there."""
    *subdomains, name = labels
    return _valid_label(name, "-") and all(_valid_label(label, "-_") for label in subdomains)


def _valid_label(label: str, inner: str) -> bool:
    """`inner` may stand inside a label, never at its ends."""
    if not label or label[0] in "-_" or label[-1] in "-_" or ("_" in label and "_" not in inner):
        return False
    if label.isascii():
        return len(label) <= _MAX_LABEL
    return not label.lower().startswith("xn--") and _fits_punycode(label)


def _fits_punycode(label: str) -> bool:
    return len(label) <= _MAX_LABEL and len(b"xn--" + label.encode("punycode")) <= _MAX_LABEL
