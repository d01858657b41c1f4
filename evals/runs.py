"""Runs: the scores of their questions over every slice, and the folders that they leave behind.

    config.json     what was run: questions, library, settings, versions; its fingerprint
    rows.jsonl      each question's scores (of sealed questions nothing else)
    answers.jsonl   the answers as `dzherelo ask --json` gives them (none of sealed questions)
    run.trec        the search in TREC's format, over units of evidence; qrels.trec beside it
    metrics.json    every measure over every slice, with intervals
    cost.json       latency and memory
    report.html     all of it to read

All but config, cost and the page are the same, byte for byte, for the same configuration. While a
run goes on, each question that is done is a line of `part.jsonl`.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.errors import InputError
from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.evals.measures import MEASURES
from dzherelo.evals.statistics import (
    Interval,
    Numbers,
    aurc,
    mean_interval,
    precision_at,
    risks,
    statistic_interval,
)

CONFIG, ROWS, ANSWERS = "config.json", "rows.jsonl", "answers.jsonl"
RUN, QRELS, METRICS, COST = "run.trec", "qrels.trec", "metrics.json", "cost.json"
REPORT, PART = "report.html", "part.jsonl"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """A question's scores. `cluster` numbers the questions that share evidence; `detail` is what
    one needs to look at it, None for a sealed question, of which nothing but scores is kept."""

    id: str
    file: str
    lang: str
    kind: str
    cluster: int
    answerable: bool
    crossing: bool
    turn: int | None
    scores: dict[str, float]
    confidence: float | None
    detail: dict[str, Any] | None = None
    run: tuple[tuple[str, float], ...] = ()
    qrels: tuple[str, ...] = ()

    @classmethod
    def of_dict(cls, told: dict[str, Any]) -> Row:
        run = tuple((name, value) for name, value in told["run"])
        return cls(**{**told, "run": run, "qrels": tuple(told["qrels"])})


# Scores -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Score:
    """A mean over `count` questions in `clusters` clusters with its 95 % interval (None where the
    clusters are too few); `without` questions had no gold for it."""

    mean: float
    low: float | None
    high: float | None
    count: int
    clusters: int
    without: int = 0


Scores = dict[str, Score]


def slices(rows: Sequence[Row]) -> dict[str, tuple[Row, ...]]:
    """The rows of all questions, and of each language, kind, gold file and turn; `crossing` are
    the English questions over Ukrainian sources. Empty slices are not there."""
    found = {ALL: tuple(rows)}
    for name in ("lang", "kind", "file", "turn"):
        held = {value for row in rows if (value := getattr(row, name)) is not None}
        for value in sorted(held, key=str):
            found[f"{name}:{value}"] = tuple(row for row in rows if getattr(row, name) == value)
    if crossing := tuple(row for row in rows if row.crossing):
        found["crossing"] = crossing
    return found


def scores(rows: Sequence[Row]) -> Scores:
    """The score of the rows under each measure that has gold among them, in order."""
    found: Scores = {}
    for name in (measure.name for measure in MEASURES):
        held = [row for row in rows if name in row.scores]
        if held:
            values = [row.scores[name] for row in held]
            clusters = [row.cluster for row in held]
            interval = mean_interval(values, clusters)
            found[name] = _score(
                sum(values) / len(values), interval, clusters, len(rows) - len(held)
            )
    return found | _abstention([row for row in rows if "Coverage" in row.scores])


def _score(value: float, interval: Interval, clusters: Sequence[int], without: int = 0) -> Score:
    low, high = interval or (None, None)
    return Score(value, low, high, len(clusters), len(set(clusters)), without)


def _abstention(rows: Sequence[Row], *, coverage: float = 0.5) -> Scores:
    """`AURC` (lower is better) and `P@50%`, the precision of the surest answers to that share of
    the questions, which is left out where fewer were answered."""
    if not rows:
        return {}
    order, wrong = _surest(rows)
    clusters = [row.cluster for row in rows]
    half = round(coverage * len(rows))

    def area(counts: NDArray[np.intp]) -> float:
        return aurc(np.repeat(wrong, counts[order]))

    def at_half(counts: NDArray[np.intp]) -> float:
        drawn = np.repeat(wrong, counts[order])
        return precision_at(drawn, min(len(drawn), half)) or 0.0

    found = {"AURC": _score(aurc(wrong), statistic_interval(area, clusters), clusters)}
    if (precision := precision_at(wrong, half)) is not None:
        found["P@50%"] = _score(precision, statistic_interval(at_half, clusters), clusters)
    return found


def _surest(rows: Sequence[Row]) -> tuple[NDArray[np.intp], Numbers]:
    """The places of the answered rows, the surest first, and how wrong each answer is. An answer
    to an unanswerable question is wrong."""
    places = sorted(
        (at for at, r in enumerate(rows) if r.confidence is not None and "Precision" in r.scores),
        key=lambda at: (-(rows[at].confidence or 0.0), rows[at].id),
    )
    wrong = np.array([1 - rows[at].scores["Precision"] for at in places], dtype=float)
    return np.array(places, dtype=np.intp), wrong


def risk_coverage(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Coverage and risk if only the surest answers are given, a point an answer. The last is the
    coverage that the assistant chose: a refused question is never answered, however low the bar."""
    found = risks(_surest(rows)[1])
    return [((at + 1) / len(rows), float(risk)) for at, risk in enumerate(found)]


