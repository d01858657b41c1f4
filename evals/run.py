"""Runs gold questions against an assistant, beside a control, and shows the scores.

`evaluate` does the work and returns a Report of plain values; `run` is `dzherelo eval` without
its argument parser, `main` with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import track
from rich.table import Table

from assistant.types import Answer, Citation, Hit, Turn
from corpus.errors import InputError
from corpus.types import Origin, Passage
from evals.gold import Question, gold_files, load_gold, resolve
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
from evals.opening import embedder_of, open_library, parser_of, stock_of

K = 10
SplitChoice = Literal["dev", "sealed", "all"]
OURS, STOCK = "dzherelo", "stock"
MEASURES = RETRIEVAL + ANSWERS
BY_KIND = (S(1), R(5), Answered(), Cited(), Nuggets(), Declined())


class Searcher(Protocol):
    """Anything that finds passages: hits by falling score, at most `k`."""

    def search(self, query: str, *, k: int = K) -> tuple[Hit, ...]: ...


class Assistant(Searcher, Protocol):
    """What is evaluated: it also answers, and shows its texts and passages."""

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer: ...
    def text(self, id: str, /, *, notes: bool = False) -> str: ...
    def passages(self, id: str, /) -> tuple[Passage, ...]: ...


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes of each system over the same questions."""

    outcomes: Mapping[str, tuple[Outcome, ...]]

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

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(outcome.question for outcome in next(iter(self.outcomes.values())))

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({q.lang for q in self.questions}, reverse=True))

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(q.kind for q in self.questions))

    def as_dict(self) -> dict[str, Any]:
        """Scores by system, slice and measure; rows for each question that is not sealed."""
        return {
            "questions": len(self.questions),
            "systems": {
                system: {"scores": self._scores(system), "rows": _rows(outcomes)}
                for system, outcomes in self.outcomes.items()
            },
        }

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


def evaluate(
    assistant: Assistant,
    gold: Sequence[Question],
    *,
    stock: Searcher | None = None,
    progress: Console | None = None,
) -> Report:
    """Searches for and asks every question; `stock`, if given, is only searched.

    Raises InputError if a piece of evidence no longer stands where the gold says.
    """
    passages = cache(assistant.passages)
    evidence = [resolve(question, passages) for question in gold]

    @cache
    def text(source: str, origin: Origin) -> str:
        return assistant.text(source, notes=origin == "note")

    ours, control = [], []
    pairs: Iterable[tuple[Question, Any]] = list(zip(gold, evidence, strict=True))
    if progress is not None:
        pairs = track(pairs, "Questions", total=len(gold), console=progress, transient=True)
    for question, places in pairs:
        answer = assistant.ask(question.question, history=question.turns())
        # A follow-up means nothing without its dialogue, which only `ask` is given.
        hits = answer.hits if question.history else assistant.search(question.question, k=K)
        exact = _exactness(text, (*hits, *answer.hits), answer.citations)
        ours.append(Outcome(question, places, hits, answer, exact))
        if stock is not None:
            control.append(Outcome(question, places, stock.search(question.question, k=K)))
    outcomes = {OURS: tuple(ours)}
    if stock is not None:
        outcomes[STOCK] = tuple(control)
    return Report(outcomes)


def run(
    assistant: Assistant,
    *,
    gold: Path | None = None,
    split: SplitChoice | None = None,
    as_json: bool = False,
    stock: Searcher | None = None,
    out: Console | None = None,
) -> Report:
    """`dzherelo eval`: evaluates and prints a table, or one JSON object.

    Without `gold`, the questions that come with the program; `split` is then `dev` by default,
    and otherwise all of the file. Raises InputError if nothing is left to ask.
    """
    chosen = split or ("all" if gold else "dev")
    files = [gold] if gold else gold_files(chosen)
    questions = [q for q in load_gold(files) if chosen in ("all", q.split)]
    if not questions:
        raise InputError(f"No questions of the split `{chosen}` in {gold}.", "Try --split all.")
    report = evaluate(assistant, questions, stock=stock, progress=Console(stderr=True))
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        show(report, out or Console())
    return report


def main(argv: Sequence[str] | None = None) -> int:
    """`dzherelo eval`. Returns 0; raises the errors of the library and of the gold files."""
    parser = parser_of("eval", "Measure the quality of search and answers.")
    parser.add_argument("--gold", type=Path, metavar="FILE", help="gold questions (JSON lines)")
    parser.add_argument("--split", choices=("dev", "sealed", "all"), help="default: dev")
    parser.add_argument("--no-stock", action="store_true", help="leave the stock pipeline out")
    options = parser.parse_args(argv)
    with open_library(options.home) as assistant:
        control = nullcontext() if options.no_stock else stock_of(assistant, embedder_of(assistant))
        with control as stock:
            run(
                assistant,
                gold=options.gold,
                split=options.split,
                as_json=options.json,
                stock=stock,
            )
    return 0


def show(report: Report, out: Console) -> None:
    """Prints measures by system and language, then our scores by kind of question."""
    out.print(_by_system(report))
    out.print(_by_kind(report))


def _by_system(report: Report) -> Table:
    parts = (*report.languages, "all")
    systems = list(report.outcomes)
    heads = ["measure", "n", *(f"{s}\n{part}" for s in systems for part in parts)]
    heads.insert(2 + len(parts), "95 %")  # of ours, over all
    table = _table(f"{len(report.questions)} questions", heads)
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


def _by_kind(report: Report) -> Table:
    table = _table(f"{OURS} by kind", ["kind", "n", *map(str, BY_KIND)])
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


def _exactness(
    text: Callable[[str, Origin], str], hits: Iterable[Hit], citations: Iterable[Citation]
) -> tuple[bool, ...]:
    """Whether each quote is the slice that its offsets name, of the text or of the notes."""
    quotes = [(hit.passage, hit.passage.span, hit.passage.text) for hit in hits]
    quotes += [(citation.passage, citation.quote, citation.text) for citation in citations]
    return tuple(
        bool(quote) and span.of(text(passage.source, passage.origin)) == quote
        for passage, span, quote in quotes
    )


def _rows(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """What happened to each question, so that one can look; sealed questions stay unseen."""
    return [
        {
            "id": outcome.question.id,
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
