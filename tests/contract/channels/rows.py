"""Plays the outbox to a channel: what it asks to be kept comes back with the same key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.seams import Channel, Keep
from memory.types import Description, Limit, Media, Publication, Reactions, Receipt


@dataclass
class Rows:
    """`channel`, given publications as their rows would be: with `media`, and what was kept."""

    channel: Channel
    media: tuple[Media, ...] = ()
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.channel.name

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        def kept(word: str) -> None:
            self.kept[publication.key] = word
            keep(word)

        return self.channel.publish(self._row(publication), kept)

    def find(self, publication: Publication) -> Receipt | None:
        return self.channel.find(self._row(publication))

    def reactions(self, publication: Publication) -> Reactions:
        return self.channel.reactions(publication)

    def limits(self) -> Sequence[Limit]:
        return self.channel.limits()

    def describe(self) -> Description:
        return self.channel.describe()

    def _row(self, publication: Publication) -> Publication:
        kept = self.kept.get(publication.key, "")
        return publication.model_copy(update={"media": self.media, "kept": kept})
