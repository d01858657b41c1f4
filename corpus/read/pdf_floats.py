"""What stands on a page beside the running text: captions with their figures and tables, footnotes,
side bars, displayed formulas. It is taken out, so that no sentence is cut by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dzherelo.corpus.language.notation import LOWERED
from dzherelo.corpus.read import shapes
from dzherelo.corpus.read.layout import FIGURES, TABLES
from dzherelo.corpus.read.lines import Line
from dzherelo.corpus.read.pdf_columns import Zone
from dzherelo.corpus.read.pdf_lines import TextLine
from dzherelo.corpus.read.pdf_page import Box
from dzherelo.corpus.read.pdf_tables import captioned, is_tabular, levels, ruled, table_rows
from dzherelo.corpus.read.shapes import Joined, Seen
from dzherelo.corpus.types import Kind

_CAPTION = re.compile(
    rf"(?i:(?P<word>{'|'.join(sorted(TABLES | FIGURES))})"
    r"\b\.?)\s*(?:№\s*)?(?P<number>(?:[A-ZА-Я]\.?)?\d{1,3}(?:[.-]\d{1,3})*[a-zа-я]?|[IVXLC]{1,6})\b"
    r"(?P<mark>\s*[.:|—–-]|\s*$)?"
)
_NOTE_MARK = re.compile(r"(?:[⁰¹²³⁴-⁹]{1,3}|[*∗†‡§¶#]{1,3})\s*(?=\S)")
_NUMBERED = re.compile(r"\(?[0-9A-Z]{0,2}\.?\d{1,3}[a-z]?\)$")


@dataclass(frozen=True, slots=True)
class Float:
    """Lines that stand after the paragraph that is open where they are met."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """The type in which most of the text is set."""

    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Plate:
    """What is drawn on a page, and the tables that rules and captions tell before its columns."""

    rules: Sequence[Box]
    shapes: Sequence[Box]
    tables: Sequence[tuple[Box, Box | None]]  # each with its caption


def box(line: TextLine) -> Box:
    """The rectangle that a line takes."""
    return Box(line.left, line.base - 0.25 * line.size, line.right, line.base + 0.75 * line.size)


def caption_word(text: str) -> str:
    """ "table" or "figure" where a line begins as a caption does; else ""."""
    found = _CAPTION.match(text)
    if found is None:
        return ""
    return "table" if found["word"].lower() in TABLES else "figure"


def plate(
    rows: Sequence[TextLine], rules: Sequence[Box], drawn: Sequence[Box], body: Body
) -> Plate:
    """The plate of a page whose rows are given over its whole width."""
    made = levels(rules)
    captions = [
        box(cell)
        for row in rows
        for cell in row.cells(1.2)
        if caption_word(cell.text) == "table" and _is_caption(cell, body)
    ]
    tables = ruled(rows, made)
    return Plate(made, drawn, captioned(tables, captions, body.size))


def _is_caption(line: TextLine, body: Body) -> bool:
    found = _CAPTION.match(line.text)
    if found is None or not (line.text[0].isupper() or line.text[0].isdigit()):
        return False
    small = line.size < 0.96 * body.size
    bold = line.pieces[0].bold and not body.bold
    return bool(found["mark"]) or small or bold


class Floats:
    """Takes the floats out of the zones of one page."""

    def __init__(self, plate: Plate, body: Body, seen: Seen) -> None:
        self._plate = plate
        self._body = body
        self._seen = seen

    def items(self, zone: Zone, *, narrow: bool) -> list[TextLine | Float | Line]:
        """The lines of a zone from top to bottom, with what is no running text as floats.

        `narrow`: it is a side bar, beside a column that is much wider.
        """
        if narrow:
            return [Float(tuple(self._bar(zone.lines)))]
        return list(self._walk(zone.lines))

    # Captions, tables and figures -----------------------------------------------------------

    def _walk(self, lines: Sequence[TextLine]) -> Iterator[TextLine | Float | Line]:
        used: dict[int, Float | None] = {}
        for at in range(len(lines)):
            if at not in used and self._is_caption(lines, at):
                self._take(lines, at, used)
        for table, _ in self._plate.tables:  # without captions, or with captions in another zone
            rest = [at for at, line in enumerate(lines) if at not in used and _inside(line, table)]
            ruled = sum(table.bottom - 1 <= rule.bottom <= table.top for rule in self._plate.rules)
            if len(rest) >= 3 and ruled >= 3:
                used |= dict.fromkeys(rest)
                used[rest[0]] = Float(tuple(self._rows([lines[at] for at in rest], "")))
        self._frames(lines, used)
        self._notes(lines, used)
        at = 0
        while at < len(lines):
            if at in used:
                if (made := used[at]) is not None:
                    yield made
                at += 1
                continue
            end = self._formula_end(lines, at, used)
            if end > at:
                yield self._formula(lines[at:end])
            else:
                yield lines[at]
            at = max(end, at + 1)

    def _frames(self, lines: Sequence[TextLine], used: dict[int, Float | None]) -> None:
        """Marks what stands in a frame of its own as used; a first page may frame its abstract."""
        for frame in self._plate.shapes:
            if lines[0].page == 1 or frame.height < 3 * self._body.size or frame.width < 60:
                continue
            inside = [p for p in range(len(lines)) if p not in used and _inside(lines[p], frame)]
            if 2 <= len(inside) < len(lines):
                used |= dict.fromkeys(inside)
                used[inside[0]] = Float(tuple(self._small(lines, inside, kind=None)))

    def _take(self, lines: Sequence[TextLine], at: int, used: dict[int, Float | None]) -> None:
        """Marks the lines of a caption and of what belongs to it as used."""
        word = caption_word(lines[at].text)
        end = self._caption_end(lines, at, used)
        said = self._text(lines[at:end])
        made = [Line(text=said, gap=True, page=lines[at].page, fixed=True, kind=Kind.CAPTION)]
        taken = [*range(at, end)]
        if word == "table":
            cells = self._table(lines, at, end, used)
            if cells:
                made += self._rows([lines[place] for place in sorted(cells)], said)
                taken += cells
        else:
            taken += self._drawn(lines, at, end, used)
        if word == "figure" or len(made) > 1:
            taken += (under := self._under(lines, max(taken) + 1, used))
            made += self._small(lines, under)
        used |= dict.fromkeys(taken)
        used[at] = Float(tuple(made))

    def _is_caption(self, lines: Sequence[TextLine], at: int) -> bool:
        """Whether a line begins a caption, and does not go on the sentence above it."""
        line = lines[at]
        if not _is_caption(line, self._body):
            return False
        last = lines[at - 1] if at else None
        close = last is not None and 0 < last.base - line.base < 1.4 * line.size
        alike = last is not None and last.size == line.size and last.bold == line.bold
        return not (close and alike and last and not shapes.is_finished(last.text))

    def _in_table(self, line: TextLine) -> bool:
        return any(_inside(line, table) for table, _ in self._plate.tables)

    def _caption_end(
        self, lines: Sequence[TextLine], at: int, used: dict[int, Float | None]
    ) -> int:
        first, end = lines[at], at + 1
        in_table = self._in_table(first)
        right = first.right
        while end < len(lines) and end not in used:
            last, line = lines[end - 1], lines[end]
            step = last.base - line.base
            apart = step > 1.6 * line.size or abs(line.size - first.size) > 0.6
            table = not in_table and self._in_table(line)
            if apart or table or self._is_caption(lines, end):
                break
            if len(line.cells(1.5)) >= 3:
                break
            small = first.size < 0.96 * self._body.size
            if not small and shapes.is_finished(last.text) and last.right < right - 2 * last.size:
                break
            right = max(right, line.right)
            end += 1
        return end

    def _table(
        self, lines: Sequence[TextLine], at: int, end: int, used: dict[int, Float | None]
    ) -> list[int]:
        """The places of the lines of the table to which a caption belongs."""
        start = lines[at]
        for table, caption in self._plate.tables:
            if (
                caption
                and abs(caption.left - start.left) < 4
                and caption == box(start)._replace(left=caption.left, right=caption.right)
            ):
                return [p for p in range(len(lines)) if p not in used and _inside(lines[p], table)
                        and not at <= p < end]  # fmt: skip
        below = list(self._tabular(lines, range(end, len(lines)), used))
        above = list(self._tabular(lines, range(at - 1, -1, -1), used))
        return below if len(below) >= 2 else sorted(above) if len(above) >= 2 else []

    def _tabular(
        self, lines: Sequence[TextLine], places: range, used: dict[int, Float | None]
    ) -> Iterator[int]:
        """The places of the lines that fall into cells, from the first; single cells between."""
        waiting: list[int] = []
        last: TextLine | None = None
        for at in places:
            line = lines[at]
            step = abs(last.base - line.base) if last else 0.0
            if at in used or step > 3 * line.size or (not last and not is_tabular(line)):
                return
            if is_tabular(line):
                yield from (*waiting, at)
                waiting = []
            else:
                waiting.append(at)
                if len(waiting) > 2 or self._is_prose(line):
                    return
            last = line

    def _rows(self, lines: Sequence[TextLine], caption: str) -> list[Line]:
        top, bottom = lines[0].base + lines[0].size, lines[-1].base
        inner = [rule for rule in self._plate.rules if bottom < rule.bottom < top]
        rows = table_rows(lines, inner, caption, self._seen)
        return rows or list(self._small(lines, range(len(lines)), kind=None))

    def _under(
        self, lines: Sequence[TextLine], start: int, used: dict[int, Float | None]
    ) -> list[int]:
        """The places of the small lines right below a table."""
        found: list[int] = []
        for at in range(start, len(lines)):
            step = lines[at - 1].base - lines[at].base
            small = lines[at].size < 0.93 * self._body.size
            if at in used or not small or step > 3 * lines[at].size or self._in_table(lines[at]):
                break
            found.append(at)
        return found

    def _small(
        self,
        lines: Sequence[TextLine],
        places: Sequence[int],
        kind: Kind | None = Kind.CAPTION,
    ) -> Iterator[Line]:
        for group in _paragraphs([lines[at] for at in places]):
            text = self._text(group)
            yield Line(text=text, gap=True, page=group[0].page, fixed=True, kind=kind)

    def _drawn(
        self, lines: Sequence[TextLine], at: int, end: int, used: dict[int, Float | None]
    ) -> list[int]:
        """The places of the words inside the figure above a caption, or else below it."""
        above = list(self._labels(lines, range(at - 1, -1, -1), used))
        return above or list(self._labels(lines, range(end, len(lines)), used))

    def _labels(
        self, lines: Sequence[TextLine], places: range, used: dict[int, Float | None]
    ) -> Iterator[int]:
        for at in places:
            line = lines[at]
            if at in used or self._is_prose(line) or not self._is_drawn_on(line):
                return
            yield at

    def _is_drawn_on(self, line: TextLine) -> bool:
        reach = 2.5 * line.size
        return any(
            one.left - reach < line.left
            and line.right < one.right + reach
            and one.bottom - reach < line.base < one.top + reach
            and max(one.width, one.height) > 3 * line.size
            for one in self._plate.shapes
        )

    def _is_prose(self, line: TextLine) -> bool:
        usual = abs(line.size - self._body.size) < 0.05 * self._body.size
        return usual and len(line.text) > 35 and not is_tabular(line) and line.math < 0.3

    # Notes, side bars, formulas -------------------------------------------------------------

    def _notes(self, lines: Sequence[TextLine], used: dict[int, Float | None]) -> None:
        """Marks the footnotes at the foot of a column as used."""
        start = end = len(lines)
        while start and start - 1 not in used and lines[start - 1].size < 0.95 * self._body.size:
            start -= 1
        marked = [at for at in range(start, end) if self._opens_note(lines, at)]
        if not marked or (not start and len(marked) < len(lines)):
            return
        notes: list[Line] = []
        for first, last in pairwise([*marked, end]):
            text = self._text(lines[first:last])
            mark = _NOTE_MARK.match(text)
            label = mark[0].strip().translate(LOWERED) if mark else ""
            notes.append(Line(text=text, gap=True, page=lines[first].page, fixed=True,
                              kind=Kind.NOTE, label=label))  # fmt: skip
        used |= dict.fromkeys(range(marked[0], end))
        used[marked[0]] = Float(tuple(notes))

    def _opens_note(self, lines: Sequence[TextLine], at: int) -> bool:
        """Whether a small line begins with a raised mark, or under a short rule."""
        line = lines[at]
        if _NOTE_MARK.match(line.text):
            return line.math < 0.3
        top = lines[at - 1].base if at else line.base + 4 * line.size
        widest = max(one.right for one in lines) - min(one.left for one in lines)
        return any(
            line.base < rule.bottom < top
            and rule.left < line.left + 2 * line.size
            and rule.width < 0.7 * widest
            and rule.right > line.left
            for rule in self._plate.rules
        )

    def _bar(self, lines: Sequence[TextLine]) -> Iterator[Line]:
        kind = Kind.FRONT if lines[0].page <= 2 else None
        for group in _paragraphs(lines):
            yield Line(text=self._text(group), gap=True, page=group[0].page, fixed=True, kind=kind)

    def _formula_end(
        self, lines: Sequence[TextLine], at: int, used: dict[int, Float | None]
    ) -> int:
        """The end of the displayed formula that begins with a line; the line's place if none."""
        left = min(line.left for line in lines)
        end = at
        while end < len(lines) and end not in used and _is_formula(lines[end], left, end > at):
            end += 1
        strong = [line for line in lines[at:end] if line.math > 0.3]
        signs = sum(len(line.text) for line in strong)
        return end if signs >= 5 else at

    def _formula(self, lines: Sequence[TextLine]) -> Line:
        text = " ".join(line.text for line in lines)
        text = " ".join(re.sub("[\ue000-\uf8ff\ufffd]", " ", text).split()) or "…"
        return Line(text=text, gap=True, page=lines[0].page, fixed=True, kind=Kind.EQUATION)

    def _text(self, lines: Sequence[TextLine]) -> str:
        joined = Joined(lines[0].text, self._seen)
        for line in lines[1:]:
            joined.add(line.text)
        return joined.text


