"""How likely a candidate answers the question: a logistic model of what speaks for it and against.

    confidence = 1 / (1 + exp(-(BIAS + sum over traits: weight * value)))

The weights were fitted to the development questions: to what answers them, to what is found for
those that have no answer, and to what is found for the others once their evidence is taken away.
`python -m evals.fit --home DIR` fits them anew.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from enum import StrEnum

from assistant.evidence import Candidate
from assistant.question import Question
from assistant.verify import crosses


class Fault(StrEnum):
    """What speaks against a candidate and can be checked without understanding."""

    NAME = "name"  # a name of the question is not there
    NUMBER = "number"  # a number of the question is not there
    TURNED = "turned"  # it denies what the question takes for granted
    ASKED = "asked"  # the thing that is asked for is not named
    SHAPE = "shape"  # no date, number, person or reason where one is asked for
    FAINT = "faint"  # too few of the question's words are there


BIAS = -0.97
WEIGHTS = {
    "support": 2.82,
    "lexical": -2.02,  # the more words are shared, the less it proves that the passage is ahead
    "ahead": 4.05,
    "asked ahead": 0.82,
    "crosses": -0.65,
    "terms": -1.64,
    Fault.NAME: -0.87,
    Fault.ASKED: -1.01,
    Fault.NUMBER: -1.85,
    Fault.TURNED: -3.86,
    Fault.SHAPE: -2.20,
}
_MOST_AHEAD = 0.5
_MOST_BEHIND = -0.3
_MANY_TERMS = 12


def traits(question: Question, candidate: Candidate, faults: Collection[Fault]) -> dict[str, float]:
    """The values that the weights belong to, each about between -1 and 1."""
    return {
        "support": candidate.support.all,
        "lexical": candidate.found.lexical,
        "ahead": min(max(candidate.ahead, _MOST_BEHIND), _MOST_AHEAD),
        "asked ahead": candidate.asked_ahead,
        "crosses": float(crosses(question.language, candidate.passage)),
        "terms": min(len(question.weighty), _MANY_TERMS) / _MANY_TERMS,
        **{fault: float(fault in faults) for fault in WEIGHTS if isinstance(fault, Fault)},
    }


def confidence(question: Question, candidate: Candidate, faults: Collection[Fault]) -> float:
    """Between 0 and 1."""
    values = traits(question, candidate, faults)
    total = BIAS + sum(weight * values[name] for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-total))
