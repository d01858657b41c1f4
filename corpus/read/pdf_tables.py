"""Tables of a page: where they stand, by their captions, rules and aligned cells, and their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from dzherelo.corpus.read.lines import Line
from dzherelo.corpus.read.pdf_lines import TextLine
from dzherelo.corpus.read.pdf_page import Box
from dzherelo.corpus.read.shapes import Joined, Seen
from dzherelo.corpus.types import Kind

_CELL = 0.9  # sizes of the letters: the least gap between cells; words stand closer
_WORD = 0.55  # the same between the words of a cell that is set wide


def levels(rules: Iterable[Box]) -> list[Box]:
    """Ruled lines from top to bottom, those that go on each other at one height made one."""
    made: list[Box] = []
    for rule in sorted(rules, key=lambda one: (-round(one.top), one.left)):
        last = made[-1] if made else None
        if last and abs(last.top - rule.top) < 1.5 and rule.left - last.right < 4:
            left, right = min(last.left, rule.left), max(last.right, rule.right)
            made[-1] = Box(left, min(last.bottom, rule.bottom), right, max(last.top, rule.top))
        else:
            made.append(rule)
    return made


def ruled(caption: Box, rules: Sequence[Box], stops: Sequence[Box], *, size: float) -> Box | None:
    """The box between the first and the last rule of the table to which a caption belongs: rules of
    one width, the first of which is near the caption; `stops` are lines that are in no table."""
    options: list[tuple[float, Box]] = []
    for below in (True, False):
        near = [one for one in rules if _beside(caption, one, below=below)]
        near.sort(key=lambda one: one.top, reverse=below)
        if not near:
            continue
        first = near[0]
        gap = caption.bottom - first.top if below else first.bottom - caption.top
        if gap > 4 * size:
            continue
        last = first
        for rule in near[1:]:
            if abs(rule.left - first.left) > 6 and abs(rule.right - first.right) > 6:
                continue
            low, high = sorted((last.bottom, rule.bottom))
            if any(low < one.bottom < high for one in stops):
                break
            last = rule
        if abs(last.top - first.top) > size:
            low, high = sorted((first.bottom, last.bottom))
            options.append((gap, Box(first.left, low, first.right, high)))
    return min(options)[1] if options else None


def _beside(caption: Box, rule: Box, *, below: bool) -> bool:
    over = min(caption.right, rule.right) - max(caption.left, rule.left)
    if over < 0.3 * min(caption.width, rule.width) or rule.width < 60:
        return False
    return rule.top <= caption.bottom + 2 if below else rule.bottom >= caption.top - 4


def is_tabular(line: TextLine) -> bool:
    """Whether a line falls into cells."""
    return len(line.cells(_CELL)) >= 2


def table_rows(
    lines: Sequence[TextLine], rules: Sequence[Box], caption: str, seen: Seen
) -> list[Line]:
    """The rows of a table as lines, each with its cells parted by " | ", the first of them its
    heads; none if it has one column. `rules` are the ruled lines in it, from top to bottom."""
    columns = _columns(lines)
    if not columns:
        return []
    groups = _grouped(lines, rules, columns)
    rows = [[_joined(words, seen) for words in _cells(group, columns)] for group in groups]
    rows = [row for row in rows if any(row)]
    heads = _heads(groups, rules) if len(rows) > 1 else 0
    header = [" ".join(filter(None, parts)) for parts in zip(*rows[:heads], strict=True)]
    said = f"{caption.rstrip('.')}. {' | '.join(header)}" if header else caption
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
            middle = (cell.left + min(cell.right, cell.left + 3 * line.size)) / 2
            cells[sum(start < middle for start in columns)].append(cell.text)
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
    if sum(parted) >= 3 and 3 * sum(parted) >= len(parted):
        breaks = parted
    else:
        least = min((step for step in steps if step > 0.5 * lines[0].size), default=0.0)
        wide = [step > 1.25 * least for step in steps]
        if 4 * sum(wide) >= len(wide) and 4 * (len(wide) - sum(wide)) >= len(wide):
            breaks = [one or two for one, two in zip(wide, parted, strict=True)]
        else:
            breaks = [
                part or not (_goes_on(line, columns) and step <= 1.25 * least)
                for part, line, step in zip(parted, lines[1:], steps, strict=True)
            ]
    groups = [[lines[0]]]
    for line, broken in zip(lines[1:], breaks, strict=True):
        if broken:
            groups.append([])
        groups[-1].append(line)
    return groups


def _goes_on(line: TextLine, columns: Sequence[float]) -> bool:
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
