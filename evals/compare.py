"""Two runs over the same questions: what differs, whether it means anything, which questions
changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from dzherelo.corpus.errors import InputError
from dzherelo.evals.measures import FAMILIES, MEASURES, Family, Measure
from dzherelo.evals.runs import Row, Run, told
from dzherelo.evals.statistics import holm, mcnemar_p, paired_interval, permutation_p


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure in both runs over their common questions, `delta` = second - first.

    The interval is that of the paired bootstrap (None where the clusters are too few); `p_holm` is
    `p` adjusted over the measure's family, and the difference is `real` under 0.05.
    """

    measure: str
    family: Family
    count: int
    first: float
    second: float
    low: float | None
    high: float | None
    p_permutation: float
    p_mcnemar: float | None
    p_holm: float
    lower: bool

    @property
    def delta(self) -> float:
        return self.second - self.first

    @property
    def p(self) -> float:
        """Of McNemar's exact test for binary measures, else of the paired permutation test."""
        return self.p_permutation if self.p_mcnemar is None else self.p_mcnemar

    @property
    def real(self) -> bool:
        return self.p_holm < 0.05

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
    """The differences over the questions that both runs have; those that changed, the worse first.

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
    changes = [change for a, b in pairs if (change := _change(a, b))]
    changes.sort(key=lambda change: (change.better, change.id))
    return Comparison(first, second, len(pairs), tuple(_differences(pairs)), tuple(changes))


def _differences(pairs: Sequence[tuple[Row, Row]]) -> Iterator[Difference]:
    for family in FAMILIES:
        tested = [found for m in MEASURES if m.family == family and (found := _tested(m, pairs))]
        adjusted = holm({one.measure: one.p for one in tested})
        yield from (replace(one, p_holm=adjusted[one.measure]) for one in tested)


def _tested(measure: Measure, pairs: Sequence[tuple[Row, Row]]) -> Difference | None:
    """The difference over the questions that have a score in both runs, p not yet adjusted;
    questions over the same evidence are taken together."""
    name = measure.name
    held = [(a, b) for a, b in pairs if name in a.scores and name in b.scores]
    if not held:
        return None
    first, second = ([row.scores[name] for row in rows] for rows in zip(*held, strict=True))
    clusters = [a.cluster for a, _ in held]
    low, high = paired_interval(first, second, clusters) or (None, None)
    exact = mcnemar_p([v >= 0.5 for v in first], [v >= 0.5 for v in second])
    return Difference(
        measure=name,
        family=measure.family,
        count=len(held),
        first=sum(first) / len(held),
        second=sum(second) / len(held),
        low=low,
        high=high,
        p_permutation=permutation_p(first, second, clusters),
        p_mcnemar=exact if measure.binary else None,
        p_holm=1.0,
        lower=measure.lower,
    )


def _change(before: Row, after: Row) -> Change | None:
    """A question changed if it did under the first of two telling measures that it has."""
    held = before.scores.keys() & after.scores.keys()
    name = next((n for n in ("Accuracy", "S@1") if n in held), None)
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
