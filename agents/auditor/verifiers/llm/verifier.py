"""The LLM verifier: a language model reads claims against passages, and is checked itself.

It is believed where code can follow it (`checks.py`, `reach.py`), and up to `BELIEVED` then. An
answer that fails a check is no abstention: there is not enough evidence. A model that
cannot be reached, refuses or cannot be paid for abstains, and the other verifiers decide.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from agents.auditor.verifiers.llm import checks
from agents.auditor.verifiers.llm.asking import (
    CLAIMS,
    TOKENS_PER_CLAIM,
    Asked,
    ClaimAnswer,
    ClaimAnswers,
    question,
)
from agents.auditor.verifiers.llm.checks import Unbelievable
from agents.auditor.verifiers.reach import brought_in
from agents.auditor.verifiers.verifier import Judgement, Matter, Occasion
from agents.seams import ChatModel
from memory.errors import (
    BudgetExhausted,
    ConfigError,
    ModelError,
    ModelUnavailable,
    ModelUnreadable,
)
from memory.types import ClaimStatus
from tools.hostile.detector import is_hostile
from tools.ledger import billed
from tools.llm.answers import plain, quoted
from tools.llm.use import ModelUse

BELIEVED = 0.9
"""The most that a model is believed. Its own figure is words like any other: models are
surer than they are right, and the best of them agree with people on three claims in four
(Tang et al., "MiniCheck", arXiv 2404.10774)."""
DOUBTED = 0.4
"""The most that its "not enough" and "contradicted" leave of a claim."""
LONGEST_CLAIM = 1_000
"""Characters of a claim that can be checked in one piece."""
LONGEST_REASON = 200

_LOG = logging.getLogger(__name__)


class LLMVerifier:
    """Judges by a language model whose every answer is checked; satisfies `Verifier`."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def judge(self, matters: Sequence[Matter], _occasion: Occasion) -> list[Judgement | None]:
        """One judgement a matter; None for those that the model was not there for."""
        found: dict[int, Judgement | None] = {}
        open_ones: list[tuple[int, Matter, Asked]] = []
        for place, matter in enumerate(matters):
            asked = Asked.of(matter)
            if not asked.passages:
                found[place] = _not_enough("no source speaks of this")
            elif len(asked.claim.alone) > LONGEST_CLAIM:
                found[place] = _not_enough("too long to be checked in one piece; shorten it")
            else:
                open_ones.append((place, matter, asked))
        for start in range(0, len(open_ones), CLAIMS):
            batch = open_ones[start : start + CLAIMS]
            try:
                judged: Sequence[Judgement | None] = self._ask([one[1:] for one in batch])
            except (ModelUnavailable, BudgetExhausted) as error:
                self._abstain(error, len(open_ones) - start)
                break  # the next question would wait, or cost, for nothing
            except ModelError as error:
                self._abstain(error, len(batch))
                continue
            found |= {
                place: judgement for (place, *_), judgement in zip(batch, judged, strict=True)
            }
        return [found.get(place) for place in range(len(matters))]

    def _ask(self, batch: Sequence[tuple[Matter, Asked]]) -> list[Judgement]:
        """Judgements on what one question holds. Raises ModelError or BudgetExhausted."""
        asked = [one for _, one in batch]
        prompt, room = question(asked), len(batch) * TOKENS_PER_CLAIM
        with billed() as bill:
            try:
                answers = self._model.ask(prompt.system, prompt.user, ClaimAnswers, tokens=room)
            except (ModelUnreadable, ConfigError) as error:
                _LOG.warning("verifier.unreadable", extra={"error": str(error)})
                return [_not_enough(plain(str(error))) for _ in batch]
        use = ModelUse.of(bill)
        extra = {"model": self.name, "claims": len(batch), "use": str(use), "usd": use.usd}
        _LOG.info("verifier.asked", extra=extra)
        by_number = _by_number(answers.answers, len(batch))
        return [
            self._believed(by_number.get(number, ()), matter, one)
            for number, (matter, one) in enumerate(batch, 1)
        ]

    def _believed(self, answers: Sequence[ClaimAnswer], matter: Matter, asked: Asked) -> Judgement:
        """What is left of the answers to one claim when they are checked."""
        try:
            if len(answers) != 1:
                raise Unbelievable(f"it gave {len(answers)} answers")
            return _judged(answers[0], matter, asked)
        except Unbelievable as fault:
            _LOG.warning("verifier.unbelievable", extra={"model": self.name, "fault": str(fault)})
            return _not_enough(f"{self.name} cannot be believed: {fault}")

    def _abstain(self, error: Exception, claims: int) -> None:
        extra = {"model": self.name, "claims": claims, "error": str(error)}
        _LOG.warning("verifier.abstained", extra=extra)


def _by_number(answers: Sequence[ClaimAnswer], count: int) -> Mapping[int, Sequence[ClaimAnswer]]:
    """The answers to each claim; none at all where claims are answered that were not asked.

    Whoever counts to nine when there are eight may be one off from the start.
    """
    found: dict[int, list[ClaimAnswer]] = {}
    for answer in answers:
        if not 1 <= answer.claim <= count:
            return {}
        found.setdefault(answer.claim, []).append(answer)
    return found


def _judged(answer: ClaimAnswer, matter: Matter, asked: Asked) -> Judgement:
    """The judgement that an answer comes to. Raises Unbelievable."""
    status, confidence = checks.status_of(answer), checks.confidence_of(answer)
    reason = _reason(answer)
    if status is ClaimStatus.NOT_ENOUGH:
        return Judgement(status, min(1 - confidence, DOUBTED), reason, asked.passages[0])
    passage, quote = checks.deciding(answer, asked)
    if status is ClaimStatus.CONTRADICTED:
        return Judgement(status, min(1 - confidence, DOUBTED), reason, passage, quote)
    if strange := brought_in(asked.claim.alone, [passage.text], matter.context):
        raise Unbelievable(f"it quotes {quoted(quote)}, but {strange}")
    return Judgement(status, min(confidence, BELIEVED), reason, passage, quote)


def _reason(answer: ClaimAnswer) -> str:
    """The model's words, bounded: they end in reports, and as wishes before a writer."""
    said = plain(answer.reason[: 2 * LONGEST_REASON])[:LONGEST_REASON]
    if not said or is_hostile(said):
        return f"{answer.status.strip().lower()}, it says, and not why"
    return said


def _not_enough(reason: str) -> Judgement:
    return Judgement(ClaimStatus.NOT_ENOUGH, 0.0, reason)
