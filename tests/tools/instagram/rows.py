"""Publications with cards, as the outbox holds them."""

from __future__ import annotations

from datetime import timedelta

from memory.types import Media
from tests import factory as make
from tests.conftest import Clock
from tests.contract.channels.row import Row
from tools.instagram.channel import InstagramChannel, Kept

PUBLISH = "/media_publish"
PATIENCE = timedelta(seconds=30)


def picture(number: int = 1, **changes: object) -> Media:
    card = Media(path=f"{number}.jpg", alt=f"Card {number}.", url=f"https://c.example/{number}.jpg")
    return card.model_copy(update=changes)


class CardRow(Row):
    """With one card where no other `media` are named."""

    def __init__(self, clock: Clock, text: str, *media: Media, **changes: object) -> None:
        at = clock()
        self.clock = clock
        super().__init__(
            make.publication(
                text, media=media or (picture(),), began_at=at, created_at=at, **changes
            )
        )

    def sent_by(self, channel: InstagramChannel) -> str:
        """One attempt: the id of the post."""
        changes = {"began_at": self.clock()}
        self.publication = self.publication.model_copy(update=changes)
        return channel.publish(self.publication, self.keep).external_id

    @property
    def kept(self) -> Kept:
        return Kept.model_validate_json(self.publication.kept)
