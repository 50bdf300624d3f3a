"""Instagram as a place to publish: by containers, which can tell afterwards whether they are out.

A post is made in steps: a container for each picture, for several a container that holds
them, the wait until it is FINISHED, and one call that publishes it. Everything that was made
is kept before the next step, so that an attempt which broke off is gone on with, and `find`
asks the very container that was to be published. Without one kept, nothing was asked for.
Source: Meta, "Content Publishing", read 2026-11-21.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from memory.errors import ChannelBusy, ChannelError, ChannelRefused, ChannelUnknown, ConfigError
from memory.types import (
    Description,
    Limit,
    Publication,
    Reactions,
    Receipt,
    UTCTime,
    Value,
)
from tools.instagram.client import InstagramClient
from tools.instagram.errors import ContainerGone, MediaNotFetched
from tools.instagram.wire import SPENT, State
from tools.lengths import length
from tools.platforms.deadline import in_time
from tools.platforms.publications import out_as, same_words

if TYPE_CHECKING:
    from agents.seams import Keep

PLACE = Description(
    name="instagram",
    longest=2_200,
    most_media=10,
    needs_media=True,
    longest_alt=1_000,
    settles_s=60.0,
)
"""Source: Meta, "Error Codes", 36004/2207010, read 2026-11-21. How late a container may say that
it was published is ours to choose: Meta names no time."""
HASHTAGS = 30
MENTIONS = 20
CLOCK_SKEW = timedelta(minutes=2)
POLL_S = 3.0
POLLS = 5
"""Pictures are ready within seconds; whatever takes longer is looked at the next time."""
TRIES = 3
"""How often a picture may fail to be fetched or made before it is given up."""
COME_BACK = timedelta(minutes=1)

_HASHTAG = re.compile(r"(?<!\w)#\w")
_MENTION = re.compile(r"(?<!\w)@\w")


class Kept(Value):
    """What an attempt made so far."""

    items: tuple[str, ...] = ()
    """Containers of the pictures of a carousel, in order."""
    container: str = ""
    """The container that is to be published."""
    made_at: UTCTime | None = None
    """When it was asked for: what came of it is younger."""
    failures: int = 0


class InstagramChannel:
    """Publishes to the account of `client`, which is asked for when it is needed."""

    name = PLACE.name

    def __init__(
        self,
        client: Callable[[], InstagramClient],
        patience: timedelta,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        """`client` may raise ConfigError. `patience` is how long after its claim a publication
        may still be asked for.
        """
        self._client = client
        self._patience = patience
        self._wait = wait

    def describe(self) -> Description:
        return PLACE

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        """Raises ChannelBusy, ChannelRefused, ChannelUnknown or ConfigError."""
        refuse_unfit(publication)
        attempt = _Attempt(self._client(), publication, keep, self._wait)
        container = attempt.container()
        if attempt.ready(container) is State.PUBLISHED:
            return self._published(publication, attempt.kept)
        attempt.go_on()
        in_time(self.name, publication, self._patience, self._client().now())
        medium = self._client().publish(container)
        return Receipt(external_id=medium, url=self._client().permalink(medium))

    def find(self, publication: Publication) -> Receipt | None:
        """Is it out already? None: surely not. Raises ChannelUnknown when it cannot tell."""
        try:
            kept = _kept(publication)
            if not kept.container:
                return None
            state = self._client().container(kept.container).status_code
            return self._published(publication, kept) if state is State.PUBLISHED else None
        except (ChannelError, ConfigError) as error:
            raise ChannelUnknown(
                f"instagram: cannot tell whether publication {publication.id} is out: {error}"
            ) from error

    def reactions(self, publication: Publication) -> Reactions:
        """Counts as they stand; views may be two days late."""
        return self._client().reactions(out_as(publication))

    def limits(self) -> tuple[Limit, ...]:
        """The posts left of this day's, as Instagram counts them."""
        return self._client().limits()

    def _published(self, publication: Publication, kept: Kept) -> Receipt:
        """The post that came of a container: the first with its caption since it was made."""
        since = (kept.made_at or publication.created_at) - CLOCK_SKEW
        for medium in reversed(self._client().media(since)):
            if same_words(medium.caption, publication.text):
                return Receipt(external_id=medium.id, url=medium.permalink)
        raise ChannelUnknown(
            f"instagram: publication {publication.id} is out, and the account does not show it yet"
        )


