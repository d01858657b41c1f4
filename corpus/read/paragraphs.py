"""Lines to canonical text: the last steps of every reader.

Hard-wrapped lines become paragraphs; paragraphs and words that a page
break cut are put together again; what a page opens is found again afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from dzherelo.corpus.read import shapes
from dzherelo.corpus.read.lines import Line, clean, split_lines, without_emphasis
from dzherelo.corpus.read.running import without_running_heads
from dzherelo.corpus.read.shapes import SOFT_HYPHEN, Joined, Seen
from dzherelo.corpus.types import Element, Kind, Span


class Canonical(NamedTuple):
    """A canonical text, its pages and its elements, as in `Document`."""

    text: str
    pages: tuple[tuple[int, int], ...]
    elements: tuple[Element, ...] = ()


def from_plain(text: str) -> Canonical:
    """The canonical text of a plain text, and its pages.

    Reading the result again changes nothing: the passes go on until nothing is left to join,
    and every pass that changes anything removes a line or a mark, so they end.
    """
    lines = without_running_heads(split_lines(without_emphasis(clean(text))))
    marks = page_marks(lines)
    settled = _joined(lines, wrapped=True)
    for _ in range(20):
        again = _joined(split_lines(without_emphasis(clean(settled))), wrapped=True)
        if again == settled:
            break
        settled = again
    return Canonical(settled, page_offsets(settled, marks))


def from_lines(lines: Sequence[Line]) -> Canonical:
    """The canonical text of lines that are paragraphs already, its pages and its elements.

    Cut paragraphs are mended, what stands behind a paragraph follows it; nothing is unwrapped.
    Neighbouring lines of code make one element. Pages need not rise: a note behind a paragraph
    that ends on the next page is followed by that page again.
    """
    parts: list[Line] = []  # as they follow one another in the text
    whole: list[Line] = []
    for paragraph in _mended(lines, Seen(render(_with_after(lines)))):
        parts += [*paragraph.parts, *paragraph.after]
        for line in (paragraph.line, *paragraph.after):
            whole.append(replace(line, text=line.text.replace(SOFT_HYPHEN, "")))
    text = render(whole)
    return Canonical(text, page_offsets(text, page_marks(parts)), tuple(_elements(whole)))


def _with_after(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from line.after


def _elements(lines: Iterable[Line]) -> Iterator[Element]:
    """Where the lines that know their kind stand in the rendered text."""
    made: Element | None = None
    place = 0
    for number, line in enumerate(lines):
        place += 1 + line.gap if number else 0
        span = Span(place, place + len(line.text))
        place = span.end
        if made and made.kind is line.kind is Kind.CODE and not line.gap:
            made = replace(made, span=Span(made.span.start, span.end))
            continue
        if made:
            yield made
        kind = line.kind
        made = Element(span, kind, line.level, line.label, line.context) if kind else None
    if made:
        yield made


def _joined(lines: Sequence[Line], *, wrapped: bool) -> str:
    seen = Seen(render(lines))
    whole = unwrap(lines, seen) if wrapped else list(lines)
    return render(mend(whole, seen)).replace(SOFT_HYPHEN, "")


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
            if not marks or marks[-1][1] != line.page:
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


# Hard-wrapped lines -------------------------------------------------------------------------


def unwrap(lines: Sequence[Line], seen: Seen) -> list[Line]:
    """The lines with hard-wrapped paragraphs as one line each.

    A text counts as hard-wrapped if its lines share a width (the length that nine lines in ten
    keep to) and most lines that have a successor are full: the successor's first word would not
    have fitted. In such a text a line goes on in the next unless it is visibly the last of its
    paragraph (short, ending a sentence), the next one stands alone (list item, numbered entry,
    heading) or is indented, or one of the two is a heading in capitals. A text whose paragraphs
    are single long lines is left as it is, but for a title in capitals over two lines.
    """
    width = wrap_width(lines)
    whole: list[_Open] = []
    last: Line | None = None  # the last line as it stood in the file
    for line in lines:
        if last is not None and _goes_on(whole[-1], last, line, width):
            whole[-1].join(line)
        else:
            parted = last is not None and width is not None and _ends_paragraph(last, line, width)
            whole.append(_Open(replace(line, gap=line.gap or parted), seen))
        last = line
    return [paragraph.line for paragraph in whole]


class _Open(Joined):
    """A paragraph that further lines may go on."""

    def __init__(self, first: Line, seen: Seen) -> None:
        super().__init__(first.text, seen)
        self._first = first
        self.indent = first.indent
        self.parts = [first]

    def join(self, line: Line) -> None:
        self.add(line.text)
        self.parts.append(line)

    @property
    def after(self) -> list[Line]:
        return [line for part in self.parts for line in part.after]

    @property
    def line(self) -> Line:
        text = self.text
        return self._first if text is self._first.text else replace(self._first, text=text)


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
    if width not in range(40, 161) or not pairs:
        return None
    full = sum(_is_full(first, second, width) for first, second in pairs)
    small = sum(not second.text[0].isupper() for _, second in pairs)
    wrapped = full >= 0.6 * len(pairs) and small >= 0.4 * len(pairs)
    return width if wrapped else None


def _adjacent(line: Line) -> bool:
    return not (line.gap or line.turn or line.fixed)


def _is_full(first: Line, second: Line, width: int) -> bool:
    word = second.text.split(" ", 1)[0]
    return first.indent + len(first.text) + 1 + len(word) > 0.87 * width


def _goes_on(paragraph: _Open, last: Line, line: Line, width: int | None) -> bool:
    if not _adjacent(line) or last.fixed:
        return False
    full = width is not None and _is_full(last, line, width)
    if shapes.in_capitals(last.text) or shapes.in_capitals(line.text):
        return shapes.is_one_title(last.text, line.text, full=full)
    if width is None:
        return False
    if shapes.stands_alone(line.text):
        return full and shapes.only_looks_alone(paragraph.start, last.text, line.text)
    if _is_indented(paragraph.start, paragraph.indent, last, line):
        return False
    if full:
        return shapes.opening(paragraph.start) != "heading" or not shapes.is_finished(last.text)
    return (
        not shapes.is_finished(last.text)
        and shapes.begins_small(line.text)
        and len(last.text) >= width / 2
    )


def _is_indented(start: str, indent: int, last: Line, line: Line) -> bool:
    """`start` and `indent`: of the paragraph so far."""
    hanging = shapes.is_item(start) and indent < line.indent
    return line.indent >= last.indent + 2 and not hanging


def _ends_paragraph(last: Line, line: Line, width: int) -> bool:
    if shapes.stands_alone(line.text) or line.fixed:
        return False
    return _is_indented(last.text, last.indent, last, line) or (
        shapes.is_finished(last.text) and not _is_full(last, line, width)
    )


# Paragraphs and words cut by a page break ---------------------------------------------------


class _Cut(Enum):
    NONE = 0
    SHORT = 1  # would be likely, were the first line not so short: a sign of an enumeration
    LIKELY = 2
    CERTAIN = 3


_LONG = 60  # characters: shorter lines are titles, names, verse


def mend(lines: Sequence[Line], seen: Seen) -> list[Line]:
    """The lines with cut paragraphs as one line each.

    A page may end with a form feed, as a page or column of a PDF, or leave nothing but a blank
    line in mid-sentence. Two neighbouring lines are one paragraph if the first does not end as a
    paragraph ends and the second goes on as a sentence does: with a lower-case word, or, where the
    first is plainly prose cut short, with a capital. Without a form feed the evidence is weaker, so
    there the first must be long, and two cuts closer to each other than a page is long are taken
    for an enumeration without bullets, which is left alone.
    """
    return [paragraph.line for paragraph in _mended(lines, seen)]


def _mended(lines: Sequence[Line], seen: Seen) -> list[_Open]:
    cuts = [_cut(first, second) for first, second in pairwise(lines)]
    mended: list[_Open] = []
    for line, cut in zip(lines, [False, *_plausible(lines, cuts)], strict=False):
        if cut:
            mended[-1].join(line)
        else:
            mended.append(_Open(line, seen))
    return mended


def _plausible(lines: Sequence[Line], cuts: Sequence[_Cut]) -> list[bool]:
    """Which cuts are taken for such; two page breaks are never closer than 1,000 characters."""
    rarely_finished = _rarely_finished(lines)
    kept: list[bool] = []
    for index, cut in enumerate(cuts):
        if cut is _Cut.LIKELY:
            before = index > 0 and cuts[index - 1] in (_Cut.SHORT, _Cut.LIKELY)
            after = index + 1 < len(cuts) and cuts[index + 1] in (_Cut.SHORT, _Cut.LIKELY)
            crowded = (before and len(lines[index].text) < 1000) or (
                after and len(lines[index + 1].text) < 1000
            )
            kept.append(not crowded and not rarely_finished)
        else:
            kept.append(cut is _Cut.CERTAIN)
    return kept


def _rarely_finished(lines: Sequence[Line]) -> bool:
    """Whether the text does without full stops, so that their absence says nothing."""
    long = [line.text for line in lines if len(line.text) >= _LONG and not line.fixed]
    return len(long) >= 6 and 2 * sum(map(shapes.is_finished, long)) < len(long)


def _cut(first: Line, second: Line) -> _Cut:
    a, b = first.text, second.text
    if Kind.ENTRY in (first.kind, second.kind):  # told apart by their places on the page
        return _Cut.CERTAIN if second.flows else _Cut.NONE
    if first.fixed or second.fixed or shapes.is_note(a) or shapes.is_note(b):
        return _Cut.NONE
    if shapes.breaks_word(a, b) and not shapes.is_item(b):
        return _Cut.CERTAIN
    if second.turn and shapes.breaks_address(a, b):
        return _Cut.CERTAIN
    if shapes.in_capitals(a) or shapes.in_capitals(b):
        return _Cut.NONE
    if second.flows and not shapes.stands_alone(b):
        return _Cut.CERTAIN
    return _Cut.NONE if shapes.is_finished(a) else _after_unfinished(a, b, second)


def _after_unfinished(a: str, b: str, second: Line) -> _Cut:
    if shapes.is_dashed(b) and second.turn:
        return _Cut.CERTAIN if _is_cut_prose(a) and shapes.opening(a) != "bullet" else _Cut.NONE
    if shapes.stands_alone(b):
        return _Cut.NONE
    if not shapes.begins_small(b):
        return _before_capital(a, b, second)
    if second.turn:
        return _Cut.CERTAIN
    return _Cut.LIKELY if _may_be_cut(a) else _Cut.SHORT


def _may_be_cut(a: str) -> bool:
    return (
        len(a) >= _LONG
        or shapes.has_sentence_inside(a)
        or shapes.wants_more(a)
        or shapes.has_open_bracket(a)
    )


def _is_cut_prose(a: str) -> bool:
    prose = shapes.has_sentence_inside(a) or len(a) >= 200 or shapes.wants_more(a)
    return prose and len(a) >= _LONG and shapes.opening(a) not in ("heading", "label")


def _before_capital(a: str, b: str, second: Line) -> _Cut:
    """A sentence that goes on with a name or a number: only plain prose is joined to it."""
    cut = _Cut.CERTAIN if second.turn else _Cut.LIKELY
    if not (second.gap or second.turn) or shapes.begins_sentence(b) or shapes.ends_in_address(a):
        return _Cut.NONE
    if len(a) >= _LONG and shapes.has_open_bracket(a) and shapes.closes_bracket(b):
        return cut
    if not _is_cut_prose(a):
        return _Cut.NONE
    if b[0].isdigit() and second.turn and a[-1].isalpha():
        return cut
    goes_on = shapes.ends_in_small_word(a) or shapes.wants_more(a) or a.endswith(",")
    return cut if goes_on else _Cut.NONE
