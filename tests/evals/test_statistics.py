"""Intervals and tests: by hand-counted examples, known properties, and scipy where it knows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import permutation_test

from dzherelo.evals.statistics import (
    aurc,
    holm,
    mcnemar_p,
    mean_interval,
    paired_interval,
    permutation_p,
    precision_at,
    risks,
    statistic_interval,
)


def test_the_interval_holds_the_mean_and_is_the_same_each_time():
    values = [1.0, 0.0, 1.0] * 10
    low, high = mean_interval(values, range(30))
    assert (low, high) == mean_interval(values, range(30))
    assert low < 2 / 3 < high
    assert mean_interval([1.0] * 5, range(5)) == (1.0, 1.0)


@pytest.mark.parametrize("clusters", [[0, 0, 0, 0], [0, 0, 1, 1]])
def test_one_or_two_clusters_are_too_few_for_an_interval(clusters):
    assert mean_interval([1.0, 1.0, 1.0, 1.0], clusters) is None
    assert paired_interval([0.0] * 4, [1.0] * 4, clusters) is None
    assert statistic_interval(lambda counts: float(counts.sum()), clusters) is None


def test_questions_over_the_same_evidence_widen_the_interval():
    values = [0.0] * 20 + [1.0] * 20

    def width(clusters):
        low, high = mean_interval(values, clusters)
        return high - low

    assert width([at // 10 for at in range(40)]) > 1.5 * width(range(40))


def test_any_statistic_is_drawn_as_the_mean_is():
    values = np.array([0.0, 1.0, 1.0, 0.0, 1.0, 1.0])
    clusters = [0, 0, 1, 1, 2, 3]
    by_counts = statistic_interval(lambda n: float((values * n).sum() / n.sum()), clusters)
    assert by_counts == pytest.approx(mean_interval(list(values), clusters))


def test_the_paired_interval_is_that_of_the_differences():
    first, second = [0.2, 0.4, 0.6, 0.8], [0.3, 0.5, 0.7, 0.9]
    assert paired_interval(first, second, range(4)) == pytest.approx((0.1, 0.1))
    with pytest.raises(ValueError, match="same questions"):
        paired_interval(first, second[:2], range(4))


def test_few_questions_are_permuted_in_every_way():
    first, second = [0.0, 0.0, 0.0, 0.5], [1.0, 1.0, 1.0, 0.25]
    exact = permutation_test(
        (np.array(second), np.array(first)),
        lambda a, b: (a - b).mean(),
        permutation_type="samples",
    )
    assert permutation_p(first, second, range(4)) == pytest.approx(exact.pvalue)
    assert permutation_p(first, first, range(4)) == 1.0


def test_many_equal_gains_are_no_chance_but_those_of_one_cluster_may_be():
    first, second = [0.0] * 40, [1.0] * 30 + [0.0] * 10
    assert permutation_p(first, second, range(40)) < 0.001
    assert permutation_p(first, second, [0] * 30 + list(range(1, 11))) == 1.0


def test_mcnemar_looks_only_at_questions_that_changed():
    assert mcnemar_p([True] * 9 + [False], [False] * 9 + [True]) == pytest.approx(22 / 1024)
    assert mcnemar_p([True, False] * 50, [True, False] * 50) == 1.0


def test_holm_multiplies_the_smallest_by_all_and_never_falls():
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx(
        {"a": 0.03, "c": 0.06, "b": 0.06}
    )
    assert holm({"a": 0.9, "b": 0.8}) == {"a": 1.0, "b": 1.0}


pairs = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30)


@given(pairs)
def test_tests_do_not_care_which_system_is_named_first(told):
    first, second = ([float(v) for v in side] for side in zip(*told, strict=True))
    clusters = [at // 2 for at in range(len(told))]
    assert permutation_p(first, second, clusters) == permutation_p(second, first, clusters)
    assert 0 < permutation_p(first, second, clusters) <= 1
    right, left = zip(*told, strict=True)
    assert mcnemar_p(right, left) == pytest.approx(mcnemar_p(left, right))


def test_the_risk_of_the_surest_answers_is_counted_from_the_surest_on():
    wrong = np.array([0.0, 1.0, 0.0, 1.0])
    assert risks(wrong).tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert aurc(wrong) == pytest.approx((1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert precision_at(wrong, 3) == pytest.approx(2 / 3)
    assert precision_at(wrong, 5) is None
    assert aurc(np.array([])) == 0.0
