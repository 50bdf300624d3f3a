"""OAuth 2.0 tokens: never lost, never used twice, readable by their owner alone."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from memory.errors import ChannelBusy, ChannelForbidden, ChannelRefused, ConfigError
from tests.conftest import Clock
from tests.servers.x_api import XServer
from tests.servers.x_auth import APP
from tools.settings import Settings
from tools.x import authorise
from tools.x.credentials import (
    OAuth1Keys,
    OAuth2App,
    OAuth2Keys,
    OAuth2Seed,
    credentials_from,
)
from tools.x.session import XSession
from tools.x.tokens import Refresher, TokenFile, Tokens


@pytest.fixture
def session(server: XServer, clock: Clock) -> Iterator[XSession]:
    with XSession(server.url, 5.0, clock) as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "x-tokens.json"


def refresher(keys: OAuth2Keys, path: Path, session: XSession, clock: Clock) -> Refresher:
    return Refresher(keys, TokenFile(path, keys.seed), session, clock)


def test_configured_tokens_are_used_until_x_refuses_them(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    keys = server.oauth2_credentials()
    assert refresher(keys, path, session, clock).current() == keys.seed.access_token
    assert not path.exists()


def test_a_token_is_refreshed_shortly_before_it_ends(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    keys = server.oauth2_credentials()
    tokens = refresher(keys, path, session, clock)
    second = tokens.renewed(keys.seed.access_token)
    clock.forward(minutes=117)
    assert tokens.current() == second
    clock.forward(minutes=2)
    third = tokens.current()
    assert third not in {second, keys.seed.access_token}
    assert server.tokens.accepts(third)


def test_only_the_owner_can_read_the_file(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    keys = server.oauth2_credentials()
    refresher(keys, path, session, clock).renewed(keys.seed.access_token)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {file.name for file in path.parent.iterdir()} == {path.name, "x-tokens.lock"}


def test_several_at_once_use_the_refresh_token_once(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    keys = server.oauth2_credentials()
    got: list[str] = []

    def renew() -> None:
        with XSession(server.url, 5.0, clock) as own:
            got.append(refresher(keys, path, own, clock).renewed(keys.seed.access_token))

    threads = [threading.Thread(target=renew) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len(set(got)) == 1
    assert server.calls == ["POST /2/oauth2/token"]


def test_a_refresh_token_that_is_not_replaced_is_kept(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    keys, issue = server.oauth2_credentials(), server.tokens.issue
    server.tokens.issue = lambda: issue() | {"refresh_token": ""}  # type: ignore[method-assign]
    fresh = refresher(keys, path, session, clock).renewed(keys.seed.access_token)
    kept = TokenFile(path, keys.seed).load()
    assert (kept.access_token, kept.refresh_token) == (fresh, keys.seed.refresh_token)


def test_new_tokens_in_the_settings_win_over_an_old_file(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    old, new = server.oauth2_credentials(), server.oauth2_credentials()
    refresher(old, path, session, clock).renewed(old.seed.access_token)
    assert refresher(new, path, session, clock).current() == new.seed.access_token


def test_a_file_alone_is_enough(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    keys = server.oauth2_credentials()
    fresh = refresher(keys, path, session, clock).renewed(keys.seed.access_token)
    assert refresher(OAuth2Keys(APP), path, session, clock).current() == fresh


def test_a_full_disk_does_not_cost_the_refresh_token(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    class FullDisk(TokenFile):
        def save(self, tokens: Tokens) -> None:
            raise ConfigError("no room")

    keys = server.oauth2_credentials()
    with pytest.raises(ConfigError, match="no room"):
        Refresher(keys, FullDisk(path, keys.seed), session, clock).renewed(keys.seed.access_token)
    assert keys.seed.refresh_token in server.tokens.refresh


def test_a_used_refresh_token_asks_for_leave_again(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    keys = server.oauth2_credentials()
    server.tokens.refresh.clear()
    with pytest.raises(ChannelForbidden, match="authorise Understudy with X again"):
        refresher(keys, path, session, clock).renewed(keys.seed.access_token)


def test_no_refresh_token_asks_for_leave_again(session: XSession, path: Path, clock: Clock) -> None:
    keys = OAuth2Keys(APP, OAuth2Seed(access_token="ended"))
    with pytest.raises(ChannelForbidden, match=r"offline\.access"):
        refresher(keys, path, session, clock).renewed("ended")


def test_trouble_while_refreshing_is_no_doubt_about_a_post(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    keys = server.oauth2_credentials()
    server.fail_next("half_an_answer")
    with pytest.raises(ChannelBusy, match="nothing was changed"):
        refresher(keys, path, session, clock).renewed(keys.seed.access_token)


def test_a_broken_file_is_named_and_not_overwritten(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"access_token": ')
    with pytest.raises(ConfigError, match=r"x-tokens\.json.*delete the file"):
        TokenFile(path, OAuth2Seed()).load()
    assert path.read_text() == '{"access_token": '


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    with pytest.raises(ConfigError, match="cannot keep X's new tokens"):
        TokenFile(tmp_path / "var" / "tokens.json", OAuth2Seed()).save(Tokens(access_token="a"))


SEED = OAuth2Seed()
RFC_VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
RFC_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""RFC 7636, appendix B."""


