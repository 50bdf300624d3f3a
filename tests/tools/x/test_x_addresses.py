"""A post by its address, and one post of anybody by its id."""

from __future__ import annotations

import pytest

from memory.errors import ChannelRefused
from tests.servers.money import Purse
from tests.servers.x_api import XServer
from tools.x.addresses import post_id
from tools.x.client import XClient
from tools.x.errors import ChannelMissing


@pytest.mark.parametrize(
    "address",
    [
        "1990000000000000001",
        " 1990000000000000001 ",
        "https://x.com/ida_marrow/status/1990000000000000001",
        "https://x.com/i/web/status/1990000000000000001",
        "http://www.twitter.com/ida/status/1990000000000000001?s=20",
        "mobile.twitter.com/ida/status/1990000000000000001/photo/1",
        "HTTPS://X.COM/ida/status/1990000000000000001#m",
    ],
)
def test_a_post_is_known_by_what_people_copy(address: str) -> None:
    assert post_id(address) == "1990000000000000001"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ida",
        "https://x.com/ida",
        "https://x.com/ida/status/",
        "https://x.com.evil.example/ida/status/1",
        "https://evil.example/?https://x.com/ida/status/1",
        "https://x.com/ida/status/12345678901234567890",
        "https://x.com/ida/status/1 and more",
        "https://bsky.app/profile/ida/post/1",
    ],
)
def test_anything_else_is_no_post_on_x(address: str) -> None:
    assert post_id(address) is None


def test_a_post_is_read_whole_for_the_price_of_one(
    client: XClient, server: XServer, purse: Purse
) -> None:
    ours = server.account.create({"text": "Fees fell."})
    theirs = server.account.receive("Is that so? &amp;", quotes=ours.id)
    found = client.post(theirs.id)
    assert (found.id, found.quotes, found.author_id) == (theirs.id, ours.id, theirs.author)
    assert found.text.startswith("Is that so? &")
    assert [(usage.kind, usage.quantity, usage.usd) for usage in purse.spent] == [
        ("x.read", 1, 0.005)
    ]


def test_a_post_that_is_gone_costs_nothing(client: XClient, purse: Purse) -> None:
    with pytest.raises(ChannelMissing):
        client.post("1990000000000000001")
    with pytest.raises(ChannelRefused, match="not an id"):
        client.post("../users/me")
    assert purse.spent == []
