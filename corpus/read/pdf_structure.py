"""What the paragraphs of a PDF file are, by type, place and numbering: title, authors, abstract,
headings with their levels, entries of the reference list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from dzherelo.corpus.language.notation import LOWERED
from dzherelo.corpus.read import shapes
from dzherelo.corpus.read.layout import ADDRESSES, PARTS
from dzherelo.corpus.read.lines import Line
from dzherelo.corpus.read.pdf_floats import Body, caption_word
from dzherelo.corpus.read.pdf_lines import TextLine
from dzherelo.corpus.read.pdf_paragraphs import Paragraph
from dzherelo.corpus.read.shapes import Seen
from dzherelo.corpus.types import Kind

_NUMBER = re.compile(
    r"(?:§\s*)?(?P<arabic>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[^\W\d_]|[«“\"(])"
    r"|(?P<roman>[IVXІХ]{1,5})\.\s+(?=\S)|(?P<letter>[A-Z])(?P<more>(?:\.\d{1,2})*)\.?\s+(?=[A-ZА-Я])"
)
_ENTRY_LABEL = re.compile(
    r"\[([^\]\s]{1,20})\]|\(?(\d{1,3})[.)]\s|([⁰¹²³⁴-⁹]+)|(\d{1,3})\s+(?=[^\W\d_])"
)


@dataclass(frozen=True, slots=True, order=True)
class _Style:
    """How a heading is set, what is more prominent being greater; of two equal styles the one that
    comes first."""

    size: float
    bold: bool
    capitals: bool
    upright: bool
    early: int
    face: str = ""


def part_of(text: str, *, run_in: bool = False) -> str:
    """The part that a heading of that text opens ("abstract", "references", …); "" if none.

    `run_in`: it may open a paragraph: "Abstract. We show …".
    """
    number = _NUMBER.match(text)
    bare = " ".join(text[number.end() if number else 0 :].lower().split())
    for name, words in PARTS.items():
        if bare.rstrip(" .:—–-") in words:
            return name
        if run_in and any(
            bare.startswith(word) and re.match(r"\s*[.:—–]|\s+-\s", bare[len(word) :])
            for word in words
        ):
            return name
    return ""


def structured(
    paragraphs: Sequence[Paragraph], body: Body, seen: Seen, *, title: str = ""
) -> Iterator[Line]:
    """The paragraphs as lines of a canonical text with their kinds; `seen` has the words of the
    text, `title` is what the file's own properties call the work."""
    found = _with_whole_entries(paragraphs, seen)
    start, end = _title(found, body, title)
    headings = [at for at in range(end, len(found)) if _is_heading(found, at, body)]
    fronts = _front(found, end, set(headings), body)
    levels = _levels(found, [at for at in headings if at not in fronts])
    parts = _parts(found, levels)
    names = [at for at in sorted(fronts) if fronts[at] is Kind.AUTHOR]
    bars = _bars(found) if fronts else []
    for at, one in enumerate(found):
        if one.made:
            yield from (one.made, *one.after)
        elif at == start and end > start:
            yield _joined(found[start:end])
        elif at in names[:1]:
            yield replace(_line(one, Kind.AUTHOR), text=_names([found[name] for name in names]))
        elif at in fronts and at not in names:
            yield _line(one, fronts[at])
        elif at in levels:
            yield _line(one, Kind.HEADING, level=levels[at])
        elif at not in names and not start <= at < end:
            yield _in_part(one, parts[at])
        if fronts and at == max(fronts):
            yield from bars


def _parts(found: Sequence[Paragraph], headings: Collection[int]) -> list[str]:
    """For each paragraph the part that the heading above it opens, while it goes on: a list of
    entries with labels to the first without one, key words for one paragraph, an abstract while
    type and margin stay."""
    parts: list[str] = []
    part, first = "", None
    for at, one in enumerate(found):
        if at in headings:
            part, first = part_of(one.text), None
        elif one.lines and part:
            first = first or one
            left = part == "references" and _label(first) and not _label(one)
            if left or (part == "keywords" and one is not first):
                part = ""  # behind a list stand lives of the authors, addresses
            elif part == "abstract" and not _is_set_alike(first, one):
                part = ""
        parts.append(part)
    return parts


