"""Clones of GitHub repositories: their READMEs, and what their changelogs tell of each release.

Only what lies at the top of a repository: deeper down is code that others wrote. A README is of
the day of the last commit that touched it, a release of the day in its heading. Whose clone it is
is for the human to know who names it. git only reads: no hook, helper, pager or network of the
repository's own settings is used, since these too are somebody's text.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath

from memory.errors import SourceError
from memory.types import Post, PostKind, Provenance
from tools.archives.entries import NO_TEXT, NO_TIME, Entry, Skipped, time_of
from tools.archives.folders import Folder
from tools.archives.github_texts import article_of, releases_of

TIMEOUT_S = 20.0
"""Of one question to git."""

_WRITTEN = ("", ".md", ".markdown", ".mkd", ".rst", ".txt")
_DOCUMENTS = {
    **dict.fromkeys(("readme", "changelog", "changes", "history", "releases"), _WRITTEN),
    **dict.fromkeys(("license", "licence", "copying"), ("*",)),
}
"""Names of what is looked at, in letters of either case, with their endings."""
_README = re.compile(r"readme", re.IGNORECASE)
_LICENCE = re.compile(r"(?:licen[cs]e|copying)(?:\.\w+)?", re.IGNORECASE)
_REMOTE = re.compile(r"github\.com[:/](?P<path>[\w.-]+(?:/[\w.-]+)?)$")
_SAFE = ("--no-pager", "-c", "log.showSignature=false", "-c", "protocol.allow=never")
"""Else `git log` starts the repository's idea of gpg, or fetches what a partial clone lacks."""
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}


class GitHubClone:
    """A clone, or a folder of clones."""

    name = "clone of a GitHub repository"
    files: tuple[str, ...] = tuple(
        "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else letter for letter in word)
        + ending
        for word, endings in _DOCUMENTS.items()
        for ending in endings
    )

    def recognises(self, folder: Folder) -> bool:
        return any(_is_top(folder, name) for name in folder.names())

    def read(self, folder: Folder) -> Iterator[Entry]:
        """READMEs and releases, repository by repository."""
        tops = [name for name in folder.names() if _is_top(folder, name)]
        for place in dict.fromkeys(str(PurePosixPath(name).parent) for name in tops):
            names = [name for name in tops if str(PurePosixPath(name).parent) == place]
            yield from _Repository(folder, place, names).entries()


class _Repository:
    def __init__(self, folder: Folder, place: str, names: list[str]) -> None:
        self._folder = folder
        self._root = folder.place / place
        self._names = names
        remote = _REMOTE.search(_git(self._root, "config", "--get", "remote.origin.url")[:500])
        path = remote["path"].removesuffix(".git") if remote else ""
        self._url = f"https://github.com/{path}" if path else None
        self._id = f"github.com/{path}".lower() if path else f"git/{self._root.resolve().name}"
        self._licence = self._stated_licence()

    def entries(self) -> Iterator[Entry]:
        for name in self._names:
            stem = PurePosixPath(name).name
            if _LICENCE.fullmatch(stem):
                continue
            try:
                text = self._folder.text_of(name)
                if _README.match(stem):
                    yield self._readme(text, name)
                else:
                    yield from self._log(text, name)
            except SourceError as error:
                yield Skipped(0, str(error), name)

    def _readme(self, text: str, name: str) -> Entry:
        title, words = article_of(text, name)
        when = time_of(
            _git(self._root, "log", "-1", "--format=%cI", "--", PurePosixPath(name).name)
        )
        if not words:
            return Skipped(0, NO_TEXT, name)
        if when is None:
            return Skipped(0, NO_TIME, name, "not committed, or git cannot tell")
        return self._post(f"{self._id}#readme", words, title or self._root.name, when)

    def _log(self, text: str, name: str) -> Iterator[Entry]:
        found = False
        for release in releases_of(text, name):
            found = True
            if release.when is None:
                yield Skipped(0, "a release without a date", name, release.name)
            elif not release.text:
                yield Skipped(0, NO_TEXT, name, release.name)
            else:
                identity = f"{self._id}#{release.version}"
                yield self._post(identity, release.text, release.name, release.when)
        if not found:
            yield Skipped(0, "tells of no releases", name)

    def _post(self, identity: str, text: str, title: str, when: datetime) -> Post:
        return Post(
            id=identity,
            text=text,
            title=title,
            posted_at=when,
            channel="github",
            kind=PostKind.LONG,
            url=self._url,
            provenance=Provenance.ARCHIVE,
            licence=self._licence,
        )

    def _stated_licence(self) -> str:
        """The first line of the licence's file, which names it."""
        for name in self._names:
            if _LICENCE.fullmatch(PurePosixPath(name).name):
                head = self._folder.head(name).strip()
                return " ".join(head.partition("\n")[0].split())[:100]
        return ""


def _is_top(folder: Folder, name: str) -> bool:
    """Whether a member lies at the top of a repository that is in no other."""
    above = [folder.place / parent for parent in PurePosixPath(name).parents]
    return (above[0] / ".git").is_dir() and not any((each / ".git").exists() for each in above[1:])


def _git(root: Path, *question: str) -> str:
    """What git answers, "" when it cannot. Never raises."""
    program = shutil.which("git")
    if program is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603  # no shell; the settings above leave it no helpers
            [program, "-C", str(root), *_SAFE, *question],
            env=_ENVIRONMENT,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""
