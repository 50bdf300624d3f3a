"""Weighing: what a claim's evidence is worth: whose word, how old, and what speaks against it."""

from agents.auditor.weighing.falsehoods import Falsehoods
from agents.auditor.weighing.siding import credited, undisputed
from agents.auditor.weighing.weigher import Weigher

__all__ = ["Falsehoods", "Weigher", "credited", "undisputed"]
