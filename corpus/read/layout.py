"""Lines placed on a page, joined into paragraphs by where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from dzherelo.corpus.read import shapes
from dzherelo.corpus.read.joining import joined
from dzherelo.corpus.read.lines import Line

_GAP = 1.45  # times the usual distance of lines: more is the space between paragraphs
_INDENT = 0.7  # times the size of the letters: less is no indent
_LONG = 40  # characters: a shorter line that is not full is not the middle of a paragraph
_NARROW = 8  # times the size of the letters: a narrower block has no full lines


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
class _Column:
    """The lines of a column from top to bottom, its margins, and the page that it opens, if any."""

    lines: Sequence[Placed]
    page: int | None
    left: float
    right: float

    def is_indented(self, line: Placed) -> bool:
        return line.left - self.left > _INDENT * line.size

    def is_wide(self, line: Placed) -> bool:
        """Whether the line reaches the right margin."""
        return self.right - line.right < line.size

    def is_full(self, last: Placed, line: Placed) -> bool:
        """Whether the first word of `line` would not have fitted on `last`."""
        word = len(line.text.split(" ", 1)[0]) + 1
        room = word * line.width / max(len(line.text), 1)
        wide = self.right - self.left > _NARROW * line.size
        return wide and last.right + room > self.right - 0.5 * line.size


def paragraphs(pages: Sequence[tuple[int, Sequence[Placed]]]) -> Iterator[Line]:
    """The paragraphs of pages given as (number, lines), in the order of their lines.

    The first paragraph of a page or a further column is a `turn`: both cut sentences. It `flows`
    if the text indents its paragraphs and this one is not indented, below a line that is full.
    """
    pitch = _usual_pitch(lines for _, lines in pages)
    columns = [column for page, lines in pages for column in _columns(lines, pitch, page)]
    text = "\n".join(line.text for column in columns for line in column.lines).lower()
    indents = _has_indents(columns)
    before: _Column | None = None
    for column in columns:
        first, *others = _column_paragraphs(column, pitch, text)
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


def _column_paragraphs(column: _Column, pitch: float, text: str) -> Iterator[Line]:
    last = column.lines[0]
    current = Line(text=last.text, gap=True)
    for line in column.lines[1:]:
        if _goes_on(current.text, last, line, column=column, pitch=pitch):
            current = replace(current, text=joined(current.text, line.text, text=text))
        else:
            yield current
            tight = shapes.is_item(line.text) and shapes.is_item(last.text)
            current = Line(text=line.text, gap=not tight)
        last = line
    yield current


def _goes_on(paragraph: str, last: Placed, line: Placed, *, column: _Column, pitch: float) -> bool:
    step = last.base - line.base
    if abs(step) < 0.3 * line.size:
        return True  # two pieces of one line
    if step > _GAP * pitch or abs(last.size - line.size) > 0.12 * max(last.size, line.size):
        return False
    full = column.is_full(last, line)
    if shapes.in_capitals(last.text) or shapes.in_capitals(line.text):
        return shapes.is_one_title(last.text, line.text, full=full)
    if shapes.stands_alone(line.text):
        return full and shapes.only_looks_alone(paragraph, last.text, line.text)
    hanging = shapes.is_item(paragraph) and line.left > column.left
    if line.left - last.left > _INDENT * line.size and not hanging:
        return False
    if full:
        return True
    unfinished = shapes.begins_small(line.text) and not shapes.is_finished(last.text)
    return unfinished and len(last.text) >= _LONG
