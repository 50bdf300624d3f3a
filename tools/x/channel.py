"""X as a place to publish: once, and able to say whether something is out already.

A lost answer leaves it open whether a post was made. `find` answers from the own
timeline, by text: X rewrites links and escapes, so both sides are brought to one
form first. It never guesses: a timeline that cannot be read is ChannelUnknown.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote

from memory.errors import ChannelError, ChannelUnknown
from memory.types import Description, Publication, Receipt
from tools.x.client import XClient
from tools.x.errors import ChannelDuplicate
from tools.x.wire import XPost
from tools.x_text import LIMIT, Entity, urls

if TYPE_CHECKING:
    from agents.seams import Keep

SETTLES_S = 15.0
"""How late a timeline may show a post (seen: seconds)."""
CLOCK_SKEW = timedelta(minutes=2)
"""How far X's clock may be behind ours."""
_ANY_LINK = "\ufffc"
_SCHEME = re.compile(r"^https?://")


class XChannel:
    """Publishes to the account of `client`."""

    name = "x"

    def __init__(self, client: XClient) -> None:
        self._client = client

    def describe(self) -> Description:
        """X's rules for an account without Premium."""
        return Description(
            name=self.name,
            longest=LIMIT,
            counted="weighted",
            threads=True,
            replies=True,
            quotes=True,
            deletes=True,
            most_media=4,
            longest_alt=1_000,
            settles_s=SETTLES_S,
        )

    def publish(self, publication: Publication, keep: Keep) -> Receipt:  # noqa: ARG002
        """Raises ChannelBusy, ChannelRefused, ChannelUnknown or BudgetExhausted.

        When X calls it a duplicate, an earlier attempt may have arrived after all: then
        that post is the receipt, or, if the timeline does not show it yet, ChannelUnknown.
        """
        try:
            return self._client.create_post(publication.text)
        except ChannelDuplicate as error:
            return self._earlier_attempt(publication, error)

    def find(self, publication: Publication) -> Receipt | None:
        """Is it out already? None: surely not. Raises ChannelUnknown when it cannot tell."""
        since = (publication.began_at or publication.created_at) - CLOCK_SKEW
        try:
            posts = self._client.own_posts(since, within_budget=False)
        except ChannelError as error:
            raise ChannelUnknown(f"x: cannot tell whether it is out: {error}") from error
        for post in posts:
            if same_text(publication.text, post):
                return Receipt(external_id=post.id, url=post.url)
        return None

    def _earlier_attempt(self, publication: Publication, error: ChannelDuplicate) -> Receipt:
        receipt = self.find(publication)
        if receipt is not None:
            return receipt
        if publication.attempts > 1:
            raise ChannelUnknown(f"{error}; the timeline does not show it yet") from error
        raise error


def same_text(text: str, post: XPost) -> bool:
    """Whether `post` says `text`, whatever X did to links, escapes and blanks."""
    ours, theirs = _plain(text), _plain(post.text)
    if ours == theirs:
        return True
    our_links, their_links = urls(ours), urls(theirs)
    return (
        _linkless(ours, our_links) == _linkless(theirs, their_links)
        and len(our_links) == len(their_links)
        and all(map(_same_link, our_links, their_links))
    )


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", html.unescape(text)).split())


def _linkless(text: str, links: Sequence[Entity]) -> str:
    """The text with every link replaced by one token."""
    pieces, end = [], 0
    for link in links:
        pieces += [text[end : link.start], _ANY_LINK]
        end = link.end
    return "".join([*pieces, text[end:]])


def _same_link(ours: Entity, theirs: Entity) -> bool:
    """X adds a scheme, changes case and slashes, or shows its own short link unexplained."""
    shown = _bare(theirs.value)
    return shown.startswith("t.co/") or shown == _bare(ours.value)


def _bare(link: str) -> str:
    return unquote(_SCHEME.sub("", link.casefold())).rstrip("/")
