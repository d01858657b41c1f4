"""The columns of a page, in reading order.

A gutter is a strip that no letter, rule or picture touches over many lines with prose on both
sides. The page is cut at the longest one, what is above and below it and each of its sides is cut
again (a recursive XY-cut that begins with columns); where there is none, rows are read across.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from dzherelo.corpus.read.pdf_lines import TextLine
from dzherelo.corpus.read.pdf_page import Box, Piece

Rows = Sequence[Sequence[Piece]]


@dataclass(frozen=True, slots=True)
class Zone:
    """A column, or what stands over the whole width, from top to bottom. `width` is that of what
    it was cut from; `depth` counts the cuts at gutters that made it."""

    lines: Sequence[TextLine]
    depth: int
    width: float


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows that share heights: which bins of the page's width they take, and where they stand."""

    rows: list[Sequence[Piece]]
    taken: int
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class _Gutter:
    first: int
    last: int
    left: float
    right: float


_BIN = 2.0  # points: the least width that matters


def zones(rows: Rows, barriers: Sequence[Box], *, page: int) -> list[Zone]:
    """The zones of a page given as rows from top to bottom; `barriers` are the rules, pictures and
    tables that no gutter passes through."""
    return list(_cut(rows, barriers, page, depth=0))


def _cut(rows: Rows, barriers: Sequence[Box], page: int, *, depth: int) -> Iterator[Zone]:
    bands = _bands(rows, barriers)
    gutter = _gutter(bands) if depth < 4 else None
    if gutter and page == 1:
        gutter = _without_heads(bands, gutter)
    if gutter is None:
        lines = [TextLine(row, page) for row in rows]
        if lines:
            width = max(one.right for one in lines) - min(one.left for one in lines)
            yield Zone(lines, depth, width)
        return
    middle = (gutter.left + gutter.right) / 2
    inside = _rows_of(bands[gutter.first : gutter.last + 1])
    left = [side for row in inside if (side := [one for one in row if one.left < middle])]
    right = [side for row in inside if (side := [one for one in row if one.left >= middle])]
    yield from _cut(_rows_of(bands[: gutter.first]), barriers, page, depth=depth)
    yield from _cut(left, _beside(barriers, middle, right=False), page, depth=depth + 1)
    yield from _cut(right, _beside(barriers, middle, right=True), page, depth=depth + 1)
    yield from _cut(_rows_of(bands[gutter.last + 1 :]), barriers, page, depth=depth)


def _beside(barriers: Sequence[Box], middle: float, *, right: bool) -> list[Box]:
    return [box for box in barriers if ((box.left + box.right) / 2 > middle) == right]


def _rows_of(bands: Sequence[_Band]) -> list[Sequence[Piece]]:
    return [row for band in bands for row in band.rows]


def _bands(rows: Rows, barriers: Sequence[Box]) -> list[_Band]:
    """Rows that overlap in height made one band; a barrier is in the bands whose heights it meets,
    or a band without rows where it stands between them."""
    spans: list[tuple[float, float, Sequence[Piece], int]] = []
    for row in rows:
        high = max(one.base + 0.7 * one.size for one in row)
        low = min(one.base for one in row)
        spans.append((high, low, row, _row_bits(row)))
    spans += [(box.top, box.bottom, (), _box_bits(box)) for box in barriers]
    bands: list[_Band] = []
    for high, low, row, taken in sorted(spans, key=lambda span: (-span[0], -span[1])):
        some = [row] if row else []
        if bands and high > bands[-1].bottom:
            last = bands[-1]
            last.rows.extend(some)
            bands[-1] = replace(last, taken=last.taken | taken, bottom=min(last.bottom, low))
        else:
            bands.append(_Band(some, taken, high, low))
    return bands


def _row_bits(row: Sequence[Piece]) -> int:
    taken = 0
    for piece in row:
        taken |= _bits(piece.left, piece.right + 0.2 * piece.size)
    return taken


def _box_bits(box: Box) -> int:
    edge = 5.0 if box.width > 40 and box.height > 20 else 0.0  # a box may have a shadow
    return _bits(box.left + edge, box.right - edge)


def _bits(left: float, right: float) -> int:
    first, last = max(0, int(left / _BIN)), max(0, int(right / _BIN))
    return ((1 << (last - first + 1)) - 1) << first


def _gutter(bands: Sequence[_Band]) -> _Gutter | None:
    """The gutter beside the most text, if any."""
    runs: dict[tuple[int, int], float] = {}
    for at, run in _runs(bands):
        runs[run] = max(runs.get(run, 0.0), _beside_height(bands[run[0] : run[1] + 1], at))
    best = sorted(runs, key=lambda run: -runs[run])
    for run in best[:6]:
        for gutter in _strips(bands, *run):
            if _parts_prose(bands[gutter.first : gutter.last + 1], gutter):
                return gutter
    return None


