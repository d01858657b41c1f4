"""The reader's working value: a line of a file on its way to becoming a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text without its line end, and what the file says about its place.

    `gap`: a blank line stands before it. `page`: the number of the page that it opens. `turn`:
    a page or a column ends before it, so a sentence may be cut there. `flows`: by its place
    on the page it goes on the paragraph before. `fixed`: a heading, a table
    row or a line of code, never joined to its neighbours. `indent`: columns of white space
    before it.
    """

    text: str
    gap: bool = False
    page: int | None = None
    turn: bool = False
    flows: bool = False
    fixed: bool = False
    indent: int = 0


def tidy(text: str) -> str:
    """`text` with runs of blanks made one space and none at the ends of lines."""
    return _BLANKS.sub(" ", text).replace(" \n", "\n").replace("\n ", "\n").strip(" ")


def split_lines(text: str) -> list[Line]:
    """The lines of a cleaned text that are not blank; form feeds become pages."""
    pages = text.split("\f")
    lines: list[Line] = []
    for number, page in enumerate(pages, start=1):
        gap, opens = False, True
        for raw in page.split("\n"):
            stripped = tidy(raw)
            if not stripped:
                gap = True
                continue
            indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
            lines.append(
                Line(
                    text=stripped,
                    gap=gap or (opens and number > 1),
                    page=number if opens and len(pages) > 1 else None,
                    turn=opens and number > 1,
                    indent=indent,
                )
            )
            gap = opens = False
    return lines


def render(lines: Iterable[Line]) -> str:
    """The lines as text: one a line, a blank line where there is a gap, no line end at the end."""
    pieces: list[str] = []
    for line in lines:
        if pieces:
            pieces.append("\n\n" if line.gap else "\n")
        pieces.append(line.text)
    return "".join(pieces)


def page_marks(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """(letters and digits before the page, page number) for each page that has text.

    Joining lines changes offsets but neither adds nor drops a letter or digit, so this count
    still finds the place afterwards.
    """
    marks: list[tuple[int, int]] = []
    count = 0
    for line in lines:
        letters = sum(map(str.isalnum, line.text))
        if line.page is not None:
            if marks and marks[-1][0] == count:
                marks.pop()
            marks.append((count, line.page))
        count += letters
    if marks and marks[-1][0] == count:
        marks.pop()
    return marks


def page_offsets(text: str, marks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The marks as (offset in `text`, page number); a page's opening punctuation belongs to it."""
    places: list[tuple[int, int]] = []
    waiting = list(reversed(marks))
    count = 0
    for offset, letter in enumerate(text):
        if not waiting:
            break
        if not letter.isalnum():
            continue
        if count == waiting[-1][0]:
            start = offset
            while start and not text[start - 1].isalnum() and not text[start - 1].isspace():
                start -= 1
            if count == 0:
                start = 0
            places.append((start, waiting.pop()[1]))
        count += 1
    return tuple(places)
