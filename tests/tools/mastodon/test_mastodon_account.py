"""The account from the settings: nothing is needed to describe it, everything else is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from memory.errors import ChannelUnknown, ConfigError
from tests import factory as make
from tests.conftest import Clock
from tests.servers.mastodon_api import MastodonServer
from tools.mastodon.account import MastodonAccount
from tools.settings import load_settings


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path))
    return tmp_path


def test_the_settings_are_all_it_needs(
    server: MastodonServer, clock: Clock, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    account = MastodonAccount(load_settings(), "ada", clock, "de")
    account.check()
    account.channel.publish(make.publication("hallo"), print)
    account.close()
    assert server.statuses[0].language == "de"
    assert (var / "mastodon-instance-ada.json").is_file()


@pytest.mark.parametrize("missing", ["UNDERSTUDY_MASTODON_URL", "UNDERSTUDY_MASTODON_TOKEN"])
def test_what_is_missing_is_named_and_nothing_is_guessed(
    server: MastodonServer, clock: Clock, var: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, "" if name == missing else value)
    account = MastodonAccount(load_settings(), "ada", clock)
    assert account.channel.describe().longest == 500
    with pytest.raises(ConfigError, match=missing):
        account.check()
    with pytest.raises(ConfigError, match=missing):
        account.channel.publish(make.publication("hello"), print)
    with pytest.raises(ChannelUnknown, match=missing):
        account.channel.find(make.publication("hello"))
    account.close()
    assert server.calls == []
