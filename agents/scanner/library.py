"""Library: the pages behind a story's signals, read once and kept as evidence.

A feed tells the beginning; what a draft leans on stands on the page. Pages come by
threads, and each is kept, cut into passages and indexed. A page that cannot be read, or
that tells of something else, costs a line and never the story.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from agents.corrections.retractions import retraction
from agents.scanner.places import kind_of
from agents.scanner.signals import LONGEST_TEXT
from memory.errors import SourceError
from memory.types import Article, ArticleKind, Passage, Signal, Story, Value
from tools.articles.article import read_article
from tools.articles.passages import passages
from tools.plaintext import whole_sentences
from tools.sentences import sentences
from tools.urls import is_remote

if TYPE_CHECKING:
    from tools.web.fetcher import Page

MOST_PAGES = 3
"""Pages read for one story: enough to compare, and a human waits for them."""
SAME_THING = 0.5
"""Share of a signal's words that its page must have, to be the page of that signal."""
_SAME_HEADLINE = 0.8
_TELLING = 3
"""Words of a headline from which it can be told from others."""
_LEAD = 400
"""Characters of a signal's text that count beside its title."""
_WORD = re.compile(r"[^\W_]{4,}")


class Reader(Protocol):
    """Reads pages in the background, as `tools.web.fetcher.Fetcher` does."""

    def submit(self, place: str) -> Future[Page]:
        """The page to come; its result raises SourceError."""
        ...


class ArticleMemory(Protocol):
    """Keeps articles, as `memory.articles.ArticleStore` does."""

    def keep(self, persona: str, signal_id: str, article: Article, now: datetime) -> None: ...

    def articles(self, persona: str, signal_ids: Sequence[str]) -> Mapping[str, Article]: ...


class PassageIndex(Protocol):
    """Finds texts by nearness, as `memory.index.VectorIndex` does."""

    def upsert(self, items: Sequence[tuple[str, str]]) -> int: ...

    def query(self, text: str, count: int) -> Sequence[tuple[str, float]]: ...


class Deepened(Value):
    """A story with what its pages say, and a line for each page that said nothing."""

    story: Story
    notes: tuple[str, ...] = ()


class Library:
    """Read the pages behind a story."""

    def __init__(
        self,
        persona: str,
        memory: ArticleMemory,
        index: PassageIndex,
        reader: Reader,
        clock: Callable[[], datetime],
    ) -> None:
        self._persona = persona
        self._memory = memory
        self._index = index
        self._reader = reader
        self._clock = clock

    def deepen(self, story: Story) -> Deepened:
        """`story` with the text of its pages where that says more than the feed did.

        A page that was read before comes from memory. Raises StorageError only.
        """
        known = dict(self._memory.articles(self._persona, [s.id for s in story.signals]))
        notes: list[str] = []
        coming = [(signal, self._submit(signal)) for signal in to_read(story, known)]
        for signal, page in coming:
            try:
                article = read_article(page.result())
            except SourceError as error:
                notes.append(str(error))
                continue
            if not is_about(signal, article):
                notes.append(
                    f"{signal.url}: shows “{article.title[:80]}” and not “{signal.title[:80]}”; "
                    "the feed's own words are used"
                )
                continue
            if article.kind is ArticleKind.PAYWALL:
                notes.append(f"{signal.url}: only the beginning is there, the rest is paid for")
            self.keep(signal.id, article)
            known[signal.id] = article
        signals = tuple(
            with_article(signal, known[signal.id]) if signal.id in known else signal
            for signal in story.signals
        )
        return Deepened(story=story.model_copy(update={"signals": signals}), notes=tuple(notes))

    def reread(self, signals: Sequence[Signal]) -> tuple[str, ...]:
        """Read the pages of these signals again and keep what they say now; a line for each
        page of which nothing can be told.

        A page of something else is left as it was known, unless its report is taken back.
        """
        coming = [(signal, self._submit(signal)) for signal in signals]
        notes: list[str] = []
        for signal, page in coming:
            try:
                article = read_article(page.result())
            except SourceError as error:
                notes.append(str(error))
                continue
            if is_about(signal, article) or retraction(sentences(article.text)):
                self.keep(signal.id, article)
            else:
                notes.append(f"{signal.url}: shows something else by now")
        return tuple(notes)

    def keep(self, signal_id: str, article: Article) -> None:
        """Remember the article of a signal and index its passages; twice is harmless."""
        self._memory.keep(self._persona, signal_id, article, self._clock())
        self._index.upsert([(_key(p), p.text) for p in passages(signal_id, article.text)])

    def evidence(self, query: str, count: int) -> Sequence[Passage]:
        """Up to `count` passages of the articles that were read, nearest to `query` first.

        Raises StorageError.
        """
        keys = [key for key, _ in self._index.query(query, count)]
        signals = list(dict.fromkeys(key.rpartition(":")[0] for key in keys))
        read = self._memory.articles(self._persona, signals)
        cut = {_key(p): p for name, article in read.items() for p in passages(name, article.text)}
        # What the index knows of a page that was read anew since is no longer said there.
        return [cut[key] for key in keys if key in cut]

    def _submit(self, signal: Signal) -> Future[Page]:
        assert signal.url is not None
        return self._reader.submit(signal.url)


