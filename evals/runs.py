"""Run folders: what a run leaves behind, and how a stopped one goes on.

    config.json     what was run: questions, library, settings, versions; its fingerprint
    rows.jsonl      each question's scores (of sealed questions nothing else)
    answers.jsonl   the answers as `dzherelo ask --json` gives them (none of sealed questions)
    run.trec        the search in TREC's format, over units of evidence; qrels.trec beside it
    metrics.json    every measure over every slice, with intervals
    cost.json       latency and memory
    scorers.json    how far the scorers agree with labels by hand, where that was worked out
    report.html     all of it to read

All but config, cost and the page are the same, byte for byte, for the same configuration. While a
run goes on, each question that is done is a line of `part.jsonl`.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from dzherelo.corpus.errors import InputError
from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.evals.agreement import Agreement
from dzherelo.evals.cost import Cost
from dzherelo.evals.measures import Score
from dzherelo.evals.rows import Row
from dzherelo.evals.scores import ALL, Scores, Slices, all_scores, slices, told

CONFIG, ROWS, ANSWERS = "config.json", "rows.jsonl", "answers.jsonl"
RUN, QRELS, METRICS, COST = "run.trec", "qrels.trec", "metrics.json", "cost.json"
REPORT, PART, SCORERS = "report.html", "part.jsonl", "scorers.json"


@dataclass(frozen=True)
class Run:
    """A finished run: its configuration, its questions' scores, its cost, and how far its scorers
    agree with labels by hand."""

    folder: Path
    config: dict[str, Any]
    rows: tuple[Row, ...]
    cost: Cost = field(default_factory=Cost)
    agreement: tuple[Agreement, ...] = ()

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def system(self) -> str:
        return str(self.config.get("system", ""))

    @cached_property
    def slices(self) -> Slices:
        return slices(self.rows)

    @cached_property
    def scores(self) -> dict[str, Scores]:
        """Every measure over every slice."""
        return all_scores(self.rows)

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
            "scorers": [asdict(one) for one in self.agreement],
            "rows": [row.as_dict() for row in self.rows if row.detail is not None],
        }


@dataclass(frozen=True, slots=True)
class Done:
    """A question that is done: its row, its answer (None of a sealed one), its milliseconds, what
    a language model took for it (None where none was asked)."""

    row: Row
    answer: dict[str, Any] | None
    ms: float | None
    spent: dict[str, Any] | None = None

    def line(self) -> str:
        told = {"row": self.row.as_dict(), "answer": self.answer, "ms": self.ms}
        told["spent"] = self.spent
        return json.dumps(told, ensure_ascii=False)


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
            whole = "".join(f"{one.line()}\n" for one in done.values())
            write_atomically(self.path / PART, whole.encode())
            return done

    def put(self, done: Done) -> None:
        """Keeps a question that is done."""
        with guarded(self.path), (self.path / PART).open("a", encoding="utf-8") as out:
            out.write(f"{done.line()}\n")
            out.flush()
            os.fsync(out.fileno())

    def finish(self, config: Mapping[str, Any], done: Sequence[Done], cost: Cost) -> Run:
        """Writes what the run leaves behind, all but the report."""
        rows = tuple(one.row for one in done)
        run = Run(self.path, dict(config), rows, cost)
        answers = [one.answer for one in done if one.answer is not None]
        with guarded(self.path):
            self._write(ROWS, _lines(row.as_dict() for row in rows))
            self._write(ANSWERS, _lines(answers))
            self._write(RUN, "".join(_trec_run(rows, run.system)).encode())
            self._write(QRELS, "".join(_trec_qrels(rows)).encode())
            self._write(COST, _json(cost.as_dict()))
            self._write(CONFIG, _json(config))
            self._write(METRICS, _json({"questions": len(rows), "scores": told(run.scores)}))
            (self.path / PART).unlink(missing_ok=True)
        return run

    def _write(self, name: str, data: bytes) -> None:
        write_atomically(self.path / name, data)


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
        lines = (folder / ROWS).read_text(encoding="utf-8").splitlines()
        rows = tuple(Row.of_dict(json.loads(line)) for line in lines)
        cost = Cost.of_dict(json.loads((folder / COST).read_text(encoding="utf-8")))
        agreement = tuple(_agreement(folder / SCORERS))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(f"{folder}: the run cannot be read ({error}).", "Run it again.") from error
    return Run(folder, config, rows, cost, agreement)


def with_agreement(run: Run, agreement: Iterable[Agreement]) -> Run:
    """The run with the agreement of its scorers, which is written beside it."""
    found = tuple(agreement)
    with guarded(run.folder):
        write_atomically(run.folder / SCORERS, _json([asdict(one) for one in found]))
    return replace(run, agreement=found)


def _agreement(path: Path) -> Iterator[Agreement]:
    if path.exists():
        yield from (Agreement(**one) for one in json.loads(path.read_text(encoding="utf-8")))


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
        config = _config(path.parent)
        stopped = config is not None and not is_finished(path.parent)
        if stopped and config is not None and config.get("fingerprint") == fingerprint:
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
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        yield Done(Row.of_dict(told["row"]), told["answer"], told["ms"], told["spent"])


def _trec_run(rows: Sequence[Row], system: str) -> Iterator[str]:
    for row in rows:
        for rank, (name, value) in enumerate(row.run, start=1):
            yield f"{row.id} Q0 {name} {rank} {value:.6f} {system or 'dzherelo'}\n"


def _trec_qrels(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for name in row.qrels:
            yield f"{row.id} 0 {name} 1\n"


def _lines(told: Any) -> bytes:
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in told).encode()


def _json(told: Any) -> bytes:
    return f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode()
