"""What we are about to do on a platform, with every fact that one of its rules asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from memory.types import Media, UTCTime, Value


class ActKind(StrEnum):
    POST = "post"
    THREAD_PART = "thread part"
    """A post of a thread of ours after its first."""
    REPLY = "reply"
    QUOTE = "quote"
    LIKE = "like"
    FOLLOW = "follow"
    DELETE = "delete"


class Act(Value):
    """One act. What is not known is left at its default: never to our favour."""

    channel: str
    kind: ActKind
    at: UTCTime
    tier: str = ""
    """Our access to the platform, such as "self-serve"; empty where it has no tiers."""
    to: str | None = None
    """The platform's id of the post that is answered, quoted or liked; or the account's name."""
    url: str | None = None
    """Where a human finds that post or account."""
    text: str | None = None
    """None: nothing is written yet."""
    media: tuple[Media, ...] | None = None
    """None: nobody has decided yet what goes with it."""
    addressed_us: bool = False
    """Whether who is addressed mentioned or quoted our account."""
    own_thread: bool = False
    """Whether what is answered is our own post."""
    answered_before: bool = False
    """Whether we have answered this very post already, or are about to."""
    asked_to_stop: bool = False
    """Whether who is addressed wants no (more) answers of ours."""
    last_message_at: UTCTime | None = None
    """When who is addressed wrote to us last."""
    template: bool = False
    """Whether it is a message that the platform has approved beforehand."""
    disclosed: bool = False
    """Whether the account says that software runs it, or nobody else will see this."""
    generated: bool = False
    """Whether a language model writes the words."""
    cleared: bool = False
    """Whether the platform has allowed us answers by a language model."""
    business: bool = False
    """Whether the account speaks for an organisation."""
    premium: bool = False
    """Whether the account may write long posts."""


FACTS = frozenset(name for name, field in Act.model_fields.items() if field.annotation is bool)
"""The facts that a rule may name: those that are either so or not."""


class Ruling(Value):
    """What a rule says to an act that it does not let pass."""

    rule: str
    outcome: Literal["forbidden", "suggest", "needs"]
    """Never; only by a human's own hand; or not as it is."""
    reason: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}; {self.next_step}"
