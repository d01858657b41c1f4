"""PDF files with a text layer.

PDFium gives the lines of a page in its reading order, which is trusted: two columns come out one
after the other if the file stores them so, as files made by word processors and typesetters do.
Lines become paragraphs here, by their place on the page; what a page or column break cuts is
mended afterwards, as in any text.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read import shapes
from dzherelo.corpus.read.lines import Line, clean, tidy, title_of
from dzherelo.corpus.read.paragraphs import Page, from_lines, running_lines
from dzherelo.corpus.read.shapes import Joined, Seen
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped,unused-ignore]

_PDFIUM = threading.Lock()  # the library may be called from one thread at a time
_LINE_HYPHEN = "\x02"  # PDFium's sign for a hyphen at the end of a line; stands for the line end
_OCR = "Recognise it (OCR) first, for example with ocrmypdf, and add the result."


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a page, in points: its left and right ends, its base line counted upwards, and
    the height of its letters.
    """

    text: str
    left: float
    right: float
    base: float
    size: float

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page as it is stored: its lines in reading order, and whether it holds a picture."""

    lines: tuple[Placed, ...]
    pictured: bool


def read_pdf(data: bytes, *, name: str) -> Document:
    """The document in a PDF file; its pages are counted from 1.

    Raises FileRefused if the file is encrypted, damaged, without pages or without a text layer.
    """
    from pypdfium2 import PdfiumError

    with _PDFIUM:
        try:
            title, sheets = _load(data, name)
        except (PdfiumError, OSError, ValueError, AssertionError) as error:
            raise _refusal(error, name) from None
    _require_text(sheets, name)
    text, pages, elements = from_lines(list(_lines(sheets)))
    return Document(text, Format.PDF.value, pages=pages, title=title, elements=elements)


def _load(data: bytes, name: str) -> tuple[str | None, list[_Sheet]]:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped,unused-ignore]

    document = PdfDocument(data)
    try:
        if not len(document):
            raise FileRefused(
                Message("{name} has no pages.", name=name), "Take another copy of it."
            )
        title = title_of(document.get_metadata_value("Title"))
        sheets = [_sheet(document, index) for index in range(len(document))]
    finally:
        document.close()
    made_up = (
        r"(?i)Microsoft Word - |untitled|без назви|документ ?\d*$"
        r"|.*\.(docx?|rtf|odt|pdf|indd|qxd|tex|dvi)$"
    )
    return (None if not title or re.match(made_up, title) else title), sheets


def _sheet(document: PdfDocument, index: int) -> _Sheet:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped,unused-ignore]

    page = document[index]
    text = page.get_textpage()
    try:
        lines = tuple(_placed(text))
        pictured = any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4))
    finally:
        text.close()
        page.close()
    return _Sheet(lines, pictured)


def _placed(text: Any) -> Iterator[Placed]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped,unused-ignore]

    letters: list[str] = []
    places: list[int] = []
    for index in range(text.count_chars() + 1):
        code = pdfium.FPDFText_GetUnicode(text, index) if index < text.count_chars() else 10
        letter = chr(code) if code <= 0x10FFFF else "\ufffd"
        broken = letter in (_LINE_HYPHEN, "\ufffe")
        if letter not in "\r\n":
            letters.append("-" if broken else letter)
            places.append(index)
        if letters and (broken or letter in "\r\n"):
            written = _written(letters)
            if written:
                yield _place(text, written, letters, places)
            letters, places = [], []


def _written(letters: Sequence[str]) -> str:
    # PDFium gives a character outside the basic plane as two surrogates.
    units = "".join(letters).encode("utf-16-le", errors="surrogatepass")
    return tidy(re.sub(r"[\n\f]", " ", clean(units.decode("utf-16-le", errors="replace"))))


def _place(text: Any, written: str, letters: Sequence[str], places: Sequence[int]) -> Placed:
    """A line where its first and last visible characters stand, in points from the lower left."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped,unused-ignore]

    seen = [place for letter, place in zip(letters, places, strict=True) if not letter.isspace()]
    first, last = seen[0], seen[-1]
    left = text.get_charbox(first, loose=True)[0]
    right = text.get_charbox(last, loose=True)[2]
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, first, x, y)
    bottom, top = text.get_charbox(first, loose=True)[1::2]
    size = max(top - bottom, 1.0)  # as it appears; the font's own size may be scaled
    return Placed(written, left=left, right=right, base=y.value, size=size)


