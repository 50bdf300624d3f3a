"""LinkedIn as a place to publish: once, as far as LinkedIn lets us look.

`find` reads the author's own posts, by text and time. That takes a permission which LinkedIn
gives to few people's apps (`r_member_social`), and to pages more easily: without it a lost
answer ends as ChannelUnknown, and a human looks. LinkedIn itself refuses the same text
twice, and then names the post that was there first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from memory.errors import (
    ChannelError,
    ChannelForbidden,
    ChannelRefused,
    ChannelUnknown,
    ConfigError,
)
from memory.types import Description, Limit, Publication, Reactions, Receipt
from tools.lengths import length
from tools.linkedin import little
from tools.linkedin.client import LinkedInClient
from tools.linkedin.errors import LinkedInDuplicate, PostMissing
from tools.platforms.deadline import in_time
from tools.platforms.pictures import pictures
from tools.platforms.publications import out_as, same_words

if TYPE_CHECKING:
    from agents.seams import Keep

PLACE = Description(
    name="linkedin",
    longest=3_000,
    edits=True,
    deletes=True,
    most_media=20,
    longest_alt=4_086,
    settles_s=60.0,
)
"""Its text is what people see, as LinkedIn's own editor counts: its API names no number. Pictures:
learn.microsoft.com, "MultiImage API", read 2026-11-21. How late the author's posts may show one
is ours to choose: LinkedIn names no time."""
PICTURE_BYTES = 8_000_000
"""Ours: LinkedIn limits pixels (36,152,320), and no card comes near either."""
CLOCK_SKEW = timedelta(minutes=2)
NOT_OUT = frozenset({"DRAFT", "PUBLISH_FAILED"})
"""States of a post that nobody sees, nor ever will by itself."""


class LinkedInChannel:
    """Publishes for the author of `client`, which is asked for when it is needed."""

    name = PLACE.name

    def __init__(self, client: Callable[[], LinkedInClient], patience: timedelta) -> None:
        """`client` may raise ConfigError. `patience` is how long after its claim a publication
        may still be asked for.
        """
        self._client = client
        self._patience = patience

    def describe(self) -> Description:
        return PLACE

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        """Raises ChannelBusy, ChannelRefused, ChannelUnknown or ConfigError."""
        refuse_unfit(publication)
        images = self._uploaded(publication, keep) if publication.media else []
        in_time(self.name, publication, self._patience, self._client().now())
        try:
            return _receipt(self._client().create(little.written(publication.text), images))
        except LinkedInDuplicate as error:
            return self._earlier_attempt(publication, error)

    def find(self, publication: Publication) -> Receipt | None:
        """Is it out already? None: surely not. Raises ChannelUnknown when it cannot tell."""
        since = (publication.began_at or publication.created_at) - CLOCK_SKEW
        try:
            posts = self._client().posts(since)
        except (ChannelError, ConfigError) as error:
            raise _in_doubt(publication, str(error)) from error
        same = [p for p in posts if same_words(little.read(p.commentary), publication.text)]
        for post in reversed(same):
            if post.lifecycleState == "PUBLISHED":
                return _receipt(post.id)
            if post.lifecycleState not in NOT_OUT:
                raise _in_doubt(publication, f"{post.id} is {post.lifecycleState[:40]}")
        return None

    def edit(self, publication: Publication, text: str) -> Receipt:
        """Raises ChannelRefused, and PostMissing when it is gone."""
        refuse_unfit(publication.model_copy(update={"text": text}))
        urn = out_as(publication)
        self._client().edit(urn, little.written(text))
        return _receipt(urn)

    def delete(self, publication: Publication) -> None:
        self._client().delete(out_as(publication))

    def reactions(self, publication: Publication) -> Reactions:
        """Raises ChannelForbidden when the token may not read them."""
        return self._client().reactions(out_as(publication))

    def limits(self) -> tuple[Limit, ...]:
        """None: LinkedIn shows its limits in the developer portal alone."""
        return ()

    def _uploaded(self, publication: Publication, keep: Keep) -> list[tuple[str, str]]:
        """Urn and description of each picture; what an earlier attempt uploaded serves again."""
        known = publication.kept.split()
        images = []
        for number, picture in enumerate(pictures(publication, PLACE, PICTURE_BYTES)):
            urn = known[number] if number < len(known) else self._client().upload(picture)
            images.append((urn, picture.alt))
            keep(" ".join(urn for urn, _ in images))
        return images

    def _earlier_attempt(self, publication: Publication, error: LinkedInDuplicate) -> Receipt:
        """The post that was there first, if it is of this publication.

        A first attempt repeats somebody else's post. Later on it is this publication's, unless
        it is older; a post that LinkedIn remembers and does not show leaves it in doubt.
        """
        if publication.attempts < 2:
            raise error
        if error.urn is None:
            receipt = self.find(publication)
            if receipt is None:
                raise ChannelUnknown(f"{error}; the author's posts do not show it") from error
            return receipt
        try:
            post = self._client().post(error.urn)
        except ChannelForbidden:
            return _receipt(error.urn)
        except (ChannelError, ConfigError) as second:
            state = "is not shown" if isinstance(second, PostMissing) else f"is unclear: {second}"
            raise ChannelUnknown(f"{error}; {error.urn} {state}") from second
        if post.made_at < publication.created_at - CLOCK_SKEW:
            raise error
        return _receipt(post.id)


def refuse_unfit(publication: Publication) -> None:
    """Raises ChannelRefused for what LinkedIn would not take."""
    where = f"linkedin: publication {publication.id}"
    if publication.reply_to or publication.quote_of:
        raise ChannelRefused(f"{where} answers or quotes another post; publish it by itself")
    if not publication.text.strip():
        raise ChannelRefused(f"{where} has no text; write some")
    if (units := length(publication.text, PLACE)) > PLACE.longest:
        raise ChannelRefused(f"{where} has {units} of {PLACE.longest} characters; shorten it")


def _in_doubt(publication: Publication, why: str) -> ChannelUnknown:
    return ChannelUnknown(
        f"linkedin: cannot tell whether publication {publication.id} is out: {why}"
    )


def _receipt(urn: str) -> Receipt:
    return Receipt(external_id=urn, url=f"https://www.linkedin.com/feed/update/{urn}/")
