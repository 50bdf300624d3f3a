"""The rules of the platforms: what we may do where, and what is left to a human's own hand.

`before_writing` is asked before a model is paid for, `PolicyCheck` before anything is sent;
`rulebook` lists every rule with its source.
"""

from agents.policy.act import Act, ActKind, Ruling
from agents.policy.check import PolicyCheck, Records
from agents.policy.policy import (
    Standing,
    acts_of,
    before_writing,
    judge,
    standing,
)
from agents.policy.rule import PolicyRule, rulebook

__all__ = [
    "Act",
    "ActKind",
    "PolicyCheck",
    "PolicyRule",
    "Records",
    "Ruling",
    "Standing",
    "acts_of",
    "before_writing",
    "judge",
    "rulebook",
    "standing",
]