def _is_set_alike(first: Paragraph, one: Paragraph) -> bool:
    insets = [
        min(line.left for line in each.lines) - (each.column.left if each.column else 0.0)
        for each in (first, one)
    ]
    near = abs(insets[0] - insets[1]) < 1.2 * one.first.size
    return near and abs(first.first.size - one.first.size) < 0.4


def _bars(found: Sequence[Paragraph]) -> list[Line]:
    """The side bars of the first page, taken from the paragraphs behind which they stand."""
    page = next(one.first.page for one in found if one.lines)
    bars: list[Line] = []
    for one in found:
        bars += [line for line in one.after if line.kind is Kind.FRONT and line.page == page]
        one.after = tuple(line for line in one.after if line not in bars)
    return bars


def _names(parts: Sequence[Paragraph]) -> str:
    """The names of authors over several lines, or far from each other on one, parted by commas."""
    text = ""
    for part in parts:
        last: TextLine | None = None
        for line in part.lines:
            wrapped = last is not None and part.column and part.column.is_full(last, line)
            for at, cell in enumerate(one.text for one in line.cells(0.9)):
                open_end = re.search(r"(?i)(?:[,;&-]|\b(?:and|та|і|й|und|et|y|e|i|и))$", text)
                glued = (
                    not text or open_end or (wrapped and not at) or cell.startswith((",", "and "))
                )
                text += f" {cell}" if glued else f", {cell}"
            last = line
    return text.strip()


def _in_part(one: Paragraph, part: str) -> Line:
    if part == "references":
        return _line(one, Kind.ENTRY, label=_label(one))
    opened = part_of(one.text, run_in=True)
    if opened in ("abstract", "keywords") and one.first.page <= 2:
        return _line(one, Kind(opened))
    return _line(one, Kind(part) if part in ("abstract", "keywords") else None)


def _label(one: Paragraph) -> str:
    """The number or key that is printed before an entry."""
    label = _ENTRY_LABEL.match(one.text)
    number = next(filter(None, label.groups()), "") if label else ""
    return number.translate(LOWERED)


def _with_whole_entries(found: Sequence[Paragraph], seen: Seen) -> list[Paragraph]:
    """The paragraphs, those of a reference list with labels joined where one has none and stands
    further in, or goes on in small letters; its end is a paragraph without label at its margin."""
    made: list[Paragraph] = []
    listed: Paragraph | None = None  # the last entry with a label, while the list goes on
    for at, one in enumerate(found):
        heads = not one.made and part_of(one.text) == "references" and len(one.text) < 60
        if heads:
            below = found[at + 1 : at + 2]
            listed = below[0] if below and below[0].lines and _label(below[0]) else None
        elif listed and one.lines and not _label(one) and one is not listed:
            inside = one.first.left - listed.first.left > 0.5 * one.first.size
            turned = one.first.page != listed.first.page or one.first.base > listed.first.base
            if (inside and not turned) or shapes.begins_small(one.text):
                made[-1] = _merged(made[-1], one, seen)
                continue
        elif listed and one.lines:
            listed = one
        made.append(one)
    return made


def _merged(entry: Paragraph, one: Paragraph, seen: Seen) -> Paragraph:
    text = shapes.joined(entry.text, one.text, seen=seen)
    after = (*entry.after, *one.after)
    return replace(entry, lines=[*entry.lines, *one.lines], text=text, after=after)


def _line(one: Paragraph, kind: Kind | None, *, level: int = 0, label: str = "") -> Line:
    return Line(
        text=one.text,
        gap=one.gap,
        page=one.first.page,
        turn=one.turn,
        flows=one.flows,
        fixed=kind in (Kind.HEADING, Kind.TITLE, Kind.AUTHOR, Kind.FRONT),
        kind=kind,
        level=level,
        label=label,
        after=one.after,
    )


