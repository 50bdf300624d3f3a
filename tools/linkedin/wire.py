"""What we read of LinkedIn's answers.

Source: learn.microsoft.com, LinkedIn Marketing, "Posts API", "Images API" and "Social
Metadata API", read 2026-11-21.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tools.platforms.http import Wire


class Post(Wire):
    """A post of the author."""

    id: str
    createdAt: int  # noqa: N815  (LinkedIn's own name)
    """Milliseconds since 1970."""
    commentary: str = ""
    lifecycleState: str = "PUBLISHED"  # noqa: N815
    """PUBLISHED; PUBLISH_REQUESTED on its way there; DRAFT or PUBLISH_FAILED when it is not out."""

    @property
    def made_at(self) -> datetime:
        return datetime.fromtimestamp(self.createdAt / 1_000, UTC)


class PostPage(Wire):
    """Newest first."""

    elements: tuple[Post, ...]


class _Upload(Wire):
    uploadUrl: str  # noqa: N815
    image: str


class Upload(Wire):
    """Where the bytes of a picture go, and what it is called afterwards."""

    value: _Upload


class _Reacted(Wire):
    count: int = 0


class SocialMetadata(Wire):
    reactionSummaries: dict[str, _Reacted] = {}  # noqa: N815
    """By kind: LIKE, PRAISE, EMPATHY, INTEREST, APPRECIATION, ENTERTAINMENT."""
    commentSummary: _Reacted = _Reacted()  # noqa: N815


class _InputError(Wire):
    code: str = ""


class _Details(Wire):
    inputErrors: tuple[_InputError, ...] = ()  # noqa: N815


class Problem(Wire):
    """The body of an answer that is no success."""

    message: str = ""
    code: str = ""
    errorDetails: _Details = _Details()  # noqa: N815

    @property
    def codes(self) -> frozenset[str]:
        return frozenset({self.code, *(one.code for one in self.errorDetails.inputErrors)})
