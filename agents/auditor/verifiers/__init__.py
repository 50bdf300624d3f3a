"""Verifiers: whether evidence bears a claim out, each in its own way, and the panel of them."""

from agents.auditor.verifiers.llm import LLMVerifier
from agents.auditor.verifiers.nli import NLIVerifier
from agents.auditor.verifiers.offline import OfflineVerifier
from agents.auditor.verifiers.panel import Panel
from agents.auditor.verifiers.verifier import Judgement, Matter, Occasion, Verifier

__all__ = [
    "Judgement",
    "LLMVerifier",
    "Matter",
    "NLIVerifier",
    "Occasion",
    "OfflineVerifier",
    "Panel",
    "Verifier",
]
