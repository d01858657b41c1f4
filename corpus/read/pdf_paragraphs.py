"""The lines of columns joined to paragraphs, by the space between them, their indents and sizes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from dzherelo.corpus.read import shapes
from dzherelo.corpus.read.lines import Line
from dzherelo.corpus.read.pdf_floats import Float
from dzherelo.corpus.read.pdf_lines import TextLine
from dzherelo.corpus.read.shapes import Joined, Seen


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column between two floats or breaks, from top to bottom, the margins of the
    whole column, and what stands behind the paragraph that is open at its end."""

    lines: Sequence[TextLine]
    left: float
    right: float
    after: tuple[Line, ...] = ()

    def is_indented(self, line: TextLine) -> bool:
        return line.left - self.left > 0.7 * line.size

    def is_wide(self, line: TextLine) -> bool:
        """Whether the line reaches the right margin."""
        return self.right - line.right < line.size

    def is_full(self, last: TextLine, line: TextLine) -> bool:
        """Whether the first word of `line` would not have fitted on `last`."""
        word = len(line.text.split(" ", 1)[0]) + 1
        room = word * line.width / max(len(line.text), 1)
        wide = self.right - self.left > 8 * line.size  # a narrower block has no full lines
        return wide and last.right + room > self.right - 0.5 * line.size


@dataclass(slots=True)
class Paragraph:
    """Lines joined to one paragraph, or a line that is no running text (`made`).

    `turn`, `flows` and `gap` are as in `Line`; `hangs`: its first line begins left of the others,
    or would if it had any; `above`: the space over it, in heights of its letters.
    """

    lines: list[TextLine]
    text: str = ""
    gap: bool = True
    turn: bool = False
    flows: bool = False
    hangs: bool = False
    above: float = 9.0
    after: tuple[Line, ...] = ()
    made: Line | None = None
    column: Column | None = field(default=None, repr=False)

    @property
    def first(self) -> TextLine:
        return self.lines[0]


def columns(items: Sequence[TextLine | Float | Line]) -> Iterator[Column | Line]:
    """The columns of a zone: its lines parted by floats, formulas as they stand."""
    body = [item for item in items if isinstance(item, TextLine)]
    left = median(line.left for line in body) if body else 0.0
    right = max((line.right for line in body), default=0.0)
    lines: list[TextLine] = []
    for item in items:
        if isinstance(item, TextLine):
            lines.append(item)
            continue
        if isinstance(item, Line) or lines or item.lines:
            floats = item.lines if isinstance(item, Float) else ()
            yield Column(lines, left, right, floats)
            lines = []
        if isinstance(item, Line):
            yield item
    if lines:
        yield Column(lines, left, right)


def paragraphs(found: Iterable[Column | Line], seen: Seen) -> list[Paragraph]:
    """The paragraphs of all columns, in order.

    The first paragraph of a further column is a `turn`: columns cut sentences. It `flows` if the
    text indents its paragraphs and this one is not indented, below a line that is full; or if it
    stands under the first lines of entries that hang.
    """
    parts = list(found)
    full = [part for part in parts if isinstance(part, Column) and part.lines]
    pitch = _usual_pitch(full)
    indents = _has_indents(full)
    made: list[Paragraph] = []
    before: Column | None = None
    for part in parts:
        if isinstance(part, Line):
            made.append(Paragraph([], text=part.text, made=part))
            before = None
            continue
        if part.lines:
            some = list(_column_paragraphs(part, pitch, seen))
            some[0].gap, some[0].turn = True, before is not None
            some[0].flows = before is not None and (
                _hangs_on(made[-1], some) or (indents and _flows(before, part))
            )
            made += some
            before = part
        if made:
            made[-1].after += part.after
        else:
            made += [Paragraph([], text=line.text, made=line) for line in part.after]
    return made


def _usual_pitch(found: Iterable[Column]) -> float:
    """The distance between the base lines of neighbours in a paragraph; 0.0 if there are none."""
    steps = Counter(
        round(first.base - second.base)
        for column in found
        for first, second in pairwise(column.lines)
        if first.base - second.base > 0.5 * second.size
    )
    if not steps:
        return 0.0
    commonest = max(steps.values())
    # Lines of one paragraph are closer than paragraphs, which may be as many.
    return float(min(step for step, count in steps.items() if 5 * count >= commonest))


def _has_indents(found: Iterable[Column]) -> bool:
    """Whether most paragraphs, told by the short last line before them, begin with an indent."""
    starts = [
        column.is_indented(line)
        for column in found
        for last, line in pairwise(column.lines)
        if shapes.is_finished(last.text) and not column.is_full(last, line)
    ]
    return len(starts) >= 3 and 10 * sum(starts) >= 6 * len(starts)


def _flows(before: Column, column: Column) -> bool:
    last, first = before.lines[-1], column.lines[0]
    return (
        len(column.lines) > 2
        and before.is_wide(last)
        and column.is_wide(first)
        and not column.is_indented(first)
        and last.bold == first.bold
        and abs(last.size - first.size) < 0.1 * last.size
    )


