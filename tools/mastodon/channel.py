"""Mastodon as a place to publish: once, and able to say whether something is out already.

A repeat within an hour is answered by the server with the first status, since both carry the
same idempotency key. That alone would be too little: what `find` answers comes from our own
statuses, those younger than the one that was our youngest just before the call. So no clock
decides, neither ours nor the server's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from memory.errors import (
    ChannelError,
    ChannelRefused,
    ChannelUnknown,
    ConfigError,
    StorageError,
)
from memory.types import Description, Limit, Publication, Reactions, Receipt
from tools.mastodon.instance import Instance, InstanceFile
from tools.mastodon.text import counted, same_text
from tools.platforms.pictures import pictures
from tools.platforms.publications import out_as

if TYPE_CHECKING:
    from agents.seams import Keep
    from tools.mastodon.client import MastodonClient, Status, Visibility

SETTLES_S = 60.0
"""How late our statuses may show a new one: a call that began within its lease may take three
time limits of 20 s, and a server may read from a replica."""
CLOCK_SKEW = timedelta(minutes=2)
"""How far the server's clock may be behind ours, where only time can be gone by."""
NONE_YET = "0"
"""Kept in place of the id of our youngest status when there is none; every id is greater."""


class MastodonChannel:
    """Publishes to one account."""

    name = "mastodon"

    def __init__(
        self,
        client: Callable[[], MastodonClient],
        file: InstanceFile,
        language: str | None = None,
        visibility: Visibility = "public",
    ) -> None:
        """`client` is the account, opened when it is first needed; `language` is the ISO 639-1
        code that its posts are marked with."""
        self._client = client
        self._file = file
        self._language = language
        self._visibility = visibility

    def describe(self) -> Description:
        """As the server told it last."""
        return _described(self._file.known())

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        """Raises ChannelBusy, ChannelRefused, ChannelUnknown, ConfigError or StorageError."""
        instance = self._file.current(self._client().instance)
        _check(publication, instance)
        shown = pictures(publication, _described(instance), instance.largest_picture)
        media = tuple(self._client().upload(picture) for picture in shown)
        keep(self._client().newest() or NONE_YET)
        status = self._client().post(
            publication.text,
            key=idempotency_key(publication),
            visibility=self._visibility,
            language=self._language,
            reply_to=publication.reply_to,
            quote_of=publication.quote_of,
            media=media,
        )
        return _receipt(status)

    def find(self, publication: Publication) -> Receipt | None:
        """Is it out already? None: surely not. Raises ChannelUnknown when it cannot tell."""
        try:
            found = next((one for one in self._since(publication) if _is(one, publication)), None)
        except (ChannelError, ConfigError, StorageError) as error:
            raise ChannelUnknown(f"mastodon: cannot tell whether it is out: {error}") from error
        return _receipt(found) if found else None

    def reactions(self, publication: Publication) -> Reactions:
        """Favourites, boosts, quotes and replies."""
        return self._client().status(out_as(publication)).reactions

    def limits(self) -> Sequence[Limit]:
        """By call, as the server's last answers told them."""
        return self._client().limits()

    def edit(self, publication: Publication, text: str) -> Receipt:
        """Other words, the same pictures and address."""
        instance = self._file.current(self._client().instance)
        _check(publication.model_copy(update={"text": text, "quote_of": None}), instance)
        status = self._client().status(out_as(publication))
        return _receipt(self._client().edit(status, text))

    def delete(self, publication: Publication) -> None:
        """Afterwards it is gone, also when it was gone before."""
        self._client().delete(out_as(publication))

    def _since(self, publication: Publication) -> Iterator[Status]:
        if publication.kept:
            return self._client().since(publication.kept)
        began = publication.began_at or publication.created_at
        return self._client().back_to(began - CLOCK_SKEW)


def idempotency_key(publication: Publication) -> str:
    """The same for every attempt at one publication, and for no other."""
    name = f"{publication.persona}/{publication.channel}/{publication.key}"
    return hashlib.sha256(name.encode()).hexdigest()


def _described(instance: Instance) -> Description:
    return Description(
        name=MastodonChannel.name,
        longest=instance.longest,
        counted="graphemes",
        link_length=instance.link_length,
        threads=True,
        replies=True,
        quotes=instance.quotes,
        edits=True,
        deletes=True,
        most_media=instance.most_media,
        longest_alt=instance.longest_alt,
        settles_s=SETTLES_S,
    )


def _check(publication: Publication, instance: Instance) -> None:
    """Raises ChannelRefused for what the server would refuse, or quietly leave out."""
    length = counted(publication.text, _described(instance))
    if length > instance.longest:
        raise ChannelRefused(
            f"mastodon: {length} of {instance.longest} characters; shorten it or allow threads"
        )
    if publication.quote_of and not instance.quotes:
        raise ChannelRefused(
            "mastodon: this server knows no quotes (Mastodon 4.5 does); put the link into the text"
        )


def _is(status: Status, publication: Publication) -> bool:
    """Whether this is that publication: its words, in answer to the same status."""
    same_place = status.reply_to == publication.reply_to
    return same_place and same_text(publication.text, status.html)


def _receipt(status: Status) -> Receipt:
    return Receipt(external_id=status.id, url=status.url)
