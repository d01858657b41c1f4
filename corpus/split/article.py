"""A scholarly article (title block, body, reference list, abstracts in several languages), and the
body of any other text: sections, numbered subsections, paragraphs, lists with their lead-ins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dzherelo.corpus.language.notation import APOSTROPHE, CAPITAL, lone_doi
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.split.lines import BULLET, NUMBERED, ROLES, WORDS, Block, begins, joined
from dzherelo.corpus.types import Kind, Locator, Passage, Span

if TYPE_CHECKING:
    from dzherelo.corpus.split.build import Builder

_NAME = rf"{CAPITAL}(?:[а-яіїєґa-z-]|{APOSTROPHE})+"
_INITIALS = rf"(?:{CAPITAL}[a-z]?\.\s?){{1,2}}"
_AUTHOR = re.compile(
    rf"(?:{_NAME}\s+{_INITIALS}|{_INITIALS}\s*{_NAME})(?:\s*,\s*{_NAME}\s+{_INITIALS})*\s*,?$"
)
_AUTHORS_AND_TITLE = re.compile(rf"(?:{_NAME}\s+{_INITIALS},?\s*)+(?P<title>[^a-zа-яіїєґ]{{12,}})$")
_ENTRY = re.compile(r"(\d{1,3})\s*[.)]\s+")
_AIM = re.compile(r"(?:Метою|Мета)\s+(?:цієї\s+|даної\s+)?(статті|дослідження|роботи)\b")

_ABSTRACTS = {"uk": "Анотація", "en": "Abstract", "ru": "Анотація"}
_KEYS = {"uk": "Ключові слова", "en": "Key words", "ru": "Ключові слова"}
_BODY_LENGTH = 250  # characters from which a paragraph is one of a body or an abstract
_HEADING_LENGTH = 120


def looks_like_article(lines: Sequence[Block]) -> bool:
    """A reference list, and before it a text; or an abstract with key words."""
    return any(_is_list(block) or _headed(block, "keywords") for block in lines)


def split_article(builder: Builder, lines: Sequence[Block]) -> None:
    """Adds every passage of the article to `builder` and links its in-text references."""
    body_at = _body_start(lines)
    end = next((at for at in range(body_at, len(lines)) if _is_list(lines[at])), len(lines))
    if end == len(lines):  # without a list the body ends at the abstracts behind it, if any
        titles = (at for at, one in enumerate(lines) if _AUTHORS_AND_TITLE.match(one.text))
        end = max((at for at in titles if at > body_at), default=end)
    _front(builder, lines[:body_at])
    Body(builder).walk(lines[body_at:end])
    entries: set[int] = set()
    rest = list(lines[end:])
    while rest and _is_list(rest[0]):
        numbers, rest = _reference_list(builder, rest)
        entries = entries or numbers
    _back(builder, rest)
    builder.link(entries)


# What a line is ---------------------------------------------------------------------------------


def _is_list(block: Block) -> bool:
    """Whether it heads a reference list."""
    said = block.text.lower().rstrip().removesuffix(":").removesuffix(".").split()
    listed = len(said) > 1 and said[0] == "список" and set(said[1:]) <= {*WORDS["listed"]}
    return len(block.text) < 80 and (listed or " ".join(said) in WORDS["lists"])


def _headed(block: Block, part: str) -> int:
    """How long the heading is with which a part begins ("Анотація. …"); 0 where it is no such."""
    end = next((at for at, char in enumerate(block.text[:90]) if char in ".:"), 0)
    if " ".join(block.text[:end].lower().split()) not in WORDS[part]:
        return 0
    rest = block.text[end + 1 :]
    return end + 1 + len(rest) - len(rest.lstrip())


def _body_start(lines: Sequence[Block]) -> int:
    """The first long paragraph that is neither abstract nor key words."""
    abstract_before = False
    for at, block in enumerate(lines):
        if _headed(block, "abstract") or _headed(block, "keywords"):
            abstract_before = len(block.text) < 40
        elif abstract_before:
            abstract_before = False
        elif _is_prose(block) or _is_list(block):
            return at
    return len(lines)


def _is_prose(block: Block) -> bool:
    text = block.text
    sentence = len(text) >= 80 and text[-1] in ".!?:" and not text.isupper()
    return sentence or len(text) >= _BODY_LENGTH


def _is_title(block: Block) -> bool:
    letters = [c for c in block.text if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    return len(block.text.split()) >= 3 and upper > 0.8 * len(letters)


# The title block --------------------------------------------------------------------------------


def _front(builder: Builder, lines: Sequence[Block]) -> None:
    titles = [at for at, block in enumerate(lines) if _is_title(block)]
    known = [at for at, block in enumerate(lines) if _AUTHOR.match(block.text)]
    # the first line of the last run of lines in capitals, else the first line of all
    runs = [at for at in titles if at - 1 not in titles]
    title = runs[-1] if runs else next((at for at in range(len(lines)) if at not in known), None)
    at = 0
    while at < len(lines):
        end = _front_end(lines, at, title)
        section, kind, skip = _front_part(lines[at], at, title, known)
        span = Span(lines[at].span.start, lines[end - 1].span.end)
        place = Locator(section=section)
        builder.add(span, kind, place, context=ROLES.get(section, ""), skip=skip)
        at = end


def _front_end(lines: Sequence[Block], at: int, title: int | None) -> int:
    """An author's block takes the lines on degree and post below the name; others are one line."""
    end = at + 1
    if _AUTHOR.match(lines[at].text):
        while end < len(lines) and end != title and not _starts_part(lines[end]):
            end += 1
    elif at == title:
        while end < len(lines) and _is_title(lines[end]):
            end += 1
    return end


