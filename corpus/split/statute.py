"""A statute or treaty: title, preamble, articles with their parts and points, final provisions.

Every line is first given its place (section, article, part, point, subpoint); lines of one place
then make one passage. Parts that the text does not number are counted, amendment notes are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from dzherelo.corpus.language.notation import APPENDED, ROMAN
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.split.lines import Block, Casing, begins, joined
from dzherelo.corpus.split.reference_list import names_works
from dzherelo.corpus.split.statute_lines import (
    HEADS,
    NOTES,
    NUMBERED,
    WORDS,
    Line,
    Shape,
    lines_of,
    marked,
    unit_of,
)
from dzherelo.corpus.types import Kind, Locator, Passage, Span

if TYPE_CHECKING:
    from dzherelo.corpus.split.build import Builder

_NOTE = Kind.HEADING  # amendment notes are found at their place, but neither searched nor quoted
_NAMES = {  # of the parts that have no heading, by language
    "uk": {"preamble": "Преамбула", "signature": "Підпис", "article": "Стаття"},
    "en": {"preamble": "Preamble", "signature": "Signature", "article": "Article"},
}
_PREAMBLES = ("Преамбула", "Preamble")
_IN_FORCE = re.compile(r"(?:Закон|Кодекс)\w*\s+(?:набирає|набуває)\s+чинності|enters? into force")
_TREATY = re.compile(
    r"\b[Pp]resent ((?:Charter|Convention|Covenant|Treaty|Statute|Protocol|Agreement)"
    r" (?:of|on|for) (?:the )?[A-Z]\w+(?: [A-Z]\w+){0,4})"
)
WORDS_OF_KIND = frozenset(WORDS["kinds"])
_PIECE = 1_500  # characters of a passage that goes on over several lines


def looks_like_statute(lines: Sequence[Block], *, blocks_an_article: int = 60) -> bool:
    """Articles under headings in the order of their numbers, dense enough to be the text itself;
    or, where there are none, the clauses of a preamble, or rules under numbers."""
    found = lines_of(lines)
    heads = [line for line in found if line.shape is Shape.ARTICLE and not line.gone]
    if len(heads) >= 2 or (heads and heads[0].span.start == lines[0].span.start):
        return len(heads) * blocks_an_article >= len(lines)
    clauses = sum(begins(block.text, WORDS["clauses"]) for block in lines)
    return clauses >= 3 or _is_ruled(found)


def _is_ruled(lines: Sequence[Line], *, share: float = 0.5) -> bool:
    """Whether it is a set of numbered rules: most of its lines are numbered sentences, of rules
    such as "11.5." in their order, or under numbered sections of which each begins anew. A text
    that lists its references is an article."""
    text = [line for line in lines if line.shape not in (*HEADS, *NOTES)]
    numbered = [line for line in text if line.shape in NUMBERED]
    listed = any(names_works(line.text) for line in lines)
    if listed or len(numbered) < share * len(text):
        return False
    rules = [line for line in text if line.shape is Shape.RULE and line.text[-1] in ".;:"]
    if len(rules) >= 3 and all(a.key < b.key for a, b in pairwise(rules)):
        return True
    sections = [at for at, line in enumerate(lines) if line.shape is Shape.DIVISION and line.number]
    parts = (
        sum(line.shape is Shape.PART for line in lines[begin:end])
        for begin, end in pairwise([*sections, len(lines)])
    )
    return sum(count >= 2 for count in parts) >= 2


def split_statute(builder: Builder, lines: Sequence[Block]) -> None:
    """Adds every passage of the statute or treaty to `builder`."""
    _Statute(builder, lines_of(lines), unit_of(lines)).walk()


class _Statute:
    """Walks the lines once, heading by heading, and adds their passages."""

    def __init__(self, builder: Builder, lines: Sequence[Line], unit: str) -> None:
        self.builder = builder
        self.lines = lines
        self.unit = unit  # "article", "§" …, see `unit_of`
        self.names = _NAMES["en" if language_of(builder.text) == "en" else "uk"]
        self.casing = Casing(builder.text)
        self.title = ""
        self.section: str | None = None
        self.headings: list[str] = []  # below the section: § and subheads
        # An English treaty that lost its numbers: paragraphs are counted and points lettered.
        marked = {Shape.PART, Shape.POINT, Shape.LETTER}
        english = self.names is _NAMES["en"]
        self.bare = english and marked.isdisjoint(line.shape for line in lines)

    def walk(self) -> None:
        heads = [at for at, line in enumerate(self.lines) if line.shape in HEADS]
        begin = _front_end(self.lines[: heads[0] if heads else len(self.lines)])
        behind = range(heads[-1] + 1 if heads else begin, len(self.lines))
        closing = (at for at in behind if self.lines[at].shape is Shape.CLOSING)
        end = next(closing, len(self.lines))
        self._front(self.lines[:begin])
        for at in range(begin + 1, end):
            if self.lines[at].shape in (*HEADS, Shape.SUBHEAD, Shape.PREAMBLE):
                self._stretch(self.lines[begin:at], last=False)
                begin = at
        self._stretch(self.lines[begin:end], last=True)
        if end < len(self.lines):
            self.section, self.headings = self.names["signature"], []
            for line in self.lines[end:]:
                self._beside(line, Kind.PARAGRAPH if len(line.text) > 80 else Kind.FRONT)

    def _front(self, lines: Sequence[Line]) -> None:
        title = _title_of(lines)
        self.section = title.section
        self.title = " ".join(self.casing.plain(line) for line in title.words.split("\n"))
        if not self.title and (named := _TREATY.search(self.builder.text)):
            self.title = named[1]  # "the present Charter of …"
        for at, line in enumerate(lines):
            if at == title.begin < title.end:
                span = Span(line.span.start, lines[title.end - 1].span.end)
                self.builder.add(span, Kind.TITLE, Locator(section="Назва"))
            elif not title.begin <= at < title.end:
                self._beside(line, Kind.FRONT, "Назва")

    def _beside(self, line: Line, kind: Kind, section: str | None = None) -> None:
        """Adds a line that is no provision."""
        kind, place = (
            _NOTE if line.shape in NOTES else kind,
            Locator(section=section or self.section),
        )
        self.builder.add(line.span, kind, place, context=self._context())

    def _context(self, *more: str) -> str:
        return joined(dict.fromkeys((self.title, self.section, *self.headings, *more)))

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
            self.section = self.section or self.names["preamble"]
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
        named = begins(words, ("прикінцеві", "перехідні")) and words.lower().endswith("положення")
        if not number or named:
            return words
        return f"{number}. {words}" if words else number

    # Outside the articles: points, or paragraphs that are counted ---------------------------

    def _points(self, lines: Sequence[Line]) -> None:
        begin = 0
        for at, line in enumerate(lines):
            if self._is_heading(lines, at):
                self._gather(list(self._pointed(lines[begin:at])), self._context())
                if (self.section or "").lower().startswith(APPENDED):
                    self.headings = [line.text]
                else:  # without a number: a section of its own, except within an annex
                    self.section, self.headings = self.casing.plain(line.text), []
                self.builder.add(line.span, Kind.HEADING, Locator(section=self.section))
                begin = at + 1
        self._gather(list(self._pointed(lines[begin:])), self._context())

    def _pointed(self, lines: Sequence[Line]) -> Iterator[_Placed]:
        here, count = _Place(), 0
        for line in lines:
            place = Locator(section=self.section)
            if line.shape in NOTES:
                yield _Placed(line, place, _NOTE)
                continue
            if line.shape in (Shape.PART, Shape.RULE) and line.key > here.point_key:
                here.enter_point(line.number, line.key)
            elif line.shape in (Shape.POINT, Shape.LETTER):
                here.deepen(line)
            elif here.point is None:
                count += 1
            paragraph = count if here.point is None else None
            yield _Placed(
                line, replace(place, point=here.point, subpoint=here.subpoint, paragraph=paragraph)
            )

    def _is_heading(self, lines: Sequence[Line], at: int) -> bool:
        if at + 1 == len(lines) or not lines[at].is_title or len(lines[at].text) > 120:
            return False
        preamble = self.section in _PREAMBLES
        numbered_below = lines[at + 1].shape in (Shape.PART, Shape.RULE)
        return (numbered_below or not preamble) and (at == 0 or lines[at - 1].text[-1] in ".;]}")

    # Articles ------------------------------------------------------------------------------

    def _article(self, head: Line, lines: Sequence[Line], *, last: bool) -> None:
        if self.section in _PREAMBLES:
            self.section = None
        heading, body = _heading_and_body(head, lines)
        body, finals = _final_provisions(body) if last else (body, [])
        unit = "" if self.unit == "article" else f"{self.unit} "
        place = Locator(section=self.section, article=f"{unit}{head.number}")
        if not body or body[0].span.start != head.span.start:
            self.builder.add(head.span, Kind.HEADING, place)
        word = head.text.split()[0].capitalize()
        plain = word.isalpha() and not head.gone
        called = self.unit if "§" in self.unit else word if plain else self.names["article"]
        context = self._context(f"{called} {head.number}", heading)
        self._gather(_parts(place, body, bare=self.bare), context)
        names = ["Прикінцеві положення", "Перехідні положення"]
        for at, final in enumerate(finals):
            name = names[min(at, 1)] if len(finals) > 1 else "Прикінцеві та перехідні положення"
            self.section, self.headings = name, []
            self._points(final)

    # Lines in their places -> passages -----------------------------------------------------

    def _gather(self, placed: Sequence[_Placed], context: str) -> None:
        """Adds the passages of one article or section, all in `context`.

        A part whose points follow leads them: it is a LEAD, they are ITEMs. Neighbouring lines of
        the same place are one passage, as long as that is not too long to be cited.
        """
        builder, groups = self.builder, _groups(placed)
        leads: list[Passage] = []
        earlier: Passage | None = None
        for at, group in enumerate(groups):
            first, place = group[0], group[0].place
            span = Span(first.line.span.start, group[-1].line.span.end)
            if first.kind is not None:
                skip = first.line.skip if first.kind is Kind.PROVISION else 0
                builder.add(span, first.kind, place, context=context, skip=skip)
                continue
            while leads and _level(leads[-1].locator) >= _level(place):
                leads.pop()
            below = next((one[0] for one in groups[at + 1 :] if one[0].kind is None), None)
            is_lead = below is not None and _leads(group[-1], below.place)
            lead_ins = [_lead_in(lead, -1) for lead in leads]
            if earlier is not None and replace(earlier.locator, page=None) == place:
                lead_ins.append(_lead_in(earlier, 0))
            counted = Kind.PROVISION if place.paragraph is None else Kind.PARAGRAPH
            for piece in builder.pieces(span):
                earlier = builder.add(
                    piece,
                    Kind.ITEM if leads else Kind.LEAD if is_lead else counted,
                    place,
                    context=" ".join(part for part in (context, *lead_ins) if part),
                    lead=leads[-1] if leads else None,
                    skip=first.line.skip if piece.start == span.start else 0,
                )
            if is_lead and earlier is not None:
                leads.append(earlier)


# What stands before the first heading -----------------------------------------------------------


class _Title(NamedTuple):
    """The lines `[begin, end)` that hold the title of an act, its words, and the division of the
    act that the file holds where the title names one."""

    begin: int
    end: int
    words: str
    section: str | None = None


def _front_end(lines: Sequence[Line]) -> int:
    """How many of the lines are the title block: up to the preamble, if there is one."""
    headed = (at for at, line in enumerate(lines) if line.shape is Shape.PREAMBLE)
    opened = (at for at, line in enumerate(lines) if _opens(line))
    return next(headed, next(opened, len(lines)))


def _opens(line: Line) -> bool:
    text = line.text
    prose = len(text) >= 100 and text[-1] in ",;:." and text[0] not in "(["
    known = begins(text.replace(",", ""), WORDS["openings"]) or begins(text, WORDS["clauses"])
    numbered = line.shape in (Shape.PART, Shape.RULE, Shape.POINT)
    return numbered or (line.shape is Shape.TEXT and (prose or known))


def _title_of(lines: Sequence[Line]) -> _Title:
    """The title among the lines of the title block; no lines and no words if there is none."""
    first = lines[0] if lines else None
    if first is not None and first.shape is Shape.EDITOR and "Примітка" not in first.text:
        words = first.text.strip("[] ")
        division = re.search(rf"Розділ {ROMAN}+\..*", words)
        return _Title(0, 1, words, division[0] if division else None)
    for at, line in enumerate(lines):
        undated = re.sub(r"\W*\b\d{4}$", "", line.text) if _names_kind(line.text) else line.text
        dated = line.text[0] in '(«"[' or any(map(str.isdigit, undated))
        if line.is_title and not dated and (len(line.text) >= 12 or _is_kind(line.text)):
            end = at + 1
            while end < len(lines) and (
                _is_kind(lines[end - 1].text) or lines[end].text[0].islower()
            ):
                end += 1
            return _Title(at, end, "\n".join(one.text for one in lines[at:end]))
    return _Title(0, 0, "")


def _is_kind(text: str) -> bool:
    """Whether a line says no more than what kind of act it is: "ЗАКОН УКРАЇНИ", "LAW OF …"."""
    first, *rest = text.split()
    of_state = not rest or (len(rest) == 1 and rest[0][0].isupper()) or rest[0].lower() == "of"
    return first.lower() in WORDS["kinds"] and len(rest) < 3 and of_state


def _names_kind(text: str) -> bool:
    return not WORDS_OF_KIND.isdisjoint(text.lower().split())


# The place of each line in an article -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line in its place. `kind` is None for a provision, whose kind its place decides."""

    line: Line
    place: Locator
    kind: Kind | None = None


