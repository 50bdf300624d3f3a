"""Claims: what a draft states, cut into pieces that can each be checked.

A claim is a sentence, or a clause that stands by itself. What carries figures, dates, quoted
words, a name that acts or an event is checkable, so that no fact hides in an aside; in doubt a
statement is a fact, and in doubt a sentence stays whole.
"""

from __future__ import annotations

from agents.auditor.claims.kinds import kind_of
from agents.auditor.claims.llm import LLMSplitter
from agents.auditor.claims.offline import OfflineSplitter, Splitter, split_claims
from agents.auditor.claims.resolving import resolve

__all__ = ["LLMSplitter", "OfflineSplitter", "Splitter", "kind_of", "resolve", "split_claims"]
