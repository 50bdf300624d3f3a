"""The publisher: the gate, the outbox row, and the delivery behind it."""

from __future__ import annotations

from agents.publisher.delivery import Check, Delivery, PutOff, Refuse
from agents.publisher.gate import acceptable, approved, may_go_live
from agents.publisher.publisher import Publisher
from agents.publisher.safety import Safety
from agents.publisher.timing import Timing

__all__ = [
    "Check",
    "Delivery",
    "Publisher",
    "PutOff",
    "Refuse",
    "Safety",
    "Timing",
    "acceptable",
    "approved",
    "may_go_live",
]