class _Attempt:
    """One attempt at the containers of a publication; goes on with what is kept."""

    def __init__(
        self,
        client: InstagramClient,
        publication: Publication,
        keep: Keep,
        wait: Callable[[float], object],
    ) -> None:
        self._client = client
        self._publication = publication
        self._keep = keep
        self._wait = wait
        self.kept = _kept(publication)

    def container(self) -> str:
        """The one to publish: that of an earlier attempt, or a new one."""
        try:
            return self._usable(self.kept.container) or self._new()
        except MediaNotFetched as error:
            self._failed(str(error))
            raise

    def ready(self, container: str) -> State:
        """FINISHED or PUBLISHED. Raises ChannelBusy while it is neither."""
        for turn in range(POLLS):
            if turn:
                self._wait(POLL_S)
            found = self._client.container(container)
            if found.status_code in SPENT:
                said = f"container {container} is {found.status_code}: {found.status[:200]}"
                self._failed(said)
                raise self._busy(f"{said}; it is made anew")
            if found.status_code is not State.IN_PROGRESS:
                return found.status_code
        waited = (POLLS - 1) * POLL_S
        raise self._busy(f"container {container} is not ready after {waited:g} s; kept")

    def go_on(self) -> None:
        """Raises what `keep` does when somebody took over, or stopped delivery, while we waited."""
        self._remember()

    def _usable(self, container: str) -> str:
        """`container`, if something may still come of it."""
        try:
            spent = not container or self._client.container(container).status_code in SPENT
        except ContainerGone:
            return ""
        return "" if spent else container

    def _new(self) -> str:
        media, caption = self._publication.media, self._publication.text
        items = self._items() if len(media) > 1 else ()
        at = self._client.now()
        if items:
            made = self._client.carousel(items, caption)
        else:
            made = self._client.picture(media[0], caption)
        self._remember(container=made, made_at=at)
        return made

    def _items(self) -> tuple[str, ...]:
        """A FINISHED container for each picture."""
        items: tuple[str, ...] = ()
        known = self.kept.items
        for number, media in enumerate(self._publication.media):
            old = self._usable(known[number]) if number < len(known) else ""
            items += (old or self._client.item(media),)
            self._remember(items=items)
        for item in items:
            self.ready(item)
        return items

    def _failed(self, why: str) -> None:
        """Counts a failure. Raises ChannelRefused when that was often enough."""
        failures = self.kept.failures + 1
        if failures >= TRIES:
            raise ChannelRefused(
                f"instagram: publication {self._publication.id}: {why} ({failures} times); check "
                "that its pictures are JPEG, at most 8 MB, 4:5 to 1.91:1, at a public address"
            )
        self._remember(failures=failures)

    def _remember(self, **made: str | tuple[str, ...] | datetime | int) -> None:
        self.kept = self.kept.model_copy(update=made)
        self._keep(self.kept.model_dump_json())

    def _busy(self, why: str) -> ChannelBusy:
        return ChannelBusy(
            f"instagram: publication {self._publication.id}: {why}; nothing was published",
            self._client.now() + COME_BACK,
        )


def refuse_unfit(publication: Publication) -> None:
    """Raises ChannelRefused for what Instagram would not take."""
    text, media = publication.text, publication.media
    if publication.reply_to or publication.quote_of:
        raise _unfit(publication, "answers or quotes another post", "publish it by itself")
    if (units := length(text, PLACE)) > PLACE.longest:
        raise _unfit(publication, f"has {units} of {PLACE.longest} characters", "shorten it")
    for mark, pattern, most in (("#", _HASHTAG, HASHTAGS), ("@", _MENTION, MENTIONS)):
        count = len(pattern.findall(text))
        if count > most:
            raise _unfit(publication, f"has {count} of {most} {mark} tags", "leave some out")
    if not 1 <= len(media) <= PLACE.most_media:
        said = f"has {len(media)} of 1 to {PLACE.most_media} pictures"
        raise _unfit(publication, said, "attach a card")
    for number, one in enumerate(media, 1):
        if not (one.url or "").startswith(("https://", "http://")):
            raise _unfit(
                publication,
                f"has no public address for picture {number} ({one.path})",
                "put the file where Instagram can fetch it, and give its address",
            )
        if len(one.alt) > PLACE.longest_alt:
            said = f"describes picture {number} in {len(one.alt)} of {PLACE.longest_alt} characters"
            raise _unfit(publication, said, "shorten the description")


def _unfit(publication: Publication, what: str, next_step: str) -> ChannelRefused:
    return ChannelRefused(f"instagram: publication {publication.id} {what}; {next_step}")


def _kept(publication: Publication) -> Kept:
    """What an earlier attempt made. Raises ChannelRefused."""
    try:
        return Kept.model_validate_json(publication.kept) if publication.kept else Kept()
    except ValueError as error:
        raise ChannelRefused(
            f"instagram: publication {publication.id} was begun by another version of this "
            "program; see whether the account shows it, and queue it anew if not"
        ) from error
