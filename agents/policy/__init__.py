"""The rules of the platforms: what we may do where, and what is left to a human's own hand.

`before_writing` is asked before a model is paid for, `before_delivery` before anything is
sent; `rulebook` lists every rule with its source.
"""

from agents.policy.act import Act, ActKind, Ruling
from agents.policy.policy import (
    Standing,
    acts_of,
    before_delivery,
    before_writing,
    intended,
    judge,
    standing,
)
from agents.policy.rule import PolicyRule, rulebook

__all__ = [
    "Act",
    "ActKind",
    "PolicyRule",
    "Ruling",
    "Standing",
    "acts_of",
    "before_delivery",
    "before_writing",
    "intended",
    "judge",
    "rulebook",
    "standing",
]
