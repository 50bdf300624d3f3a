"""Asking: claims and their passages as one question, and the shape of its answer.

Claims and passages stand fenced in the user part, never in the system part. A passage
that gives orders to software is not shown at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from agents.auditor.evidence import Passage
from agents.auditor.verifiers.verifier import Matter
from agents.prompts import Prompt, fence, render
from memory.types import Claim, ClaimStatus
from tools.hostile.detector import is_hostile

CLAIMS = 8
"""In one question: more of them and small models lose count."""
TOKENS_PER_CLAIM = 240
"""Of an answer: a quote of two long sentences, a reason, and the frame of JSON."""
STATUSES = (ClaimStatus.SUPPORTED, ClaimStatus.CONTRADICTED, ClaimStatus.NOT_ENOUGH)


class ClaimAnswer(BaseModel):
    """What the model says of one claim. Any words are read as a status here: see `checks`."""

    model_config = ConfigDict(extra="forbid")

    claim: int = Field(description="Number of the claim.")
    status: str = Field(json_schema_extra={"enum": [str(status) for status in STATUSES]})
    passage: int = Field(description="Number of the passage that decides; 0 for none.")
    quote: str = Field(description="The words of that passage that decide, copied exactly.")
    confidence: float = Field(description="From 0 to 1.")
    reason: str = Field(description="One short sentence.")


class ClaimAnswers(BaseModel):
    """The model's answer: one for each claim."""

    model_config = ConfigDict(extra="forbid")

    answers: list[ClaimAnswer]


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim as it was put to the model: with these passages, numbered from 1."""

    claim: Claim
    passages: tuple[Passage, ...]

    @classmethod
    def of(cls, matter: Matter) -> Asked:
        return cls(matter.claim, tuple(p for p in matter.passages if not is_hostile(p.text)))


def question(asked: Sequence[Asked]) -> Prompt:
    """The prompt; claims are numbered from 1, and so are the passages of each."""
    blocks = [_block(number, one) for number, one in enumerate(asked, 1)]
    return render("check_claims", claims="\n\n".join(blocks), count=str(len(asked)))


def _block(number: int, asked: Asked) -> str:
    passages = (
        fence(passage.text, f"claim {number}, passage {n}")
        for n, passage in enumerate(asked.passages, 1)
    )
    return "\n".join((fence(asked.claim.alone, f"claim {number}"), *passages))
