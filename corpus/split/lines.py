"""The lines of a text, headings in ordinary case, and what the lines of a statute or treaty are.

Numbers are given as they are cited: "131 - 1", "131¹" and "1311" between 131 and 132 are "131-1".
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from dzherelo.corpus.language.notation import APOSTROPHE, DASH, ROMAN, number_key, plain_number
from dzherelo.corpus.types import Element, Kind, Span

_DATA = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
ROLES: dict[str, str] = _DATA.pop("roles")
WORDS: dict[str, tuple[str, ...]] = {
    name: tuple(" ".join(one.split()) for one in words.split(","))
    for table in _DATA.values()
    for name, words in table.items()
}

BULLET = re.compile(r"(?:[-–—•*▪◦]\s+|\(?\d{1,3}\)\s+|\(?[а-яіїєґa-z]\)\s+)")
NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)\.?\s+(?=\S)")
_WORD = re.compile(rf"[^\W\d_]+(?:{APOSTROPHE}[^\W\d_]+)*")
_ARTICLE = re.compile(
    r"(?:Стаття|СТАТТЯ|Статья|Article|ARTICLE|Art\.)\s+"
    rf"(?P<number>\d{{1,4}}(?:\s?{DASH}\s?\d{{1,3}})*[⁰¹²³⁴-⁹]*|[IVXLC]+(?![\w'’]))"
    r"(?:\s?[.:]|\s+[-–—](?=\s)|(?=\s*$))\s*"
)
_DIVISION = re.compile(
    r"(?P<word>Розділ|Підрозділ|Книга|Глава|Параграф|Chapter|Section|Part|Title)\s+"
    rf"(?P<number>(?:{ROMAN}+|\d{{1,3}})(?:\s?{DASH}\s?\d+)?)(?:\s*[.:—–-]\s*|\s+|$)(?P<title>.*)|"
    r"(?P<sign>§)\s*(?P<part>\d{1,3})\.?\s*(?P<name>.*)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:(?:заключні|прикінцеві|перехідні)(?:\s+(?:та|і|й)\s+перехідні)?\s+положення|"
    r"(?:final|transitional|miscellaneous|concluding)(?:\s+and\s+\w+)?\s+(?:provisions|clauses)|"
    r"пояснювальн(?:ий\s+меморандум|а\s+записка)|explanatory\s+(?:memorandum|report|note)|"
    r"(?:додаток|annex|appendix)(?:\s+(?:№\s*)?[\dIVX]+)?)\s*[.:]?$",
    re.IGNORECASE,
)
_MARKER = re.compile(  # "1. …" and "(1) …", "1) …", "а) …", "(a) …" and "a. …"
    rf"(?P<part>\d{{1,3}}(?:\s?{DASH}\s?\d{{1,2}})*)\.(?:\s+|(?=[^\W\d]))(?=\S)|"
    rf"\((?P<part2>\d{{1,2}})\)\s+|(?P<point>\d{{1,3}}(?:\s?{DASH}\s?\d{{1,2}})*)\)\s*(?=\S)|"
    r"\((?P<letter>[a-zа-щюяєіїґ])\)\s*|(?P<letter2>[a-zа-щюяєіїґ])\)\s*|(?P<letter3>[a-z])\.\s+(?=\S)"
)
_SIGNED = re.compile(
    r"[А-ЯІЇЄҐ]\.\s?(?:[А-ЯІЇЄҐ]\.\s?)?[А-ЯІЇЄҐ][А-ЯІЇЄҐа-яіїєґ'’ʼ-]+$|\*\s*\*\s*\*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the canonical text that is not empty: one paragraph, heading or list item; or the
    lines of an element. `told` is what the file itself says that it is."""

    span: Span
    text: str
    told: Element | None = None

    @property
    def told_kind(self) -> Kind | None:
        return self.told.kind if self.told else None

    @property
    def is_bullet(self) -> bool:
        return BULLET.match(self.text) is not None

    @property
    def number(self) -> int | None:
        """7 for "7. …" and "7) …"; None for a line that is not numbered, and for "7.1 …"."""
        match = re.match(r"\(?(\d{1,3})[.)]\s+\S", self.text)
        return int(match[1]) if match else None

    @property
    def ends_open(self) -> bool:
        """Whether the line announces a list."""
        return self.text.endswith(":")


