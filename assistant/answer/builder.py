"""What an answer is handed out as: the answer, a refusal that says why; and the time it took."""

from __future__ import annotations

import time
from collections.abc import Sequence

from dzherelo.assistant.answer import messages as frames
from dzherelo.assistant.answer.compose import Draft, cited
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.types import Answer, Hit, Reason
from dzherelo.corpus.library.holdings import Holdings
from dzherelo.index.retrieve import Found


def hits(found: Sequence[Found]) -> tuple[Hit, ...]:
    """Found passages as ranked hits."""
    return tuple(Hit(rank, hit.score, hit.passage) for rank, hit in enumerate(found, start=1))


def answered(
    question: Question, made: Sequence[Draft], found: tuple[Hit, ...], holdings: Holdings
) -> Answer:
    """The answer made of these statements."""
    statements, citations = cited(made, language=question.language)
    return Answer(
        question=question.asked,
        language=question.language,
        answered=True,
        text=frames.answer(question.language, statements, citations, holdings),
        statements=statements,
        citations=citations,
        hits=found,
        understood=_understood(question),
    )


def declined(
    question: Question,
    reason: Reason,
    found: tuple[Hit, ...],
    holdings: Holdings,
    *,
    text: str | None = None,
) -> Answer:
    """A refusal, which says what is nearby unless `text` says something better."""
    return Answer(
        question=question.asked,
        language=question.language,
        answered=False,
        reason=reason,
        text=text or frames.declined(question.language, reason, found, holdings),
        hits=found,
        understood=_understood(question),
    )


def _understood(question: Question) -> str | None:
    """The question as it was taken, where that is not what was written."""
    asked = " ".join(question.asked.split())
    return question.understood if question.text != asked else None


class Clock:
    """Laps in milliseconds, and their total."""

    def __init__(self) -> None:
        self._begun = self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = 1000 * (now - self._last)
        self.laps["total"] = 1000 * (now - self._begun)
        self._last = now
