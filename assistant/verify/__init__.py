"""Verification: do the cited words carry what is said? Deterministic, without a model
of its own.

`verify` checks a statement against the passages that it cites; `support` weighs how much of a
question's words a passage carries.
"""

from dzherelo.assistant.verify.check import LEAST, Verification, verify
from dzherelo.assistant.verify.nearness import Meet
from dzherelo.assistant.verify.problems import Problem
from dzherelo.assistant.verify.support import (
    Reading,
    Support,
    Weigh,
    crosses,
    least_support,
    negated,
    read,
    support,
)

__all__ = [
    "LEAST",
    "Meet",
    "Problem",
    "Reading",
    "Support",
    "Verification",
    "Weigh",
    "crosses",
    "least_support",
    "negated",
    "read",
    "support",
    "verify",
]
