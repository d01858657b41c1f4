"""What stands on a page of a PDF file: runs of letters with their places, fonts and sizes, ruled
lines and pictures. Places are in points, counted from the lower left of the page as it is read.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import TYPE_CHECKING, Any, NamedTuple

from dzherelo.corpus.read.lines import clean

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped,unused-ignore]

_HYPHENS = "\x02\ufffe"  # PDFium's signs for a hyphen at the end of a line
_BOLD = re.compile(r"(?i)bold|black|heavy|semibold|demi|cmbx|sfbx|cmssbx|-medi|(?:^|[-,])bd")
_REGULAR = re.compile(r"(?i)roman|regu|book|light")  # whatever weight such a font claims
_ITALIC = re.compile(r"(?i)ital|obli|slant|cmti|cmsl|[-,]it$")
_MATH = re.compile(
    r"(?i)^(?:[A-Z]{6}\+)?(?:cmmi|cmsy|cmex|msam|msbm|eu[fs]m|symbol|mt-?extra)|math"
)
# Accents that TeX's older fonts set as letters of their own, over or under those they belong to
_ACCENTS = dict(zip("¨´`ˇ˜ˆ˚¸˘¯˙˝˛", "\u0308\u0301\u0300\u030c\u0303\u0302\u030a\u0327\u0306\u0304"
                    "\u0307\u030b\u0328", strict=True))  # fmt: skip
_BELOW = "¸˛"  # those that are set after their letter


class Box(NamedTuple):
    """A rectangle of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom


class Piece(NamedTuple):
    """A run of letters of one font on one base line, without white space inside.

    `math` is said of fonts of signs for formulas; `face` is the name of the font; `rank` counts the
    pieces as the file stores them; `spaced`: white space stands before it there.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    italic: bool
    math: bool
    face: str
    spaced: bool
    rank: int

    @property
    def is_known(self) -> bool:
        """Whether any of its letters has a meaning in Unicode."""
        return any(mark != "\ufffd" and not "\ue000" <= mark <= "\uf8ff" for mark in self.text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its upright pieces as stored, its ruled lines, and pictures and drawings."""

    pieces: Sequence[Piece]
    rules: Sequence[Box]
    shapes: Sequence[Box]
    pictured: bool
    height: float


class _Font(NamedTuple):
    """What the letters of a text object share; `turn` counts quarter turns, -1 for other angles."""

    size: float
    bold: bool
    italic: bool
    math: bool
    face: str
    turn: int
    white: bool


class _Glyph(NamedTuple):
    letter: str
    box: Box
    x: float
    y: float
    font: _Font
    spaced: bool


def sheet(document: PdfDocument, index: int) -> Sheet:
    """The page of that index, counted from 0, without text that is turned against most of it."""
    page = document[index]
    text = page.get_textpage()
    try:
        glyphs = list(_glyphs(text.raw))
        turns = Counter(glyph.font.turn for glyph in glyphs if glyph.font.turn >= 0)
        turn = turns.most_common(1)[0][0] if turns else 0
        width, height = page.get_size()
        boxes, pictured = _boxes(page, height * width)
    finally:
        text.close()
        page.close()
    turned = [(image, _turned(box, turn)) for image, box in boxes]
    rules = [box for image, box in turned if not image and _is_rule(box)]
    drawn = [box for image, box in turned if image or not _is_rule(box)]
    shapes = [box for box in drawn if max(box.width, box.height) > 2]
    upright = [glyph for glyph in glyphs if glyph.font.turn == turn]
    painted = [box for image, box in turned if not image]
    shown = [one for one in upright if not one.font.white or _lies_on(one, painted)]
    pieces = tuple(_pieces([_upright(glyph, turn) for glyph in shown]))
    bottom = min((piece.base for piece in pieces), default=0.0)
    top = max((piece.base for piece in pieces), default=0.0)
    return Sheet(pieces, rules, shapes, pictured, max(height, top - bottom))


def _is_rule(box: Box) -> bool:
    return box.height < 3 < 20 < box.width


def _lies_on(glyph: _Glyph, shapes: Iterable[Box]) -> bool:
    return any(box.left <= glyph.x <= box.right and box.bottom <= glyph.y <= box.top
               for box in shapes)  # fmt: skip


def _turned(box: Box, turn: int) -> Box:
    left, bottom, right, top = box
    for _ in range(turn):  # each a quarter back: what pointed up points to the right
        left, bottom, right, top = bottom, -right, top, -left
    return Box(left, bottom, right, top)


def _upright(glyph: _Glyph, turn: int) -> _Glyph:
    if not turn:
        return glyph
    x, y = glyph.x, glyph.y
    for _ in range(turn):
        x, y = y, -x
    return glyph._replace(box=_turned(glyph.box, turn), x=x, y=y)


