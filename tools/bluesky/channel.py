"""Bluesky as a place to publish: once, and able to say for certain whether it is out.

The key of the record is derived from the publication, and a server holds one record under a
key. So a repeat cannot double, and one look at that key tells whether an earlier call arrived,
at once and whatever became of its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from memory.errors import (
    ChannelBusy,
    ChannelError,
    ChannelUnknown,
    ConfigError,
    StorageError,
)
from memory.types import Description, Limit, Publication, Reactions, Receipt
from tools.bluesky.keys import POSTS, Address, address, page, record_key
from tools.bluesky.lexicon import PLACE
from tools.bluesky.transport import XrpcRefused
from tools.platforms.publications import out_as

if TYPE_CHECKING:
    from agents.seams import Keep
    from tools.bluesky.client import BlueskyClient


class BlueskyChannel:
    """Publishes to one account."""

    name = PLACE.name

    def __init__(
        self,
        client: Callable[[], BlueskyClient],
        clock: Callable[[], datetime],
        language: str | None = None,
    ) -> None:
        """`client` is the account, opened when it is first needed; `language` is the ISO 639-1
        code that its posts are marked with."""
        self._client = client
        self._clock = clock
        self._language = language

    def describe(self) -> Description:
        return PLACE

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        """Raises ChannelBusy, ChannelRefused, ChannelUnknown or ConfigError.

        `keep` is the last word before the call that counts: whoever was too slow with pictures
        loses the row there, before anything is out.
        """
        from tools.bluesky.records import record_of  # with the library: slow

        record = record_of(publication, self._client(), self._clock(), self._language)
        key = record_key(publication)
        keep(key)
        try:
            ref = self._client().create(key, record)
        except (XrpcRefused, ChannelUnknown) as error:
            return self._there_already(publication, error)
        return self._receipt(ref.uri)

    def find(self, publication: Publication) -> Receipt | None:
        """Is it out already? None: surely not. Raises ChannelUnknown when it cannot tell."""
        try:
            where = Address(
                repo=self._client().account().did, collection=POSTS, rkey=record_key(publication)
            )
            found = self._client().record(where)
        except (ChannelError, ConfigError, StorageError) as error:
            raise ChannelUnknown(f"bluesky: cannot tell whether it is out: {error}") from error
        return self._receipt(found.ref.uri) if found else None

    def reactions(self, publication: Publication) -> Reactions:
        """Likes, reposts, quotes and replies. Raises ChannelBusy while it is not shown."""
        return self._client().reactions(address(out_as(publication)).uri)

    def limits(self) -> Sequence[Limit]:
        """By method, as the server's last answers told them."""
        return self._client().limits()

    def delete(self, publication: Publication) -> None:
        """Afterwards it is gone, also when it was gone before."""
        self._client().delete(address(out_as(publication)))

    def _there_already(self, publication: Publication, error: ChannelError) -> Receipt:
        """The post, when what stopped us is that an earlier call had arrived; else `error`."""
        if receipt := self.find(publication):
            return receipt
        if isinstance(error, XrpcRefused) and error.name == "InvalidSwap":
            raise ChannelBusy(
                "bluesky: the repository changed in the same moment (InvalidSwap); nothing of ours "
                "was stored, we try again"
            ) from error
        raise error

    def _receipt(self, uri: str) -> Receipt:
        url = page(self._client().account().handle, address(uri).rkey)
        return Receipt(external_id=uri, url=url)
