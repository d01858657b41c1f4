"""A chat as a file for others: Markdown with footnotes, or a Word document."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.language.notation import quoted
from dzherelo.corpus.language.words import language_of
from dzherelo.ui.history.paper import Line, Note, Paper, Section
from dzherelo.ui.views.render import fill

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_LONGEST_NAME = 60
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # of Windows
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~$&{}]")
_LIST = re.compile(r"^(\d*)([-+=.)])")  # what would begin a list or underline a heading


def markdown(paper: Paper) -> bytes:
    """CommonMark with footnotes (as GitHub and Pandoc read them), in UTF-8."""
    blocks = [f"# {_md(paper.title)}", f"*{_md(paper.made)}*"]
    for section in paper.sections:
        blocks += _md_section(section)
    if paper.references:
        blocks.append(f"## {_md(paper.references_title)}")
        blocks.append(
            "\n".join(f"{n}. {_md(line)}" for n, line in enumerate(paper.references, start=1))
        )
    return ("\n\n".join(blocks) + "\n").encode()


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


FORMATS: dict[str, Callable[[Paper], bytes]] = {"md": markdown, "docx": docx}


def file_name(title: str, extension: str) -> str:
    """A title as the name of a file on any system: letters of any script, digits and hyphens."""
    kept = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", title)).strip("-_")
    kept = kept[:_LONGEST_NAME].rstrip("-_") or "chat"
    return f"{'chat-' if _RESERVED.fullmatch(kept) else ''}{kept}.{extension}"


# -- Markdown --------------------------------------------------------------------------------------


def _md_section(section: Section) -> list[str]:
    blocks = [f"## {_md(section.question)}"]
    blocks += [f"*{_md(remark)}*" for remark in section.remarks]
    blocks += [_md_line(line) for line in section.lines]
    if section.notes:
        blocks.append("\n".join(_md_note(note) for note in section.notes))
    return blocks


def _md_line(line: Line) -> str:
    marks = "".join(f"[^{number}]" for number in line.notes)
    remark = f" *({_md(line.remark)})*" if line.remark else ""
    return f"{_md(line.text)}{marks}{remark}"


def _md_note(note: Note) -> str:
    return f"[^{note.number}]: {_md(note.place + _quoted(note))}"


def _md(text: str) -> str:
    """Text on one line, so that Markdown shows it as it is."""
    return _LIST.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", _line(text).strip()))


# -- Word ------------------------------------------------------------------------------------------


def _docx_section(document: Document, section: Section) -> None:
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
        paragraph.paragraph_format.space_after = _points(2)
        _superscript(paragraph, str(note.number))
        paragraph.add_run(f" {_line(note.place + _quoted(note))}").font.size = _points(9)


def _superscript(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run(text).font.superscript = True


def _points(size: int) -> Any:
    from docx.shared import Pt

    return Pt(size)


# -- Both ------------------------------------------------------------------------------------------


def _quoted(note: Note) -> str:
    """The words of a note; only exact words of a text stand in quotation marks."""
    if not note.quote:
        return ""
    return f": {quoted(note.quote, language_of(note.quote)) if note.verbatim else note.quote}"


def _line(text: str) -> str:
    """One line without characters that a document cannot hold or a screen would obey."""
    return re.sub(r"\s+", " ", fill(text, None))