def _without_heads(bands: Sequence[_Band], gutter: _Gutter, *, most: int = 12) -> _Gutter:
    """The gutter without what stands above its columns side by side but is no running text, as
    the names and addresses of authors do."""
    for at in range(min(gutter.first + most, gutter.last - 1), gutter.first, -1):
        apart = bands[at - 1].bottom - bands[at].top > 8
        if not apart:
            continue
        head, rest = bands[gutter.first : at], bands[at : gutter.last + 1]
        sides = [
            side
            for right in (False, True)
            if (side := _side(head, (gutter.left + gutter.right) / 2, right=right))
        ]
        prose = all(map(_is_flush, sides)) and _parts_prose(head, gutter)
        if not prose and _parts_prose(rest, gutter):
            return replace(gutter, first=at)
    return gutter


def _runs(bands: Sequence[_Band]) -> Iterator[tuple[int, tuple[int, int]]]:
    """(bin, (first, last band)) of the longest runs of bands that leave a bin free."""
    width = max((band.taken.bit_length() for band in bands), default=0)
    starts = [0] * width
    for place, band in enumerate(bands):
        for at in range(width):
            if band.taken >> at & 1:
                if starts[at] < place:
                    yield at, (starts[at], place - 1)
                starts[at] = place + 1
    for at, start in enumerate(starts):
        if start < len(bands):
            yield at, (start, len(bands) - 1)


def _beside_height(bands: Sequence[_Band], at: int) -> float:
    """The height of the bands with text on both sides of a bin."""
    return sum(band.height for band in bands if band.taken >> at and band.taken & ((1 << at) - 1))


def _strips(bands: Sequence[_Band], first: int, last: int) -> Iterator[_Gutter]:
    """The free strips over a run of bands, which is without what stands above it on one side
    alone."""
    taken = 0
    for band in bands[first : last + 1]:
        taken |= band.taken
    at, width = 0, taken.bit_length()
    while at < width:
        if taken >> at & 1:
            at += 1
            continue
        end = at
        while end < width and not taken >> end & 1:
            end += 1
        if at and taken & ((1 << at) - 1):
            top = first
            while top < last and _stands_over(bands, top, at):
                top += 1
            yield _Gutter(top, last, at * _BIN, end * _BIN)
        at = end


def _stands_over(bands: Sequence[_Band], top: int, at: int) -> bool:
    """Whether a band at the top of a run is the short end of what stands above the gutter."""
    band = bands[top]
    one_sided = not (band.taken >> at and band.taken & ((1 << at) - 1))
    follows = top > 0 and bool(bands[top - 1].rows)
    if not one_sided or not follows or not band.rows:
        return one_sided and not band.rows
    above, here = bands[top - 1].rows[-1][0], band.rows[0][0]
    step = above.base - here.base
    return 0 < step < 1.4 * here.size


def _parts_prose(bands: Sequence[_Band], gutter: _Gutter) -> bool:
    """Whether there are columns of running text beside it, and not the cells of a table; columns
    that the file stores one after the other may be short."""
    middle = (gutter.left + gutter.right) / 2
    parts = [_side(bands, middle, right=right) for right in (False, True)]
    few, many = sorted(map(len, parts))
    if few < 2 or many < 4 or not _is_wide(*parts):
        return False
    first, second = ([one.rank for line in part for one in line] for part in parts)
    if few < 3 and max(first) > min(second):
        return False
    letters: list[float] = [_fullness(part)[0] for part in parts]
    filled: list[float] = [_fullness(part)[1] for part in parts]
    if min(letters) < 12 or max(letters) < 20 or max(filled) < 0.6:
        return False
    return min(filled) > 0.45 or min(letters) >= 20


def _side(bands: Sequence[_Band], middle: float, *, right: bool) -> list[list[Piece]]:
    """The parts of rows on one side."""
    sides = ([one for one in row if (one.left >= middle) == right] for row in _rows_of(bands))
    return [side for side in sides if side]


def _is_wide(left: Rows, right: Rows) -> bool:
    """Whether the space between two sides is more than that between words; a narrow one must go on
    over many lines."""
    size = median(one.size for line in left for one in line)
    width = min(line[0].left for line in right) - max(one.right for line in left for one in line)
    long = min(len(left), len(right)) >= 8
    return width >= max(5.0, (0.5 if long else 0.8) * size)


def _is_flush(lines: Rows) -> bool:
    """Whether most lines begin at one margin, as running text does and centred lines do not."""
    size = lines[0][0].size
    left = min(line[0].left for line in lines)
    return 2 * sum(line[0].left - left < 1.5 * size for line in lines) > len(lines)


def _fullness(lines: Rows) -> tuple[float, float]:
    """The usual number of letters of a line, and how much of the width the usual line takes."""
    ends = [(line[0].left, max(one.right for one in line)) for line in lines]
    width = max(end for _, end in ends) - min(start for start, _ in ends)
    letters = median(sum(len(one.text) + 1 for one in line) for line in lines)
    return letters, median(end - start for start, end in ends) / max(width, 1.0)
