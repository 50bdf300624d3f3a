"""The account from the settings: its language, and where its server's limits are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import factory as make
from tests.conftest import Clock
from tests.servers.mastodon_api import MastodonServer
from tools.mastodon.account import MastodonAccount
from tools.settings import load_settings


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path))
    return tmp_path


def test_a_status_is_marked_with_the_language_and_the_limits_are_kept(
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
