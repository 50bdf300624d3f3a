"""What the auditor says: claims, their evidence, findings, verdicts."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from memory.types.values import UTCTime, Value


class Span(Value):
    """A stretch of a text: `text[start:end]`."""

    start: int
    end: int


class ClaimKind(StrEnum):
    FACT = "fact"
    NUMBER = "number"
    QUOTE = "quote"
    PREDICTION = "prediction"
    OPINION = "opinion"
    JOKE = "joke"
    ADVICE = "advice"
    CALL = "call to action"
    QUESTION = "question"


CHECKABLE = frozenset({ClaimKind.FACT, ClaimKind.NUMBER, ClaimKind.QUOTE})
"""What must be borne out; the other kinds may bring in no facts of their own."""


class Claim(Value):
    """One statement of a draft; `text == draft.text[start:end]`."""

    text: str
    start: int
    end: int
    kind: ClaimKind
    resolved: str = ""
    """The same, readable alone: pronouns and ellipses filled in. Empty when it already is."""

    @property
    def checkable(self) -> bool:
        return self.kind in CHECKABLE

    @property
    def alone(self) -> str:
        """What is checked."""
        return self.resolved or self.text


class EvidenceKind(StrEnum):
    """Where a passage comes from; each is believed in its own way."""

    STORY = "story"
    """A source of the story that the draft is about."""
    NEWS = "other news"
    GROUND_TRUTH = "ground truth"
    """Durable facts that we or the persona's people wrote down."""
    FALSEHOOD = "known falsehood"
    """What is told again and again and is not so: it can only speak against a claim."""
    OWN_POST = "own post"
    """What the persona has said: evidence of that, and of nothing else."""


class Evidence(Value):
    """A passage with its source, URL and times."""

    text: str
    signal_id: str
    """The signal; for other kinds what the passage is found by: a file and line, a post's id."""
    publisher: str
    url: str | None
    read_at: UTCTime
    kind: EvidenceKind = EvidenceKind.STORY
    published_at: UTCTime | None = None
    trust: float = 1.0
    """0 to 1: the weight of its publisher's word, as the persona set it."""
    spans: tuple[Span, ...] = ()
    """What of `text` bears on the claim."""


class ClaimStatus(StrEnum):
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_ENOUGH = "not enough evidence"
    NOT_CHECKED = "not a claim"


class Vote(Value):
    """What one verifier says of one claim; `score` is its probability that it is supported."""

    verifier: str
    status: ClaimStatus
    score: float
    reason: str


class Finding(Value):
    """What the auditor says of one claim. `score` 0 to 1: the probability that it is supported."""

    claim: Claim
    status: ClaimStatus
    score: float
    evidence: Evidence | None
    reason: str
    spans: tuple[Span, ...] = ()
    """What of `claim.text` the reason speaks of."""
    votes: tuple[Vote, ...] = ()
    """How each verifier voted; empty when a guard or rule decided alone."""
    publishers: tuple[str, ...] = ()
    """Who bears it out, each in words of their own."""


class Breach(Value):
    """A rule that the draft breaks."""

    rule: str
    """Its id."""
    reason: str
    fatal: bool = False
    """No revision can mend it."""
    asks: bool = False
    """It is a human's to weigh: no revision is needed, an approval is."""


class Decision(StrEnum):
    APPROVE = "approve"
    REVISE = "revise"
    REJECT = "reject"
    ASK = "ask a human"


class Danger(Value):
    """One thing that may go wrong with a draft: how much it weighs, and why, in words."""

    name: str
    weight: float = Field(ge=0, le=1)
    """The share of drafts with this danger alone that a careful editor would have stopped."""
    reason: str


class Risk(Value):
    """How likely a careful editor would have stopped the draft, and for which dangers.

    `score` 0 to 1, made of `dangers` alone. `limit` is the risk below which the persona lets
    drafts out unseen; None when it does not go by risk.
    """

    score: float = Field(ge=0, le=1)
    limit: float | None = None
    dangers: tuple[Danger, ...] = ()
    """The heaviest first; what weighs nothing is left out."""


class Verdict(Value):
    """The auditor's answer.

    `reliability` 0 to 1: of drafts that score so, the share that is wholly supported, as
    measured on drafts of our own whose truth is known; 1 when a draft claims nothing.
    """

    draft_id: str
    decision: Decision
    findings: tuple[Finding, ...] = ()
    breaches: tuple[Breach, ...] = ()
    reliability: float = 0.0
    reasons: tuple[str, ...] = ()
    risk: Risk | None = None
    """None where nothing was left to weigh: the draft was stopped or sent back."""
