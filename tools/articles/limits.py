"""What a page may cost before a parser sees it: tags, attributes, a doctype.

libxml2 and trafilatura take a tenth of a millisecond for every tag and the square of the
number of attributes for one tag, and a regular expression of trafilatura the square of a
doctype. So they are counted first, in one pass whose time is bounded by the page's length.
"""

from __future__ import annotations

import re

MAX_CHARACTERS = 10_000_000
"""Of a page, decoded. Scripts count; the largest news pages have three million."""
MAX_TAGS = 50_000
"""About eight seconds of trafilatura on a slow core. News pages have 500 to 5,000."""
MAX_ATTRIBUTES = 3_000
"""Of one tag: 40 ms of libxml2, whose time grows with their square."""
MAX_ALL_ATTRIBUTES = 200_000
"""Of all tags together."""
_LONGEST_DOCTYPE = 500
_WITHIN = 2_000
"""Characters at the start of a page within which a doctype is looked for."""

_TAG = re.compile(r"<(?:(!--)|(script|style)\b|[a-zA-Z])", re.IGNORECASE)
_END_OF = {
    "script": re.compile(r"</script", re.IGNORECASE),
    "style": re.compile(r"</style", re.IGNORECASE),
    "!--": re.compile(r"-->"),
}
_VALUE_OR_END = re.compile(r">|=\s{0,50}([\"'])")
_SPACE = re.compile(r"[\s/]+")
_DOCTYPE = re.compile(r"<\s?!\s?doctype", re.IGNORECASE)


def too_costly(html: str) -> str | None:
    """Why `html` is not given to a parser, to follow "the page "; None when it may be."""
    if len(html) > MAX_CHARACTERS:
        return f"has {len(html):,} characters, {MAX_CHARACTERS:,} are read"
    tags = total = position = 0
    while found := _TAG.search(html, position):
        if found[1]:
            position = _after(_END_OF["!--"], html, found.end())
            continue
        position, attributes = _tag(html, found.end())
        tags += 1
        total += attributes
        if tags > MAX_TAGS:
            return f"has more than {MAX_TAGS:,} tags"
        if attributes > MAX_ATTRIBUTES or total > MAX_ALL_ATTRIBUTES:
            return f"has more than {MAX_ATTRIBUTES:,} attributes in a tag, or too many in all"
        if found[2]:
            position = _after(_END_OF[found[2].lower()], html, position)
    return None


def plain_doctype(html: str) -> str:
    """`html` with a doctype of more than a few hundred characters written short."""
    found = _DOCTYPE.search(html, 0, _WITHIN)
    if found is None:
        return html
    end = html.find(">", found.end())
    if 0 <= end - found.start() <= _LONGEST_DOCTYPE:
        return html
    return html[: found.start()] + "<!DOCTYPE html>" + (html[end:] if end >= 0 else "")


def _tag(html: str, position: int) -> tuple[int, int]:
    """Where the tag whose name begins before `position` ends, and how many attributes it has.

    As HTML's tokenizer has it: a quotation mark counts only after an equals sign.
    """
    attributes = 0
    while found := _VALUE_OR_END.search(html, position):
        attributes += len(_SPACE.findall(html, position, found.start()))
        if found[1] is None:
            return found.end(), attributes
        closing = html.find(found[1], found.end())
        if closing < 0:
            return len(html), attributes
        position = closing + 1
        if attributes > MAX_ATTRIBUTES:
            break
    return len(html), attributes + len(_SPACE.findall(html, position))


def _after(end: re.Pattern[str], html: str, position: int) -> int:
    found = end.search(html, position)
    return found.end() if found else len(html)
