"""A chat as a file for others: Markdown with footnotes, or a Word document.

Before it has a format it is a paper, a list of blocks. Each statement carries the numbers of its
notes, counted through the paper; a note says which work, where in it, and in which words. The works
stand at the end by ДСТУ 8302:2015 in the order in which they are first cited, and a note names its
work by that number and by its short title.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from dzherelo.assistant.types import Answer, Citation
from dzherelo.corpus.bibliography.formats import dstu
from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.records import Record
from dzherelo.corpus.types import Source
from dzherelo.ui.history.saved import SavedChat, SavedExchange, Stale
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views.render import fill, taken_as


class Block(NamedTuple):
    """A paragraph. `numbers` are those of its notes, or its own if it is a note or a reference;
    `remark` is what must be said of a statement (or nothing)."""

    kind: Literal["title", "heading", "remark", "statement", "note", "reference"]
    text: str
    numbers: tuple[int, ...] = ()
    remark: str = ""


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
) -> list[Block]:
    """The chat as a paper in the language of `words`; `records` knows the works by source id."""
    writer = _Writer(records, words)
    made = words("export.made", date=now.strftime("%d.%m.%Y"))
    blocks = [Block("title", chat.title), Block("remark", made)]
    for exchange in exchanges:
        blocks += [Block("heading", exchange.saved.question), *writer.reply(exchange)]
    if writer.works:
        listed = enumerate(dstu(writer.works.values()).splitlines(), start=1)
        blocks.append(Block("heading", words("export.references")))
        blocks += [Block("reference", line, (number,)) for number, line in listed]
    return blocks


class _Writer:
    """Counts notes and works through the paper."""

    def __init__(self, records: Callable[[str], Record], words: Words) -> None:
        self.works: dict[str, Record] = {}
        self._records = records
        self._words = words
        self._notes = 0

    def reply(self, exchange: Reopened) -> Iterator[Block]:
        """What was answered; else an error, an answer kept as text only, or one cut short."""
        saved, answer = exchange.saved, exchange.answer
        if saved.error is None and answer is not None:
            yield from self._answer(answer, exchange.stale)
        elif saved.finished:
            yield Block("statement", saved.text if saved.error is None else saved.error)
        else:
            yield Block("remark", self._words("export.unfinished"))
            yield from (Block("statement", one.text) for one in saved.statements)

    def _answer(self, answer: Answer, stale: Mapping[int, Stale]) -> Iterator[Block]:
        """The statements, without the answer's own markers at their ends, then their notes."""
        if taken := taken_as(answer):
            yield Block("remark", self._words("understood", question=taken))
        if not answer.answered or not answer.statements:
            yield Block("statement", answer.text)
        if not answer.answered:
            return
        said = " ".join(statement.text for statement in answer.statements)
        notes = {
            one.marker: self._note(one, stale.get(one.marker), said) for one in answer.citations
        }
        for one in answer.statements:
            text = re.sub(r"(?:\s*\[\d+\])+\s*$", "", one.text) if one.citations else one.text
            numbers = tuple(notes[mark].numbers[0] for mark in one.citations if mark in notes)
            yield Block(
                "statement", text, numbers, "" if one.supported else self._words("unsupported")
            )
        yield from notes.values()

    def _note(self, citation: Citation, stale: Stale | None, said: str) -> Block:
        """Work and place, and the words where no statement has them already; only exact words of a
        text stand in quotation marks."""
        words, self._notes = self._words, self._notes + 1
        record = self.works.setdefault(citation.source, self._records(citation.source))
        number = list(self.works).index(citation.source) + 1
        verbatim, repeated = citation.origin == "text", citation.text in said
        facts = [words("export.listed", number=number)]
        if stale:
            facts.append(words(f"stale.{stale}"))
        if not verbatim:
            facts.append(words("export.note"))
        elif repeated:
            facts.append(words("export.verbatim"))
        place = citation.locator.label(words.language)
        note = f"{record.short(words.language)}, {place} ({'; '.join(facts)})"
        if not repeated:
            text = citation.text
            note += f": {quoted(text, language_of(text)) if verbatim else text}"
        return Block("note", note, (self._notes,))


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


def markdown(paper: Sequence[Block]) -> bytes:
    """CommonMark with footnotes (as GitHub and Pandoc read them), in UTF-8."""
    made, before = "", ""
    for block in paper:
        together = block.kind == before and before in ("note", "reference")
        apart = "\n" if together else "\n\n" if made else ""
        made += f"{apart}{_md_block(block)}"
        before = block.kind
    return f"{made}\n".encode()


def _md_block(block: Block) -> str:
    text, numbers = _md(block.text), block.numbers
    match block.kind:
        case "title" | "heading":
            return f"{'#' if block.kind == 'title' else '##'} {text}"
        case "remark":
            return f"*{text}*"
        case "note":
            return f"[^{numbers[0]}]: {text}"
        case "reference":
            return f"{numbers[0]}. {text}"
    marks = "".join(f"[^{number}]" for number in numbers)
    return f"{text}{marks}{f' *({_md(block.remark)})*' if block.remark else ''}"


def _md(text: str) -> str:
    """Text on one line, so that Markdown shows it as it is."""
    inert = re.sub(r"[\\`*_\[\]<>#|~$&{}]", r"\\\g<0>", _line(text).strip())
    # what would begin a list or underline a heading
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", inert)


# -- Word ------------------------------------------------------------------------------------------


def docx(paper: Sequence[Block]) -> bytes:
    """A Word document: a heading a question, superscript numbers, notes below each answer."""
    from docx import Document
    from docx.shared import Pt

    document = Document()
    core = document.core_properties
    core.title, core.author, core.comments = _line(paper[0].text), "Dzherelo", ""
    for block in paper:
        text, numbers = _line(block.text), ", ".join(map(str, block.numbers))
        if block.kind in ("title", "heading"):
            document.add_heading(text, level=0 if block.kind == "title" else 1)
        elif block.kind == "reference":
            document.add_paragraph(text, style="List Number")
        elif block.kind == "remark":
            document.add_paragraph().add_run(text).italic = True
        elif block.kind == "note":
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(numbers).font.superscript = True
            paragraph.add_run(f" {text}").font.size = Pt(9)
        else:
            paragraph = document.add_paragraph(text)
            paragraph.add_run(numbers).font.superscript = True
            if block.remark:
                paragraph.add_run(f" ({_line(block.remark)})").italic = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _line(text: str) -> str:
    """One line without characters that a document cannot hold or a screen would obey."""
    return re.sub(r"\s+", " ", fill(text, None))


FORMATS: dict[str, Callable[[Sequence[Block]], bytes]] = {"md": markdown, "docx": docx}
