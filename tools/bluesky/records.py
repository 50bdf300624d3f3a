"""The record of a post: its words, what is marked in them, what it answers and shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from atproto_client import models
from atproto_client.utils.facet_detection import detect_facets, detect_mentions

from memory.errors import ChannelRefused
from memory.types import Publication
from tools.bluesky.client import Record, Ref
from tools.bluesky.keys import Address, address
from tools.bluesky.lexicon import LARGEST_PICTURE, PLACE, check_length
from tools.platforms.pictures import Picture, pictures

_WITH_HOST = re.compile(r"https?://[^\s/]")


class Server(Protocol):
    """What a record needs to know of the world."""

    def record(self, where: Address) -> Record | None: ...

    def upload(self, picture: Picture) -> models.blob_ref.BlobRef: ...

    def resolve(self, handle: str) -> str | None: ...


def record_of(
    publication: Publication, server: Server, now: datetime, language: str | None
) -> models.AppBskyFeedPost.Record:
    """What is to be stored. Uploads its pictures. Raises ChannelError."""
    check_length(publication.text)
    shown = pictures(publication, PLACE, LARGEST_PICTURE)
    reply = _reply(publication.reply_to, server) if publication.reply_to else None
    quoted = _there(publication.quote_of, server).ref if publication.quote_of else None
    return models.AppBskyFeedPost.Record(
        text=publication.text,
        created_at=now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        facets=_facets(publication.text, server) or None,
        reply=reply,
        embed=_embed(shown, quoted, server),
        langs=[language] if language else None,
    )


def _reply(parent: str, server: Server) -> models.AppBskyFeedPost.ReplyRef:
    found = _there(parent, server)
    return models.AppBskyFeedPost.ReplyRef(parent=_strong(found.ref), root=_strong(found.root))


def _there(post: str, server: Server) -> Record:
    found = server.record(address(post))
    if found is None:
        raise ChannelRefused(f"bluesky: {post[:120]} is gone; what should answer or quote it stays")
    return found


def _facets(text: str, server: Server) -> list[models.AppBskyRichtextFacet.Main]:
    """Links, tags and mentions by their UTF-8 bytes; a handle that nobody has is plain text."""
    facets = [one for one in detect_facets(text) if not _leads_nowhere(one)]
    for mention in detect_mentions(text):
        if did := server.resolve(mention.handle.lower()):
            index = models.AppBskyRichtextFacet.ByteSlice(
                byte_start=mention.byte_start, byte_end=mention.byte_end
            )
            feature = models.AppBskyRichtextFacet.Mention(did=did)
            facets.append(models.AppBskyRichtextFacet.Main(features=[feature], index=index))
    return sorted(facets, key=lambda facet: int(facet.index.byte_start))


def _leads_nowhere(facet: models.AppBskyRichtextFacet.Main) -> bool:
    """Whether it is a link without a host, for which a server refuses the whole post."""
    links = [one for one in facet.features if isinstance(one, models.AppBskyRichtextFacet.Link)]
    return any(not _WITH_HOST.match(link.uri) for link in links)


def _embed(
    shown: Sequence[Picture], quoted: Ref | None, server: Server
) -> (
    models.AppBskyEmbedImages.Main
    | models.AppBskyEmbedRecord.Main
    | models.AppBskyEmbedRecordWithMedia.Main
    | None
):
    media = _images(shown, server) if shown else None
    record = models.AppBskyEmbedRecord.Main(record=_strong(quoted)) if quoted else None
    if media and record:
        return models.AppBskyEmbedRecordWithMedia.Main(media=media, record=record)
    return media or record


def _images(shown: Sequence[Picture], server: Server) -> models.AppBskyEmbedImages.Main:
    return models.AppBskyEmbedImages.Main(
        images=[
            models.AppBskyEmbedImages.Image(
                image=server.upload(picture),
                alt=picture.alt,
                aspect_ratio=models.AppBskyEmbedDefs.AspectRatio(
                    width=picture.width, height=picture.height
                ),
            )
            for picture in shown
        ]
    )


def _strong(ref: Ref) -> models.ComAtprotoRepoStrongRef.Main:
    return models.ComAtprotoRepoStrongRef.Main(uri=ref.uri, cid=ref.cid)