def blocks(text: str, elements: Sequence[Element] = ()) -> list[Block]:
    """The elements of a text, and of what they leave the lines that hold more than white space,
    trimmed, with their spans."""
    found: list[Block] = []
    place = 0
    for element in elements:
        found += _plain_blocks(text, place, element.span.start)
        found.append(Block(element.span, element.span.of(text), element))
        place = element.span.end
    return [*found, *_plain_blocks(text, place, len(text))]


def _plain_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    for match in re.compile(r"[^\n]+").finditer(text, start, end):
        line = match.group()
        if stripped := line.strip():
            begin = match.start() + len(line) - len(line.lstrip())
            yield Block(Span(begin, begin + len(stripped)), stripped)


def headed(block: Block, part: str) -> int:
    """How long the heading is with which a part begins ("Анотація. …"); 0 where it is no such."""
    end = next((at for at, char in enumerate(block.text[:90]) if char in ".:"), 0)
    if " ".join(block.text[:end].lower().split()) not in WORDS[part]:
        return 0
    rest = block.text[end + 1 :]
    return end + 1 + len(rest) - len(rest.lstrip())


def begins(text: str, words: Iterable[str]) -> bool:
    """Whether a text begins with some of these words, which are in small letters."""
    lower = text[:60].lower()
    return any(lower.startswith(one) and not lower[len(one) :][:1].isalnum() for one in words)


def joined(names: Iterable[str | None]) -> str:
    """Headings one after the other, each with a full stop of its own."""
    return " ".join(name if name[-1] in ".:" else f"{name}." for name in names if name)


class Casing:
    """Headings in capitals, as one would write them in a sentence. Which words keep their capital
    is told by the text: "РАДА СПІЛКИ" becomes "Рада спілки" where the text
    mostly writes these words so, at the beginning of a sentence apart."""

    def __init__(self, text: str) -> None:
        self._counts = Counter(
            match[0]
            for match in _WORD.finditer(text)
            if (at := match.start()) > 1 and text[at - 1] == " " and text[at - 2].islower()
        )

    def plain(self, heading: str) -> str:
        """The heading on one line; in ordinary case if it was in capitals."""
        words = " ".join(heading.split())
        if not words.isupper():
            return words
        lowered = _WORD.sub(self._word, words)
        return re.sub(r"(?:^|\. )\w", lambda first: first[0].upper(), lowered)

    def _word(self, match: re.Match[str]) -> str:
        lower, name = match[0].lower(), match[0].capitalize()
        return name if self._counts[name] > self._counts[lower] else lower


class Shape(StrEnum):
    """What a line is by its looks."""

    NOTE = "note"  # an amendment note in braces
    EDITOR = "editor"  # a remark in square brackets that is not the law's
    DIVISION = "division"  # розділ, глава, Chapter, or a named part such as final provisions
    PARAGRAPH = "paragraph"  # § 1 inside a chapter
    SUBHEAD = "subhead"
    PREAMBLE = "preamble"
    ARTICLE = "article"
    PART = "part"  # "1. …"
    POINT = "point"  # "1) …"
    LETTER = "letter"  # "а) …", "(a) …"
    CLOSING = "closing"  # signatures and what stands behind them
    TEXT = "text"


