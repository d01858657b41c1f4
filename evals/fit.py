"""Fits the weights of `dzherelo.assistant.answer.calibration` to the development questions.

    python -m dzherelo.evals.fit --home DIR     # a library with the texts of article and sources
    python -m dzherelo.evals.fit --home DIR --gold MORE.jsonl     # and to further questions

Logistic regression with an L2 penalty on standardised traits. A question is shown with what was
found for it, and again without its evidence, which is what a near miss looks like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.types import Passage, Span
from dzherelo.evals.choice import choose
from dzherelo.evals.gold import Evidence, gold_files, load_gold, resolve
from dzherelo.evals.opening import open_library, parser_of

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.evals.questions import Question

PENALTY = 0.3  # C: the smaller, the nearer to 0 the weights
_REMOVED, _UNANSWERABLE = 0.35, 2.0  # what an example counts for; one that answers counts for 1


class Example(NamedTuple):
    """The traits of a candidate, whether it answers, and what it counts for."""

    values: Mapping[str, float]
    answers: bool
    weight: float


class Fitted(NamedTuple):
    """Weights by trait, and the bias."""

    weights: dict[str, float]
    bias: float


def examples(assistant: Assistant, questions: Sequence[Question]) -> list[Example]:
    """What the judge is shown for these questions, and what it should say."""
    passages = cache(assistant.passages)
    found: list[Example] = []
    for question in questions:
        evidence = resolve(question, passages, origin="text")
        found += _example(assistant, question, evidence)
        if question.answerable:
            found += _example(assistant, question, evidence, removed=True)
    return found


def _example(
    assistant: Assistant, question: Question, evidence: Evidence, *, removed: bool = False
) -> list[Example]:
    """The best candidate for a question, with its evidence `removed` from the library or not;
    empty if nothing was found."""

    def holds(passage: Passage, span: Span) -> bool:
        return any(region.shared(passage, span) for group in evidence for region in group)

    weighed = assistant.weighed(
        question.question,
        history=question.turns(),
        without=lambda passage: removed and holds(passage, passage.span),
    )
    if not weighed.ranked:
        return []
    best, values = weighed.ranked[0], weighed.verdict.traits
    answers = question.answerable and not removed and holds(best.passage, best.span)
    counts = _REMOVED if removed else 1.0 if question.answerable else _UNANSWERABLE
    return [Example(values, answers, counts)]


def fit(shown: Sequence[Example]) -> Fitted:
    """The weights that make what was said most likely, on the scale of the traits."""
    from scipy.optimize import minimize

    names = list(shown[0].values)
    values = np.array([[one.values[name] for name in names] for one in shown])
    signs = np.where([one.answers for one in shown], 1.0, -1.0)
    counts = np.array([one.weight for one in shown])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    scaled = (values - mean) / spread

    def loss(point: NDArray[np.float64]) -> float:
        margins = signs * (scaled @ point[1:] + point[0])
        fitted = float(counts @ np.logaddexp(0.0, -margins))
        return fitted + float(point[1:] @ point[1:]) / (2 * PENALTY)

    best = minimize(loss, np.zeros(values.shape[1] + 1), method="L-BFGS-B").x
    weights = best[1:] / spread
    return Fitted(
        dict(zip(names, map(float, weights), strict=True)),
        float(best[0] - weights @ mean),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the weights as they stand in `dzherelo.assistant.answer.calibration`."""
    parser = parser_of("fit", "Fit the weights of confidence anew.")
    parser.add_argument("--gold", type=Path, action="append", default=[], help="further questions")
    options = parser.parse_args(argv)
    with open_library(options.home) as assistant:
        chosen = choose(assistant, load_gold([*gold_files("dev"), *options.gold])).questions
        made = fit(examples(assistant, chosen))
    for name, weight in made.weights.items():
        print(f"{name:12} {weight:6.2f}")
    print(f"{'bias':12} {made.bias:6.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
