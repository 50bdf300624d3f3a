"""The verbs of Mastodon that Understudy uses, one account per client, over Mastodon.py.

Nothing here repeats: a refusal says when to come back, and the caller decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from mastodon import Mastodon
from mastodon.errors import MastodonError

from memory.errors import (
    ChannelBusy,
    ChannelError,
    ChannelRefused,
    ConfigError,
)
from memory.types import Limit, Reactions, UTCTime, Value
from tools.mastodon.instance import Instance
from tools.mastodon.session import MastodonSession, NotThere
from tools.platforms.failures import lost
from tools.platforms.limits import Limits
from tools.platforms.pictures import Picture

Visibility = Literal["public", "unlisted", "private"]

PAGE = 40
"""Statuses; the most that Mastodon gives at once."""
MOST_PAGES = 25
LOOKS = 10
"""How often a picture is asked for until it is ready."""
BETWEEN_LOOKS_S = 1.0
_SPEAKS = "4.3.0"
"""The version of Mastodon whose API we use; given, so that Mastodon.py does not ask for it."""
_STATUS_ID = re.compile(r"[0-9A-Za-z]{1,64}")


class Status(Value):
    """One of our own posts, or one that we can see."""

    id: str
    url: str | None = None
    html: str = ""
    made_at: UTCTime | None = None
    reply_to: str | None = None
    media: tuple[str, ...] = ()
    """Ids of its pictures."""
    reactions: Reactions = Reactions()


class MastodonClient:
    """One account. All verbs raise ChannelError or ConfigError."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout_s: float,
        clock: Callable[[], datetime],
        wait: Callable[[float], object],
    ) -> None:
        """`timeout_s` holds for each step of a call; `wait` sleeps for seconds while the server
        works at a picture."""
        self._clock = clock
        self._wait = wait
        self._limits = Limits()
        self._session = MastodonSession(timeout_s, clock, self._limits)
        self._api = Mastodon(
            access_token=token,
            api_base_url=url,
            session=self._session,
            request_timeout=timeout_s,
            ratelimit_method="throw",
            version_check_mode="created",
            mastodon_version=_SPEAKS,
            user_agent="understudy",
        )
        self._me: str | None = None

    def close(self) -> None:
        """Gives the connections back."""
        self._session.close()

    def limits(self) -> tuple[Limit, ...]:
        """As the server's last answers told them."""
        return self._limits.now()

    def instance(self) -> Instance:
        """What the server takes, as it says now."""
        with self._speaking("the instance"):
            return Instance.told(self._api.instance_v2(), self._clock())

    def my_id(self) -> str:
        """Our account's id; asked once per client."""
        if self._me is None:
            with self._speaking("who am I"):
                self._me = _id(self._api.account_verify_credentials())
        return self._me

    def post(
        self,
        text: str,
        *,
        key: str,
        visibility: Visibility,
        language: str | None = None,
        reply_to: str | None = None,
        quote_of: str | None = None,
        media: tuple[str, ...] = (),
    ) -> Status:
        """Publishes. For one hour the server answers the same `key` with the same status.

        Raises ChannelUnknown when it may have it and did not say so.
        """
        with self._speaking("a new status", writing=True):
            return _status(
                self._api.status_post(
                    text,
                    in_reply_to_id=_checked(reply_to) if reply_to else None,
                    quoted_status_id=_checked(quote_of) if quote_of else None,
                    media_ids=list(media) or None,
                    visibility=visibility,
                    language=language,
                    idempotency_key=key,
                )
            )

    def edit(self, status: Status, text: str) -> Status:
        """Other words under the same address; pictures that are not named again would go."""
        with self._speaking("an edited status", writing=True):
            return _status(
                self._api.status_update(status.id, text, media_ids=list(status.media) or None)
            )

    def delete(self, status_id: str) -> None:
        """Afterwards it is gone, also when it was gone before."""
        try:
            with self._speaking("a status to delete", writing=True):
                self._api.status_delete(_checked(status_id))
        except NotThere:
            return

    def status(self, status_id: str) -> Status:
        """Raises ChannelRefused when it is gone."""
        with self._speaking("a status"):
            return _status(self._api.status(_checked(status_id)))

    def upload(self, picture: Picture) -> str:
        """The id of a picture that is ready for a status. Raises ChannelBusy if it never is."""
        with self._speaking("a picture"):
            made = self._api.media_post(
                picture.data, mime_type=picture.kind, description=picture.alt
            )
            media_id = _id(made)
            for _ in range(LOOKS):
                if made.get("url"):
                    return media_id
                self._wait(BETWEEN_LOOKS_S)
                made = self._api.media(media_id)
        raise ChannelBusy(
            f"mastodon: picture {media_id} is still being worked at after {LOOKS} looks; "
            "nothing was published, we try again"
        )

    def newest(self) -> str | None:
        """The id of our youngest status; None when there is none."""
        page = self._own(limit=1)
        return page[0].id if page else None

    def since(self, status_id: str) -> Iterator[Status]:
        """Our statuses younger than that one, newest first."""
        return self._pages(since_id=status_id)

    def back_to(self, moment: datetime) -> Iterator[Status]:
        """Our statuses made at `moment` or later, newest first."""
        for status in self._pages():
            if status.made_at is not None and status.made_at < moment:
                return
            yield status

    def _pages(self, **query: str) -> Iterator[Status]:
        """Raises ChannelBusy when there are too many to tell."""
        older: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            page = self._own(limit=PAGE, **query, **older)
            yield from page
            if not page:
                return
            older = {"max_id": page[-1].id}
        raise ChannelBusy(f"mastodon: more than {PAGE * MOST_PAGES} statuses of ours to look at")

    def _own(self, **query: Any) -> list[Status]:
        with self._speaking("our statuses"):
            found = self._api.account_statuses(self.my_id(), exclude_reblogs=True, **query)
            return [_status(one) for one in found]

    @contextmanager
    def _speaking(self, what: str, *, writing: bool = False) -> Iterator[None]:
        """Errors of Mastodon.py, and answers that lack what they should have, as our own."""
        try:
            yield
        except MastodonError as error:
            if isinstance(error.__context__, (ChannelError, ConfigError)):
                raise error.__context__ from error
            raise self._unreadable(what, error, writing) from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise self._unreadable(what, error, writing) from error

    def _unreadable(self, what: str, error: Exception, writing: bool) -> Exception:
        first = (str(error) or type(error).__name__).splitlines()[0][:200]
        reason = f"an answer we cannot read ({first})"
        return lost(f"mastodon: {what}", reason, writing=writing, now=self._clock())


def _status(raw: Any) -> Status:
    reply_to = raw.get("in_reply_to_id")
    return Status(
        id=_id(raw),
        url=raw.get("url") or None,
        html=raw.get("content") or "",
        made_at=raw.get("created_at"),
        reply_to=str(reply_to) if reply_to else None,
        media=tuple(_id(one) for one in raw.get("media_attachments") or ()),
        reactions=Reactions(
            likes=raw.get("favourites_count") or 0,
            reposts=raw.get("reblogs_count") or 0,
            quotes=raw.get("quotes_count") or 0,
            comments=raw.get("replies_count") or 0,
        ),
    )


def _id(raw: Any) -> str:
    """The id of whatever it is. Raises ValueError: Mastodon.py gives None for what is missing."""
    if not isinstance(raw["id"], (str, int)):
        raise ValueError("nothing with an id")
    return str(raw["id"])


def _checked(status_id: str) -> str:
    """An id that may stand in a path. Raises ChannelRefused."""
    if not _STATUS_ID.fullmatch(status_id):
        raise ChannelRefused(
            f"mastodon: {status_id[:60]!r} is no id of a status; take the number that its address "
            "on our own server ends with"
        )
    return status_id