def _hangs_on(before: Paragraph, some: Sequence[Paragraph]) -> bool:
    """Whether a column begins in the midst of an entry: further in than the entries below it."""
    first = some[0].first
    below = [one.first.left for one in some[1:] if one.hangs]
    return before.hangs and bool(below) and first.left - min(below) > 0.7 * first.size


def _column_paragraphs(column: Column, pitch: float, seen: Seen) -> Iterator[Paragraph]:
    last = column.lines[0]
    hanging = _hanging(column)
    current = Paragraph([last], column=column, hangs=0 in hanging)
    joined = Joined(last.text, seen)
    for at, line in enumerate(column.lines[1:], start=1):
        hang = hanging.get(at)
        if _goes_on(joined.start, last, line, column=column, pitch=pitch, hang=hang):
            joined.add(line.text)
            current.lines.append(line)
        else:
            current.text = joined.text
            yield current
            gap = not (shapes.is_item(line.text) and shapes.is_item(last.text))
            above = (last.base - line.base) / max(line.size, 1.0)
            current = Paragraph([line], gap=gap, column=column, hangs=at in hanging, above=above)
            joined = Joined(line.text, seen)
        last = line
    current.text = joined.text
    yield current


def _hanging(column: Column) -> dict[int, bool]:
    """For the lines in runs whose paragraphs hang: whether each begins one."""
    lines = column.lines
    found: dict[int, bool] = {}
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and _alike(lines[at - 1], lines[at]):
            continue
        run = lines[start:at]
        if len(run) >= 2:
            left = min(line.left for line in run)
            outer = [line.left - left < 0.75 * line.size for line in run]
            own = Column(run, left, max(line.right for line in run))
            if _is_hanging(run, outer, own):
                found.update(enumerate(outer, start=start))
        start = at
    return found


def _alike(last: TextLine, line: TextLine) -> bool:
    step = last.base - line.base
    return abs(last.size - line.size) < 0.6 and last.bold == line.bold and step < 3 * line.size


def _is_hanging(run: Sequence[TextLine], outer: Sequence[bool], column: Column) -> bool:
    """Whether the lines at the left margin follow ends of paragraphs, and the others full lines."""
    ended: dict[bool, list[bool]] = {True: [], False: []}
    short: list[bool] = []
    for (last, line), is_outer in zip(pairwise(run), outer[1:], strict=True):
        full = column.is_full(last, line)
        ended[is_outer].append(shapes.is_finished(last.text) or not full)
        if not is_outer:
            short.append(not full)
    if not ended[True] or not short:
        return False
    starts, inside = (sum(ended[side]) / len(ended[side]) for side in (True, False))
    return starts >= 0.6 and starts > inside + 0.2 and sum(short) <= 0.35 * len(short)


def _are_of_a_heading(last: TextLine, line: TextLine, paragraph: str) -> bool:
    """Whether both lines are set as a heading is, and the first is not all of it."""
    set_apart = (last.bold and line.bold) or (last.italic and line.italic)
    if not set_apart or len(paragraph) > 150 or not paragraph[0].isalnum():
        return False
    if line.text[0].isdigit() or shapes.stands_alone(line.text):
        return False
    code = any(sign in paragraph + line.text for sign in "=←;{}/")
    return not code and not shapes.is_finished(last.text)


def _goes_on(
    paragraph: str,
    last: TextLine,
    line: TextLine,
    *,
    column: Column,
    pitch: float,
    hang: bool | None,
) -> bool:
    step = last.base - line.base
    if abs(step) < 0.3 * line.size:
        return True  # two pieces of one line
    apart = step > 1.45 * max(pitch, line.size) or step < 0
    if apart or abs(last.size - line.size) > 0.12 * max(last.size, line.size):
        return False
    if hang is not None:
        return not hang
    full = column.is_full(last, line)
    if last.bold != line.bold and not (full and shapes.begins_small(line.text)):
        return False
    if step < 1.35 * line.size and _are_of_a_heading(last, line, paragraph):
        return True
    return _goes_on_by_words(paragraph, last, line, full=full, left=column.left)


def _goes_on_by_words(
    paragraph: str, last: TextLine, line: TextLine, *, full: bool, left: float
) -> bool:
    """Whether a line as close as the next of a paragraph is it, by its words and its indent."""
    if shapes.in_capitals(last.text) or shapes.in_capitals(line.text):
        return shapes.is_one_title(last.text, line.text, full=full)
    if shapes.stands_alone(line.text):
        return full and shapes.only_looks_alone(paragraph, last.text, line.text)
    hanging = shapes.is_item(paragraph) and line.left > left
    if line.left - last.left > 0.7 * line.size and not hanging:
        return False
    if full:
        return True
    unfinished = shapes.begins_small(line.text) and not shapes.is_finished(last.text)
    return unfinished and len(last.text) >= 40