def told(found: Mapping[str, Scores]) -> dict[str, Any]:
    """Scores as plain values, rounded to what two runs must agree on."""
    return {
        part: {
            name: {k: round(v, 6) if isinstance(v, float) else v for k, v in asdict(one).items()}
            for name, one in held.items()
        }
        for part, held in found.items()
    }


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of each answer, in order of the questions, the process's peak memory in MB (None
    where the system does not tell), and what a language model took for all answers, if one was
    asked: `cached` of them were written in an earlier run and are not counted further."""

    ms: tuple[float, ...] = ()
    memory_mb: float | None = None
    spent: dict[str, Any] | None = None

    def percentiles(self) -> dict[str, float]:
        """p50, p90, p95, p99 and the maximum in milliseconds; empty if nothing was timed."""
        if not self.ms:
            return {}
        found = {f"p{p}": float(np.percentile(self.ms, p)) for p in (50, 90, 95, 99)}
        return found | {"max": max(self.ms)}

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "percentiles_ms": self.percentiles()}


def total_of(costs: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """What a language model took for answers, each as `Answer.cost` has it; None of no answers."""
    if not costs:
        return None
    fresh = [cost for cost in costs if not cost["cached"]]
    counted = ("calls", "prompt_tokens", "completion_tokens")
    return {
        "model": costs[-1]["model"],
        "answers": len(costs),
        "cached": len(costs) - len(fresh),
        **{name: sum(cost[name] for cost in fresh) for name in counted},
        "seconds": round(sum((cost["seconds"] for cost in fresh), 0.0), 3),
        "estimated": any(cost["estimated"] for cost in fresh),
    }


# Runs and their folders ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """A finished run: its configuration, its questions' scores and its cost."""

    folder: Path
    config: dict[str, Any]
    rows: tuple[Row, ...]
    cost: Cost = field(default_factory=Cost)

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def system(self) -> str:
        return str(self.config.get("system", ""))

    @cached_property
    def slices(self) -> dict[str, tuple[Row, ...]]:
        return slices(self.rows)

    @cached_property
    def scores(self) -> dict[str, Scores]:
        """Every measure over every slice."""
        return {name: scores(part) for name, part in self.slices.items()}

    def score(self, measure: str, part: str = ALL) -> Score | None:
        """The score under the measure of that name over a slice (`all`, `lang:uk`, `kind:list`,
        …); None where there is no gold for it."""
        return self.scores.get(part, {}).get(measure)

    def as_dict(self) -> dict[str, Any]:
        """What `dzherelo eval --json` prints: rows only of questions that are not sealed."""
        return {
            "folder": str(self.folder),
            "config": self.config,
            "questions": len(self.rows),
            "scores": told(self.scores),
            "cost": self.cost.as_dict(),
            "rows": [asdict(row) for row in self.rows if row.detail is not None],
        }


@dataclass(frozen=True, slots=True)
class Done:
    """A question that is done: its row, its answer (None of a sealed one), its milliseconds, what
    a language model took for it (None where none was asked)."""

    row: Row
    answer: dict[str, Any] | None
    ms: float | None
    spent: dict[str, Any] | None = None


