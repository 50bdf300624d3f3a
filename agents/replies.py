"""Replies: a human asks for an answer to somebody's post, and it is planned, or not begun.

The platform's rules are asked first: what we may not send is no reason to read sources, let
alone to pay a model. An answer stands on a story like every draft; the planner plans the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from agents.planner import DeskRecords, Stories, look_outside
from memory.errors import BudgetExhausted
from memory.persona import Persona
from memory.types import Assignment, AssignmentKind, Mode, Plan, Remark

SHOWN = 80
"""Characters of what is answered that a reason quotes."""


class Replies:
    """Decides how a post is answered."""

    def __init__(
        self,
        persona: Persona,
        stories: Stories,
        records: DeskRecords,
        clock: Callable[[], datetime],
        objects: Callable[[Assignment], bool],
        *,
        channel: str,
        dry_run: bool,
    ) -> None:
        """`objects` tells whether a rule of the platform lets an assignment not even begin."""
        self._persona = persona
        self._stories = stories
        self._records = records
        self._clock = clock
        self._objects = objects
        self._channel = channel
        self._dry_run = dry_run

    def plan(self, remark: Remark, turn_id: str, *, topic: str | None, scanned: bool) -> Plan:
        """The answer's assignment, without a story when a rule stands against it.

        `topic` is what to answer from, where the remark itself does not say it.
        """
        reply = self._reply(remark, turn_id)
        if self._objects(reply):
            return Plan(assignments=(reply,), reason="the platform's rules are asked first")
        try:
            self._records.check_budget()
        except BudgetExhausted as error:
            return Plan(reason=str(error))
        if not scanned:
            return look_outside(self._persona, turn_id)
        found = self._stories.rank(self._clock(), about=topic or remark.text).candidates
        if not found:
            return Plan(
                reason=f"no source speaks of “{remark.text[:SHOWN]}”; name one with --feed, or "
                "say what to answer from with --topic"
            )
        reason = f"{reply.reason}: {'; '.join(found[0].reasons)}"
        chosen = reply.model_copy(update={"candidate": found[0], "reason": reason})
        return Plan(assignments=(chosen,), reason=reply.reason)

    def _reply(self, remark: Remark, turn_id: str) -> Assignment:
        run = "dry" if self._dry_run else "live"
        identity = f"{self._persona.slug}|{self._channel}|{run}|reply {remark.post_id}|{turn_id}"
        return Assignment(
            id=hashlib.sha256(identity.encode()).hexdigest()[:12],
            persona=self._persona.slug,
            kind=AssignmentKind.POST,
            channel=self._channel,
            dry_run=self._dry_run,
            mode=Mode.REPLY,
            reply_to=remark,
            reason=f"a human asked to answer {remark.author or remark.post_id}",
        )
