"""What is planned: assignments, briefs, and what a human asked for."""

from __future__ import annotations

from enum import StrEnum

from memory.types.incoming import Candidate
from memory.types.values import UTCTime, Value


class AssignmentKind(StrEnum):
    SCAN = "scan"
    POST = "post"


class Mode(StrEnum):
    """What a draft is to be."""

    STATEMENT = "statement"
    COMMENT = "comment"
    """A reaction followed by the story's link."""
    QUESTION = "question"
    """Put to the readers."""
    REPLY = "reply"
    """To what somebody wrote: `Brief.answering`."""
    THREAD = "thread"
    """Several posts that follow each other: `Draft.parts`."""
    LONG = "long"
    """One post of several paragraphs."""
    ANNOUNCEMENT = "announcement"
    """Of what the persona or its team does; never a reaction to somebody else's news."""


class Remark(Value):
    """Somebody's post that a reply answers."""

    post_id: str
    """The channel's id."""
    text: str
    author: str | None = None
    """Their name with "@", or the channel's number for them."""
    url: str | None = None
    written_at: UTCTime | None = None
    addressed_us: bool = False
    """Whether its author mentioned or quoted our account."""
    ours: bool = False
    """Whether it is our own post: the reply goes on with our thread."""


class Assignment(Value):
    """The planner's decision: this story, this kind of work, for this channel.

    `id` is derived from what is to be done, never random, so that a turn that is
    repeated after a crash asks for the same publication again and not for another.
    """

    id: str
    persona: str
    kind: AssignmentKind
    channel: str = "console"
    dry_run: bool = False
    candidate: Candidate | None = None
    mode: Mode | None = None
    """What a human wants it to be; None leaves it to the topic agent."""
    reply_to: Remark | None = None
    """What it is to answer; with `candidate` as the ground that the answer stands on."""
    reason: str

    @property
    def leaves(self) -> bool:
        """Whether the world will see it: live, and not on the embedded channel."""
        return not self.dry_run and self.channel != "console"


class Request(Value):
    """What a human asked of one turn; empty when the planner is free to choose."""

    topic: str | None = None
    """Write about this, from whatever the sources say of it."""
    url: str | None = None
    """Write about this article."""
    story: str | None = None
    """Write about this story, by its id: one that rang, for example."""
    feeds: tuple[str, ...] = ()
    """Read these instead of the persona's own."""
    mode: Mode | None = None
    """Write it as this; None leaves it to the topic agent."""
    reply_to: str | None = None
    """Answer this post, by its address or the channel's id."""
    said: str | None = None
    """What that post says, where a human knows it; else it is looked up."""


class Plan(Value):
    """What the planner decided, and why."""

    assignments: tuple[Assignment, ...] = ()
    reason: str
    remark: Remark | None = None
    """What is to be answered, once it is known: it may have been paid for."""


class Fact(Value):
    """One sentence of a source, word for word, that a draft may lean on."""

    text: str
    signal_id: str
    publisher: str
    url: str | None = None


class Brief(Value):
    """The topic agent's plan for one draft."""

    assignment_id: str
    persona: str
    channel: str
    story_id: str
    headline: str
    topic: str
    mode: Mode
    angle: str
    tone: str
    why_now: str
    facts: tuple[Fact, ...]
    url: str | None = None
    reasons: tuple[str, ...] = ()
    grave: bool = False
    """True for deaths, disasters and the like: no jokes."""
    answering: str | None = None
    """What a reply answers, in somebody else's words."""
