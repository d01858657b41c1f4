"""Which part, point and subpoint each line of an article stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dzherelo.corpus.split.provisions import Line, Shape
from dzherelo.corpus.types import Kind, Locator

NOTE = Kind.HEADING  # amendment notes are found at their place, but neither searched nor quoted
ANNOUNCES = re.compile(r"(?::|\bfollowing\s+\w+\.)$")
_IN_FORCE = re.compile(r"(?:Закон|Кодекс)\w*\s+(?:набирає|набуває)\s+чинності|enters? into force")
_REMARK = re.compile(r"(?:Примітк[аи]|Note)\s*[.:]", re.IGNORECASE)
_QUOTES = '"«“„'
_END_QUOTE = re.compile(r"[\"»”][.;,]?$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in its place. `kind` is None for a provision, whose kind its place decides."""

    line: Line
    place: Locator
    kind: Kind | None = None


@dataclass(slots=True)
class Place:
    """Where a walk through an article or section stands."""

    part: str | None = None
    part_key: tuple[int, ...] = ()
    point: str | None = None
    point_key: tuple[int, ...] = ()
    subpoint: str | None = None

    def enter_part(self, part: str | None, key: tuple[int, ...] = ()) -> None:
        self.part, self.part_key = part, key
        self.leave_points()

    def enter_point(self, point: str, key: tuple[int, ...] = ()) -> None:
        self.point, self.point_key, self.subpoint = point, key, None

    def leave_points(self) -> None:
        self.point, self.point_key, self.subpoint = None, (), None

    def deepen(self, line: Line) -> None:
        """Enters a point, or a subpoint where a point is open; letters below those stay there."""
        if self.point is None:
            self.enter_point(line.number, line.key)
        elif line.shape is Shape.POINT or self.subpoint is None or self.subpoint.isalpha():
            self.subpoint = line.number


def parts(place: Locator, lines: Sequence[Line], *, bare: bool) -> list[Placed]:
    """The lines of the article at `place`, each in its part and point.

    Parts without numbers are counted; an article of one paragraph has none. `bare` says that the
    text is a treaty whose numbers and letters were lost.
    """
    numbered = any(line.shape is Shape.PART for line in lines)
    walk = _Walk(lines) if numbered else _Counting(lines, bare=bare)
    placed = [
        Placed(line, replace(place, part=here.part, point=here.point, subpoint=here.subpoint), kind)
        for line, here, kind in walk
    ]
    if not numbered and {one.place.part for one in placed if one.kind is None} == {"1"}:
        placed = [replace(one, place=replace(one.place, part=None)) for one in placed]
    if all(one.kind is not None for one in placed):  # repealed: its note is all there is to quote
        placed = [replace(one, kind=Kind.PROVISION) for one in placed]
    return placed


def heading_and_body(head: Line, lines: Sequence[Line]) -> tuple[str, list[Line]]:
    """An article's heading and its lines; the first of these where the text runs in."""
    if not head.title or "\n" in head.text:
        return head.title, list(lines)
    if head.title[0] == "{":
        return "", [replace(head, shape=Shape.NOTE), *lines]
    body = next((line for line in lines if line.shape is not Shape.NOTE), None)
    headed = body is not None and body.shape is Shape.PART
    if not headed and (head.title[-1] in ".:;" or not lines):
        return "", [replace(head, shape=Shape.TEXT), *lines]
    return head.title, list(lines)


def final_provisions(lines: list[Line]) -> tuple[list[Line], list[list[Line]]]:
    """Cuts off the final provisions that follow the last article without a heading: their
    numbers begin again at 1, and the first of them says when the act enters into force."""
    numbers = [at for at, line in enumerate(lines) if line.shape is Shape.PART]
    starts = [at for before, at in pairwise(numbers) if lines[at].key == (1,) <= lines[before].key]
    if not starts or not _IN_FORCE.search(lines[starts[0]].text):
        return lines, []
    bounds = pairwise([*starts, len(lines)])
    return lines[: starts[0]], [lines[begin:end] for begin, end in bounds]


