"""The body of a text: sections, numbered subsections, paragraphs, lists with their lead-ins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dzherelo.corpus.split.lines import BULLET, NUMBERED, Block, headed, joined
from dzherelo.corpus.types import Kind, Locator, Passage

if TYPE_CHECKING:
    from dzherelo.corpus.split.build import Builder

_AIM = re.compile(r"(?:Метою|Мета)\s+(?:цієї\s+|даної\s+)?(статті|дослідження|роботи)\b")
_HEADING_LENGTH = 120


class Body:
    """Walks the blocks of a body and adds their passages, numbering paragraphs from 1."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.section: str | None = None
        self.subsection: str | None = None
        self.paragraph = 0

    def walk(self, lines: Sequence[Block]) -> None:
        lead: Passage | None = None
        item = 0
        for at, block in enumerate(lines):
            following = lines[at + 1] if at + 1 < len(lines) else None
            if lead is not None and (block.is_bullet or _in_run(lines, at)):
                item += 1
                self._item(block, lead, item)
                continue
            lead, item = None, 0
            if following is not None and _is_heading(block):
                self._heading(block)
                continue
            opens = following is not None and _opens_list(block, lines, at + 1)
            passage = self._paragraph(block, Kind.LEAD if opens else Kind.PARAGRAPH)
            lead = passage if opens else None

    def _heading(self, block: Block) -> None:
        if NUMBERED.match(block.text) and self.section and not self.section[0].isdigit():
            self.subsection = block.text
        else:
            self._open(block.text)
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

    def _item(self, block: Block, lead: Passage, item: int) -> None:
        marker = BULLET.match(block.text) or NUMBERED.match(block.text)
        said = lead.words(lead.sentences[-1]) if lead.sentences else lead.text
        context = " ".join(filter(None, (self._context(), said)))
        locator = self._locator(self.paragraph, item)
        skip = marker.end() if marker else 0
        self.builder.add(block.span, Kind.ITEM, locator, context=context, lead=lead, skip=skip)

    def _enter(self, block: Block) -> tuple[int, str]:
        """Opens the section that a paragraph begins, if it does: by its heading, by a statement of
        the aim, or by its number.

        Returns how many characters its heading takes, and the context that it stands in.
        """
        text, heading = block.text, headed(block, "run_in")
        if heading and text[heading - 1].isspace() and text[heading].isalpha():
            self._open(text[:heading].rstrip(" .:\t\xa0"))
            return heading, self._context()
        if aim := _AIM.match(text):
            self._open(f"Мета {aim[1]}")
        elif (number := NUMBERED.match(text)) and block.number is not None:
            behind = range(number.end(), len(text))
            end = next((at for at in behind if text[at] in "/(,–—:.;"), len(text))
            if len(title := text[:end].strip()) <= _HEADING_LENGTH:
                self.subsection = title
                return number.end(), joined([self.section])
        return 0, self._context()

    def _open(self, section: str) -> None:
        self.section = section.capitalize() if section.isupper() else section
        self.subsection = None

    def _context(self) -> str:
        return joined([self.section, self.subsection])

    def _locator(self, paragraph: int | None, item: int | None = None) -> Locator:
        return Locator(section=self.subsection or self.section, paragraph=paragraph, item=item)


def _opens_list(block: Block, lines: Sequence[Block], at: int) -> bool:
    first = lines[at]
    if first.is_bullet:
        return block.ends_open or not block.is_bullet
    return block.ends_open and first.number == 1 and _in_run(lines, at)


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


def _is_heading(block: Block) -> bool:
    text = block.text
    if len(text) > _HEADING_LENGTH or text[-1] in ".:;,!?…»" or block.is_bullet:
        return False
    worded = any(c.isalpha() for c in text)
    return worded and (text[0].isupper() or NUMBERED.match(text) is not None)
