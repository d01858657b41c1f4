"""Asks an assistant the gold questions, one after the other, and leaves a run folder behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

from dzherelo.assistant.types import Answer, Citation, Hit, Turn
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.types import Origin, Passage, Source
from dzherelo.evals.choice import Choice
from dzherelo.evals.cost import cost_of
from dzherelo.evals.gold import Question, Region, resolve
from dzherelo.evals.outcome import Outcome
from dzherelo.evals.retrieval import BUDGET, Count, within_budget
from dzherelo.evals.rows import clusters, row_of, sealed_id
from dzherelo.evals.runs import Done, Folder, Run
from dzherelo.evals.support import Carries, grounds

DEEP = 30  # hits sought, so that the budget of tokens is used up

Progress = Callable[[int, int], None]  # questions done, of how many


class Searcher(Protocol):
    """Anything that finds passages: hits by falling score, at most `k`."""

    def search(self, query: str, *, k: int) -> tuple[Hit, ...]: ...


class Library(Protocol):
    """What holds the sources: their texts, our notes on them, what can be cited of them."""

    def sources(self) -> tuple[Source, ...]: ...
    def text(self, id: str, /, *, notes: bool = False) -> str: ...
    def passages(self, id: str, /) -> tuple[Passage, ...]: ...


class Assistant(Searcher, Library, Protocol):
    """What is evaluated: it also answers."""

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer: ...


def _words(text: str) -> int:
    return len(text.split())


@dataclass(frozen=True, slots=True)
class System:
    """What is measured: something that searches, and answers if `ask` is there, over a library."""

    search: Callable[..., tuple[Hit, ...]]
    library: Library
    ask: Callable[..., Answer] | None = None

    @classmethod
    def of(cls, assistant: Assistant) -> System:
        return cls(assistant.search, assistant, assistant.ask)


@dataclass(frozen=True, slots=True)
class Tools:
    """What judging needs beside the gold: the test of support, and how tokens are counted."""

    carries: Carries
    count: Count = _words


# Given the files of a question's `planted`, the same system over a library that holds them too.
Planting = Callable[[tuple[str, ...]], AbstractContextManager[System]]


def quiet(done: int, total: int) -> None:
    """Progress that nobody watches."""


def evaluate(
    system: System,
    choice: Choice,
    folder: Folder,
    tools: Tools,
    *,
    config: dict[str, Any],
    planting: Planting | None = None,
    progress: Progress = quiet,
) -> Run:
    """Asks every question of `choice` that is not done yet in `folder`, and finishes the run.

    Whatever `progress` raises stops the run, which goes on with the next call. Raises InputError
    if a piece of evidence no longer stands where the gold says, or the folder is taken.
    """
    questions = choice.questions
    _refuse_stale(system, questions, choice.origin)
    done = folder.begin(config)
    numbers = clusters(questions)
    progress(len(done), len(questions))
    for group in _groups(questions):
        waiting = [q for q in group if _row_id(q) not in done]
        if not waiting:
            continue
        for outcome, ms in _asked(system, waiting, choice.origin, tools, planting):
            row = row_of(outcome, numbers[outcome.question.id])
            one = Done(row, _kept_answer(outcome), ms, _spent(outcome))
            folder.put(one)
            done[row.id] = one
            progress(len(done), len(questions))
    in_order = [done[_row_id(question)] for question in questions]
    return folder.finish(
        config, in_order, cost_of([one.ms for one in in_order], [one.spent for one in in_order])
    )


def _row_id(question: Question) -> str:
    return sealed_id(question) if question.split == "sealed" else question.id


def _kept_answer(outcome: Outcome) -> dict[str, Any] | None:
    """The answer as it is written down: without what it took, and not of a sealed question."""
    if outcome.answer is None or outcome.question.split == "sealed":
        return None
    told = outcome.answer.as_dict() | {"id": outcome.question.id}
    return {name: value for name, value in told.items() if name not in ("timings_ms", "cost")}


def _spent(outcome: Outcome) -> dict[str, Any] | None:
    """What a language model took for the answer; None where none was asked."""
    cost = outcome.answer.cost if outcome.answer else None
    return cost.as_dict() if cost else None


def _groups(questions: Sequence[Question]) -> list[list[Question]]:
    """The questions by the files that are to be planted for them; those without come first."""
    groups: dict[tuple[str, ...], list[Question]] = {}
    for question in questions:
        groups.setdefault(question.planted, []).append(question)
    return [groups[planted] for planted in sorted(groups)]


def _refuse_stale(system: System, questions: Iterable[Question], origin: Origin) -> None:
    passages = cache(system.library.passages)
    for question in questions:
        if not question.planted:
            resolve(question, passages, origin=origin)


def _asked(
    system: System,
    questions: Sequence[Question],
    origin: Origin,
    tools: Tools,
    planting: Planting | None,
) -> Iterator[tuple[Outcome, float | None]]:
    planted = questions[0].planted
    if not planted:
        yield from outcomes(system, questions, origin, tools)
        return
    if planting is None:
        raise InputError(
            f"{len(questions)} questions need files planted in the library: {', '.join(planted)}.",
            "Run them with `dzherelo eval`.",
        )
    with planting(planted) as other:
        yield from outcomes(other, questions, origin, tools)


def outcomes(
    system: System, questions: Iterable[Question], origin: Origin, tools: Tools
) -> Iterator[tuple[Outcome, float | None]]:
    """What comes of each question, and how many milliseconds its answer took."""
    passages = cache(system.library.passages)
    text = cache(lambda source, origin: system.library.text(source, notes=origin == "note"))
    told = _Told(system.ask)
    for question in questions:
        evidence = resolve(question, passages, origin=origin)
        history = told(question.turns())
        answer, ms = _timed(system, question, history)
        if question.dialogue and answer:
            told.keep(question, answer)
        # A follow-up means nothing without its dialogue, which only `ask` is given: what that
        # found comes first, then what is found for it as the assistant understood it. What only
        # searches is given its standalone wording.
        query = question.question
        if question.history:
            query = (answer.understood if answer else question.standalone) or query
        hits = system.search(query, k=DEEP)
        if question.history and answer:
            hits = _behind(answer.hits, hits)
        alone = None
        if system.ask is not None and question.history and question.standalone:
            alone = system.ask(question.standalone)
        citations = answer.citations if answer else ()
        yield (
            Outcome(
                question=question,
                evidence=evidence,
                hits=hits,
                answer=answer,
                exact=_exactness(text, (*hits, *(answer.hits if answer else ())), citations),
                valid=tuple(_is_valid(citation, passages) for citation in citations),
                grounds=grounds(answer, tools.carries) if answer and answer.answered else (),
                budget=within_budget(hits, tools.count, tokens=BUDGET),
                alone=alone,
                expected=tuple(_standing(group, passages) for group in evidence),
            ),
            ms,
        )


def _behind(first: Sequence[Hit], rest: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits of an answer, then those of a deeper search that are not among them."""
    known = {hit.passage.id for hit in first}
    both = (*first, *(hit for hit in rest if hit.passage.id not in known))[:DEEP]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(both, start=1))


