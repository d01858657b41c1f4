"""Which gold questions can be asked of a library: those to which it holds what answers them.

What is left out is counted and named, so that a small library is not taken for a bad one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from dzherelo.corpus.types import Origin, Passage, Source, Status
from dzherelo.evals.gold import Question, resolve


class Library(Protocol):
    """What holds the sources and what can be cited of them."""

    def sources(self) -> Sequence[Source]: ...
    def passages(self, id: str, /) -> Sequence[Passage]: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """The questions to ask, and what was left out.

    `origin` says what they are measured by, texts or notes; `left_out` counts the questions that
    need any of the sources `missing`; of the `answerable` others, `noted` have a note at their
    evidence and the rest are left out as well (both counted only where notes are measured).
    """

    questions: tuple[Question, ...]
    origin: Origin = "text"
    left_out: int = 0
    missing: tuple[str, ...] = ()
    answerable: int = 0
    noted: int = 0

    def lines(self) -> tuple[str, ...]:
        """What a reader must know beside the scores, one line each; nothing if all are asked."""
        what = "text of" if self.origin == "text" else "notes on"
        found = []
        if self.left_out:
            noun = "question" if self.left_out == 1 else "questions"
            found.append(f"{self.left_out} {noun} left out: no {what} {', '.join(self.missing)}")
        if self.origin == "note":
            found.append(
                f"Notes alone: {self.noted} of {self.answerable} answerable questions have a note "
                "at their evidence; the others are left out"
            )
        return tuple(found)

    def as_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "origin": self.origin,
            "left_out": {"questions": self.left_out, "sources": list(self.missing)},
        }
        if self.origin == "note":
            told["notes"] = {"answerable": self.answerable, "noted": self.noted}
        return told


def texts_of(library: Library) -> tuple[str, ...]:
    """The sources of which the library holds a text, whole or in part."""
    return tuple(s.id for s in library.sources() if s.status in (Status.FULL, Status.PART))


def choose(library: Library, questions: Iterable[Question], *, notes: bool = False) -> Choice:
    """The questions that `library` holds the evidence for, without places in absent sources.

    With `notes`, and where the library holds no text at all, our notes are the evidence.
    """
    passages = cache(library.passages)
    held = frozenset(texts_of(library))
    origin: Origin = "text"
    if notes or not held:
        origin = "note"
        held = frozenset(
            s.id for s in library.sources() if any(p.origin == "note" for p in passages(s.id))
        )
    asked: list[Question] = []
    left_out, missing = 0, set[str]()
    for question in questions:
        if lacking := _lacking(question, held):
            left_out += 1
            missing.update(lacking)
        else:
            asked.append(within(question, held))
    if origin == "text":
        return Choice(tuple(asked), origin, left_out, tuple(sorted(missing)))
    noted = [q for q in asked if any(resolve(q, passages, origin="note"))]
    kept = [q for q in asked if not q.answerable or q in noted]
    answerable = sum(q.answerable for q in asked)
    return Choice(
        tuple(kept), origin, left_out, tuple(sorted(missing)), answerable, noted=len(noted)
    )


def _lacking(question: Question, held: frozenset[str]) -> frozenset[str]:
    """The sources for want of which the question cannot be asked."""
    if unplanted := question.sown - held:
        return unplanted
    if not question.answerable:
        # A refusal shows something only where what is asked about is there: any of these will do.
        about = frozenset(question.about)
        return about if about.isdisjoint(held) else frozenset()
    groups = (frozenset(place.source for place in group.any_of) for group in question.evidence)
    return frozenset().union(*(group for group in groups if group.isdisjoint(held)))


def within(question: Question, held: frozenset[str]) -> Question:
    """The question with those places of its evidence that lie in sources that are held."""
    groups = (
        group.model_copy(update={"any_of": tuple(p for p in group.any_of if p.source in held)})
        for group in question.evidence
    )
    return question.model_copy(update={"evidence": tuple(groups)})
