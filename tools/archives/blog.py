"""Blogs: what stands on a site of the person's own, by its feed and by its sitemap.

A feed says what its author wrote, word for word: it comes first. Where it holds only how a post
begins, and for all that is older than the feed reaches back, the page itself is read, once, and
not at all when it is known already. A feed's own address is taken at its word: just the feed.

Posts of a blog count as handed over by their author (provenance "archive"): they stand on a site
that the author named as theirs, and no platform's terms restrict what may be made of them.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin, urlsplit

from memory.errors import SourceBusy, SourceError
from memory.types import Article, ArticleKind, Post, PostKind, Provenance
from tools.archives.entries import (
    KNOWN,
    NO_TEXT,
    NO_TIME,
    OTHERS,
    Entry,
    Skipped,
    kind_of,
)
from tools.archives.markup import text_of
from tools.articles.article import read_article
from tools.charsets import decode
from tools.listings.feeds import is_page
from tools.listings.formats import RawEntry, RawFeed, read_json, read_xml
from tools.listings.limits import NotAFeed
from tools.listings.listing import unpacked
from tools.listings.pages import named_feed
from tools.listings.sitemaps import child_sitemaps, pages_of
from tools.urls import canonical_url, host_of, is_remote, url_key
from tools.web.fetcher import Page
from tools.web.recordings import Reader

MOST_SITEMAPS = 200
MOST_PAGES = 20_000
"""Of one site, beyond its feed."""
AT_ONCE = 8
"""Pages that are asked for ahead of the one that is being read."""
SHORTEST_WHOLE = 600
"""Characters from which a summary without markup is taken for the whole post."""


_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\))\s*$"
    r"|(?:^|\n|…|\.\.\.|\[|\()\W*"
    r"(?:continue reading|keep reading|read more|read the rest)\b.{0,150}$",
    re.IGNORECASE,
)
_ENDING = 300
"""Characters at the end of a text that show whether it goes on elsewhere."""
_MORE = re.compile(r"\s*(?:…|\.\.\.)$")
_LISTS = re.compile(
    r"/(?:tags?|categor(?:y|ies)|authors?|page|search|archives?|feed)(?:/|$)", re.IGNORECASE
)
"""Addresses of pages that list posts and are none."""
_LICENCE = re.compile(
    r"<(?:creativeCommons|cc):license[^>]{0,200}>\s*([^<\s]{4,200})"
    r"|<(?:atom:)?link\s[^>]{0,200}rel=[\"']license[\"'][^>]{0,200}href=[\"']([^\"']{4,200})"
)
_WITHIN_LISTS = re.compile(r"(?m)^(- .*)\n\n(?=- )")
_HEAD = 20_000
"""Characters of a feed within which it states its licence."""
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S{4,2000})", re.IGNORECASE | re.MULTILINE)
_SITEMAP = re.compile(r"<(?:\w{1,20}:)?(urlset|sitemapindex)[\s>]", re.IGNORECASE)


class Blog:
    """Any site that names its feed, or has a sitemap."""

    name = "blog"

    def recognises(self, url: str) -> bool:
        return is_remote(url)

    def read(
        self, url: str, reader: Reader, known: Callable[[str], bool] = lambda _: False
    ) -> Iterator[Entry]:
        """The posts at `url`, each once; pages of posts whose id is `known` are not fetched.

        Raises SourceError when there is neither feed nor sitemap, and where the site asks us
        to stay away for a while: the same again goes on from there.
        """
        site = _Site(reader, known)
        page = reader.read(url)
        text = _text(page)
        if _SITEMAP.search(text, 0, _HEAD) and not is_page(text):
            yield from site.pages(_listed(text, page.url, reader))
            return
        feed = _feed_of(text, page.url, reader)
        if feed:
            yield from site.entries(feed)
        if is_page(text):
            sitemaps = _sitemaps_of(page.url, reader)
            if not feed and not sitemaps:
                raise SourceError(
                    f"{url}: names no feed and has no sitemap; name the address of its feed"
                )
            listed = (link for text, place in sitemaps for link in _listed(text, place, reader))
            yield from site.pages(link for link in listed if _is_below(link, page.url))
        elif not feed:
            raise SourceError(f"{url}: is neither feed nor sitemap nor page; name the blog's own")


@dataclass(frozen=True)
class _Feed:
    """A feed as it was found."""

    url: str
    raw: RawFeed
    hosts: frozenset[str]
    """Where posts of its own stand."""
    licence: str


@dataclass
class _Site:
    """Reads a site's posts, each once."""

    reader: Reader
    known: Callable[[str], bool]
    seen: set[str] = field(default_factory=set)
    author: str | None = None
    """Whose posts alone are taken, where several write."""

    def entries(self, feed: _Feed) -> Iterator[Entry]:
        """The posts of a feed, of whoever writes the most of them."""
        authors = Counter(raw.author for raw in feed.raw.entries if raw.author)
        if len(authors) > 1:
            self.author = authors.most_common(1)[0][0]
        for raw in feed.raw.entries:
            link, target = _links(raw, feed)
            key = url_key(link) if link else raw.id
            if not key or key in self.seen:
                continue
            self.seen.add(key)
            if self.author and raw.author not in {self.author, ""}:
                yield Skipped(0, OTHERS, feed.url, raw.title[:100])
                continue
            yield self._entry(raw, feed, key, link, target)

    def pages(self, links: Iterable[str]) -> Iterator[Entry]:
        """The posts on the pages of a sitemap, fetched a few ahead."""
        coming: deque[tuple[str, Future[Page]]] = deque()
        new = (link for link in links if self._is_new(link))
        try:
            for link in islice(new, MOST_PAGES):
                if self.known(url_key(link)):
                    yield Skipped(0, KNOWN, link)
                    continue
                coming.append((link, self.reader.submit(link)))
                if len(coming) > AT_ONCE:
                    yield self._page(*coming.popleft())
            while coming:
                yield self._page(*coming.popleft())
        finally:
            for _, page in coming:
                page.cancel()

    def _is_new(self, link: str) -> bool:
        key = url_key(link)
        is_new = key not in self.seen and "/" in key and not _LISTS.search(urlsplit(link).path)
        self.seen.add(key)
        return is_new

    def _entry(
        self, raw: RawEntry, feed: _Feed, key: str, link: str | None, target: str | None
    ) -> Entry:
        """The post of a feed's entry; `target` is the page of somebody else that it is about."""
        try:
            text = max((text_of(each) for each in raw.texts if each), key=len, default="")
            title = " ".join(text_of(raw.title).split())
        except SourceError as error:
            return Skipped(0, str(error), feed.url, raw.title[:100])
        if title and text.startswith(_MORE.sub("", title)):
            title = ""  # platforms of short posts repeat how the post begins
        when = raw.published
        if title and link and _is_teaser(raw, text):
            if self.known(key):
                return Skipped(0, KNOWN, link)
            article = self._article(link, self.reader.submit(link))
            if isinstance(article, Article):
                text, when = _body(article), when or article.published_at
            elif not text or _is_cut_off(text):
                return article
        if not text:
            return Skipped(0, NO_TEXT, feed.url, title)
        if when is None:
            return Skipped(0, NO_TIME, feed.url, title)
        kind = PostKind.COMMENT if target else kind_of(text, reply=False)
        return Post(
            id=key,
            text=text,
            title=title or None,
            posted_at=when,
            channel="blog",
            kind=PostKind.LONG if title else kind,
            url=link or (raw.id if is_remote(raw.id) else None),
            provenance=Provenance.ARCHIVE,
            licence=feed.licence,
        )

    def _page(self, link: str, page: Future[Page]) -> Entry:
        """The post on a page of a sitemap, or why there is none. Raises SourceBusy."""
        article = self._article(link, page)
        if isinstance(article, Skipped):
            return article
        if article.published_at is None:
            return Skipped(0, NO_TIME, link, article.title)
        if self.author and (article.author or "").casefold() != self.author.casefold():
            return Skipped(0, OTHERS, link, article.title)
        return Post(
            id=url_key(link),
            text=_body(article),
            title=article.title,
            posted_at=article.published_at,
            channel="blog",
            kind=PostKind.LONG,
            url=link,
            provenance=Provenance.ARCHIVE,
        )

    def _article(self, link: str, page: Future[Page]) -> Article | Skipped:
        try:
            article = read_article(page.result())
        except SourceBusy:
            raise
        except SourceError as error:
            return Skipped(0, "its page could not be read", link, str(error))
        if article.kind is not ArticleKind.ARTICLE:
            return Skipped(0, "only its beginning is for all to read", link, article.title)
        return article


