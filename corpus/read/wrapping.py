"""Hard-wrapped lines joined into paragraphs; lines that are meant to stand alone are left.

How it works. A text counts as hard-wrapped if its lines share a width (the length that nine lines
in ten keep to) and most lines that have a successor are full: the successor's first word would
not have fitted. In such a text a line goes on in the next unless it is visibly the last of its
paragraph (short, ending a sentence), the next one stands alone (list item, numbered entry,
heading) or is indented, or one of the two is a heading in capitals. A text whose paragraphs are
single long lines is left as it is, but for a title in capitals over two lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dzherelo.corpus.read import shapes
from dzherelo.corpus.read.joining import joined
from dzherelo.corpus.read.lines import Line

_WIDTHS = range(40, 161)
_NEAR = 0.87  # of the width: how long a full line is at least, with the word that did not fit


def unwrap(lines: Sequence[Line], *, text: str = "") -> list[Line]:
    """The lines with hard-wrapped paragraphs as one line each; `text` as in `joining.joined`."""
    width = wrap_width(lines)
    whole: list[Line] = []
    last: Line | None = None  # the last line as it stood in the file
    for line in lines:
        if last is not None and _goes_on(whole[-1], last, line, width):
            whole[-1] = replace(whole[-1], text=joined(whole[-1].text, line.text, text=text))
        else:
            parted = last is not None and width is not None and _ends_paragraph(last, line, width)
            whole.append(replace(line, gap=line.gap or parted))
        last = line
    return whole


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The width to which the text is wrapped, in characters; None if it is not wrapped."""
    if not lines:
        return None
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[-1] if len(lengths) < 10 else lengths[len(lengths) * 9 // 10]
    pairs = [
        (first, second)
        for first, second in pairwise(lines)
        if _adjacent(second) and not shapes.stands_alone(second.text)
    ]
    if width not in _WIDTHS or not pairs:
        return None
    full = sum(_is_full(first, second, width) for first, second in pairs)
    small = sum(not second.text[0].isupper() for _, second in pairs)
    wrapped = full >= 0.6 * len(pairs) and small >= 0.4 * len(pairs)
    return width if wrapped else None


def _adjacent(line: Line) -> bool:
    return not (line.gap or line.turn or line.fixed)


def _is_full(first: Line, second: Line, width: int) -> bool:
    word = second.text.split(" ", 1)[0]
    return first.indent + len(first.text) + 1 + len(word) > _NEAR * width


def _goes_on(paragraph: Line, last: Line, line: Line, width: int | None) -> bool:
    if not _adjacent(line) or last.fixed:
        return False
    full = width is not None and _is_full(last, line, width)
    if shapes.in_capitals(last.text) or shapes.in_capitals(line.text):
        return shapes.is_one_title(last.text, line.text, full=full)
    if width is None:
        return False
    if shapes.stands_alone(line.text):
        return full and shapes.only_looks_alone(paragraph.text, last.text, line.text)
    if _is_indented(paragraph, last, line):
        return False
    if full:
        return not shapes.is_heading(paragraph.text) or not shapes.is_finished(last.text)
    return (
        not shapes.is_finished(last.text)
        and shapes.begins_small(line.text)
        and len(last.text) >= width / 2
    )


def _is_indented(paragraph: Line, last: Line, line: Line) -> bool:
    hanging = shapes.is_item(paragraph.text) and paragraph.indent < line.indent
    return line.indent >= last.indent + 2 and not hanging


def _ends_paragraph(last: Line, line: Line, width: int) -> bool:
    if shapes.stands_alone(line.text) or line.fixed:
        return False
    return _is_indented(last, last, line) or (
        shapes.is_finished(last.text) and not _is_full(last, line, width)
    )