def _lines(sheets: Sequence[_Sheet]) -> Iterator[Line]:
    """The paragraphs of all pages, without running heads."""
    orders = [_from_the_top(sheet.lines) for sheet in sheets]
    pages = [
        Page(number, [sheet.lines[place].text for place in order])
        for number, (sheet, order) in enumerate(zip(sheets, orders, strict=True), start=1)
    ]
    kept: list[tuple[int, list[Placed]]] = []
    for page, sheet, order, found in zip(pages, sheets, orders, running_lines(pages), strict=True):
        dropped = {order[rank] for rank in found}
        lines = [line for place, line in enumerate(sheet.lines) if place not in dropped]
        kept.append((page.number, lines))
    return paragraphs(kept)


def _from_the_top(lines: Sequence[Placed]) -> list[int]:
    return sorted(range(len(lines)), key=lambda place: -lines[place].base)


def _require_text(sheets: Sequence[_Sheet], name: str) -> None:
    texts = ["".join(line.text for line in sheet.lines) for sheet in sheets]
    letters = sum(map(str.isalpha, "".join(texts)))
    blank = [
        sheet for sheet, text in zip(sheets, texts, strict=True) if not any(map(str.isalpha, text))
    ]
    if not letters:
        raise FileRefused(Message("{name} has no text layer.", name=name), _OCR)
    if 2 * sum(sheet.pictured for sheet in blank) > len(sheets):
        raise FileRefused(
            Message(
                "{name} is scanned: {blank} of its {pages} pages have no text layer.",
                name=name,
                blank=len(blank),
                pages=len(sheets),
            ),
            _OCR,
        )
    written = [mark for mark in "".join(texts) if not mark.isspace()]
    unknown = sum(mark == "\ufffd" or "\ue000" <= mark <= "\uf8ff" for mark in written)
    if unknown > 0.3 * len(written):
        raise FileRefused(
            Message("{name} has a text layer without readable letters.", name=name), _OCR
        )


def _refusal(error: Exception, name: str) -> FileRefused:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped,unused-ignore]

    if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return FileRefused(
            Message("{name} is encrypted.", name=name),
            "Open it, remove the password and save it again.",
        )
    return FileRefused(
        Message("{name} is a damaged PDF file.", name=name), "Take another copy, or save it again."
    )


# Lines placed on a page, joined into paragraphs by where they stand -------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """The lines of a column from top to bottom, its margins, and the page that it opens, if any."""

    lines: Sequence[Placed]
    page: int | None
    left: float
    right: float

    def is_indented(self, line: Placed) -> bool:
        return line.left - self.left > 0.7 * line.size

    def is_wide(self, line: Placed) -> bool:
        """Whether the line reaches the right margin."""
        return self.right - line.right < line.size

    def is_full(self, last: Placed, line: Placed) -> bool:
        """Whether the first word of `line` would not have fitted on `last`."""
        word = len(line.text.split(" ", 1)[0]) + 1
        room = word * line.width / max(len(line.text), 1)
        wide = self.right - self.left > 8 * line.size  # a narrower block has no full lines
        return wide and last.right + room > self.right - 0.5 * line.size


