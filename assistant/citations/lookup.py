"""What a citation look-up hands out: works, places where the article cites them, passages."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal

from dzherelo.assistant.query.targets import readable
from dzherelo.assistant.types import Hit, locator_dict
from dzherelo.corpus.bibliography.formats import FORMATS, export
from dzherelo.corpus.library.notes import Note
from dzherelo.corpus.records import Correction, Record
from dzherelo.corpus.types import Locator, Passage, Source, Span, Status

How = Literal["pinpoint", "page", "meaning", "no_page", "unpaged", "missing", "unread"]
LookupKind = Literal["work", "pinpoint", "passage", "statement"]

_STATUS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("status.toml").read_text("utf-8")
)


@dataclass(frozen=True, slots=True)
class Work:
    """A work that was looked up. `record` describes it (of one outside the catalogue, what its
    file tells); `source` is it as the library lists it; `entry` the article's reference list on
    it. `source` and `record` are None for an entry that nothing more is known of."""

    number: int | None = None
    record: Record | None = None
    source: Source | None = None
    entry: Passage | None = None
    notes: tuple[Note, ...] = ()

    @property
    def id(self) -> str | None:
        return self.source.id if self.source else None

    @property
    def said(self) -> tuple[Note, ...]:
        """What the article says of the work, in our words."""
        return tuple(note for note in self.notes if note.provenance == "article")

    @property
    def unread(self) -> bool:
        """Whether neither the library nor we have read the work itself."""
        held = self.source is not None and self.source.status in (Status.FULL, Status.PART)
        return not held and not any(note.provenance == "text" for note in self.notes)

    def status_text(self, language: str) -> str:
        """The status in words."""
        status = str(self.source.status) if self.source else "entry"
        return _STATUS[language]["unread" if status == "notes" and self.unread else status]

    def formats(self) -> dict[str, str]:
        """The record in every export format, by the format's name; empty without a record."""
        return {name: export([self.record], name) for name in FORMATS if self.record}

    def addresses(self) -> tuple[str, ...]:
        """Where the work may be read."""
        return tuple(one.url for one in self.record.reading()) if self.record else ()

    def as_dict(self, language: str) -> dict[str, Any]:
        record, formats = self.record, self.formats()
        title = record.title if record else self.source.title if self.source else None
        return {
            "source": self.id,
            "number": self.number,
            "title": title,
            "status": self.source.status if self.source else None,
            "status_text": self.status_text(language),
            "reference": formats.get("dstu", "").strip() or None,
            "record": plain(record) if record else None,
            "formats": formats,
            "corrections": [
                correction_dict(one, language) for one in (record.corrections if record else ())
            ],
            "entry": passage_dict(self.entry, language) if self.entry else None,
            "addresses": list(self.addresses()),
            "said": [note_dict(note, language) for note in self.said],
        }


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where the article cites a work. `quote` are the words that the marker stands for,
    an exact slice of `passage`; without the article's text there are only our `notes` on what it
    says there. `page` or, of an act, `place` ("ст. 9") is what the marker names. `slips` are errors
    of the article in those words."""

    number: int | None
    source: str | None
    locator: Locator
    page: str | None = None
    marker: str | None = None
    passage: Passage | None = None
    quote: Span | None = None
    notes: tuple[Note, ...] = ()
    slips: tuple[Correction, ...] = ()
    place: str | None = None

    @property
    def words(self) -> str:
        """The words that the marker stands for; without the article's text, those of our notes."""
        if self.passage is None or self.quote is None:
            return " ".join(note.uk for note in self.notes)
        return self.passage.words(self.quote)


@dataclass(frozen=True, slots=True)
class Behind:
    """What of a source stands behind words of the article. `how` it was found: by the provision
    or the page that the article names, or as the nearest in meaning (`no_page`: because the text
    lacks the page; `unpaged`: because the text does not tell its printed pages). `of` is how many
    there are at that place, where `passages` are the best of them. `missing` says by language
    that the place is not there."""

    how: How
    passages: tuple[Passage, ...] = ()
    of: int = 0
    missing: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self, language: str) -> dict[str, Any]:
        return {
            "how": self.how,
            "passages": _passage_dicts(self.passages, language),
            "of": self.of,
            "missing": self.missing.get(language),
        }


@dataclass(frozen=True, slots=True)
class Cited:
    """A mark and what stands behind it; `asked`: the very one that the look-up asks for; `named`:
    where in its words the provision is named that was asked for."""

    mark: Mark
    behind: Behind
    asked: bool = False
    named: Span | None = None

    def as_dict(self, language: str) -> dict[str, Any]:
        mark = self.mark
        return {
            "number": mark.number,
            "source": mark.source,
            "origin": "text" if mark.passage else "note",
            "locator": locator_dict(mark.locator, language),
            "marker": mark.marker,
            "page": mark.page,
            "quote": mark.words if mark.quote else None,
            "start": mark.quote.start if mark.quote else None,
            "end": mark.quote.end if mark.quote else None,
            "passage": mark.passage.id if mark.passage else None,
            "asked": self.asked,
            "said": [note_dict(note, language) for note in mark.notes],
            "slips": [correction_dict(one, language) for one in mark.slips],
            "behind": self.behind.as_dict(language),
        }


