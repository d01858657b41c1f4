"""When to answer: risk against coverage, over the answers in order of their confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dzherelo.evals.measures import Score
from dzherelo.evals.rows import Row
from dzherelo.evals.statistics import statistic_interval

AT = 0.5  # coverage at which precision is told beside the curve


@dataclass(frozen=True, slots=True)
class Point:
    """The `coverage` share of all questions that is answered if only the surest answers are
    given, and the `risk`: the share of these that is wrong."""

    coverage: float
    risk: float
    confidence: float


def risk_coverage(rows: Sequence[Row]) -> tuple[Point, ...]:
    """The risk-coverage curve (El-Yaniv and Wiener 2010), one point an answer.

    It ends at the coverage that the assistant chose: a refused question is never answered,
    however low the bar. An answer to an unanswerable question is wrong.
    """
    order, wrong = _ranked(rows)
    risks = _risks(wrong)
    return tuple(
        Point((at + 1) / len(rows), float(risks[at]), rows[place].confidence or 0.0)
        for at, place in enumerate(order)
    )


def aurc(rows: Sequence[Row]) -> float:
    """The area under the curve: the mean risk over its points (Geifman, Uziel and El-Yaniv 2019).

    0 without answers: nothing is answered, nothing is wrong.
    """
    return _area(_ranked(rows)[1])


def precision_at(rows: Sequence[Row], coverage: float = AT) -> float | None:
    """The precision of the surest answers to `coverage` of the questions; None where fewer were
    answered."""
    return _precision(_ranked(rows)[1], round(coverage * len(rows)))


def abstention_scores(rows: Sequence[Row]) -> dict[str, Score]:
    """`AURC` (lower is better) and `P@50%` over the rows, with intervals.

    Empty where no answers were asked for; without P@50% where fewer were answered.
    """
    asked = [row for row in rows if "Coverage" in row.scores]
    if not asked:
        return {}
    order, wrong = _ranked(asked)
    clusters = [row.cluster for row in asked]
    half = round(AT * len(asked))

    def area(counts: NDArray[np.intp]) -> float:
        return _area(np.repeat(wrong, counts[order]))

    def at_half(counts: NDArray[np.intp]) -> float:
        drawn = np.repeat(wrong, counts[order])
        found = _precision(drawn, min(len(drawn), half))
        return 0.0 if found is None else found

    found = {"AURC": _score(_area(wrong), statistic_interval(area, clusters), clusters)}
    if (precision := _precision(wrong, half)) is not None:
        found["P@50%"] = _score(precision, statistic_interval(at_half, clusters), clusters)
    return found


def _ranked(rows: Sequence[Row]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The places of the answered rows, the surest first, and how wrong each answer is."""
    places = sorted(
        (at for at, r in enumerate(rows) if r.confidence is not None and "Precision" in r.scores),
        key=lambda at: (-(rows[at].confidence or 0.0), rows[at].id),
    )
    wrong = np.array([1 - rows[at].scores["Precision"] for at in places], dtype=float)
    return np.array(places, dtype=np.intp), wrong


def _risks(wrong: NDArray[np.float64]) -> NDArray[np.float64]:
    risks: NDArray[np.float64] = np.cumsum(wrong) / np.arange(1, len(wrong) + 1)
    return risks


def _area(wrong: NDArray[np.float64]) -> float:
    return float(_risks(wrong).mean()) if len(wrong) else 0.0


def _precision(wrong: NDArray[np.float64], count: int) -> float | None:
    return 1 - float(wrong[:count].mean()) if 0 < count <= len(wrong) else None


def _score(value: float, interval: tuple[float, float], clusters: Sequence[int]) -> Score:
    return Score(value, *interval, len(clusters), len(set(clusters)))