@dataclass(slots=True)
class _Place:
    """Where a walk through an article or section stands."""

    part: str | None = None
    part_key: tuple[int, ...] = ()
    point: str | None = None
    point_key: tuple[int, ...] = ()
    subpoint: str | None = None

    def enter_part(self, part: str | None, key: tuple[int, ...] = ()) -> None:
        self.part, self.part_key = part, key
        self.enter_point(None)

    def enter_point(self, point: str | None, key: tuple[int, ...] = ()) -> None:
        self.point, self.point_key, self.subpoint = point, key, None

    def deepen(self, line: Line) -> None:
        """Enters a point, or a subpoint where a point is open; letters below those stay there."""
        if self.point is None:
            self.enter_point(line.number, line.key)
        elif line.shape is Shape.POINT or self.subpoint is None or self.subpoint.isalpha():
            self.subpoint = line.number


def _parts(place: Locator, lines: Sequence[Line], *, bare: bool) -> list[_Placed]:
    """The lines of the article at `place`, each in its part and point.

    Parts without numbers are counted; an article of one paragraph has none. `bare` says that the
    text is a treaty whose numbers and letters were lost.
    """
    if len({line.text[0] == "(" for line in lines if line.shape is Shape.PART}) > 1:
        lines = [_below_bracketed(line) for line in lines]  # parts "(1)" with points "1."
    numbered = any(line.shape in (Shape.PART, Shape.RULE) for line in lines)
    walk = _Walk(lines) if numbered else _Counting(lines, bare=bare)
    placed = [
        _Placed(
            line, replace(place, part=here.part, point=here.point, subpoint=here.subpoint), kind
        )
        for line, here, kind in walk
    ]
    if not numbered and {one.place.part for one in placed if one.kind is None} == {"1"}:
        placed = [replace(one, place=replace(one.place, part=None)) for one in placed]
    if all(one.kind is not None for one in placed):  # repealed: its note is all there is to quote
        placed = [replace(one, kind=Kind.PROVISION) for one in placed]
    return placed


