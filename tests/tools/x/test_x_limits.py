"""What X still allows, by the headers of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.errors import ChannelBusy
from memory.types import Limit, Media
from tests import factory as make
from tests.conftest import Clock
from tests.servers.x_account import ME
from tests.servers.x_api import XServer
from tests.servers.x_media import png
from tools.x.channel import XChannel
from tools.x.client import XClient
from tools.x.errors import DEFAULT_WAIT, LONGEST_WAIT
from tools.x.limits import Limits, endpoint, read

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def by_name(limits: Sequence[Limit]) -> dict[str, tuple[int, int | None]]:
    return {limit.name: (limit.remaining, limit.most) for limit in limits}


def test_every_endpoint_has_its_own_limit_and_the_last_word_counts(
    client: XClient, server: XServer
) -> None:
    assert client.limits() == ()
    server.account.receive("hello")
    client.create_post("one")
    client.create_post("two")
    client.mentions()
    client.user_timeline("stranger_x")
    assert by_name(client.limits()) == {
        "POST /2/tweets": (298, 300),
        "GET /2/users/{id}/mentions": (299, 300),
        "GET /2/users/by/username/{username}": (299, 300),
        "GET /2/users/{id}/tweets": (299, 300),
    }


def test_only_what_x_says_of_publishing_keeps_a_post_back(
    client: XClient, server: XServer, tmp_path: Path
) -> None:
    channel = XChannel(client)
    picture = tmp_path / "dot.png"
    picture.write_bytes(png())
    server.more_headers = {"x-user-limit-24hour-remaining": "7"}
    given = make.publication("look", media=(Media(path=str(picture), alt="A dot"),))
    receipt = channel.publish(given, print)
    channel.find(given)
    channel.delete(given.model_copy(update={"external_id": receipt.external_id}))
    assert len(client.limits()) > 2
    assert by_name(channel.limits()) == {
        "POST /2/tweets": (299, 300),
        "POST /2/tweets (user, 24 h)": (7, None),
    }


def test_a_refusal_tells_of_the_limit_too(client: XClient, server: XServer, clock: Clock) -> None:
    server.rate_limit = 0
    with pytest.raises(ChannelBusy):
        client.create_post("one")
    [limit] = client.limits()
    assert limit.remaining == 0
    assert limit.resets_at == clock() + timedelta(minutes=15)


def test_a_limit_is_forgotten_when_it_is_over(client: XClient, clock: Clock) -> None:
    client.create_post("one")
    clock.forward(minutes=14, seconds=59)
    assert len(client.limits()) == 1
    clock.forward(seconds=1)
    assert client.limits() == ()


def test_the_limits_of_the_day_are_told_apart(client: XClient, server: XServer) -> None:
    server.more_headers = {
        "x-user-limit-24hour-limit": "100",
        "x-user-limit-24hour-remaining": "7",
        "x-app-limit-24hour-remaining": "900",
    }
    client.create_post("one")
    assert by_name(client.limits()) == {
        "POST /2/tweets": (299, 300),
        "POST /2/tweets (user, 24 h)": (7, 100),
        "POST /2/tweets (app, 24 h)": (900, None),
    }


@pytest.mark.parametrize("reset", ["", "soon", "0", "9" * 40])
def test_without_a_credible_end_a_window_of_x_is_assumed(
    client: XClient, server: XServer, clock: Clock, reset: str
) -> None:
    server.reset_header = reset
    client.create_post("one")
    assert [limit.resets_at for limit in client.limits()] == [clock() + DEFAULT_WAIT]


def test_an_answer_without_limits_changes_nothing() -> None:
    limits = Limits(lambda: NOW)
    limits.hear("GET", "/2/users/me", {"content-type": "application/json"})
    assert limits.standing() == ()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/2/tweets", "GET /2/tweets"),
        (f"/2/users/{ME}/tweets", "GET /2/users/{id}/tweets"),
        ("/2/users/by/username/2", "GET /2/users/by/username/{username}"),
        ("/2/media/upload/7/append", "GET /2/media/upload/{id}/append"),
    ],
)
def test_ids_and_names_are_no_part_of_an_endpoint(path: str, name: str) -> None:
    assert endpoint("GET", path) == name


@given(
    st.dictionaries(
        st.sampled_from(
            ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"]
            + [f"x-app-limit-24hour-{part}" for part in ("limit", "remaining", "reset")]
        ),
        st.text() | st.integers().map(str),
    )
)
def test_no_header_makes_an_absurd_limit(headers: dict[str, str]) -> None:
    for limit in read("GET /2/tweets", headers, NOW):
        assert limit.remaining >= 0
        assert limit.resets_at is not None
        assert NOW < limit.resets_at <= NOW + LONGEST_WAIT