def _is_formula(line: TextLine, left: float, inside: bool) -> bool:
    """Whether it may be a line of a displayed formula; `inside`: after another, where signs of
    their own belong to it."""
    words = [one for one in line.text.split() if len(one) > 2 and one.isalpha()]
    numbered = _NUMBERED.search(line.text) is not None
    if line.left - left < 0.5 * line.size and not numbered and not inside:
        return False
    if line.math > 0.3:
        return len(words) <= 4
    if inside and len(line.text) <= 4 and not words:
        return True
    numbered = numbered and any(sign in line.text for sign in "=≤≥<>∈∼≈")
    return (line.math > 0.12 or numbered) and len(words) <= 3 and len(line.text) < 80


def _inside(line: TextLine, area: Box) -> bool:
    middle = (line.left + line.right) / 2
    height = line.base + 0.3 * line.size
    return area.left - 4 < middle < area.right + 4 and area.bottom < height < area.top


def _paragraphs(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Small print parted where the space between lines or the end of a short line says so."""
    groups: list[list[TextLine]] = []
    right = max((line.right for line in lines), default=0.0)
    for line in lines:
        last = groups[-1][-1] if groups else None
        if last is None:
            groups.append([line])
            continue
        step = last.base - line.base
        word = line.width / max(len(line.text), 1) * (len(line.text.split(" ")[0]) + 1)
        short = last.right + word < right - 0.5 * line.size and shapes.is_finished(last.text)
        if step > 1.5 * line.size or short or line.raised_start or _NOTE_MARK.match(line.text):
            groups.append([])
        groups[-1].append(line)
    return groups
