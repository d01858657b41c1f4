"""A pinpoint, and what it points at among the passages of an act."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dzherelo.corpus.language.notation import (
    APPENDED,
    PROVISION,
    ROMAN,
    number_key,
    plain_number,
    spans_number,
)
from dzherelo.corpus.types import Kind, Passage, Span

if TYPE_CHECKING:
    from dzherelo.corpus.language.acts import Act, Acts

ARTICLE = "article"  # the act id of the scholarly article itself

Level = Literal["section", "article", "part", "point", "subpoint", "paragraph", "item"]
LEVELS: tuple[Level, ...] = ("article", "part", "point", "subpoint", "paragraph", "item")
_DATA = tomllib.loads(Path(__file__).with_name("pinpoints.toml").read_text("utf-8"))
# the divisions of an act by their rank, the wider first
_RANKS = {word: at for at, row in enumerate(_DATA["ranks"]["words"]) for word in row.split("|")}
_HEADING = re.compile(
    rf"(?<!\w)(?P<word>{'|'.join(_RANKS)})\s*"
    rf"(?P<number>{ROMAN}+(?:-\d+)?|{PROVISION})(?:er\b)?(?![\w'])",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?P<number>{ROMAN}+|\d{{1,3}})[.\s]")  # a heading that has only its number
# by what acts are cited instead of articles, and as which divisions that is read
_UNITS = {"§": ("параграф", "§"), "section": ("розділ", "section")}
_ALIKE = str.maketrans("аесорхі", "aecopxi")
# what stands beside the numbered provisions and is cited by its name
_BESIDE = ("преамбула", "preamble", *APPENDED)
_ALSO = {
    "преамбула": ("preamble",),
    "пояснювальний меморандум": ("explanatory memorandum",),
}
_HEADS = (Kind.HEADING, Kind.TITLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinpoint:
    """A place in an act as someone cites it. `span` is where the text says so.

    `act` is an id of the table of acts, "article" for the scholarly article itself, None if no
    act is named; `other_act` has the words that name an act which the table does not have.
    `section` is "розділ IX", "глава 44 параграф 2" or a name such as "Преамбула". `paragraph`
    counts the paragraphs (абзаци) of a part, or with `item` of a text without articles.

    `added` is a level and a number with a hyphen that was read as a range, "п. 1-2", and is an
    added point where there is one; or with a stop, "п. 11.5", which is a rule's where there is one.
    `bracketed`: the part is a number in brackets, "116(9)", and
    may be a point.
    """

    span: Span
    act: str | None = None
    other_act: str | None = None
    section: str | None = None
    article: str | None = None
    part: str | None = None
    point: str | None = None
    subpoint: str | None = None
    paragraph: str | None = None
    item: str | None = None
    added: tuple[str, str] | None = None
    bracketed: bool = False

    @property
    def place(self) -> dict[str, str]:
        """The parts of the locator that are set, for `Locator.fits`."""
        return {
            level: value
            for level in ("section", *LEVELS)
            if (value := getattr(self, level)) is not None
        }


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a pinpoint points at: the passages in order, the likelier reading first.

    Where there is no such place, `passages` is empty, `missing` is the level that failed,
    `existing` the values that there are at that level, and `nearby` the passages one level up.
    `read_as` says how a pinpoint was read that does not fit to the letter: {"part": "4"} for
    "п. 4 ст. 2" where article 2 has numbered parts.
    """

    passages: tuple[Passage, ...]
    missing: Level | None = None
    wanted: str = ""
    existing: tuple[str, ...] = ()
    nearby: tuple[Passage, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()

    @property
    def extent(self) -> str:
        """What exists, in short: "1–443, 459–636"; added numbers such as 131-1 belong to their
        run. Empty where nothing is missing, or nothing is there at that level."""
        return ", ".join(_runs(self.existing))


def resolve(
    pinpoint: Pinpoint, passages: Sequence[Passage], *, acts: Acts | None = None
) -> Resolved:
    """The passages of one act that `pinpoint` points at; `passages` are all of that act's, and
    `acts` tells where its sections begin in a text without headings.

    Parts that are not distinguished in the text do not stand in the way: "ч. 1" of an article of
    one paragraph is the article. Headings and amendment notes are not among the passages found.
    """
    act = next((act for act in acts.acts if act.id == pinpoint.act), None) if acts else None
    pinpoint = _of_unit(pinpoint, passages)
    if pinpoint.added is not None:
        found = resolve(_whole(pinpoint, *pinpoint.added), passages, acts=acts)
        if found.passages:
            return found
    found = _resolve(pinpoint, passages, act)
    first, dot, second = (pinpoint.point or "").partition(".")
    if dot and not found.passages and pinpoint.subpoint is None:  # "п. 2.1" for point 2(1)
        below = _resolve(replace(pinpoint, point=first, subpoint=second), passages, act)
        return below if below.passages else found
    if pinpoint.bracketed and not any(p.locator.part for p in found.passages):
        point = replace(pinpoint, part=None, point=pinpoint.part, bracketed=False)
        read = _resolve(point, passages, act)
        return read if read.passages else found
    return found


def _whole(pinpoint: Pinpoint, level: str, number: str) -> Pinpoint:
    """The pinpoint with a number that was read as several taken whole; a rule is a point."""
    parts = number.split(".")[1:]
    places: dict[str, Any] = {one: None for one in LEVELS if getattr(pinpoint, one) in parts}
    places |= {"article": None, "part": None, "point": number} if parts else {level: number}
    return replace(pinpoint, **places, added=None, bracketed=False)


def _of_unit(pinpoint: Pinpoint, passages: Sequence[Passage]) -> Pinpoint:
    """The pinpoint with the articles as the act calls them: "§ 5", where that is its article 5 and
    no section within a chapter; "rule 5" for point 5 of rules that have nothing above them."""
    first = next((p.locator.article for p in passages if p.locator.article), "")
    unit = first.rpartition(" ")[0]
    if not unit or unit[0].isdigit():
        return pinpoint
    number = pinpoint.article
    changed: dict[str, Any] = {}
    step = _HEADING.fullmatch((pinpoint.section or "").lower())
    if number is None and step and step["word"] in _UNITS.get(unit, ()):
        number, changed = plain_number(step["number"]), {"section": None}
    elif number is None and unit == "rule" and not pinpoint.section:
        number, changed = pinpoint.point, {"point": None}
    if number is None or number.startswith(unit):
        return pinpoint
    return replace(pinpoint, **{**changed, "article": f"{unit} {number}"})


def _resolve(pinpoint: Pinpoint, passages: Sequence[Passage], act: Act | None) -> Resolved:
    current = tuple(p for p in passages if p.kind not in _HEADS)
    if pinpoint.section is not None and pinpoint.article is None:
        within = _section(pinpoint.section, passages, act)
        if not within:
            divisions = tuple(f"{head.word} {head.number}" for head in _headings(passages))
            return Resolved((), "section", pinpoint.section, divisions)
        current = within
    elif pinpoint.article is None and pinpoint.act != ARTICLE:
        current = tuple(p for p in current if not _section_of(p).startswith(_BESIDE))
    read_as: tuple[tuple[str, str], ...] = ()
    for level in LEVELS:
        value = getattr(pinpoint, level)
        if value is None:
            continue
        found, other = _step(level, current, value, pinpoint)
        if not found:
            existing = dict.fromkeys(v for p in current if (v := getattr(p.locator, level)))
            values = tuple(str(value) for value in existing)
            # Nearby is the place one level up; of a whole act that would be all of it.
            nearby = () if level == "article" else current
            return Resolved((), level, value, values, nearby)
        current = found
        read_as += ((other, value),) if other else ()
    return Resolved(current, read_as=read_as)


_Step = tuple[tuple[Passage, ...], str | None]


def _step(level: Level, current: Sequence[Passage], value: str, pinpoint: Pinpoint) -> _Step:
    """What of the passages is at one level, and the other level as which it was read, if any."""
    if level == "point":
        return _point(current, value, pinpoint)
    if level == "paragraph":
        return _paragraph(current, value, pinpoint)
    if level == "part" and value == "1" and all(p.locator.part is None for p in current):
        return tuple(current), None
    return _matching(current, level, value), None


def _matching(current: Sequence[Passage], level: Level, value: str) -> tuple[Passage, ...]:
    """Exact first; then letters that look the same in both alphabets."""
    values = [(p, str(found)) for p in current if (found := getattr(p.locator, level)) is not None]
    exact = tuple(p for p, found in values if found == value)
    if not exact and level == "article":  # among those repealed together
        exact = tuple(p for p, found in values if _spans(found, value))
    alike = value.translate(_ALIKE)
    return exact or tuple(p for p, found in values if found.translate(_ALIKE) == alike)


def _spans(found: str, value: str) -> bool:
    unit, _, number = value.rpartition(" ")
    several = found.removeprefix(unit).strip()
    together = found.startswith(unit) and ("–" in several or "," in several)
    return together and spans_number(several, number)


def _point(current: Sequence[Passage], value: str, pinpoint: Pinpoint) -> _Step:
    """ "п. 4 ст. 2" is part 4 of an article with numbered parts, before it is a point of one; and
    a part, too, where there is no such point."""
    points = _matching(current, "point", value)
    if pinpoint.part is not None or pinpoint.article is None:
        return points, None
    parts = _matching(current, "part", value)
    numbered = any(re.match(rf"\(?{re.escape(value)}[.)]\s", part.text) for part in parts)
    if not parts or (points and not numbered):
        return points, None
    return (*parts, *(p for p in points if p not in parts)), "part"


def _paragraph(current: Sequence[Passage], value: str, pinpoint: Pinpoint) -> _Step:
    """Paragraphs that passages count themselves, else the lines of the part that was reached."""
    counted = _matching(current, "paragraph", value)
    if not counted and pinpoint.article is None and pinpoint.point is None:
        return _matching(current, "point", value), "point"
    if counted or pinpoint.article is None or not value.isdigit():
        return counted, None
    lines = [p for p in current for line in p.text.split("\n") if line.strip()]
    return tuple(lines[int(value) - 1 : int(value)] if int(value) else ()), None


# Sections -------------------------------------------------------------------------------------


def _section_of(passage: Passage) -> str:
    return (passage.locator.section or "").lower()


def _section(section: str, passages: Sequence[Passage], act: Act | None) -> tuple[Passage, ...]:
    steps = list(_HEADING.finditer(section))
    found = tuple(passages)
    for step in steps:
        found = _division(step["word"].lower(), step["number"], found, act)
    return tuple(p for p in found if p.kind not in _HEADS) if steps else _named(section, passages)


def _division(
    word: str, printed: str, passages: Sequence[Passage], act: Act | None
) -> tuple[Passage, ...]:
    """What stands in one division, its headings too."""
    number = plain_number(printed).upper()
    if act and number in act.sections and _RANKS[word] == 1:
        first, last = (number_key(bound) for bound in act.sections[number])
        found = [p for p in passages if p.locator.article]
        return tuple(p for p in found if first <= number_key(p.locator.article or "")[:1] <= last)
    return _under(word, number, passages)


def _named(name: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Sections known by name: the name itself, else a section whose name has all its words."""
    text = [p for p in passages if p.kind not in _HEADS and p.locator.section]
    alike = {name.lower(), *_ALSO.get(name.lower(), ())}
    exact = tuple(p for p in text if _section_of(p) in alike)
    words = name.lower().split()
    return exact or tuple(p for p in text if all(word in _section_of(p) for word in words))


def _under(word: str, number: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """What stands under the division's heading: same word first, else the same number."""
    heads = list(_headings(passages))
    same = [h for h in heads if number_key(h.number) == number_key(number)]
    ranked = sorted(same, key=lambda h: (_RANKS[h.word] != _RANKS[word], h.number != number, h.at))
    if not ranked or (_RANKS[ranked[0].word] != _RANKS[word] and ranked[0].number != number):
        return ()
    head = ranked[0]
    rank = _RANKS[head.word]
    end = next((h.at for h in heads if h.at > head.at and _RANKS[h.word] <= rank), len(passages))
    return tuple(passages[head.at : end])


class _Heading(NamedTuple):
    at: int
    word: str
    number: str


def _headings(passages: Sequence[Passage]) -> Iterator[_Heading]:
    for at, passage in enumerate(passages):
        if passage.kind not in _HEADS or passage.locator.article or passage.text[0] == "{":
            continue
        if match := _HEADING.search(passage.text):
            yield _Heading(at, match["word"].lower(), plain_number(match["number"]).upper())
        elif bare := _BARE.match(passage.text):
            number = plain_number(bare["number"]).upper()
            if (passage.locator.section or "").startswith(f"{number}. "):
                yield _Heading(at, "розділ", number)


def _runs(values: Sequence[str]) -> Iterator[str]:
    """Numbers as ranges; what is no number is given as it is."""
    values = [re.sub(r"^(?:§|section|rule) ", "", value) for value in values]
    rules = list(dict.fromkeys(value for value in values if "." in value))
    yield from rules if len(rules) <= 9 else (f"{rules[0]}–{rules[-1]}",)
    values = [value for value in values if "." not in value]
    numbered = ", ".join(value for value in values if value[:1].isdigit()).split(", ")
    ends = ([number_key(end)[0] for end in one.split("–")] for one in numbered if one)
    numbers = sorted({number for end in ends for number in range(end[0], end[-1] + 1)})
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"
    yield from dict.fromkeys(v for v in values if not v[:1].isdigit())
