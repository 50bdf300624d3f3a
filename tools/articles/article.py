"""Articles: the main text of a page, without its menus, adverts and comments.

trafilatura does the finding; here is what it needs around it: decoded text, bounded work,
a time of day, and the reason in words when there is nothing to read or only a part.
"""

from __future__ import annotations

import re
import warnings
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from memory.errors import SourceError
from memory.types import Article, ArticleKind
from tools.articles.limits import plain_doctype, too_costly
from tools.articles.page_data import is_guess, moment, page_data
from tools.articles.walls import is_cut_by_paywall, obstacle, shown, without_offer
from tools.charsets import decode
from tools.hostile.detector import is_hostile
from tools.plaintext import evened, first_sentence, one_line, whole_sentences
from tools.urls import canonical_url, host_of
from tools.web.fetcher import Page

LONGEST_TEXT = 200_000
LONGEST_TITLE = 300
LONGEST_NAME = 120
"""All in characters."""
SHORTEST_TEXT = 60
"""Characters, of which a Chinese or Japanese one counts double. Less is a caption."""

_NOT_PAGES = ("image/", "audio/", "video/", "application/pdf", "application/zip", "font/")
_LOOKED_AT = 100_000
"""Characters or bytes from which the encoding is judged."""
_UNREADABLE = 0.2
"""Share of the characters beyond ASCII from which the declaration is taken to be wrong."""
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{1,40})")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_WORTH_A_SECOND_LOOK = 50_000
"""Characters of a text up to which furniture matters more than time."""
_STRICT_FINDS = 0.3
"""Share of a text below which the stricter reading has missed it."""
_FURNITURE = 80
"""Characters from which a line is a paragraph."""
_FIRM = re.compile(r"[.!?…:;。！？\"”»」』)]\W*$|^[-•] ")
"""A sentence or a list item."""
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
_SENT_ON = re.compile(
    r"<meta\s[^<>]{0,100}refresh[^<>]{0,100}url\s*=\s*[\"']?\s*(https?://[^\"'\s<>]{4,500})",
    re.IGNORECASE,
)


def read_article(page: Page) -> Article:
    """The article on `page`; of kind PAYWALL when only its beginning is there.

    Raises SourceError when there is none, with what the page is instead.
    """
    kind = (page.content_type or "").lower()
    if kind.startswith(_NOT_PAGES) or page.body.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise SourceError(f"{page.url}: is {kind or 'no text'}, not a web page; name its article")
    html = plain_doctype(_decoded(page))
    if costly := too_costly(html):
        raise SourceError(f"{page.url}: {costly}; name another report of the same story")
    tree = _parsed(html, page.url)
    said, seen = page_data(tree), shown(tree)
    found = _main_text(tree, page.url)
    text = whole_sentences(_clean(found.text), LONGEST_TEXT)
    address = _address(found.url, page.url)
    if why_not := obstacle(page.url, found.url or address, html, said, seen, text):
        raise SourceError(f"{page.url}: {why_not}")
    if len(text) + len(_WIDE.findall(text)) < SHORTEST_TEXT:
        raise SourceError(f"{page.url}: {_too_short(html, text)}")
    cut = is_cut_by_paywall(said, seen, text)
    text = without_offer(text) if cut else text
    if len(text) <= _WORTH_A_SECOND_LOOK:
        strict = _main_text(tree, page.url, favor_precision=True)
        text = without_furniture(text, _clean(strict.text))
    title = _title(found.title or "", tree, seen.title) or first_sentence(text, LONGEST_NAME)
    return Article(
        kind=ArticleKind.PAYWALL if cut else ArticleKind.ARTICLE,
        title=title,
        text=text,
        author=one_line(found.author or "")[:LONGEST_NAME] or None,
        published_at=None if is_guess(found.date, html) else moment(found.date, said.times),
        url=address,
        publisher=_publisher(found.sitename or "", said.publisher, address),
        page_sha256=sha256(page.body).hexdigest(),
        hostile=is_hostile(title, text),
    )


