"""The log-in: made once, kept for its owner alone, renewed by nobody twice."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from memory.errors import ChannelBusy, ChannelUnauthorised, StorageError
from tests import factory as make
from tests.conftest import Clock
from tests.servers.bluesky_api import DID, BlueskyServer
from tests.servers.loopback import LOST_AFTER, NOT_JSON, Fault, Said
from tools.bluesky.channel import BlueskyChannel
from tools.bluesky.client import BlueskyClient, home_of
from tools.bluesky.sessions import Login

LOG_IN, REFRESH = "createSession", "refreshSession"


def another(server: BlueskyServer, file: Path, clock: Clock, **changes: str) -> BlueskyClient:
    login = server.login.model_copy(update=changes)
    return BlueskyClient(login, session_file=file, timeout_s=5.0, clock=clock)


def test_a_session_outlives_the_process(
    client: BlueskyClient, server: BlueskyServer, session_file: Path, clock: Clock
) -> None:
    assert client.account().did == DID
    other = another(server, session_file, clock)
    assert other.account() == client.account()
    assert server.asked(LOG_IN) == 1
    other.close()


def test_it_is_readable_by_its_owner_alone(client: BlueskyClient, session_file: Path) -> None:
    client.account()
    assert stat.S_IMODE(session_file.stat().st_mode) == 0o600
    assert {path.name for path in session_file.parent.iterdir()} <= {
        "bluesky.json",
        "bluesky.lock",
    }


def test_a_session_belongs_to_its_server_its_handle_and_its_password(server: BlueskyServer) -> None:
    changes = [{}, {"url": "https://bsky.social"}, {"handle": DID}, {"password": "another"}]
    known = {server.login.model_copy(update=change).fingerprint for change in changes}
    assert len(known) == 4


@pytest.mark.parametrize("change", [{"handle": DID}, {"password": "wxyz-wxyz-wxyz-wxyz"}])
def test_other_settings_log_in_anew(
    client: BlueskyClient,
    server: BlueskyServer,
    session_file: Path,
    clock: Clock,
    change: dict[str, str],
) -> None:
    client.account()
    server.password = change.get("password", server.password)
    other = another(server, session_file, clock, **change)
    other.account()
    assert server.asked(LOG_IN) == 2
    other.close()


def test_an_access_token_that_ended_is_renewed_within_the_call(
    channel: BlueskyChannel, server: BlueskyServer, clock: Clock
) -> None:
    channel.publish(make.publication("one", key="1"), print)
    clock.forward(hours=2)
    channel.publish(make.publication("two", key="2"), print)
    assert (server.asked(REFRESH), server.asked(LOG_IN), len(server.posts)) == (1, 1, 2)


@pytest.mark.parametrize(
    ("status", "name"), [(400, "ExpiredToken"), (400, "InvalidToken"), (401, "AuthMissing")]
)
def test_whichever_way_a_token_is_refused_it_is_renewed_within_the_call(
    channel: BlueskyChannel, server: BlueskyServer, status: int, name: str
) -> None:
    no = Said(status, {"error": name, "message": "no"})
    server.fail_next("createRecord", Fault(accepts=False, says=no))
    channel.publish(make.publication("hello"), print)
    assert (server.asked(REFRESH), len(server.posts)) == (1, 1)


def test_when_the_refresh_token_ended_too_it_logs_in_again(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    channel.publish(make.publication("one", key="1"), print)
    server.end_access()
    server.end_refresh()
    channel.publish(make.publication("two", key="2"), print)
    assert (server.asked(REFRESH), server.asked(LOG_IN), len(server.posts)) == (1, 2, 2)


def test_a_password_that_is_not_accepted_is_named(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    server.password = "changed"
    with pytest.raises(ChannelUnauthorised, match="UNDERSTUDY_BLUESKY_PASSWORD"):
        channel.publish(make.publication("hello"), print)


def test_too_many_log_ins_are_waited_for(channel: BlueskyChannel, server: BlueskyServer) -> None:
    server.most["com.atproto.server.createSession"] = 0
    with pytest.raises(ChannelBusy, match="rate limit"):
        channel.publish(make.publication("hello"), print)


@pytest.mark.parametrize("fault", [LOST_AFTER, NOT_JSON])
def test_a_lost_log_in_publishes_nothing_and_is_tried_again(
    channel: BlueskyChannel, server: BlueskyServer, fault: object
) -> None:
    server.fail_next(LOG_IN, fault)  # type: ignore[arg-type]
    with pytest.raises(ChannelBusy):
        channel.publish(make.publication("hello"), print)
    channel.publish(make.publication("hello"), print)
    assert len(server.posts) == 1


def test_many_threads_spend_one_refresh_token_once(
    client: BlueskyClient, server: BlueskyServer, session_file: Path, clock: Clock
) -> None:
    client.account()
    server.end_access()
    ended = client.account()
    clients = [another(server, session_file, clock) for _ in range(4)]
    renewed: list[str] = []

    def renew(one: BlueskyClient) -> None:
        renewed.append(one._sessions.renewed(ended).access)

    threads = [threading.Thread(target=renew, args=(one,)) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(renewed) == 4
    assert len(set(renewed)) == 1
    assert server.asked(REFRESH) == 1
    for one in clients:
        one.close()


def test_a_file_that_is_no_session_is_not_overwritten(
    client: BlueskyClient, session_file: Path
) -> None:
    session_file.parent.mkdir(parents=True)
    session_file.write_text("{}")
    with pytest.raises(StorageError, match="delete the file"):
        client.account()


def test_the_account_is_spoken_to_where_the_log_in_sends_it(
    server: BlueskyServer, session_file: Path, clock: Clock
) -> None:
    with BlueskyServer(clock) as front:
        front.home = server.url
        login = Login(url=front.url, handle=front.login.handle, password=front.login.password)
        client = BlueskyClient(login, session_file=session_file, timeout_s=5.0, clock=clock)
        assert client.account().url == server.url
        client.close()


@pytest.mark.parametrize(
    ("told", "asked", "home"),
    [
        ("https://pds.example", "https://bsky.social", "https://pds.example"),
        ("http://pds.example", "https://bsky.social", "https://bsky.social"),
        ("https://pds.example", "http://127.0.0.1", "https://pds.example"),
        (None, "https://bsky.social", "https://bsky.social"),
    ],
)
def test_tokens_never_leave_tls_for_a_server_that_was_only_named(
    told: str | None, asked: str, home: str
) -> None:
    assert home_of(told, asked) == home


@pytest.mark.parametrize("told", ["ftp://evil.example", "javascript:alert(1)", ""])
def test_it_is_sent_nowhere_less_safe(
    server: BlueskyServer, session_file: Path, clock: Clock, told: str
) -> None:
    server.home = told
    client = another(server, session_file, clock)
    assert client.account().url == server.url
    client.close()
