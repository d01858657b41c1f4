"""Lines placed on a page, joined into paragraphs by where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.read import shapes
from corpus.read.hyphens import joined
from corpus.read.lines import Line

_GAP = 1.45  # times the usual distance of lines: more is the space between paragraphs
_INDENT = 0.7  # times the size of the letters: less is no indent
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


def paragraphs(lines: Sequence[Placed], *, page: int, pitch: float) -> Iterator[Line]:
    """The paragraphs of a page, in the order of its lines; `pitch` is the document's.

    The first one opens the page; one that opens a further column is a `turn`, too, as a column
    cuts sentences just as a page does.
    """
    opens = True
    text = "\n".join(line.text for line in lines).lower()
    for column in _columns(lines, pitch):
        for number, paragraph in enumerate(_column_paragraphs(column, pitch, text)):
            turn = number == 0
            yield replace(
                paragraph,
                gap=paragraph.gap or turn,
                turn=turn and not (opens and page == 1),
                page=page if opens else None,
            )
            opens = False


def usual_pitch(pages: Iterable[Sequence[Placed]]) -> float:
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


def _columns(lines: Sequence[Placed], pitch: float) -> Iterator[list[Placed]]:
    column: list[Placed] = []
    for line in lines:
        if column and line.base - column[-1].base > max(2 * pitch, 2 * line.size):
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _column_paragraphs(column: Sequence[Placed], pitch: float, text: str) -> Iterator[Line]:
    left = median(line.left for line in column)
    right = max(line.right for line in column)
    current: Line | None = None
    last: Placed | None = None
    for line in column:
        if current is not None and last is not None:
            if _goes_on(current.text, last, line, left=left, right=right, pitch=pitch):
                current = replace(current, text=joined(current.text, line.text, text=text))
                last = line
                continue
            yield current
        tight = last is not None and shapes.is_item(line.text) and shapes.is_item(last.text)
        current = Line(text=line.text, gap=not tight)
        last = line
    if current is not None:
        yield current


def _goes_on(
    paragraph: str, last: Placed, line: Placed, *, left: float, right: float, pitch: float
) -> bool:
    step = last.base - line.base
    if abs(step) < 0.3 * line.size:
        return True  # two pieces of one line
    if step > _GAP * pitch or abs(last.size - line.size) > 0.12 * max(last.size, line.size):
        return False
    if shapes.in_capitals(last.text) or shapes.in_capitals(line.text):
        alone = shapes.stands_alone(last.text) or shapes.stands_alone(line.text)
        return shapes.in_capitals(last.text) and shapes.in_capitals(line.text) and not alone
    full = _is_full(last, line, left=left, right=right)
    if shapes.stands_alone(line.text):
        unfinished = full and not shapes.is_finished(last.text)
        dashed = shapes.is_dashed(line.text) and not shapes.is_item(paragraph)
        return unfinished and (shapes.wants_more(last.text) or dashed)
    hanging = shapes.is_item(paragraph) and line.left > left
    if line.left - last.left > _INDENT * line.size and not hanging:
        return False
    if full:
        return True
    return shapes.begins_small(line.text) and not shapes.is_finished(last.text) and _is_long(last)


def _is_full(last: Placed, line: Placed, *, left: float, right: float) -> bool:
    """Whether the next line's first word would not have fitted on the last one."""
    word = len(line.text.split(" ", 1)[0]) + 1
    room = word * line.width / max(len(line.text), 1)
    wide = right - left > _NARROW * line.size
    return wide and last.right + room > right - 0.5 * line.size


def _is_long(last: Placed) -> bool:
    return len(last.text) >= 40
