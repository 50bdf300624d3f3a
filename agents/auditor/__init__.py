"""The auditor and its parts: claims, evidence, guards, verifiers, rules, decision."""

from agents.auditor.auditor import Auditor
from agents.auditor.claims import split_claims
from agents.auditor.evidence import Passage, Passages
from agents.auditor.rules import RULES, Rule, Setting
from agents.auditor.verifiers import OfflineVerifier, Panel, Verifier

__all__ = [
    "RULES",
    "Auditor",
    "OfflineVerifier",
    "Panel",
    "Passage",
    "Passages",
    "Rule",
    "Setting",
    "Verifier",
    "split_claims",
]
