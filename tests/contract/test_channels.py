"""What every channel promises, run over each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.seams import Channel, Deletes, Edits
from memory.errors import ChannelRefused
from memory.types import Media, Publication, Reactions
from tests import factory as make
from tests.contract.places import PLACES, Place
from tests.servers.loopback import now
from tests.servers.x_media import png

TEXTS = [
    "Fees fell 3% on Tuesday.",
    "emoji 🙂 👩🏽\u200d💻 🇬🇧 and 漢字 한국어 Привет",
    "a < b && c > d, “quoted” & 'single' &amp; literally",
    "two\n\nlines,  two blanks\tand a tab",
    "cafe\u0301 decomposed, café composed",
    "see https://ledger.example.com/a?b=1&c=2 and https://ledger.example.com/z.",
    "bare example.com/path and #BTC $ETH @desk",
]

CREATED = now()
"""A row is made once, however often it is looked for."""


def publication(text: str, key: str = "k1", **changes: object) -> Publication:
    moment = now()
    times = {"due_at": moment, "created_at": CREATED, "began_at": moment}
    return make.publication(text, key=key, **{**times, **changes})


class Book:
    """Publishes and remembers, as the outbox does."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._out: set[str] = set()

    @property
    def channel(self) -> Channel:
        """The channel, reopened each time."""
        return self._place.reopen(self._out.__contains__)

    def out(self, given: Publication) -> Publication:
        """`given`, published, as the outbox has it afterwards."""
        receipt = self.channel.publish(given, print)
        self._out.add(receipt.external_id)
        return given.model_copy(update={"external_id": receipt.external_id})


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with PLACES[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture
def book(place: Place) -> Book:
    return Book(place)


@pytest.fixture
def picture(tmp_path: Path) -> Media:
    path = tmp_path / "dot.png"
    path.write_bytes(png())
    return Media(path=str(path), alt="A black dot")


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_published_is_found_again(book: Book, text: str) -> None:
    receipt = book.channel.publish(publication(text), print)
    assert book.channel.find(publication(text)) == receipt
    assert receipt.external_id
    assert receipt.url


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_never_published_is_surely_not_there(book: Book, text: str) -> None:
    book.out(publication("something else https://other.example.com", key="k0"))
    assert book.channel.find(publication(text)) is None


def test_an_empty_channel_has_nothing(book: Book) -> None:
    assert book.channel.find(publication("hello")) is None


def test_publishing_again_is_noticed_and_leads_to_the_first(book: Book, place: Place) -> None:
    if not place.notices_repeats:
        pytest.skip("this one takes the same text twice: the outbox alone stands against it")
    first = book.channel.publish(publication("hello"), print)
    assert book.channel.publish(publication("hello", attempts=2), print) == first


def test_the_longest_text_is_taken_and_found(book: Book) -> None:
    text = ("word " * 25_000)[: book.channel.describe().longest - 1] + "."
    receipt = book.channel.publish(publication(text), print)
    assert book.channel.find(publication(text)) == receipt


def test_a_channel_is_what_it_says_it_is(book: Book) -> None:
    described = book.channel.describe()
    assert described.name == book.channel.name
    assert isinstance(book.channel, Deletes) == described.deletes
    assert isinstance(book.channel, Edits) == described.edits


def test_the_next_part_of_a_thread_is_not_the_one_before_it(book: Book) -> None:
    if not book.channel.describe().threads:
        pytest.skip("no threads")
    first = book.out(publication("the same words", key="t1"))
    second = publication("the same words", key="t1/2", number=2, reply_to=first.external_id)
    assert book.channel.find(second) is None
    answer = publication("other words", key="t1/2", number=2, reply_to=first.external_id)
    receipt = book.channel.publish(answer, print)
    assert book.channel.find(answer) == receipt


def test_pictures_go_out_with_a_post_that_is_found_again(book: Book, picture: Media) -> None:
    described = book.channel.describe()
    if not described.most_media:
        pytest.skip("no pictures")
    given = publication("look at this", media=(picture,) * described.most_media)
    receipt = book.channel.publish(given, print)
    assert book.channel.find(given) == receipt


def test_nobody_has_reacted_to_what_is_new(book: Book) -> None:
    assert book.channel.reactions(book.out(publication("new"))) == Reactions()


def test_what_is_not_out_can_neither_be_looked_at_nor_changed(book: Book) -> None:
    channel, given = book.channel, publication("not out")
    if channel.name == "console":
        pytest.skip("nobody reads a file")
    with pytest.raises(ChannelRefused, match="not out"):
        channel.reactions(given)
    if isinstance(channel, Edits):
        with pytest.raises(ChannelRefused, match="not out"):
            channel.edit(given, "changed")
    if isinstance(channel, Deletes):
        with pytest.raises(ChannelRefused, match="not out"):
            channel.delete(given)


def test_limits_hold_until_some_time_to_come(book: Book) -> None:
    book.out(publication("hello"))
    for limit in book.channel.limits():
        assert limit.name
        assert limit.remaining >= 0
        assert limit.resets_at is None or limit.resets_at > now()


def test_what_was_taken_down_is_gone_also_the_second_time(book: Book) -> None:
    channel = book.channel
    if not isinstance(channel, Deletes):
        pytest.skip("nothing can be taken down")
    given = publication("too early")
    out = given.model_copy(update={"external_id": channel.publish(given, print).external_id})
    channel.delete(out)
    channel.delete(out)
    assert book.channel.find(given) is None


def test_a_new_version_is_found_and_the_old_one_is_not(book: Book) -> None:
    channel = book.channel
    if not isinstance(channel, Edits):
        pytest.skip("nothing can be changed")
    given = publication("a tpyo")
    out = book.out(given)
    receipt = channel.edit(out, "a typo")
    assert book.channel.find(publication("a typo")) == receipt
    assert book.channel.find(given) is None
