"""Tables of a page: where they stand, by captions, rules and aligned cells, and their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from dzherelo.corpus.read.lines import Line
from dzherelo.corpus.read.pdf_lines import TextLine
from dzherelo.corpus.read.pdf_page import Box, Piece
from dzherelo.corpus.read.shapes import Joined, Seen
from dzherelo.corpus.types import Kind

_CELL = 0.9  # sizes of the letters: the least gap between cells; words stand closer
_WORD = 0.55  # the same between the words of a cell that is set wide


def levels(rules: Iterable[Box]) -> list[Box]:
    """Ruled lines from top to bottom, those that go on each other at one height made one."""
    made: list[Box] = []
    for rule in sorted(rules, key=lambda one: (-round(one.top), one.left)):
        last = made[-1] if made else None
        apart = max(rule.left - last.right, last.left - rule.right) if last else 0.0
        if last and abs(last.top - rule.top) < 1.5 and apart < 4:
            left, right = min(last.left, rule.left), max(last.right, rule.right)
            made[-1] = Box(left, min(last.bottom, rule.bottom), right, max(last.top, rule.top))
        else:
            made.append(rule)
    return made


def ruled(rows: Sequence[TextLine], rules: Sequence[Box]) -> list[Box]:
    """The boxes of the tables that ruled lines of one width tell, from top to bottom, on a page
    given as rows over its whole width."""
    families: list[list[Box]] = []
    for rule in rules:
        if rule.width < 60:
            continue
        for family in families:
            if abs(family[0].left - rule.left) < 4 and abs(family[0].right - rule.right) < 4:
                family.append(rule)
                break
        else:
            families.append([rule])
    made = [table for family in families for table in _tables_of(family, rows)]
    return sorted(made, key=lambda table: -table.top)


def _tables_of(family: Sequence[Box], rows: Sequence[TextLine]) -> Iterator[Box]:
    """The stretches between rules of one family that hold cells, with the rows that go on below
    the last of them."""
    kept: list[Box] = []
    for rule in [*family, None]:
        inside = _within(rows, kept[-1], rule) if kept and rule else []
        if not kept and rule:
            kept = [rule]
        elif rule and _are_cells(inside, rule):
            kept.append(rule)
        else:
            if len(kept) > 1:
                bottom = _foot(rows, kept)
                yield Box(kept[0].left, bottom, kept[0].right, kept[0].top)
            kept = [rule] if rule else []


def _within(rows: Sequence[TextLine], high: Box, low: Box | None) -> list[TextLine]:
    """The rows under a rule, and above another if there is one, that stand in its width."""
    return [
        row
        for row in rows
        if row.base < high.bottom and (low is None or row.base > low.top - 1)
        and row.left < high.right and row.right > high.left
    ]  # fmt: skip


def _are_cells(rows: Sequence[TextLine], rule: Box) -> bool:
    """Whether rows between two rules are those of a table: most are cells, and nowhere do three
    lines of running text follow one another."""
    cells = [_is_cells(row, rule) for row in rows]
    prose = any(not any(cells[at : at + 3]) for at in range(len(cells) - 2))
    return bool(cells) and not prose and 2 * sum(cells) >= len(cells)


def _foot(rows: Sequence[TextLine], rules: Sequence[Box]) -> float:
    """Where a table ends: at its last rule, or below it with the rows that stand close."""
    last = bottom = rules[-1].bottom
    for row in sorted(_within(rows, rules[-1], None), key=lambda one: -one.base):
        short = len(rules) == 2 and len(row.text) <= 30
        if last - row.base > 2.2 * row.size or not _is_cells(row, rules[0]):
            break
        if not (is_tabular(row) or short):
            break
        last, bottom = row.base, row.base - 0.3 * row.size
    return bottom


def _is_cells(row: TextLine, rule: Box) -> bool:
    """Whether what stands under a rule are cells, none of which reaches beyond it."""
    cells = [one for one in row.cells(1.2) if one.left < rule.right and one.right > rule.left]
    inside = all(rule.left - 8 < one.left and one.right < rule.right + 8 for one in cells)
    return (
        bool(cells)
        and inside
        and (len(cells) > 1 or len(cells[0].text) <= 30 or is_tabular(cells[0]))
    )


def captioned(
    tables: Sequence[Box], captions: Sequence[Box], size: float
) -> list[tuple[Box, Box | None]]:
    """Each table with the caption above or below it, no caption with two tables."""
    near = {
        at: [one for one in captions if _is_near(one, table, size)]
        for at, table in enumerate(tables)
    }
    given: dict[int, Box] = {}
    while near:
        at = min(near, key=lambda one: (len(near[one]) or 9, one))
        options = [one for one in near.pop(at) if one not in given.values()]
        if options:
            given[at] = min(options, key=lambda one: _distance(one, tables[at]))
        near = {at: [one for one in some if one not in given.values()] for at, some in near.items()}
    return [(table, given.get(at)) for at, table in enumerate(tables)]


def _is_near(caption: Box, table: Box, size: float) -> bool:
    over = min(caption.right, table.right) - max(caption.left, table.left)
    above = caption.bottom > table.top - size
    reach = (9 if above else 4) * size
    return over > 0.3 * min(caption.width, table.width) and _distance(caption, table) < reach


def _distance(caption: Box, table: Box) -> float:
    return max(caption.bottom - table.top, table.bottom - caption.top)


def is_tabular(line: TextLine) -> bool:
    """Whether a line falls into cells."""
    return len(line.cells(_CELL)) >= 2


def table_rows(
    lines: Sequence[TextLine], rules: Sequence[Box], caption: str, seen: Seen
) -> list[Line]:
    """The rows of a table as lines, each with its cells parted by " | ", the first of them its
    heads; none if it has one column. `rules` are the ruled lines in it, from top to bottom."""
    columns = _columns(_below_heads(lines, rules))
    if not columns:
        return []
    groups = _grouped(lines, rules, columns)
    rows = [[_joined(words, seen) for words in _cells(group, columns)] for group in groups]
    rows = [row for row in rows if any(row)]
    heads = _heads(groups, rules) if len(rows) > 1 else 0
    header = [" ".join(filter(None, parts)) for parts in zip(*rows[:heads], strict=True)]
    said = ". ".join(filter(None, (caption.rstrip("."), " | ".join(header))))
    if heads > 1:
        rows, heads = [header, *rows[heads:]], 1
    return [
        Line(
            text=" | ".join(row),
            gap=number == 0,
            page=lines[0].page,
            fixed=True,
            kind=Kind.ROW,
            context=caption if number < heads else said,
        )
        for number, row in enumerate(rows)
    ]


def _joined(words: Sequence[str], seen: Seen) -> str:
    text = Joined(words[0] if words else "", seen)
    for word in words[1:]:
        text.add(word)
    return text.text


def _below_heads(lines: Sequence[TextLine], rules: Sequence[Box]) -> Sequence[TextLine]:
    """The lines below the first rule inside a table, if they are most of it: heads may span."""
    for at, (above, below) in enumerate(pairwise(lines), start=1):
        if any(below.base + 0.5 * below.size < rule.bottom < above.base + 1 for rule in rules):
            return lines[at:] if len(lines) - at >= max(2, at) else lines
    return lines


def _columns(lines: Sequence[TextLine]) -> list[float]:
    """Where the columns after the first begin: between strips that hardly a line crosses."""
    counts: dict[int, int] = {}
    many = [line for line in lines if is_tabular(line)] or list(lines)
    for line in many:
        for cell in line.cells(_WORD):
            for at in range(int(cell.left), int(cell.right) + 1):
                counts[at] = counts.get(at, 0) + 1
    if not counts:
        return []
    crossed = len(many) // 8
    starts: list[float] = []
    free = 0
    for at in range(min(counts), max(counts) + 1):
        if counts.get(at, 0) > crossed:
            if free >= 3:
                starts.append(at - free / 2)
            free = 0
        else:
            free += 1
    return starts


def _cells(group: Sequence[TextLine], columns: Sequence[float]) -> list[list[str]]:
    cells: list[list[str]] = [[] for _ in range(len(columns) + 1)]
    for line in group:
        for cell in line.cells(_WORD):
            parts: dict[int, list[Piece]] = {}
            for piece in cell.pieces:
                middle = (piece.left + min(piece.right, piece.left + 3 * line.size)) / 2
                parts.setdefault(sum(start < middle for start in columns), []).append(piece)
            for column, pieces in parts.items():
                cells[column].append(TextLine(pieces, line.page).text)
    return cells


def _grouped(
    lines: Sequence[TextLine], rules: Sequence[Box], columns: Sequence[float]
) -> list[list[TextLine]]:
    """The lines of each row: between two rules where every row has one, else by the space between
    rows, else a line that leaves the first cell empty goes on the row above it."""
    steps = [first.base - second.base for first, second in pairwise(lines)]
    parted = [
        any(second.base + 0.5 * second.size < rule.bottom < first.base + 1 for rule in rules)
        for first, second in pairwise(lines)
    ]
    ruled_rows = _split(lines, parted)
    whole = [
        sum(3 * len(line.cells(_WORD)) >= 2 * (len(columns) + 1) for line in row)
        for row in ruled_rows
    ]
    if len(ruled_rows) >= 4 and sum(count > 1 for count in whole) <= 0.3 * len(whole):
        return ruled_rows
    least = min((step for step in steps if step > 0.5 * lines[0].size), default=0.0)
    wide = [step > 1.25 * least for step in steps]
    if 4 * sum(wide) >= len(wide) and 4 * (len(wide) - sum(wide)) >= len(wide):
        spaced = _split(lines, [one or two for one, two in zip(wide, parted, strict=True)])
        several = sum(
            sum(3 * len(line.cells(_WORD)) >= 2 * (len(columns) + 1) for line in row) > 1
            for row in spaced
        )
        if several <= 0.3 * len(spaced):
            return spaced
    return _split(
        lines,
        [
            part or not (_goes_on(last, line, columns) and step <= 1.25 * least)
            for part, (last, line), step in zip(parted, pairwise(lines), steps, strict=True)
        ],
    )


def _split(lines: Sequence[TextLine], breaks: Sequence[bool]) -> list[list[TextLine]]:
    groups = [[lines[0]]]
    for line, broken in zip(lines[1:], breaks, strict=True):
        if broken:
            groups.append([])
        groups[-1].append(line)
    return groups


def _goes_on(last: TextLine, line: TextLine, columns: Sequence[float]) -> bool:
    if len(line.cells(_CELL)) == 1 and last.cells(_CELL)[0].text.endswith("-"):
        return True
    if not columns or line.left < columns[0]:
        return False
    return not any(map(str.isdecimal, line.text)) or len(line.cells(_CELL)) == 1


def _heads(groups: Sequence[Sequence[TextLine]], rules: Sequence[Box]) -> int:
    """How many rows at the top are heads: those above the first rule inside, or one."""
    for number, (above, below) in enumerate(pairwise(groups), start=1):
        low, high = below[0].base + 0.5 * below[0].size, above[-1].base + 1
        if any(low < rule.bottom < high for rule in rules):
            return number if number <= 3 else 1
    return 1
