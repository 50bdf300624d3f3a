"""The account from the settings: nothing is needed to describe it, everything else is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from memory.errors import ChannelUnknown, ConfigError
from tests import factory as make
from tests.conftest import Clock
from tests.servers.bluesky_api import BlueskyServer
from tools.bluesky.account import BlueskyAccount
from tools.settings import load_settings


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path))
    return tmp_path


def test_the_settings_are_all_it_needs(
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


@pytest.mark.parametrize("missing", ["UNDERSTUDY_BLUESKY_HANDLE", "UNDERSTUDY_BLUESKY_PASSWORD"])
def test_what_is_missing_is_named_and_nothing_is_guessed(
    server: BlueskyServer, clock: Clock, var: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, "" if name == missing else value)
    account = BlueskyAccount(load_settings(), "ada", clock)
    assert account.channel.describe().longest == 300
    with pytest.raises(ConfigError, match=missing):
        account.check()
    with pytest.raises(ConfigError, match=missing):
        account.channel.publish(make.publication("hello"), print)
    with pytest.raises(ChannelUnknown, match=missing):
        account.channel.find(make.publication("hello"))
    account.close()
    assert server.calls == []
