"""Intervals and tests for scores whose questions are not independent.

Questions over the same evidence rise and fall together, so everything is resampled or exchanged
by clusters of questions, never by single ones. Every function is deterministic for its seed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Interval = tuple[float, float] | None  # None: too few clusters to tell


def mean_interval(
    values: Sequence[float] | Numbers, clusters: Sequence[Hashable], *, seed: int = 0
) -> Interval:
    """The 95 % percentile interval of the mean by the cluster bootstrap; None of less than three
    clusters, which may by chance all be alike.

    Whole clusters are drawn with replacement, as many as there are (Davison and Hinkley 1997,
    3.8; Field and Welsh 2007); the mean is that of the questions drawn.
    """
    totals, sizes = _sums(values, clusters)
    drawn = _draws(len(totals), seed)
    return _edges(totals[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), len(totals))


def statistic_interval(
    statistic: Callable[[NDArray[np.intp]], float], clusters: Sequence[Hashable], *, seed: int = 0
) -> Interval:
    """The same for any statistic of a sample.

    It is given how often each question was drawn, in order, as an array of counts.
    """
    member, count = _numbered(clusters)
    drawn = (np.bincount(row, minlength=count)[member] for row in _draws(count, seed))
    return _edges(np.array([statistic(counts) for counts in drawn], dtype=float), count)


def paired_interval(
    first: Sequence[float], second: Sequence[float], clusters: Sequence[Hashable], *, seed: int = 0
) -> Interval:
    """The 95 % interval of the mean difference second - first over the same questions."""
    return mean_interval(_difference(first, second), clusters, seed=seed)


def permutation_p(
    first: Sequence[float],
    second: Sequence[float],
    clusters: Sequence[Hashable],
    *,
    seed: int = 0,
    exchanges: int = 10_000,
) -> float:
    """Two-sided p of the paired permutation test, systems exchanged by clusters.

    (Smucker, Allan and Carterette 2007; with the observed arrangement counted in, so that p is
    never 0: Phipson and Smyth 2010.) Up to 12 clusters every arrangement is tried.
    """
    totals, _ = _sums(_difference(first, second), clusters)
    totals = totals[totals != 0]
    count = len(totals)
    if not count:
        return 1.0
    if whole := count <= 12:
        signs = 1 - 2 * ((np.arange(2**count)[:, None] >> np.arange(count)) & 1)
    else:
        signs = 1 - 2 * np.random.default_rng(seed).integers(2, size=(exchanges, count))
    reached = np.abs(signs @ totals) >= abs(totals.sum()) - 1e-12
    return float((reached.sum() + (not whole)) / (len(signs) + (not whole)))


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


# Risk against coverage ----------------------------------------------------------------------------


def risks(wrong: Numbers) -> Numbers:
    """The risk-coverage curve (El-Yaniv and Wiener 2010) of answers, the surest first, by how wrong
    each is: the share that is wrong of the first, of the first two, and so on."""
    found: Numbers = np.cumsum(wrong) / np.arange(1, len(wrong) + 1)
    return found


def aurc(wrong: Numbers) -> float:
    """The area under that curve: its mean risk (Geifman, Uziel and El-Yaniv 2019).

    0 without answers: nothing is answered, nothing is wrong.
    """
    return float(risks(wrong).mean()) if len(wrong) else 0.0


def precision_at(wrong: Numbers, count: int) -> float | None:
    """The precision of the `count` surest answers; None where fewer were given."""
    return 1 - float(wrong[:count].mean()) if 0 < count <= len(wrong) else None


# Helpers ------------------------------------------------------------------------------------------


def _difference(first: Sequence[float], second: Sequence[float]) -> Numbers:
    if len(first) != len(second):
        raise ValueError("a paired comparison needs the same questions in both runs")
    found: Numbers = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    return found


def _numbered(clusters: Sequence[Hashable]) -> tuple[NDArray[np.intp], int]:
    """The number of each member's cluster, in order of first appearance; how many there are."""
    numbers = {cluster: at for at, cluster in enumerate(dict.fromkeys(clusters))}
    return np.array([numbers[cluster] for cluster in clusters], dtype=np.intp), len(numbers)


def _sums(
    values: Sequence[float] | Numbers, clusters: Sequence[Hashable]
) -> tuple[Numbers, Numbers]:
    """The sum of the values and the number of members of each cluster."""
    member, count = _numbered(clusters)
    sums = np.bincount(member, weights=np.asarray(values, dtype=float), minlength=count)
    return sums.astype(float), np.bincount(member, minlength=count).astype(float)


def _draws(count: int, seed: int, *, resamples: int = 2_000) -> NDArray[np.intp]:
    return np.random.default_rng(seed).integers(count, size=(resamples, count))


def _edges(drawn: Numbers, clusters: int) -> Interval:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return (float(low), float(high)) if clusters > 2 else None
