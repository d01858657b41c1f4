"""Measures as values: each has a name, a family, a direction, and a function of an outcome.

A measure scores one outcome between 0 and 1, or gives None where there is no gold for it: no gold
is no score, which is another thing than 0, and is counted apart. Scores of many questions are
means with an interval from the bootstrap over clusters of evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from dzherelo.evals import answers, retrieval
from dzherelo.evals.outcome import Outcome
from dzherelo.evals.statistics import mean_interval

Family = Literal["retrieval", "citations", "answers", "abstention", "dialogue"]
FAMILIES: tuple[Family, ...] = ("retrieval", "citations", "answers", "abstention", "dialogue")


@dataclass(frozen=True, slots=True)
class Measure:
    """`lower` is better where it counts errors; `binary` if an outcome is right or wrong."""

    name: str
    family: Family
    about: str
    of: Callable[[Outcome], float | None]
    lower: bool = False
    binary: bool = False

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Score:
    """A mean over `count` questions in `clusters` clusters with its 95 % interval; `without`
    questions had no gold for it."""

    mean: float
    low: float
    high: float
    count: int
    clusters: int
    without: int = 0


def _ir(name: str, about: str, *, binary: bool = False) -> Measure:
    return Measure(name, "retrieval", about, retrieval.ir_score(name), binary=binary)


RETRIEVAL = (
    _ir("S@1", "the first hit is evidence", binary=True),
    _ir("R@5", "share of the units of evidence among the first five hits"),
    _ir("R@10", "share of the units of evidence among the first ten hits"),
    _ir("RR@10", "one over the rank of the first unit of evidence"),
    _ir("nDCG@10", "discounted gain over units of evidence"),
    Measure(
        "AllR@10", "retrieval", "every one of several units found", retrieval.all_found, binary=True
    ),
    Measure(
        "CharR@1500", "retrieval", "share of the evidence's characters within 1,500 tokens",
        retrieval.character_recall,
    ),
    Measure(
        "CharP@1500", "retrieval", "share of the characters within 1,500 tokens that are evidence",
        retrieval.character_precision,
    ),
)  # fmt: skip
CITATIONS = (
    Measure("Valid", "citations", "citations whose locator resolves", answers.validity),
    Measure("Exact", "citations", "quotes that are exact slices of the text", answers.fidelity),
    Measure("Cited", "citations", "answered with a quote from the evidence", answers.cited,
            binary=True),
    Measure("CitedShare", "citations", "share of the units of evidence quoted",
            answers.cited_share),
    Measure("CiteRecall", "citations", "statements carried by what they cite (ALCE)",
            answers.citation_recall),
    Measure("CitePrecision", "citations", "citations that do their part (ALCE)",
            answers.citation_precision),
    Measure("Misgrounded", "citations", "answers with a statement not carried by what it cites",
            answers.misgrounded, lower=True, binary=True),
)  # fmt: skip
ANSWERS = (
    Measure("Vital", "answers", "vital nuggets said (strict)", answers.vital_strict),
    Measure("VitalLenient", "answers", "vital nuggets said, half for partly",
            answers.vital_lenient),
    Measure("Nuggets", "answers", "all nuggets said, weighted (strict)", answers.all_strict),
    Measure("ListP", "answers", "lists: statements that are items", answers.list_precision),
    Measure("ListR", "answers", "lists: items that are said", answers.list_recall),
    Measure("ListF1", "answers", "lists: harmonic mean of the two", answers.list_f1),
    Measure("WrongValue", "answers", "answers with another number or date than the gold",
            answers.wrong_value, lower=True, binary=True),
    Measure("Forbidden", "answers", "answers that say what they must not", answers.forbidden,
            lower=True, binary=True),
    Measure("Correct", "answers", "answerable questions answered rightly", answers.correct,
            binary=True),
)  # fmt: skip
ABSTENTION = (
    Measure("Accuracy", "abstention", "right answers and right refusals", answers.accuracy,
            binary=True),
    Measure("Coverage", "abstention", "questions answered", answers.coverage, binary=True),
    Measure("Precision", "abstention", "of the answers: the right ones", answers.precision,
            binary=True),
    Measure("Declined", "abstention", "unanswerable questions declined", answers.declined,
            binary=True),
    Measure("Reason", "abstention", "… and for the right reason", answers.right_reason,
            binary=True),
    Measure("FalseAbstention", "abstention", "answerable questions declined",
            answers.false_abstention, lower=True, binary=True),
)  # fmt: skip
DIALOGUE = (
    Measure("SameAsAlone", "dialogue", "follow-ups answered as their standalone wording is",
            answers.same_as_alone, binary=True),
    Measure("CitedAfter", "dialogue", "follow-ups answered from the evidence",
            answers.cited_after, binary=True),
    Measure("CitedAlone", "dialogue", "… and their standalone wordings", answers.cited_alone,
            binary=True),
)  # fmt: skip

MEASURES: tuple[Measure, ...] = RETRIEVAL + CITATIONS + ANSWERS + ABSTENTION + DIALOGUE
BY_NAME = {measure.name: measure for measure in MEASURES}


def scores_of(outcome: Outcome) -> dict[str, float]:
    """The outcome's score under every measure for which there is gold."""
    found = {measure.name: measure.of(outcome) for measure in MEASURES}
    return {name: value for name, value in found.items() if value is not None}


def score(values: Sequence[float], clusters: Sequence[int], *, without: int = 0) -> Score | None:
    """The mean of the values, one a question, and its interval; None of no values."""
    if not values:
        return None
    low, high = mean_interval(values, clusters)
    mean = sum(values) / len(values)
    return Score(mean, low, high, len(values), len(set(clusters)), without)
