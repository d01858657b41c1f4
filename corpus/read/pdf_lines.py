"""Pieces of a page put together to lines, whatever their order in the file: raised and lowered
signs, drop caps, the wide gaps by which cells of a table or names of authors stand apart.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from dzherelo.corpus.read.lines import tidy
from dzherelo.corpus.read.pdf_page import Piece

RAISED = str.maketrans("0123456789+-−–=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾")
_RAISED_LETTERS = str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_LEFT = attrgetter("left")


@dataclass(frozen=True)
class TextLine:
    """A line of a column: its pieces from left to right. `page` counts from 1."""

    pieces: Sequence[Piece]
    page: int

    @cached_property
    def size(self) -> float:
        """The size of most of its letters."""
        return _commonest(self.pieces)[0]

    @cached_property
    def base(self) -> float:
        """The base line of most of its letters of the commonest size."""
        return _commonest(self.pieces)[1]

    @cached_property
    def left(self) -> float:
        return self.pieces[0].left

    @cached_property
    def right(self) -> float:
        return max(piece.right for piece in self.pieces)

    @property
    def width(self) -> float:
        return self.right - self.left

    @cached_property
    def text(self) -> str:
        return composed(self.pieces, size=self.size, base=self.base)

    @cached_property
    def bold(self) -> bool:
        return _share(self.pieces, attrgetter("bold")) > 0.6

    @cached_property
    def italic(self) -> bool:
        return _share(self.pieces, attrgetter("italic")) > 0.9

    @cached_property
    def math(self) -> float:
        """The share of its letters that are set in fonts for formulas."""
        return _share(self.pieces, attrgetter("math"))

    @cached_property
    def raised_start(self) -> str:
        """The raised sign with which the line begins, as the mark of a note does; "" if none."""
        first = self.pieces[0]
        raised = len(self.pieces) > 1 and is_raised(first, size=self.size, base=self.base)
        return first.text if raised else ""

    def cells(self, gap: float) -> list[TextLine]:
        """The stretches of the line between gaps wider than `gap` times its letters' size."""
        cells: list[list[Piece]] = []
        right = 0.0
        for piece in self.pieces:
            if not cells or piece.left - right > gap * self.size:
                cells.append([])
            cells[-1].append(piece)
            right = max(right, piece.right) if len(cells[-1]) > 1 else piece.right
        return [TextLine(cell, self.page) for cell in cells]


def _commonest(pieces: Sequence[Piece]) -> tuple[float, float]:
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[piece.size] += len(piece.text)
    size = max(sizes, key=lambda one: (sizes[one], one))
    bases: Counter[float] = Counter()
    for piece in pieces:
        if piece.size == size:
            bases[round(piece.base, 1)] += len(piece.text)
    return size, max(bases, key=lambda one: (bases[one], -one))


def _share(pieces: Sequence[Piece], said: attrgetter[bool]) -> float:
    letters = sum(len(piece.text) for piece in pieces)
    return sum(len(piece.text) for piece in pieces if said(piece)) / letters


def is_raised(piece: Piece, *, size: float, base: float) -> bool:
    """Whether a piece is smaller and stands higher than a line of that size and base line."""
    return piece.size <= 0.87 * size and piece.base - base > 0.12 * size


def composed(pieces: Sequence[Piece], *, size: float, base: float) -> str:
    """The text of a line: raised digits as Unicode superscripts, which stand at the word to which
    they are nearest; spaces where the file or the gaps on the page have them."""
    written: list[str] = []
    last: Piece | None = None
    raised = [is_raised(piece, size=size, base=base) for piece in pieces]
    for at, piece in enumerate(pieces):
        text = _superscript(piece.text) if raised[at] else piece.text
        if last is not None and _is_spaced(last, piece, raised[at - 1], raised[at], size):
            written.append("" if raised[at] and _belongs_left(pieces, at, size) else " ")
        written.append(text)
        last = piece
    return tidy("".join(written))


def _superscript(text: str) -> str:
    """Digits, signs and single letters raised; words and other signs as they are."""
    if any(map(str.isdecimal, text)) and not any(map(str.isalpha, text)):
        return text.translate(RAISED) if text.strip("()") == text else text
    if len(text.strip(",")) == 1 and text[0].isascii():
        return text.translate(_RAISED_LETTERS)
    return text


def _is_spaced(last: Piece, piece: Piece, last_raised: bool, raised: bool, size: float) -> bool:
    gap = piece.left - last.right
    if last_raised and raised:
        return gap > 0.9 * size
    if last_raised or raised:
        return gap > 0.12 * size
    if piece.rank == last.rank + 1:
        return piece.spaced or gap > 0.3 * size
    return gap > 0.12 * size


