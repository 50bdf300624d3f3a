"""Markup: the words of a post out of its HTML or Markdown, laid out as a reader sees them.

An empty line between paragraphs, a line break for <br>, "- " before items of a list, "> " before
what is quoted, code as it stands. What an editor added around the words (buttons, forms, cards of
other people's pages) is left out. `tools.plaintext` is for news, where one line a paragraph will
do; here the line breaks belong to the voice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from textwrap import dedent
from typing import Any

from memory.errors import SourceError
from tools.articles.limits import too_costly

LONGEST_ADDRESS_SHOWN = 500
"""Characters of a link's words within which it may be an address."""
LONGEST_MARKDOWN = 200_000
"""Characters; markdown-it needs a few seconds for the worst of them."""
DEEPEST = 20
"""Quotations and lists within each other that are marked as such."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that lxml refuses."""
_SPACE = re.compile(r"[ \t\n\r\f\u00a0\u200a]+")
"""What HTML takes for one space, and the kinds that editors put in by themselves."""
_LINE_END = re.compile(r"[ \t\r\f\u00a0\u200a]*\n")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
# "&#146;" means what Windows-1252 has there (WHATWG HTML, numeric character references).
_OF_1252 = {
    byte: bytes([byte]).decode("cp1252", "ignore") or None for byte in (*range(0x80, 0xA0),)
}
_BREAK = "\v"
"""Stands for <br> in code; a page cannot hold one."""
_CUT_SHORT = re.compile(r"(?:…|\.\.\.)$")
_SCHEME = re.compile(r"^https?://(?:www\.)?|^www\.")

_LEFT_OUT = frozenset(
    {"audio", "button", "canvas", "form", "head", "iframe", "noscript", "object", "script"}
    | {"select", "style", "svg", "template", "textarea", "video"}
)
_LEFT_OUT_CLASSES = frozenset(
    # Substack: buttons, forms, marks of footnotes, and cards that show somebody else's words
    {"button-wrapper", "captioned-button-wrap", "subscription-widget", "footnote-anchor"}
    | {"subscription-widget-wrap", "embedded-post-wrap", "digest-post-embed", "tweet"}
    | {"embedded-publication-wrap", "install-substack-app-embed"}
    # Medium: cards of other pages; WordPress: buttons, embedded pages, what Jetpack adds
    | {"graf--mixtapeEmbed", "wp-block-button", "wp-block-embed", "screen-reader-text"}
    | {"sharedaddy", "jp-relatedposts", "feedflare"}
)
_EMOJI_CLASSES = frozenset({"emoji", "wp-smiley"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl"}
    | {"dt", "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"}
)
_LINES = frozenset({"li", "tr", "caption"})
_CELLS = frozenset({"td", "th"})


def tree_of(html: str) -> Any:
    """lxml's tree of a page or a piece of one; None when it is empty.

    Raises SourceError for what would take too long, or is nested deeper than can be read.
    """
    from lxml import etree  # loaded when the first archive is read

    if costly := too_costly(html):
        raise SourceError(costly)
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = etree.fromstring(_FORBIDDEN.sub("", html), parser)
    except (etree.LxmlError, ValueError):
        return None
    if any("Excessive depth" in error.message for error in parser.error_log):
        raise SourceError("is nested deeper than a page can be")
    return root


def text_of(html: str, *, line_breaks: bool = False) -> str:
    """The text of a piece of HTML. Raises SourceError like `tree_of`.

    `line_breaks`: those of the source count too, as WordPress has it.
    """
    root = tree_of(html)
    return "" if root is None else words_of(root, line_breaks=line_breaks)


def tree_of_markdown(markdown: str) -> Any:
    """The tree of Markdown with tables, raw HTML in it read as such. Raises like `tree_of`."""
    from markdown_it import MarkdownIt

    if len(markdown) > LONGEST_MARKDOWN:
        raise SourceError(f"has {len(markdown):,} characters, {LONGEST_MARKDOWN:,} are read")
    return tree_of(MarkdownIt("commonmark").enable("table").render(markdown))


def words_of(element: Any, *, line_breaks: bool = False) -> str:
    """The text within an element of a tree, in Unicode's composed form (NFC)."""
    from lxml import etree

    layout = _Layout(line_breaks)
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "start":
            if not layout.opens(each):
                walk.skip_subtree()
        else:
            layout.closes(each, is_root=each is element)
    return tidy("\n".join(layout.lines()))


def tidy(text: str) -> str:
    """`text` composed (NFC), without invisible characters, white space around it, and the
    controls that mean a character of Windows-1252."""
    return unicodedata.normalize("NFC", text.translate(_OF_1252).translate(_INVISIBLE)).strip()


def has_class(element: Any, *names: str) -> bool:
    """Whether one of `names` is among the classes of an element."""
    return not frozenset(names).isdisjoint((element.get("class") or "").split())


def first_with(tree: Any, name: str) -> Any:
    """The first element of class `name` in a tree, or None."""
    found = (each for each in tree.iter() if isinstance(each.tag, str) and has_class(each, name))
    return next(found, None)


def take_out(element: Any) -> str:
    """Removes an element from its tree, but not the words after it. Its own, as one line."""
    words = " ".join(words_of(element).split())
    parent, before = element.getparent(), element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)
    return words


@dataclass(eq=False, slots=True)
class _Container:
    """A quotation or an item of a list: what its lines begin with."""

    first: str
    others: str
    begun: bool = False

    @property
    def prefix(self) -> str:
        return self.others if self.begun else self.first


