"""A persona's account on X: who may act on it, from the settings or after a log-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from memory.errors import ConfigError
from tests.conftest import Clock
from tests.servers.money import Purse
from tests.servers.x_api import XServer
from tools.settings import Settings
from tools.x.account import XAccount

REDIRECT = "http://127.0.0.1:8787/"
Account = Callable[..., XAccount]


@pytest.fixture
def account(server: XServer, purse: Purse, clock: Clock, tmp_path: Path) -> Iterator[Account]:
    made: list[XAccount] = []

    def make(**settings: str) -> XAccount:
        given = {"X_BASE_URL": server.url, "UNDERSTUDY_VAR": str(tmp_path), **settings}
        made.append(XAccount(Settings(**given), "nell", clock, purse))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


def allowed(server: XServer) -> Callable[[str], str]:
    """A person who opens the address and says yes; the address they end on."""

    def person(address: str) -> str:
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        server.tokens.codes["the-code"] = query["code_challenge"]
        return f"{query['redirect_uri']}?state={query['state']}&code=the-code"

    return person


def random_text(size: int) -> str:
    return "r" * size


APP = {"X_CLIENT_ID": "client-id\n", "X_CLIENT_SECRET": "client-secret"}
OLD = {"X_OAUTH2_TOKEN": "ended", "X_OAUTH2_REFRESH_TOKEN": "used"}


@pytest.mark.parametrize("old", [{}, OLD])
def test_after_a_log_in_we_may_publish_whatever_tokens_are_still_set(
    account: Account, server: XServer, old: dict[str, str]
) -> None:
    account(**APP, **old).login(REDIRECT, allowed(server), random_text)
    again = account(**APP, **old)
    assert again.ready
    again.client.create_post("let in")
    assert [post.text for post in server.posts] == ["let in"]
    assert server.calls.count("POST /2/oauth2/token") == 1


def test_a_log_in_needs_an_app(account: Account, server: XServer) -> None:
    with pytest.raises(ConfigError, match="set X_CLIENT_ID"):
        account().login(REDIRECT, allowed(server), random_text)


def test_without_keys_and_log_in_nobody_may_act(account: Account) -> None:
    assert not account().ready
    assert not account(**APP).ready
    assert account(**APP, **OLD).ready