@dataclass(frozen=True, slots=True)
class Provision:
    """A place in a source that was asked for, whole; `missing` says by language that there is no
    such place, and what there is, of which `nearest` comes nearest."""

    source: str
    passages: tuple[Passage, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    nearest: Passage | None = None

    def as_dict(self, language: str) -> dict[str, Any]:
        return {
            "source": self.source,
            "passages": _passage_dicts(self.passages, language),
            "missing": self.missing.get(language),
        }


@dataclass(frozen=True, slots=True)
class Carried:
    """The part of a passage, an exact slice, that carries words, and how well, in [0, 1]; `lead`
    is the passage that an item of a list hangs on."""

    hit: Hit
    span: Span
    share: float
    lead: Passage | None = None

    @property
    def passage(self) -> Passage:
        return self.hit.passage

    @property
    def text(self) -> str:
        return self.passage.words(self.span)

    @property
    def unlinked(self) -> tuple[str, ...]:
        """Citations among these words that could not be linked to the reference list."""
        marks = (one.marker for one in self.passage.unlinked)
        return tuple(self.passage.words(one) for one in marks if self.span.covers(one))

    def as_dict(self, language: str) -> dict[str, Any]:
        """The passage, and of it the exact words."""
        said = {"quote": self.text, "start": self.span.start, "end": self.span.end}
        said |= {"unlinked": list(self.unlinked)} if self.unlinked else {}
        return {**passage_dict(self.passage, language), **said}


@dataclass(frozen=True, slots=True)
class Lookup:
    """All that is known of a reference, in a library with this `article`. `also` are other works
    that the same words name.

    Of a statement, `exact` says that it stands in a text of the library word for word, `direct`
    that the marks in `cited` stand for the words themselves (else for others of the same
    passage), and `hits` are the passages that hold it, best first, `held` what of them does. `own`
    is where the authors say it themselves, without a reference. `listed` is how many works the
    article's list has, `unlinked` how many citations in its text could not be linked to it.
    """

    ref: str
    kind: LookupKind
    works: tuple[Work, ...] = ()
    cited: tuple[Cited, ...] = ()
    provisions: tuple[Provision, ...] = ()
    hits: tuple[Hit, ...] = ()
    also: tuple[Source, ...] = ()
    page: str | None = None
    exact: bool = False
    direct: bool = True
    sources: tuple[Source, ...] = ()
    listed: int = 0
    unlinked: int = 0
    article: str | None = None
    held: tuple[Carried, ...] = ()
    own: tuple[Carried, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        return tuple(work.record for work in self.works if work.record)

    def of(self, work: Work) -> Iterator[Cited]:
        """Where the article cites one of the works."""
        for one in self.cited:
            if one.mark.source == work.id and one.mark.number == work.number:
                yield one

    def as_dict(self, language: str) -> dict[str, Any]:
        """The JSON contract of `dzherelo cite --json`: the first work's fields on top."""
        first = self.works[0] if self.works else Work()
        return {
            "ref": self.ref,
            "kind": self.kind,
            **first.as_dict(language),
            "page": self.page,
            "cited": [one.as_dict(language) for one in self.cited],
            "provisions": [one.as_dict(language) for one in self.provisions],
            "exact": self.exact,
            "direct": self.direct,
            "listed": self.listed,
            "unlinked": self.unlinked,
            "hits": [hit.as_dict(language) for hit in self.hits],
            "own": [one.as_dict(language) for one in self.own],
            "more": [work.as_dict(language) for work in self.works[1:]],
            "also": [
                {"source": one.id, "title": one.title, "status": one.status} for one in self.also
            ],
        }


def _passage_dicts(passages: Sequence[Passage], language: str) -> list[dict[str, Any]]:
    return [passage_dict(passage, language) for passage in readable(passages, language)]


def passage_dict(passage: Passage, language: str) -> dict[str, Any]:
    """A passage as the JSON contracts show it."""
    return {
        "source": passage.source,
        "origin": passage.origin,
        "locator": locator_dict(passage.locator, language),
        "text": passage.text,
        "start": passage.span.start,
        "end": passage.span.end,
        "passage": passage.id,
        "context": passage.context,
    }


def note_dict(note: Note, language: str) -> dict[str, Any]:
    """One of our notes, in the reader's language."""
    return {
        "text": note.uk if language == "uk" else note.en,
        "from": note.provenance,
        "locator": locator_dict(note.locator, language) if note.locator.as_dict() else None,
        "said_at": locator_dict(note.said_at, language) if note.said_at else None,
    }


def correction_dict(one: Correction, language: str) -> dict[str, Any]:
    """What the article says, what is right, and why, in the reader's language."""
    return {
        "about": one.about,
        "article_says": one.article_says,
        "rightly": one.rightly,
        "reason": one.uk if language == "uk" else one.en,
        "evidence": one.evidence,
        "at": locator_dict(one.at, language) if one.at else None,
    }


def plain(value: Any) -> Any:
    """A value as JSON can hold it; of dataclasses, the fields that say something."""
    if isinstance(value, Locator):
        return value.as_dict()
    if is_dataclass(value):
        said = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        return {name: part for name, part in said.items() if part not in (None, "", [], {}, False)}
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