def begun(app: OAuth2App = APP) -> authorise.Authorisation:
    texts = iter(["state-text", RFC_VERIFIER])
    return authorise.begin(app.client_id, "http://127.0.0.1:8000/x", lambda _: next(texts))


def test_the_address_to_open_asks_for_what_we_need() -> None:
    address = urlsplit(begun().url)
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (address.hostname, address.path) == ("x.com", "/i/oauth2/authorize")
    assert query == {
        "response_type": "code",
        "client_id": "client-id",
        "redirect_uri": "http://127.0.0.1:8000/x",
        "scope": "tweet.read tweet.write users.read media.write offline.access",
        "state": "state-text",
        "code_challenge": RFC_CHALLENGE,
        "code_challenge_method": "S256",
    }


@pytest.mark.parametrize("app", [APP, OAuth2App(APP.client_id)])
def test_leave_given_becomes_tokens_on_disk(
    server: XServer, session: XSession, path: Path, clock: Clock, app: OAuth2App
) -> None:
    asked = begun(app)
    query = parse_qs(urlsplit(asked.url).query)
    server.tokens.codes["the-code"] = query["code_challenge"][0]
    back = "http://127.0.0.1:8000/x?state=state-text&code=the-code\n"
    file = TokenFile(path, SEED)
    authorise.finish(asked, back, app=app, file=file, session=session, clock=clock)
    assert server.tokens.accepts(file.load().access_token)
    assert file.load().expires_at == clock() + timedelta(hours=2)


def test_tokens_are_replaced_under_the_lock_alone(
    server: XServer, session: XSession, path: Path, clock: Clock
) -> None:
    class Watched(TokenFile):
        held = False

        @contextmanager
        def locked(self) -> Iterator[None]:
            with super().locked():
                self.held = True
                yield
                self.held = False

        def save(self, tokens: Tokens) -> None:
            assert self.held
            super().save(tokens)

    server.tokens.codes["the-code"] = RFC_CHALLENGE
    back, file = "http://127.0.0.1:8000/x?state=state-text&code=the-code", Watched(path, SEED)
    authorise.finish(begun(), back, app=APP, file=file, session=session, clock=clock)
    Refresher(OAuth2Keys(APP), file, session, clock).renewed(file.load().access_token)


@pytest.mark.parametrize(
    ("back", "words"),
    [
        ("http://127.0.0.1:8000/x?state=other&code=the-code", "state differs"),
        ("http://127.0.0.1:8000/x?code=the-code", "state differs"),
        ("http://127.0.0.1:8000/x?state=état&code=the-code", "state differs"),
        ("http://127.0.0.1:8000/x?state=state-text&error=access_denied", "access_denied"),
        ("http://127.0.0.1:8000/x?state=state-text&code=made-up", "token was invalid"),
    ],
)
def test_an_answer_that_is_not_ours_is_refused(
    session: XSession, path: Path, clock: Clock, back: str, words: str
) -> None:
    file = TokenFile(path, SEED)
    with pytest.raises(ChannelRefused, match=words):
        authorise.finish(begun(), back, app=APP, file=file, session=session, clock=clock)
    assert not path.exists()


def settings(**values: str) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]  # SecretStr takes str


def test_settings_with_all_four_keys_mean_oauth1() -> None:
    keys = credentials_from(
        settings(
            X_CONSUMER_KEY="ck\n", X_CONSUMER_SECRET="cs", X_ACCESS_TOKEN="7-at",
            X_ACCESS_TOKEN_SECRET="as", X_OAUTH2_TOKEN="ignored",
        )
    )  # fmt: skip
    assert keys == OAuth1Keys("ck", "cs", "7-at", "as")
    assert isinstance(keys, OAuth1Keys)
    assert keys.user_id == "7"


@pytest.mark.parametrize("token", ["a-token", "1234", "-1234", "AAAA-7"])
def test_not_every_access_token_tells_whose_it_is(token: str) -> None:
    assert OAuth1Keys("ck", "cs", token, "as").user_id is None


def test_settings_without_all_four_mean_oauth2() -> None:
    keys = credentials_from(
        settings(X_CONSUMER_KEY="ck", X_CLIENT_ID="id", X_OAUTH2_REFRESH_TOKEN="r")
    )
    assert keys == OAuth2Keys(OAuth2App("id"), OAuth2Seed("", "r"))


def test_a_key_that_no_header_can_hold_is_named_and_not_shown() -> None:
    with pytest.raises(ConfigError, match="X_OAUTH2_TOKEN") as caught:
        credentials_from(settings(X_OAUTH2_TOKEN="geheim…"))
    assert "geheim" not in str(caught.value)
