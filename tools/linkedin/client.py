"""LinkedIn's API, one method for each call that we make. All raise ChannelError or ConfigError.

Nothing here waits or repeats. Source: learn.microsoft.com, LinkedIn Marketing, "Posts API",
"Images API" and "Social Metadata API" in version 202607, read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from memory.errors import ChannelRefused, ChannelUnknown
from memory.types import Reactions
from tools.linkedin import errors
from tools.linkedin.wire import Post, PostPage, SocialMetadata, Upload
from tools.platforms.http import Platform
from tools.platforms.pictures import Picture

PAGE = 50
PAGES = 4
"""A token may make 150 calls a day, so that nobody posts 200 times while one is in doubt."""


class LinkedInClient:
    """Acts for `author`, a urn:li:person or urn:li:organization."""

    def __init__(
        self,
        *,
        base_url: str,
        author: str,
        token: str,
        version: str,
        timeout_s: float,
        clock: Callable[[], datetime],
    ) -> None:
        """`version` of the API: YYYYMM."""
        self._author = author
        self._base_url = base_url
        self._clock = clock
        self._http = Platform(
            "linkedin",
            base_url,
            setting="UNDERSTUDY_LINKEDIN_URL",
            headers={
                "Authorization": f"Bearer {token}",
                "Linkedin-Version": version,
                "X-Restli-Protocol-Version": "2.0.0",
            },
            timeout_s=timeout_s,
            clock=clock,
            refusal=errors.refusal,
        )

    def close(self) -> None:
        """Gives the connections back."""
        self._http.close()

    def now(self) -> datetime:
        return self._clock()

    # ------------------------------------------------------------------ writing

    def upload(self, picture: Picture) -> str:
        """The urn of a picture that posts may hold. Nothing is published."""
        begun = self._http.ask(
            "POST",
            "/rest/images",
            Upload,
            params={"action": "initializeUpload"},
            json={"initializeUploadRequest": {"owner": self._author}},
        ).value
        if not may_have_our_token(begun.uploadUrl, self._base_url):
            raise ChannelRefused(
                "linkedin: the picture was to be uploaded to a host that is not LinkedIn's; "
                "check UNDERSTUDY_LINKEDIN_URL"
            )
        kind = {"Content-Type": picture.kind}
        self._http.send("PUT", begun.uploadUrl, content=picture.data, headers=kind)
        return begun.image

    def create(self, commentary: str, images: Sequence[tuple[str, str]]) -> str:
        """The urn of a post for everybody; `images` are their urns with their descriptions.

        Raises ChannelUnknown when nobody knows whether it is out, and LinkedInDuplicate.
        """
        body: dict[str, Any] = {
            "author": self._author,
            "commentary": commentary,
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if images:
            body["content"] = _content(images)
        reply = self._http.send("POST", "/rest/posts", doubtful=True, json=body)
        urn = reply.headers.get("x-restli-id", "")
        if not urn:
            raise ChannelUnknown(
                f"{reply.call}: LinkedIn took it and gave no id; look before repeating"
            )
        return urn

    def edit(self, urn: str, commentary: str) -> None:
        """Raises PostMissing."""
        self._http.send(
            "POST",
            _path("posts", urn),
            json={"patch": {"$set": {"commentary": commentary}}},
            headers={"X-RestLi-Method": "PARTIAL_UPDATE"},
        )

    def delete(self, urn: str) -> None:
        """Afterwards it is gone, also when it was gone before."""
        with suppress(errors.PostMissing):
            self._http.send("DELETE", _path("posts", urn), headers={"X-RestLi-Method": "DELETE"})

    # ------------------------------------------------------------------ reading

    def post(self, urn: str) -> Post:
        """Raises PostMissing, or ChannelForbidden when the token may not read posts."""
        return self._http.ask("GET", _path("posts", urn), Post)

    def posts(self, since: datetime) -> list[Post]:
        """The author's posts made at `since` or later, newest first. Raises as `post`."""
        found: list[Post] = []
        for page in range(PAGES):
            query = f"author={quote(self._author, safe='')}&q=author&sortBy=CREATED"
            answer = self._http.ask(
                "GET",
                f"/rest/posts?{query}&count={PAGE}&start={page * PAGE}",
                PostPage,
                headers={"X-RestLi-Method": "FINDER"},
            )
            young = [post for post in answer.elements if post.made_at >= since]
            found += young
            if len(young) < PAGE:
                return found
        raise ChannelUnknown(f"linkedin: over {PAGE * PAGES} posts since {since:%Y-%m-%d %H:%M}")

    def reactions(self, urn: str) -> Reactions:
        """Every kind of reaction counts as a like."""
        told = self._http.ask("GET", _path("socialMetadata", urn), SocialMetadata)
        return Reactions(
            likes=sum(one.count for one in told.reactionSummaries.values()),
            comments=told.commentSummary.count,
        )


def may_have_our_token(url: str, base_url: str) -> bool:
    """Whether `url` is LinkedIn's over TLS, or on the very host that the settings name."""
    try:
        asked, ours = urlsplit(url), urlsplit(base_url)
    except ValueError:
        return False
    official = asked.scheme == "https" and (asked.hostname or "").endswith(".linkedin.com")
    return official or (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc)


def _path(resource: str, urn: str) -> str:
    return f"/rest/{resource}/{quote(urn, safe='')}"


def _content(images: Sequence[tuple[str, str]]) -> dict[str, Any]:
    told = [{"id": urn, "altText": alt} for urn, alt in images]
    return {"media": told[0]} if len(told) == 1 else {"multiImage": {"images": told}}