def _standing(
    group: Iterable[Region], passages: Callable[[str], Sequence[Passage]]
) -> tuple[Passage, ...]:
    """The passages in which the regions stand, each once."""
    found = (p for r in group for p in passages(r.source) if r.shared(p, p.span))
    return tuple(dict.fromkeys(found))


class _Told:
    """Gives the turns of a dialogue how the assistant itself read them, and the places that its
    answers cited."""

    def __init__(self, ask: Callable[..., Answer] | None) -> None:
        self._ask = ask
        self._turns: dict[tuple[str, ...], Turn] = {}

    def keep(self, question: Question, answer: Answer) -> None:
        """Remembers what became of a turn, so that it need not be asked again."""
        key = (*(turn.question for turn in question.history), question.question)
        self._turns[key] = Turn.of(question.question, answer)

    def __call__(self, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
        if self._ask is None or not turns:
            return turns
        before, last = self(turns[:-1]), turns[-1]
        key = tuple(turn.question for turn in turns)
        if key not in self._turns:
            answer = self._ask(last.question, history=before)
            self._turns[key] = Turn.of(last.question, answer)
        own = self._turns[key]
        return (*before, replace(last, cited=own.cited, reading=own.reading))


def _timed(
    system: System, question: Question, history: Sequence[Turn]
) -> tuple[Answer | None, float | None]:
    if system.ask is None:
        return None, None
    begun = time.perf_counter()
    answer = system.ask(question.question, history=history)
    return answer, 1000 * (time.perf_counter() - begun)


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


def _is_valid(citation: Citation, passages: Callable[[str], Sequence[Passage]]) -> bool:
    """Whether the citation names a passage that its source has, at that locator, and quotes
    within it."""
    known = (p for p in passages(citation.source) if p.id == citation.passage.id)
    return any(
        p.locator == citation.locator
        and p.origin == citation.origin
        and p.span.covers(citation.quote)
        for p in known
    )
