"""What every account promises: the settings are all it needs, and what is missing is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from memory.errors import ChannelBusy, ChannelUnknown, ConfigError
from memory.types import Media
from tests import factory as make
from tests.conftest import Clock
from tests.servers.bluesky_api import BlueskyServer
from tests.servers.instagram_api import InstagramServer
from tests.servers.linkedin_api import LinkedInServer
from tests.servers.mastodon_api import MastodonServer
from tools.bluesky.account import BlueskyAccount
from tools.instagram.account import InstagramAccount
from tools.linkedin.account import LinkedInAccount
from tools.mastodon.account import MastodonAccount
from tools.settings import Settings, load_settings

CARD = Media(path="card.jpg", alt="A card.", url="https://cards.example/card.jpg")


@dataclass(frozen=True)
class Kind:
    """One platform, as its account is set up."""

    server: Callable[[Clock], Any]
    account: Callable[[Settings, Clock], Any]
    needs: tuple[str, ...]
    """Settings without which there is no account."""
    media: tuple[Media, ...] = ()


KINDS = {
    "bluesky": Kind(
        BlueskyServer,
        lambda settings, clock: BlueskyAccount(settings, "ada", clock),
        ("UNDERSTUDY_BLUESKY_HANDLE", "UNDERSTUDY_BLUESKY_PASSWORD"),
    ),
    "mastodon": Kind(
        MastodonServer,
        lambda settings, clock: MastodonAccount(settings, "ada", clock),
        ("UNDERSTUDY_MASTODON_URL", "UNDERSTUDY_MASTODON_TOKEN"),
    ),
    "instagram": Kind(
        InstagramServer,
        InstagramAccount,
        ("UNDERSTUDY_INSTAGRAM_USER", "UNDERSTUDY_INSTAGRAM_TOKEN"),
        (CARD,),
    ),
    "linkedin": Kind(
        LinkedInServer,
        LinkedInAccount,
        ("UNDERSTUDY_LINKEDIN_AUTHOR", "UNDERSTUDY_LINKEDIN_TOKEN"),
    ),
}
LACKING = [(name, key) for name, kind in KINDS.items() for key in kind.needs]


@pytest.fixture(autouse=True)
def _var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UNDERSTUDY_VAR", str(tmp_path))


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def server(kind: Kind, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """One that the environment leads to."""
    with kind.server(clock) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.mark.parametrize("kind", KINDS, indirect=True)
def test_the_settings_are_all_it_needs(kind: Kind, server: Any, clock: Clock) -> None:
    account = kind.account(load_settings(), clock)
    account.check()
    at = {"began_at": clock(), "created_at": clock()}
    given = make.publication("hello", media=kind.media, **at)
    assert account.channel.publish(given, print).external_id
    assert account.client is account.client
    account.close()


@pytest.mark.parametrize(("kind", "missing"), LACKING, indirect=["kind"])
def test_what_is_missing_is_named_and_nothing_is_guessed(
    kind: Kind, server: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing)
    account = kind.account(load_settings(), clock)
    assert account.channel.describe().name == account.channel.name
    given = make.publication("hello", media=kind.media, kept='{"container": "1"}')
    with pytest.raises(ConfigError, match=missing):
        account.check()
    with pytest.raises(ConfigError, match=missing):
        account.channel.publish(given, print)
    with pytest.raises(ChannelUnknown, match=missing):
        account.channel.find(given)
    account.close()
    assert server.calls == []


@pytest.mark.parametrize("kind", KINDS, indirect=True)
def test_where_nobody_answers_nothing_was_sent(
    kind: Kind, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kind.server(clock) as gone:
        for name, value in gone.environment.items():
            monkeypatch.setenv(name, value)
    account = kind.account(load_settings(), clock)
    given = make.publication("hello", media=kind.media, began_at=clock())
    with pytest.raises(ChannelBusy, match="nothing was sent"):
        account.channel.publish(given, print)
    account.close()


@pytest.mark.parametrize("kind", KINDS, indirect=True)
def test_closing_what_was_never_used_opens_nothing(kind: Kind, server: Any, clock: Clock) -> None:
    account = kind.account(load_settings(), clock)
    account.close()
    assert "client" not in vars(account)
