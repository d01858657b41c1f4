"""How likely a candidate answers the question: a logistic model of what speaks for it and against.

    confidence = 1 / (1 + exp(-(BIAS + sum over traits: weight * value)))

The weights were fitted to the development questions and to others in everyday words: to what
answers them, to what is found for those that have no answer, and to what is found for the others
once their evidence is taken away. `python -m dzherelo.evals.fit --home DIR` fits them anew.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from enum import StrEnum

from dzherelo.assistant.answer.candidates import Candidate


class Fault(StrEnum):
    """What speaks against a candidate and can be checked without understanding."""

    NAME = "name"  # a name of the question is not there
    NUMBER = "number"  # a number of the question is not there
    TURNED = "turned"  # it denies what the question takes for granted
    ASKED = "asked"  # the thing that is asked for is not named
    SHAPE = "shape"  # no date, number, person or reason where one is asked for


BIAS = -3.22
WEIGHTS = {
    "ahead": 1.66,
    "asked ahead": 3.48,
    "farthest": 2.47,
    "least": 2.52,
    "lost": -3.25,
    "note": 0.50,  # our notes are short, and say one thing each; set on a library without texts
    Fault.NAME: -1.43,
    Fault.ASKED: -1.38,
    Fault.NUMBER: -5.97,
    Fault.TURNED: -4.98,
    Fault.SHAPE: -3.11,
}
_MOST_AHEAD = 1.2
_MOST_BEHIND = -0.6
_MOST_ASKED, _LEAST_ASKED = 0.25, -0.2  # many passages have no everyday questions


def traits(candidate: Candidate, faults: Collection[Fault]) -> dict[str, float]:
    """The values that the weights belong to, each about between -1 and 1."""
    return {
        "ahead": min(max(candidate.ahead, _MOST_BEHIND), _MOST_AHEAD),
        "asked ahead": min(max(candidate.asked_ahead, _LEAST_ASKED), _MOST_ASKED),
        "farthest": candidate.near.farthest,
        "least": candidate.near.least,
        "lost": candidate.near.lost,
        "note": float(candidate.passage.origin == "note"),
        **{fault: float(fault in faults) for fault in WEIGHTS if isinstance(fault, Fault)},
    }


def confidence(candidate: Candidate, faults: Collection[Fault]) -> float:
    """Between 0 and 1."""
    values = traits(candidate, faults)
    total = BIAS + sum(weight * values[name] for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-total))