def _below_bracketed(line: Line) -> Line:
    point = line.shape is Shape.PART and line.text[0].isdigit()
    return replace(line, shape=Shape.POINT) if point else line


def _heading_and_body(head: Line, lines: Sequence[Line]) -> tuple[str, list[Line]]:
    """An article's heading and its lines; the first of these where the text runs in."""
    if head.gone:
        return "", [replace(head, shape=Shape.TEXT), *lines]
    if (first := marked(head)) is not None:  # "Art. 5. 1. …", "§ 5 (1) …"
        return "", [first, *lines]
    if not head.title or "\n" in head.text:
        return head.title, list(lines)
    if head.title[0] == "{":
        return "", [replace(head, shape=Shape.NOTE), *lines]
    body = next((line for line in lines if line.shape is not Shape.NOTE), None)
    headed = body is not None and body.shape is Shape.PART
    if not headed and (head.title[-1] in ".:;" or not lines):
        return "", [replace(head, shape=Shape.TEXT), *lines]
    return head.title, list(lines)


def _final_provisions(lines: list[Line]) -> tuple[list[Line], list[list[Line]]]:
    """Cuts off the final provisions that follow the last article without a heading: their
    numbers begin again at 1, and the first of them says when the act enters into force."""
    numbers = [at for at, line in enumerate(lines) if line.shape is Shape.PART]
    starts = [at for before, at in pairwise(numbers) if lines[at].key == (1,) <= lines[before].key]
    if not starts or not _IN_FORCE.search(lines[starts[0]].text):
        return lines, []
    bounds = pairwise([*starts, len(lines)])
    return lines[: starts[0]], [lines[begin:end] for begin, end in bounds]


