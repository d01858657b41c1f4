"""Intervals and tests for scores whose questions are not independent.

Questions over the same evidence rise and fall together, so everything is resampled or exchanged
by clusters of questions, never by single ones. Every function is deterministic for its seed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
EXCHANGES = 10_000
CONFIDENCE = 0.95

Numbers = NDArray[np.float64]


def members_of(clusters: Sequence[Hashable]) -> list[NDArray[np.intp]]:
    """The places of each cluster's members, clusters in order of first appearance."""
    places: dict[Hashable, list[int]] = {}
    for at, cluster in enumerate(clusters):
        places.setdefault(cluster, []).append(at)
    return [np.array(found, dtype=np.intp) for found in places.values()]


def mean_interval(
    values: Sequence[float] | Numbers, clusters: Sequence[Hashable], *, seed: int = 0
) -> tuple[float, float]:
    """The 95 % percentile interval of the mean by the cluster bootstrap.

    Whole clusters are drawn with replacement, as many as there are (Davison and Hinkley 1997,
    3.8; Field and Welsh 2007); the mean is that of the questions drawn.
    """
    totals, sizes = _sums(np.asarray(values, dtype=float), clusters)
    drawn = _draws(len(totals), seed)
    means = totals[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return _edges(means)


def statistic_interval(
    statistic: Callable[[NDArray[np.intp]], float], clusters: Sequence[Hashable], *, seed: int = 0
) -> tuple[float, float]:
    """The same for any statistic of a sample.

    It is given how often each question was drawn, in order, as an array of counts.
    """
    numbers = {cluster: at for at, cluster in enumerate(dict.fromkeys(clusters))}
    member = np.array([numbers[cluster] for cluster in clusters], dtype=np.intp)
    found = [
        statistic(np.bincount(row, minlength=len(numbers))[member])
        for row in _draws(len(numbers), seed)
    ]
    return _edges(np.array(found, dtype=float))


def paired_interval(
    first: Sequence[float], second: Sequence[float], clusters: Sequence[Hashable], *, seed: int = 0
) -> tuple[float, float]:
    """The 95 % interval of the mean difference second - first over the same questions."""
    return mean_interval(_difference(first, second), clusters, seed=seed)


def permutation_p(
    first: Sequence[float], second: Sequence[float], clusters: Sequence[Hashable], *, seed: int = 0
) -> float:
    """Two-sided p of the paired permutation test, systems exchanged by clusters.

    (Smucker, Allan and Carterette 2007; with the observed arrangement counted in, so that p is
    never 0: Phipson and Smyth 2010.) Up to 12 clusters every arrangement is tried.
    """
    totals, _ = _sums(_difference(first, second), clusters)
    totals = totals[totals != 0]
    if not len(totals):
        return 1.0
    count = len(totals)
    if count <= 12:
        signs = 1 - 2 * ((np.arange(2**count)[:, None] >> np.arange(count)) & 1)
        extra = 0
    else:
        signs = 1 - 2 * np.random.default_rng(seed).integers(2, size=(EXCHANGES, count))
        extra = 1
    reached = np.abs(signs @ totals) >= abs(totals.sum()) - 1e-12
    return float((reached.sum() + extra) / (len(signs) + extra))


def mcnemar_p(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Two-sided p of McNemar's exact test: the questions on which only one of two is right."""
    from scipy.stats import binomtest  # takes half a second to import

    only_first = sum(a and not b for a, b in zip(first, second, strict=True))
    only_second = sum(b and not a for a, b in zip(first, second, strict=True))
    changed = only_first + only_second
    return float(binomtest(only_first, changed).pvalue) if changed else 1.0


def holm(ps: Mapping[str, float]) -> dict[str, float]:
    """p values adjusted by Holm's step-down method (1979) over one family of tests."""
    adjusted: dict[str, float] = {}
    worst = 0.0
    for place, name in enumerate(sorted(ps, key=lambda name: ps[name])):
        worst = max(worst, min(1.0, ps[name] * (len(ps) - place)))
        adjusted[name] = worst
    return adjusted


def kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Cohen's kappa (1960) of two labellings of the same items, 1 where both agree on one label.

    Raises ValueError for labellings of different length or of nothing.
    """
    if len(first) != len(second) or not first:
        raise ValueError("kappa needs two labellings of the same items, at least one")
    count = len(first)
    agreed = sum(a == b for a, b in zip(first, second, strict=True)) / count
    labels = {*first, *second}
    chance = sum(
        (sum(a == label for a in first) / count) * (sum(b == label for b in second) / count)
        for label in labels
    )
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def _difference(first: Sequence[float], second: Sequence[float]) -> Numbers:
    if len(first) != len(second):
        raise ValueError("a paired comparison needs the same questions in both runs")
    found: Numbers = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    return found


def _sums(
    values: Sequence[float] | Numbers, clusters: Sequence[Hashable]
) -> tuple[Numbers, Numbers]:
    """The sum of the values and the number of members of each cluster."""
    data = np.asarray(values, dtype=float)
    members = members_of(clusters)
    totals = np.array([data[found].sum() for found in members])
    return totals, np.array([len(found) for found in members], dtype=float)


def _draws(count: int, seed: int) -> NDArray[np.intp]:
    return np.random.default_rng(seed).integers(count, size=(RESAMPLES, count))


def _edges(values: Numbers) -> tuple[float, float]:
    edge = (1 - CONFIDENCE) / 2
    low, high = np.quantile(values, [edge, 1 - edge])
    return float(low), float(high)
