"""A loopback Instagram API: containers and their states, quotas, codes and lost answers.

    with InstagramServer() as server:
        client = InstagramClient(base_url=server.api, user_id=USER, token=TOKEN, ...)
        server.fail_next("/media_publish", LOST_AFTER)
        server.posts            # what is out

Rules and codes: Meta, "Content Publishing", "IG Container" and "Error Codes" of the
Instagram Platform, read 2026-11-21.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.servers.loopback import Call, Loopback, Refused, Said, now

USER = "17841405822304914"
TOKEN = "IGQVJ-a-long-lived-token"
VERSION = "/v25.0"
DAY = timedelta(days=1)


@dataclass
class ServerContainer:
    id: str
    made_at: datetime
    form: dict[str, str]
    reads_left: int
    """How often it still says IN_PROGRESS."""
    broken: bool = False
    published: bool = False
    stale_reads: int = 0
    """How often it still says FINISHED once it is published."""

    @property
    def children(self) -> list[str]:
        return self.form.get("children", "").split(",") if "children" in self.form else []


@dataclass(frozen=True)
class ServerPost:
    id: str
    caption: str
    at: datetime
    container: ServerContainer
    counts: dict[str, int] = field(default_factory=dict)


class InstagramServer(Loopback):
    """One professional account."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        super().__init__(clock)
        self.containers: dict[str, ServerContainer] = {}
        self.posts: list[ServerPost] = []
        """Oldest first."""
        self.slow_reads = 0
        """How often a new container says IN_PROGRESS."""
        self.breaks = False
        """New containers end in ERROR."""
        self.stale_reads = 0
        self.hide_newest = 0
        """How many of the youngest posts the account does not show yet."""
        self.unreachable: set[str] = set()
        """Addresses of pictures that cannot be fetched."""
        self.quota = 100
        self.insights = True
        self.token_ends: datetime | None = None
        self.calls_left = 1_000
        self.regain_minutes = 0
        self._ids = 17_900_000_000_000_000

    @property
    def api(self) -> str:
        return self.url + VERSION

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to use this server."""
        return {
            "UNDERSTUDY_INSTAGRAM_URL": self.api,
            "UNDERSTUDY_INSTAGRAM_USER": USER,
            "UNDERSTUDY_INSTAGRAM_TOKEN": TOKEN,
        }

    # ------------------------------------------------------------------ routes

    def answer(self, call: Call) -> Said:
        self._admit(call)
        path = call.path.removeprefix(VERSION).strip("/")
        routes: dict[tuple[str, str], Callable[[Call], Any]] = {
            ("POST", f"{USER}/media"): self._create,
            ("POST", f"{USER}/media_publish"): self._publish,
            ("GET", f"{USER}/media"): self._media,
            ("GET", f"{USER}/content_publishing_limit"): self._limit,
        }
        route = routes.get((call.method, path))
        body = route(call) if route else self._object(call, path)
        return Said(200, body, self._usage())

    def _admit(self, call: Call) -> None:
        if call.bearer != TOKEN:
            raise problem(190, 0, "Invalid OAuth access token - Cannot parse access token")
        if self.token_ends and self.clock() >= self.token_ends:
            raise problem(190, 463, "Error validating access token: Session has expired")
        self.calls_left -= 1
        if self.calls_left < 0:
            said = problem(
                80002, 0, "There have been too many calls to this Instagram account"
            ).said
            raise Refused(Said(said.status, said.body, self._usage()))

    def _usage(self) -> dict[str, str]:
        share = {"call_count": 28, "total_cputime": 12, "total_time": 25}
        asked = {**share, "estimated_time_to_regain_access": self.regain_minutes}
        return {
            "x-app-usage": json.dumps(share),
            "x-business-use-case-usage": json.dumps({USER: [{"type": "instagram", **asked}]}),
        }

    # ------------------------------------------------------------------ containers

    def _create(self, call: Call) -> dict[str, str]:
        form = call.form
        check_caption(form.get("caption", ""))
        if form.get("media_type") == "CAROUSEL":
            self._check_children(form)
        else:
            self._check_picture(form)
        made = ServerContainer(
            self._id(), self.clock(), form, self.slow_reads, self.breaks, stale_reads=0
        )
        self.containers[made.id] = made
        return {"id": made.id}

    def _check_children(self, form: dict[str, str]) -> None:
        ids = form.get("children", "").split(",")
        if not 2 <= len(ids) <= 10:
            raise problem(100, 2207028, "Carousels need at least 2 photos and no more than 10")
        for child in (self._container(each) for each in ids):
            if child.form.get("is_carousel_item") != "true":
                raise problem(100, 0, f"{child.id} is not a carousel item")
            if self.state(child) != "FINISHED":
                raise problem(9007, 2207027, "The media is not ready for publishing")

    def _check_picture(self, form: dict[str, str]) -> None:
        address = form.get("image_url", "")
        if not address.startswith(("http://", "https://")) or address in self.unreachable:
            raise problem(9004, 2207052, f"The media could not be fetched from this uri: {address}")
        if not address.endswith((".jpg", ".jpeg")):
            raise problem(36001, 2207005, "The image format is not supported")
        if len(form.get("alt_text", "")) > 1_000:
            raise problem(100, 0, "Param alt_text must be at most 1000 characters long")
        if form.get("is_carousel_item") == "true" and "caption" in form:
            raise problem(100, 0, "A carousel item has no caption")

    def state(self, container: ServerContainer) -> str:
        if container.published:
            return "PUBLISHED"
        if self.clock() >= container.made_at + DAY:
            return "EXPIRED"
        if container.reads_left > 0:
            return "IN_PROGRESS"
        return "ERROR" if container.broken else "FINISHED"

    def _container(self, container_id: str) -> ServerContainer:
        if container_id not in self.containers:
            raise problem(100, 33, f"Object with ID '{container_id}' does not exist")
        return self.containers[container_id]

    def _publish(self, call: Call) -> dict[str, str]:
        found = self.containers.get(call.form.get("creation_id", ""))
        if found is None or self.state(found) in {"EXPIRED", "PUBLISHED"}:
            raise problem(24, 2207008, "The media builder does not exist or has been expired")
        if self.state(found) != "FINISHED":
            raise problem(9007, 2207027, "The media is not ready for publishing")
        if found.form.get("is_carousel_item") == "true":
            raise problem(100, 0, "A carousel item cannot be published by itself")
        if self._today() >= self.quota:
            raise problem(9, 2207042, "You reached maximum number of posts")
        found.published, found.stale_reads = True, self.stale_reads
        post = ServerPost(self._id(), found.form.get("caption", ""), self.clock(), found)
        self.posts.append(post)
        return {"id": post.id}

    # ------------------------------------------------------------------ reading

    def _object(self, call: Call, path: str) -> dict[str, Any]:
        if call.method != "GET":
            raise problem(100, 33, "Unsupported post request")
        name, _, edge = path.partition("/")
        post = next((post for post in self.posts if post.id == name), None)
        if post is None:
            return self._status(self._container(name))
        return self._insights(call, post) if edge == "insights" else _fields(call, _shown(post))

    def _status(self, container: ServerContainer) -> dict[str, Any]:
        state = self.state(container)
        container.reads_left -= 1
        if state == "PUBLISHED" and container.stale_reads > 0:
            container.stale_reads -= 1
            state = "FINISHED"
        told = "Error: Media upload has failed with error code 2207032"
        return {
            "id": container.id,
            "status_code": state,
            "status": told if state == "ERROR" else state.title(),
        }

    def _media(self, call: Call) -> dict[str, Any]:
        shown = list(reversed(self.posts[: len(self.posts) - self.hide_newest]))
        start, size = int(call.query.get("after", "0")), int(call.query.get("limit", "25"))
        end = start + size
        page: dict[str, Any] = {"data": [_fields(call, _shown(p)) for p in shown[start:end]]}
        page["paging"] = {"cursors": {"before": str(start), "after": str(end)}}
        if end < len(shown):
            page["paging"]["next"] = f"{self.api}/{USER}/media?access_token=secret&after={end}"
        return page

    def _insights(self, call: Call, post: ServerPost) -> dict[str, Any]:
        if not self.insights:
            raise problem(10, 0, "Application does not have permission for this action", 403)
        names = call.query["metric"].split(",")
        if "impressions" in names:
            raise problem(100, 0, "The impressions metric is no longer supported")
        counts = {name: post.counts[name] for name in names if name in post.counts}
        return {"data": [{"name": n, "values": [{"value": v}]} for n, v in counts.items()]}

    def _limit(self, call: Call) -> dict[str, Any]:
        config = {"quota_total": self.quota, "quota_duration": 86400}
        return {"data": [{"quota_usage": self._today(), "config": config}]}

    def _today(self) -> int:
        return sum(post.at > self.clock() - DAY for post in self.posts)

    def _id(self) -> str:
        self._ids += 1
        return str(self._ids)


def check_caption(caption: str) -> None:
    too_many = len(re.findall(r"#\w+", caption)) > 30 or len(re.findall(r"@\w+", caption)) > 20
    if len(caption) > 2_200 or too_many:
        raise problem(36004, 2207010, f"The submitted image's caption was {len(caption)} long")


def problem(code: int, subcode: int, message: str, status: int = 400, **more: Any) -> Refused:
    """An error as the graph API words it."""
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A6LJ"}
    if subcode:
        error |= {"error_subcode": subcode}
    return Refused(Said(status, {"error": {**error, **more}}))


def _shown(post: ServerPost) -> dict[str, Any]:
    return {
        "id": post.id,
        "caption": post.caption,
        "timestamp": post.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "permalink": f"https://www.instagram.com/p/{post.id}/",
        "like_count": post.counts.get("likes", 0),
        "comments_count": post.counts.get("comments", 0),
    }


def _fields(call: Call, whole: dict[str, Any]) -> dict[str, Any]:
    """Only what was asked for, and the id."""
    asked = {"id", *call.query.get("fields", "").split(",")}
    return {name: value for name, value in whole.items() if name in asked}