def _belongs_left(pieces: Sequence[Piece], at: int, size: float) -> bool:
    """Whether a raised sign with space before it is the mark of the word before it all the same."""
    before = pieces[at].left - pieces[at - 1].right
    if at + 1 == len(pieces):
        return before < 0.5 * size
    after = pieces[at + 1].left - pieces[at].right
    closes = pieces[at + 1].text[0] in ".,;:)"
    return before < 0.5 * size and (closes or after > 0.12 * size)


# Rows ----------------------------------------------------------------------------------------


def rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """The pieces that stand on one line over the whole page, from top to bottom, each row from
    left to right."""
    found: list[list[Piece]] = []
    base = height = 0.0
    for piece in sorted(pieces, key=lambda one: (-one.base, one.left)):
        if found and base - piece.base < 0.2 * max(height, piece.size):
            found[-1].append(piece)
            if piece.size > height:
                base, height = piece.base, piece.size
        else:
            found.append([piece])
            base, height = piece.base, piece.size
    made = [sorted(row, key=_LEFT) for row in found]
    return _with_drop_caps(_with_small_signs(made))


def _with_small_signs(found: list[list[Piece]]) -> list[list[Piece]]:
    """The rows with raised and lowered signs in the rows of the words that they touch."""
    bases = [max(row, key=lambda one: len(one.text) * one.size).base for row in found]
    kept: list[list[Piece]] = [[] for _ in found]
    moved: list[tuple[int, Piece]] = []
    for at, row in enumerate(found):
        homes: dict[int, int] = {}
        for group in _groups(row):
            home = _home(group, at, found, bases)
            for piece in group:
                homes[piece.rank] = home
        for piece in row:
            if homes[piece.rank] == at:
                kept[at].append(piece)
            else:
                moved.append((homes[piece.rank], piece))
    for at, piece in moved:
        insort(kept[at], piece, key=_LEFT)
    return [row for row in kept if row]


def _groups(row: Sequence[Piece]) -> list[list[Piece]]:
    """Neighbours of one size that stand close: a raised "3," and "4"."""
    groups: list[list[Piece]] = []
    for piece in row:
        last = groups[-1][-1] if groups else None
        near = last and last.size == piece.size and piece.left - last.right < 0.6 * piece.size
        if near:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _home(
    group: Sequence[Piece], at: int, found: Sequence[Sequence[Piece]], bases: Sequence[float]
) -> int:
    """The place of the row to which a group belongs: its own, or that of a bigger word beside."""
    size, base = group[0].size, group[0].base
    if len(group) > 6 or sum(len(piece.text) for piece in group) > 24:
        return at
    best, nearest = at, 0.75
    for step in (-1, 1):
        other = at + step
        while 0 <= other < len(found) and abs(bases[other] - base) < 2 * size:
            touched = _touched(group, found[other])
            if touched is not None and size <= 0.87 * touched.size:
                offset = abs(touched.base - base) / touched.size
                if offset < nearest:
                    best, nearest = other, offset
            other += step
    return best


def _touched(group: Sequence[Piece], row: Sequence[Piece]) -> Piece | None:
    left, right = group[0].left, group[-1].right
    at = bisect_left(row, left, key=_LEFT)
    before = row[at - 1] if at else None
    after = row[at] if at < len(row) else None
    least = -0.5 * group[0].size
    if before is not None and least < left - before.right < 0.45 * before.size:
        return before
    if after is not None and least < after.left - right < 0.45 * after.size:
        return after
    return None


def _with_drop_caps(found: list[list[Piece]]) -> list[list[Piece]]:
    """The rows with a big first letter at the beginning of the first of the lines beside it."""
    for at, row in enumerate(found):
        for cap in [one for one in row if len(one.text) <= 2 and one.text[:1].isalpha()]:
            for above in range(max(0, at - 4), at):
                first = _right_of(cap, found[above])
                if first is None or not _is_capped(first, cap):
                    continue
                row.remove(cap)
                whole = first._replace(text=cap.text + first.text, left=cap.left)
                found[above][found[above].index(first)] = whole
                break
    return [row for row in found if row]


def _is_capped(first: Piece, cap: Piece) -> bool:
    near = first.left - cap.right < 1.2 * first.size
    return near and cap.size > 1.6 * first.size and first.base < cap.base + cap.size


def _right_of(cap: Piece, row: Sequence[Piece]) -> Piece | None:
    at = bisect_left(row, cap.right - 0.3 * cap.size, key=_LEFT)
    return row[at] if at < len(row) and row[at] is not cap else None
