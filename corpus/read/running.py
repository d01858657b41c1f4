"""Running heads and feet, and the page numbers that are printed in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dzherelo.corpus.language.notation import roman
from dzherelo.corpus.read.lines import Line


@dataclass(frozen=True, slots=True)
class Page:
    """A page's number in the file, from 1, and its lines from top to bottom; `heights` are where
    they stand, if it is known."""

    number: int
    lines: Sequence[str]
    heights: Sequence[float] = ()

    @property
    def filled(self) -> bool:
        """Whether there is enough on the page to learn from it what is repeated."""
        least = 2 if self.heights else 6
        return len(self.lines) >= least or sum(map(len, self.lines)) >= 400

    def edge(self, *, bottom: bool) -> list[int]:
        """The places of the lines nearest to an edge, from the edge inwards; never all of them."""
        order = range(len(self.lines) - 1, 0, -1) if bottom else range(len(self.lines) - 1)
        return list(order[:3])

    @property
    def edges(self) -> set[int]:
        return {*self.edge(bottom=False), *self.edge(bottom=True)}

    def form(self, place: int) -> tuple[str, int]:
        """What is the same of a running head on every page: its words, and its height if known."""
        height = round(self.heights[place] / 8) if self.heights else 0
        return re.sub(r"\d+", "#", self.lines[place]).casefold(), height


def running_lines(pages: Sequence[Page]) -> list[set[int]]:
    """For each page the places of its lines that are running heads or page numbers.

    A running head repeats at the same edge of at least three pages (two, if at the same height)
    and a third of them (numbers in it may differ); a page number follows the count of pages on at
    least two pages and half of them.
    """
    found: list[set[int]] = [set() for _ in pages]
    numbers = printed_pages(pages)
    for bottom in (False, True):
        heads = _repeated(pages, bottom=bottom)
        for at, (page, places) in enumerate(zip(pages, found, strict=True)):
            for place in page.edge(bottom=bottom):
                numbered = numbers is not None and _bears(page, place, numbers[at])
                if page.form(place) not in heads and not numbered:
                    break
                places.add(place)
    return found


def _bears(page: Page, place: int, number: int) -> bool:
    """Whether a line at an edge is the number of its page; or, where places tell that it stands
    apart, begins or ends with it."""
    text = page.lines[place]
    if not page.heights:
        return _alone(text) == number
    others = page.heights[:place] if place > len(page.lines) / 2 else page.heights[place + 1 :]
    apart = min((abs(page.heights[place] - other) for other in others), default=99.0)
    return _alone(text) == number or (number in _at_ends(text) and apart > 13)


def printed_pages(pages: Sequence[Page]) -> list[int] | None:
    """The printed number of each page, by the numbers in heads and feet; None if it cannot be told.

    Numbers must go on from page to page with the same distance from the count of pages on at least
    two pages and half of those with a number; neighbours that keep another distance keep it (plates
    may lie between). Roman numbers count as numbers.
    """
    shifts = [{number - page.number for number in set(_numbers(page))} for page in pages]
    counts = Counter(shift for one in shifts for shift in one)
    if not counts:
        return None
    usual, count = max(counts.items(), key=lambda item: (item[1], -abs(item[0])))
    if count < 2 or 2 * count < sum(map(bool, shifts)):
        return None
    found: list[int] = []
    for at, (page, own) in enumerate(zip(pages, shifts, strict=True)):
        near = {*shifts[max(0, at - 1)], *shifts[min(len(shifts) - 1, at + 1)]} if at else set()
        kept = [shift for shift in own if usual not in own and _neighbours(shifts, at, shift)]
        found.append(page.number + (min(kept) if kept and near else usual))
    falling = any(second <= first for first, second in pairwise(found))
    return [page.number + usual for page in pages] if falling else found


def _neighbours(shifts: Sequence[set[int]], at: int, shift: int) -> bool:
    return any(shift in shifts[other] for other in (at - 1, at + 1) if 0 <= other < len(shifts))


def _numbers(page: Page) -> Iterator[int]:
    """The numbers at the edges that may be that of the page."""
    for place in page.edges:
        yield from _at_ends(page.lines[place])


def _at_ends(text: str) -> list[int]:
    """The numbers with which a line at the edge of a page begins or ends."""
    alone = _alone(text)
    if alone is not None:
        return [alone]
    ends = re.match(r"(\d{1,4})(?=\s)", text), re.search(r"(?:^|\s)(\d{1,4})$", text)
    return [int(end[1]) for end in ends if end and len(text) < 160]


def _alone(text: str) -> int | None:
    """The page number that a line is, or that it ends in: "1 / 21", "Page 3 of 12"."""
    found = re.search(
        r"(?i)(?:^|\s)(?:[-–—\s]*)(?:с\.|стор\.|page|p\.|seite|s\.)?\s*(\d{1,4})\s*"
        r"(?:(?:/|of|з|із|из|von|sur|de)\s*\d{1,4}\s*)?[-–—\s]*$",
        text,
    )
    if found and (found.start() == 0 or not text[: found.start()].strip()):
        return int(found[1])
    if re.search(r"\d\s*(?:/|\bof|\bз|\bvon)\s*\d{1,4}$", text) and found:
        return int(found[1])
    if re.fullmatch(r"(?i)[-–—\s]*[ivxlc]{1,7}[-–—\s]*", text):
        return roman(text.strip(" -–—").upper())
    return None


def _repeated(pages: Sequence[Page], *, bottom: bool) -> set[tuple[str, int]]:
    counts = Counter(
        form
        for page in pages
        if page.filled
        for form in {page.form(place) for place in page.edge(bottom=bottom)}
    )
    placed = all(page.heights for page in pages if page.lines)
    least = 2 if placed and len(pages) > 2 else 3
    return {form for form, count in counts.items() if count >= least and 3 * count >= len(pages)}


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
