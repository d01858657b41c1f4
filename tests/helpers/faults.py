"""Faults planted on purpose: an evaluation that does not notice them is worth nothing."""

from dataclasses import replace

from dzherelo.assistant.types import Citation, Statement
from dzherelo.evals.harness import System


def shifted(system: System) -> System:
    """The same, but every citation points to the passage after the one that was meant (of the last
    one in a source, before)."""

    def moved(citation):
        there = [p for p in system.library.passages(citation.source) if p.origin == citation.origin]
        at = next(n for n, passage in enumerate(there) if passage.id == citation.passage.id)
        other = there[at + 1] if at + 1 < len(there) else there[at - 1]
        return Citation(citation.marker, other, other.span, citation.reference)

    def ask(question, *, history=()):
        answer = system.ask(question, history=history)
        return replace(answer, citations=tuple(map(moved, answer.citations)))

    return replace(system, ask=ask)


def bold(system: System) -> System:
    """The same, but it never declines: it then quotes the first passage that search found."""

    def ask(question, *, history=()):
        answer = system.ask(question, history=history)
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
