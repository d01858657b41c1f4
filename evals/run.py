"""Runs gold questions against an assistant, beside a control, and shows the scores.

`evaluate` does the work and returns a Report of plain values; `run` is `dzherelo eval` without
its argument parser, `main` with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

from rich.console import Console
from rich.progress import track

from assistant.types import Answer, Citation, Hit, Turn
from corpus.errors import InputError
from corpus.types import Origin, Passage, Source
from evals.choice import choose, texts_of
from evals.gold import Question, gold_files, load_gold, resolve
from evals.measures import Outcome
from evals.opening import embedder_of, open_library, parser_of, stock_of
from evals.report import OURS, STOCK, Report, show

__all__ = ["OURS", "STOCK", "Report", "evaluate", "main", "run", "show"]

K = 10
SplitChoice = Literal["dev", "sealed", "all"]


class Searcher(Protocol):
    """Anything that finds passages: hits by falling score, at most `k`."""

    def search(self, query: str, *, k: int = K) -> tuple[Hit, ...]: ...


class Assistant(Searcher, Protocol):
    """What is evaluated: it also answers, and shows its sources, texts and passages."""

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer: ...
    def sources(self) -> tuple[Source, ...]: ...
    def text(self, id: str, /, *, notes: bool = False) -> str: ...
    def passages(self, id: str, /) -> tuple[Passage, ...]: ...


def evaluate(
    assistant: Assistant,
    gold: Sequence[Question],
    *,
    origin: Origin = "text",
    stock: Searcher | None = None,
    progress: Console | None = None,
) -> Report:
    """Searches for and asks every question; `stock`, if given, is only searched.

    `origin` says whether the evidence is sought in the texts or in our notes. Raises InputError
    if a piece of evidence no longer stands where the gold says.
    """
    passages = cache(assistant.passages)
    evidence = [resolve(question, passages, origin=origin) for question in gold]

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
    notes: bool = False,
    as_json: bool = False,
    stock: Searcher | None = None,
    out: Console | None = None,
) -> Report:
    """`dzherelo eval`: evaluates and prints tables, or one JSON object.

    Without `gold`, the questions that come with the program; `split` is then `dev` by default,
    and otherwise all of the file. Questions to which the library holds no evidence are left out
    and counted; with `notes`, or where it holds no text at all, our notes are the evidence.
    Raises InputError if nothing is left to ask.
    """
    chosen = split or ("all" if gold else "dev")
    files = [gold] if gold else gold_files(chosen)
    questions = [q for q in load_gold(files) if chosen in ("all", q.split)]
    if not questions:
        raise InputError(f"No questions of the split `{chosen}` in {gold}.", "Try --split all.")
    choice = choose(assistant, questions, notes=notes)
    if not choice.questions:
        raise InputError(f"{'; '.join(choice.lines())}.", "Add them: dzherelo add FILE --as ID.")
    measured = evaluate(
        assistant,
        choice.questions,
        origin=choice.origin,
        stock=stock if choice.origin == "text" else None,  # it reads no notes
        progress=Console(stderr=True),
    )
    report = Report(measured.outcomes, choice)
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
    parser.add_argument("--notes", action="store_true", help="measure our notes alone, no texts")
    parser.add_argument("--no-stock", action="store_true", help="leave the stock pipeline out")
    options = parser.parse_args(argv)
    with open_library(options.home, texts=not options.notes) as assistant:
        alone = options.no_stock or not texts_of(assistant)
        control = nullcontext() if alone else stock_of(assistant, embedder_of(assistant))
        with control as stock:
            run(
                assistant,
                gold=options.gold,
                split=options.split,
                notes=options.notes,
                as_json=options.json,
                stock=stock,
            )
    return 0


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