HEADS = frozenset({Shape.DIVISION, Shape.PARAGRAPH, Shape.ARTICLE})
NOTES = frozenset({Shape.NOTE, Shape.EDITOR})


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or the lines of one heading or note: its marker is `skip` characters long.

    `title` is the heading's own words: of an article what follows its number, of a division
    number and words together, as one would write them.
    """

    span: Span
    text: str
    shape: Shape
    number: str = ""
    skip: int = 0
    title: str = ""

    @property
    def key(self) -> tuple[int, ...]:
        return number_key(self.number)

    @property
    def is_title(self) -> bool:
        """Whether it looks like the title of what follows, and not like a sentence."""
        return (
            self.shape is Shape.TEXT
            and len(self.text) <= 220
            and self.text[0].isupper()
            and self.text.rstrip("\"»”')")[-1:] not in tuple(".:;,!?}")
        )

    @property
    def untitled(self) -> bool:
        """Whether it is a division's number alone, "Розділ I"."""
        return bool(self.number) and self.title.count(" ") == 1


def lines_of(found: Sequence[Block]) -> list[Line]:
    """The blocks as lines of a statute, headings and notes joined where they take several."""
    return _subheads(_checked(_joined([_line(block) for block in _notes(found)])))


def _notes(found: Sequence[Block], *, longest: int = 400) -> Iterator[Block]:
    """The blocks, a note in braces of several lines made one; one that is never closed has one."""
    at = 0
    while at < len(found):
        depth, end = 0, at
        while end < min(len(found), at + longest) and (end == at or depth > 0):
            depth += found[end].text.count("{") - found[end].text.count("}")
            end += 1
        end = end if found[at].text.startswith("{") and depth <= 0 else at + 1
        span = Span(found[at].span.start, found[end - 1].span.end)
        yield Block(span, "\n".join(block.text for block in found[at:end]))
        at = end


def _line(block: Block) -> Line:
    text = block.text
    if text[0] == "{" or text.startswith("/*"):
        return Line(block.span, text, Shape.NOTE)
    if begins(text.removeprefix("["), ("преамбула", "preamble")) and len(text) < 40:
        return Line(block.span, text, Shape.PREAMBLE)
    if text[0] == "[" and text[-1] == "]":
        inner = _line(Block(block.span, text[1:-1].strip() or "…"))
        if inner.shape is Shape.DIVISION and len(inner.text) < 60:
            return replace(inner, text=text)
        return Line(block.span, text, Shape.EDITOR, title=inner.text)
    if match := _ARTICLE.match(text):
        number, title = plain_number(match["number"]), text[match.end() :]
        return Line(block.span, text, Shape.ARTICLE, number, match.end(), title)
    if (match := _DIVISION.match(text)) and _is_heading(text, match):
        return _division(block, match)
    if _NAMED.match(text):
        return Line(block.span, text, Shape.DIVISION, title=text.strip(" .:"))
    if match := _MARKER.match(text):
        kind = match.lastgroup or ""
        shape = Shape(kind.rstrip("23"))
        return Line(block.span, text, shape, plain_number(match[kind]), match.end())
    signed = len(text) < 90 and "." not in text[:-1] and begins(text, WORDS["signatories"])
    closes = signed or begins(text, WORDS["closings"]) or _SIGNED.match(text)
    return Line(block.span, text, Shape.CLOSING if closes else Shape.TEXT)


def _is_heading(text: str, match: re.Match[str]) -> bool:
    """Sentences may begin with "Розділ IV цього Закону …" too."""
    title = match["title"] if match["word"] else match["name"]
    return text[-1] not in ".;,:" and len(text) <= 320 and not title[:1].islower()


def _division(block: Block, match: re.Match[str]) -> Line:
    if match["sign"]:
        return Line(block.span, block.text, Shape.PARAGRAPH, match["part"], title=block.text)
    number, word = plain_number(match["number"]), match["word"].capitalize()
    shape = Shape.PARAGRAPH if word == "Параграф" else Shape.DIVISION
    title = f"{word} {number}. {match['title']}" if match["title"] else f"{word} {number}"
    return Line(block.span, block.text, shape, number, title=title)


