"""What came of an evaluation: scores by system, gold file, language and kind; as table and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from evals.choice import Choice
from evals.gold import Question
from evals.measures import (
    ANSWERS,
    RETRIEVAL,
    Answered,
    Cited,
    Declined,
    Measure,
    Nuggets,
    Outcome,
    R,
    S,
    Score,
    finds,
    score,
)

OURS, STOCK = "dzherelo", "stock"
MEASURES = RETRIEVAL + ANSWERS
BY_KIND = (S(1), R(5), Answered(), Cited(), Nuggets(), Declined())


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes of each system over the same questions, and how these were chosen."""

    outcomes: Mapping[str, tuple[Outcome, ...]]
    choice: Choice | None = None

    def score(
        self, system: str, measure: Measure, *, lang: str | None = None, kind: str | None = None
    ) -> Score | None:
        """The score of one system, over all questions or those of a language or kind."""
        return score(
            measure,
            (
                outcome
                for outcome in self.outcomes[system]
                if lang in (None, outcome.question.lang) and kind in (None, outcome.question.kind)
            ),
        )

    def part(self, collection: str) -> Report:
        """The outcomes of the questions of one gold file."""
        return Report(
            {
                system: tuple(o for o in outcomes if o.question.collection == collection)
                for system, outcomes in self.outcomes.items()
            }
        )

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(outcome.question for outcome in next(iter(self.outcomes.values())))

    @property
    def collections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(q.collection for q in self.questions))

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({q.lang for q in self.questions}, reverse=True))

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(q.kind for q in self.questions))

    def as_dict(self) -> dict[str, Any]:
        """Scores by system, slice and measure, of all and of each gold file; rows for each
        question that is not sealed."""
        return {
            "questions": len(self.questions),
            **(self.choice.as_dict() if self.choice else {}),
            "systems": {
                system: {"scores": self._scores(system), "rows": _rows(outcomes)}
                for system, outcomes in self.outcomes.items()
            },
            "files": {name: self.part(name)._as_part() for name in self.collections},
        }

    def _as_part(self) -> dict[str, Any]:
        systems = {system: {"scores": self._scores(system)} for system in self.outcomes}
        return {"questions": len(self.questions), "systems": systems}

    def _scores(self, system: str) -> dict[str, Any]:
        slices: dict[str, dict[str, str]] = {"all": {}}
        slices |= {f"lang:{lang}": {"lang": lang} for lang in self.languages}
        slices |= {f"kind:{kind}": {"kind": kind} for kind in self.kinds}
        return {
            name: {
                str(measure): asdict(found)
                for measure in MEASURES
                if (found := self.score(system, measure, **part))
            }
            for name, part in slices.items()
        }


def show(report: Report, out: Console) -> None:
    """Prints what was left out; measures by system and language and our scores by kind, for each
    gold file; and, where there are several, the measures of all together."""
    for line in report.choice.lines() if report.choice else ():
        out.print(f"{line}.", highlight=False, soft_wrap=True)
    for name in report.collections:
        part = report.part(name)
        out.print(_by_system(part, title=f"{name}: {len(part.questions)} questions"))
        out.print(_by_kind(part, title=f"{name}: {OURS} by kind"))
    if len(report.collections) > 1:
        out.print(_by_system(report, title=f"all: {len(report.questions)} questions"))


def _by_system(report: Report, *, title: str) -> Table:
    parts = (*report.languages, "all")
    systems = list(report.outcomes)
    heads = ["measure", "n", *(f"{s}\n{part}" for s in systems for part in parts)]
    heads.insert(2 + len(parts), "95 %")  # of ours, over all
    table = _table(title, heads)
    for measure in MEASURES:
        overall = report.score(OURS, measure)
        if overall is None:
            continue
        cells = [
            _mean(report.score(system, measure, lang=None if part == "all" else part))
            for system in systems
            for part in parts
        ]
        cells.insert(len(parts), f"{overall.low:.2f}–{overall.high:.2f}")
        table.add_row(str(measure), str(overall.count), *cells)
    return table


def _by_kind(report: Report, *, title: str) -> Table:
    table = _table(title, ["kind", "n", *map(str, BY_KIND)])
    for kind in report.kinds:
        count = sum(question.kind == kind for question in report.questions)
        values = [_mean(report.score(OURS, measure, kind=kind)) for measure in BY_KIND]
        table.add_row(kind, str(count), *values)
    return table


def _table(title: str, heads: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for head in heads:
        table.add_column(head, justify="left" if head == heads[0] else "right", no_wrap=True)
    return table


def _mean(found: Score | None) -> str:
    return f"{found.mean:.2f}" if found else "–"


def _rows(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """What happened to each question, so that one can look; sealed questions stay unseen."""
    return [
        {
            "id": outcome.question.id,
            "file": outcome.question.collection,
            "lang": outcome.question.lang,
            "kind": outcome.question.kind,
            "question": outcome.question.question,
            "found_at": [rank for rank, new in enumerate(_found(outcome), start=1) if new],
            "answer": outcome.answer.text if outcome.answer else None,
            "reason": outcome.answer.reason if outcome.answer else None,
            "scores": {str(m): m.of(outcome) for m in MEASURES if m.applies(outcome)},
        }
        for outcome in outcomes
        if outcome.question.split != "sealed"
    ]


def _found(outcome: Outcome) -> list[frozenset[int]]:
    return finds(outcome.hits, outcome.evidence)
