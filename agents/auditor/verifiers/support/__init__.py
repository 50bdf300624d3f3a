"""Support: how probable it is that passages bear a claim out, learned from our own texts."""

from agents.auditor.verifiers.support.classifier import Support, support
from agents.auditor.verifiers.support.features import FEATURES, measure

__all__ = ["FEATURES", "Support", "measure", "support"]
