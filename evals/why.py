"""Why a question is a miss, in words: what was expected to happen, and what happened instead."""

from __future__ import annotations

from collections.abc import Iterator

from dzherelo.assistant.types import Answer
from dzherelo.evals import answers
from dzherelo.evals.nuggets import says
from dzherelo.evals.outcome import Outcome
from dzherelo.evals.retrieval import DEPTH, finds


def reasons(outcome: Outcome) -> Iterator[str]:
    """What went wrong, the root first; nothing where all is well."""
    answer = outcome.answer
    if answer is None:
        return
    if not outcome.question.answerable:
        if answer.answered:
            yield "answered, though nothing in the library answers it"
    elif not answer.answered:
        yield f"declined ({answer.reason}); {_whereabouts(outcome)}"
    elif not answers.cited(outcome):
        yield f"cites another place; {_whereabouts(outcome)}"
    else:
        yield from _incomplete(outcome, answer)
    yield from _faults(outcome)


def _whereabouts(outcome: Outcome) -> str:
    found = finds(outcome.hits, outcome.evidence)
    rank = next((hit.rank for hit, new in zip(outcome.hits, found, strict=True) if new), None)
    if rank is None:
        return "search did not find the evidence"
    if rank > DEPTH:
        return f"search found the evidence only at rank {rank}"
    return f"search had found the evidence at rank {rank}"


def _incomplete(outcome: Outcome, answer: Answer) -> Iterator[str]:
    vital = [n for n in outcome.question.nuggets if n.weight == "vital"]
    missing = [n.any_of[0] for n in vital if not says(answer.text, n.any_of)]
    said = answers.vital_lenient(outcome)
    if said is not None and said <= answers.ENOUGH:
        yield f"does not say: {'; '.join(missing)}"


def _faults(outcome: Outcome) -> Iterator[str]:
    if answers.wrong_value(outcome):
        yield "gives another number or date than the gold"
    if answers.forbidden(outcome):
        yield "says what it must not say"
    if answers.misgrounded(outcome):
        yield "says something that the cited words do not carry"
    if not all(outcome.exact):
        yield "shows a quote that is not an exact slice of the text"
    if not all(outcome.valid):
        yield "cites a passage that does not stand in its source"