def _glyphs(text: Any) -> Iterator[_Glyph]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped,unused-ignore]

    fonts: dict[int, _Font] = {}
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    spaced, high = True, ""
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        letter = chr(code) if code <= 0x10FFFF else "\ufffd"
        if letter.isspace() or code == 0:
            spaced = True
            continue
        if 0xD800 <= code < 0xDC00:  # PDFium gives a character outside the basic plane in halves
            high = letter
            continue
        if high:
            pair = (high + letter).encode("utf-16-le", errors="surrogatepass")
            letter, high = pair.decode("utf-16-le", errors="replace"), ""
        found = pdfium.FPDFText_GetTextObject(text, index)
        key = ctypes.addressof(found.contents) if found else 0
        font = fonts.get(key)
        if font is None:
            font = fonts[key] = _font(pdfium, text, index, found if key else None)
        pdfium.FPDFText_GetLooseCharBox(text, index, rect)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        box = Box(rect.left, rect.bottom, rect.right, rect.top)
        yield _Glyph("-" if letter in _HYPHENS else letter, box, x.value, y.value, font, spaced)
        spaced = False


def _font(pdfium: Any, text: Any, index: int, found: Any) -> _Font:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    angle = degrees(atan2(matrix.b, matrix.a))
    turn = round(angle / 90) % 4 if abs(angle - 90 * round(angle / 90)) < 5 else -1
    size = pdfium.FPDFText_GetFontSize(text, index) * hypot(matrix.c, matrix.d)
    rect = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, index, rect)
    height = max(rect.top - rect.bottom, rect.right - rect.left)
    if not 0.25 * height < size < 4 * max(height, 0.1):  # drawn fonts have scales of their own
        size = max(height, 1.0)
    name, weight, flags = "", 0, 0
    if found is not None:
        handle = pdfium.FPDFTextObj_GetFont(found)
        buffer = ctypes.create_string_buffer(128)
        pdfium.FPDFFont_GetBaseFontName(handle, buffer, 128)
        name = buffer.value.decode("utf-8", errors="replace")
        weight, flags = pdfium.FPDFFont_GetWeight(handle), pdfium.FPDFFont_GetFlags(handle)
    white = found is not None and _is_white(pdfium, text, index, found)
    bold = bool(_BOLD.search(name)) or (weight >= 560 and not _REGULAR.search(name))
    italic = bool(flags & 64) or bool(_ITALIC.search(name))
    return _Font(round(size, 2), bold, italic, bool(_MATH.search(name)), name[-24:], turn, white)


def _is_white(pdfium: Any, text: Any, index: int, found: Any) -> bool:
    """Whether it is painted white; the text under a scan is not painted at all."""
    tones = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFText_GetFillColor(text, index, *tones)
    painted = pdfium.FPDFTextObj_GetTextRenderMode(found) == pdfium.FPDF_TEXTRENDERMODE_FILL
    return painted and all(tone.value >= 250 for tone in tones)


def _pieces(glyphs: Sequence[_Glyph]) -> Iterator[Piece]:
    run: list[_Glyph] = []
    rank, spaced = 0, True
    for glyph in glyphs:
        if run and (glyph.spaced or _breaks(run[-1], glyph)):
            yield _piece(run, spaced, rank)
            far = abs(glyph.box.left - run[-1].box.right) > 0.3 * glyph.font.size
            rank, spaced, run = rank + 1, glyph.spaced or far, []
        run.append(glyph)
    if run:
        yield _piece(run, spaced, rank)


def _breaks(last: _Glyph, glyph: _Glyph) -> bool:
    size = last.font.size
    gap = glyph.box.left - last.box.right
    if glyph.box == last.box:  # two letters of a ligature
        return False
    return (
        last.font != glyph.font
        or abs(last.y - glyph.y) > 0.05 * size
        or not -0.6 * size - (last.letter in _ACCENTS) * size < gap < 0.3 * size
    )


def _piece(run: Sequence[_Glyph], spaced: bool, rank: int) -> Piece:
    letters: list[str] = []
    waiting: _Glyph | None = None
    right = 0.0
    for glyph in run:
        letter = glyph.letter
        if letters and letter in _BELOW and glyph.box.left < right - 0.3 * glyph.box.width:
            letters[-1] = _accented(letters[-1], letter)
        elif waiting and glyph.box.left < waiting.box.right - 0.3 * waiting.box.width:
            letters[-1] = _accented(letter, waiting.letter)
        else:
            letters.append(letter)
        waiting = glyph if letter in _ACCENTS and letters[-1] == letter else None
        right = glyph.box.right
    text = clean("".join(letters)) or "\ufffd"
    first, font = run[0], run[0].font
    right = max(glyph.box.right for glyph in run)
    return Piece(text, first.box.left, right, first.y, *font[:5], spaced, rank)


def _accented(letter: str, accent: str) -> str:
    bare = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    return (
        unicodedata.normalize("NFC", bare + _ACCENTS[accent]) if bare.isalpha() else accent + letter
    )


def _boxes(page: Any, area: float) -> tuple[list[tuple[bool, Box]], bool]:
    """(is it an image, box) of whatever is drawn that does not fill the page, and whether there is
    an image on the page at all."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped,unused-ignore]

    values = [ctypes.c_float() for _ in range(4)]
    found: list[tuple[bool, Box]] = []
    pictured = any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4))
    drawn = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        one = pdfium.FPDFPage_GetObject(page.raw, index)
        kind = pdfium.FPDFPageObj_GetType(one)
        if kind in drawn and pdfium.FPDFPageObj_GetBounds(one, *values):
            box = Box(*(value.value for value in values))
            if box.width * box.height < 0.6 * area:
                found.append((kind != pdfium.FPDF_PAGEOBJ_PATH, box))
    return found, pictured