class Folder:
    """A run folder that is being filled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, config: Mapping[str, Any]) -> dict[str, Done]:
        """Makes the folder, or goes on with it; gives the questions that are done, by row id.

        Raises InputError where the folder holds a finished run, a run of another configuration,
        or other files.
        """
        with guarded(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            held = _config(self.path)
            if held is None:
                if any(self.path.iterdir()):
                    raise InputError(
                        f"{self.path} is not empty and holds no run.", "Choose another folder."
                    )
                write_atomically(self.path / CONFIG, _json(config))
                return {}
            if is_finished(self.path):
                raise InputError(
                    f"{self.path} holds a finished run.", "Choose another folder for this one."
                )
            if held.get("fingerprint") != config.get("fingerprint"):
                raise InputError(
                    f"{self.path} holds a stopped run of another configuration.",
                    "Choose another folder, or delete this one.",
                )
            done = {one.row.id: one for one in _parts(self.path / PART)}
            # The line at which it was stopped may be half a line.
            write_atomically(self.path / PART, _lines(asdict(one) for one in done.values()))
            return done

    def put(self, done: Done) -> None:
        """Keeps a question that is done."""
        with guarded(self.path), (self.path / PART).open("ab") as out:
            out.write(_lines([asdict(done)]))
            out.flush()
            os.fsync(out.fileno())

    def finish(self, config: Mapping[str, Any], done: Sequence[Done], cost: Cost) -> Run:
        """Writes what the run leaves behind, all but the report."""
        rows = tuple(one.row for one in done)
        run = Run(self.path, dict(config), rows, cost)
        written = {
            ROWS: _lines(asdict(row) for row in rows),
            ANSWERS: _lines(one.answer for one in done if one.answer is not None),
            RUN: _trec(
                (row.id, "Q0", name, rank, f"{value:.6f}", run.system or "dzherelo")
                for row in rows
                for rank, (name, value) in enumerate(row.run, start=1)
            ),
            QRELS: _trec((row.id, 0, name, 1) for row in rows for name in row.qrels),
            COST: _json(cost.as_dict()),
            CONFIG: _json(config),
            METRICS: _json({"questions": len(rows), "scores": told(run.scores)}),
        }
        with guarded(self.path):
            for name, data in written.items():
                write_atomically(self.path / name, data)
            (self.path / PART).unlink(missing_ok=True)
        return run


def is_finished(folder: Path) -> bool:
    """Whether the folder holds a run that came to its end."""
    return (folder / METRICS).exists()


def load_run(folder: Path) -> Run:
    """A finished run; raises InputError where the folder holds none, or one that is not whole."""
    config = _config(folder)
    if config is None or not is_finished(folder):
        state = "a run that is not finished" if config else "no run"
        raise InputError(f"{folder} holds {state}.", "Give the folder of a finished run.")
    try:
        with (folder / ROWS).open(encoding="utf-8") as lines:
            rows = tuple(Row.of_dict(json.loads(line)) for line in lines)
        cost = json.loads((folder / COST).read_text(encoding="utf-8"))
        return Run(
            folder, config, rows, Cost(tuple(cost["ms"]), cost["memory_mb"], cost.get("spent"))
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(f"{folder}: the run cannot be read ({error}).", "Run it again.") from error


def runs_in(folder: Path) -> tuple[Run, ...]:
    """The finished runs under a folder, the newest first; those that cannot be read are left out
    (load_run says why)."""
    found = []
    for path in sorted(folder.glob(f"*/{METRICS}"), reverse=True):
        try:
            found.append(load_run(path.parent))
        except InputError:
            continue
    return tuple(sorted(found, key=lambda run: str(run.config.get("started")), reverse=True))


def new_folder(runs: Path, started: datetime, what: str) -> Path:
    """A folder of `runs` that does not exist, named after the time and what is measured: of two
    runs that begin in one second, the second is "…-2"."""
    name = f"{started:%Y%m%d-%H%M%S}-{what}"
    tries = itertools.chain([name], (f"{name}-{count}" for count in itertools.count(2)))
    return next(runs / one for one in tries if not (runs / one).exists())


def unfinished(folder: Path, fingerprint: str) -> Path | None:
    """The run of this configuration under a folder that was stopped, if there is one."""
    for path in sorted(folder.glob(f"*/{CONFIG}"), reverse=True):
        config = None if is_finished(path.parent) else _config(path.parent)
        if config is not None and config.get("fingerprint") == fingerprint:
            return path.parent
    return None


def _config(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InputError(
            f"{folder / CONFIG} cannot be read ({error}).", "Delete the folder."
        ) from error
    return found


def _parts(path: Path) -> Iterator[Done]:
    """The lines that were written whole: a run may be stopped in the middle of one."""
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n"):
        try:
            told = json.loads(line)
        except ValueError:
            continue
        yield Done(Row.of_dict(told["row"]), told["answer"], told["ms"], told["spent"])


def _trec(lines: Iterable[tuple[object, ...]]) -> bytes:
    """Lines of columns that are parted by a blank, so that none may hold one."""
    columns = (["_".join(str(value).split()) for value in line] for line in lines)
    return "".join(f"{' '.join(line)}\n" for line in columns).encode()


def _lines(told: Iterable[Any]) -> bytes:
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in told).encode()


def _json(told: Any) -> bytes:
    return f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode()
