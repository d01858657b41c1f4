"""The body of a text: sections, numbered subsections, paragraphs, lists with their lead-ins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.split.build import BULLET, NUMBERED, Block, Builder
from dzherelo.corpus.types import Kind, Locator, Passage, Span

# Headings that stand at the beginning of their first paragraph: "Вступ. Слід зауважити …".
_RUN_IN = re.compile(
    r"(?P<title>Вступ|Актуальність(?: теми| дослідження)?|Постановка проблеми|"
    r"Аналіз (?:останніх )?досліджень(?: і публікацій| та публікацій)?|"
    r"Стан (?:дослідження|опрацювання)(?: проблеми| проблематики)?|"
    r"Мета(?: та завдання)?(?: статті| дослідження| роботи)?|"
    r"Методи(?: дослідження)?|Методологія|Матеріали та методи|Результати(?: дослідження)?|"
    r"Обговорення|Виклад основного матеріалу(?: дослідження)?|Основна частина|"
    r"Висновки(?: та перспективи(?: подальших досліджень)?)?|Перспективи подальших досліджень|"
    r"Introduction|Background|Literature review|Purpose|Methods|Materials and methods|Results|"
    r"Discussion|Conclusions?|Acknowledgements?)\s*[.:]\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
# A paragraph that states the aim opens a section without any heading.
_AIM = re.compile(r"(?:Метою|Мета)\s+(?:цієї\s+|даної\s+)?(статті|дослідження|роботи)\b")
_TITLE_END = re.compile(r"[/(,–—:.;]")
_HEADING_LENGTH = 120
_HEADING_WORDS = 14
LONG = 4_000
_PIECE = 1_500


class Body:
    """Walks the blocks of a body and adds their passages, numbering paragraphs from 1."""

    def __init__(self, builder: Builder, *, title: str = "") -> None:
        self.builder = builder
        self.title = title
        self.section: str | None = None
        self.subsection: str | None = None
        self.paragraph = 0

    def walk(self, lines: Sequence[Block]) -> None:
        lead: Passage | None = None
        item = 0
        for at, block in enumerate(lines):
            following = lines[at + 1] if at + 1 < len(lines) else None
            if lead is not None and self._continues_list(lines, at, item):
                item += 1
                self._item(block, lead, item)
                continue
            lead, item = None, 0
            if self._is_heading(block, following):
                self._heading(block)
                continue
            opens = following is not None and self._opens_list(block, lines, at + 1)
            passage = self._paragraph(block, Kind.LEAD if opens else Kind.PARAGRAPH)
            lead = passage if opens else None

    # What a line is ------------------------------------------------------------------------

    def _continues_list(self, lines: Sequence[Block], at: int, item: int) -> bool:
        return lines[at].is_bullet or (lines[at].number is not None and self._in_run(lines, at))

    def _opens_list(self, block: Block, lines: Sequence[Block], at: int) -> bool:
        first = lines[at]
        if first.is_bullet:
            return block.ends_open or not block.is_bullet
        return block.ends_open and first.number == 1 and self._in_run(lines, at)

    def _in_run(self, lines: Sequence[Block], at: int) -> bool:
        """Whether a numbered line has its neighbour in number right beside it.

        Numbered paragraphs with other text between them are subsections, not a list.
        """
        number = lines[at].number
        if number is None:
            return False
        before = lines[at - 1].number if at else None
        after = lines[at + 1].number if at + 1 < len(lines) else None
        return before == number - 1 or after == number + 1

    def _is_heading(self, block: Block, following: Block | None) -> bool:
        text = block.text
        if following is None or len(text) > _HEADING_LENGTH or text[-1] in ".:;,!?…»":
            return False
        if block.is_bullet or not any(c.isalpha() for c in text):
            return False
        return text[0].isupper() or NUMBERED.match(text) is not None

    # What becomes of it --------------------------------------------------------------------

    def _heading(self, block: Block) -> None:
        if NUMBERED.match(block.text) and self.section and not self.section[0].isdigit():
            self.subsection = block.text
        else:
            self.section, self.subsection = _plain_case(block.text), None
        self.builder.add(block.span, Kind.HEADING, self._locator(paragraph=None))

    def _paragraph(self, block: Block, kind: Kind) -> Passage:
        skip, context = self._enter(block)
        self.paragraph += 1
        locator = self._locator(paragraph=self.paragraph)
        pieces = _pieces(block)
        for piece in pieces[:-1]:
            self.builder.add(piece, Kind.PARAGRAPH, locator, context=context, skip=skip)
            skip = 0
        return self.builder.add(pieces[-1], kind, locator, context=context, skip=skip)

    def _item(self, block: Block, lead: Passage, item: int) -> None:
        marker = BULLET.match(block.text) or NUMBERED.match(block.text)
        context = " ".join(part for part in (self._context(), _last_sentence(lead)) if part)
        locator = self._locator(paragraph=self.paragraph, item=item)
        skip = marker.end() if marker else 0
        self.builder.add(block.span, Kind.ITEM, locator, context=context, lead=lead.id, skip=skip)

    def _enter(self, block: Block) -> tuple[int, str]:
        """Opens the section that a paragraph begins, if it does.

        Returns how many characters its heading takes, and the context that it stands in.
        """
        if heading := _RUN_IN.match(block.text):
            self.section, self.subsection = _plain_case(heading["title"]), None
            return heading.end(), self._context()
        if aim := _AIM.match(block.text):
            self.section, self.subsection = f"Мета {aim[1]}", None
            return 0, self._context()
        if (number := NUMBERED.match(block.text)) and block.number is not None:
            context = self.section or ""
            end = _TITLE_END.search(block.text, number.end())
            title = block.text[: end.start() if end else len(block.text)].strip()
            if len(title) <= _HEADING_LENGTH:
                self.subsection = title
                return number.end(), _joined(self.title, context)
        return 0, self._context()

    def _context(self) -> str:
        return _joined(self.title, self.section, self.subsection)

    def _locator(self, *, paragraph: int | None, item: int | None = None) -> Locator:
        return Locator(section=self.subsection or self.section, paragraph=paragraph, item=item)


def _joined(*parts: str | None) -> str:
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def _plain_case(title: str) -> str:
    return title.capitalize() if title.isupper() else title


def _last_sentence(passage: Passage) -> str:
    if not passage.sentences:
        return passage.text
    return passage.words(passage.sentences[-1])


def _pieces(block: Block) -> list[Span]:
    """A paragraph, in one piece unless it is longer than any one would cite: then at sentences."""
    if len(block.text) <= LONG:
        return [block.span]
    pieces: list[Span] = []
    for sentence in sentences(block.text, start=block.span.start):
        if pieces and sentence.end - pieces[-1].start <= _PIECE:
            pieces[-1] = Span(pieces[-1].start, sentence.end)
        else:
            pieces.append(sentence)
    return pieces