def to_read(story: Story, known: Iterable[str]) -> Sequence[Signal]:
    """The tellings whose pages are read: from the web, not read yet, each publisher first."""
    read = frozenset(known)
    open_ones = [
        signal for signal in story.signals if signal.id not in read and has_live_page(signal)
    ]
    first = {signal.publisher: signal for signal in reversed(open_ones)}.values()
    chosen = {signal.id for signal in first}
    ordered = [s for s in open_ones if s.id in chosen] + [
        s for s in open_ones if s.id not in chosen
    ]
    return ordered[:MOST_PAGES]


def has_live_page(signal: Signal) -> bool:
    """Whether its page can be read now. A snapshot of a feed has none: what is there by now is
    of another day."""
    live = kind_of(signal.source) in {"web", "news"}
    return live and signal.url is not None and is_remote(signal.url)


def is_about(signal: Signal, article: Article) -> bool:
    """Whether the page tells what its signal promised, by the words that they share.

    The same headline is enough. A signal of hardly any words is believed to link what it
    tells.
    """
    headline = _words(signal.title)
    promised = headline | _words(signal.text[:_LEAD])
    told = _words(article.title)
    same = len(headline) >= _TELLING and _share(headline, told) >= _SAME_HEADLINE
    return same or _share(promised, told | _words(article.text)) >= SAME_THING


def with_article(signal: Signal, article: Article) -> Signal:
    """The signal with the article's text where it says more; hostile when the page is."""
    changes: dict[str, object] = {"hostile": signal.hostile or article.hostile}
    if len(article.text) > len(signal.text):
        changes["text"] = whole_sentences(article.text, LONGEST_TEXT)
        changes["author"] = signal.author or article.author
    return signal.model_copy(update=changes)


def _key(passage: Passage) -> str:
    return f"{passage.article}:{passage.start}-{passage.end}"


def _share(part: frozenset[str], of: frozenset[str]) -> float:
    """How much of `part` is in `of`; 1 when `part` is empty."""
    return len(part & of) / len(part) if part else 1.0


def _words(text: str) -> frozenset[str]:
    """Longer words in lower case; where words are not spaced, pairs of characters."""
    found = (match.group().casefold() for match in _WORD.finditer(text))
    return frozenset(piece for word in found for piece in _pieces(word))


def _pieces(word: str) -> Iterable[str]:
    if word.isascii() or not any("\u0e00" <= c <= "\u0eff" or c >= "\u2e80" for c in word):
        return (word,)
    return (word[n : n + 2] for n in range(len(word) - 1))
