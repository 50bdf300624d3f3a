"""Pictures for a post: read, checked, sent to X once, and described for those who cannot see.

Nobody sees a picture before the post that carries it, so every step may be repeated
without harm, only in vain: what X has taken is given to `keep`, and found again in
what was kept. Sending takes several calls: when they took so long that somebody could
take our delivery for dead, we stop before the post and come back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from memory.errors import ChannelBusy, ChannelRefused, ChannelUnready
from memory.types import Media, UTCTime, Value
from tools.x import wire, wire_media
from tools.x.calls import Calls
from tools.x.prices import Prices
from tools.x.wire_media import LARGEST_IMAGE, LONGEST_ALT, MOST, SEGMENT, XMedia

if TYPE_CHECKING:
    from agents.seams import Keep

USED_WITHIN = timedelta(minutes=10)
"""A picture that X forgets sooner than this is sent again."""
MOST_LOOKS = 30
"""How often we ask whether X is done with one picture."""
_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class Picture(Value):
    """A file that X takes."""

    data: bytes
    kind: str
    alt: str


class _Sent(Value):
    """What is kept of a picture."""

    id: str
    until: UTCTime
    ready: bool = False
    described: bool = False


_KEPT = TypeAdapter(list[_Sent])


def read(media: Media) -> Picture:
    """The file. Raises ChannelRefused for what X would not take."""
    try:
        data = Path(media.path).read_bytes()
    except OSError as error:
        raise ChannelRefused(f"x: picture {media.path}: cannot be read: {error}") from error
    kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)
    if kind is None:
        raise ChannelRefused(f"x: picture {media.path}: neither PNG nor JPEG; convert it")
    if len(data) > LARGEST_IMAGE:
        raise ChannelRefused(
            f"x: picture {media.path}: {len(data)} of {LARGEST_IMAGE} bytes; make it smaller"
        )
    if len(media.alt) > LONGEST_ALT:
        raise ChannelRefused(
            f"x: picture {media.path}: its description is {len(media.alt)} of {LONGEST_ALT} "
            "characters long; shorten it"
        )
    return Picture(data=data, kind=kind, alt=media.alt)


class Pictures:
    """Sends the pictures of one account's posts."""

    def __init__(
        self,
        calls: Calls,
        prices: Prices,
        clock: Callable[[], datetime],
        patience: timedelta,
        pause: Callable[[float], object],
    ) -> None:
        """`patience`: how long after the delivery began the post itself may still be sent.

        `pause` waits for seconds.
        """
        self._calls = calls
        self._prices = prices
        self._clock = clock
        self._patience = patience
        self._pause = pause

    def send(
        self, media: Sequence[Media], began: datetime, kept: str, keep: Keep
    ) -> tuple[str, ...]:
        """X's ids of `media`, ready to go with a post. Raises ChannelUnready or ChannelRefused."""
        try:
            return self._sent(media, began, kept, keep)
        except ChannelBusy as error:
            raise ChannelUnready(str(error), error.retry_at) from error

    def _sent(
        self, media: Sequence[Media], began: datetime, kept: str, keep: Keep
    ) -> tuple[str, ...]:
        if len(media) > MOST:
            raise ChannelRefused(f"x: {len(media)} pictures; a post takes {MOST} at most")
        pictures = [read(one) for one in media]
        sent = self._still_there(kept)
        for number, picture in enumerate(pictures):
            if number == len(sent):
                sent.append(self._uploaded(picture))
                keep(_note(sent))
            sent[number] = self._finished(picture, sent[number], began)
            keep(_note(sent))
        if pictures:
            self._in_time(began, timedelta())
        return tuple(one.id for one in sent)

    def _still_there(self, kept: str) -> list[_Sent]:
        """What an earlier attempt has sent, as far as X still has it."""
        try:
            sent = _KEPT.validate_json(kept or "[]")
        except ValidationError:
            return []
        soon = self._clock() + USED_WITHIN
        return sent if all(one.until > soon for one in sent) else []

    def _uploaded(self, picture: Picture) -> _Sent:
        body = wire_media.begin(len(picture.data), picture.kind)
        begun = self._ask("POST", wire_media.INITIALIZE, json=body)
        for number, start in enumerate(range(0, len(picture.data), SEGMENT)):
            part = wire_media.segment(number, picture.data[start : start + SEGMENT])
            self._calls.send("POST", wire_media.APPEND.format(id=begun.id), json=part)
        done = self._ask("POST", wire_media.FINALIZE.format(id=begun.id))
        until = self._clock() + timedelta(seconds=done.lives_s or begun.lives_s)
        return _Sent(id=begun.id, until=until, ready=done.wait_s == 0)

    def _finished(self, picture: Picture, sent: _Sent, began: datetime) -> _Sent:
        """`sent` once X is done with it and knows what it shows."""
        if not sent.ready:
            self._await(sent.id, began)
        if picture.alt and not sent.described:
            self._describe(sent.id, picture.alt)
        return sent.model_copy(update={"ready": True, "described": True})

    def _await(self, media_id: str, began: datetime) -> None:
        for _ in range(MOST_LOOKS):
            state = self._ask("GET", wire_media.STATUS, params=wire_media.status(media_id))
            if state.wait_s == 0:
                return
            self._in_time(began, timedelta(seconds=state.wait_s))
            self._pause(state.wait_s)
        raise ChannelBusy(f"x: picture {media_id}: X is not done with it; we come back")

    def _describe(self, media_id: str, alt: str) -> None:
        price = self._prices.alt_text
        with self._calls.paying(price, "x: describe a picture"):
            self._calls.send("POST", wire_media.METADATA, json=wire_media.metadata(media_id, alt))
            self._calls.spent("x.alt_text", 1, price, f"picture {media_id}")

    def _ask(self, method: str, path: str, **options: object) -> XMedia:
        found = self._calls.parsed(method, path, wire_media.media, **options)
        if found.failed:
            raise ChannelRefused(f"x: {method} {path}: X cannot read this picture; send another")
        if not wire.is_id(found.id):
            raise ChannelBusy(f"x: {method} {path}: {found.id[:40]!r} is no id of a picture")
        return found

    def _in_time(self, began: datetime, wait: timedelta) -> None:
        took = self._clock() + wait - began
        if took > self._patience:
            raise ChannelBusy(
                f"x: the pictures took {took.total_seconds():.0f} of "
                f"{self._patience.total_seconds():.0f} s; nothing was posted, we come back"
            )


def _note(sent: Sequence[_Sent]) -> str:
    return _KEPT.dump_json(list(sent)).decode()