def paragraphs(pages: Sequence[tuple[int, Sequence[Placed]]]) -> Iterator[Line]:
    """The paragraphs of pages given as (number, lines), in the order of their lines.

    The first paragraph of a page or a further column is a `turn`: both cut sentences. It `flows`
    if the text indents its paragraphs and this one is not indented, below a line that is full.
    """
    pitch = _usual_pitch(lines for _, lines in pages)
    columns = [column for page, lines in pages for column in _columns(lines, pitch, page)]
    seen = Seen("\n".join(line.text for column in columns for line in column.lines))
    indents = _has_indents(columns)
    before: _Column | None = None
    for column in columns:
        first, *others = _column_paragraphs(column, pitch, seen)
        flows = indents and before is not None and _flows(before, column)
        turn = before is not None
        yield replace(first, gap=True, page=column.page, turn=turn, flows=flows)
        yield from others
        before = column


def _usual_pitch(pages: Iterable[Sequence[Placed]]) -> float:
    """The distance between the base lines of neighbours in a paragraph; 0.0 if there are none."""
    steps = Counter(
        round(first.base - second.base)
        for lines in pages
        for first, second in pairwise(lines)
        if first.base - second.base > 0.5 * second.size
    )
    if not steps:
        return 0.0
    commonest = max(steps.values())
    # Lines of one paragraph are closer than paragraphs, which may be as many.
    return float(min(step for step, count in steps.items() if 5 * count >= commonest))


def _columns(lines: Sequence[Placed], pitch: float, page: int) -> Iterator[_Column]:
    columns: list[list[Placed]] = []
    for line in lines:
        jump = line.base - columns[-1][-1].base if columns else 0.0
        if not columns or jump > max(2 * pitch, 2 * line.size):
            columns.append([])
        columns[-1].append(line)
    for number, column in enumerate(columns):
        yield _Column(
            lines=column,
            page=page if number == 0 else None,
            left=median(line.left for line in column),
            right=max(line.right for line in column),
        )


def _has_indents(columns: Sequence[_Column]) -> bool:
    """Whether most paragraphs, told by the short last line before them, begin with an indent."""
    starts = [
        column.is_indented(line)
        for column in columns
        for last, line in pairwise(column.lines)
        if shapes.is_finished(last.text) and not column.is_full(last, line)
    ]
    return len(starts) >= 3 and 10 * sum(starts) >= 6 * len(starts)


def _flows(before: _Column, column: _Column) -> bool:
    last, first = before.lines[-1], column.lines[0]
    return (
        len(column.lines) > 2
        and before.is_wide(last)
        and column.is_wide(first)
        and not column.is_indented(first)
        and abs(last.size - first.size) < 0.1 * last.size
    )


def _column_paragraphs(column: _Column, pitch: float, seen: Seen) -> Iterator[Line]:
    last = column.lines[0]
    current, gap = Joined(last.text, seen), True
    for line in column.lines[1:]:
        if _goes_on(current.start, last, line, column=column, pitch=pitch):
            current.add(line.text)
        else:
            yield Line(text=current.text, gap=gap)
            gap = not (shapes.is_item(line.text) and shapes.is_item(last.text))
            current = Joined(line.text, seen)
        last = line
    yield Line(text=current.text, gap=gap)


def _goes_on(paragraph: str, last: Placed, line: Placed, *, column: _Column, pitch: float) -> bool:
    step = last.base - line.base
    if abs(step) < 0.3 * line.size:
        return True  # two pieces of one line
    if step > 1.45 * pitch or abs(last.size - line.size) > 0.12 * max(last.size, line.size):
        return False
    full = column.is_full(last, line)
    if shapes.in_capitals(last.text) or shapes.in_capitals(line.text):
        return shapes.is_one_title(last.text, line.text, full=full)
    if shapes.stands_alone(line.text):
        return full and shapes.only_looks_alone(paragraph, last.text, line.text)
    hanging = shapes.is_item(paragraph) and line.left > column.left
    if line.left - last.left > 0.7 * line.size and not hanging:
        return False
    if full:
        return True
    unfinished = shapes.begins_small(line.text) and not shapes.is_finished(last.text)
    return unfinished and len(last.text) >= 40
