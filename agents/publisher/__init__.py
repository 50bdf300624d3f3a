"""The publisher: the gate, the outbox row, and the delivery behind it."""

from __future__ import annotations

from agents.publisher.delivery import Check, Delivery, PutOff, Refuse
from agents.publisher.gate import acceptable, approved, may_go_live
from agents.publisher.publisher import Publisher

__all__ = [
    "Check",
    "Delivery",
    "Publisher",
    "PutOff",
    "Refuse",
    "acceptable",
    "approved",
    "may_go_live",
]
