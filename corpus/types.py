"""The values that everything else is made of: spans, locators, passages, in-text references.

All are immutable and know nothing of files, models or databases.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from itertools import takewhile
from typing import Any, Literal, NamedTuple

Origin = Literal["text", "note"]


class Span(NamedTuple):
    """Half-open range `[start, end)` of code points in a canonical text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The slice of `text` that this span names."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Span) -> int:
        """How many code points the two spans share; 0 if none."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


class Taken:
    """Which characters of a text are taken by spans that were chosen already."""

    def __init__(self, text: str) -> None:
        self._taken = bytearray(len(text))

    def has(self, span: Span) -> bool:
        """Whether any character of the span is taken."""
        return 1 in self._taken[span.start : span.end]

    def add(self, span: Span) -> None:
        self._taken[span.start : span.end] = b"\1" * (span.end - span.start)


class Status(StrEnum):
    """How much of a source the library has read."""

    FULL = "full"
    PART = "part"
    NOTES = "notes"
    RECORD = "record"


class Kind(StrEnum):
    """What a passage is in its source."""

    TITLE = "title"
    AUTHOR = "author"
    FRONT = "front"  # UDC, DOI, rubric, affiliation
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LEAD = "lead"  # the sentence that a list hangs on
    ITEM = "item"
    ABSTRACT = "abstract"
    KEYWORDS = "keywords"
    ENTRY = "entry"  # of a reference list
    NOTE = "note"  # a footnote or an endnote
    ROW = "row"  # of a table
    CAPTION = "caption"  # of a table or a figure
    CODE = "code"
    EQUATION = "equation"
    PROVISION = "provision"  # part or point of an article of a law


_ABBREVIATIONS = {
    "uk": {
        "section": "розділ {}",
        "article": "ст. {}",
        "part": "ч. {}",
        "point": "п. {}",
        "subpoint": "пп. {}",
        "paragraph": "абз. {}",
        "item": "п. {}",
        "entry": "джерело {}",
        "page": "с. {}",
    },
    "en": {
        "section": "section {}",
        "article": "art. {}",
        "part": "part {}",
        "point": "point {}",
        "subpoint": "subpoint {}",
        "paragraph": "para. {}",
        "item": "item {}",
        "entry": "reference {}",
        "page": "p. {}",
    },
}


# What splitters call the parts of a title block, in Ukrainian and in English.
_PARTS = {
    "Назва": "Title",
    "Автори": "Authors",
    "УДК": "UDC",
    "Рубрика": "Section",
    "Анотація": "Abstract",
    "Ключові слова": "Key words",
}
_NAMED = {"en": _PARTS, "uk": {english: native for native, english in _PARTS.items()}}


def _has_unit(value: object) -> bool:
    """Whether a part of a locator says itself what it is: "§ 5", "section 5"."""
    return isinstance(value, str) and " " in value and not value[0].isdigit()


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Where a passage stands, in the terms in which one would cite it; whatever the source has.

    `paragraph` counts the paragraphs of the body from 1 (a list's lead-in counts, its items do
    not); `item` counts the items of the list that hangs on that paragraph; `entry` is the number
    in a reference list; `page` is the page on which the passage starts, as printed or as filed;
    `article` is text because of articles such as 131-1; "3–4" are articles that were repealed
    together, "§ 5a" and "section 5" those of acts that are cited so.
    """

    section: str | None = None
    article: str | None = None
    part: str | None = None
    point: str | None = None
    subpoint: str | None = None
    paragraph: int | None = None
    item: int | None = None
    entry: int | None = None
    page: int | None = None

    def label(self, language: str = "uk") -> str:
        """The locator as a reader of `language` ("uk" or "en") would write it; never empty."""
        words = _ABBREVIATIONS.get(language, _ABBREVIATIONS["en"])
        places = [
            value if _has_unit(value) else words[name].format(value)
            for name in ("article", "part", "point", "subpoint", "paragraph", "item", "entry")
            if (value := getattr(self, name)) is not None
        ]
        if self.section and (not places or self._outside_articles()):
            section = _NAMED.get(language, {}).get(self.section, self.section)
            places.insert(0, self._division(words["section"]) if places else section)
        if self.page is not None:
            places.append(words["page"].format(self.page))
        return ", ".join(places) or {"uk": "текст"}.get(language, "text")

    def _division(self, form: str) -> str:
        """The section's number, which a rule's own ("11.5") has in it."""
        number = (self.section or "").split(". ")[0]
        bare = number.isdigit() or not number.strip("IVXLC")
        return form.format(number) if bare else number

    def _outside_articles(self) -> bool:
        """Whether it is in a statute's preamble, final provisions or annex: "Преамбула, абз. 4"."""
        if self.point and (self.section or "").startswith(f"{self.point.split('.')[0]}. "):
            return False
        preamble = (self.section or "").lower() in ("преамбула", "preamble")
        return self.article is None and (self.point is not None or preamble)

    def as_dict(self) -> dict[str, Any]:
        """The parts that are set, by name; without the label."""
        return {
            item.name: value
            for item in fields(self)
            if (value := getattr(self, item.name)) is not None
        }

    @classmethod
    def read(cls, parts: Mapping[str, Any]) -> Locator:
        """What `as_dict` gave; names that are no part of a locator are passed over."""
        return cls(**{item.name: parts[item.name] for item in fields(cls) if item.name in parts})

    def fits(self, wanted: dict[str, Any]) -> bool:
        """Whether every part that `wanted` names has this value here.

        Values are compared as text, so `{"article": 9}` and `{"article": "9"}` ask the same.
        A `label` among the parts is ignored: it is for readers.
        """
        return all(
            str(getattr(self, name, None)) == str(value)
            for name, value in wanted.items()
            if name != "label" and value is not None
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """An in-text marker such as `[2, с. 86]`: which entry, which page, which words it supports.

    One marker that names several entries (`[1; 3]`) becomes one reference an entry.
    Where an article has no list but notes, the number is that of the note which cites the work in
    full. `marker` spans the brackets, or names and year; `supports` spans the words that it stands
    for: before it, or its whole sentence where it is part of that. `place` is the article of an act
    that it names, as written ("ст. 9, ч. 2").
    """

    number: int
    page: str | None
    marker: Span
    supports: Span
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Unlinked:
    """What cites a work by its looks, but could not be linked to an entry: none fits it, or all
    entries of the numbers `fits` do."""

    marker: Span
    fits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest thing one would cite, as an exact slice of its source's canonical text.

    `context` holds headings and, for a list item, its lead-in: for embedding and display, never
    for quoting. `sentences` are absolute spans inside `span`. `lead` is the id of the passage
    whose list this item belongs to.
    """

    id: str
    source: str
    span: Span
    text: str
    locator: Locator
    language: str
    kind: Kind
    context: str = ""
    sentences: tuple[Span, ...] = ()
    references: tuple[Reference, ...] = ()
    unlinked: tuple[Unlinked, ...] = ()
    lead: str | None = None
    origin: Origin = "text"

    def words(self, span: Span) -> str:
        """The words at a span of the source's text that lies in the passage."""
        start = self.span.start
        return self.text[span.start - start : span.end - start]


@dataclass(frozen=True, slots=True)
class Element:
    """A stretch of a canonical text, one or more whole lines, whose part in the document the file
    itself tells: by its markup, or by fonts and places on the page.

    `level` counts from 1: of a heading (1 is the document's title or its widest sections), of a
    list item its depth. `label` is the printed number or the key by which the text refers to it
    ("3" of a footnote, "12" or "smith2020" of an entry), empty if it has none. `context` is what
    one must know to read it alone: of a table's row the caption and the header row, of code its
    language.
    """

    span: Span
    kind: Kind
    level: int = 0
    label: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a file tells of itself; empty where it tells nothing. `authors` are names as printed,
    `doi` is bare ("10.1000/182") and the work's own, `language` a code such as "fr"."""

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    doi: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the pages of a text start, and whether their numbers are printed, as in `Document`."""

    starts: tuple[tuple[int, int], ...] = ()
    printed: bool = False

    def touch(self, span: Span, numbers: Collection[int]) -> bool:
        """Whether a span of the text stands on one of these pages, wholly or in part."""
        at = max(0, bisect_right(self.starts, span.start, key=lambda page: page[0]) - 1)
        return any(
            number in numbers
            for start, number in takewhile(lambda page: page[0] < span.end, self.starts[at:])
        )


@dataclass(frozen=True, slots=True)
class Document:
    """What the reader makes of a file: NFC text with `\\n` line ends, where its pages start, and
    what the file tells of its structure.

    `pages` maps each page to the offset at which it starts, offsets rising, as (offset, page
    number); empty where the file has no pages. A figure or a note that is set apart from the
    paragraph that it cuts may lead back to its page. `printed_pages`: the numbers are those printed
    on the pages; else pages are counted from 1. `elements` rise and do not overlap; text outside
    them is of unknown kind. `metadata` holds what the file says of the work outside its text (HTML,
    PDF and DOCX properties, YAML); `media_type` says what the file was.
    """

    text: str
    media_type: str
    pages: tuple[tuple[int, int], ...] = ()
    printed_pages: bool = False
    title: str | None = None
    elements: tuple[Element, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the library, as it is listed.

    `kind` is how it was split (`article`, `statute`, `prose`); `entries` is the number of entries
    of its reference list and `references` of its in-text markers. `metadata` is what the text
    tells of itself. `cites` is the entry of the article's list that the text was added for, as it
    stands there; empty if the user said that it is none, None if nobody said.
    """

    id: str
    title: str
    language: str
    status: Status
    kind: str = "prose"
    authors: tuple[str, ...] = ()
    characters: int = 0
    passages: int = 0
    entries: int = 0
    references: int = 0
    file: str | None = None
    added: str | None = None
    sha256: str | None = None
    metadata: Metadata = field(default_factory=Metadata)
    cites: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
