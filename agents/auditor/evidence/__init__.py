"""Evidence: the passages that a claim may lean on, where they come from, and the best of them."""

from agents.auditor.evidence.passage import Passage
from agents.auditor.evidence.pool import Passages
from agents.auditor.evidence.sources import OtherNews, Sources

__all__ = ["OtherNews", "Passage", "Passages", "Sources"]
