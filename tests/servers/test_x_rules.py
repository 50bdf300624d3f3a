"""Our loopback X refuses what X refuses, and as a simulator takes what X's simulator takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from memory.errors import ChannelRefused, ChannelUnauthorised
from tests.conftest import Clock
from tests.servers.money import Purse
from tests.servers.x_api import XServer
from tests.servers.x_media import png
from tools.x.client import XClient
from tools.x.credentials import OAuth2App, OAuth2Keys, OAuth2Seed
from tools.x.prices import Prices
from tools.x.wire import NewPost


@pytest.fixture(params=[False, True], ids=["x", "simulator"])
def server(request: pytest.FixtureRequest, clock: Clock) -> Iterator[XServer]:
    with XServer(clock=clock, simulator=request.param) as running:
        yield running


@pytest.fixture
def client(server: XServer, clock: Clock, tmp_path: Path) -> Iterator[XClient]:
    with _client(server, clock, tmp_path) as opened:
        yield opened


def _client(
    server: XServer, clock: Clock, folder: Path, credentials: OAuth2Keys | None = None
) -> XClient:
    return XClient(
        base_url=server.url,
        credentials=credentials or server.credentials,
        token_file=folder / "x-tokens.json",
        timeout_s=5.0,
        clock=clock,
        meter=Purse(),
        prices=Prices(),
    )


def takes(client: XClient, post: NewPost | str) -> str:
    """What X says to it; "" when it takes it."""
    try:
        client.create_post(post)
    except ChannelRefused as error:
        return str(error)
    return ""


def test_a_text_twice(client: XClient, server: XServer) -> None:
    client.create_post("twice")
    assert ("duplicate" in takes(client, "twice")) != server.account.simulator


def test_a_text_of_many_bytes_and_little_weight(client: XClient, server: XServer) -> None:
    text = "é" * 270
    assert ("maximum length of 280" in takes(client, text)) == server.account.simulator


def test_an_answer_to_who_did_not_ask(client: XClient, server: XServer) -> None:
    post = NewPost(text="well", in_reply_to=server.account.receive("a remark").id)
    assert ("have not been mentioned" in takes(client, post)) != server.account.simulator
    server.account.tier = "enterprise"
    assert takes(client, post) == ""


@pytest.mark.parametrize("how", ["mentions us", "quotes us", "is our own"])
def test_an_answer_that_is_allowed(client: XClient, server: XServer, how: str) -> None:
    own = server.account.create({"text": "our own"})
    asked = {
        "mentions us": lambda: server.account.receive("@Nell_Harrow, why?"),
        "quotes us": lambda: server.account.receive("this!", quotes=own.id),
        "is our own": lambda: own,
    }[how]()
    assert takes(client, NewPost(text="well", in_reply_to=asked.id)) == ""


def test_what_is_answered_or_quoted_must_be_there(client: XClient, server: XServer) -> None:
    server.account.tier = "enterprise"
    assert takes(client, NewPost(text="well", in_reply_to="7"))
    assert takes(client, NewPost(text="well", quotes="7"))


def test_a_quotation_needs_enterprise_access(client: XClient, server: XServer) -> None:
    post = NewPost(text="look", quotes=server.account.receive("news").id)
    assert ("not permitted to quote" in takes(client, post)) != server.account.simulator
    server.account.tier = "enterprise"
    assert takes(client, post) == ""
    assert (server.posts[-1].quotes is None) == server.account.simulator


def test_one_cashtag_and_no_more(client: XClient, server: XServer) -> None:
    assert takes(client, "$BTC alone") == ""
    assert ("one cashtag" in takes(client, "$BTC and $ETH")) != server.account.simulator


@pytest.mark.parametrize("media_ids", [("7",), ("7", "8", "9", "10", "11")])
def test_pictures_that_are_not_there(
    client: XClient, server: XServer, media_ids: tuple[str, ...]
) -> None:
    assert "media IDs are invalid" in takes(client, NewPost(text="look", media_ids=media_ids))


def test_a_file_is_what_it_was_announced_to_be(server: XServer) -> None:
    store = server.account.media
    announced = {"media_category": "tweet_image", "media_type": "image/jpeg", "total_bytes": 67}
    media_id = store.begin({**announced, "total_bytes": len(png())})["id"]
    store.uploads[media_id].parts[0] = png()
    with pytest.raises(Exception, match="not of its media_type"):
        store.finalize(media_id)
    store.uploads[media_id].parts[0] = b"\xff\xd8\xff"
    with pytest.raises(Exception, match="do not add up"):
        store.finalize(media_id)


def test_a_bearer_token_speaks_for_the_app_unless_the_simulator_is_told(
    server: XServer, clock: Clock, tmp_path: Path
) -> None:
    keys = server.oauth2_credentials()
    with _client(server, clock, tmp_path, keys) as client:
        assert ("Application-Only is forbidden" in takes(client, "one")) == server.account.simulator
        server.bearer_is_user = True
        assert takes(client, "two") == ""


def test_a_token_of_nobody_is_refused(server: XServer, clock: Clock, tmp_path: Path) -> None:
    nobody = OAuth2Keys(OAuth2App("client-id"), OAuth2Seed("no-token"))
    with _client(server, clock, tmp_path, nobody) as client, pytest.raises(ChannelUnauthorised):
        client.create_post("hello")


def test_a_restart_remembers_what_was_posted_changed_and_taken_down(
    clock: Clock, tmp_path: Path
) -> None:
    journal = tmp_path / "posts.jsonl"
    with XServer(clock=clock, journal=journal) as first:
        first.account.premium = True
        kept, gone = (first.account.create({"text": text}) for text in ("kept", "gone"))
        first.account.delete(gone.id)
        edit = {"text": "changed", "edit_options": {"previous_post_id": kept.id}}
        changed = first.account.create(edit)
    with XServer(clock=clock, journal=journal) as second:
        assert second.posts == [changed]