def _starts_part(block: Block) -> bool:
    named = _AUTHOR.match(block.text) or lone_doi(block.text) or begins(block.text, ("удк", "udc"))
    headed = _headed(block, "abstract") or _headed(block, "keywords")
    return bool(named or headed) or _is_title(block)


def _front_part(
    block: Block, at: int, title: int | None, authors: Sequence[int]
) -> tuple[str, Kind, int]:
    """(section, kind, length of a run-in heading) of a part of the title block."""
    language = language_of(block.text)
    if at == title:
        return "Назва", Kind.TITLE, 0
    if at in authors:
        return "Автори", Kind.AUTHOR, 0
    if begins(block.text, ("удк", "udc")):
        return "УДК", Kind.FRONT, 0
    if lone_doi(block.text):
        return "DOI", Kind.FRONT, 0
    if keys := _headed(block, "keywords"):
        return _KEYS[language], Kind.KEYWORDS, keys
    abstract = _headed(block, "abstract")
    if abstract or len(block.text) >= _BODY_LENGTH:
        return _ABSTRACTS[language], Kind.ABSTRACT, abstract
    return "Рубрика", Kind.FRONT, 0


# The reference list and what stands behind it ---------------------------------------------------


def _reference_list(builder: Builder, lines: Sequence[Block]) -> tuple[set[int], list[Block]]:
    """Adds heading and entries; returns the entries' numbers and the lines that are left."""
    heading = lines[0].text.strip(" .:").capitalize()
    builder.add(lines[0].span, Kind.HEADING, Locator(section=heading))
    numbered = any(_ENTRY.match(block.text) for block in lines[1:4])
    numbers: set[int] = set()
    at = 1
    while at < len(lines) and not _ends_list(lines[at], numbered):
        match = _ENTRY.match(lines[at].text)
        number = int(match[1]) if match else at
        end = at + 1
        while end < len(lines) and numbered and _carries_on(lines[end]):
            end += 1
        builder.add(
            Span(lines[at].span.start, lines[end - 1].span.end),
            Kind.ENTRY,
            Locator(section=heading, entry=number),
            context=f"{heading}. Джерело {number}. Reference {number}.",
            skip=match.end() if match else 0,
        )
        numbers.add(number)
        at = end
    return numbers, list(lines[at:])


def _ends_list(block: Block, numbered: bool) -> bool:
    headed = _is_list(block) or _headed(block, "abstract") or _headed(block, "keywords")
    other = numbered and not _ENTRY.match(block.text)
    return bool(headed or other or _AUTHORS_AND_TITLE.match(block.text))


def _carries_on(block: Block) -> bool:
    """An address or an access note on a line of its own belongs to the entry above it."""
    signs = ("url", "http://", "https://", "(дата", "(accessed", "<http")
    return block.text.lower().startswith(signs) or begins(block.text, ("doi",))


def _back(builder: Builder, lines: Sequence[Block]) -> None:
    for block in lines:
        language = language_of(block.text)
        section, kind, skip = _ABSTRACTS[language], Kind.ABSTRACT, 0
        if keys := _headed(block, "keywords"):
            section, kind, skip = _KEYS[language], Kind.KEYWORDS, keys
        elif _AUTHORS_AND_TITLE.match(block.text) or _is_title(block):
            kind = Kind.TITLE
        else:
            skip = _headed(block, "abstract")
        context = ROLES["Назва" if kind is Kind.TITLE else section]
        builder.add(block.span, kind, Locator(section=section), context=context, skip=skip)


# The body ---------------------------------------------------------------------------------------


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
        text, heading = block.text, _headed(block, "run_in")
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
