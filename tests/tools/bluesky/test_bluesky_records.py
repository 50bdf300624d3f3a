"""The record of a post, as the server stores it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from memory.errors import ChannelBusy, ChannelRefused
from memory.types import Media
from tests import factory as make
from tests.conftest import Clock
from tests.servers.bluesky_api import POSTS, BlueskyServer, cid
from tests.servers.loopback import FAILED_BEFORE
from tools.bluesky.channel import BlueskyChannel
from tools.bluesky.client import BlueskyClient

WORDS = 'é🙂 @desk.example.com says "look": https://ledger.example.com/a?b=1. #Fees, $ETH'


def stored(channel: BlueskyChannel, server: BlueskyServer, text: str, **changes: Any) -> Any:
    channel.publish(make.publication(text, **changes), print)
    return server.posts[-1]


def picture(folder: Path, name: str = "card.png", size: tuple[int, int] = (40, 20)) -> Media:
    path = folder / name
    Image.new("RGB", size, "white").save(path)
    return Media(path=str(path), alt="A white card")


def test_links_tags_and_mentions_are_marked_by_their_bytes(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    facets = stored(channel, server, WORDS)["facets"]
    raw = WORDS.encode()
    marked = [raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in facets]
    assert marked == ["@desk.example.com", "https://ledger.example.com/a?b=1", "#Fees", "$ETH"]
    features = [{**facet["features"][0]} for facet in facets]
    assert [feature.pop("$type").partition("#")[2] for feature in features] == [
        "mention",
        "link",
        "tag",
        "tag",
    ]
    assert features == [
        {"did": server.handles["desk.example.com"]},
        {"uri": "https://ledger.example.com/a?b=1"},
        {"tag": "Fees"},
        {"tag": "$ETH"},
    ]


def test_an_address_that_leads_nowhere_is_plain_text(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    record = stored(channel, server, "Look for https://, not http://. See https://a.example.")
    assert [f["features"][0]["uri"] for f in record["facets"]] == ["https://a.example"]


def test_a_handle_is_looked_up_however_it_is_written(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    (facet,) = stored(channel, server, "thanks @Desk.Example.com")["facets"]
    assert facet["features"][0]["did"] == server.handles["desk.example.com"]


def test_a_handle_that_nobody_has_is_plain_text(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    assert "facets" not in stored(channel, server, "thanks @nobody.example.com")


def test_a_handle_that_cannot_be_looked_up_now_is_waited_for(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    server.fail_next("resolveHandle", FAILED_BEFORE)
    with pytest.raises(ChannelBusy):
        channel.publish(make.publication("thanks @desk.example.com"), print)
    assert server.posts == []


def test_language_and_time_are_told(
    channel: BlueskyChannel, server: BlueskyServer, clock: Clock
) -> None:
    record = stored(channel, server, "hello")
    assert record["langs"] == ["en"]
    assert record["createdAt"] == "2026-11-20T09:00:00.000Z"
    assert clock().isoformat() == "2026-11-20T09:00:00+00:00"


def test_without_a_language_none_is_told(
    client: BlueskyClient, clock: Clock, server: BlueskyServer
) -> None:
    assert "langs" not in stored(BlueskyChannel(lambda: client, clock), server, "hello")


def test_each_part_of_a_thread_answers_the_one_before_under_the_first(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    first = channel.publish(make.publication("one", key="t"), print).external_id
    second = channel.publish(
        make.publication("two", key="t/2", number=2, reply_to=first), print
    ).external_id
    third = stored(channel, server, "three", key="t/3", number=3, reply_to=second)
    root = {"uri": first, "cid": cid(server.records[first])}
    parent = {"uri": second, "cid": cid(server.records[second])}
    assert server.records[second]["reply"]["parent"]["uri"] == first
    assert {name: third["reply"][name]["uri"] for name in ("root", "parent")} == {
        "root": root["uri"],
        "parent": parent["uri"],
    }
    assert third["reply"]["root"]["cid"] == root["cid"]
    assert third["reply"]["parent"]["cid"] == parent["cid"]


def test_an_answer_to_somebody_else_keeps_the_root_of_their_thread(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    root = {"uri": server.foreign_post("3jzfcijpj2z2a"), "cid": "bafyroot"}
    theirs = server.foreign_post("3jzfcijpj2z2b", reply={"root": root, "parent": root})
    record = stored(channel, server, "so do I", reply_to=theirs)
    assert record["reply"]["root"]["cid"] == "bafyroot"
    assert record["reply"]["parent"]["uri"] == theirs


def test_the_page_of_a_post_names_it_as_well(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    theirs = server.foreign_post("3jzfcijpj2z2a")
    page = "https://bsky.app/profile/desk.example.com/post/3jzfcijpj2z2a"
    assert stored(channel, server, "yes", reply_to=page)["reply"]["parent"]["uri"] == theirs


@pytest.mark.parametrize("field", ["reply_to", "quote_of"])
def test_what_is_gone_can_be_neither_answered_nor_quoted(
    channel: BlueskyChannel, server: BlueskyServer, field: str
) -> None:
    gone = f"at://did:plc:deskdeskdeskdeskdesk/{POSTS}/3jzfcijpj2z2a"
    with pytest.raises(ChannelRefused, match="is gone"):
        channel.publish(make.publication("yes", **{field: gone}), print)


def test_a_quote_holds_the_version_that_was_read(
    channel: BlueskyChannel, server: BlueskyServer
) -> None:
    theirs = server.foreign_post("3jzfcijpj2z2a")
    embed = stored(channel, server, "indeed", quote_of=theirs)["embed"]
    assert embed["$type"] == "app.bsky.embed.record"
    assert embed["record"]["uri"] == theirs
    assert embed["record"]["cid"] == cid(server.others[theirs])


def test_pictures_carry_alt_text_and_shape(
    channel: BlueskyChannel, server: BlueskyServer, tmp_path: Path
) -> None:
    media = (picture(tmp_path), picture(tmp_path, "photo.jpg", (30, 60)))
    images = stored(channel, server, "look", media=media)["embed"]["images"]
    assert [image["alt"] for image in images] == ["A white card"] * 2
    shapes = [(one["aspectRatio"]["width"], one["aspectRatio"]["height"]) for one in images]
    assert shapes == [(40, 20), (30, 60)]
    kinds = [server.blobs[image["image"]["ref"]["$link"]][0] for image in images]
    assert kinds == ["image/png", "image/jpeg"]
    sent = [server.blobs[image["image"]["ref"]["$link"]][1] for image in images]
    assert sent == [Path(one.path).read_bytes() for one in media]


def test_a_quote_may_have_pictures(
    channel: BlueskyChannel, server: BlueskyServer, tmp_path: Path
) -> None:
    theirs = server.foreign_post("3jzfcijpj2z2a")
    embed = stored(channel, server, "see", quote_of=theirs, media=(picture(tmp_path),))["embed"]
    assert embed["$type"] == "app.bsky.embed.recordWithMedia"
    assert embed["record"]["record"]["uri"] == theirs
    assert len(embed["media"]["images"]) == 1


@pytest.mark.parametrize("text", ["🇬🇧" * 300, "👩🏽\u200d💻" * 200, "e\u0301" * 300])
def test_the_longest_texts_fit(channel: BlueskyChannel, server: BlueskyServer, text: str) -> None:
    assert stored(channel, server, text)["text"] == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("🇬🇧" * 301, "301 of 300 characters"),
        ("👩🏽\u200d💻" * 201, "3015 of 3000 bytes"),
    ],
)
def test_longer_ones_are_refused_before_anything_is_asked(
    channel: BlueskyChannel, server: BlueskyServer, text: str, reason: str
) -> None:
    with pytest.raises(ChannelRefused, match=reason):
        channel.publish(make.publication(text), print)
    assert server.calls == []


def test_a_picture_that_is_too_large_is_refused_before_anything_is_asked(
    channel: BlueskyChannel, server: BlueskyServer, tmp_path: Path
) -> None:
    heavy = picture(tmp_path)
    with Path(heavy.path).open("ab") as file:
        file.truncate(1_000_001)
    with pytest.raises(ChannelRefused, match="1000001 of 1000000 bytes"):
        channel.publish(make.publication("look", media=(heavy,)), print)
    assert server.calls == []


def test_the_largest_picture_is_taken(
    channel: BlueskyChannel, server: BlueskyServer, tmp_path: Path
) -> None:
    heavy = picture(tmp_path)
    with Path(heavy.path).open("ab") as file:
        file.truncate(1_000_000)
    assert stored(channel, server, "look", media=(heavy,))["embed"]["images"]