def _joined(lines: Sequence[Line]) -> list[Line]:
    """A heading of several lines made one."""
    joined: list[Line] = []
    at = 0
    while at < len(lines):
        line, end = lines[at], at + 1
        if line.shape in (Shape.DIVISION, Shape.PARAGRAPH):
            while end < len(lines) and _goes_on(line, lines[end], first=end == at + 1):
                end += 1
        elif line.shape is Shape.ARTICLE and not line.title:
            end += _has_title_below(lines, end)
        joined.append(line if end == at + 1 else _with_title(lines[at:end]))
        at = end
    return joined


def _goes_on(heading: Line, line: Line, *, first: bool) -> bool:
    if first and heading.untitled and line.shape is Shape.DIVISION and not line.number:
        return True
    if line.shape not in (Shape.TEXT, Shape.CLOSING) or line.text[-1] in ".;,:":
        return False
    if line.text.isupper():
        return heading.untitled or heading.title.split(" ", 2)[-1].isupper()
    if line.text[0].islower() and len(line.text) < 100:
        return True
    return first and heading.untitled and line.is_title


def _has_title_below(lines: Sequence[Line], at: int) -> bool:
    """Whether a title stands under a line that is nothing but "Article 31"."""
    below = (Shape.TEXT, Shape.PART, Shape.POINT, Shape.LETTER)
    return at + 1 < len(lines) and lines[at].is_title and lines[at + 1].shape in below


def _with_title(lines: Sequence[Line]) -> Line:
    head, rest = lines[0], " ".join(line.text for line in lines[1:])
    joint = "" if not head.title else ". " if head.untitled else " "
    named = head.shape is Shape.DIVISION and not head.number
    return replace(
        head,
        span=Span(head.span.start, lines[-1].span.end),
        text="\n".join(line.text for line in lines),
        title=head.title if named else f"{head.title}{joint}{rest}",
    )


def _checked(lines: Sequence[Line]) -> list[Line]:
    """The lines, with only those article headings left that stand in the order of their numbers.

    What breaks the order is quoted from another act, or a raised digit that was printed flat.
    """
    at = [place for place, line in enumerate(lines) if line.shape is Shape.ARTICLE]
    starts = [0, *(i for i in range(1, len(at)) if lines[at[i]].key == (1,)), len(at)]
    checked = list(lines)
    for begin, end in pairwise(starts):
        run = at[begin:end]
        kept = set(_rising([lines[place].key for place in run]))
        last = ""
        for offset, place in enumerate(run):
            line = lines[place]
            raised = line.number.removeprefix(last)
            if offset in kept:
                last = line.number
            elif last and raised != line.number and raised.isdecimal() and len(raised) <= 2:
                checked[place] = replace(line, number=f"{last}-{raised}")
            else:
                checked[place] = Line(line.span, line.text.replace("\n", " "), Shape.TEXT)
    return checked


def _rising(keys: Sequence[tuple[int, ...]]) -> list[int]:
    """Places of a longest strictly rising run among the keys, in order."""
    tails: list[tuple[int, ...]] = []
    ends: list[int] = []
    before: list[int] = []
    for at, key in enumerate(keys):
        length = bisect_left(tails, key)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [key]
        ends[length : length + 1] = [at]
    found, at = [], ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]


def _subheads(lines: Sequence[Line]) -> list[Line]:
    """Short lines right above a heading are headings too: "Склад", "VOTING"."""
    found = list(lines)
    for at in range(len(found) - 2, 0, -1):
        line, below, above = found[at], found[at + 1].shape, found[at - 1]
        ended = above.shape is not Shape.TEXT or above.text[-1] in ".;}»”\"'"
        heading = below in HEADS or below is Shape.SUBHEAD
        short = line.is_title and len(line.text) <= 100
        if short and heading and ended and above.shape is not Shape.ARTICLE:
            found[at] = replace(line, shape=Shape.SUBHEAD)
    return found
