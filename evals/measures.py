"""Measures as values: `nDCG(10)` can be printed, compared and used as a key.

What was asked and what came back is an Outcome; a measure scores one Outcome between 0 and 1, and
`score` sums up many, with a bootstrap interval. Passages are judged by their characters: a hit
finds a region if it covers at least half of it. An outcome without gold for a measure has no
score under it, and is counted apart.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.types import Answer, Hit
from evals.gold import Evidence, Question, Region
from evals.nuggets import says

COVERED = 0.5  # share of a region that a hit must cover
RESAMPLES = 2000
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold question, where its evidence stands, and what came back for it.

    `answer` is None where only search was run. `exact` says for each quote that was shown
    (hits and citations) whether it is the slice of the text that its offsets name.
    """

    question: Question
    evidence: Evidence
    hits: tuple[Hit, ...]
    answer: Answer | None = None
    exact: tuple[bool, ...] = ()


class Measure(ABC):
    """A score of one outcome, from 0 to 1; `applies` says whether there is gold for it."""

    @abstractmethod
    def applies(self, outcome: Outcome) -> bool: ...

    @abstractmethod
    def of(self, outcome: Outcome) -> float: ...


@dataclass(frozen=True, slots=True)
class _Retrieval(Measure):
    """Over the first `k` hits. A question that retrieved nothing scores 0."""

    k: int

    def __str__(self) -> str:
        return f"{type(self).__name__}@{self.k}"

    def applies(self, outcome: Outcome) -> bool:
        return bool(outcome.evidence)

    def of(self, outcome: Outcome) -> float:
        return self._of(finds(outcome.hits[: self.k], outcome.evidence), len(outcome.evidence))

    @abstractmethod
    def _of(self, found: Sequence[frozenset[int]], groups: int) -> float: ...


class S(_Retrieval):
    """Success: whether any of the first k hits is evidence."""

    def _of(self, found: Sequence[frozenset[int]], groups: int) -> float:
        return float(any(found))


class R(_Retrieval):
    """Recall: the share of the evidence groups found among the first k hits."""

    def _of(self, found: Sequence[frozenset[int]], groups: int) -> float:
        return len(frozenset().union(*found)) / groups


class RR(_Retrieval):
    """Reciprocal rank of the first hit that is evidence; 0 if none of the first k is."""

    def _of(self, found: Sequence[frozenset[int]], groups: int) -> float:
        return next((1 / rank for rank, new in enumerate(found, start=1) if new), 0.0)


class nDCG(_Retrieval):
    """Discounted gain of the first k hits, each group counted where it is first found.

    The ideal order has one group at each of the first ranks; a hit that finds several groups at
    once gains them all there, so the result is cut at 1.
    """

    def _of(self, found: Sequence[frozenset[int]], groups: int) -> float:
        seen: set[int] = set()
        gain = 0.0
        for rank, groups_here in enumerate(found, start=1):
            gain += len(groups_here - seen) / math.log2(rank + 1)
            seen |= groups_here
        ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(groups, self.k) + 1))
        return min(1.0, gain / ideal)


@dataclass(frozen=True, slots=True)
class _Plain(Measure):
    def __str__(self) -> str:
        return type(self).__name__


class Answered(_Plain):
    """Whether an answerable question was answered."""

    def applies(self, outcome: Outcome) -> bool:
        return outcome.answer is not None and outcome.question.answerable

    def of(self, outcome: Outcome) -> float:
        return float(answer_of(outcome).answered)


class Cited(Answered):
    """Whether an answerable question was answered with a quote from its evidence."""

    def of(self, outcome: Outcome) -> float:
        answer = answer_of(outcome)
        return float(
            answer.answered
            and any(
                region.shared(citation.passage, citation.quote)
                for citation in answer.citations
                for group in outcome.evidence
                for region in group
            )
        )


class Nuggets(Answered):
    """The share of the vital nuggets that the answer says; nothing is half said."""

    def applies(self, outcome: Outcome) -> bool:
        vital = any(nugget.weight == "vital" for nugget in outcome.question.nuggets)
        return vital and super().applies(outcome)

    def of(self, outcome: Outcome) -> float:
        answer = answer_of(outcome)
        vital = [nugget for nugget in outcome.question.nuggets if nugget.weight == "vital"]
        if not answer.answered:
            return 0.0
        return sum(says(answer.text, nugget.any_of) for nugget in vital) / len(vital)


class Declined(_Plain):
    """Whether an unanswerable question was declined."""

    def applies(self, outcome: Outcome) -> bool:
        return outcome.answer is not None and not outcome.question.answerable

    def of(self, outcome: Outcome) -> float:
        return float(not answer_of(outcome).answered)


class Reason(Declined):
    """Whether an unanswerable question was declined for one of its right reasons."""

    def of(self, outcome: Outcome) -> float:
        answer = answer_of(outcome)
        return float(not answer.answered and answer.reason in outcome.question.reason)


class Exact(_Plain):
    """The share of the quotes shown that are the exact slices their offsets name."""

    def applies(self, outcome: Outcome) -> bool:
        return bool(outcome.exact)

    def of(self, outcome: Outcome) -> float:
        return sum(outcome.exact) / len(outcome.exact)


RETRIEVAL: tuple[Measure, ...] = (S(1), R(5), R(10), RR(10), nDCG(10))
ANSWERS: tuple[Measure, ...] = (Answered(), Cited(), Nuggets(), Declined(), Reason(), Exact())


@dataclass(frozen=True, slots=True)
class Score:
    """The mean over `count` outcomes and its interval; `without` outcomes had no gold for it."""

    mean: float
    low: float
    high: float
    count: int
    without: int = 0


def answer_of(outcome: Outcome) -> Answer:
    """The answer of an outcome that has one; raises ValueError if only search was run."""
    if outcome.answer is None:
        raise ValueError(f"{outcome.question.id} was searched for, not asked")
    return outcome.answer


def finds(hits: Sequence[Hit], evidence: Evidence) -> list[frozenset[int]]:
    """For each hit the numbers of the evidence groups that it finds."""
    return [
        frozenset(
            number
            for number, group in enumerate(evidence)
            if any(_covers(hit, region) for region in group)
        )
        for hit in hits
    ]


def _covers(hit: Hit, region: Region) -> bool:
    length = region.span.end - region.span.start
    return region.shared(hit.passage, hit.passage.span) >= COVERED * length > 0


def score(measure: Measure, outcomes: Iterable[Outcome], *, seed: int = 0) -> Score | None:
    """The mean of `measure` and its percentile bootstrap interval.

    None if no outcome has gold for it: no gold is no score, which is another thing than 0.
    """
    everything = list(outcomes)
    values = np.array([measure.of(o) for o in everything if measure.applies(o)], dtype=float)
    if not len(values):
        return None
    low, high = interval(values, seed=seed)
    return Score(float(values.mean()), low, high, len(values), len(everything) - len(values))


def interval(values: np.ndarray, *, seed: int = 0) -> tuple[float, float]:
    """The percentile bootstrap interval of the mean of `values`, the same for the same seed."""
    draws = np.random.default_rng(seed).integers(len(values), size=(RESAMPLES, len(values)))
    edge = (1 - CONFIDENCE) / 2
    low, high = np.quantile(values[draws].mean(axis=1), [edge, 1 - edge])
    return float(low), float(high)