def _joined(parts: Sequence[Paragraph]) -> Line:
    text = " ".join(part.text for part in parts)
    after = tuple(line for part in parts for line in part.after)
    return Line(
        text=text, gap=True, page=parts[0].first.page, fixed=True, kind=Kind.TITLE, after=after
    )


# Title and authors ---------------------------------------------------------------------------


def _title(found: Sequence[Paragraph], body: Body, title: str) -> tuple[int, int]:
    """Where the title begins and ends among the paragraphs; equal if there is none."""
    tops = [at for at, one in enumerate(found) if not one.made]
    tops = [at for at in tops if found[at].first.page == found[tops[0]].first.page][:25]
    wanted = _letters(title)
    options: list[tuple[bool, float, int, int]] = []
    for at in tops:
        one = found[at]
        end = at + 1
        while end in tops and _same_title(found[end - 1], found[end], body):
            end += 1
        text = " ".join(part.text for part in found[at:end])
        if len(text.split()) < 2 or len(text) > 400 or part_of(text) or caption_word(text):
            continue
        letters = _letters(text)
        named = len(wanted) >= 15 and (
            wanted in letters or (len(letters) > 15 and letters in wanted)
        )
        size = one.first.size
        big = size >= 1.12 * body.size or (_prominent(one, body) and size >= body.size)
        if named or (big and len(letters) >= 12 and len(text.split()) >= 3):
            options.append((named, size + 0.5 * one.first.bold, -at, end))
    if not options:
        return 0, 0
    _, _, at, end = max(options)
    return -at, end


