"""A row of the outbox without one: what a channel asks to be kept comes with the next attempt."""

from __future__ import annotations

from memory.types import Publication


class Row:
    """One publication, as it stands."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication

    def keep(self, kept: str) -> None:
        self.publication = self.publication.model_copy(update={"kept": kept})
