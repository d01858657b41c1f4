"""The scores of a run: every measure over every slice of its questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from dzherelo.evals.abstention import abstention_scores
from dzherelo.evals.measures import MEASURES, Measure, Score, score
from dzherelo.evals.rows import Row

Slices = dict[str, tuple[Row, ...]]
Scores = dict[str, Score]

ALL = "all"


def slices(rows: Sequence[Row]) -> Slices:
    """The rows of all questions, and of each language, kind, gold file and turn; `crossing` are
    the English questions over Ukrainian sources. Empty slices are not there."""
    found: Slices = {ALL: tuple(rows)}
    for name, key in _KEYS.items():
        values = dict.fromkeys(v for row in rows if (v := key(row)) is not None)
        for value in sorted(values, key=str):
            found[f"{name}:{value}"] = tuple(row for row in rows if key(row) == value)
    if crossing := tuple(row for row in rows if row.crossing):
        found["crossing"] = crossing
    return found


_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "lang": lambda row: row.lang,
    "kind": lambda row: row.kind,
    "file": lambda row: row.file,
    "turn": lambda row: row.turn,
}


def scores(rows: Sequence[Row], *, measures: Iterable[Measure] = MEASURES) -> Scores:
    """The score of the rows under each measure that has gold among them, in order."""
    found: Scores = {}
    for measure in measures:
        held = [
            (row.scores[measure.name], row.cluster) for row in rows if measure.name in row.scores
        ]
        values, clusters = [v for v, _ in held], [c for _, c in held]
        if one := score(values, clusters, without=len(rows) - len(held)):
            found[measure.name] = one
    return found | abstention_scores(rows)


def all_scores(rows: Sequence[Row]) -> dict[str, Scores]:
    """The scores of every slice."""
    return {name: scores(part) for name, part in slices(rows).items()}


def told(found: Mapping[str, Scores]) -> dict[str, Any]:
    """Scores as plain values, rounded to what two runs must agree on."""
    return {
        part: {name: _rounded(asdict(one)) for name, one in held.items()}
        for part, held in found.items()
    }


def _rounded(one: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 6) if isinstance(v, float) else v for k, v in one.items()}
