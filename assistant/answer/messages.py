"""What is handed out: answers and refusals, with the words around quotes in both languages."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from dzherelo.assistant.answer.compose import Draft, reference_of
from dzherelo.assistant.query.missing import title
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.types import Answer, Citation, Hit, Reason, Statement
from dzherelo.corpus.bibliography.formats import apa, dstu
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.records import Record
from dzherelo.corpus.types import Kind
from dzherelo.index.retrieve import Found

_NEARBY = 3  # passages that a refusal names
_PREVIEW = 60  # characters of each


@cache
def _words(language: str) -> dict[str, Any]:
    data = tomllib.loads((resources.files(__package__) / "messages.toml").read_text("utf-8"))
    found: dict[str, Any] = data[language]
    return found


# Answers ----------------------------------------------------------------------------------------


def hits(found: Sequence[Found]) -> tuple[Hit, ...]:
    """Found passages as ranked hits."""
    return tuple(Hit(rank, hit.score, hit.passage) for rank, hit in enumerate(found, start=1))


def answered(
    question: Question, made: Sequence[Draft], found: Sequence[Found], library: Library
) -> Answer:
    """The answer made of these statements."""
    citations = tuple(
        Citation(marker, draft.passage, draft.quote, reference_of(draft))
        for marker, draft in enumerate(made, start=1)
    )
    statements = tuple(
        Statement(
            statement(citation, language=question.language, short=draft.short), (citation.marker,)
        )
        for citation, draft in zip(citations, made, strict=True)
    )
    return Answer(
        question=question.asked,
        language=question.language,
        answered=True,
        text=answer(question.language, statements, citations, library),
        statements=statements,
        citations=citations,
        hits=hits(found),
        understood=question.understood,
        reading=question.reading,
    )


def declined(
    question: Question,
    reason: Reason,
    found: Sequence[Found],
    library: Library,
    *,
    text: str | None = None,
) -> Answer:
    """A refusal, which says what is nearby unless `text` says something better."""
    shown = hits(found)
    return Answer(
        question=question.asked,
        language=question.language,
        answered=False,
        reason=reason,
        text=text or refusal(question.language, reason, shown, library),
        hits=shown,
        understood=question.understood,
        reading=question.reading,
    )


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


# Words ------------------------------------------------------------------------------------------


def statement(citation: Citation, *, language: str, short: str = "") -> str:
    """One statement: the short answer, if there is one, and the exact words; only words of the
    source itself stand in quotation marks."""
    words = quoted(citation.text, language) if citation.origin == "text" else citation.text
    return f"{short}: {words}" if short else words


def answer(
    language: str,
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    library: Library,
) -> str:
    """The whole answer: each statement with its markers; items of a list on lines of their own;
    and, where a source was not read, that these are our notes, and where to read it."""
    kinds = {citation.marker: citation.passage.kind for citation in citations}
    lines = []
    for one in statements:
        markers = "".join(f" [{number}]" for number in one.citations)
        announced = _announced(citations[one.citations[0] - 1], language, library)
        bullet = "- " if kinds[one.citations[0]] is Kind.ITEM and len(statements) > 1 else ""
        lines.append(f"{bullet}{announced}{one.text}{markers}")
    return "\n".join([*lines, *unread(language, citations, library)])


def _announced(citation: Citation, language: str, library: Library) -> str:
    """The name of a cited work before its words; nothing before those of the article, of an act,
    which is known by its articles, or of our notes."""
    source = citation.source
    known = library.article in (None, source) or citation.origin == "note"
    if known or library.source(source).kind not in ("article", "prose"):
        return ""
    return f"{title(source, language, library)}: "


def unread(language: str, citations: Sequence[Citation], library: Library) -> list[str]:
    """A line for each source that was not read: that these are our notes, and where to read it."""
    noted = dict.fromkeys(c.source for c in citations if c.origin == "note")
    return [_unread(language, source, library) for source in noted]


def _unread(language: str, source: str, library: Library) -> str:
    record = library.record(source)
    address = record.address if record else None
    where = f": {address.url}" if address else ""
    words: str = _words(language)["unread"]
    return words.format(title(source, language, library), where)


def refusal(language: str, reason: Reason, found: Sequence[Hit], library: Library) -> str:
    """Why there is no answer; on the lines below, what the library holds nearby."""
    words = _words(language)
    text: str = words["declined"][reason]
    if reason == "unclear":
        return text
    if not found:
        return f"{text} {words['empty']}"
    near = (f"- {_place(hit, language, library)}" for hit in found[:_NEARBY])
    return "\n".join([text, words["near"], *near])


def of_record(record: Record, language: str, *, lacks: bool = False) -> str:
    """A work's record in words, with what is known of where it comes from; `lacks` says that it has
    not what was asked for."""
    edition = record.edition if language == "uk" else record.edition_en
    native = language == "uk" or record.language in ("uk", "ru")
    reference = (dstu if native else apa)([record]).strip()
    words = _words(language)["record-lacks" if lacks else "record"].format(reference)
    return "\n".join([words, *([edition] if edition else [])])


def _place(hit: Hit, language: str, library: Library) -> str:
    passage = hit.passage
    words = " ".join(passage.text.split())
    preview = words if len(words) <= _PREVIEW else words[:_PREVIEW].rsplit(" ", 1)[0] + "…"
    name = title(passage.source, language, library)
    return f"{name}, {passage.locator.label(language)}: {quoted(preview, language)}"
