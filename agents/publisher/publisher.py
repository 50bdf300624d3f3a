"""Publisher: puts an approved draft into the outbox, commits, and only then delivers.

It refuses whatever has no verdict, a verdict about another text, or a live persona without
authorisation and disclosure. It decides nothing about content.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from agents.publisher.delivery import Delivery
from agents.publisher.gate import approved, may_go_live
from memory.errors import UnderstudyError
from memory.outbox import Outbox, Posting
from memory.persona import Persona
from memory.types import Publication, Work


class Publisher:
    """Puts an approved draft into the outbox and sends it."""

    def __init__(
        self,
        persona: Persona,
        outbox: Outbox,
        delivery: Delivery,
        clock: Callable[[], datetime],
    ) -> None:
        self._persona = persona
        self._outbox = outbox
        self._delivery = delivery
        self._clock = clock

    def publish(self, work: Work) -> Publication:
        """The publication of `work.draft`, sent or on its way.

        Raises UnderstudyError for a draft without an approving verdict.
        """
        draft, assignment = work.draft, work.assignment
        if draft is None or not approved(work):
            raise UnderstudyError(f"publisher: assignment {assignment.id} has no approving verdict")
        if assignment.leaves:
            may_go_live(self._persona)
        now = self._clock()
        posting = Posting(
            key=assignment.id,
            persona=assignment.persona,
            channel=assignment.channel,
            assignment_id=assignment.id,
            draft_id=draft.id,
            story_id=assignment.candidate.story.id if assignment.candidate else None,
            texts=draft.parts or (draft.text,),
            dry_run=assignment.dry_run,
            due_at=now,
        )
        queued = self._outbox.enqueue(posting, now)
        return self._delivery.deliver(queued)
