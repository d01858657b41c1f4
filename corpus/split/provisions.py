"""What the lines of a statute or treaty are: headings, numbered provisions, amendment notes.

Numbers are given as they are cited: "131 - 1", "131¹" and "1311" between 131 and 132 are "131-1".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from dzherelo.corpus.split.build import Block
from dzherelo.corpus.language.notation import number_key, plain_number
from dzherelo.corpus.types import Span

_NUMBER = r"\d{1,4}(?:\s?[-–‑]\s?\d{1,3})*[⁰¹²³⁴-⁹]*|[IVXLC]+(?![\w'’])"
_ARTICLE = re.compile(
    rf"(?:Стаття|СТАТТЯ|Статья|Article|ARTICLE|Art\.)\s+(?P<number>{_NUMBER})"
    r"(?P<stop>\s?[.:]|\s+[-–—](?=\s)|(?=\s*$))\s*"
)
_ROMAN = r"[IVXLCІХС]+(?:\s?[-–‑]\s?\d+)?"
_DIVISION = re.compile(
    rf"(?P<word>Розділ|Підрозділ|Книга|Глава|Параграф|Chapter|Section|Part|Title)\s+"
    rf"(?P<number>{_ROMAN}|\d{{1,3}}(?:\s?[-–‑]\s?\d+)?)(?:\s*[.:—–-]\s*|\s+|$)(?P<title>.*)|"
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
_PREAMBLE = re.compile(r"\[?(?:преамбула|preamble)\b[^\n]{0,30}$", re.IGNORECASE)
_PART = re.compile(r"(\d{1,3}(?:\s?[-–‑]\s?\d{1,2})*)\.(?:\s+|(?=[^\W\d]))(?=\S)|\((\d{1,2})\)\s+")
_POINT = re.compile(r"(\d{1,3}(?:\s?[-–‑]\s?\d{1,2})*)\)\s*(?=\S)")
_LETTER = re.compile(r"\(([a-zа-щюяєіїґ])\)\s*|([a-zа-щюяєіїґ])\)\s*|([a-z])\.\s+(?=\S)")
_CLOSING = re.compile(
    r"[А-ЯІЇЄҐ]\.\s?(?:[А-ЯІЇЄҐ]\.\s?)?[А-ЯІЇЄҐ][А-ЯІЇЄҐа-яіїєґ'’ʼ-]+$|\*\s*\*\s*\*$|"
    r"(?:Президент України|Голова Верховної Ради)\b[^.]{0,60}$|"
    r"(?:in (?:faith|witness) whereof|на посвідчення чого|done at|вчинено (?:в|у))\b",
    re.IGNORECASE,
)
_TITLE_LENGTH = 220
_NOTE_LINES = 400


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
    def words(self) -> str:
        """The line without its marker."""
        return self.text[self.skip :]

    @property
    def key(self) -> tuple[int, ...]:
        return number_key(self.number)

    @property
    def is_title(self) -> bool:
        """Whether it looks like the title of what follows, and not like a sentence."""
        return (
            self.shape is Shape.TEXT
            and len(self.text) <= _TITLE_LENGTH
            and self.text[0].isupper()
            and self.text.rstrip("\"»”')")[-1:] not in tuple(".:;,!?}")
        )


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """The blocks as lines of a statute, headings and notes joined where they take several."""
    lines = _checked(_joined([_shape(block) for block in _notes(blocks)]))
    return _subheads(lines)


def _notes(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, a note in braces of several lines made one."""
    at = 0
    while at < len(blocks):
        first, end = blocks[at], at + 1
        if first.text.startswith("{"):
            depth, limit = _depth(first.text), min(len(blocks), at + _NOTE_LINES)
            while depth > 0 and end < limit:
                depth += _depth(blocks[end].text)
                end += 1
            if depth > 0:  # never closed: only the first line is a note
                end = at + 1
        yield first if end == at + 1 else _merged(blocks[at:end])
        at = end


def _merged(blocks: Sequence[Block]) -> Block:
    return Block(
        Span(blocks[0].span.start, blocks[-1].span.end), "\n".join(block.text for block in blocks)
    )


