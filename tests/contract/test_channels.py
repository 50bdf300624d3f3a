"""What every channel promises, run over each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from agents.seams import Channel
from memory.errors import ChannelForbidden, ChannelUnknown
from memory.types import Publication
from tests import factory as make
from tests.contract.channels.instagram import instagram
from tests.contract.channels.linkedin import linkedin
from tests.servers.money import Purse
from tests.servers.x_api import XServer
from tests.servers.x_routes import Fault
from tools.console import ConsoleChannel
from tools.x.channel import XChannel
from tools.x.client import XClient
from tools.x.matching import same_text
from tools.x.prices import Prices
from tools.x.wire import XPost

TEXTS = [
    "Fees fell 3% on Tuesday.",
    "emoji 🙂 👩🏽\u200d💻 🇬🇧 and 漢字 한국어 Привет",
    "a < b && c > d, “quoted” & 'single' &amp; literally",
    "two\n\nlines,  two blanks\tand a tab",
    "cafe\u0301 decomposed, café composed",
    "see https://ledger.example.com/a?b=1&c=2 and https://ledger.example.com/z.",
    "bare example.com/path and #BTC $ETH @desk",
]


def now() -> datetime:
    return datetime.now(UTC)


def publication(text: str, key: str = "k1", attempts: int = 1) -> Publication:
    moment = now()
    return make.publication(
        text, key=key, attempts=attempts, due_at=moment, created_at=moment, began_at=moment
    )


@pytest.fixture
def server() -> Iterator[XServer]:
    with XServer() as running:
        yield running


@pytest.fixture
def client(server: XServer, tmp_path: Path) -> Iterator[XClient]:
    with XClient(
        base_url=server.url,
        credentials=server.credentials,
        token_file=tmp_path / "x-tokens.json",
        timeout_s=5.0,
        clock=now,
        meter=Purse(),
        prices=Prices(),
    ) as opened:
        yield opened


class Reopen(Protocol):
    def __call__(self) -> Channel: ...


OTHERS = {"instagram": instagram, "linkedin": linkedin}
"""Channels that bring their own server, by name."""


@pytest.fixture(params=["console", "x", "x, escaped", *OTHERS])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reopen]:
    """Makes the channel anew, as after a restart, over the same place."""
    with ExitStack() as stack:
        if request.param in OTHERS:
            yield stack.enter_context(OTHERS[request.param]())
            return
        if request.param == "console":
            yield lambda: ConsoleChannel(tmp_path / "outbox.jsonl", now)
            return
        client: XClient = request.getfixturevalue("client")
        server: XServer = request.getfixturevalue("server")
        server.account.escape_html = request.param == "x, escaped"
        stack.callback(client.close)
        yield lambda: XChannel(client)


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_published_is_found_again(reopen: Reopen, text: str) -> None:
    receipt = reopen().publish(publication(text), print)
    assert reopen().find(publication(text)) == receipt
    assert receipt.external_id
    assert receipt.url


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_never_published_is_surely_not_there(reopen: Reopen, text: str) -> None:
    reopen().publish(publication("something else https://other.example.com", key="k0"), print)
    assert reopen().find(publication(text)) is None


def test_an_empty_channel_has_nothing(reopen: Reopen) -> None:
    assert reopen().find(publication("hello")) is None


def test_publishing_again_is_noticed_and_leads_to_the_first(reopen: Reopen) -> None:
    first = reopen().publish(publication("hello"), print)
    assert reopen().publish(publication("hello", attempts=2), print) == first


def test_names_are_the_names_in_the_design(reopen: Reopen) -> None:
    assert reopen().name in {"console", "x", *OTHERS}


@pytest.mark.parametrize("text", TEXTS)
def test_x_takes_the_text_as_it_is(client: XClient, server: XServer, text: str) -> None:
    XChannel(client).publish(publication(text), print)
    assert [post.text for post in server.posts] == [text]


@pytest.mark.parametrize(
    ("fault", "is_out"),
    [
        ("drop_before_accept", False),
        ("drop_after_accept", True),
        ("500_before_accept", False),
        ("500_after_accept", True),
        ("half_an_answer", True),
    ],
)
def test_after_a_lost_answer_x_tells_whether_it_is_out(
    client: XClient, server: XServer, fault: Fault, is_out: bool
) -> None:
    server.fail_next(fault)
    with pytest.raises(ChannelUnknown):
        XChannel(client).publish(publication(TEXTS[5]), print)
    found = XChannel(client).find(publication(TEXTS[5]))
    assert (found is not None) == is_out
    assert [post.id for post in server.posts] == ([found.external_id] if found else [])


@pytest.mark.parametrize("fault", ["401", "402", "403", "429", "503_on_read", "not_json"])
def test_x_does_not_guess_when_its_timeline_cannot_be_read(
    client: XClient, server: XServer, fault: Fault
) -> None:
    server.fail_next(fault)
    with pytest.raises(ChannelUnknown, match="cannot tell whether it is out"):
        XChannel(client).find(publication("hello"))


def test_a_duplicate_that_the_timeline_hides_is_in_doubt_after_an_earlier_attempt(
    client: XClient, server: XServer
) -> None:
    server.account.create({"text": "hello"})
    server.account.hide_newest = 1
    with pytest.raises(ChannelUnknown, match="does not show it yet"):
        XChannel(client).publish(publication("hello", attempts=2), print)
    with pytest.raises(ChannelForbidden, match="duplicate"):
        XChannel(client).publish(publication("hello", attempts=1), print)


def test_an_older_post_with_the_same_text_is_not_this_publication(
    client: XClient, server: XServer
) -> None:
    server.account.clock = lambda: datetime(2026, 1, 1, tzinfo=UTC)
    server.account.create({"text": "good morning"})
    server.account.clock = now
    assert XChannel(client).find(publication("good morning")) is None


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        ("read this: http://Ledger.example.com/a", True),
        ("read this: https://t.co/a1B2c3", True),
        ("read this: https://ledger.example.com/b", False),
        ("read that: https://ledger.example.com/a", False),
        ("read this: https://ledger.example.com/a https://ledger.example.com/a", False),
        ("read this:", False),
    ],
)
def test_a_link_may_be_shown_in_another_form_and_not_be_another_link(
    shown: str, same: bool
) -> None:
    ours = "read this: https://ledger.example.com/a/"
    assert same_text(ours, XPost(id="1", text=shown)) == same
