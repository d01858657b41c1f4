"""A chat as a file for others: Markdown with footnotes, or a Word document.

Before it has a format it is a `Paper`. Each statement carries the numbers of its notes, counted
through the paper; a note says which work, where in it, and in which words. The works stand at the
end by ДСТУ 8302:2015 in the order in which they are first cited, and a note names its work by that
number and by its short title.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from dzherelo.assistant.types import Answer, Citation, Statement
from dzherelo.corpus.citations.formats import dstu
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.library.records import Record
from dzherelo.corpus.types import Source
from dzherelo.ui.history.saved import SavedChat, SavedExchange, Stale
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.render import fill, taken_as

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph


@dataclass(frozen=True, slots=True)
class Note:
    """One cited place. `quote` is empty where the statement has the words already."""

    number: int
    place: str
    quote: str = ""
    verbatim: bool = True  # False for a note of ours: not the words of the source

    @property
    def text(self) -> str:
        """Place and words; only exact words of a text stand in quotation marks."""
        words = quoted(self.quote, language_of(self.quote)) if self.verbatim else self.quote
        return f"{self.place}: {words}" if self.quote else self.place


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
        """An answer with its notes; else an error, a declined question, an answer cut short, or one
        kept as text only."""
        saved, answer = exchange.saved, exchange.answer
        if saved.error is not None:
            return Section(saved.question, (Line(saved.error),))
        if answer is None and saved.finished:
            return Section(saved.question, (Line(saved.text),))
        if answer is None:
            lines = tuple(Line(statement.text) for statement in saved.statements)
            return Section(saved.question, lines, remarks=(self._words("export.unfinished"),))
        taken = taken_as(answer)
        remarks = (self._words("understood", question=taken),) if taken else ()
        if not answer.answered:
            return Section(saved.question, (Line(answer.text),), remarks=remarks)
        said = " ".join(statement.text for statement in answer.statements)
        notes = {
            citation.marker: self._note(citation, exchange.stale.get(citation.marker), said)
            for citation in answer.citations
        }
        lines = tuple(self._line(one, notes) for one in answer.statements)
        return Section(
            saved.question, lines or (Line(answer.text),), tuple(notes.values()), remarks
        )

    def _line(self, one: Statement, notes: Mapping[int, Note]) -> Line:
        """A statement, without the answer's own markers at its end."""
        text = re.sub(r"(?:\s*\[\d+\])+\s*$", "", one.text) if one.citations else one.text
        numbers = tuple(notes[marker].number for marker in one.citations if marker in notes)
        return Line(text, numbers, "" if one.supported else self._words("unsupported"))

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


def file_name(title: str, extension: str, *, most: int = 60) -> str:
    """A title as the name of a file on any system: letters of any script, digits and hyphens."""
    kept = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", title)).strip("-_")
    kept = kept[:most].rstrip("-_") or "chat"
    reserved = re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", kept, re.IGNORECASE)  # of Windows
    return f"{'chat-' if reserved else ''}{kept}.{extension}"


# -- Markdown --------------------------------------------------------------------------------------


def markdown(paper: Paper) -> bytes:
    """CommonMark with footnotes (as GitHub and Pandoc read them), in UTF-8."""
    blocks = [f"# {_md(paper.title)}", f"*{_md(paper.made)}*"]
    for section in paper.sections:
        blocks.append(f"## {_md(section.question)}")
        blocks += [f"*{_md(remark)}*" for remark in section.remarks]
        blocks += [_md_line(line) for line in section.lines]
        notes = [f"[^{note.number}]: {_md(note.text)}" for note in section.notes]
        blocks += ["\n".join(notes)] if notes else []
    if paper.references:
        blocks.append(f"## {_md(paper.references_title)}")
        listed = enumerate(paper.references, start=1)
        blocks.append("\n".join(f"{number}. {_md(line)}" for number, line in listed))
    return ("\n\n".join(blocks) + "\n").encode()


def _md_line(line: Line) -> str:
    marks = "".join(f"[^{number}]" for number in line.notes)
    remark = f" *({_md(line.remark)})*" if line.remark else ""
    return f"{_md(line.text)}{marks}{remark}"


def _md(text: str) -> str:
    """Text on one line, so that Markdown shows it as it is."""
    inert = re.sub(r"[\\`*_\[\]<>#|~$&{}]", r"\\\g<0>", _line(text).strip())
    # what would begin a list or underline a heading
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", inert)


# -- Word ------------------------------------------------------------------------------------------


def docx(paper: Paper) -> bytes:
    """A Word document: a heading a question, superscript numbers, notes below each answer."""
    from docx import Document

    document = Document()
    document.core_properties.title = _line(paper.title)
    document.core_properties.author = "Dzherelo"
    document.core_properties.comments = ""
    document.add_heading(_line(paper.title), level=0)
    document.add_paragraph().add_run(_line(paper.made)).italic = True
    for section in paper.sections:
        _docx_section(document, section)
    if paper.references:
        document.add_heading(_line(paper.references_title), level=1)
        for reference in paper.references:
            document.add_paragraph(_line(reference), style="List Number")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _docx_section(document: Document, section: Section) -> None:
    from docx.shared import Pt

    document.add_heading(_line(section.question), level=1)
    for remark in section.remarks:
        document.add_paragraph().add_run(_line(remark)).italic = True
    for line in section.lines:
        paragraph = document.add_paragraph(_line(line.text))
        _superscript(paragraph, ", ".join(map(str, line.notes)))
        if line.remark:
            paragraph.add_run(f" ({_line(line.remark)})").italic = True
    for note in section.notes:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        _superscript(paragraph, str(note.number))
        paragraph.add_run(f" {_line(note.text)}").font.size = Pt(9)


def _superscript(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run(text).font.superscript = True


def _line(text: str) -> str:
    """One line without characters that a document cannot hold or a screen would obey."""
    return re.sub(r"\s+", " ", fill(text, None))


FORMATS: dict[str, Callable[[Paper], bytes]] = {"md": markdown, "docx": docx}
