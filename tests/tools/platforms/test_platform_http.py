"""One call to a platform: what its failures mean, and what they never do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event

import pytest

from memory.errors import (
    ChannelBusy,
    ChannelRefused,
    ChannelUnknown,
    ConfigError,
    UnderstudyError,
)
from tests import factory as make
from tests.conftest import Clock
from tests.servers.loopback import (
    CUT_SHORT,
    ELSEWHERE,
    LOST_AFTER,
    LOST_BEFORE,
    NOT_JSON,
    Call,
    Fault,
    Loopback,
    Said,
)
from tools.platforms.bodies import MAX_BYTES
from tools.platforms.deadline import in_time, patience
from tools.platforms.http import Platform, Reply, Wire


class Number(Wire):
    number: int


class Words(Wire):
    words: str = ""
    inner: Words | None = None


class Numbers(Loopback):
    def answer(self, call: Call) -> Said:
        return Said(200, {"number": 7, "unheard": "of"})


def refusal(reply: Reply, *, doubtful: bool, now: datetime) -> UnderstudyError:
    return ChannelRefused(f"{reply.call}: {reply.status}")


def platform(url: str, clock: Clock, timeout_s: float = 5.0) -> Platform:
    return Platform(
        "numbers",
        url,
        setting="NUMBERS_URL",
        headers={"Authorization": "Bearer secret"},
        timeout_s=timeout_s,
        clock=clock,
        refusal=refusal,
    )


@pytest.fixture
def server() -> Iterator[Numbers]:
    with Numbers() as running:
        yield running


@pytest.fixture
def calls(server: Numbers, clock: Clock) -> Iterator[Platform]:
    opened = platform(server.url + "/v1", clock)
    yield opened
    opened.close()


def test_an_answer_is_read_as_its_model(calls: Platform, server: Numbers) -> None:
    assert calls.ask("GET", "/seven", Number).number == 7
    assert server.calls == ["GET /v1/seven"]


def test_what_is_null_in_an_answer_is_as_good_as_left_out(calls: Platform, server: Numbers) -> None:
    said = {"number": None, "words": None, "inner": {"words": None}}
    server.fail_next("/words", Fault(accepts=True, says=Said(200, said)))
    assert calls.ask("GET", "/words", Words) == Words(inner=Words())
    server.fail_next("/seven", Fault(accepts=True, says=Said(200, said)))
    with pytest.raises(ChannelBusy, match="cannot read"):
        calls.ask("GET", "/seven", Number)


@pytest.mark.parametrize("fault", [LOST_BEFORE, LOST_AFTER, CUT_SHORT, NOT_JSON])
def test_a_lost_answer_leaves_a_doubtful_call_unknown_and_any_other_busy(
    calls: Platform, server: Numbers, clock: Clock, fault: Fault
) -> None:
    server.fail_next("/seven", fault, times=2)
    with pytest.raises(ChannelUnknown, match="numbers: POST /seven"):
        calls.ask("POST", "/seven", Number, doubtful=True)
    with pytest.raises(ChannelBusy, match="numbers: GET /seven") as caught:
        calls.ask("GET", "/seven", Number)
    assert caught.value.retry_at == clock() + timedelta(minutes=1)
    assert server.asked("/seven") == 2


def test_no_connection_means_that_nothing_was_sent(clock: Clock) -> None:
    with Numbers() as gone:
        url = gone.url
    calls = platform(url, clock)
    with pytest.raises(ChannelBusy, match=r"nothing was sent.*network"):
        calls.ask("POST", "/seven", Number, doubtful=True)
    calls.close()


@pytest.mark.parametrize("url", ["ftp://numbers.example", "numbers.example"])
def test_an_address_that_is_none_names_its_setting(clock: Clock, url: str) -> None:
    calls = platform(url, clock)
    with pytest.raises(ConfigError, match="NUMBERS_URL"):
        calls.ask("GET", "/seven", Number)
    calls.close()


def test_an_address_that_a_platform_gave_and_that_is_none_names_the_setting(
    calls: Platform,
) -> None:
    with pytest.raises(ConfigError, match="NUMBERS_URL"):
        calls.send("PUT", "http://numbers.example:eighty/picture")


def test_a_proxy_of_the_environment_is_not_asked(
    server: Numbers, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    calls = platform(server.url, clock)
    assert calls.ask("GET", "/seven", Number).number == 7
    calls.close()


def test_a_redirect_is_not_followed(calls: Platform, server: Numbers) -> None:
    server.fail_next("/seven", ELSEWHERE)
    with pytest.raises(ChannelRefused, match="302"):
        calls.ask("GET", "/seven", Number)
    assert server.calls == ["GET /v1/seven"]


def test_an_answer_without_end_is_not_read(calls: Platform, server: Numbers) -> None:
    server.fail_next("/seven", Fault(accepts=True, says=Said(200, b" " * (MAX_BYTES + 1))))
    with pytest.raises(ChannelUnknown, match="lost"):
        calls.ask("POST", "/seven", Number, doubtful=True)


def test_a_server_that_does_not_answer_is_not_waited_for(clock: Clock) -> None:
    class Silent(Loopback):
        def reply(self, call: Call, target: str) -> Said | None:
            closing.wait(20)
            return None

    closing = Event()
    with Silent() as silent:
        calls = platform(silent.url, clock, timeout_s=0.2)
        with pytest.raises(ChannelUnknown, match="ReadTimeout"):
            calls.ask("POST", "/seven", Number, doubtful=True)
        closing.set()
        calls.close()


def test_what_takes_long_is_not_published_under_a_lease_that_may_be_over(clock: Clock) -> None:
    row = make.publication(began_at=clock())
    allowed = patience(lease_s=60, timeout_s=10)
    clock.forward(seconds=30)
    in_time("numbers", row, allowed, clock())
    clock.forward(seconds=1)
    with pytest.raises(ChannelBusy, match=r"31 s of 30 s.*UNDERSTUDY_LEASE"):
        in_time("numbers", row, allowed, clock())


def test_under_a_short_lease_a_call_may_at_least_begin_at_once(clock: Clock) -> None:
    in_time("numbers", make.publication(began_at=clock()), patience(20, 10), clock())
