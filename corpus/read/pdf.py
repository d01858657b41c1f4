"""PDF files with a text layer: from a file to a document.

PDFium gives the letters of a page with their places and fonts (`pdf_page`). They become lines and
columns in reading order (`pdf_lines`, `pdf_columns`), floats are taken out of them (`pdf_floats`,
`pdf_tables`), lines become paragraphs (`pdf_paragraphs`), and paragraphs get their kinds by type
and place (`pdf_structure`). What a page or column break cuts is mended afterwards, as in any text.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.language.notation import doi_in
from dzherelo.corpus.read.lines import Line, title_of
from dzherelo.corpus.read.paragraphs import from_lines
from dzherelo.corpus.read.pdf_columns import Zone, zones
from dzherelo.corpus.read.pdf_floats import Body, Float, Floats, plate
from dzherelo.corpus.read.pdf_lines import TextLine, rows
from dzherelo.corpus.read.pdf_page import Box, Piece, Sheet, sheet
from dzherelo.corpus.read.pdf_paragraphs import Column, columns, paragraphs
from dzherelo.corpus.read.pdf_structure import part_of, structured
from dzherelo.corpus.read.running import Page, printed_pages, running_lines
from dzherelo.corpus.read.shapes import Seen
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document, Kind, Metadata

_PDFIUM = threading.Lock()  # the library may be called from one thread at a time
_OCR = "Have it recognised: `dzherelo add FILE --ocr`, which needs ocrmypdf."


def read_pdf(data: bytes, *, name: str) -> Document:
    """The document in a PDF file, with what its pages tell of its structure; its pages have their
    printed numbers where these can be told, else they are counted from 1.

    Raises FileRefused if the file is encrypted, damaged, without pages or without a text layer.
    """
    from pypdfium2 import PdfiumError

    with _PDFIUM:
        try:
            told, sheets = _load(data, name)
        except (PdfiumError, OSError, ValueError, AssertionError) as error:
            raise _refusal(error, name) from None
    _require_text(sheets, name)
    pages = [rows(filter(attrgetter("is_known"), one.pieces)) for one in sheets]
    texts = [[TextLine(row, at) for row in page] for at, page in enumerate(pages, start=1)]
    found, numbers = _without_running_lines(texts)
    lines = _lines(sheets, found, title=told.title)
    if numbers:
        lines = [_renumbered(line, numbers) for line in lines]
    text, starts, elements = from_lines(lines)
    title = next((one.span.of(text) for one in elements if one.kind is Kind.TITLE), told.title)
    doi = told.doi or _printed_doi([line.text for line in texts[0]] if texts else [])
    return Document(
        text,
        Format.PDF.value,
        pages=starts,
        printed_pages=numbers is not None,
        title=title or None,
        elements=elements,
        metadata=Metadata(title=title, authors=told.authors, doi=doi),
    )


def _load(data: bytes, name: str) -> tuple[Metadata, list[Sheet]]:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped,unused-ignore]

    document = PdfDocument(data)
    try:
        if not len(document):
            raise FileRefused(
                Message("{name} has no pages.", name=name), "Take another copy of it."
            )
        title = title_of(document.get_metadata_value("Title")) or ""
        author = title_of(document.get_metadata_value("Author")) or ""
        sheets = [sheet(document, index) for index in range(len(document))]
    finally:
        document.close()
    made_up = (
        r"(?i)Microsoft Word - |untitled|без назви|документ ?\d*$"
        r"|.*\.(docx?|rtf|odt|pdf|indd|qxd|tex|dvi|html?)$|.*\.\.\.$|\W*\d*$"
    )
    title = "" if re.match(made_up, title) else title
    return Metadata(title=title, authors=_names(author), doi=_stored_doi(data)), sheets


def _names(author: str) -> tuple[str, ...]:
    """The authors as the file's properties have them; a user's name is none."""
    parts = author.split(";") if ";" in author else re.split(r",\s+|\s+(?:and|та|і|und)\s+", author)
    names = tuple(filter(None, map(str.strip, parts)))
    return names if names and all(" " in name or "." in name for name in names) else ()


def _stored_doi(data: bytes) -> str:
    """The DOI in the file's XMP properties; "" if there is none."""
    found = re.search(rb"<(?:prism|pdfx|crossmark):(?i:doi)>\s*(?:doi:)?([^<\s]+)\s*<", data)
    return doi_in(found[1].decode("utf-8", errors="replace")) if found else ""


def _printed_doi(lines: Sequence[str]) -> str:
    """The DOI printed on the first page, above a reference list: the commonest, the whole rather
    than its beginning at the end of a line."""
    found: Counter[str] = Counter()
    for line in lines:
        if part_of(line) == "references":
            break
        found.update(filter(None, [doi_in(line)]))
    whole = {doi: count for doi, count in found.items()
             if not any(other != doi and other.startswith(doi) for other in found)}  # fmt: skip
    return max(whole, key=lambda doi: whole[doi]) if whole else ""


def _require_text(sheets: Sequence[Sheet], name: str) -> None:
    texts = ["".join(piece.text for piece in one.pieces) for one in sheets]
    letters = sum(map(str.isalpha, "".join(texts)))
    blank = [
        one for one, text in zip(sheets, texts, strict=True) if not any(map(str.isalpha, text))
    ]
    if not letters:
        raise FileRefused(Message("{name} has no text layer.", name=name), _OCR)
    if 2 * sum(one.pictured for one in blank) > len(sheets):
        raise FileRefused(
            Message(
                "{name} is scanned: {blank} of its {pages} pages have no text layer.",
                name=name,
                blank=len(blank),
                pages=len(sheets),
            ),
            _OCR,
        )
    written = "".join(texts)
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


