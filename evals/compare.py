"""Two runs over the same questions: what differs, whether it means anything, which questions
changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dzherelo.corpus.errors import InputError
from dzherelo.evals.measures import FAMILIES, MEASURES, Family, Measure
from dzherelo.evals.rows import Row
from dzherelo.evals.runs import Run
from dzherelo.evals.scores import told
from dzherelo.evals.statistics import holm, mcnemar_p, paired_interval, permutation_p

LEVEL = 0.05  # a difference is called real under this p, adjusted within its family
_TELLING = ("Accuracy", "S@1")  # a question changed if it did under the first of these it has


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure in both runs over their common questions, `delta` = second - first.

    The interval is that of the paired bootstrap; `p` comes from McNemar's exact test for binary
    measures and else from the paired permutation test; `p_holm` is adjusted over the measure's
    family. Bootstrap and permutation take questions over the same evidence together.
    """

    measure: str
    family: Family
    count: int
    first: float
    second: float
    low: float
    high: float
    p_permutation: float
    p_mcnemar: float | None
    p_holm: float
    lower: bool

    @property
    def delta(self) -> float:
        return self.second - self.first

    @property
    def real(self) -> bool:
        return self.p_holm < LEVEL

    @property
    def better(self) -> bool:
        return (self.delta < 0) == self.lower and self.delta != 0

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "delta": self.delta, "real": self.real}


@dataclass(frozen=True, slots=True)
class Change:
    """A question that one run got right and the other wrong; its words only if it is not sealed."""

    id: str
    lang: str
    kind: str
    better: bool
    question: str | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second run against the first."""

    first: Run
    second: Run
    common: int
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "first": str(self.first.folder),
            "second": str(self.second.folder),
            "questions": self.common,
            "differences": [one.as_dict() for one in self.differences],
            "changes": [asdict(one) for one in self.changes],
            "scores": {"first": told(self.first.scores), "second": told(self.second.scores)},
        }


def compare(first: Run, second: Run) -> Comparison:
    """The differences over the questions that both runs have.

    Raises InputError if they have none in common, or measured by other things (texts, notes).
    """
    origins = [run.config.get("origin") for run in (first, second)]
    if origins[0] != origins[1]:
        raise InputError(
            f"One run is measured by {origins[0]}s, the other by {origins[1]}s.",
            "Compare runs of one sort.",
        )
    others = {row.id: row for row in second.rows}
    pairs = [(row, others[row.id]) for row in first.rows if row.id in others]
    if not pairs:
        raise InputError("The two runs have no question in common.", "Run the same split twice.")
    return Comparison(first, second, len(pairs), tuple(_differences(pairs)), tuple(_changes(pairs)))


def _differences(pairs: Sequence[tuple[Row, Row]]) -> Iterator[Difference]:
    for family in FAMILIES:
        measures = [m for m in MEASURES if m.family == family]
        held = {m.name: found for m in measures if (found := _both(m, pairs))}
        tested = {name: _tested(measure, held[name]) for measure in measures
                  if (name := measure.name) in held}  # fmt: skip
        adjusted = holm({name: _p(found) for name, found in tested.items()})
        for measure in measures:
            if measure.name in held:
                yield _difference(
                    measure, held[measure.name], tested[measure.name], adjusted[measure.name]
                )


Both = tuple[list[float], list[float], list[int]]  # scores of the first, of the second, clusters


def _both(measure: Measure, pairs: Sequence[tuple[Row, Row]]) -> Both | None:
    """The scores of the questions that have one in both runs."""
    name = measure.name
    held = [(a, b) for a, b in pairs if name in a.scores and name in b.scores]
    if not held:
        return None
    return (
        [a.scores[name] for a, _ in held],
        [b.scores[name] for _, b in held],
        [a.cluster for a, _ in held],
    )


def _tested(measure: Measure, both: Both) -> tuple[float, float | None]:
    first, second, clusters = both
    exact = None
    if measure.binary:
        exact = mcnemar_p([v >= 0.5 for v in first], [v >= 0.5 for v in second])
    return permutation_p(first, second, clusters), exact


def _p(tested: tuple[float, float | None]) -> float:
    permutation, exact = tested
    return permutation if exact is None else exact


def _difference(
    measure: Measure, both: Both, tested: tuple[float, float | None], adjusted: float
) -> Difference:
    first, second, clusters = both
    low, high = paired_interval(first, second, clusters)
    return Difference(
        measure=measure.name,
        family=measure.family,
        count=len(first),
        first=sum(first) / len(first),
        second=sum(second) / len(second),
        low=low,
        high=high,
        p_permutation=tested[0],
        p_mcnemar=tested[1],
        p_holm=adjusted,
        lower=measure.lower,
    )


def _changes(pairs: Sequence[tuple[Row, Row]]) -> Iterator[Change]:
    """The questions that changed, those that got worse first."""
    found = [change for a, b in pairs if (change := _change(a, b))]
    yield from sorted(found, key=lambda change: (change.better, change.id))


def _change(before: Row, after: Row) -> Change | None:
    name = next((n for n in _TELLING if n in before.scores and n in after.scores), None)
    if name is None or before.scores[name] == after.scores[name]:
        return None
    better = after.scores[name] > before.scores[name]
    shown = (before if better else after).detail
    return Change(
        id=after.id,
        lang=after.lang,
        kind=after.kind,
        better=better,
        question=shown["question"] if shown else None,
        why=tuple(shown["why"]) if shown else (),
    )
