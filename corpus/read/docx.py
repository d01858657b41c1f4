"""DOCX files.

python-docx opens the package; the paragraphs are walked here, since its own text leaves out
inserted (tracked) words, content controls, text boxes, list numbers and footnotes. mammoth, which
makes HTML of DOCX, cannot stand in for this: it keeps of a list only that it is ordered, so that
"Стаття 3.", "3.1." and "а)" all become "1."
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.lines import Blocks, title_of
from dzherelo.corpus.read.paragraphs import from_lines
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document

if TYPE_CHECKING:
    from docx.document import Document as Docx

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_SKIPPED = frozenset(
    [_W + tag for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "txbxContent")]
    + ["{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SYMBOLS = {"F0B7": "•", "F0A7": "▪", "F02D": "-"}


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
        title = title_of(document.core_properties.title)
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
    text, _, elements = from_lines(walk.blocks.lines)
    return Document(text=text, media_type=Format.DOCX.value, title=title, elements=elements)


class _Walk:
    """Hands the paragraphs of a document on, in order, and its notes at the end."""

    def __init__(self, document: Docx) -> None:
        self.blocks = Blocks()
        self._body = document.element.body
        self._styles = {
            style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")
        }
        self._lists = _Lists(_part(document, "numbering"))
        self._notes = {
            kind: {note.get(f"{_W}id"): note for note in _all(_part(document, f"{kind}s"), kind)}
            for kind in ("footnote", "endnote")
        }
        self._used: list[Any] = []  # notes in the order of their marks

    def run(self) -> None:
        self._container(self._body)
        for number, note in enumerate(self._used, start=1):
            text = " ".join(filter(None, (self._text(p).strip() for p in note.iter(f"{_W}p"))))
            self.blocks.add(f"{str(number).translate(_SUPERSCRIPT)} {text}", run="notes")

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
            paragraphs = [cell.iter(f"{_W}p") for cell in cells]
            texts = [" ".join(self._marker(p) + self._text(p) for p in cell) for cell in paragraphs]
            self.blocks.add(
                " | ".join(filter(None, (" ".join(text.split()) for text in texts))),
                fixed=True,
                run="rows",
            )

    def _text(self, element: Any) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            match str(tag).removeprefix(_W):
                case "t":
                    yield child.text or ""
                case "tab":
                    yield " "
                case "br" | "cr":
                    yield " " if child.get(f"{_W}type") in ("page", "column") else "\n"
                case "noBreakHyphen":
                    yield "-"
                case "sym":
                    yield _SYMBOLS.get((child.get(f"{_W}char") or "").upper(), "")
                case "footnoteReference" | "endnoteReference" as mark:
                    note = self._notes[mark.removesuffix("Reference")].get(child.get(f"{_W}id"))
                    if note is not None:
                        self._used.append(note)
                        yield str(len(self._used)).translate(_SUPERSCRIPT)
                case _:
                    yield from self._pieces(child)

    def _marker(self, paragraph: Any) -> str:
        number, level = "", 0
        for properties in self._properties(paragraph):
            found = properties.find(f"{_W}numPr")
            if found is not None:
                number = number or _val(found, "numId")
                level = level or int(_val(found, "ilvl") or 0)
                if number:
                    break
        return self._lists.marker(number, level) if number else ""

    def _is_heading(self, paragraph: Any) -> bool:
        for properties in self._properties(paragraph):
            outline = _val(properties, "outlineLvl")
            if outline:
                return outline != "9"
        style = _val(paragraph.find(f"{_W}pPr"), "pStyle")
        return style.lower().startswith(("heading", "title", "subtitle"))

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        """The paragraph's own properties and those of its style and what that is based on."""
        own = paragraph.find(f"{_W}pPr")
        if own is None:
            return
        yield own
        style = _val(own, "pStyle")
        for _ in range(12):  # styles based on one another
            element = self._styles.get(style)
            if element is None:
                return
            properties = element.find(f"{_W}pPr")
            if properties is not None:
                yield properties
            style = _val(element, "basedOn")


def _part(document: Docx, kind: str) -> Any:
    """The root of a part that the document refers to; None if it has none."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype == _RELATION + kind and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _all(root: Any, tag: str) -> Iterator[Any]:
    return iter(()) if root is None else root.iter(_W + tag)


def _val(element: Any, tag: str) -> str:
    """The value of a property of `element`; empty if it has none."""
    found = None if element is None else element.find(_W + tag)
    return "" if found is None else found.get(f"{_W}val") or ""


# Lists, whose numbers and bullets the file does not store as text ----------------------------


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    pattern: str = "%1."
    start: int = 1


class _Lists:
    """Counts the items of every list of a document in the order in which they are asked for.

    A list that restarts a level has counters of its own; others share those of their definition,
    as in Word.
    """

    def __init__(self, root: Any) -> None:
        abstract = {
            item.get(f"{_W}abstractNumId"): dict(map(_level, item.iter(f"{_W}lvl")))
            for item in _all(root, "abstractNum")
        }
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}  # counters, levels
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()
        for item in _all(root, "num"):
            number, definition = item.get(f"{_W}numId"), _val(item, "abstractNumId")
            levels = dict(abstract.get(definition, {}))
            group = f"abstract {definition}"
            for override in item.iter(f"{_W}lvlOverride"):
                group = f"list {number}"
                levels.update(map(_level, override.iter(f"{_W}lvl")))
                at, start = int(override.get(f"{_W}ilvl") or 0), _val(override, "startOverride")
                if start.isdecimal():
                    levels[at] = replace(levels.get(at, _Level()), start=int(start))
            self._lists[number] = (group, levels)

    def marker(self, number: str, level: int) -> str:
        """The sign before the next item at `level` of the list `number`: "- ", "2. ", "a) "; empty
        if the list has none.
        """
        if number not in self._lists:
            return "- " if number != "0" else ""
        group, levels = self._lists[number]
        level = min(max(level, 0), 8)
        form = levels.get(level, _Level())
        if form.form == "bullet":
            return "- "
        counts = self._counts[group]
        if number not in self._begun:
            self._begun.add(number)
            if form.start != 1:
                counts.pop(level, None)
        counts[level] = counts.get(level, form.start - 1) + 1
        for deeper in range(level + 1, 9):
            counts.pop(deeper, None)
        if form.form == "none":
            return ""

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            own = levels.get(at, _Level())
            return _counted(counts.get(at, own.start), own.form)

        text = re.sub(r"%([1-9])", written, form.pattern).strip()
        return f"{text} " if text else ""


def _level(element: Any) -> tuple[int, _Level]:
    start = _val(element, "start")
    return int(element.get(f"{_W}ilvl") or 0), _Level(
        form=_val(element, "numFmt") or "decimal",
        pattern=_val(element, "lvlText"),
        start=int(start) if start.isdecimal() else 1,
    )


def _counted(number: int, form: str) -> str:
    cyrillic = "абвгдежзиклмнопрстуфхцчшщэюя"
    match form:
        case "lowerLetter" | "upperLetter":
            letters = ascii_lowercase[(number - 1) % 26] * ((number - 1) // 26 + 1)
        case "russianLower" | "russianUpper":
            letters = cyrillic[(number - 1) % len(cyrillic)]
        case "lowerRoman" | "upperRoman":
            tens, ones = divmod(min(number, 200), 10)
            letters = "x" * tens + " i ii iii iv v vi vii viii ix".split(" ")[ones]
        case "decimalZero":
            return f"{number:02d}"
        case _:
            return str(number)
    return letters.upper() if "pper" in form else letters