def _is_below(link: str, place: str) -> bool:
    """Whether a page belongs to the blog that begins at `place`."""
    is_file = "." in urlsplit(place).path.rpartition("/")[2]
    return url_key(link).startswith(url_key(urljoin(place, ".") if is_file else place) + "/")


def _links(raw: RawEntry, feed: _Feed) -> tuple[str | None, str | None]:
    """An entry's own page, and that of somebody else which it points to."""
    links = [link for each in raw.links if each and (link := canonical_url(each, feed.url))]
    own = next((link for link in links if host_of(link) in feed.hosts), None)
    target = links[0] if links and host_of(links[0]) not in feed.hosts else None
    return own, target


def _is_teaser(raw: RawEntry, text: str) -> bool:
    """Whether an entry may hold only how its post begins."""
    is_bare = len(text) < SHORTEST_WHOLE and not any("<p" in each for each in raw.texts)
    return not text or is_bare or _is_cut_off(text)


def _is_cut_off(text: str) -> bool:
    return _CUT_OFF.search(text[-_ENDING:]) is not None


def _body(article: Article) -> str:
    """An article's text without its title, with empty lines between paragraphs."""
    text = article.text.removeprefix(f"{article.title}\n")
    return _WITHIN_LISTS.sub(r"\1\n", text.replace("\n", "\n\n"))


