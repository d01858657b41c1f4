"""Tables: a row a line, under what one must know to read it alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dzherelo.corpus.read.lines import Line
from dzherelo.corpus.types import Kind

_DATA = tomllib.loads(Path(__file__).with_name("page.toml").read_text("utf-8"))
_TABLE, _FIGURE = (
    rf"(?i)(?:{_DATA['captions'][name]})\s*(?:№\s*)?(?:[A-ZА-Я]?\.?\d+|[IVX]+)(?:\.\d+)*\s*[.:)–—-]"
    for name in ("tables", "figures")
)


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, and how many columns and rows it takes."""

    text: str
    heads: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class Table:
    """The rows of a table; `heads` of them, at the top, name its columns."""

    rows: list[list[Cell]] = field(default_factory=list)
    heads: int = 0

    def lines(self) -> Iterator[tuple[str, str]]:
        """(cells joined by " | ", header row and group) for each row that is not empty.

        An empty cell keeps its place. A cell over several rows is repeated in each, one over
        several columns is followed by empty ones; a row that is one cell names the group of the
        rows below it.
        """
        rows = list(self._spread())
        heads = self.heads or _guessed_heads(rows)
        header = " | ".join(_columns(rows[:heads]))[:500]  # characters: it stands with each row
        group, width = "", max(map(len, rows), default=0)
        for place, cells in enumerate(rows):
            filled = [cell for cell in cells if cell]
            if place < heads:
                context = ""
            elif len(cells) == 1 < width and filled:
                context, group = header, filled[0]
            else:
                context = ". ".join(filter(None, (header, group[:200])))
            if filled:
                yield " | ".join(cells), context

    def _spread(self) -> Iterator[list[str]]:
        """The texts of each row, every one in its column."""
        widest = min(max(map(len, self.rows), default=0), 50)
        # What cells over several rows may add, so that a table grows with its file alone.
        left = 10_000 + 4 * sum(len(cell.text) for row in self.rows for cell in row)
        open_cells: dict[int, tuple[str, int]] = {}
        for place, row in enumerate(self.rows):
            texts: list[str] = []
            waiting = list(reversed(row))
            while waiting or len(texts) in open_cells:
                at = len(texts)
                if at in open_cells:
                    text, rows = open_cells.pop(at)
                    left -= len(text)
                    texts.append(text if left > 0 else "")
                    if rows > 1:
                        open_cells[at] = (text, rows - 1)
                    continue
                cell = waiting.pop()
                across = min(max(cell.columns, 1), widest) if waiting or place < self.heads else 1
                texts += [cell.text] + [cell.text if place < self.heads else ""] * (across - 1)
                if cell.rows > 1:
                    for column in range(at, at + across):
                        open_cells[column] = (cell.text if column == at else "", cell.rows - 1)
            yield texts


def _columns(heads: Sequence[Sequence[str]]) -> Iterator[str]:
    """What the header rows together say of each column."""
    for column in range(max(map(len, heads), default=0)):
        said = dict.fromkeys(row[column] for row in heads if column < len(row) and row[column])
        yield " ".join(said)


def _guessed_heads(rows: Sequence[Sequence[str]]) -> int:
    """1 where the first row names columns though the file does not say so: its cells are filled,
    the corner apart, and none begins with a number unless it is a year, as cells below do."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return 0
    corner, *names = rows[0]
    worded = not _is_figure(corner) and all(
        name and (not _is_figure(name) or re.fullmatch(r"[12]\d{3}", name)) for name in names
    )
    return int(worded and any(_is_figure(cell) for row in rows[1:] for cell in row[1:]))


def _is_figure(text: str) -> bool:
    return re.match(r"[\s(<>≤≥=~≈±+−–—-]*[.,]?\d", text) is not None


def captioned(lines: Sequence[Line]) -> list[Line]:
    """The lines; what stands right above or below a table and begins as a caption does is one, and
    its rows have it before their context."""
    found = list(lines)
    taken: set[int] = set()
    at = 0
    while at < len(found):
        end = at
        while (
            end < len(found) and found[end].kind is Kind.ROW and (end == at or not found[end].gap)
        ):
            end += 1
        place = next((p for p in (at - 1, end) if p not in taken and _is_caption(found, p)), None)
        if end > at and place is not None:
            taken.add(place)
            said = found[place].text[:500].rstrip(".")
            found[place] = replace(found[place], kind=Kind.CAPTION, fixed=True)
            for row in range(at, end):
                context = ". ".join(filter(None, (said, found[row].context)))
                found[row] = replace(found[row], context=context)
        at = max(end, at + 1)
    return found


def _is_caption(lines: Sequence[Line], place: int) -> bool:
    if not 0 <= place < len(lines):
        return False
    line = lines[place]
    if line.kind is Kind.CAPTION:
        return re.match(_FIGURE, line.text) is None
    return line.kind is None and len(line.text) < 1_000 and re.match(_TABLE, line.text) is not None
