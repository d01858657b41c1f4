"""Verification: do the cited words carry what is said? Deterministic, without a model of its own.

`verify` checks a statement against the passages that it cites, read by `overlap.read`.
"""

from dzherelo.assistant.verify.alignment import Problem
from dzherelo.assistant.verify.check import LEAST, Verification, verify
from dzherelo.assistant.verify.coverage import Meet

__all__ = ["LEAST", "Meet", "Problem", "Verification", "verify"]