class _Layout:
    """Takes the elements of a page in order and lays their words out in lines."""

    def __init__(self, line_breaks: bool) -> None:
        self._line_breaks = line_breaks
        self._lines: list[str] = []
        self._line: list[str] = []
        self._gap = 0
        """Line breaks that are due before the next words: 2 is an empty line."""
        self._open: list[_Container] = []
        self._items = 0
        """How many of the open containers are items of lists."""
        self._numbers: dict[Any, int] = {}
        """Of each numbered list, the number of its next item."""
        self._around_last: list[_Container] = []
        """The containers of the last line that was written."""
        self._code: list[str] | None = None
        """The pieces of a block of code, while in one."""
        self._passed_over: Any = None
        """The element that was not looked into, until its end comes."""

    def lines(self) -> list[str]:
        self._end_line(0)
        return self._lines

    def opens(self, element: Any) -> bool:
        """Takes an element's own beginning; False when it is to be passed over."""
        tag = element.tag
        address = _address_shown(element) if tag == "a" else ""
        if address or _is_left_out(element):
            self._words(address)
            self._passed_over = element
            return False
        if tag == "br":
            self._break()
        elif tag == "img" and has_class(element, *_EMOJI_CLASSES):
            self._words(element.get("alt") or "")
        elif tag in _CELLS and element.getprevious() is not None:
            self._words(" | ")
        if tag in _BLOCKS or tag in _LINES:
            self._border(tag)
        if tag == "pre" and self._code is None:
            self._code = []
        elif tag == "blockquote":
            self._open.append(_Container("> ", "> "))
        elif tag == "li":
            mark = self._mark(element.getparent())
            self._items += 1
            self._open.append(_Container(mark, " " * len(mark)))
        self._words(element.text or "")
        return True

    def closes(self, element: Any, *, is_root: bool) -> None:
        """Takes an element's end and, unless it is the whole, the words that follow it."""
        if element is self._passed_over:
            self._passed_over = None
        else:
            tag = element.tag
            if tag == "pre" and self._code is not None:
                self._end_code()
            if tag in _BLOCKS or tag in _LINES:
                self._border(tag)
            if tag in {"blockquote", "li"}:
                self._open.pop()
                self._items -= tag == "li"
        if not is_root:
            self._words(element.tail or "")

    def _border(self, tag: str) -> None:
        self._end_line(1 if tag in _LINES or self._items else 2)

    def _break(self) -> None:
        if self._code is not None:
            self._code.append(_BREAK)
        else:
            self._end_line(1 if self._line else min(2, self._gap + 1))

    def _mark(self, parent: Any) -> str:
        """What stands before an item: "- ", or its number where the list is numbered."""
        if parent is None or parent.tag != "ol":
            return "- "
        start = parent.get("start") or ""
        is_number = start.isascii() and start.isdecimal() and len(start) < 7
        number = self._numbers.setdefault(parent, int(start) if is_number else 1)
        self._numbers[parent] = number + 1
        return f"{number}. "

    def _words(self, text: str) -> None:
        if self._code is not None:
            self._code.append(text)
        elif not self._line_breaks:
            self._append(text)
        else:
            first, *others = _LINE_END.split(text)
            self._append(first)
            for number, line in enumerate(others):
                is_empty = not line.strip() and number + 1 < len(others)
                self._end_line(2 if is_empty else 1)
                self._append(line)

    def _append(self, text: str) -> None:
        words = _SPACE.sub(" ", text)
        if not self._line or self._line[-1].endswith(" "):
            words = words.removeprefix(" ")
        if words:
            self._line.append(words)

    def _end_line(self, gap: int) -> None:
        if line := "".join(self._line).rstrip():
            self._write(line)
            self._gap = 0
        self._line.clear()
        self._gap = max(self._gap, gap)

    def _write(self, line: str) -> None:
        around = self._open[:DEEPEST]
        if self._lines and self._gap == 2:
            pairs = zip(around, self._around_last, strict=False)
            shared = [one for one, _ in takewhile(lambda pair: pair[0] is pair[1], pairs)]
            self._lines.append("".join(each.others for each in shared).rstrip())
        self._lines.append("".join(each.prefix for each in around) + line)
        self._around_last = around
        for each in around:
            each.begun = True

    def _end_code(self) -> None:
        code, self._code = "".join(self._code or ()), None
        if _BREAK in code and code.startswith("\n"):
            code = code.lstrip()  # lines end with <br>: white space before the first is the page's
        lines = [line.rstrip() for line in dedent(code.replace(_BREAK, "\n")).split("\n")]
        while lines and not lines[0]:
            del lines[0]
        while lines and not lines[-1]:
            lines.pop()
        for line in lines:
            self._write(line)
            self._gap = 1


def _is_left_out(element: Any) -> bool:
    if element.tag in _LEFT_OUT or not isinstance(element.tag, str):
        return True
    said = element.attrib
    return bool(said) and (
        "hidden" in said
        or not _LEFT_OUT_CLASSES.isdisjoint(said.get("class", "").split())
        or "display:none" in said.get("style", "").replace(" ", "")
    )


def _address_shown(link: Any) -> str:
    """The whole address of a link whose words are that address, cut short; else ""."""
    address = link.get("href") or ""
    words = "".join(_head_of(link)).strip()
    begins = _SCHEME.sub("", _CUT_SHORT.sub("", words))
    is_cut = _CUT_SHORT.search(words) and "." in begins and " " not in words
    return address if is_cut and _SCHEME.sub("", address).startswith(begins) else ""


def _head_of(link: Any) -> Iterator[str]:
    left = LONGEST_ADDRESS_SHOWN
    for piece in link.itertext():
        left -= len(piece)
        if left < 0:
            return
        yield piece
