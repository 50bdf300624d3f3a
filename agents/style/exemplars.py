"""Exemplars: which of the persona's own posts help to write a brief."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from memory.types import Brief, Post


class PostsByNearness(Protocol):
    """Finds the persona's posts by what they are about."""

    def nearest(self, text: str, count: int) -> Sequence[Post]: ...


class VoiceExemplars:
    """Chooses posts to write after; satisfies `Exemplars`."""

    def __init__(self, posts: PostsByNearness) -> None:
        self._posts = posts

    def nearest(self, text: str, count: int) -> Sequence[Post]:
        """Most similar first; at most `count`."""
        return self._posts.nearest(text, count)

    def choose(self, brief: Brief, count: int) -> Sequence[Post]:
        """Those to write `brief` after, most helpful first; at most `count`, each once."""
        return self._posts.nearest(brief.headline, count)
