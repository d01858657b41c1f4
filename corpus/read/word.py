"""DOCX files.

python-docx opens the package; the paragraphs are walked here, since its own text leaves out
inserted (tracked) words, content controls, text boxes, list numbers and footnotes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.blocks import Blocks
from dzherelo.corpus.read.canonical import from_lines
from dzherelo.corpus.read.characters import clean
from dzherelo.corpus.read.lines import tidy
from dzherelo.corpus.read.numbering import Numbering, numbering
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document

if TYPE_CHECKING:
    from docx.document import Document as Docx

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SKIPPED = frozenset(
    [_W + tag for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "txbxContent")]
    + ["{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
)
_BREAKS = frozenset((f"{_W}br", f"{_W}cr"))
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SYMBOLS = {"F0B7": "•", "F0A7": "▪", "F02D": "-"}
_DEPTH = 12  # styles based on one another


def read_docx(data: bytes, *, name: str) -> Document:
    """The document in a DOCX file: paragraphs, lists with their numbers, tables a row a line.

    Footnotes and endnotes follow the text, each opened by its number; that number stands in the
    text as a superscript. Deleted (tracked) words are left out, inserted ones are in. Nothing
    outside the file is fetched. Raises FileRefused if the file is damaged.
    """
    from docx import Document as open_docx

    try:
        document = open_docx(io.BytesIO(data))
        walk = _Walk(document)
        walk.run()
        title = tidy(clean(document.core_properties.title or "").replace("\n", " ")) or None
    except RecursionError:
        raise FileRefused(
            Message("{name} is nested too deeply.", name=name), "Save it as plain text."
        ) from None
    except Exception as error:
        # The library and lxml raise a dozen unrelated kinds on damaged files.
        raise FileRefused(
            Message("{name} is a damaged DOCX file ({why}).", name=name, why=type(error).__name__),
            "Open it in Word, save it again and add that.",
        ) from error
    text, _ = from_lines(walk.blocks.lines)
    return Document(text=text, media_type=Format.DOCX.value, title=title)


class _Walk:
    """Hands the paragraphs of a document on, in order, and its notes at the end."""

    def __init__(self, document: Docx) -> None:
        self.blocks = Blocks()
        self._body = document.element.body
        self._styles = {
            style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")
        }
        self._numbering = _numbering_of(document)
        self._notes = _Notes(document)

    def run(self) -> None:
        self._container(self._body)
        for number, note in self._notes.used():
            text = " ".join(filter(None, (self._text(p).strip() for p in note.iter(f"{_W}p"))))
            self.blocks.add(f"{number.translate(_SUPERSCRIPT)} {text}", run="notes")

    def _container(self, element: Any) -> None:
        for child in element:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
                self._container(child)

    def _paragraph(self, paragraph: Any) -> None:
        text = self._text(paragraph)
        if text.strip():
            marker = self._marker(paragraph)
            heading = self._is_heading(paragraph)
            run = "items" if marker and not heading else ""
            self.blocks.add(marker + text.strip(), fixed=heading, run=run)
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(above.tag in _SKIPPED for above in box.iterancestors()):
                self._container(box)

    def _table(self, table: Any) -> None:
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue
            cells = [c for c in row.iter(f"{_W}tc") if next(c.iterancestors(f"{_W}tr")) is row]
            if len(cells) == 1:  # a frame around text
                self._container(cells[0])
                continue
            texts = (" ".join(self._cell(cell).split()) for cell in cells)
            self.blocks.add(" | ".join(filter(None, texts)), fixed=True, run="rows")

    def _cell(self, cell: Any) -> str:
        return " ".join(
            self._marker(paragraph) + self._text(paragraph) for paragraph in cell.iter(f"{_W}p")
        )

    def _text(self, element: Any) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag == f"{_W}t":
                yield child.text or ""
            elif tag == f"{_W}tab":
                yield " "
            elif tag in _BREAKS:
                page = child.get(f"{_W}type") in ("page", "column")
                yield " " if page else "\n"
            elif tag == f"{_W}noBreakHyphen":
                yield "-"
            elif tag == f"{_W}sym":
                yield _SYMBOLS.get((child.get(f"{_W}char") or "").upper(), "")
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                yield self._notes.number(child).translate(_SUPERSCRIPT)
            else:
                yield from self._pieces(child)

    def _marker(self, paragraph: Any) -> str:
        number, level = "", 0
        for properties in self._properties(paragraph):
            found = properties.find(f"{_W}numPr")
            if found is not None:
                number = number or _val(found.find(f"{_W}numId"))
                level = level or int(_val(found.find(f"{_W}ilvl")) or 0)
                if number:
                    break
        return self._numbering.marker(number, level) if number else ""

    def _is_heading(self, paragraph: Any) -> bool:
        for properties in self._properties(paragraph):
            outline = _val(properties.find(f"{_W}outlineLvl"))
            if outline:
                return outline != "9"
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return _val(style).lower().startswith(("heading", "title", "subtitle"))

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        """The paragraph's own properties and those of its style and what that is based on."""
        own = paragraph.find(f"{_W}pPr")
        if own is None:
            return
        yield own
        style = _val(own.find(f"{_W}pStyle"))
        for _ in range(_DEPTH):
            element = self._styles.get(style)
            if element is None:
                return
            properties = element.find(f"{_W}pPr")
            if properties is not None:
                yield properties
            style = _val(element.find(f"{_W}basedOn"))


class _Notes:
    """The footnotes and endnotes of a document, numbered in the order of their marks."""

    def __init__(self, document: Docx) -> None:
        self._found = {
            kind: _notes(document, kind, f"{_W}{kind}") for kind in ("footnote", "endnote")
        }
        self._used: list[tuple[str, Any]] = []

    def number(self, mark: Any) -> str:
        kind = mark.tag.removeprefix(_W).removesuffix("Reference")
        note = self._found[kind].get(mark.get(f"{_W}id"))
        if note is None:
            return ""
        self._used.append((str(len(self._used) + 1), note))
        return self._used[-1][0]

    def used(self) -> list[tuple[str, Any]]:
        return list(self._used)


def _notes(document: Docx, kind: str, tag: str) -> dict[str, Any]:
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype == f"{_RELATION}/{kind}s" and not relation.is_external:
            root: Any = parse_xml(relation.target_part.blob)
            return {note.get(f"{_W}id"): note for note in root.iter(tag)}
    return {}


def _numbering_of(document: Docx) -> Numbering:
    for relation in document.part.rels.values():
        if relation.reltype == f"{_RELATION}/numbering" and not relation.is_external:
            part: Any = relation.target_part
            return numbering(part.element, _W)
    return numbering(None, _W)


def _val(element: Any) -> str:
    return "" if element is None else element.get(f"{_W}val") or ""
