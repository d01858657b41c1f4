"""Question -> answer, in quotes mode: retrieve, weigh, judge, put together; or decline honestly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant import frames
from assistant.compose import Draft, cited, drafts, overview
from assistant.evidence import Candidate, candidates
from assistant.judge import Verdict, judge
from assistant.question import Question, take
from assistant.shapes import Shape
from assistant.types import Answer, Event, Hit, Reason, Turn
from assistant.verify import Reading, read
from corpus.terms import Terms
from corpus.types import Passage
from index.lexical import LexicalIndex
from index.retrieve import Found, Retriever
from index.spelling import Spelling

_TRIED = 5  # candidates judged before a question is declined
_WITHIN = 0.75  # and only those that score at least this share of the best


class Answerer:
    """Answers questions over one library without a language model."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        lexical: LexicalIndex,
        terms: Terms,
        passages: Callable[[str], tuple[Passage, ...]],
        spelling: Spelling,
    ) -> None:
        self._retriever = retriever
        self._lexical = lexical
        self._terms = terms
        self._passages = passages
        self._spelling = spelling
        self._read = lru_cache(maxsize=2_000)(self._reading)

    def search(self, query: str, *, k: int) -> tuple[Hit, ...]:
        """The k best passages."""
        question = take(query, self._terms, mend=self._spelling.mend)
        if question.is_empty:
            return ()
        return hits(self._retriever.find(question.text, k=k, terms=question.sought))

    def answer(self, asked: str, *, history: Sequence[Turn] = (), k: int = 10) -> Answer:
        """An answer whose every statement is an exact quote, or a refusal that says why."""
        begun = time.perf_counter()
        question = take(asked, self._terms, history=history, mend=self._spelling.mend)
        if question.is_empty:
            return _declined(question, "unclear", (), _clock(begun))
        vector = self._retriever.embed(question.text)
        embedded = time.perf_counter()
        found = self._retriever.find(
            question.text, k=k, vector=vector, terms=question.sought
        )
        retrieved = time.perf_counter()
        readings = [(hit, self._read(hit.passage)) for hit in found]
        ranked = candidates(
            question, readings, retriever=self._retriever, vector=vector, weigh=self._lexical.idf
        )
        answer = self._compose(question, ranked, hits(found))
        timings = {
            "embed": embedded - begun,
            "retrieve": retrieved - embedded,
            "compose": time.perf_counter() - retrieved,
            "total": time.perf_counter() - begun,
        }
        return replace(answer, timings_ms={name: 1000 * s for name, s in timings.items()})

    def stream(self, asked: str, *, history: Sequence[Turn] = (), k: int = 10) -> Iterator[Event]:
        """The statements one by one, then the whole answer."""
        answer = self.answer(asked, history=history, k=k)
        for statement in answer.statements:
            yield Event(statement=statement)
        yield Event(answer=answer)

    # Inside --------------------------------------------------------------------------------

    def _reading(self, passage: Passage) -> Reading:
        return read(passage, self._terms)

    def _compose(
        self, question: Question, ranked: Sequence[Candidate], found: tuple[Hit, ...]
    ) -> Answer:
        made = self._overview(question, found)
        if not made and ranked:
            fitting, verdict = self._judged(question, ranked)
            if not fitting:
                return _declined(question, verdict.reason or "not-in-library", found, {})
            made = drafts(question, fitting, passages=self._passages)
        if not made:
            return _declined(question, "not-in-library", found, {})
        statements, citations = cited(made)
        return Answer(
            question=question.asked,
            language=question.language,
            answered=True,
            text=frames.answer(statements, citations),
            statements=statements,
            citations=citations,
            hits=found,
            understood=_understood(question),
        )

    def _overview(self, question: Question, found: tuple[Hit, ...]) -> list[Draft]:
        """The abstract, for a question that asks what the article is about and nothing more."""
        if not (question.of_the_article and question.wants(Shape.SUMMARY)) or question.weighty:
            return []
        sources = dict.fromkeys(hit.passage.source for hit in found)
        return next((made for s in sources if (made := overview(question, self._passages(s)))), [])

    def _judged(
        self, question: Question, ranked: Sequence[Candidate]
    ) -> tuple[list[Candidate], Verdict]:
        """The candidates that answer, best first; and the verdict on the best of all."""
        first = judge(question, ranked[0])
        near = [c for c in ranked[:_TRIED] if c.score >= _WITHIN * ranked[0].score]
        fitting = [c for c in near if judge(question, c).reason is None]
        return fitting, first


def hits(found: Sequence[Found]) -> tuple[Hit, ...]:
    """Found passages as ranked hits."""
    return tuple(Hit(rank, hit.score, hit.passage) for rank, hit in enumerate(found, start=1))


def _declined(
    question: Question,
    reason: Reason,
    found: tuple[Hit, ...],
    timings: dict[str, float],
) -> Answer:
    return Answer(
        question=question.asked,
        language=question.language,
        answered=False,
        reason=reason,
        text=frames.declined(question.language, reason, found),
        hits=found,
        understood=_understood(question),
        timings_ms=timings,
    )


def _understood(question: Question) -> str | None:
    """The question as it was taken, where that is not what was written."""
    return question.text if question.text != " ".join(question.asked.split()) else None


def _clock(begun: float) -> dict[str, float]:
    return {"total": 1000 * (time.perf_counter() - begun)}
