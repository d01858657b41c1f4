"""What came of one gold question: all that measures look at, and nothing that they compute."""

from __future__ import annotations

from dataclasses import dataclass

from dzherelo.assistant.types import Answer, Hit
from dzherelo.corpus.types import Passage, Span
from dzherelo.evals.gold import Evidence, Question


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a passage that fits into a budget of tokens."""

    passage: Passage
    span: Span


@dataclass(frozen=True, slots=True)
class Grounding:
    """What the test of lexical support says of one statement.

    `supported`: the cited words together carry it. `needed`: for each of its citations, whether
    the citation does its part (see dzherelo.evals.support).
    """

    supported: bool
    needed: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold question, where its evidence stands, and what came back for it.

    `answer` is None where only search was run. `exact` says for each quote that was shown (hits
    and citations) whether it is the slice of the text that its offsets name; `valid` for each
    citation whether its passage is one of its source, at its locator. `budget` is what fits into
    the budget of tokens out of the hits, in their order. `alone` is the answer to the standalone
    wording of a follow-up. `expected` has the passages in which each unit of evidence stands.
    """

    question: Question
    evidence: Evidence
    hits: tuple[Hit, ...]
    answer: Answer | None = None
    exact: tuple[bool, ...] = ()
    valid: tuple[bool, ...] = ()
    grounds: tuple[Grounding, ...] = ()
    budget: tuple[Excerpt, ...] = ()
    alone: Answer | None = None
    expected: tuple[tuple[Passage, ...], ...] = ()

    @property
    def answered(self) -> Answer | None:
        """The answer, if there is one and it is no refusal."""
        return self.answer if self.answer is not None and self.answer.answered else None