def _depth(text: str) -> int:
    return text.count("{") - text.count("}")


def _shape(block: Block) -> Line:
    text = block.text
    if text[0] == "{" or text.startswith("/*"):
        return Line(block.span, text, Shape.NOTE)
    if _PREAMBLE.match(text):
        return Line(block.span, text, Shape.PREAMBLE)
    if text[0] == "[" and text[-1] == "]":
        inner = _shape(Block(block.span, text[1:-1].strip() or "…"))
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
    for shape, pattern in ((Shape.PART, _PART), (Shape.POINT, _POINT), (Shape.LETTER, _LETTER)):
        if match := pattern.match(text):
            number = plain_number(next(group for group in match.groups() if group))
            return Line(block.span, text, shape, number, match.end())
    shape = Shape.CLOSING if _CLOSING.match(text) else Shape.TEXT
    return Line(block.span, text, shape)


def _is_heading(text: str, match: re.Match[str]) -> bool:
    """Sentences may begin with "Розділ IV цього Закону …" too."""
    title = match["title"] if match["word"] else match["name"]
    return (
        text[-1] not in ".;,:"
        and len(text) <= _TITLE_LENGTH + 100
        and (not title or not title[0].islower())
    )


def _division(block: Block, match: re.Match[str]) -> Line:
    if match["sign"]:
        return Line(block.span, block.text, Shape.PARAGRAPH, match["part"], title=block.text)
    number, word = plain_number(match["number"]), match["word"].capitalize()
    shape = Shape.PARAGRAPH if word == "Параграф" else Shape.DIVISION
    return Line(block.span, block.text, shape, number, title=_titled(word, number, match["title"]))


def _titled(word: str, number: str, title: str) -> str:
    return f"{word} {number}. {title}" if title else f"{word} {number}"


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
    untitled = bool(heading.number) and heading.title.count(" ") == 1
    if first and untitled and line.shape is Shape.DIVISION and not line.number:
        return True
    if line.shape not in (Shape.TEXT, Shape.CLOSING) or line.text[-1] in ".;,:":
        return False
    if line.text.isupper():
        return untitled or heading.title.split(" ", 2)[-1].isupper()
    if line.text[0].islower() and len(line.text) < 100:
        return True
    return first and untitled and line.is_title


def _has_title_below(lines: Sequence[Line], at: int) -> bool:
    """Whether a title stands under a line that is nothing but "Article 31"."""
    return (
        at + 1 < len(lines)
        and lines[at].is_title
        and lines[at + 1].shape in (Shape.TEXT, Shape.PART, Shape.POINT, Shape.LETTER)
    )


def _with_title(lines: Sequence[Line]) -> Line:
    head, rest = lines[0], " ".join(line.text for line in lines[1:])
    joint = "" if not head.title else ". " if head.number and head.title.count(" ") == 1 else " "
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
        kept = set(rising([lines[place].key for place in run]))
        last = ""
        for offset, place in enumerate(run):
            line = lines[place]
            if offset in kept:
                last = line.number
            elif last and (flat := re.fullmatch(rf"{re.escape(last)}(\d{{1,2}})", line.number)):
                checked[place] = replace(line, number=f"{last}-{flat[1]}")
            else:
                checked[place] = Line(line.span, line.text.replace("\n", " "), Shape.TEXT)
    return checked


def _subheads(lines: Sequence[Line]) -> list[Line]:
    """Short lines right above a heading are headings too: "Склад", "VOTING"."""
    found = list(lines)
    for at in range(len(found) - 2, 0, -1):
        below, above = found[at + 1], found[at - 1]
        if (
            found[at].is_title
            and len(found[at].text) <= 100
            and (below.shape in HEADS or below.shape is Shape.SUBHEAD)
            and (
                above.shape is not Shape.ARTICLE and (above.shape is not Shape.TEXT or _ends(above))
            )
        ):
            found[at] = replace(found[at], shape=Shape.SUBHEAD)
    return found


def _ends(line: Line) -> bool:
    return line.text[-1] in ".;}»”\"'"


def rising(keys: Sequence[tuple[int, ...]]) -> list[int]:
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
