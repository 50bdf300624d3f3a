"""What a server takes: asked once a day, and held to."""

from __future__ import annotations

from pathlib import Path

import pytest

from memory.errors import ChannelRefused, StorageError
from tests import factory as make
from tests.conftest import Clock
from tests.servers.mastodon_api import MastodonServer
from tools.mastodon.channel import MastodonChannel
from tools.mastodon.client import MastodonClient
from tools.mastodon.instance import Instance, InstanceFile

ASKED = "/api/v2/instance"


def test_before_anything_was_asked_it_is_described_as_mastodon_comes(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    described = channel.describe()
    assert (described.longest, described.link_length, described.counted) == (500, 23, "graphemes")
    assert not described.quotes
    assert server.calls == []


def test_afterwards_it_is_described_as_the_server_says(
    channel: MastodonChannel, server: MastodonServer
) -> None:
    server.longest = 2_000
    channel.publish(make.publication("x" * 2_000), print)
    assert channel.describe().longest == 2_000
    with pytest.raises(ChannelRefused, match="2001 of 2000 characters"):
        channel.publish(make.publication("x" * 2_001, key="k2"), print)


def test_a_server_is_asked_once_a_day_by_all_processes(
    channel: MastodonChannel,
    client: MastodonClient,
    server: MastodonServer,
    file: InstanceFile,
    clock: Clock,
) -> None:
    channel.publish(make.publication("one", key="1"), print)
    clock.forward(hours=23)
    MastodonChannel(lambda: client, file).publish(make.publication("two", key="2"), print)
    assert server.asked(ASKED) == 1
    clock.forward(hours=1)
    channel.publish(make.publication("three", key="3"), print)
    assert server.asked(ASKED) == 2


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"configuration": None},
        {"configuration": {"statuses": {"max_characters": None}}},
        {"configuration": {"statuses": {"max_characters": "500"}}, "api_versions": {}},
    ],
)
def test_what_a_server_does_not_say_is_as_mastodon_has_it(
    answer: dict[str, object], clock: Clock
) -> None:
    told = Instance.told(answer, clock())
    assert told == Instance(asked_at=clock())


def test_a_file_that_cannot_be_read_is_asked_for_again(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "mastodon.json"
    path.write_text("{half a fi")
    file = InstanceFile(path, clock)
    assert file.known() == Instance()
    told = Instance(longest=1_000, asked_at=clock())
    assert file.current(lambda: told) == told
    assert file.known() == told


def test_a_disk_that_is_full_stops_before_anything_is_out(
    client: MastodonClient, server: MastodonServer, tmp_path: Path, clock: Clock
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    channel = MastodonChannel(lambda: client, InstanceFile(in_the_way / "mastodon.json", clock))
    with pytest.raises(StorageError, match="cannot keep"):
        channel.publish(make.publication("hello"), print)
    assert server.statuses == []
