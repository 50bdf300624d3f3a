"""From HTML to clean text: what a reader would see, and nothing that only a machine sees.

Paragraphs stay apart as lines, so that sentences can be told apart; invisible
characters, scripts, styles and the footers that blog software adds are dropped.
Never raises.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from tools.sentences import spans

LONGEST_HTML = 100_000
"""Characters of one field that are looked at."""

_TAG = re.compile(r"<[a-zA-Z/!?]")
_ANY_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML forbids and lxml refuses."""
_HIDDEN = frozenset({"script", "style", "noscript", "template", "iframe", "svg", "head"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption"}
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"}
    | {"main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"}
)
# Categories that draw nothing and can carry hidden text: zero-width spaces, direction
# overrides, tag characters. The two joiners stay: Persian, Hindi and emoji need them.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})
_JOINERS = "\u200c\u200d"
# What blog software and news sites put below every item, after a full stop or on its own.
_FOOTER = re.compile(
    r"(?:^|\n|(?<=[.!?…\]\"”’)])\s)(?:"
    r"The (?:post|article|entry) .{1,300} (?:appeared|was published) (?:first )?on .{1,200}"
    r"|[\[(]?(?:(?:Continue|Keep) reading\b|Read (?:more|the (?:full|rest|whole))\b"
    r"|Full story|Click here to read)[^.!?]{0,150}[.!?]*)$",
    re.IGNORECASE,
)
_FOOTER_ROOM = 600
"""Characters at the end of a text within which a footer is looked for."""
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\)|\(\.\.\.\))$")


def plain_text(markup: str) -> str:
    """The text of `markup`, one line a paragraph, white space evened out."""
    text = markup[:LONGEST_HTML]
    for _ in range(2):  # markup is often escaped once more than it should be
        text = _text_of(text) if _TAG.search(text) else html.unescape(text)
    return evened(text)


def evened(text: str) -> str:
    """`text` without invisible characters, empty lines and runs of white space."""
    lines = (" ".join(visible(line).split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def one_line(markup: str) -> str:
    """`plain_text` as a single line: for titles and names."""
    return " ".join(plain_text(markup).split())


def summary(markup: str, limit: int) -> str:
    """`plain_text` without footers, and without a sentence that the feed broke off.

    At most `limit` characters, ending where a sentence ends if one ends there at all.
    """
    text = plain_text(markup)
    while footer := _FOOTER.search(text, max(0, len(text) - _FOOTER_ROOM)):
        text = text[: footer.start()].rstrip()
    if _CUT_OFF.search(text):
        limit = min(limit, len(text) - 1)
    return whole_sentences(text, limit)


def whole_sentences(text: str, limit: int) -> str:
    """The sentences of `text` that end within `limit`, or as many words when none does."""
    if len(text) <= limit:
        return text
    ends = [end for _, end in spans(text[: 2 * limit]) if end <= limit]
    return text[: ends[-1]] if ends else _cut(text, limit)


def first_sentence(text: str, limit: int) -> str:
    """The first sentence of `text`, cut between two words when longer than `limit`."""
    for start, end in spans(text[: 4 * limit]):
        sentence = " ".join(text[start:end].split())
        return sentence if len(sentence) <= limit else _cut(sentence, limit)
    return ""


def visible(text: str) -> str:
    """`text` without characters that draw nothing; white space stays."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c for c in text if c.isspace() or c in _JOINERS or unicodedata.category(c) not in _INVISIBLE
    )


def _cut(text: str, limit: int) -> str:
    head = text[: limit - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:–—-.…") + "…"


def _text_of(markup: str) -> str:
    """What lxml's forgiving parser finds outside hidden elements."""
    from lxml import etree  # loaded when the first feed is read

    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(f"<div>{_FORBIDDEN.sub('', markup)}</div>", parser)
    except (etree.LxmlError, ValueError):
        return html.unescape(_ANY_TAG.sub(" ", markup))
    walk = etree.iterwalk(root, events=("start", "end"))
    return "".join(_pieces(walk))


def _pieces(walk: Any) -> Iterator[str]:
    """The words in order, and a line break wherever a block begins or ends."""
    for event, element in walk:
        hidden = element.tag in _HIDDEN
        if event == "start":
            if hidden:
                walk.skip_subtree()
            words = None if hidden else element.text
        else:
            words = element.tail
        border = "\n" if element.tag in _BLOCKS else ""
        yield border + _SPACE.sub(" ", words or "")
