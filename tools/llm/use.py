"""What language models were asked for something: calls, tokens and money, read off the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from memory.types import Usage


@dataclass(frozen=True)
class ModelUse:
    """Calls, tokens of questions and answers, and US dollars."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    usd: float = 0.0

    @classmethod
    def of(cls, usages: Iterable[Usage]) -> ModelUse:
        """The sum over the records of model calls; other records do not count."""
        mine = [usage for usage in usages if usage.kind.startswith("model_tokens")]
        answers = [usage for usage in mine if usage.kind == "model_tokens_out"]
        return cls(
            calls=len(answers),  # every call is recorded with one count of its answer's tokens
            tokens_in=sum(usage.quantity for usage in mine if usage.kind == "model_tokens_in"),
            tokens_out=sum(usage.quantity for usage in answers),
            usd=sum(usage.usd for usage in mine),
        )

    def __str__(self) -> str:
        """ "2 calls, 960 tokens in, 80 out, $0.0003"; what is not known is left out."""
        told = [f"{self.calls} call{'' if self.calls == 1 else 's'}"]
        if self.tokens_in or self.tokens_out:
            told += [f"{self.tokens_in:,} tokens in", f"{self.tokens_out:,} out"]
        if self.usd:
            told.append(f"${self.usd:.4f}")
        return ", ".join(told)
