"""What a run costs: how long an answer takes, how much memory the process took, and what a language
model took."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

PERCENTILES = (50, 90, 95, 99)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a language model took for all answers together. `cached` of them were written in an
    earlier run and are not counted further; `estimated`: some tokens are."""

    model: str
    answers: int = 0
    cached: int = 0
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of each answer, in order of the questions, and the process's peak memory in MB
    (None where the system does not tell); what a language model took, if one was asked."""

    ms: tuple[float, ...] = ()
    memory_mb: float | None = None
    spent: Spent | None = None

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
        spent = told.get("spent")
        return cls(tuple(told["ms"]), told["memory_mb"], Spent(**spent) if spent else None)


def cost_of(
    milliseconds: Sequence[float | None], spent: Iterable[Mapping[str, Any] | None] = ()
) -> Cost:
    """The cost of answers that were timed; `spent` has for each what `Answer.cost` says."""
    ms = tuple(round(ms, 2) for ms in milliseconds if ms is not None)
    return Cost(ms, peak_memory(), _sum([one for one in spent if one]))


def _sum(costs: Sequence[Mapping[str, Any]]) -> Spent | None:
    if not costs:
        return None
    fresh = [cost for cost in costs if not cost["cached"]]
    return Spent(
        model=costs[-1]["model"],
        answers=len(costs),
        cached=len(costs) - len(fresh),
        calls=sum(cost["calls"] for cost in fresh),
        prompt_tokens=sum(cost["prompt_tokens"] for cost in fresh),
        completion_tokens=sum(cost["completion_tokens"] for cost in fresh),
        seconds=round(sum(cost["seconds"] for cost in fresh), 3),
        estimated=any(cost["estimated"] for cost in fresh),
    )


def peak_memory() -> float | None:
    """The largest resident memory of this process so far, in MB; None on Windows."""
    if sys.platform == "win32":
        return None
    import resource

    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kilobytes / (1024**2 if sys.platform == "darwin" else 1024), 1)