class _Walk:
    """An article with numbered parts; what stands before the first of them has no part."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.here = _Place()
        self.quoting = False

    def __iter__(self) -> Iterator[tuple[Line, _Place, Kind | None]]:
        remark = False
        for at, line in enumerate(self.lines):
            if line.shape in NOTES:
                yield line, self.here, _NOTE
                continue
            if re.match(r"(?:Примітк[аи]|Note)\s*[.:]", line.text, re.IGNORECASE):
                remark = True
                self.here.enter_part(None)
            if not remark:
                self._step(at, line)
            yield line, self.here, None

    def _step(self, at: int, line: Line) -> None:
        here = self.here
        if line.shape in (Shape.PART, Shape.RULE) and line.key > here.part_key:
            here.enter_part(line.number, line.key)
        elif line.shape is Shape.POINT:
            here.enter_point(line.number, line.key)
        elif line.shape is Shape.LETTER:
            if here.point is not None and not here.point.isalpha():
                here.subpoint = line.number
            else:
                here.enter_point(line.number)
        elif not self._quoted(line) and not (here.point and self._goes_on(at, line)):
            here.enter_point(None)
            self._paragraph(at, line)

    def _paragraph(self, at: int, line: Line) -> None:
        """A paragraph that is in no point: it stays in the part that is open."""

    def _quoted(self, line: Line) -> bool:
        """Whether the line stands in a quotation that has lines of its own, such as an oath."""
        inside = self.quoting or line.text[0] in '"«“„'
        self.quoting = inside and line.text.rstrip(".;,")[-1:] not in tuple('"»”')
        return inside

    def _goes_on(self, at: int, line: Line) -> bool:
        """Whether an unnumbered paragraph behind a point still belongs to it."""
        if line.text[0].islower():
            return True
        here = self.here
        for later in self.lines[at + 1 :]:
            if later.shape is Shape.PART:
                return False
            if later.shape is Shape.POINT:
                more = later.key > here.point_key
                here.subpoint = None if more else here.subpoint
                return more
            if later.shape is Shape.LETTER:
                return here.subpoint is not None or bool(here.point and here.point.isalpha())
        return False


class _Counting(_Walk):
    """An article without numbers: its paragraphs are its parts."""

    def __init__(self, lines: Sequence[Line], *, bare: bool) -> None:
        super().__init__(lines)
        self.bare = bare
        self.count = 0
        texts = [at for at, line in enumerate(lines) if line.shape is Shape.TEXT]
        # A first paragraph that only announces the parts ("… the following Principles.") is not
        # counted: items that begin with a capital letter are the parts themselves.
        announced = len(texts) > 2 and _announces(lines[texts[0]])
        self.announced = bare and announced and lines[texts[1]].text[0].isupper()
        self.letters = _lettered(lines, texts) if bare and not self.announced else {}

    def _paragraph(self, at: int, line: Line) -> None:
        if self.announced:
            self.announced = False
        elif letter := self.letters.get(at):
            self.here.enter_point(letter)
        elif self.bare or not self.count or not line.text[0].islower():
            self.count += 1
            self.here.enter_part(str(self.count))

    def _quoted(self, line: Line) -> bool:
        return self.count > 0 and super()._quoted(line)

    def _goes_on(self, at: int, line: Line) -> bool:
        return at not in self.letters and super()._goes_on(at, line)


def _announces(line: Line) -> bool:
    return line.text.endswith(":") or bool(re.search(r"\bfollowing\s+\w+\.$", line.text))


def _lettered(lines: Sequence[Line], texts: Sequence[int]) -> dict[int, str]:
    """Letters of the points whose letters were lost: lines in small letters behind a colon."""
    letters: dict[int, str] = {}
    count = -1
    for before, at in pairwise(texts):
        if lines[before].text.endswith(":"):
            count = 0
        if not (0 <= count < 26 and lines[at].text[0].islower()):
            count = -1
            continue
        letters[at] = chr(ord("a") + count)
        count = -1 if lines[at].text.endswith(".") else count + 1
    return letters


# Runs of lines that make one passage ------------------------------------------------------------


def _groups(placed: Sequence[_Placed]) -> list[list[_Placed]]:
    """Runs of lines that make one passage: a numbered line and what goes on below it."""
    groups: list[list[_Placed]] = []
    for one in placed:
        first = groups[-1][0] if groups else None
        if (
            first is not None
            and first.kind is None
            and one.kind is None
            and one.place == first.place
            and one.line.shape is Shape.TEXT
            and one.line.span.end - first.line.span.start <= _PIECE
        ):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _level(place: Locator) -> int:
    return 3 if place.subpoint else 2 if place.point else 1 if place.part else 0


def _leads(last: _Placed, there: Locator) -> bool:
    """Whether what stands below hangs on a line: points on a part, parts on opening words."""
    here = last.place
    deeper = _level(there) > _level(here)
    if not deeper or here.part not in (None, there.part) or here.point not in (None, there.point):
        return False
    numbered = here.article is not None or here.point is not None
    return (numbered and _level(there) > 1) or _announces(last.line)


def _lead_in(passage: Passage, at: int, *, longest: int = 300) -> str:
    """The sentence of a passage that its items, or the rest of its part, hang on; cut short for
    their context."""
    words = passage.words(passage.sentences[at]) if passage.sentences else ""
    return words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0] + " …"
