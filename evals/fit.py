"""Fits the weights of `dzherelo.assistant.answer.calibration` to the development questions.

    python -m dzherelo.evals.fit --home DIR     # a library with the texts of article and sources
    python -m dzherelo.evals.fit --home DIR --gold MORE.jsonl     # and to further questions

Logistic regression with an L2 penalty on standardised traits. A question is shown with what was
found for it, and again without its evidence, which is what a near miss looks like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dzherelo.corpus.types import Passage, Span
from dzherelo.evals.gold import Question, choose, gold_files, load_gold, resolve
from dzherelo.evals.libraries import open_library, parser_of

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant


class Example(NamedTuple):
    """The traits of a candidate, whether it answers, and what it counts for."""

    values: Mapping[str, float]
    answers: bool
    weight: float


class Fitted(NamedTuple):
    """Weights by trait, and the bias."""

    weights: dict[str, float]
    bias: float


def examples(assistant: Assistant, questions: Sequence[Question]) -> Iterator[Example]:
    """What the judge is shown for these questions, and what it should say: of each the best
    candidate, if anything is found, and the best that is left without its evidence.

    One that answers counts for 1, so that a refusal where one is due and one that is forced are
    weighed as wrong answers are, relative to missing ones.
    """
    passages = cache(assistant.passages)
    for question in questions:
        evidence = resolve(question, passages, origin="text")

        def holds(passage: Passage, span: Span) -> bool:
            return any(region.shared(passage, span) for group in evidence for region in group)  # noqa: B023

        for removed in (False, True) if question.answerable else (False,):
            weighed = assistant.weighed(
                question.question,
                history=question.turns(),
                without=lambda passage: removed and holds(passage, passage.span),  # noqa: B023
            )
            if weighed.ranked:
                best = weighed.ranked[0]
                answers = question.answerable and not removed and holds(best.passage, best.span)
                counts = 0.35 if removed else 1.0 if question.answerable else 2.0
                yield Example(weighed.verdict.traits, answers, counts)


def fit(shown: Sequence[Example], *, penalty: float = 0.3) -> Fitted:
    """The weights that make what was said most likely, on the scale of the traits; the smaller the
    `penalty` (scikit-learn's C), the nearer they are to 0."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler, names = StandardScaler(), list(shown[0].values)
    scaled = scaler.fit_transform([[one.values[name] for name in names] for one in shown])
    model = LogisticRegression(C=penalty)
    model.fit(scaled, [one.answers for one in shown], [one.weight for one in shown])
    weights = model.coef_[0] / scaler.scale_
    return Fitted(
        dict(zip(names, map(float, weights), strict=True)),
        float(model.intercept_[0] - weights @ scaler.mean_),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the weights as they stand in `dzherelo.assistant.answer.calibration`."""
    parser = parser_of("fit", "Fit the weights of confidence anew.")
    parser.add_argument("--gold", type=Path, action="append", default=[], help="further questions")
    options = parser.parse_args(argv)
    with open_library(options.home, library=options.library) as assistant:
        chosen = choose(assistant, load_gold([*gold_files("dev"), *options.gold])).questions
        made = fit(list(examples(assistant, chosen)))
    for name, weight in made.weights.items():
        print(f"{name:12} {weight:6.2f}")
    print(f"{'bias':12} {made.bias:6.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
