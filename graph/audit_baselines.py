"""Baselines: what a user would pick to check a claim without this project.

Both ask only how near some sentence of the evidence comes, and know nothing of what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.auditor.reading.subsequence import common_subsequence

if TYPE_CHECKING:
    from agents.seams import Embedder

_WORD = re.compile(r"\w+")


def similarity(embedder: Embedder, told: Sequence[str], evidence: Sequence[str]) -> float:
    """The cosine of each claim with the nearest sentence; of several claims the weakest counts."""
    claims, sources = embedder.embed(told), embedder.embed(evidence)
    return float((claims @ sources.T).max(axis=1).min())


def rouge_l(told: Sequence[str], evidence: Sequence[str]) -> float:
    """Of each claim's words, the share in the longest subsequence common with one of the texts.

    The best text counts, and of several claims the weakest: ROUGE-L's precision. On labelled
    claims all evidence as one text told more than its sentences one by one (AUC .59 and .58).
    """
    sources = [_WORD.findall(text.lower()) for text in evidence]
    return min(max(_shared(_WORD.findall(c.lower()), s) for s in sources) for c in told)


def _shared(claim: Sequence[str], source: Sequence[str]) -> float:
    return common_subsequence(claim, source) / len(claim) if claim else 0.0
