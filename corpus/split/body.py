"""The body of a text: sections, paragraphs, lists with their lead-ins, and what stands between
paragraphs: tables' rows, captions, code, equations, notes.

Where the file tells its headings, they alone are headings. Elsewhere a line is one on evidence:
its number, its words, its capitals, or its place alone above a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from dzherelo.corpus.split.lines import (
    BULLET,
    NUMBERED,
    Block,
    headed,
    is_caption,
    joined,
    may_head,
    tells_part,
)
from dzherelo.corpus.types import Element, Kind, Locator, Passage

if TYPE_CHECKING:
    from dzherelo.corpus.split.build import Builder

_AIM = re.compile(r"(?:Метою|Мета)\s+(?:цієї\s+|даної\s+)?(статті|дослідження|роботи)\b")

# What stands between paragraphs, and parts no list from its lead-in.
_APART = frozenset(Kind) - {Kind.HEADING, Kind.PARAGRAPH, Kind.LEAD, Kind.ITEM, Kind.PROVISION}


def tells_headings(lines: Iterable[Block]) -> bool:
    """Whether the file itself says which lines are headings."""
    return any(block.told is not None and block.told.kind is Kind.HEADING for block in lines)


class Body:
    """Walks the blocks of a body and adds their passages, numbering paragraphs from 1.

    `told` says that the file tells its headings; `listed` are the notes that are the article's
    reference list, by where they begin, with their numbers. `path` are the headings above the place
    that was reached, each with its level.
    """

    def __init__(
        self, builder: Builder, *, told: bool, listed: Mapping[int, int] | None = None
    ) -> None:
        self.builder = builder
        self.listed = listed or {}
        self.told = told
        self.path: list[tuple[int, str]] = []
        self.paragraph = 0

    def walk(self, lines: Sequence[Block]) -> None:
        flow = [block for block in lines if self._kind(block) not in _APART]
        lead: Passage | None = None
        at = item = 0
        for number, block in enumerate(lines):
            kind = self._kind(block)
            if _heads_table(block, lines[number + 1 : number + 2]):
                kind = Kind.CAPTION
            if kind in _APART:
                self._apart(block, kind)
                continue
            at += 1
            if block.told_kind is Kind.ITEM or (
                lead is not None and (block.is_bullet or _in_run(flow, at - 1))
            ):
                item += 1
                self._item(block, lead, item)
                continue
            lead, item = None, 0
            if self._is_heading(block, flow, at - 1):
                self._heading(block)
                continue
            opens = at < len(flow) and _opens_list(block, flow, at)
            passage = self._paragraph(block, Kind.LEAD if opens else Kind.PARAGRAPH)
            lead = passage if opens else None

    def _kind(self, block: Block) -> Kind | None:
        if block.told is not None:
            return block.told.kind
        if is_caption(block.text):
            return Kind.CAPTION
        return Kind.EQUATION if block.text.startswith(("$$", "\\[", "\\begin{eq")) else None

    def _apart(self, block: Block, kind: Kind | None) -> None:
        assert kind is not None
        told = block.told or Element(block.span, kind)
        context = joined([*self._names(), told.context])
        printed = re.match(rf"\[?\^?{re.escape(told.label)}\]?[.):]?\s*", block.text)
        skip = printed.end() if told.label and printed else 0
        place = self._locator(None)
        if (number := self.listed.get(block.span.start)) is not None:
            kind, place = Kind.ENTRY, Locator(section=place.section, entry=number)
            context = joined([context or None, f"Джерело {number}. Reference {number}."])
        self.builder.add(block.span, kind, place, context=context, skip=skip)

    def _heading(self, block: Block) -> None:
        level = block.told.level if block.told else self._level(block.text)
        self._open(block.text, level)
        self.builder.add(block.span, Kind.HEADING, self._locator(None))

    def _paragraph(self, block: Block, kind: Kind) -> Passage:
        skip, context = self._enter(block)
        self.paragraph += 1
        locator = self._locator(self.paragraph)
        *pieces, last = self.builder.pieces(block.span)
        for piece in pieces:
            self.builder.add(piece, Kind.PARAGRAPH, locator, context=context, skip=skip)
            skip = 0
        return self.builder.add(last, kind, locator, context=context, skip=skip)

    def _item(self, block: Block, lead: Passage | None, item: int) -> None:
        marker = BULLET.match(block.text) or NUMBERED.match(block.text)
        said = [lead.words(lead.sentences[-1]) if lead.sentences else lead.text] if lead else []
        context = " ".join(filter(None, (self._context(), *said)))
        locator = self._locator(self.paragraph or None, item)
        skip = marker.end() if marker else 0
        self.builder.add(block.span, Kind.ITEM, locator, context=context, lead=lead, skip=skip)

    def _enter(self, block: Block) -> tuple[int, str]:
        """Opens the section that a paragraph begins, if it does: by its heading, by a statement of
        the aim, or by its number.

        Returns how many characters its heading takes, and the context that it stands in.
        """
        text, heading = block.text, headed(block, "run_in")
        level = 99 if self.told else 1  # below all headings that stand on lines of their own
        if heading and text[heading - 1].isspace() and text[heading].isalpha():
            self._open(text[:heading].rstrip(" .:\t\xa0"), level)
            return heading, self._context()
        if aim := _AIM.match(text):
            self._open(f"Мета {aim[1]}", level)
        elif not self.told and (number := NUMBERED.match(text)) and block.number is not None:
            behind = range(number.end(), len(text))
            end = next((at for at in behind if text[at] in "/(,–—:.;"), len(text))
            if may_head(title := text[:end].strip(" .")):
                self.path = [*self.path[:1], (2, title)]
                return number.end(), joined(self._names()[:-1])
        return 0, self._context()

    # Headings ------------------------------------------------------------------------------

    def _is_heading(self, block: Block, flow: Sequence[Block], at: int) -> bool:
        if block.told is not None or self.told:
            return block.told_kind is Kind.HEADING
        if at + 1 == len(flow) or not may_head(block.text):
            return False
        return tells_part(block.text) or self._stands_alone(block, flow, at)

    def _stands_alone(
        self, block: Block, flow: Sequence[Block], at: int, *, paragraph: int = 80
    ) -> bool:
        """Whether a short line has blank lines around it, and below a line of at least so many
        characters as a `paragraph`."""
        text, below = self.builder.text, flow[at + 1]
        above = flow[at - 1].span.end if at else 0
        gaps = (text[above : block.span.start], text[block.span.end : below.span.start])
        apart = gaps[1].count("\n") > 1 and (gaps[0].count("\n") > 1 or at == 0)
        labelled = ": " in block.text[:40]
        return apart and not labelled and len(below.text) >= paragraph

    def _level(self, text: str) -> int:
        """Of a heading that the file does not tell: by the parts of its number, under a section
        without one where there is such."""
        number = NUMBERED.match(text)
        if number is None:
            return 1
        under = bool(self.path) and NUMBERED.match(self.path[0][1]) is None
        return under + 1 + number[1].count(".")

    def _open(self, section: str, level: int) -> None:
        name = section.capitalize() if section.isupper() else section
        self.path = [*(one for one in self.path if one[0] < level), (level, name)]

    def _names(self) -> list[str]:
        return [name for _, name in self.path]

    def _context(self) -> str:
        return joined(self._names())

    def _locator(self, paragraph: int | None, item: int | None = None) -> Locator:
        section = self.path[-1][1] if self.path else None
        return Locator(section=section, paragraph=paragraph, item=item)


def _heads_table(block: Block, below: Sequence[Block]) -> bool:
    """Whether a row names the columns of those below it."""
    told = [one.told for one in below if one.told and one.told_kind is Kind.ROW]
    rows = block.told_kind is Kind.ROW and bool(told)
    return rows and told[0].context.rstrip(". ").endswith(block.text.rstrip(". "))


def _opens_list(block: Block, flow: Sequence[Block], at: int) -> bool:
    first = flow[at]
    if first.is_bullet or first.told_kind is Kind.ITEM:
        return block.ends_open or not block.is_bullet
    return block.ends_open and first.number == 1 and _in_run(flow, at)


def _in_run(lines: Sequence[Block], at: int) -> bool:
    """Whether a numbered line has its neighbour in number right beside it.

    Numbered paragraphs with other text between them are subsections, not a list.
    """
    number = lines[at].number
    if number is None:
        return False
    before = lines[at - 1].number if at else None
    after = lines[at + 1].number if at + 1 < len(lines) else None
    return before == number - 1 or after == number + 1