def _decoded(page: Page) -> str:
    """The page's text; guessed from its letters when nothing right is said of its encoding."""
    head = page.body[:_LOOKED_AT]
    text = decode(page.body, page.content_type)
    claims = _CHARSET.findall(f"{page.content_type} {text[:_LOOKED_AT]}".lower())
    if b"\0" in head or any(claim not in {"utf-8", "utf8"} for claim in claims):
        likely = text
    else:
        likely = page.body.decode("utf-8", "replace").lstrip("\ufeff")
    if _is_legible(likely):
        return likely
    for guess in _trafilatura().utils.detect_encoding(head):
        try:
            return page.body.decode(guess)
        except (UnicodeError, LookupError):
            continue
    return text


def _is_legible(text: str) -> bool:
    """Whether few of the characters beyond ASCII were lost in decoding."""
    head = text[:_LOOKED_AT]
    foreign = sum(map(len, _FOREIGN.findall(head)))
    return head.count("\ufffd") <= _UNREADABLE * foreign


def _parsed(html: str, url: str) -> Any:
    """lxml's tree of the page, as trafilatura mends it."""
    try:
        tree = _trafilatura().load_html(html)
    except Exception as error:  # it raises whatever its input provokes
        raise _unreadable(url, error) from error
    if tree is None:
        raise SourceError(f"{url}: {_too_short(html, '')}")
    return tree


def without_furniture(text: str, strict: str) -> str:
    """`text` without bylines, share buttons and such around it, one line a paragraph.

    `strict` is what a stricter reading of the same page found: a short line at the start or
    the end that is no sentence, and that the stricter reading left out, is furniture.
    """
    if len(strict) < _STRICT_FINDS * len(text):
        return text
    lines, kept = text.split("\n"), " ".join(strict.split())
    firm = [
        number
        for number, line in enumerate(lines)
        if len(line) >= _FURNITURE or _FIRM.search(line) or line in kept
    ]
    return "\n".join(lines[firm[0] : firm[-1] + 1]) if firm else text


def _clean(text: str | None) -> str:
    return evened((text or "")[: 10 * LONGEST_TEXT])[: 2 * LONGEST_TEXT]


def _main_text(tree: Any, url: str, *, favor_precision: bool = False) -> Any:
    """trafilatura's Document; an empty one when it finds nothing."""
    library = _trafilatura()
    try:
        # Comments are asked for and not used: left in the page they may pass for its text.
        found = library.bare_extraction(
            tree, url=url, with_metadata=not favor_precision, favor_precision=favor_precision
        )
    except Exception as error:
        raise _unreadable(url, error) from error
    return found or library.settings.Document()


@cache
def _trafilatura() -> Any:
    """The library: half a second that --help need not pay, without a word on SOCKS proxies."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import trafilatura
    return trafilatura


def _unreadable(url: str, error: Exception) -> SourceError:
    reason = " ".join(str(error).split())[:200]
    return SourceError(
        f"{url}: cannot be read ({type(error).__name__}: {reason}); name another page"
    )


def _too_short(html: str, text: str) -> str:
    """What to say of a page without main text."""
    sent_on = _SENT_ON.search(html, 0, _LOOKED_AT)
    if sent_on:
        return f"only sends its reader on; name {sent_on[1]} instead"
    return (
        f"has no main text ({len(text)} of at least {SHORTEST_TEXT} characters); "
        "it may need a login or a browser: name another report of the same story"
    )


def _title(found: str, tree: Any, shown_title: str) -> str:
    """The page's own headline where it is part of the title or of what the browser shows.

    So the name of the site goes, and a live blog is not called after its last entry.
    """
    title = one_line(found)
    is_label = len(title.split()) < 3
    for headline in tree.iter("h1"):
        own = one_line(headline.text_content()[:LONGEST_TITLE])
        if len(own.split()) < 3:
            continue
        if (own in title and 3 * len(own) >= len(title)) or (is_label and own in shown_title):
            title = own
            break
    return title[:LONGEST_TITLE]


def _publisher(found: str, declared: str, address: str) -> str:
    """The site's name; what it declares goes before its mere host."""
    name = one_line(found)
    if declared and name.removeprefix("www.").lower() in {"", host_of(address)}:
        name = one_line(declared)
    return name[:LONGEST_NAME]


def _address(said: str | None, read_at: str) -> str:
    """What the page says of its own address is believed when it stays on the same host.

    A deeper page that calls the home page its canonical one is mistaken.
    """
    own = canonical_url(read_at)
    claimed = canonical_url(said or "", own)
    if own is None:
        return claimed or read_at
    if claimed is None or host_of(claimed) != host_of(own):
        return own
    return own if urlsplit(claimed).path == "/" else claimed
