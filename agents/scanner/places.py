"""Places: how a human names a source, and where it is read.

https://…            a feed, a sitemap, or a page that names its feed
PATH, file://…       a feed in a file
news:WORDS           a search of the news
x:mentions, x:home, x:own, x:user/NAME, x:search/WORDS      X; every post read is paid for
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote_plus

from memory.errors import ConfigError
from memory.types import SourceState
from tools.urls import is_remote

Kind = Literal["web", "file", "news", "x"]


def kind_of(place: str) -> Kind:
    start = place.lower()
    if start.startswith("x:"):
        return "x"
    if start.startswith("news:"):
        return "news"
    return "web" if is_remote(place) else "file"


def is_live(place: str) -> bool:
    """Whether it is true now; a file was true when it was written."""
    return kind_of(place) != "file"


def address(state: SourceState, news_search: str, language: str) -> str:
    """Where a source is read; `news_search` is a URL with {query} and {language}.

    Raises ConfigError when a search has no words.
    """
    if state.read_from:
        return state.read_from
    if kind_of(state.place) != "news":
        return state.place
    words = state.place.partition(":")[2].strip()
    if not words:
        raise ConfigError(f'source "{state.place}": say what to search for, such as "news:custody"')
    return news_search.format(query=quote_plus(words), language=language)
