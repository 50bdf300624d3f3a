"""X as a place to publish: once, and able to say whether something is out already.

A lost answer leaves it open whether a post was made. `find` answers from the own
timeline: by what the post answers, by its text and by its time, and never with a post
that the outbox knows already (`known`), so that equal texts in one thread or on two days
are told apart. X may leave out what a post answers; then text and time decide. A
timeline that cannot be read is ChannelUnknown; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from memory.errors import ChannelError, ChannelRefused, ChannelUnknown, ConfigError
from memory.types import Description, Limit, Publication, Reactions, Receipt
from tools.x import wire, wire_media
from tools.x.client import XClient
from tools.x.errors import ChannelDuplicate
from tools.x.matching import same_text
from tools.x.wire import NewPost, XPost
from tools.x_text import LIMIT, PREMIUM_LIMIT, URL_UNITS

if TYPE_CHECKING:
    from agents.seams import Keep

SETTLES_S = 15.0
"""How late a timeline may show a post (seen: seconds)."""
PUBLISHING = f"POST {wire.CREATE}"
"""Begins the names of the limits that hold for every post."""
CLOCK_SKEW = timedelta(minutes=2)
"""How far X's clock may be behind ours."""


class XChannel:
    """Publishes to the account of `client`, an account without Premium.

    `known` tells whether a post is the outcome of another publication already.
    """

    name = "x"

    def __init__(self, client: XClient, known: Callable[[str], bool] = lambda _: False) -> None:
        self._client = client
        self._known = known

    def describe(self) -> Description:
        """X's rules for this kind of account."""
        return Description(
            name=self.name,
            longest=LIMIT,
            counted="weighted",
            link_length=URL_UNITS,
            threads=True,
            replies=True,
            quotes=True,
            deletes=True,
            most_media=wire_media.MOST,
            longest_alt=wire_media.LONGEST_ALT,
            settles_s=SETTLES_S,
        )

    def publish(self, publication: Publication, keep: Keep) -> Receipt:
        """Raises ChannelBusy, ChannelRefused, ChannelUnknown, BudgetExhausted or ConfigError.

        When X calls it a duplicate, an earlier attempt may have arrived after all: then
        that post is the receipt, or, if the timeline does not show it yet, ChannelUnknown.
        """
        if publication.media and publication.quote_of:
            raise ChannelRefused(
                f"x: publication {publication.id} has pictures and quotes a post; X takes one "
                "of the two"
            )
        post = NewPost(
            text=publication.text,
            in_reply_to=publication.reply_to,
            quotes=publication.quote_of,
            media_ids=self._client.pictures.send(
                publication.media, _began(publication), publication.kept, keep
            ),
        )
        try:
            return self._client.create_post(post, summoned=self._is_summoned(publication))
        except ChannelDuplicate as error:
            return self._earlier_attempt(publication, error)

    def find(self, publication: Publication) -> Receipt | None:
        """Is it out already? None: surely not. Raises ChannelUnknown when it cannot tell."""
        return self._found(publication, _began(publication))

    def reactions(self, publication: Publication) -> Reactions:
        """Its engagement now. Raises ChannelMissing when it was taken down."""
        return self._client.reactions(_out_as(publication))

    def limits(self) -> Sequence[Limit]:
        """What X said last of publishing; what it says of readings and pictures stops no text."""
        return [limit for limit in self._client.limits() if limit.name.startswith(PUBLISHING)]

    def delete(self, publication: Publication) -> None:
        """Afterwards it is gone, with all its versions, also when it was gone before."""
        self._client.delete_post(_out_as(publication))

    def _is_summoned(self, publication: Publication) -> bool:
        """Whether it answers somebody else, whom X calls the one who summoned us."""
        answered = publication.reply_to
        return answered is not None and publication.number == 1 and not self._known(answered)

    def _earlier_attempt(self, publication: Publication, error: ChannelDuplicate) -> Receipt:
        receipt = self._found(publication, publication.created_at)
        if receipt is not None:
            return receipt
        if publication.attempts > 1:
            raise ChannelUnknown(f"{error}; the timeline does not show it yet") from error
        raise error

    def _found(self, publication: Publication, began: datetime) -> Receipt | None:
        """Of the posts that may be it, the one that says what it answers, and nearest in time."""
        try:
            posts = self._client.own_posts(began - CLOCK_SKEW, within_budget=False)
        except (ChannelError, ConfigError) as error:
            raise ChannelUnknown(f"x: cannot tell whether it is out: {error}") from error

        def distance(post: XPost) -> tuple[bool, timedelta]:
            return post.in_reply_to is None, abs((post.posted_at or began) - began)

        fitting = [post for post in posts if self._may_be(publication, post)]
        best = min(fitting, key=distance, default=None)
        return Receipt(external_id=best.id, url=best.url) if best else None

    def _may_be(self, publication: Publication, post: XPost) -> bool:
        answers_other = post.in_reply_to not in {None, publication.reply_to}
        quotes_other = publication.quote_of and post.quotes not in {None, publication.quote_of}
        return (
            not (answers_other or quotes_other)
            and same_text(publication.text, post)
            and not self._known(post.id)
        )


class PremiumXChannel(XChannel):
    """An account with Premium writes longer posts, and may change their words."""

    def describe(self) -> Description:
        """X's rules for an account with Premium."""
        return super().describe().model_copy(update={"longest": PREMIUM_LIMIT, "edits": True})

    def edit(self, publication: Publication, text: str) -> Receipt:
        """The new version, which has an id of its own.

        Raises ChannelUnknown when X may have changed it, and ChannelRefused for what X does not
        let be edited: after 30 minutes, a sixth time, or a reply to somebody else. Source: X's
        documentation of edited posts, read 2026-11-21.
        """
        if publication.media:
            raise ChannelRefused(
                f"x: publication {publication.id} has pictures, which an edit would lose; "
                "delete it and post again"
            )
        new = NewPost(text=text, replaces=_out_as(publication))
        return self._client.create_post(new)


def _began(publication: Publication) -> datetime:
    return publication.began_at or publication.created_at


def _out_as(publication: Publication) -> str:
    """X's id of it. Raises ChannelRefused when it is not out."""
    if publication.external_id is None:
        raise ChannelRefused(f"x: publication {publication.id} is {publication.state}, not out")
    return publication.external_id
