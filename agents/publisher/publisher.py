"""Publisher: puts an approved draft into the outbox, commits, and only then delivers.

It refuses whatever has no verdict, a verdict about another text, or a live persona without
authorisation and disclosure. It decides nothing about content.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from agents.publisher.cutting import posts_of
from agents.publisher.delivery import Delivery
from agents.publisher.gate import approved, may_go_live
from agents.publisher.timing import Due, Timing
from memory.errors import UnderstudyError
from memory.outbox import Outbox, Posting
from memory.persona import Persona
from memory.types import Description, Draft, Media, Publication, Work

Illustrate = Callable[[Work, Description, datetime], tuple[Media, ...]]
"""The pictures of a draft for a channel; may raise CardError."""


class Publisher:
    """Puts an approved draft into the outbox and sends it."""

    def __init__(
        self,
        persona: Persona,
        outbox: Outbox,
        delivery: Delivery,
        clock: Callable[[], datetime],
        describe: Callable[[str], Description] | None = None,
        timing: Timing | None = None,
        illustrate: Illustrate | None = None,
    ) -> None:
        """`describe(channel)` says what a channel takes; without it, drafts go as they are.

        `timing` says when a draft goes out; without it, at once. `illustrate` gives the pictures
        that go with it; without it, none.
        """
        self._persona = persona
        self._outbox = outbox
        self._delivery = delivery
        self._clock = clock
        self._describe = describe
        self._timing = timing
        self._illustrate = illustrate
        self._booking = threading.Lock()

    def publish(self, work: Work) -> Publication:
        """The publication of `work.draft`, sent or on its way.

        Raises UnderstudyError for a draft without an approving verdict.
        """
        draft, assignment = work.draft, work.assignment
        if draft is None or not approved(work):
            raise UnderstudyError(f"publisher: assignment {assignment.id} has no approving verdict")
        if assignment.leaves:
            may_go_live(self._persona)
        with self._booking:  # two branches at once would get the same place
            queued = self._outbox.of_assignment(assignment.id) or self._booked(work, draft)
        self._outbox.expire(self._clock(), assignment.persona)
        return self._delivery.deliver(queued)

    def _booked(self, work: Work, draft: Draft) -> Publication:
        """The draft in the outbox, at its place. Raises NoPlace or ChannelRefused."""
        assignment, now = work.assignment, self._clock()
        due = self._timing.due(assignment, draft.id) if self._timing else Due(at=now)
        posting = Posting(
            key=assignment.id,
            persona=assignment.persona,
            channel=assignment.channel,
            assignment_id=assignment.id,
            draft_id=draft.id,
            story_id=assignment.candidate.story.id if assignment.candidate else None,
            texts=self._posts(draft, assignment.channel),
            media=self._media(work, assignment.channel),
            dry_run=assignment.dry_run,
            due_at=due.at,
            expires_at=due.expires_at,
            urgent=due.urgent,
            reply_to=assignment.reply_to.post_id if assignment.reply_to else None,
        )
        return self._outbox.enqueue(posting, now)

    def _media(self, work: Work, channel: str) -> tuple[Media, ...]:
        """The pictures that go with it. Raises CardError."""
        if self._describe is None or self._illustrate is None:
            return ()
        return self._illustrate(work, self._describe(channel), self._clock())

    def _posts(self, draft: Draft, channel: str) -> tuple[str, ...]:
        """The draft in posts that its channel takes. Raises ChannelRefused."""
        if self._describe is None:
            return draft.parts or (draft.text,)
        place = self._describe(channel)
        return posts_of(draft, place, numbered=self._persona.number_threads)
