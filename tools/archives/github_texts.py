"""What people write on GitHub: a README as an article, a changelog as one note a release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from tools.archives.markup import take_out, tidy, tree_of_markdown, words_of
from tools.listings.dates import read_date

_MARKDOWN = frozenset({".md", ".markdown", ".mkd"})
_HEADING = re.compile(
    r"^(?:(?P<level>#{1,4})[ \t]+(?P<marked>.{1,300}?)[ \t#]*"
    r"|(?P<underlined>\S.{0,300})\n(?P<line>[-=~^])(?P=line){2,}[ \t]*)$",
    re.MULTILINE,
)
_VERSION = re.compile(r"\bv?\d+\.\d+[\w.+-]*")
_DATE = re.compile(
    r"\d{4}[-/.]\d\d[-/.]\d\d|\b[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\b\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?,? \d{4}"
)


@dataclass(frozen=True)
class Release:
    """A section of a changelog; `when` is None where its heading does not say."""

    name: str
    version: str
    text: str
    when: datetime | None


def article_of(text: str, name: str) -> tuple[str, str]:
    """Title and text of a document, by what the name of its file says it is written in.

    The first heading is the title; "" without one. Raises SourceError like `tree_of_markdown`.
    """
    if PurePosixPath(name).suffix.lower() not in _MARKDOWN:
        return "", tidy(text.replace("\r\n", "\n"))
    tree = tree_of_markdown(text)
    heading: Any = None if tree is None else tree.find(".//h1")
    title = "" if heading is None else take_out(heading)
    return title, "" if tree is None else words_of(tree)


def releases_of(changelog: str, name: str) -> Iterator[Release]:
    """The releases that a changelog tells of, in its order; none when it has no such headings."""
    changelog = changelog.replace("\r\n", "\n")
    named = [
        (heading, version)
        for heading in _HEADING.finditer(changelog)
        if (version := _VERSION.search(_DATE.sub("", _words(heading))))
    ]
    # Below a release, "Python 3.14 works" may be a heading too.
    level = next((_level(heading) for heading, _ in named if _DATE.search(_words(heading))), "")
    found = [each for each in named if not level or _level(each[0]) == level]
    ends = [heading.start() for heading, _ in found[1:]] + [len(changelog)]
    for (heading, version), end in zip(found, ends, strict=False):
        day = _DATE.search(_words(heading))
        _, text = article_of(changelog[heading.end() : end], name)
        title, _ = article_of(f"# {_words(heading)}", "heading.md")
        yield Release(title, version[0], text, read_date(day[0]) if day else None)


def _words(heading: re.Match[str]) -> str:
    return heading["marked"] or heading["underlined"]


def _level(heading: re.Match[str]) -> str:
    return heading["level"] or heading["line"]
