"""Pictures on Mastodon: described, waited for, kept through an edit."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from memory.errors import ChannelBusy, ChannelRefused
from memory.types import Media, Publication
from tests import factory as make
from tests.servers.loopback import LOST_AFTER, Fault, Said
from tests.servers.mastodon_api import MastodonServer
from tools.mastodon.channel import MastodonChannel
from tools.mastodon.client import BETWEEN_LOOKS_S, LOOKS


@pytest.fixture
def card(tmp_path: Path) -> Publication:
    path = tmp_path / "card.png"
    Image.new("RGB", (40, 20), "white").save(path)
    return make.publication("look", media=(Media(path=str(path), alt="A white card, é"),))


def test_a_picture_goes_out_with_its_description(
    channel: MastodonChannel, server: MastodonServer, card: Publication
) -> None:
    channel.publish(card, print)
    (media_id,) = server.statuses[0].media
    upload = server.pictures.held[media_id]
    size = Path(card.media[0].path).stat().st_size
    assert (upload.kind, upload.alt, upload.size) == ("image/png", "A white card, é", size)


def test_a_picture_is_waited_for_until_it_is_ready(
    channel: MastodonChannel, server: MastodonServer, card: Publication, waited: list[float]
) -> None:
    server.pictures.looks = 3
    channel.publish(card, print)
    assert waited == [BETWEEN_LOOKS_S] * 3
    assert len(server.statuses) == 1


def test_one_that_never_is_ready_publishes_nothing(
    channel: MastodonChannel, server: MastodonServer, card: Publication, waited: list[float]
) -> None:
    server.pictures.looks = 100
    with pytest.raises(ChannelBusy, match="still being worked at"):
        channel.publish(card, print)
    assert len(waited) == LOOKS
    assert server.statuses == []


def test_a_server_that_finds_it_unready_after_all_is_asked_again_later(
    channel: MastodonChannel, server: MastodonServer, card: Publication
) -> None:
    words = "Cannot attach files that have not finished processing. Try again in a moment!"
    server.fail_next(
        "POST /api/v1/statuses", Fault(accepts=False, says=Said(422, {"error": words}))
    )
    with pytest.raises(ChannelBusy, match="not finished processing"):
        channel.publish(card, print)


def test_a_lost_upload_leaves_nobody_in_doubt(
    channel: MastodonChannel, server: MastodonServer, card: Publication
) -> None:
    server.fail_next("/api/v2/media", LOST_AFTER)
    with pytest.raises(ChannelBusy, match="nothing was changed"):
        channel.publish(card, print)
    channel.publish(card, print)
    assert len(server.statuses) == 1


def test_an_edit_keeps_the_pictures(
    channel: MastodonChannel, server: MastodonServer, card: Publication
) -> None:
    out = channel.publish(card, print).external_id
    before = list(server.statuses[0].media)
    channel.edit(card.model_copy(update={"external_id": out}), "look here")
    assert (server.statuses[0].text, server.statuses[0].media) == ("look here", before)


def test_a_description_that_is_too_long_is_refused_before_it_is_sent(
    channel: MastodonChannel, server: MastodonServer, card: Publication
) -> None:
    media = (card.media[0].model_copy(update={"alt": "x" * 1_501}),)
    with pytest.raises(ChannelRefused, match="1501 of 1500 characters"):
        channel.publish(card.model_copy(update={"media": media}), print)
    assert server.pictures.held == {}
