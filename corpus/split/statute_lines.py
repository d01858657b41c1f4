"""What the lines of a statute, treaty or set of rules are: headings, articles, parts, notes.

Numbers are given as they are cited: "131 - 1", "131¹" and "1311" between 131 and 132 are "131-1".
A range or list of articles that were repealed together is "3–4", "3, 5–7", with an en dash.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from dzherelo.corpus.language.notation import (
    DASH,
    PROVISION,
    RAISED,
    ROMAN,
    number_key,
    plain_number,
)
from dzherelo.corpus.split.lines import Block, begins, wordings
from dzherelo.corpus.types import Span

_DATA = tomllib.loads(Path(__file__).with_name("statute.toml").read_text("utf-8"))
WORDS = wordings(_DATA["words"])


def _heads(words: str) -> str:
    """Words with which headings begin: the first letter a capital, or all of them."""
    several = _alternatives(words).split("|")
    return "|".join(dict.fromkeys(f"{w[0].upper()}{w[1:]}|{w.upper()}" for w in several))


def _alternatives(words: str) -> str:
    """A table's alternatives, which may stand on several lines."""
    return re.sub(r"\n\s*", "", words)


_NUMBER = rf"{PROVISION}|[LRDA]\.?\s?\d{{1,4}}(?:-\d{{1,3}})*|[IVXLC]+(?![\w'’])|1(?=er\b)"
_UNITS = {
    unit: re.compile(
        rf"(?:{_heads(words)})\s*(?P<number>{_NUMBER})(?:er\b|º)?(?P<stop>\s?[.:]|\s+[-–—](?=\s))?"
    )
    for unit, words in _DATA["units"].items()
}
_DIVISION = re.compile(
    rf"(?P<word>{_heads(_DATA['divisions']['words'])})\s+"
    rf"(?P<number>(?:{ROMAN}+|\d{{1,3}})(?:\s?{DASH}\s?\d+)?)(?:er\b)?(?:\s*[.:—–-]\s*|\s+|$)(?P<title>.*)|"
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
_ADDED = rf"(?:\s?{DASH}\s?\d{{1,2}})*{RAISED}*[a-z]?"  # "1-1", "2¹", "2a"
_MARKER = re.compile(  # "11.5. …", "1. …", "(1) …", "§ 1. …" and "I. – …", "1) …", "а) …", "a. …"
    r"(?P<rule>[1-9]\d?(?:\.\d{1,3}){1,3}[a-z]?)\.?\s+(?=[\"«“„(\[]?[^\W\d_])|"
    rf"(?P<part>\d{{1,3}}{_ADDED})\.(?:\s+|(?=[^\W\d]))(?=\S)|"
    rf"\((?P<part2>\d{{1,2}}{RAISED}*[a-z]?)\)\s+|§\s*(?P<part3>\d{{1,3}}{_ADDED})\.?\s+(?=\S)|"
    r"(?P<part4>[IVX]{1,5})\.\s?[–—-]\s+|"
    rf"(?P<point>\d{{1,3}}{_ADDED})\)\s*(?=\S)|"
    r"\((?P<letter>[a-zа-щюяєіїґ])\)\s*|(?P<letter2>[a-zа-щюяєіїґ])\)\s*|(?P<letter3>[a-z])\.\s+(?=\S)"
)
_LEVEL = re.compile(rf"(?:{_alternatives(_DATA['levels']['words'])})(?![^\W_])")
_CAPITULAR = re.compile(rf"(?P<number>{ROMAN}+)[.\s]\s*(?=[^\W\d_])")  # "II. …" above its points
_SIGNED = re.compile(
    r"[А-ЯІЇЄҐ]\.\s?(?:[А-ЯІЇЄҐ]\.\s?)?[А-ЯІЇЄҐ][А-ЯІЇЄҐа-яіїєґ'’ʼ-]+$|\*\s*\*\s*\*$", re.IGNORECASE
)
_GONE = _DATA["repealed"]
_ONE = rf"\d{{1,4}}{RAISED}*(?:[a-z](?![^\W_]))?"
_TO, _AND = (
    rf"\s*(?:{_GONE[name]['marks']}|(?<!\w)(?:{_GONE[name]['words']})(?!\w))\s*"
    for name in ("to", "and")
)
_REPEALED = re.compile(
    rf"[\[({{]?\s*(?:(?P<several>{_GONE['several']})|{_GONE['one']})\s*"
    rf"(?P<number>{_ONE}(?:(?:{_TO}|{_AND}){_ONE}){{0,40}})\s*[.:,–—-]?\s*"
    rf"[\[(]?(?:\w+\s+){{0,2}}(?:{_alternatives(_GONE['said'])})\b.{{0,200}}$",
    re.IGNORECASE | re.DOTALL,
)


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
    RULE = "rule"  # "11.5. …"
    POINT = "point"  # "1) …"
    LETTER = "letter"  # "а) …", "(a) …"
    CLOSING = "closing"  # signatures and what stands behind them
    TEXT = "text"


HEADS = frozenset({Shape.DIVISION, Shape.PARAGRAPH, Shape.ARTICLE})
NOTES = frozenset({Shape.NOTE, Shape.EDITOR})
_MAY_BE_GONE = frozenset({Shape.TEXT, Shape.ARTICLE, *NOTES})
NUMBERED = frozenset({Shape.PART, Shape.RULE, Shape.POINT, Shape.LETTER})


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or the lines of one heading or note: its marker is `skip` characters long.

    `title` is the heading's own words: of an article what follows its number, of a division
    number and words together, as one would write them. `gone` says that it is no heading, but the
    whole of articles that were repealed.
    """

    span: Span
    text: str
    shape: Shape
    number: str = ""
    skip: int = 0
    title: str = ""
    gone: bool = False

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
    unit = unit_of(found)
    lines = _checked(_joined([_line(block, unit) for block in _notes(found)]))
    return _subheads(_flattened(_sections(_repealed(lines))))


def unit_of(found: Sequence[Block], *, restarts: float = 0.25) -> str:
    """What the act is cited by, "article", "§", "section" or "rule": that of which it has the most,
    if these are counted through the act, and not anew in each chapter or article."""
    most, chosen = 0, "article"
    for unit in _UNITS:
        heads = (_head(block.text, unit) for block in found)
        numbers = [number_key(head[0]) for head in heads if head]
        anew = sum(here <= before for before, here in pairwise(numbers))
        counted = unit == "article" or anew <= restarts * len(numbers)
        if counted and len(set(numbers)) > most:
            most, chosen = len(set(numbers)), unit
    return chosen


def _head(text: str, unit: str, *, longest: int = 120) -> tuple[str, int] | None:
    """The number of the article that a line is the heading of, and the length of its marker.

    Behind the number stands a stop, nothing, or a title; of "§ 5" also its text.
    """
    match = _UNITS[unit].match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    words = rest.lstrip()
    titled = len(words) <= longest and words[-1:] not in tuple(".;,:")
    opens = rest[:1].isspace() and (
        (words[0].isupper() and (titled or unit == "§") and not _LEVEL.match(words))
        or re.match(r"\(1\w?\)\s", words) is not None
    )
    if match["stop"] or not words or opens:
        return plain_number(match["number"]), len(text) - len(words)
    return None


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


def _line(block: Block, unit: str) -> Line:
    text = block.text
    if text[0] == "{" or text.startswith("/*"):
        return Line(block.span, text, Shape.NOTE)
    if begins(text.removeprefix("["), ("преамбула", "preamble")) and len(text) < 40:
        return Line(block.span, text, Shape.PREAMBLE)
    if text[0] == "[" and text[-1] == "]":
        inner = _line(Block(block.span, text[1:-1].strip() or "…"), unit)
        if inner.shape is Shape.DIVISION and len(inner.text) < 60:
            return replace(inner, text=text)
        return Line(block.span, text, Shape.EDITOR, title=inner.text)
    if head := _head(text, unit):
        number, skip = head
        return Line(block.span, text, Shape.ARTICLE, number, skip, text[skip:])
    match = _DIVISION.match(text)
    if match and _is_heading(text, match) and not (match["sign"] and unit == "§"):
        return _division(block, match)
    if _NAMED.match(text):
        return Line(block.span, text, Shape.DIVISION, title=text.strip(" .:"))
    match = _MARKER.match(text)
    if match and not (unit == "§" and match.lastgroup == "part3"):
        return _marked(Line(block.span, text, Shape.TEXT), match)
    signed = len(text) < 90 and "." not in text[:-1] and begins(text, WORDS["signatories"])
    closes = signed or begins(text, WORDS["closings"]) or _SIGNED.match(text)
    return Line(block.span, text, Shape.CLOSING if closes else Shape.TEXT)


def _marked(line: Line, match: re.Match[str]) -> Line:
    """A line that has a marker, `match`."""
    kind = match.lastgroup or ""
    shape, number = Shape(kind.rstrip("234")), plain_number(match[kind])
    return replace(line, shape=shape, number=number, skip=match.end(), title="")


def marked(head: Line) -> Line | None:
    """The first part of an article, with its heading on the same line: "Art. 5. 1. …"; None where
    there is none."""
    match = _MARKER.match(head.text, head.skip)
    first = match is not None and match.lastgroup in ("part", "part2", "part3")
    return _marked(head, match) if match and first else None


def _is_heading(text: str, match: re.Match[str]) -> bool:
    """Sentences may begin with "Розділ IV цього Закону …" too."""
    title = match["title"] if match["word"] else match["name"]
    return text[-1] not in ".;,:" and len(text) <= 320 and not title[:1].islower()


def _division(block: Block, match: re.Match[str]) -> Line:
    if match["sign"]:
        return Line(block.span, block.text, Shape.PARAGRAPH, match["part"], title=block.text)
    number, word = plain_number(match["number"]), match["word"].capitalize()
    lowest = word.lower() in _DATA["divisions"]["lowest"].split("|")
    shape = Shape.PARAGRAPH if lowest else Shape.DIVISION
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


def _repealed(lines: Sequence[Line]) -> list[Line]:
    """The lines that stand for articles which were repealed ("Статті 3-4 виключено.") made articles
    themselves, where their numbers fit between those of the headings around them."""
    found = list(lines)
    following: list[tuple[int, ...] | None] = [None] * len(found)
    for at in range(len(found) - 2, -1, -1):
        below = found[at + 1]
        following[at] = below.key if below.shape is Shape.ARTICLE else following[at + 1]
    last: tuple[int, ...] = (0,)
    for at, line in enumerate(found):
        match = _REPEALED.match(line.text) if line.shape in _MAY_BE_GONE else None
        number = _together(match["number"], several=bool(match["several"])) if match else ""
        least, most = number_key(number), number_key(re.split("[–,]", number)[-1])
        below_it = following[at]
        fits = last[0] < least[0] or (last < least and "–" not in number)
        if number and fits and (below_it is None or most < below_it or below_it == (1,)):
            if line.shape is not Shape.ARTICLE or number != line.number:
                found[at] = replace(line, shape=Shape.ARTICLE, number=number, title="", gone=True)
            last = most
        elif line.shape is Shape.ARTICLE:
            last = line.key
    return found


def _together(printed: str, *, several: bool) -> str:
    """Numbers of articles said together: "3–4" for "3 - 4" and "3 to 4", "3, 5" for "3 and 5";
    "12-1" is an added article, and so is "3-4" where it is one."""
    parts = [re.split(_TO, part) for part in re.split(_AND, printed)]
    ends = [[plain_number(end) for end in part] for part in parts]
    return ", ".join(
        ("–" if several and number_key(part[0]) < number_key(part[-1]) else "-").join(part)
        for part in ends
    )


def _sections(lines: Sequence[Line]) -> list[Line]:
    """Headings that are sections by their number alone made such: "11. Speed" above "11.1. …", and
    "II. Duties" above "1. …"."""
    found = list(lines)
    for at, (line, below) in enumerate(pairwise(lines)):
        words = line.text[line.skip :]
        if len(words) > 160 or words[-1:] in tuple(".;,:") or not words[:1].isupper():
            continue
        if line.shape is Shape.PART and below.shape is Shape.RULE:
            if line.key == below.key[:-1]:
                found[at] = replace(line, shape=Shape.DIVISION, title=line.text)
        elif line.shape is Shape.TEXT and below.shape in (Shape.PART, Shape.RULE):
            match = _CAPITULAR.match(line.text)
            if match and number_key(number := plain_number(match["number"])) != (0,):
                title = f"{number}. {line.text[match.end() :]}"
                found[at] = replace(line, shape=Shape.DIVISION, number=number, title=title)
    return found


def _flattened(lines: Sequence[Line]) -> list[Line]:
    """Raised digits of parts that were printed flat: "21." between 2 and 3 is 2-1."""
    found = list(lines)
    following = ""  # the number of the next part of the article
    below = [""] * len(found)
    for at in range(len(found) - 1, -1, -1):
        below[at] = following
        shape = found[at].shape
        following = "" if shape in HEADS else found[at].number if shape is Shape.PART else following
    last = ""
    for at, line in enumerate(found):
        if line.shape in HEADS:
            last = ""
        elif line.shape is Shape.PART:
            raised = line.number.removeprefix(last) if line.number.isdecimal() else ""
            skips = raised != line.number and raised and int(line.number) > int(last) + 1
            if skips and (not below[at] or number_key(below[at])[0] <= int(last) + 1):
                found[at] = replace(line, number=f"{last}-{raised}")
            last = last if skips else re.sub(r"\D.*", "", line.number)
    return found


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
