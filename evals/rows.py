"""One question of a run as it is kept: its scores, and what one needs to look at it.

Of a sealed question only scores are kept, under a number that tells nothing: neither its words
nor what came for it can be read out of a run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dzherelo.assistant.types import Answer, Citation, Hit
from dzherelo.corpus.types import Passage
from dzherelo.evals.answers import confidence
from dzherelo.evals.gold import Question
from dzherelo.evals.measures import scores_of
from dzherelo.evals.outcome import Outcome
from dzherelo.evals.retrieval import finds, qrels, units
from dzherelo.evals.why import reasons

PREVIEW = 5  # hits that are shown of a question


@dataclass(frozen=True, slots=True)
class Row:
    """A question's scores. `cluster` numbers the questions that share evidence; `detail` is None
    for a sealed question."""

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

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_dict(cls, told: dict[str, Any]) -> Row:
        run = tuple((name, value) for name, value in told["run"])
        return cls(**{**told, "run": run, "qrels": tuple(told["qrels"])})


def row_of(outcome: Outcome, cluster: int) -> Row:
    """What is kept of an outcome."""
    question = outcome.question
    sealed = question.split == "sealed"
    run = [(unit.id, unit.score) for unit in units(outcome.hits, outcome.evidence)]
    if sealed:
        run = [(_masked(name, place), value) for place, (name, value) in enumerate(run, start=1)]
    return Row(
        id=sealed_id(question) if sealed else question.id,
        file=question.collection,
        lang=question.lang,
        kind=question.kind,
        cluster=cluster,
        answerable=question.answerable,
        crossing=question.over_ukrainian,
        turn=turn_of(question),
        scores=scores_of(outcome),
        confidence=confidence(outcome),
        detail=None if sealed else _detail(outcome),
        run=tuple(run),
        qrels=tuple(qrels(outcome.evidence)),
    )


def sealed_id(question: Question) -> str:
    """A name for a sealed question, the same in each run."""
    return f"sealed-{hashlib.sha256(question.id.encode()).hexdigest()[:10]}"


def turn_of(question: Question) -> int | None:
    """Which question of its dialogue it is, from 1; None for a question without dialogue."""
    if question.turn is not None:
        return question.turn
    return len(question.history) + 1 if question.history else None


def _masked(name: str, place: int) -> str:
    """A unit keeps its name in a run; a passage, which would tell of the question, does not."""
    return name if ":" not in name else f"{place}:x"


def clusters(questions: Sequence[Question]) -> dict[str, int]:
    """A number for each question (by id), the same for those that ask for the same place (the
    first of their evidence) or are translations of each other."""
    parents = {question.id: question.id for question in questions}

    def root(id: str) -> str:
        while parents[id] != id:
            id = parents[id]
        return id

    first: dict[str, str] = {}
    for question in questions:
        for key in _shared(question):
            other = first.setdefault(key, question.id)
            parents[root(question.id)] = root(other)
    numbers: dict[str, int] = {}
    return {q.id: numbers.setdefault(root(q.id), len(numbers)) for q in questions}


def _shared(question: Question) -> Iterable[str]:
    yield f"question {question.id}"
    yield f"question {question.translation_of or question.id}"
    if question.evidence:
        yield f"place {question.evidence[0].any_of[0]}"


# What one looks at --------------------------------------------------------------------------------


def _detail(outcome: Outcome) -> dict[str, Any]:
    question, answer = outcome.question, outcome.answer
    found = finds(outcome.hits, outcome.evidence)
    return {
        "question": question.question,
        "history": [turn.question for turn in question.history],
        "standalone": question.standalone,
        "reason_due": list(question.reason),
        "expected": [_expected(question, outcome, at) for at in range(len(outcome.evidence))],
        "nuggets": [{"weight": n.weight, "any_of": list(n.any_of)} for n in question.nuggets],
        "found_at": [hit.rank for hit, new in zip(outcome.hits, found, strict=True) if new],
        "hits": [_hit(hit, question.lang) for hit in outcome.hits[:PREVIEW]],
        "answer": _answer(answer) if answer else None,
        "unsupported": _unsupported(outcome),
        "why": list(reasons(outcome)),
    }


def _expected(question: Question, outcome: Outcome, at: int) -> dict[str, Any]:
    """A unit of evidence: how the gold names it, and the passages where it stands, with the spans
    that count."""
    passages = outcome.expected[at] if outcome.expected else ()
    return {
        "places": [str(place) for place in question.evidence[at].any_of],
        "passages": [
            {
                **_passage(passage, question.lang),
                "spans": [
                    [region.span.start, region.span.end]
                    for region in outcome.evidence[at]
                    if region.shared(passage, passage.span)
                ],
            }
            for passage in passages
        ],
    }


def _passage(passage: Passage, language: str) -> dict[str, Any]:
    return {
        "passage": passage.id,
        "source": passage.source,
        "origin": passage.origin,
        "locator": passage.locator.label(language),
        "start": passage.span.start,
        "end": passage.span.end,
        "text": passage.text,
    }


def _hit(hit: Hit, language: str) -> dict[str, Any]:
    return {"rank": hit.rank, "score": round(hit.score, 4), **_passage(hit.passage, language)}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "answered": answer.answered,
        "reason": answer.reason,
        "understood": answer.understood,
        "text": answer.text,
        "citations": [_citation(citation, answer.language) for citation in answer.citations],
    }


def _citation(citation: Citation, language: str) -> dict[str, Any]:
    quote = [citation.quote.start, citation.quote.end]
    return {"marker": citation.marker, "quote": quote, **_passage(citation.passage, language)}


def _unsupported(outcome: Outcome) -> list[str]:
    if outcome.answered is None or len(outcome.grounds) != len(outcome.answered.statements):
        return []
    told = zip(outcome.answered.statements, outcome.grounds, strict=True)
    return [statement.text for statement, ground in told if not ground.supported]
