"""What a run costs: how long an answer takes, how much memory the process took."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

PERCENTILES = (50, 90, 95, 99)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of each answer, in order of the questions, and the process's peak memory in MB
    (None where the system does not tell)."""

    ms: tuple[float, ...] = ()
    memory_mb: float | None = None

    def percentiles(self) -> dict[str, float]:
        """p50, p90, p95, p99 and the maximum in milliseconds; empty if nothing was timed."""
        if not self.ms:
            return {}
        found = {f"p{p}": float(np.percentile(self.ms, p)) for p in PERCENTILES}
        return found | {"max": max(self.ms)}

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "percentiles_ms": self.percentiles()}

    @classmethod
    def of_dict(cls, told: Mapping[str, Any]) -> Cost:
        return cls(tuple(told["ms"]), told["memory_mb"])


def cost_of(milliseconds: Sequence[float | None]) -> Cost:
    """The cost of answers that were timed."""
    return Cost(tuple(round(ms, 2) for ms in milliseconds if ms is not None), peak_memory())


def peak_memory() -> float | None:
    """The largest resident memory of this process so far, in MB; None on Windows."""
    if sys.platform == "win32":
        return None
    import resource

    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kilobytes / (1024**2 if sys.platform == "darwin" else 1024), 1)
