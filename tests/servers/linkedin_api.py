"""A loopback LinkedIn API: versions, little text, pictures, duplicates and lost answers.

    with LinkedInServer() as server:
        client = LinkedInClient(base_url=server.url, author=AUTHOR, token=TOKEN, ...)
        server.fail_next("POST /rest/posts", LOST_AFTER)
        server.posts            # what is out

Rules: learn.microsoft.com, LinkedIn Marketing, "Posts API", "Images API", "little Text
Format" and "API Versioning", read 2026-11-21; what a text with an unescaped character
becomes, and the body of a duplicate, as public bug reports have them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.servers.loopback import Call, Loopback, Refused, Said, now

AUTHOR = "urn:li:person:8675309"
TOKEN = "AQV-a-member-token"
VERSIONS = {"202512", "202607", "202611"}
_ESCAPED = re.compile(r"\\(.)|\{hashtag\|\\?#\|([^|{}]+)\}|([|{}@\[\]()<>#*_~\\])", re.DOTALL)


@dataclass(frozen=True)
class ServerPost:
    urn: str
    commentary: str
    """As it was sent."""
    at: datetime
    content: Mapping[str, Any] = field(default_factory=dict)
    likes: int = 0
    loves: int = 0
    comments: int = 0
    state: str = "PUBLISHED"

    @property
    def shown(self) -> str:
        """What people see: cut off where a reserved character was not escaped."""
        pieces, end = [], 0
        for match in _ESCAPED.finditer(self.commentary):
            pieces.append(self.commentary[end : match.start()])
            if match[3]:
                return "".join(pieces)
            pieces.append(match[1] or f"#{match[2]}")
            end = match.end()
        return "".join([*pieces, self.commentary[end:]])


class LinkedInServer(Loopback):
    """One author."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        super().__init__(clock)
        self.posts: list[ServerPost] = []
        """Oldest first."""
        self.deleted: list[ServerPost] = []
        self.pictures: dict[str, bytes | None] = {}
        """Bytes by urn; None until they are uploaded."""
        self.readable = True
        """Whether the token may read posts and reactions."""
        self.hide_newest = 0
        self.remembers_deleted = True
        """Whether a text that was taken down counts as a duplicate."""
        self.names_duplicates = True
        self.upload_host = ""
        self.calls_left = 1_000
        self.retry_after = ""
        self.token_ends: datetime | None = None
        self._ids = 7_141_138_937_766_391_800

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to use this server."""
        return {
            "UNDERSTUDY_LINKEDIN_URL": self.url,
            "UNDERSTUDY_LINKEDIN_AUTHOR": AUTHOR,
            "UNDERSTUDY_LINKEDIN_TOKEN": TOKEN,
        }

    # ------------------------------------------------------------------ routes

    def answer(self, call: Call) -> Said:
        self._admit(call)
        if call.raw_path.startswith("/dms-uploads/"):
            return self._uploaded(call)
        self._check_headers(call)
        _, _, resource, *rest = call.raw_path.split("/")
        if any(":" in part for part in rest):
            raise refused(400, "Invalid path: a urn must be URL-encoded")
        urn = call.path.removeprefix(f"/rest/{resource}").strip("/")
        handler = getattr(self, f"_{call.method.lower()}_{resource}", None)
        if handler is None:
            raise refused(404, f"No virtual resource found for {call.path}", "RESOURCE_NOT_FOUND")
        said: Said = handler(call, urn)
        return said

    def _admit(self, call: Call) -> None:
        if call.bearer != TOKEN:
            raise refused(401, "Invalid access token", "INVALID_ACCESS_TOKEN", 65600)
        if self.token_ends and self.clock() >= self.token_ends:
            raise refused(401, "Expired access token", "EXPIRED_ACCESS_TOKEN", 65601)
        self.calls_left -= 1
        if self.calls_left < 0:
            said = refused(429, "Resource level throttle limit for calls is reached").said
            asked = {"Retry-After": self.retry_after} if self.retry_after else {}
            raise Refused(Said(said.status, said.body, asked))

    def _check_headers(self, call: Call) -> None:
        version = call.headers.get("linkedin-version", "")
        if version not in VERSIONS:
            said = f"Requested version {version} is not active"
            raise refused(426, said, "NONEXISTENT_VERSION")
        if call.headers.get("x-restli-protocol-version") != "2.0.0":
            raise refused(400, "X-RestLi-Protocol-Version 2.0.0 is needed", "INVALID_VERSION")

    # ------------------------------------------------------------------ pictures

    def _post_images(self, call: Call, urn: str) -> Said:
        owner = call.document["initializeUploadRequest"]["owner"]
        if call.query.get("action") != "initializeUpload" or owner != AUTHOR:
            raise refused(403, "Not the owner", "ACCESS_DENIED")
        made = f"urn:li:image:C4E{self._id()}"
        self.pictures[made] = None
        address = f"{self.upload_host or self.url}/dms-uploads/{made}"
        value = {"uploadUrlExpiresAt": 1, "uploadUrl": address, "image": made}
        return Said(200, {"value": value})

    def _uploaded(self, call: Call) -> Said:
        urn = call.path.removeprefix("/dms-uploads/")
        if call.method != "PUT" or urn not in self.pictures or not call.body:
            raise refused(400, "Nothing to upload here")
        if not call.headers.get("content-type", "").startswith("image/"):
            raise refused(415, "Not a picture")
        self.pictures[urn] = call.body
        return Said(201)

    # ------------------------------------------------------------------ posts

    def _post_posts(self, call: Call, urn: str) -> Said:
        if urn:
            return self._edited(call, urn)
        body = call.document
        if body.get("author") != AUTHOR:
            raise refused(403, "Not enough permissions to access: posts.CREATE", "ACCESS_DENIED")
        needed = {"commentary", "visibility", "distribution", "lifecycleState"}
        if missing := needed - set(body):
            raise refused(422, f"{sorted(missing)} :: field is required", "MISSING_FIELD")
        self._check_pictures(body.get("content", {}))
        made = ServerPost(
            f"urn:li:share:{self._id()}", body["commentary"], self.clock(), body.get("content", {})
        )
        self._check_text(made)
        self.posts.append(made)
        return Said(201, None, {"x-restli-id": made.urn, "x-linkedin-id": made.urn})

    def _check_pictures(self, content: Mapping[str, Any]) -> None:
        images = content.get("multiImage", {}).get("images", [])
        if "multiImage" in content and not 2 <= len(images) <= 20:
            raise refused(422, "images :: has to be 2 to 20", "INVALID_VALUE")
        one = [content["media"]] if "media" in content else []
        for image in [*images, *one]:
            if not self.pictures.get(image["id"]):
                raise refused(422, f"{image['id']} is not uploaded", "INVALID_VALUE")
            if len(image.get("altText", "")) > 4_086:
                raise refused(422, "altText :: is too long", "FIELD_LENGTH_TOO_LONG")

    def _check_text(self, made: ServerPost) -> None:
        if len(made.shown) > 3_000:
            raise refused(422, "commentary :: is too long", "FIELD_LENGTH_TOO_LONG")
        known = self.posts + (self.deleted if self.remembers_deleted else [])
        for post in known:
            if post.commentary == made.commentary:
                raise duplicate(post.urn if self.names_duplicates else "")

    def _edited(self, call: Call, urn: str) -> Said:
        if call.headers.get("x-restli-method") != "PARTIAL_UPDATE":
            raise refused(400, "X-RestLi-Method: PARTIAL_UPDATE is needed")
        post = self._found(urn)
        changed = replace(post, commentary=call.document["patch"]["$set"]["commentary"])
        self.posts[self.posts.index(post)] = changed
        return Said(204)

    def _delete_posts(self, call: Call, urn: str) -> Said:
        if call.headers.get("x-restli-method") != "DELETE":
            raise refused(400, "X-RestLi-Method: DELETE is needed")
        gone = [post for post in self.posts if post.urn == urn]
        self.posts = [post for post in self.posts if post.urn != urn]
        self.deleted += gone
        return Said(204)

    def _get_posts(self, call: Call, urn: str) -> Said:
        if not self.readable:
            raise refused(403, "Not enough permissions to access: posts.FINDER", "ACCESS_DENIED")
        if urn:
            return Said(200, _rendered(self._found(urn)))
        if call.headers.get("x-restli-method") != "FINDER" or call.query.get("q") != "author":
            raise refused(400, "No finder of that name", "ILLEGAL_ARGUMENT")
        if call.query.get("author") != AUTHOR:
            raise refused(403, "Not the author", "ACCESS_DENIED")
        start, count = int(call.query.get("start", "0")), int(call.query.get("count", "10"))
        shown = list(reversed(self.posts[: len(self.posts) - self.hide_newest]))
        page = [_rendered(post) for post in shown[start : start + min(count, 100)]]
        return Said(200, {"paging": {"start": start, "count": count}, "elements": page})

    def _get_socialMetadata(self, call: Call, urn: str) -> Said:  # noqa: N802
        if not self.readable:
            raise refused(403, "Not enough permissions", "ACCESS_DENIED")
        post = self._found(urn)
        counts = {"LIKE": post.likes, "EMPATHY": post.loves}
        summaries = {k: {"reactionType": k, "count": n} for k, n in counts.items() if n}
        comments = {"count": post.comments, "topLevelCount": post.comments}
        return Said(200, {"reactionSummaries": summaries, "commentSummary": comments})

    def _found(self, urn: str) -> ServerPost:
        for post in self.posts:
            if post.urn == urn:
                return post
        raise refused(404, f"Post {urn} does not exist", "NOT_FOUND")

    def _id(self) -> int:
        self._ids += 1
        return self._ids


def refused(status: int, message: str, code: str = "", service: int = 0) -> Refused:
    """A problem as LinkedIn words it."""
    body = {"status": status, "message": message, "code": code, "serviceErrorCode": service}
    return Refused(Said(status, body))


def duplicate(urn: str) -> Refused:
    what = f"Content is a duplicate of {urn}" if urn else "Content is a duplicate"
    inner = {"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}
    body = {
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": f"com.linkedin.content.common.exception.BadRequestResponseException: {what}",
        "errorDetails": {"inputErrors": [inner]},
        "status": 422,
    }
    return Refused(Said(422, body))


def _rendered(post: ServerPost) -> dict[str, Any]:
    stamp = int(post.at.timestamp() * 1_000)
    return {
        "id": post.urn,
        "author": AUTHOR,
        "commentary": post.commentary,
        "createdAt": stamp,
        "publishedAt": stamp,
        "lastModifiedAt": stamp,
        "lifecycleState": post.state,
        "visibility": "PUBLIC",
        "content": dict(post.content),
    }
