"""The command line with an account on X: keys, prices, a login, a budget."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.home import change, home, once, published, run
from tests.servers.x_api import XServer
from tests.servers.x_auth import APP

__all__ = ["home"]


def test_wrong_keys_for_x_are_told_and_the_draft_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with XServer() as server:
        for name, value in (server.environment | {"X_ACCESS_TOKEN_SECRET": "wrong"}).items():
            monkeypatch.setenv(name, value)
        done = run("run-once", "--live", "--channel", "x")
        assert server.posts == []
    assert done.exit_code == 0  # queued until the keys are mended: nothing is lost
    assert "401" in done.output
    assert "0 published; 2 queued" in done.output


def test_without_live_nothing_reaches_x(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with XServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        done = run("run-once", "--channel", "x")
        assert server.calls == []
    assert "dry run: nothing went to x" in " ".join(done.output.split())
    assert published(home)


def test_with_live_posts_reach_x_and_are_priced(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with XServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        result = once("--live", "--channel", "x")
        texts = {post.text for post in server.posts}
    assert texts == {o["text"] for o in result["outcomes"]}
    assert len(texts) == 2
    cost = json.loads(run("explain", "1", "--json").stdout)["cost"]
    assert sum(line["usd"] for line in cost) in {0.015, 0.2}


def test_what_we_published_on_x_does_not_come_back_as_the_personas_own_voice(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with XServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        once("--live", "--channel", "x")
        assert run("sources", "add", "x:own").exit_code == 0
        change(home, "posts_per_day = 6", "posts_per_day = 0")
        told = run("run-once").output
    assert len(server.posts) == 2
    assert "X: own posts" not in told, "nothing new"
    rows = {row["place"]: row for row in json.loads(run("sources", "list", "--json").stdout)}
    assert (rows["x:own"]["status"], rows["x:own"]["kind"]) == ("ok", "x")


def test_a_login_lets_it_publish_with_tokens_that_are_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with XServer() as server:
        monkeypatch.setenv("X_BASE_URL", server.url)
        monkeypatch.setenv("X_CLIENT_ID", APP.client_id)
        monkeypatch.setenv("X_CLIENT_SECRET", APP.client_secret)
        assert "python main.py login" in run("run-once", "--live", "--channel", "x").output

        def allow(_text: str) -> str:
            """The person opens the address, allows it, and copies where X sends them."""
            asked = parse_qs(urlsplit(shown[-1]).query)
            server.tokens.codes["leave"] = asked["code_challenge"][0]
            return f"http://127.0.0.1:8787/?state={asked['state'][0]}&code=leave"

        shown: list[str] = []
        with monkeypatch.context() as keyboard:
            keyboard.setattr("typer.echo", lambda text: shown.extend(text.splitlines()))
            keyboard.setattr("typer.prompt", allow)
            assert run("login").exit_code == 0
        assert len(once("--live", "--channel", "x")["outcomes"]) == 2
        assert len(server.posts) == 2
    (tokens,) = (home / "var").glob("x-tokens-*.json")
    assert tokens.stat().st_mode & 0o077 == 0


def test_a_spent_budget_stops_cleanly_and_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(home, "usd_per_day = 1.0", "usd_per_day = 0.01")
    with XServer() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        done = run("run-once", "--live", "--channel", "x")
        assert server.posts == []
    assert "usd_per_day" in done.output
    assert done.exit_code == 0  # queued until tomorrow: nothing is lost