class _Walk:
    """An article with numbered parts; what stands before the first of them has no part."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.here = Place()
        self.quoting = False

    def __iter__(self) -> Iterator[tuple[Line, Place, Kind | None]]:
        remark = False
        for at, line in enumerate(self.lines):
            if line.shape in (Shape.NOTE, Shape.EDITOR):
                yield line, self.here, NOTE
                continue
            if _REMARK.match(line.text):
                remark = True
                self.here.enter_part(None)
            if not remark:
                self._step(at, line)
            yield line, self.here, None

    def _step(self, at: int, line: Line) -> None:
        here = self.here
        if line.shape is Shape.PART and line.key > here.part_key:
            here.enter_part(line.number, line.key)
        elif line.shape is Shape.POINT:
            here.enter_point(line.number, line.key)
        elif line.shape is Shape.LETTER:
            if here.point is not None and not here.point.isalpha():
                here.subpoint = line.number
            else:
                here.enter_point(line.number)
        elif not self._quoted(line) and not (here.point and self._goes_on(at, line)):
            here.leave_points()
            self._paragraph(at, line)

    def _paragraph(self, at: int, line: Line) -> None:
        """A paragraph that is in no point: it stays in the part that is open."""

    def _quoted(self, line: Line) -> bool:
        """Whether the line stands in a quotation that has lines of its own, such as an oath."""
        inside = self.quoting or line.text[0] in _QUOTES
        self.quoting = inside and not _END_QUOTE.search(line.text)
        return inside

    def _goes_on(self, at: int, line: Line) -> bool:
        """Whether an unnumbered paragraph behind a point still belongs to it."""
        if line.text[0].islower():
            return True
        here = self.here
        for later in self.lines[at + 1 :]:
            if later.shape is Shape.PART:
                return False
            if later.shape is Shape.POINT:
                more = later.key > here.point_key
                here.subpoint = None if more else here.subpoint
                return more
            if later.shape is Shape.LETTER:
                return here.subpoint is not None or bool(here.point and here.point.isalpha())
        return False


class _Counting(_Walk):
    """An article without numbers: its paragraphs are its parts."""

    def __init__(self, lines: Sequence[Line], *, bare: bool) -> None:
        super().__init__(lines)
        self.bare = bare
        self.count = 0
        texts = [at for at, line in enumerate(lines) if line.shape is Shape.TEXT]
        self.announced = bare and _announces_parts(lines, texts)
        self.letters = _lettered(lines, texts) if bare and not self.announced else {}

    def _paragraph(self, at: int, line: Line) -> None:
        if self.announced:
            self.announced = False
        elif letter := self.letters.get(at):
            self.here.enter_point(letter)
        elif self.bare or not self.count or not line.text[0].islower():
            self.count += 1
            self.here.enter_part(str(self.count))

    def _quoted(self, line: Line) -> bool:
        return self.count > 0 and super()._quoted(line)

    def _goes_on(self, at: int, line: Line) -> bool:
        return at not in self.letters and super()._goes_on(at, line)


def _announces_parts(lines: Sequence[Line], texts: Sequence[int]) -> bool:
    """Whether the first paragraph only announces the numbered ones: "… the following Principles."

    Items that begin with a capital letter are the parts themselves, so it is not counted.
    """
    return (
        len(texts) > 2
        and bool(ANNOUNCES.search(lines[texts[0]].text))
        and lines[texts[1]].text[0].isupper()
    )


def _lettered(lines: Sequence[Line], texts: Sequence[int]) -> dict[int, str]:
    """Letters of the points whose letters were lost: lines in small letters behind a colon."""
    letters: dict[int, str] = {}
    count = -1
    for before, at in pairwise(texts):
        if lines[before].text.endswith(":"):
            count = 0
        if not (0 <= count < 26 and lines[at].text[0].islower()):
            count = -1
            continue
        letters[at] = chr(ord("a") + count)
        count = -1 if lines[at].text.endswith(".") else count + 1
    return letters
