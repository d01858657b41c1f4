"""DOCX files, written as pages, which are then read as all pages are.

The parts are walked here: python-docx leaves out inserted (tracked) words, content controls, text
boxes, list numbers, notes and formulas; mammoth keeps of a list only that it is ordered, so that
"Стаття 3.", "3.1." and "а)" all become "1."
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.docx_lists import Lists
from dzherelo.corpus.read.html import from_markup, parsed
from dzherelo.corpus.read.metadata import made
from dzherelo.corpus.read.omml import mathml
from dzherelo.corpus.read.ooxml import M, Package, R, W, is_on, value
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document, Metadata

_DATA = tomllib.loads(Path(__file__).with_name("page.toml").read_text("utf-8"))["docx"]
_SKIPPED = frozenset(W + tag for tag in _DATA["skipped"].split()) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_STYLES: dict[str, str] = _DATA["styles"]
_SIGNS = {"tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_SYMBOLS = {"F0B7": "•", "F0A7": "▪", "F02D": "-"}


def read_docx(data: bytes, *, name: str) -> Document:
    """The document in a DOCX file: paragraphs, lists with their numbers, tables a row a line.

    Footnotes and endnotes follow the text, each opened by its number; that number stands in the
    text as a superscript. Deleted (tracked) and hidden words are left out, inserted ones are in;
    macros are not looked at. Nothing outside the file is fetched. Raises FileRefused if the file
    is damaged.
    """
    try:
        package = Package(data)
        markup = _Writer(package, name).run()
        metadata = _metadata(package, markup)
    except RecursionError:
        raise FileRefused(
            Message("{name} is nested too deeply.", name=name), "Save it as plain text."
        ) from None
    except FileRefused:
        raise
    except Exception as error:
        # zipfile and lxml raise a dozen unrelated kinds on damaged files.
        raise FileRefused(
            Message("{name} is a damaged DOCX file ({why}).", name=name, why=type(error).__name__),
            "Open it in Word, save it again and add that.",
        ) from error
    return from_markup(markup, name=name, form=Format.DOCX, metadata=metadata)


def _metadata(package: Package, markup: str) -> Metadata:
    """The file's properties. Its author is whoever made the file: the names count only where they
    stand in the text too."""
    told: dict[str, str] = {}
    path = next(package.targets("", "core-properties"), None)
    root = None if path is None else package.root(path)
    for child in () if root is None else root:
        if isinstance(child.tag, str):
            told[child.tag.rpartition("}")[2]] = child.text or ""
    title = told.get("title", "")
    named = re.match(
        r"(?i)microsoft word|document\d|untitled|.*\.(?:docx?|rtf|dotx?)$", title.strip()
    )
    names = [name.strip() for name in re.split("[;,]", told.get("creator", ""))]
    return made(
        title="" if named else title,
        authors=[name for name in names if name and html.escape(name) in markup[:20_000]],
        language=told.get("language", ""),
    )


class _Writer:
    """Writes the paragraphs of a document as a page, in order, and its notes at the end."""

    def __init__(self, package: Package, name: str) -> None:
        self._package = package
        self._name = name
        self._out: list[str] = []
        self._held = ""  # what goes on in the next paragraph
        styles = package.part("styles")
        found = () if styles is None else styles.iter(f"{W}style")
        self._styles = {style.get(f"{W}styleId"): style for style in found}
        self._lists = Lists(package.part("numbering"))
        self._notes = {kind: self._notes_of(kind) for kind in ("footnote", "endnote")}
        self._used: list[tuple[str, Any]] = []  # mark and note, in the order of their marks
        self._numbered = 0

    def run(self) -> str:
        body = self._package.document.find(f"{W}body")
        self._container(self._package.document if body is None else body)
        for mark, note in self._used:
            self._out.append(f'<aside role="doc-footnote" data-label="{html.escape(mark)}">')
            self._container(note)
            self._out.append("</aside>")
        return "".join(self._out)

    def _notes_of(self, kind: str) -> dict[str, Any]:
        root = self._package.part(f"{kind}s")
        notes = () if root is None else root.iter(W + kind)
        return {note.get(f"{W}id"): note for note in notes}

    def _container(self, element: Any) -> None:
        for child in element:
            match str(child.tag).removeprefix(W):
                case "p":
                    self._paragraph(child)
                case "tbl":
                    self._table(child)
                case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag":
                    self._container(child)
                case "altChunk":
                    self._embedded(child.get(f"{R}id") or "")
        if self._held:
            self._out.append(f"<p>{self._held}</p>")
            self._held = ""

    # Paragraphs -------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Any) -> None:
        own = paragraph.find(f"{W}pPr")
        text = self._held + "".join(self._pieces(paragraph))
        self._held = ""
        mark = None if own is None else own.find(f"{W}rPr")
        frame = None if own is None else own.find(f"{W}framePr")
        deleted = mark is not None and (
            mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None
        )
        if deleted or (frame is not None and frame.get(f"{W}dropCap") in ("drop", "margin")):
            self._held = text
        elif re.sub(r"<[^>]*>", "", text).strip():
            self._out.append(self._element(paragraph, text))
        for box in paragraph.iter(f"{W}txbxContent"):
            within = takewhile(lambda above: above is not paragraph, box.iterancestors())
            if not any(above.tag in _SKIPPED for above in within):
                self._container(box)

    def _element(self, paragraph: Any, text: str) -> str:
        """A paragraph as the element that its style and its place in lists make it."""
        style = self._style_name(paragraph)
        part = next((part for pattern, part in _STYLES.items() if re.search(pattern, style)), "")
        marker, level = self._marker(paragraph)
        outline = self._outline(paragraph, style)
        if part == "title":
            return f'<h1 class="title">{marker}{text}</h1>'
        if outline:
            return f"<h{outline}>{marker}{text}</h{outline}>"
        if part == "caption" or _is_caption(paragraph):
            return f"<figcaption>{marker}{text}</figcaption>"
        if part == "code":
            return f'<pre class="code">{text}</pre>'
        if part == "entry":
            label = marker.strip(" .[]()")
            return f'<p role="doc-biblioentry" data-label="{label}">{marker}{text}</p>'
        if part:
            return f'<p class="{part}">{marker}{text}</p>'
        if not marker:
            return f"<p>{text}</p>"
        depth = min(level, 8) + 1
        item = f'<li data-marker="{html.escape(marker.strip())}">{text}</li>'
        return f"{'<ul>' * depth}{item}{'</ul>' * depth}"

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag.startswith(M):
                yield mathml(child)
                continue
            name = tag.removeprefix(W)
            match name:
                case "r":
                    yield self._run(child)
                case "t":
                    yield html.escape(child.text or "")
                case "br" | "cr":
                    yield " " if child.get(f"{W}type") in ("page", "column") else "<br>"
                case "sym":
                    yield _SYMBOLS.get((child.get(f"{W}char") or "").upper(), "")
                case "footnoteReference" | "endnoteReference":
                    yield self._reference(child, name.removesuffix("Reference"))
                case _:
                    yield _SIGNS.get(name) or "".join(self._pieces(child))

    def _run(self, run: Any) -> str:
        own = run.find(f"{W}rPr")
        style = self._styles.get(value(own, "rStyle"))
        kinds = [own, None if style is None else style.find(f"{W}rPr")]
        if any(is_on(properties, "vanish") for properties in kinds):
            return ""
        text = "".join(self._pieces(run))
        raised = next(filter(None, (value(properties, "vertAlign") for properties in kinds)), "")
        if text and raised in ("superscript", "subscript") and "<sup>" not in text:
            return f"<{raised[:3]}>{text}</{raised[:3]}>"
        return text

    def _reference(self, mark: Any, kind: str) -> str:
        note = self._notes[kind].get(mark.get(f"{W}id"))
        if note is None:
            return ""
        if mark.get(f"{W}customMarkFollows") in ("1", "true", "on"):
            behind = (text.text or "" for text in mark.itersiblings(f"{W}t"))
            self._used.append(("".join(behind).strip(), note))
            return ""
        self._numbered += 1
        self._used.append((str(self._numbered), note))
        return f"<sup>{self._numbered}</sup>"

    def _marker(self, paragraph: Any) -> tuple[str, int]:
        """What stands before an item of a list, and its level from 0; empty outside lists."""
        number, level = "", 0
        for properties in self._properties(paragraph):
            found = properties.find(f"{W}numPr")
            if found is not None:
                number = number or value(found, "numId")
                at = value(found, "ilvl")
                level = level or (int(at) if at.isdecimal() and len(at) < 3 else 0)
                if number:
                    break
        return (self._lists.marker(number, level) if number else ""), level

    def _outline(self, paragraph: Any, style: str) -> int:
        """The level of a heading, from 1; 0 if the paragraph is none."""
        for properties in self._properties(paragraph):
            if outline := value(properties, "outlineLvl"):
                return min(int(outline) + 1, 6) if outline in "012345678" else 0
        found = re.search(r"heading\s*(\d)?", style)
        return min(int(found[1] or 1), 6) or 1 if found else 0

    def _style_name(self, paragraph: Any) -> str:
        """The name of a paragraph's style, in small letters; Word keeps it in English."""
        told = value(paragraph.find(f"{W}pPr"), "pStyle")
        return (value(self._styles.get(told), "name") or told).lower()

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        """The paragraph's own properties and those of its style and what that is based on."""
        own = paragraph.find(f"{W}pPr")
        if own is None:
            return
        yield own
        style = value(own, "pStyle")
        for _ in range(12):  # styles based on one another
            element = self._styles.get(style)
            if element is None:
                return
            properties = element.find(f"{W}pPr")
            if properties is not None:
                yield properties
            style = value(element, "basedOn")

    # Tables and what is embedded --------------------------------------------------------------

    def _table(self, table: Any) -> None:
        rows: list[list[dict[str, Any]]] = []
        above: dict[int, dict[str, Any]] = {}  # by column, the cell that goes on downwards
        for row in _inside(table, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            tag = "th" if is_on(properties, "tblHeader") else "td"
            before = _number(value(properties, "gridBefore"), 0)
            cells: list[dict[str, Any]] = [{"tag": tag, "text": ""}] * min(before, 50)
            column = before
            for cell in _inside(row, "tc"):
                own = cell.find(f"{W}tcPr")
                span = _number(value(own, "gridSpan"), 1)
                merged = None if own is None else own.find(f"{W}vMerge")
                goes_on = merged is not None and merged.get(f"{W}val") != "restart"
                if goes_on and column in above:
                    above[column]["rows"] += 1
                else:
                    made = {"tag": tag, "text": self._cell(cell), "columns": span, "rows": 1}
                    cells.append(made)
                    above[column] = made
                column += span
            rows.append(cells)
        self._out.append("<table>")
        for cells in rows:
            self._out.append("<tr>")
            for cell in cells:
                spans = f'colspan="{cell.get("columns", 1)}" rowspan="{cell.get("rows", 1)}"'
                self._out.append(f"<{cell['tag']} {spans}>{cell['text']}</{cell['tag']}>")
            self._out.append("</tr>")
        self._out.append("</table>")

    def _cell(self, cell: Any) -> str:
        outer, self._out = self._out, []
        self._container(cell)
        text, self._out = "".join(self._out), outer
        return text

    def _embedded(self, identifier: str) -> None:
        """A part in another format (altChunk), at its place."""
        from dzherelo.corpus.read.html import decoded
        from dzherelo.corpus.read.reader import read_bytes
        from dzherelo.corpus.read.sniff import sniff

        path = self._package.target(self._package.main, identifier)
        data = None if path is None else self._package.data(path)
        if not data or not data.strip():
            return
        if sniff(data, name=path or "") is Format.HTML:
            body = parsed(decoded(data, self._name), self._name).body
            self._out.append(body.inner_html or "" if body is not None else "")
            return
        document = read_bytes(data, name=self._name)
        paragraphs = document.text.split("\n\n")
        self._out += [f"<p>{html.escape(one).replace(chr(10), '<br>')}</p>" for one in paragraphs]


def _is_caption(paragraph: Any) -> bool:
    """Whether Word counts it as a caption: it has a number of the kind SEQ."""
    counted = (field.text or "" for field in paragraph.iter(f"{W}instrText"))
    simple = (field.get(f"{W}instr") or "" for field in paragraph.iter(f"{W}fldSimple"))
    return any(instruction.strip().startswith("SEQ ") for instruction in (*counted, *simple))


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those in content controls."""
    for child in element:
        if child.tag == W + tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _inside(child, tag)


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else default
