"""Where the article cites its sources: by the markers of its text, else by what our notes know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from dzherelo.assistant.citations.errata import bare, repeats, same_place, slips_at
from dzherelo.assistant.citations.lookup import Mark
from dzherelo.assistant.query.targets import Places
from dzherelo.corpus.citations.pinpoints import ARTICLE
from dzherelo.corpus.citations.references import named_in
from dzherelo.corpus.library.holdings import Holdings
from dzherelo.corpus.library.notes import Note
from dzherelo.corpus.library.records import Correction, Record
from dzherelo.corpus.types import Kind, Locator, Passage


class Citing:
    """The article's reference list and its marks."""

    def __init__(self, holdings: Holdings, places: Places) -> None:
        self._holdings = holdings
        self._places = places

    @cached_property
    def article(self) -> str | None:
        """The id of the article whose text is in the library; None without one."""
        held = [source for source in self._holdings.shelf.sources() if source.kind == "article"]
        ids = [source.id for source in held if source.references or source.id == ARTICLE]
        return ARTICLE if ARTICLE in ids else next(iter(ids), None)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of the article's text; none without it."""
        return self._holdings.shelf.passages(self.article) if self.article else ()

    @cached_property
    def entries(self) -> dict[int, Passage]:
        """The reference list, by number, as it is printed."""
        return {
            passage.locator.entry: passage
            for passage in self.passages
            if passage.kind is Kind.ENTRY and passage.locator.entry is not None
        }

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the reference list, as far as it is known."""
        listed = {record.number for record in self._holdings.catalog if record.number is not None}
        return tuple(sorted(listed | set(self.entries)))

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every place where the article cites a source, in order of its text."""
        found = list(self._printed() if self.article else self._noted())
        return tuple(replace(mark, slips=self._slips(mark)) for mark in found)

    def at(self, passage: Passage) -> tuple[Mark, ...]:
        """The marks in a passage of the article, or in the one that a note on it stands for."""
        if passage.origin == "text":
            return tuple(mark for mark in self.marks if mark.passage == passage)
        return tuple(mark for mark in self.marks if same_place(mark.locator, passage.locator))

    # Inside --------------------------------------------------------------------------------

    def _printed(self) -> Iterator[Mark]:
        for passage in self.passages:
            for reference in passage.references:
                record = self._record(reference.number)
                marker = passage.words(reference.marker)
                place = self._place(record, marker)
                yield Mark(
                    number=reference.number,
                    source=record.id if record else None,
                    locator=passage.locator,
                    page=None if place else reference.page,
                    place=place,
                    marker=marker,
                    passage=passage,
                    quote=reference.supports,
                    notes=self._said_there(record, passage.locator, reference.page),
                )

    def _record(self, number: int) -> Record | None:
        """The record of an entry; the catalogue's numbers are those of its own article's list."""
        return self._holdings.catalog.numbered(number) if self.article == ARTICLE else None

    def _place(self, record: Record | None, marker: str) -> str | None:
        """The article that a marker names of an act: "[5, ст. 9]"; of other works it is a page."""
        if record is None:
            return None
        named = (one.place for one in named_in(marker[1:-1]) if one.number == record.number)
        place = next(named, None)
        return place if place and self._places.has_articles(record.id) else None

    def _said_there(self, record: Record | None, at: Locator, page: str | None) -> tuple[Note, ...]:
        notes = self._holdings.notes(record.id) if record else ()
        return tuple(
            note
            for note in notes
            if note.said_at is not None
            and same_place(at, note.said_at)
            and (page is None or note.locator.page is None or str(note.locator.page) == page)
        )

    def _noted(self) -> Iterator[Mark]:
        """The places that our notes know: those of a note that repeats what the article says of a
        source, and those where a note on the article names the source's act."""
        marks = [
            mark
            for record in self._holdings.catalog
            if record.number is not None
            for mark in self._noted_of(record)
        ]
        return iter(sorted(marks, key=lambda m: (m.locator.paragraph or 0, m.locator.item or 0)))

    @cached_property
    def _mentioning(self) -> dict[str, list[Note]]:
        """By source, the notes on paragraphs of the article that name its act."""
        found: dict[str, list[Note]] = {}
        for note in self._holdings.notes(ARTICLE):
            for source in self._places.mentioned(note.uk) if note.locator.paragraph else ():
                found.setdefault(source, []).append(note)
        return found

    def _noted_of(self, record: Record) -> Iterator[Mark]:
        found: dict[tuple[Locator, str | None], list[Note]] = {}
        for note in self._holdings.notes(record.id):
            if note.said_at is not None and note.said_at.paragraph is not None:
                page = str(note.locator.page) if note.locator.page is not None else None
                found.setdefault((bare(note.said_at), page), []).append(note)
        for note in self._mentioning.get(record.id, ()):
            at = bare(note.locator)
            key = next((key for key in found if key[0] == at), (at, None))
            found.setdefault(key, []).append(note)
        for (at, page), notes in found.items():
            yield Mark(record.number, record.id, at, page, notes=tuple(notes))

    def _slips(self, mark: Mark) -> tuple[Correction, ...]:
        """The article's errors in the words of a mark."""
        if self.article not in (ARTICLE, None):
            return ()
        return tuple(
            one
            for one in slips_at(ARTICLE, mark.locator, self._holdings)
            if repeats(mark.words, one) or mark.source in self._places.mentioned(one.uk)
        )
