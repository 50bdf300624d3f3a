"""Instagram's API, one method for each call that we make. All raise ChannelError or ConfigError.

The token travels in the Authorization header, never in an address. Nothing here waits or
repeats. Source: Meta, "Content Publishing" and its reference, read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from memory.errors import ChannelError, ChannelRefused, ChannelUnknown, ConfigError
from memory.types import Limit, Media, Reactions
from tools.instagram import errors
from tools.instagram.wire import (
    Container,
    Counts,
    Insights,
    Link,
    Made,
    MediaPage,
    Medium,
    PublishingLimit,
)
from tools.platforms.http import Platform

PAGE = 50
PAGES = 4
"""No account posts 200 times while one publication is in doubt: 100 a day are allowed."""


class InstagramClient:
    """Acts for the professional account `user_id`."""

    def __init__(
        self,
        *,
        base_url: str,
        user_id: str,
        token: str,
        timeout_s: float,
        clock: Callable[[], datetime],
    ) -> None:
        self._user = user_id
        self._clock = clock
        self._used: int | None = None
        self._http = Platform(
            "instagram",
            base_url,
            setting="UNDERSTUDY_INSTAGRAM_URL",
            headers={"Authorization": f"Bearer {token}"},
            timeout_s=timeout_s,
            clock=clock,
            refusal=errors.refusal,
        )

    def close(self) -> None:
        """Gives the connections back."""
        self._http.close()

    def now(self) -> datetime:
        return self._clock()

    # ------------------------------------------------------------------ publishing

    def picture(self, media: Media, caption: str) -> str:
        """The container of a post with one picture."""
        return self._pictured({**_image(media), "caption": caption})

    def item(self, media: Media) -> str:
        """The container of one picture of a carousel."""
        return self._pictured({**_image(media), "is_carousel_item": "true"})

    def carousel(self, items: tuple[str, ...], caption: str) -> str:
        """The container of a post with several pictures, whose containers are FINISHED."""
        children = ",".join(items)
        return self._made({"media_type": "CAROUSEL", "children": children, "caption": caption})

    def _pictured(self, form: Mapping[str, str]) -> str:
        """A container that names no other: what is not there is the account itself."""
        try:
            return self._made(form)
        except errors.ContainerGone as error:
            raise ConfigError(
                f"instagram: this token finds no account {self._user}; set "
                "UNDERSTUDY_INSTAGRAM_USER to the id of the professional account"
            ) from error

    def _made(self, form: Mapping[str, str]) -> str:
        return self._http.ask("POST", f"/{self._user}/media", Made, data=dict(form)).id

    def container(self, container: str) -> Container:
        """How far it is. Raises ContainerGone."""
        fields = {"fields": "status_code,status"}
        return self._http.ask("GET", f"/{container}", Container, params=fields)

    def publish(self, container: str) -> str:
        """The id of the post. Raises ChannelUnknown when nobody knows whether it is out."""
        answer = self._http.send(
            "POST", f"/{self._user}/media_publish", doubtful=True, data={"creation_id": container}
        )
        self._used = errors.used(answer.headers)
        return self._http.read(answer, Made, doubtful=True).id

    # ------------------------------------------------------------------ reading

    def permalink(self, medium: str) -> str | None:
        """Where people see it; None when that cannot be learned now: it is out all the same."""
        try:
            return self._http.ask(
                "GET", f"/{medium}", Link, params={"fields": "permalink"}
            ).permalink
        except (ChannelError, ConfigError):
            return None

    def media(self, since: datetime) -> list[Medium]:
        """The account's posts made at `since` or later, newest first."""
        found: list[Medium] = []
        query = {"fields": "id,caption,timestamp,permalink", "limit": str(PAGE)}
        for _ in range(PAGES):
            page = self._http.ask("GET", f"/{self._user}/media", MediaPage, params=query)
            young = [medium for medium in page.data if medium.timestamp >= since]
            found += young
            if len(young) < len(page.data) or not page.after:
                return found
            query["after"] = page.after
        raise ChannelUnknown(f"instagram: over {PAGE * PAGES} posts since {since:%Y-%m-%d %H:%M}")

    def reactions(self, medium: str) -> Reactions:
        """Likes and comments; views and shares where the token may read insights."""
        fields = {"fields": "like_count,comments_count"}
        counts = self._http.ask("GET", f"/{medium}", Counts, params=fields)
        insights = self._insights(medium)
        return Reactions(
            likes=counts.like_count,
            comments=counts.comments_count,
            reposts=insights.of("shares"),
            impressions=insights.of("views"),
        )

    def _insights(self, medium: str) -> Insights:
        """Empty without instagram_business_manage_insights, or with too few viewers."""
        try:
            return self._http.ask(
                "GET", f"/{medium}/insights", Insights, params={"metric": "views,shares"}
            )
        except ChannelRefused:
            return Insights()

    def limits(self) -> tuple[Limit, ...]:
        """Posts of the last 24 hours, asked for free; calls as the last post was told."""
        answer = self._http.ask(
            "GET",
            f"/{self._user}/content_publishing_limit",
            PublishingLimit,
            params={"fields": "quota_usage,config"},
        )
        posts = [
            Limit(
                name="instagram posts a day",
                remaining=max(one.config.quota_total - one.quota_usage, 0),
                most=one.config.quota_total,
            )
            for one in answer.data
        ]
        if self._used is not None:
            left = 100 - self._used
            posts.append(Limit(name="instagram calls an hour, percent", remaining=left, most=100))
        return tuple(posts)


def _image(media: Media) -> dict[str, str]:
    described = {"alt_text": media.alt} if media.alt else {}
    return {"image_url": media.url or "", **described}
