"""Running heads and page numbers: what pages repeat at their top and bottom is not text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dzherelo.corpus.read.lines import Line

_NUMBER = re.compile(r"[-–—\s]*(?:с\.|стор\.|page|p\.)?\s*(\d{1,4})[-–—\s]*", re.IGNORECASE)
_DEPTH = 2  # lines looked at from each edge of a page
_SHORT = 90  # characters: a longer line is text
_FILLED = (6, 400)  # lines or characters of a page from which one learns what is repeated


@dataclass(frozen=True, slots=True)
class Page:
    """A page's number in the file, from 1, and its lines from top to bottom."""

    number: int
    lines: Sequence[str]

    @property
    def filled(self) -> bool:
        lines, characters = _FILLED
        return len(self.lines) >= lines or sum(map(len, self.lines)) >= characters

    def edge(self, *, bottom: bool) -> Iterator[int]:
        """The places of the lines nearest to an edge, from the edge inwards; never all of them."""
        order = range(len(self.lines) - 1, 0, -1) if bottom else range(len(self.lines) - 1)
        for place in order[:_DEPTH]:
            if len(self.lines[place]) > _SHORT:
                return
            yield place


def running_lines(pages: Sequence[Page]) -> list[set[int]]:
    """For each page the places of its lines that are running heads or page numbers.

    A running head repeats at the same edge of at least three pages and a third of them (numbers
    in it may differ); a page number follows the count of pages on at least two pages and half
    of them.
    """
    found: list[set[int]] = [set() for _ in pages]
    shift = _numbering(pages)
    for bottom in (False, True):
        heads = _repeated(pages, bottom=bottom)
        for page, places in zip(pages, found, strict=True):
            for place in page.edge(bottom=bottom):
                text = page.lines[place]
                if _form(text) not in heads and not _is_number(text, page.number, shift):
                    break
                places.add(place)
    return found


def without_running_heads(lines: Sequence[Line]) -> list[Line]:
    """The lines of a text with form feeds without its running heads and page numbers."""
    pages: list[list[Line]] = []
    for line in lines:
        if line.page is not None or not pages:
            pages.append([])
        pages[-1].append(line)
    dropped = running_lines(
        [Page(page[0].page or 0, [line.text for line in page]) for page in pages]
    )
    kept: list[Line] = []
    for page, places in zip(pages, dropped, strict=True):
        rest = [line for place, line in enumerate(page) if place not in places]
        if rest and rest[0] is not page[0]:
            rest[0] = replace(rest[0], page=page[0].page, turn=page[0].turn, gap=True)
        kept += rest
    return kept


def _form(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()


def _is_number(text: str, page: int, shift: int | None) -> bool:
    printed = _NUMBER.fullmatch(text)
    return printed is not None and shift is not None and int(printed[1]) == page + shift


def _repeated(pages: Sequence[Page], *, bottom: bool) -> set[str]:
    counts = Counter(
        form
        for page in pages
        if page.filled
        for form in {_form(page.lines[place]) for place in page.edge(bottom=bottom)}
    )
    return {form for form, count in counts.items() if count >= 3 and 3 * count >= len(pages)}


def _numbering(pages: Sequence[Page]) -> int | None:
    """What is to be added to a page's count to get its printed number; None if none is printed."""
    shifts: Counter[int] = Counter()
    for page in pages:
        places = {*page.edge(bottom=False), *page.edge(bottom=True)}
        printed = (_NUMBER.fullmatch(page.lines[place]) for place in places)
        shifts.update({int(match[1]) - page.number for match in printed if match})
    if not shifts:
        return None
    shift, count = shifts.most_common(1)[0]
    return shift if count >= 2 and 2 * count >= len(pages) else None
