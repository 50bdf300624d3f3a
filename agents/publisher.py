"""Publisher: the gate, and the delivery behind it.

It writes an outbox row for an approved draft, commits, and only then delivers. It
refuses whatever has no verdict, a verdict about another text, or a live persona
without authorisation and disclosure. It decides nothing about content.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from agents.seams import Channel
from memory.errors import (
    BudgetExhausted,
    ChannelBusy,
    ChannelRefused,
    ChannelUnknown,
    ChannelUnpaid,
    ConfigError,
    LeaseLost,
    UnderstudyError,
)
from memory.outbox import Outbox
from memory.persona import Persona
from memory.types import (
    ClaimStatus,
    Decision,
    Publication,
    PublicationState,
    Receipt,
    Verdict,
    Work,
)
from tools.ledger import spent_on

COME_BACK = timedelta(minutes=1)
NEEDS_A_HUMAN = timedelta(minutes=15)
"""Credits to buy or keys to mend: nothing is lost, and somebody has to act."""
LOOKS = 5
"""Failed reconciliations after which a human is asked."""


def may_go_live(persona: Persona) -> None:
    """Raises ConfigError naming what the persona file lacks for live publishing."""
    if persona.authorisation is None:
        raise ConfigError(
            f'persona "{persona.slug}": live publishing needs authorisation = "self", "consented", '
            '"parody" or "fictional" in persona.toml; publish in nobody\'s name without their word'
        )
    if not persona.disclosure.strip():
        raise ConfigError(
            f'persona "{persona.slug}": live publishing needs a disclosure in persona.toml, '
            'for example disclosure = "Posts by Understudy, approved by me"'
        )


def acceptable(verdict: Verdict) -> bool:
    """Whether a human may accept a draft with this verdict: nothing contradicted or forbidden."""
    contradicted = any(f.status is ClaimStatus.CONTRADICTED for f in verdict.findings)
    return not contradicted and not any(b.fatal for b in verdict.breaches)


def approved(work: Work) -> bool:
    """Whether this very draft has a verdict that lets it out, alone or with a human's word."""
    draft, verdict, approval = work.draft, work.verdict, work.approval
    if draft is None or verdict is None or verdict.draft_id != draft.id:
        return False
    if verdict.decision is Decision.APPROVE:
        return True
    if approval is None or approval.draft_id != draft.id or approval.action != "accept":
        return False
    return acceptable(verdict)


class Delivery:
    """Brings outbox rows to their channel, once."""

    def __init__(
        self,
        persona: Persona,
        outbox: Outbox,
        channels: Mapping[str, Callable[[], Channel]],
        clock: Callable[[], datetime],
    ) -> None:
        self._persona = persona
        self._outbox = outbox
        self._channels = channels
        self._clock = clock

    def deliver_due(self) -> list[Publication]:
        """Reconcile what died on the way, then send what is due; the rows that moved."""
        moved = []
        while died := self._outbox.reclaim(self._clock(), self._persona.slug):
            moved.append(self._reconcile(died))
        while due := self._outbox.claim(self._clock(), self._persona.slug):
            moved.append(self._send(due))
        return moved

    def deliver(self, publication: Publication) -> Publication:
        """Send this row if it is due and nobody else has it; how it stands afterwards."""
        claimed = self._outbox.claim(self._clock(), self._persona.slug, only=publication.id)
        if claimed is not None:
            return self._send(claimed)
        return self._outbox.get(publication.id) or publication

    def _send(self, publication: Publication) -> Publication:
        def attempt(channel: Channel) -> Receipt:
            earlier = channel.find(publication) if publication.attempts > 1 else None
            return earlier or channel.publish(publication)

        return self._outcome(publication, attempt)

    def _reconcile(self, publication: Publication) -> Publication:
        return self._outcome(publication, lambda channel: channel.find(publication))

    def _outcome(
        self, publication: Publication, attempt: Callable[[Channel], Receipt | None]
    ) -> Publication:
        try:
            return self._settled(publication, attempt)
        except LeaseLost:  # we were too slow: whoever took over writes the outcome
            return self._outbox.get(publication.id) or publication

    def _settled(
        self, publication: Publication, attempt: Callable[[Channel], Receipt | None]
    ) -> Publication:
        now = self._clock()
        try:
            with spent_on(publication.key):
                receipt = attempt(self._channel(publication))
        except ChannelUnknown as error:
            return self._in_doubt(publication, str(error))
        except ChannelBusy as error:
            return self._outbox.back(publication, error.retry_at or now + COME_BACK, str(error))
        except (ChannelUnpaid, ConfigError) as error:
            return self._outbox.back(publication, now + NEEDS_A_HUMAN, str(error))
        except BudgetExhausted as error:
            return self._outbox.back(publication, _next_day(now), str(error))
        except ChannelRefused as error:
            return self._outbox.give_up(publication, PublicationState.FAILED, str(error))
        if receipt is None:
            return self._outbox.back(publication, now, "the channel does not have it: send again")
        return self._outbox.sent(publication, receipt, self._clock())

    def _in_doubt(self, publication: Publication, reason: str) -> Publication:
        if publication.attempts > LOOKS:
            return self._outbox.give_up(publication, PublicationState.UNKNOWN, reason)
        return self._outbox.lost(publication, reason)

    def _channel(self, publication: Publication) -> Channel:
        name = "console" if publication.dry_run else publication.channel
        if name not in self._channels:
            known = ", ".join(sorted(self._channels))
            raise ChannelRefused(f'channel "{name}" is not set up (there is {known}); see doctor')
        return self._channels[name]()


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
        queued = self._outbox.enqueue(
            key=assignment.id,
            persona=assignment.persona,
            channel=assignment.channel,
            assignment_id=assignment.id,
            draft_id=draft.id,
            story_id=assignment.candidate.story.id if assignment.candidate else None,
            text=draft.text,
            dry_run=assignment.dry_run,
            due_at=now,
            now=now,
        )
        return self._delivery.deliver(queued)


def _next_day(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
