"""Chat models that lie, each in its own way. They see the question alone, like real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from agents.auditor.verifiers.llm.asking import ClaimAnswer, ClaimAnswers
from tests.servers.good_checker import Question, questions_in

Answer = TypeVar("Answer", bound=BaseModel)
Lie = Callable[[Question], Iterator[ClaimAnswer]]


@dataclass
class Model:
    """A chat model that answers each claim by `lie`, and keeps what it was asked."""

    lie: Lie
    name: str = "scripted"
    asked: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, system: str, user: str, answer: type[Answer], *, tokens: int = 0) -> Answer:
        self.asked.append((system, user))
        answers = [one for question in questions_in(user) for one in self.lie(question)]
        found = ClaimAnswers(answers=answers)
        assert isinstance(found, answer)
        return found


def yes(
    question: Question,
    quote: str | None = None,
    *,
    claim: int | None = None,
    status: str = "supported",
    passage: int = 1,
    confidence: float = 0.99,
    reason: str = "The passage says so.",
) -> ClaimAnswer:
    """Support with the first passage, whole, as the quote, but for what is given."""
    return ClaimAnswer(
        claim=question.number if claim is None else claim,
        status=status,
        passage=passage,
        quote=question.passages[0] if quote is None else quote,
        confidence=confidence,
        reason=reason,
    )


def _one(**changes: object) -> Lie:
    def lie(question: Question) -> Iterator[ClaimAnswer]:
        yield yes(question, **changes)  # type: ignore[arg-type]

    return lie


def believer(question: Question) -> Iterator[ClaimAnswer]:
    """Supported, whatever is asked, with a quote that stands."""
    yield yes(question)


def echo(question: Question) -> Iterator[ClaimAnswer]:
    yield yes(question, question.claim)


def other_claim(question: Question) -> Iterator[ClaimAnswer]:
    """The right words for another claim: the last sentence of the last passage."""
    yield yes(question, "The liquidator may appeal", passage=len(question.passages))


def stitched(question: Question) -> Iterator[ClaimAnswer]:
    words = question.passages[0].split()
    yield yes(question, f"{' '.join(words[:4])} … {' '.join(words[-4:])}")


def edited(question: Question) -> Iterator[ClaimAnswer]:
    yield yes(question, question.passages[0].replace("the ", "the said "))


def half_words(question: Question) -> Iterator[ClaimAnswer]:
    yield yes(question, question.passages[0][1:-3])


def next_claim(question: Question) -> Iterator[ClaimAnswer]:
    yield yes(question, claim=question.number + 1)


def silence(question: Question) -> Iterator[ClaimAnswer]:
    yield from ()


def twice(question: Question) -> Iterator[ClaimAnswer]:
    yield yes(question)
    yield yes(question)


def both_ways(question: Question) -> Iterator[ClaimAnswer]:
    yield yes(question)
    yield yes(question, status="contradicted")


def flood(question: Question) -> Iterator[ClaimAnswer]:
    for number in range(10_000):
        yield yes(question, claim=number)


LIES: dict[str, tuple[Lie, str]] = {
    "quotes what is not there": (
        _one(quote="The judge confirmed all of it."),
        "not in its passage",
    ),
    "echoes the claim as its quote": (echo, "not in its passage"),
    "leaves words out of its quote": (stitched, "not in its passage"),
    "puts words into its quote": (edited, "not in its passage"),
    "quotes halves of words": (half_words, "not in its passage"),
    "quotes nothing": (_one(quote=""), "not in its passage"),
    "quotes marks alone": (_one(quote=" “…” "), "not in its passage"),
    "quotes one word": (_one(quote="the"), "too short to decide"),
    "names a passage that was not shown": (_one(passage=99), "names passage 99 of 3"),
    "names no passage": (_one(passage=0), "names passage 0 of 3"),
    "names a passage from behind": (_one(passage=-1), "names passage -1 of 3"),
    "answers another question": (next_claim, "0 answers"),
    "answers a question before the first": (_one(claim=0), "0 answers"),
    "leaves the claim out": (silence, "0 answers"),
    "answers twice": (twice, "2 answers"),
    "answers both ways": (both_ways, "2 answers"),
    "gives ten thousand answers": (flood, "0 answers"),
    "is surer than sure": (_one(confidence=7.0), "confidence is 7.0"),
    "is less than unsure": (_one(confidence=-0.1), "confidence is -0.1"),
    "is sure beyond numbers": (_one(confidence=float("inf")), "confidence is inf"),
    "gives no number": (_one(confidence=float("nan")), "confidence is nan"),
    "makes up a status": (_one(status="supported, mostly"), "status is"),
    "gives no status": (_one(status=""), "status is"),
}
"""What each does, its lie, and what the check says of it."""
