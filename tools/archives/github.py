"""GitHub by name: the READMEs, release notes and gists of one person, by the API.

Forks, releases that others (or machines) made, and gists that are code are passed over. What the
API gives out is under GitHub's terms, so its provenance is "api"; a clone has no such limit.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from memory.errors import SourceBusy, SourceError, SourceGone
from memory.types import Post, PostKind, Provenance, Reactions
from tools.archives.entries import (
    DRAFT,
    KNOWN,
    NO_TEXT,
    NO_TIME,
    OTHERS,
    Entry,
    Skipped,
    count_of,
    time_of,
)
from tools.archives.github_api import GitHubApi
from tools.archives.github_texts import article_of
from tools.urls import url_key
from tools.web.recordings import Reader

_NAME = r"[A-Za-z\d](?:[A-Za-z\d-]{0,38})"
_PLACE = re.compile(rf"(?:github:|https?://(?:www\.)?github\.com/)({_NAME})/?", re.IGNORECASE)
_PAGES_OF_GITHUB = frozenset({"features", "pricing", "about", "login", "search", "topics"})
_PROSE = (".md", ".markdown", ".txt")
_CHEERS = ("+1", "laugh", "hooray", "heart", "rocket")


class GitHub:
    """`github:USER` or `https://github.com/USER`."""

    name = "GitHub"

    def __init__(self, api: GitHubApi | None = None) -> None:
        self._api = api or GitHubApi()

    def recognises(self, url: str) -> bool:
        found = _PLACE.fullmatch(url)
        return found is not None and found[1].lower() not in _PAGES_OF_GITHUB

    def read(
        self, url: str, _reader: Reader, known: Callable[[str], bool] = lambda _: False
    ) -> Iterator[Entry]:
        """What the person wrote, newest repository first. Raises SourceError."""
        found = _PLACE.fullmatch(url)
        user = found[1] if found else url
        for repository in list(self._api.listed("users", user, "repos", sort="pushed")):
            yield from self._repository(user, repository, known)
        for gist in self._api.listed("users", user, "gists", if_changed=True):
            yield from self._gist(gist, known)

    def _repository(
        self, user: str, repository: dict[str, Any], known: Callable[[str], bool]
    ) -> Iterator[Entry]:
        name = _text(repository, "name")
        if repository.get("fork"):
            yield Skipped(0, "a fork: somebody else's", name)
            return
        try:
            yield self._readme(user, repository, known)
            for release in self._api.listed("repos", user, name, "releases", if_changed=True):
                yield _release(user, release, repository)
        except SourceBusy:
            raise
        except SourceError as error:
            yield Skipped(0, "could not be read", name, str(error))

    def _readme(self, user: str, repository: dict[str, Any], known: Callable[[str], bool]) -> Entry:
        name = _text(repository, "name")
        identity = f"github.com/{user}/{name}#readme".lower()
        if known(identity):
            return Skipped(0, KNOWN, name)
        try:
            readme = self._api.get("repos", user, name, "readme")
        except SourceGone:
            return Skipped(0, "has no README", name)
        path = _text(readme, "path") or "README.md"
        commits = list(self._api.listed("repos", user, name, "commits", path=path, per_page=1))
        committed = _within(commits[0], "commit", "committer") if commits else {}
        title, text = article_of(_decoded(readme), path)
        return _entry(
            identity,
            text,
            time_of(committed.get("date")),
            title=title or name,
            url=_text(repository, "html_url"),
            licence=_licence(repository),
        )

    def _gist(self, gist: dict[str, Any], known: Callable[[str], bool]) -> Iterator[Entry]:
        """The files of a gist that are prose: code is no voice."""
        address = _text(gist, "html_url")
        names = [name for name in _within(gist, "files") if name.lower().endswith(_PROSE)]
        identities = {name: f"{url_key(address)}#{name}" for name in names}
        if not names or all(map(known, identities.values())):
            yield Skipped(0, KNOWN if names else "a gist of code", address)
            return
        whole = self._api.get("gists", _text(gist, "id"))
        for name in names:
            file = _within(whole, "files", name)
            if file.get("truncated"):
                yield Skipped(0, "longer than GitHub gives out at once", address, name)
                continue
            title, text = article_of(_text(file, "content"), name)
            yield _entry(
                identities[name],
                text,
                time_of(gist.get("created_at")),
                title=title or _text(gist, "description") or name,
                url=address,
                licence="",
            )


def _release(user: str, release: dict[str, Any], repository: dict[str, Any]) -> Entry:
    address = _text(release, "html_url")
    if release.get("draft"):
        return Skipped(0, DRAFT, address)
    if _text(_within(release, "author"), "login").lower() != user.lower():
        return Skipped(0, OTHERS, address)
    _, text = article_of(_text(release, "body"), "body.md")
    cheers = _within(release, "reactions")
    return _entry(
        url_key(address).lower(),
        text,
        time_of(release.get("published_at")),
        title=_text(release, "name") or _text(release, "tag_name"),
        url=address,
        licence=_licence(repository),
        likes=sum(count_of(cheers.get(name, 0)) for name in _CHEERS),
    )


def _entry(
    identity: str,
    text: str,
    when: datetime | None,
    *,
    title: str,
    url: str,
    licence: str,
    likes: int = 0,
) -> Entry:
    if not text or when is None:
        return Skipped(0, NO_TIME if text else NO_TEXT, url, title)
    return Post(
        id=identity,
        text=text,
        title=title or None,
        posted_at=when,
        channel="github",
        kind=PostKind.LONG,
        url=url or None,
        reactions=Reactions(likes=likes),
        provenance=Provenance.API,
        licence=licence,
    )


def _decoded(readme: dict[str, Any]) -> str:
    try:
        return base64.b64decode(_text(readme, "content")).decode("utf-8", "replace")
    except ValueError:
        return ""


def _licence(repository: dict[str, Any]) -> str:
    """As SPDX names it; "" where GitHub recognises none."""
    name = _text(_within(repository, "license"), "spdx_id")
    return "" if name == "NOASSERTION" else name


def _within(value: Any, *names: str) -> dict[str, Any]:
    """The object below `names`, {} when there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _text(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
