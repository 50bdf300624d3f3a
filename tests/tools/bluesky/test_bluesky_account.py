"""The account from the settings: its language, its handle, and where its session is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import factory as make
from tests.conftest import Clock
from tests.servers.bluesky_api import BlueskyServer
from tools.bluesky.account import BlueskyAccount
from tools.settings import load_settings


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path))
    return tmp_path


def test_a_post_is_marked_with_the_language_and_the_session_is_kept(
    server: BlueskyServer, clock: Clock, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    account = BlueskyAccount(load_settings(), "ada", clock, "de")
    account.check()
    account.channel.publish(make.publication("hallo"), print)
    account.close()
    assert server.posts[0]["langs"] == ["de"]
    assert (var / "bluesky-session-ada.json").is_file()


def test_a_handle_may_be_written_with_its_sign(
    server: BlueskyServer, clock: Clock, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("UNDERSTUDY_BLUESKY_HANDLE", f"@{server.login.handle}")
    account = BlueskyAccount(load_settings(), "ada", clock)
    account.channel.publish(make.publication("hello"), print)
    account.close()
    assert len(server.posts) == 1
