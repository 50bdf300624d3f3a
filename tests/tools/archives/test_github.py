"""GitHub: what one person wrote there, from clones and by the API, obeying its limits."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from memory.errors import SourceBusy, SourceError
from memory.types import PostKind, Provenance
from tests.servers.github_api import GitHubServer, readme
from tests.tools.archives.exports import posts, read, reasons, write
from tools.archives.entries import KNOWN, Entry
from tools.archives.folders import Folder
from tools.archives.github import GitHub
from tools.archives.github_api import GitHubApi
from tools.archives.github_clone import GitHubClone
from tools.archives.github_texts import releases_of
from tools.web.fetcher import Fetcher

README = "# Ledger\n\n![build](x.svg)\n\nA *small* tool.\n\n- one\n- two\n"
CHANGELOG = (
    "# Changelog\n\n## [Unreleased]\n\n- Soon.\n\n"
    "## [1.2.0] - 2026-03-01\n\n### For Python 3.14\n\n- Floats.\n\n"
    "## v1.1 (February 3, 2026)\n\nFixed the rest.\n\n"
    "## 1.0.0\n\n- First.\n\n## 0.9 / 2025-01-02\n"
)


def git(folder: Path, *words: str, when: str = "2026-03-01T08:00:00Z") -> str:
    names = ("GIT_AUTHOR", "GIT_COMMITTER")
    who = {f"{n}_{k}": v for n in names for k, v in (("NAME", "ida"), ("EMAIL", "i@ida.example"))}
    days = {f"{n}_DATE": when for n in names}
    done = subprocess.run(
        ["git", "-C", str(folder), *words],
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": os.defpath, "GIT_CONFIG_GLOBAL": os.devnull, **who, **days},
    )
    return done.stdout


def clone(folder: Path, members: dict[str, str | bytes]) -> Path:
    write(folder, members)
    git(folder, "init", "-q")
    git(folder, "remote", "add", "origin", "git@github.com:ida/Ledger.git")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "all")
    return folder


# ------------------------------------------------------------------------ clones


def test_a_readme_is_an_article_of_the_day_of_its_last_commit(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "README.md": README,
        "LICENSE": "MIT License\n\nCopyright",
        "vendor/README.md": "# Somebody else's",
    }
    place = clone(tmp_path / "ledger", members)
    (place / "other.txt").write_text("later")
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "more", when="2026-05-05T05:05:05Z")
    (post,) = posts(read(GitHubClone(), place))
    assert (post.title, post.text) == ("Ledger", "A small tool.\n\n- one\n- two")
    assert post.posted_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert (post.id, post.url) == ("github.com/ida/ledger#readme", "https://github.com/ida/Ledger")
    assert (post.channel, post.kind, post.licence) == ("github", PostKind.LONG, "MIT License")
    assert post.provenance is Provenance.ARCHIVE


def test_a_changelog_gives_its_dated_releases(tmp_path: Path) -> None:
    entries = read(GitHubClone(), clone(tmp_path / "ledger", {"CHANGELOG.md": CHANGELOG}))
    assert [
        (post.title, post.text, post.posted_at.date().isoformat()) for post in posts(entries)
    ] == [
        ("[1.2.0] - 2026-03-01", "For Python 3.14\n\n- Floats.", "2026-03-01"),
        ("v1.1 (February 3, 2026)", "Fixed the rest.", "2026-02-03"),
    ]
    assert reasons(entries) == {
        "1.0.0": "a release without a date",
        "0.9 / 2025-01-02": "no text",
    }


def test_headings_may_be_underlined_and_dates_are_no_versions() -> None:
    log = (
        "News\n====\n\n2.0 -- 2026-01-01\n-----------------\n\nNew.\n\n"
        "Notes of 2025.12.24\n-------------------\nx"
    )
    assert [(r.version, r.text) for r in releases_of(log, "CHANGES.md")] == [
        ("2.0", "New.\n\nNotes of 2025.12.24\n\nx")
    ]


def test_a_folder_of_clones_is_read_and_what_lies_within_one_is_not(tmp_path: Path) -> None:
    one = clone(tmp_path / "one", {"README.md": "# One\n\nText."})
    clone(one / "submodule", {"README.md": "# Not theirs\n\nText."})
    clone(tmp_path / "two", {"readme.rst": "Two\n===\n\nText."})
    write(tmp_path / "plain", {"README.md": "# No clone"})
    found = posts(read(GitHubClone(), tmp_path))
    assert [post.title for post in found] == ["One", "two"]


def test_what_was_never_committed_has_no_time(tmp_path: Path) -> None:
    place = clone(tmp_path / "ledger", {"CHANGELOG.md": "x"})
    write(place, {"README.md": README})
    assert "no readable time" in reasons(read(GitHubClone(), place)).values()


def test_a_repository_s_own_settings_start_nothing(tmp_path: Path) -> None:
    place = clone(tmp_path / "ledger", {"README.md": README})
    mark = tmp_path / "started"
    trap = write(tmp_path, {"trap.sh": f"#!/bin/sh\ntouch {mark}\n"}) / "trap.sh"
    trap.chmod(0o755)
    sign(place)
    for key in ("core.fsmonitor", "core.pager", "gpg.program", "core.sshCommand"):
        git(place, "config", key, str(trap))
    git(place, "config", "log.showSignature", "true")
    git(place, "log", "-1")
    assert mark.exists()  # the trap works
    mark.unlink()
    assert len(posts(read(GitHubClone(), place))) == 1
    assert not mark.exists()


def sign(place: Path) -> None:
    """Puts something in the place of the last commit that calls itself signed."""
    commit = git(place, "cat-file", "commit", "HEAD")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n"
    signed = place / ".git" / "signed"
    signed.write_text(commit.replace("\n\n", f"\n{signature}\n", 1))
    git(place, "reset", "-q", git(place, "hash-object", "-t", "commit", "-w", str(signed)).strip())


def test_a_folder_without_git_is_no_clone(tmp_path: Path) -> None:
    with Folder(write(tmp_path, {"README.md": README})) as folder:
        assert not GitHubClone().recognises(folder.only(*GitHubClone.files))


# --------------------------------------------------------------------------- API


def repository(name: str, **said: Any) -> dict[str, Any]:
    return {
        "name": name,
        "fork": False,
        "html_url": f"https://github.com/ida/{name}",
        "license": {"spdx_id": "MIT"},
        **said,
    }


def release(version: str, **said: Any) -> dict[str, Any]:
    return {
        "html_url": f"https://github.com/ida/ledger/releases/tag/{version}",
        "tag_name": version,
        "name": "",
        "body": "Floats &amp; *more*.",
        "draft": False,
        "author": {"login": "ida"},
        "published_at": "2026-03-01T08:00:00Z",
        "reactions": {"+1": 3, "heart": 2, "-1": 9},
        **said,
    }


COMMIT = {"commit": {"committer": {"date": "2026-02-01T08:00:00Z"}}}
IDA: dict[str, Any] = {
    "/users/ida/repos": [repository("ledger"), repository("copy", fork=True)],
    "/repos/ida/ledger/readme": readme(README),
    "/repos/ida/ledger/commits": [COMMIT],
    "/repos/ida/ledger/releases": [
        release("v1.2"),
        release("v1.1", author={"login": "github-actions[bot]"}),
        release("v1.0", draft=True),
    ],
    "/users/ida/gists": [
        {
            "id": "aa11",
            "html_url": "https://gist.github.com/aa11",
            "description": "On floats",
            "created_at": "2026-01-01T08:00:00Z",
            "files": {"notes.md": {}, "run.py": {}},
        },
        {"id": "bb22", "html_url": "https://gist.github.com/bb22", "files": {"run.py": {}}},
    ],
    "/gists/aa11": {
        "files": {"notes.md": {"content": "Who *pays*?"}, "run.py": {"content": "print()"}}
    },
}


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(timeout_s=5, max_bytes=1_000, allow_private_hosts=False) as running:
        yield running


def ask(server: GitHubServer, fetcher: Fetcher, known: frozenset[str] = frozenset()) -> list[Entry]:
    return list(GitHub(GitHubApi(server.url)).read("github:ida", fetcher, known.__contains__))


def test_readmes_releases_and_gists_are_what_the_person_wrote(fetcher: Fetcher) -> None:
    with GitHubServer(IDA) as server:
        entries = ask(server, fetcher)
    first, second, third = posts(entries)
    assert (first.title, first.text) == ("Ledger", "A small tool.\n\n- one\n- two")
    assert first.posted_at == datetime(2026, 2, 1, 8, tzinfo=UTC)
    assert (first.id, first.licence) == ("github.com/ida/ledger#readme", "MIT")
    assert (second.title, second.text) == ("v1.2", "Floats & more.")
    assert (second.reactions.likes, second.provenance) == (5, Provenance.API)
    assert (third.title, third.text) == ("On floats", "Who pays?")
    assert sorted(reasons(entries).values()) == [
        "a draft, never published",
        "a fork: somebody else's",
        "a gist of code",
        "by somebody else",
    ]


def test_lists_are_read_to_their_last_page(fetcher: Fetcher) -> None:
    many = [release(f"v{n}") for n in range(250)]
    with GitHubServer({**IDA, "/repos/ida/ledger/releases": many}) as server:
        found = posts(ask(server, fetcher))
        asked = [path for path in server.asked if "releases" in path]
    assert len([post for post in found if post.title and post.title.startswith("v")]) == 250
    assert len(asked) == 3


def test_what_has_not_changed_costs_nothing_and_gives_nothing(fetcher: Fetcher) -> None:
    etags: dict[str, str] = {}
    with GitHubServer(IDA) as server:
        site = GitHub(GitHubApi(server.url, etags=etags))
        ids = {post.id for post in posts(list(site.read("github:ida", fetcher)))}
        before = server.limit
        again = list(site.read("github:ida", fetcher, ids.__contains__))
        spent = before - server.limit
    assert posts(again) == []
    assert KNOWN in reasons(again).values()
    assert spent == 1  # the list of repositories


def test_a_list_that_was_not_read_to_its_end_is_read_again(fetcher: Fetcher) -> None:
    etags: dict[str, str] = {}
    with GitHubServer(IDA) as server:
        reading = GitHub(GitHubApi(server.url, etags=etags)).read("github:ida", fetcher)
        while "v1.2" not in str(getattr(next(reading), "title", "")):
            pass
        reading.close()  # type: ignore[attr-defined]  # a generator
        assert not any("releases" in address for address in etags)


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 4])
def test_a_limit_that_is_used_up_ends_it_with_the_time_and_keeps_what_was_read(
    fetcher: Fetcher, limit: int
) -> None:
    found: list[Entry] = []
    with GitHubServer(IDA, limit) as server:
        with pytest.raises(SourceBusy, match=r"limit of 60 calls is used up.*after 12:00 UTC"):
            found.extend(GitHub(GitHubApi(server.url)).read("github:ida", fetcher))
        assert len(server.asked) == max(1, limit)  # nothing is asked once it is known
    assert len(posts(found)) <= 2


def test_an_import_that_was_cut_short_goes_on_from_there(fetcher: Fetcher) -> None:
    found: list[Entry] = []
    with GitHubServer(IDA, limit=4) as server:
        reading = GitHub(GitHubApi(server.url)).read("github:ida", fetcher)
        with pytest.raises(SourceBusy):
            found.extend(reading)
        server.limit = 1_000
        ids = frozenset(post.id for post in posts(found))
        rest = ask(server, fetcher, ids)
    assert (
        {post.id for post in posts(found)}
        == ids
        == {"github.com/ida/ledger#readme"}
        | {post.id for post in posts(found) if "releases" in post.id}
    )
    assert not any("#readme" in post.id for post in posts(rest))
    assert {post.title for post in posts(rest)} >= {"On floats"}


def test_the_token_is_sent_to_github_alone(fetcher: Fetcher) -> None:
    with GitHubServer({**IDA}) as server:
        list(GitHub(GitHubApi(server.url, token="t0ken")).read("github:ida", fetcher))
        assert server.tokens == {"Bearer t0ken"}


def test_a_person_who_is_not_there_is_told_at_once(fetcher: Fetcher) -> None:
    with (
        GitHubServer({}) as server,
        pytest.raises(SourceError, match=r"/users/ida.*check the name"),
    ):
        ask(server, fetcher)


def test_a_repository_that_breaks_stops_no_other(fetcher: Fetcher) -> None:
    broken = {
        "/users/ida/repos": [repository("odd"), repository("bare"), repository("ledger")],
        "/repos/ida/odd/readme": ["no", {"object": 1}],
        "/repos/ida/odd/commits": {"message": "no list"},
        "/repos/ida/odd/releases": [{"author": None, "body": 7}, "text"],
        "/repos/ida/bare/releases": [],
    }
    with GitHubServer({**IDA, **broken}) as server:
        entries = ask(server, fetcher)
    assert [post.title for post in posts(entries)] == ["Ledger", "v1.2", "On floats"]
    assert reasons(entries)["bare"] == "has no README"


def test_a_server_that_is_not_there_is_told(fetcher: Fetcher) -> None:
    with GitHubServer({}) as server:
        url = server.url
    with pytest.raises(SourceError, match="not reachable"):
        list(GitHub(GitHubApi(url)).read("github:ida", fetcher))


@pytest.mark.parametrize(
    ("place", "is_person"),
    [
        ("github:ida", True),
        ("https://github.com/ida", True),
        ("https://github.com/ida/", True),
        ("https://github.com/ida/ledger", False),
        ("https://github.com/features", False),
        ("https://github.com.evil.example/ida", False),
        ("github:../etc", False),
    ],
)
def test_a_person_is_told_from_other_places(place: str, is_person: bool) -> None:
    assert GitHub().recognises(place) is is_person