def _same_title(last: Paragraph, one: Paragraph, body: Body) -> bool:
    return (
        abs(last.first.size - one.first.size) < 0.4
        and last.first.bold == one.first.bold
        and last.text.isupper() == one.text.isupper()
        and one.above < 2.2
        and len(one.lines) <= 4
        and not last.after
        and (one.first.size >= 1.08 * body.size or _prominent(one, body))
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _front(
    found: Sequence[Paragraph], start: int, headings: set[int], body: Body
) -> dict[int, Kind]:
    """The kinds of the paragraphs between the title and the abstract or the first heading."""
    kinds: dict[int, Kind] = {}
    if not start:
        return kinds
    author: Paragraph | None = None
    for at in range(start, min(len(found), start + 30)):
        one = found[at]
        if one.made:
            continue
        prose = len(one.lines) >= 4 and len(one.text) > 250 and one.first.size > 0.9 * body.size
        if part_of(one.text, run_in=True):
            break
        if is_names(one.text) and (author is None or _alike(author, one)):
            kinds[at] = Kind.AUTHOR
            author = one
        elif prose or (at in headings and _opens_text(found, at)):
            break
        else:
            kinds[at] = Kind.FRONT
    else:
        return {at: kind for at, kind in kinds.items() if kind is Kind.AUTHOR}
    return kinds


def _opens_text(found: Sequence[Paragraph], at: int) -> bool:
    """Whether a heading is numbered, or running text stands right below it."""
    below = next((one for one in found[at + 1 :] if one.lines), None)
    text = below is not None and (len(below.lines) >= 3 or len(below.text) > 200)
    return text or _NUMBER.match(found[at].text) is not None


def _alike(first: Paragraph, second: Paragraph) -> bool:
    one, two = first.first, second.first
    return abs(one.size - two.size) < 0.4 and one.bold == two.bold


def is_names(text: str) -> bool:
    """Whether a line under a title has the names of people, and nothing else but their marks."""
    words = re.findall(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*", text)
    if not 1 < len(words) <= 120 or "@" in text or any(map(str.isdecimal, text.translate(_MARKS))):
        return False
    if any(word.lower() in ADDRESSES for word in words):
        return False
    small = [word for word in words if word[0].islower() and len(word) > 3]
    named = [word for word in words if word[0].isupper()]
    return len(named) >= 2 and len(small) <= 0.15 * len(words) and text[-1] not in ":;?!"


_MARKS = dict.fromkeys(LOWERED, " ")


# Headings ------------------------------------------------------------------------------------


def _is_heading(found: Sequence[Paragraph], at: int, body: Body) -> bool:
    one = found[at]
    text = one.text
    if one.made or len(one.lines) > 4 or len(text) > 200 or at + 1 == len(found):
        return False
    if sum(map(str.isalpha, text)) < max(3, 0.5 * len(text)) or caption_word(text):
        return False
    if not (text[0].isalnum() or text[0] in '«“"(¿¡§'):
        return False
    if one.first.math > 0.3 or shapes.opening(text) == "bullet" or re.search("[=∩∪∈≤≥∑|]", text):
        return False
    if re.match(r"\d.*[^\d.]\s\d{1,3}$", text):  # a line of a table of contents
        return False
    if part_of(text):
        return _prominent(one, body) or one.above > 1.2
    if part_of(text, run_in=True):
        return False
    if text[-1] in ";,:" or text[0].islower() or (text[-1] == "." and len(text) > 80):
        return False
    column = one.column
    if column and one.lines[-1].right > column.right - one.first.size and text[-1] == ".":
        return False
    return _prominent(one, body)


def _prominent(one: Paragraph, body: Body) -> bool:
    """Whether it is set apart from running text by its type, or numbered and set apart by space."""
    first = one.first
    bold = all(line.bold for line in one.lines) and not body.bold
    larger = first.size >= 1.08 * body.size
    capitals = shapes.in_capitals(one.text)  # small ones are set with a bigger first letter
    size = max(piece.size for piece in first.pieces) if capitals else first.size
    if size < 0.9 * body.size and not bold:
        return False
    if bold or larger:
        return first.size >= 0.85 * body.size
    apart = one.above >= 1.35
    if capitals and len(one.lines) <= 2:
        return apart or len(one.text) > 8
    italic = all(line.italic for line in one.lines)
    number = _NUMBER.match(one.text)
    short = len(one.text) <= 90 and one.text[-1] not in ".;,:"
    return apart and short and (italic or bool(number and number["arabic"]))


def _styles(found: Sequence[Paragraph], headings: Sequence[int]) -> dict[int, _Style]:
    """The type of each heading; those of parts that each article has tell nothing of the others."""
    early: dict[_Style, int] = {}
    styles: dict[int, _Style] = {}
    for at in headings:
        one = found[at]
        first = one.first
        bold = all(line.bold for line in one.lines)
        face = first.pieces[-1].face
        capitals = shapes.in_capitals(one.text)
        style = _Style(round(2 * first.size) / 2, bold, capitals, not first.italic, 0, face)
        styles[at] = replace(style, early=-early.setdefault(style, at))
    return styles


def _levels(found: Sequence[Paragraph], headings: Sequence[int]) -> dict[int, int]:
    """The level of each heading: by its number, else that of numbered headings of the same type,
    else by the rank of its type."""
    named = {at: 1 for at in headings if part_of(found[at].text)}
    styles = _styles(found, [at for at in headings if at not in named])
    numbers = {at: number for at in styles if (number := _NUMBER.match(found[at].text))}
    roman = any(number["roman"] for number in numbers.values())
    numbered: dict[int, int] = {}
    for at, number in numbers.items():
        if number["arabic"]:
            numbered[at] = number["arabic"].count(".") + 1
        else:
            numbered[at] = 1 if number["roman"] else 1 + number["more"].count(".") + roman
    known: dict[_Style, list[int]] = {}
    for at, level in numbered.items():
        known.setdefault(styles[at], []).append(level)
    ranks = sorted(set(styles.values()), reverse=True)
    levels = {style: round(median(known[style])) for style in known}
    for rank, style in enumerate(ranks):
        above = [levels[one] for one in ranks[:rank] if one in levels]
        levels.setdefault(style, min(6, max(above) + 1) if above else 1)
    return named | {at: numbered.get(at, levels[style]) for at, style in styles.items()}