# From the rows of pages to lines of the text -------------------------------------------------


def _without_running_lines(
    texts: Sequence[Sequence[TextLine]],
) -> tuple[list[list[TextLine]], list[int] | None]:
    """The rows of the pages without running heads and margin numbers, and the printed numbers."""
    pages = [
        Page(at, [line.text for line in page], [line.base for line in page])
        for at, page in enumerate(texts, start=1)
    ]
    kept = [
        _without_margin_numbers([line for at, line in enumerate(page) if at not in dropped])
        for page, dropped in zip(texts, running_lines(pages), strict=True)
    ]
    return kept, printed_pages(pages)


def _without_margin_numbers(lines: list[TextLine]) -> list[TextLine]:
    """The rows of a manuscript without the numbers that count them in the margin."""
    firsts = [(at, line.pieces[0]) for at, line in enumerate(lines) if len(line.pieces) > 1]
    numbered = [(at, one) for at, one in firsts if one.text.isdecimal()]
    if len(numbered) < 3:
        return lines
    edge = max(one.right for _, one in numbered)
    column = [
        (at, one)
        for at, one in numbered
        if edge - one.right < 0.4 * one.size and lines[at].pieces[1].left - one.right > one.size / 2
    ]
    values = [int(one.text) for _, one in column]
    steps = {second - first for first, second in pairwise(values)}
    every = min(steps, default=0)
    lone = sum(lines[at].pieces[1].text[:1].islower() for at, _ in column)
    if len(column) < 3 or steps != {every} or every not in (1, 5) or 3 * lone < len(column):
        return lines
    if every == 1 and len(column) < 0.8 * len(lines):
        return lines
    places = {at for at, _ in column}
    return [
        TextLine(line.pieces[1:], line.page) if at in places else line
        for at, line in enumerate(lines)
    ]


def _lines(
    sheets: Sequence[Sheet], pages: Sequence[Sequence[TextLine]], *, title: str
) -> list[Line]:
    """The lines of the text, from the rows of its pages."""
    body = _body(pages)
    seen = Seen("\n".join(line.text for page in pages for line in page))
    found: list[Column | Line] = []
    usual = Counter(_place(rule) for one in sheets for rule in one.rules)
    for one, page in zip(sheets, pages, strict=True):
        rules = [rule for rule in one.rules if usual[_place(rule)] < max(3, len(sheets) / 3)]
        for items in _items(replace(one, rules=rules), page, body, seen):
            found += columns(items)
    return list(structured(paragraphs(found, seen), body, seen, title=title))


def _place(rule: Box) -> tuple[int, int, int]:
    """Where a rule stands: those under running heads stand in the same place on every page."""
    return round(rule.left / 4), round(rule.right / 4), round(rule.top / 4)


def _body(pages: Sequence[Sequence[TextLine]]) -> Body:
    sizes: Counter[float] = Counter()
    bold: Counter[bool] = Counter()
    for page in pages:
        for line in page:
            sizes[round(2 * line.size) / 2] += len(line.text)
            bold[line.bold] += len(line.text)
    size = max(sizes, key=lambda one: sizes[one]) if sizes else 10.0
    near = [line.size for page in pages for line in page if abs(line.size - size) <= 0.25]
    usual = Counter(near).most_common(1)[0][0] if near else size
    return Body(usual, bold[True] > bold[False])


def _items(
    one: Sheet, page: Sequence[TextLine], body: Body, seen: Seen
) -> Iterator[list[TextLine | Float | Line]]:
    """The zones of a page in reading order, each as its lines with floats taken out."""
    if not page:
        return
    drawn = plate(page, one.rules, _barring(one.shapes, one.pieces), body)
    barriers = [*drawn.rules, *drawn.shapes, *(table for table, _ in drawn.tables)]
    cut = zones([line.pieces for line in page], barriers, page=page[0].page)
    floats = Floats(drawn, body, seen)
    bars = [zone for zone in cut if _is_bar(zone, cut, body)]
    for zone in [*(one for one in cut if one not in bars), *bars]:
        yield floats.items(zone, narrow=zone in bars)


def _barring(shapes: Sequence[Box], pieces: Sequence[Piece]) -> list[Box]:
    """The drawings that are no frames around much of the text."""
    kept: list[Box] = []
    for one in shapes:
        if one.width < 60 or one.height < 20:
            kept.append(one)
            continue
        inside = sum(
            one.left < piece.left and piece.right < one.right and one.bottom < piece.base < one.top
            for piece in pieces
        )
        if 4 * inside < len(pieces):
            kept.append(one)
    return kept


def _is_bar(zone: Zone, others: Sequence[Zone], body: Body) -> bool:
    """Whether a zone is a side bar: small print beside a column that is much wider."""
    lines = zone.lines
    small = sorted(line.size for line in lines)[len(lines) // 2] < 0.95 * body.size
    if not zone.depth or not small or len(lines) < 3:
        return False
    beside = [
        one.width
        for one in others
        if one.depth and one.lines[-1].base < lines[0].base and lines[-1].base < one.lines[0].base
    ]
    return zone.width < 0.6 * max(beside, default=0.0)


def _renumbered(line: Line, numbers: Sequence[int]) -> Line:
    page = numbers[line.page - 1] if line.page else None
    return replace(line, page=page, after=tuple(_renumbered(one, numbers) for one in line.after))
