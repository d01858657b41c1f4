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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.canonical import from_lines
from dzherelo.corpus.read.characters import clean
from dzherelo.corpus.read.layout import Placed, paragraphs
from dzherelo.corpus.read.lines import Line, tidy
from dzherelo.corpus.read.running import Page, running_lines
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped,unused-ignore]

_PDFIUM = threading.Lock()  # the library may be called from one thread at a time
_LINE_HYPHEN = "\x02"  # PDFium's sign for a hyphen at the end of a line; stands for the line end
_READABLE = 0.7  # share of characters that must be known for a text layer to be of use
_MADE_UP_TITLE = re.compile(
    r"Microsoft Word - |untitled|без назви|документ ?\d*$"
    r"|.*\.(docx?|rtf|odt|pdf|indd|qxd|tex|dvi)$",
    re.IGNORECASE,
)
_OCR = "Recognise it (OCR) first, for example with ocrmypdf, and add the result."


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
    text, pages = from_lines(list(_lines(sheets)))
    return Document(text=text, media_type=Format.PDF.value, pages=pages, title=title)


def _load(data: bytes, name: str) -> tuple[str | None, list[_Sheet]]:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped,unused-ignore]

    document = PdfDocument(data)
    try:
        if not len(document):
            raise FileRefused(
                Message("{name} has no pages.", name=name), "Take another copy of it."
            )
        title = tidy(clean(document.get_metadata_value("Title")).replace("\n", " "))
        sheets = [_sheet(document, index) for index in range(len(document))]
    finally:
        document.close()
    return (None if not title or _MADE_UP_TITLE.match(title) else title), sheets


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
    if unknown > (1 - _READABLE) * len(written):
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
