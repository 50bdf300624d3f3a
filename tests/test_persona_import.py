"""`persona import` as a user meets it: the report, the dry run, bad places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import main
from tests.servers.github_api import GitHubServer
from tests.tools.archives.exports import write
from tests.tools.archives.test_github import IDA
from tests.tools.archives.x_exports import archive, tweet
from tools.settings import ROOT


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with the persona ada and no posts."""
    monkeypatch.setenv("UNDERSTUDY_PERSONAS", str(tmp_path / "personas"))
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(ROOT)
    assert run("persona", "new", "ada", "--name", "Ada").exit_code == 0
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main.app, list(arguments))


def export(folder: Path) -> str:
    tweets = [tweet(1, "Reserves first."), tweet(2, "Why?"), tweet(3, "RT @bob: his")]
    return str(write(folder / "x", archive(tweets) | {"data/direct-messages.js": "secret"}))


def test_the_report_says_what_was_taken_and_why_not_the_rest(home: Path) -> None:
    done = run("persona", "import", "ada", export(home))
    assert done.exit_code == 0, done.output
    for words in (
        "X archive: 2 new posts, 0 known, 2 skipped",
        "2026-05-01 to 2026-05-01",
        "question",
        "somebody else's words",
        "tweets.js:3 RT @bob: his",
        "private: never read",
    ):
        assert words in done.output
    assert "0 new posts, 2 known" in run("persona", "import", "ada", export(home)).output


def test_a_dry_run_for_scripts_writes_nothing(home: Path) -> None:
    flags = ("--dry-run", "--json", "--channel", "linkedin")
    first, second = (run("persona", "import", "ada", export(home), *flags) for _ in range(2))
    told = json.loads(first.output)
    assert first.exit_code == 0
    assert (told["new"], told["known"], told["skipped"], told["written"]) == (2, 0, 2, False)
    assert {(one["channel"], one["kind"]) for one in told["taken"]} == {
        ("linkedin", "statement"),
        ("linkedin", "question"),
    }
    assert {one["reason"] for one in told["reasons"]} >= {"a repost: somebody else's words"}
    assert second.output == first.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "check the path"),
        (b"", "empty"),
        (b"PK\x03\x04 and no more", "download it again"),
        (b"\x89PNG\r\n", "understood are"),
        (b'{"text": "no time"}\n', "most often: no readable time"),
    ],
)
def test_a_bad_place_ends_with_2_and_says_what_to_do(
    home: Path, content: bytes | None, words: str
) -> None:
    place = home / "posts.jsonl" if content == b'{"text": "no time"}\n' else home / "posts.data"
    if content is not None:
        place.write_bytes(content)
    done = run("persona", "import", "ada", str(place))
    assert done.exit_code == 2
    assert str(place) in done.output
    assert words in done.output


def test_without_a_persona_it_says_which_command_makes_one(home: Path) -> None:
    done = run("persona", "import", "bob", export(home))
    assert done.exit_code == 2
    assert "python main.py persona new bob" in done.output


def test_github_is_asked_with_the_token_and_at_the_address_of_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "of-ada")
    with GitHubServer(IDA) as server:
        monkeypatch.setenv("GITHUB_API_URL", server.url)
        done = run("persona", "import", "ada", "github:ida")
        assert server.tokens == {"Bearer of-ada"}
    assert "GitHub: 3 new posts" in done.output