def _text(page: Page) -> str:
    return decode(unpacked(page.body, page.url), page.content_type)


def _feed_of(text: str, place: str, reader: Reader) -> _Feed | None:
    """The feed that `text` is, or that the page names; None without one."""
    if is_page(text):
        address = named_feed(text, place)
        if address is None:
            return None
        page = reader.read(address)
        text, place = _text(page), page.url
    try:
        is_json = text.lstrip().startswith(("{", "["))
        raw = read_json(text) if is_json else read_xml(text, place)
    except NotAFeed:
        return None
    stated = _LICENCE.search(text, 0, _HEAD)
    licence = next(filter(None, stated.groups()), "") if stated else ""
    return _Feed(place, raw, _own_hosts(raw, place), licence)


def _own_hosts(raw: RawFeed, place: str) -> frozenset[str]:
    """That of the feed, and of the site that it names or else mostly points to."""
    links = (host_of(next(filter(None, entry.links), "")) for entry in raw.entries)
    usual = Counter(filter(None, links)).most_common(1)
    site = host_of(raw.link) or (usual[0][0] if usual else "")
    return frozenset({host_of(place), site}) - {""}


def _sitemaps_of(place: str, reader: Reader) -> list[tuple[str, str]]:
    """The text and the address of each sitemap that a site's robots.txt names, or its usual one."""
    robots = _SITEMAP_LINE.findall(_text_at(urljoin(place, "/robots.txt"), reader))
    named = [link for each in robots[:MOST_SITEMAPS] if (link := canonical_url(each, place))]
    usual = [urljoin(place, "/sitemap.xml")]
    texts = [(_text_at(address, reader), address) for address in dict.fromkeys(named or usual)]
    return [(text, address) for text, address in texts if _SITEMAP.search(text, 0, _HEAD)]


def _listed(text: str, place: str, reader: Reader) -> Iterator[str]:
    """The addresses in a sitemap, or in all that an index of them leads to."""
    children: deque[str] = deque()
    read = {place}
    while True:
        if "<sitemapindex" in text[:_HEAD]:
            children.extend(child for child in child_sitemaps(text, place) if child not in read)
        else:
            yield from pages_of(text, place)
        text = ""
        while not text:
            if not children or len(read) > MOST_SITEMAPS:
                return
            place = children.popleft()
            read.add(place)
            text = _text_at(place, reader)


def _text_at(place: str, reader: Reader) -> str:
    """ "" for what cannot be read. Raises SourceBusy."""
    try:
        return _text(reader.read(place))
    except SourceBusy:
        raise
    except SourceError:
        return ""
