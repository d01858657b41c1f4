"""Faults planted on purpose: an evaluation that does not notice them is worth nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dzherelo.assistant.types import Answer, Citation, Statement, Turn
from dzherelo.evals.harness import Library, System


def shifted(system: System) -> System:
    """The same, but every citation points to the passage after the one that was meant."""

    def ask(question: str, *, history: Sequence[Turn] = ()) -> Answer:
        answer = _answerer(system)(question, history=history)
        moved = tuple(_next(citation, system.library) for citation in answer.citations)
        return replace(answer, citations=moved)

    return replace(system, ask=ask)


def bold(system: System) -> System:
    """The same, but it never declines: it then quotes the first passage that search found."""

    def ask(question: str, *, history: Sequence[Turn] = ()) -> Answer:
        answer = _answerer(system)(question, history=history)
        if answer.answered or not answer.hits:
            return answer
        best = answer.hits[0].passage
        return replace(
            answer,
            answered=True,
            reason=None,
            text=f"{best.text} [1]",
            statements=(Statement(best.text, (1,)),),
            citations=(Citation(1, best, best.span),),
        )

    return replace(system, ask=ask)


def _answerer(system: System) -> Callable[..., Answer]:
    if system.ask is None:
        raise ValueError("a system that only searches has no answers to spoil")
    return system.ask


def _next(citation: Citation, library: Library) -> Citation:
    """A citation of the whole passage that follows in the source; of the last, the one before."""
    there = [p for p in library.passages(citation.source) if p.origin == citation.origin]
    at = next(n for n, passage in enumerate(there) if passage.id == citation.passage.id)
    other = there[at + 1] if at + 1 < len(there) else there[at - 1]
    return Citation(citation.marker, other, other.span, citation.reference)
