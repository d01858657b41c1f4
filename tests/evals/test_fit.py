"""The weights of confidence follow what was shown; those in the product lean the same way."""

import numpy as np

from dzherelo.assistant.answer.abstention import Fault
from dzherelo.assistant.answer.calibration import neutral
from dzherelo.evals.fit import Example, fit

WEIGHTS = neutral().weights
NAMES = list(WEIGHTS)


def _shown(*, telling, count=300):
    """Examples whose answer depends on the trait `telling` alone."""
    random = np.random.default_rng(7)
    values = random.normal(size=(count, len(NAMES)))
    at = NAMES.index(telling)
    return [Example(dict(zip(NAMES, row, strict=True)), bool(row[at] > 0.2), 1.0) for row in values]


def test_the_trait_that_tells_gets_the_weight():
    made = fit(_shown(telling="least"))
    others = [abs(weight) for name, weight in made.weights.items() if name != "least"]
    assert made.weights["least"] > 5 * max(others)
    assert made.bias < 0


def test_what_counts_for_nothing_changes_nothing():
    shown = _shown(telling="ahead")
    noise = [Example(one.values, not one.answers, 0.0) for one in shown]
    with_noise, without = fit(shown + noise), fit(shown)
    assert with_noise.weights["ahead"] > 0.9 * without.weights["ahead"]


def test_every_fault_speaks_against():
    assert all(weight < 0 for name, weight in WEIGHTS.items() if name in set(Fault))
    assert WEIGHTS["least"] > 0 and WEIGHTS["ahead"] > 0 and WEIGHTS["lost"] < 0
