"""A statute or treaty: title, preamble, articles with their parts and points, final provisions.

Every line is first given its place (section, article, part, point, subpoint); lines of one place
then make one passage. Parts that the text does not number are counted, amendment notes are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.split.build import Block, Builder
from dzherelo.corpus.split.casing import Casing
from dzherelo.corpus.split.gathering import gather
from dzherelo.corpus.split.opening import front_end, is_clause, title_of, treaty_name
from dzherelo.corpus.split.places import (
    NOTE,
    Place,
    Placed,
    final_provisions,
    heading_and_body,
    parts,
)
from dzherelo.corpus.split.provisions import HEADS, Line, Shape, lines_of
from dzherelo.corpus.types import Kind, Locator, Span

TITLE = "Назва"
_PREAMBLES = {"en": "Preamble", "uk": "Преамбула"}
_SIGNATURES = {"en": "Signature", "uk": "Підпис"}
_FINALS = {
    1: ("Прикінцеві та перехідні положення",),
    2: ("Прикінцеві положення", "Перехідні положення"),
}
_BLOCKS_AN_ARTICLE = 60
_CITED_BY_NAME = re.compile(r"(?:прикінцеві|перехідні)\b.*положення$", re.IGNORECASE)
APPENDED = re.compile(r"пояснювальн|explanatory|додаток|annex|appendix", re.IGNORECASE)
_LONG = 80


def looks_like_statute(lines: Sequence[Block]) -> bool:
    """Articles under headings in the order of their numbers, dense enough to be the text itself;
    or, where there are none, the clauses of a preamble."""
    heads = [line for line in lines_of(lines) if line.shape is Shape.ARTICLE]
    if len(heads) >= 2 or (heads and heads[0].span.start == lines[0].span.start):
        return len(heads) * _BLOCKS_AN_ARTICLE >= len(lines)
    return sum(is_clause(block.text) for block in lines) >= 3


def split_statute(builder: Builder, lines: Sequence[Block]) -> None:
    """Adds every passage of the statute or treaty to `builder`."""
    _Walk(builder, lines_of(lines)).run()


class _Walk:
    """Walks the lines once, heading by heading, and adds their passages."""

    def __init__(self, builder: Builder, lines: Sequence[Line]) -> None:
        self.builder = builder
        self.lines = lines
        self.language = "en" if language_of(builder.text) == "en" else "uk"
        self.casing = Casing(builder.text)
        self.title = ""
        self.section: str | None = None
        self.headings: list[str] = []  # below the section: § and subheads
        # An English treaty that lost its numbers: paragraphs are counted and points lettered.
        marked = {Shape.PART, Shape.POINT, Shape.LETTER}
        self.bare = self.language == "en" and marked.isdisjoint(line.shape for line in lines)

    def run(self) -> None:
        heads = [at for at, line in enumerate(self.lines) if line.shape in HEADS]
        begin = front_end(self.lines[: heads[0] if heads else len(self.lines)])
        behind = range(heads[-1] + 1 if heads else begin, len(self.lines))
        closing = (at for at in behind if self.lines[at].shape is Shape.CLOSING)
        end = next(closing, len(self.lines))
        self._front(self.lines[:begin])
        for at in range(begin + 1, end):
            if self.lines[at].shape in (*HEADS, Shape.SUBHEAD, Shape.PREAMBLE):
                self._stretch(self.lines[begin:at], last=False)
                begin = at
        self._stretch(self.lines[begin:end], last=True)
        self._signatures(self.lines[end:])

    def _front(self, lines: Sequence[Line]) -> None:
        place = Locator(section=TITLE)
        title = title_of(lines)
        self.section = title.section
        self.title = " ".join(self.casing.plain(line) for line in title.words.split("\n"))
        self.title = self.title or treaty_name(self.builder.text)
        for at, line in enumerate(lines):
            if at == title.begin < title.end:
                span = Span(line.span.start, lines[title.end - 1].span.end)
                self.builder.add(span, Kind.TITLE, place)
            elif not title.begin <= at < title.end:
                kind = NOTE if line.shape in (Shape.NOTE, Shape.EDITOR) else Kind.FRONT
                self.builder.add(line.span, kind, place, context=self._context())

    def _signatures(self, lines: Sequence[Line]) -> None:
        self.section, self.headings = _SIGNATURES[self.language], []
        for line in lines:
            kind = Kind.PARAGRAPH if len(line.text) > _LONG else Kind.FRONT
            kind = NOTE if line.shape in (Shape.NOTE, Shape.EDITOR) else kind
            place = Locator(section=self.section)
            self.builder.add(line.span, kind, place, context=self._context())

    # A heading and what stands under it ----------------------------------------------------

    def _stretch(self, lines: Sequence[Line], *, last: bool) -> None:
        if not lines:
            return
        head, below = lines[0], lines[1:]
        if head.shape is Shape.ARTICLE:
            self._article(head, below, last=last)
            return
        if head.shape in (*HEADS, Shape.SUBHEAD, Shape.PREAMBLE):
            self._head(head)
        else:
            below = lines
            self.section = self.section or _PREAMBLES[self.language]
        self._points(below)

    def _head(self, head: Line) -> None:
        name = self.casing.plain(head.title or head.text)
        if head.shape is Shape.PREAMBLE:
            self.section, self.headings = re.split(r"[,.:\]]", head.text.strip("["))[0], []
        elif head.shape is Shape.DIVISION:
            self.section, self.headings = self._division(head), []
        elif head.shape is Shape.PARAGRAPH:
            self.headings = [name]
        else:
            self.headings = [*(one for one in self.headings if one[0] == "§"), name]
        self.builder.add(head.span, Kind.HEADING, Locator(section=self.section))

    def _division(self, head: Line) -> str:
        """ "Розділ I. Загальні засади"; without number what is cited by its name, such as
        "Перехідні положення"."""
        number, _, words = head.title.partition(". ") if head.number else ("", "", head.title)
        words = self.casing.plain(words)
        if not number or _CITED_BY_NAME.match(words):
            return words
        return f"{number}. {words}" if words else number

    # Outside the articles: points, or paragraphs that are counted ---------------------------

    def _points(self, lines: Sequence[Line]) -> None:
        begin = 0
        for at, line in enumerate(lines):
            if self._is_heading(lines, at):
                gather(self.builder, list(self._pointed(lines[begin:at])), context=self._context())
                self._subsection(line)
                begin = at + 1
        gather(self.builder, list(self._pointed(lines[begin:])), context=self._context())

    def _pointed(self, lines: Sequence[Line]) -> Iterator[Placed]:
        here, count = Place(), 0
        for line in lines:
            if line.shape in (Shape.NOTE, Shape.EDITOR):
                yield Placed(line, Locator(section=self.section), NOTE)
                continue
            if line.shape is Shape.PART and line.key > here.point_key:
                here.enter_point(line.number, line.key)
            elif line.shape in (Shape.POINT, Shape.LETTER):
                here.deepen(line)
            elif here.point is None:
                count += 1
            paragraph = count if here.point is None else None
            place = Locator(
                section=self.section,
                point=here.point,
                subpoint=here.subpoint,
                paragraph=paragraph,
            )
            yield Placed(line, place)

    def _is_heading(self, lines: Sequence[Line], at: int) -> bool:
        if at + 1 == len(lines) or not lines[at].is_title or len(lines[at].text) > 120:
            return False
        preamble = self.section in _PREAMBLES.values()
        numbered_below = lines[at + 1].shape is Shape.PART
        return (numbered_below or not preamble) and (at == 0 or lines[at - 1].text[-1] in ".;]}")

    def _subsection(self, line: Line) -> None:
        """A heading without a number: a section of its own, except within an annex."""
        if APPENDED.match(self.section or ""):
            self.headings = [line.text]
        else:
            self.section, self.headings = self.casing.plain(line.text), []
        self.builder.add(line.span, Kind.HEADING, Locator(section=self.section))

    # Articles ------------------------------------------------------------------------------

    def _article(self, head: Line, lines: Sequence[Line], *, last: bool) -> None:
        if self.section in _PREAMBLES.values():
            self.section = None
        heading, body = heading_and_body(head, lines)
        body, finals = final_provisions(body) if last else (body, [])
        place = Locator(section=self.section, article=head.number)
        if not body or body[0].span.start != head.span.start:
            self.builder.add(head.span, Kind.HEADING, place)
        word = "Article" if self.language == "en" else "Стаття"
        context = self._context(f"{word} {head.number}", heading)
        gather(self.builder, parts(place, body, bare=self.bare), context=context)
        names = _FINALS[1 if len(finals) == 1 else 2]
        for at, final in enumerate(finals):
            self.section, self.headings = names[min(at, 1)], []
            self._points(final)

    def _context(self, *more: str) -> str:
        names = (self.title, self.section, *self.headings, *more)
        return " ".join(
            name if name[-1] in ".:" else f"{name}." for name in dict.fromkeys(names) if name
        )
