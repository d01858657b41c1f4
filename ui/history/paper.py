"""A chat as a paper, before it has a format: sections, notes, references.

Each statement carries the numbers of its notes, counted through the paper; a note says which work,
where in it, and in which words. The works stand at the end by ДСТУ 8302:2015 in the order in which
they are first cited, and a note names its work by that number and by its short title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dzherelo.assistant.types import Answer, Citation
from dzherelo.corpus.citations.formats import dstu
from dzherelo.corpus.library.records import Record
from dzherelo.corpus.types import Source
from dzherelo.ui.history.saved import SavedChat, SavedExchange
from dzherelo.ui.history.standing import Stale
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.render import taken_as

_MARKERS = re.compile(r"(?:\s*\[\d+\])+\s*$")


@dataclass(frozen=True, slots=True)
class Note:
    """One cited place. `quote` is empty where the statement has the words already."""

    number: int
    place: str
    quote: str = ""
    verbatim: bool = True  # False for a note of ours: not the words of the source


@dataclass(frozen=True, slots=True)
class Line:
    """A statement, the numbers of its notes, and what must be said of it (or nothing)."""

    text: str
    notes: tuple[int, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A question with its answer."""

    question: str
    lines: tuple[Line, ...]
    notes: tuple[Note, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole: `references` are by ДСТУ 8302:2015, numbered from 1."""

    title: str
    made: str
    sections: tuple[Section, ...]
    references: tuple[str, ...]
    references_title: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """A kept exchange as it stands now: the answer re-anchored, the stale citations by marker."""

    saved: SavedExchange
    answer: Answer | None = None
    stale: Mapping[int, Stale] = field(default_factory=dict)


def paper(
    chat: SavedChat,
    exchanges: Sequence[Reopened],
    *,
    records: Callable[[str], Record],
    words: Words,
    now: datetime,
) -> Paper:
    """The chat as a paper in the language of `words`; `records` knows the works by source id."""
    writer = _Writer(records, words)
    sections = tuple(writer.section(exchange) for exchange in exchanges)
    return Paper(
        title=chat.title,
        made=words("export.made", date=now.strftime("%d.%m.%Y")),
        sections=sections,
        references=tuple(dstu(writer.works.values()).splitlines()),
        references_title=words("export.references"),
    )


class _Writer:
    """Counts notes and works through the paper."""

    def __init__(self, records: Callable[[str], Record], words: Words) -> None:
        self.works: dict[str, Record] = {}
        self._records = records
        self._words = words
        self._notes = 0

    def section(self, exchange: Reopened) -> Section:
        saved, answer = exchange.saved, exchange.answer
        if saved.error is not None or answer is None or not answer.answered:
            return self._without_answer(saved, answer)
        said = " ".join(statement.text for statement in answer.statements)
        notes = {
            citation.marker: self._note(citation, exchange.stale.get(citation.marker), said)
            for citation in answer.citations
        }
        lines = [
            Line(
                _MARKERS.sub("", one.text) if one.citations else one.text,
                tuple(notes[marker].number for marker in one.citations if marker in notes),
                "" if one.supported else self._words("unsupported"),
            )
            for one in answer.statements
        ] or [Line(answer.text)]
        return Section(saved.question, tuple(lines), tuple(notes.values()), self._taken(answer))

    def _without_answer(self, saved: SavedExchange, answer: Answer | None) -> Section:
        """An error, a declined question, an answer cut short, or one kept as text only."""
        if saved.error is not None:
            return Section(saved.question, (Line(saved.error),))
        if answer is not None:
            return Section(saved.question, (Line(answer.text),), remarks=self._taken(answer))
        if saved.finished:
            return Section(saved.question, (Line(saved.text),))
        lines = tuple(Line(statement.text) for statement in saved.statements)
        return Section(saved.question, lines, remarks=(self._words("export.unfinished"),))

    def _taken(self, answer: Answer) -> tuple[str, ...]:
        taken = taken_as(answer)
        return (self._words("understood", question=taken),) if taken else ()

    def _note(self, citation: Citation, stale: Stale | None, said: str) -> Note:
        words, self._notes = self._words, self._notes + 1
        record = self.works.setdefault(citation.source, self._records(citation.source))
        number = list(self.works).index(citation.source) + 1
        verbatim = citation.origin == "text"
        facts = [words("export.listed", number=number)]
        if stale:
            facts.append(words(f"stale.{stale}"))
        if not verbatim:
            facts.append(words("export.note"))
        repeated = citation.text in said
        if repeated and verbatim:
            facts.append(words("export.verbatim"))
        place = citation.locator.label(words.language)
        head = f"{record.short(words.language)}, {place} ({'; '.join(facts)})"
        return Note(self._notes, head, "" if repeated else citation.text, verbatim)


def records_of(
    known: Callable[[str], Record | None],
    sources: Mapping[str, Source],
    described: Callable[[Source], Record],
) -> Callable[[str], Record]:
    """Works by source id: of the catalogue, else as the library's or the chat's source tells."""

    def record(source_id: str) -> Record:
        found = known(source_id)
        if found is None and source_id in sources:
            found = described(sources[source_id])
        return found or Record(id=source_id, type="document", title=source_id, language="uk")

    return record
