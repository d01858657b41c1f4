"""The library as a whole: the texts on the shelf, the records of the catalogue, and our notes.

A source is held in full, in part, by our notes alone, or by its record alone; which of these is
said wherever it is shown. Notes answer where the text is not there. Where it is, a note is the
gloss of the passage at its place: it helps to find the passage from the other language, and the
quote comes from the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar

from dzherelo.corpus.errors import InputError, Message, UnknownSource
from dzherelo.corpus.library.catalog import Catalog, load_catalog
from dzherelo.corpus.library.doc_queries import Asked, kept_asked
from dzherelo.corpus.library.notes import Note, canonical_notes, kept_notes, note_passages
from dzherelo.corpus.library.records import Record
from dzherelo.corpus.library.shelf import Shelf
from dzherelo.corpus.types import Kind, Locator, Passage, Source, Status

OWN_CATALOG = "catalog.toml"
OWN_NOTES = "notes"
OWN_ASKED = "asked"


class Holdings:
    """What the library of one data folder holds. The user's own catalogue and notes lie in it."""

    def __init__(
        self, shelf: Shelf, *, cache: Path, shipped: bool = True, noted: bool = True
    ) -> None:
        """`cache` keeps what is derived; without `shipped`, only what the user added counts;
        without `noted`, there are no notes."""
        self.shelf = shelf
        self._shipped = shipped
        self._with_notes = shipped and noted
        self._cache = cache
        self._gloss_of: dict[str, tuple[str, dict[str, tuple[Passage, ...]]]] = {}
        self._asked_of: dict[tuple[str, str | None], tuple[str, dict[str, tuple[Asked, ...]]]] = {}

    @cached_property
    def catalog(self) -> Catalog:
        if not self._shipped:
            return Catalog(())
        own = self.shelf.home / OWN_CATALOG
        return load_catalog(*([own] if own.exists() else []))

    @cached_property
    def _notes(self) -> dict[str, tuple[Note, ...]]:
        if not self._with_notes:
            return {}
        own = self.shelf.home / OWN_NOTES
        return _by_source(kept_notes(self._cache, *([own] if own.exists() else [])))

    @cached_property
    def _asked(self) -> dict[str, tuple[Asked, ...]]:
        if not self._shipped:
            return {}
        own = self.shelf.home / OWN_ASKED
        return _by_source(kept_asked(self._cache, *([own] if own.exists() else [])))

    @cached_property
    def _noted(self) -> dict[str, tuple[Passage, ...]]:
        """The notes that answer, as passages. What a note only repeats from the article or its
        reference list is left to the article: it is shown with the source, but must not be found
        in the article's place."""
        found: dict[str, tuple[Passage, ...]] = {}
        for source, notes in self._notes.items():
            if source not in self.catalog:
                continue
            passages = note_passages(self.catalog.record(source), notes)
            pairs = zip(passages[::2], passages[1::2], strict=True)
            found[source] = tuple(
                passage
                for note, pair in zip(notes, pairs, strict=True)
                if note.provenance == "text" or note.said_at is None
                for passage in pair
            )
        return found

    # Sources -------------------------------------------------------------------------------

    def sources(self) -> tuple[Source, ...]:
        """The article, the works that it cites by their number, then what else was added."""
        shelved = {source.id: source for source in self.shelf.sources()}
        listed = [self._listed(record, shelved.pop(record.id, None)) for record in self.catalog]
        return (*listed, *shelved.values())

    def source(self, source_id: str) -> Source:
        """Raises UnknownSource."""
        found = next((one for one in self.sources() if one.id == source_id), None)
        if found is None:
            raise self._unknown(source_id)
        return found

    def record(self, source_id: str) -> Record | None:
        """The bibliographic record of a source; None for one that the catalogue does not list."""
        return self.catalog.record(source_id) if source_id in self.catalog else None

    def _listed(self, record: Record, shelved: Source | None) -> Source:
        notes = self._notes.get(record.id, ())
        authors = tuple(author.name() for author in record.authors)
        if shelved is not None:
            return replace(shelved, title=record.title, authors=authors or shelved.authors)
        return Source(
            id=record.id,
            title=record.title,
            language=record.language,
            status=Status.NOTES if notes else Status.RECORD,
            kind=record.type,
            authors=authors,
            passages=len(notes),
        )

    def notes(self, source_id: str) -> tuple[Note, ...]:
        """Our notes on a source, what they repeat from the article included."""
        return self._notes.get(source_id, ())

    # Texts and passages --------------------------------------------------------------------

    def has_text(self, source_id: str) -> bool:
        return any(source.id == source_id for source in self.shelf.sources())

    def text(self, source_id: str, *, notes: bool = False) -> str:
        """The canonical text of a source, or of our notes on it.

        Raises UnknownSource, and InputError where there is no such text.
        """
        if notes:
            found = self._notes.get(source_id)
            if found is None:
                self.source(source_id)
                raise InputError(f"There are no notes on `{source_id}`.", "")
            return canonical_notes(found)
        if not self.has_text(source_id):
            source = self.source(source_id)
            raise InputError(
                f"The text of `{source_id}` is not in the library, only its {source.status}.",
                f"Run `dzherelo fetch {source_id}` or `dzherelo add FILE --as {source_id}`; "
                f"our notes: `dzherelo text {source_id} --notes`.",
            )
        return self.shelf.text(source_id)

    def passages(self, source_id: str) -> tuple[Passage, ...]:
        """What can be cited of a source: its passages, then the notes on what its text lacks."""
        noted = self._noted.get(source_id, ())
        if not self.has_text(source_id):
            if not noted:
                self.source(source_id)
            return noted
        glosses = {note.id for notes in self._glosses(source_id).values() for note in notes}
        left = (note for note in noted if note.id not in glosses)
        return (*self.shelf.passages(source_id), *left)

    def gloss(self, passage: Passage) -> tuple[Passage, ...]:
        """Our notes on the place where a passage of a text stands, in both languages."""
        if passage.origin == "note" or passage.source not in self._noted:
            return ()
        return self._glosses(passage.source).get(passage.id, ())

    def asked(self, passage: Passage) -> tuple[str, ...]:
        """Questions in everyday words that a passage answers: of a text in both languages; of a
        note, in its own, those that no text here answers."""
        source = passage.source
        if source not in self._asked:
            return ()
        language = passage.language if passage.origin == "note" else None
        found = self._asked_at(source, language).get(passage.id, ())
        questions = {"uk": [q for one in found for q in one.uk]}
        questions["en"] = [q for one in found for q in one.en]
        return tuple(q for own in questions if language in (own, None) for q in questions[own])

    def _asked_at(self, source: str, language: str | None) -> dict[str, tuple[Asked, ...]]:
        """By id, what is asked of each passage of a text, or of each note in a language."""
        state = (self.shelf.source(source).sha256 or "") if self.has_text(source) else ""
        held = self._asked_of.get((source, language))
        if held is None or held[0] != state:
            asked: Iterable[Asked] = self._asked[source]
            if language is None:
                among: Iterable[Passage] = self.shelf.passages(source) if state else ()
            else:
                among = (note for note in self._noted[source] if note.language == language)
                in_text = {one for there in self._asked_at(source, None).values() for one in there}
                asked = [one for one in asked if one not in in_text]
            held = self._asked_of[source, language] = state, _matched(among, asked)
        return held[1]

    def digests(self) -> dict[str, str]:
        """By source, what changes when that which can be cited of it does; a source of which
        nothing can be cited is left out."""
        texts = {source.id: source.sha256 or "" for source in self.shelf.sources()}
        held = dict.fromkeys((*texts, *(source for source, notes in self._noted.items() if notes)))
        return {
            source: hashlib.sha256(
                f"{texts.get(source, '')} {self._notes_digest.get(source, '')} "
                f"{self._asked_digest.get(source, '')}".encode()
            ).hexdigest()[:20]
            for source in held
        }

    @cached_property
    def _notes_digest(self) -> dict[str, str]:
        return {
            source: hashlib.sha256(" ".join(note.id for note in notes).encode()).hexdigest()
            for source, notes in self._noted.items()
        }

    @cached_property
    def _asked_digest(self) -> dict[str, str]:
        return {
            source: hashlib.sha256(repr(asked).encode()).hexdigest()
            for source, asked in self._asked.items()
        }

    def _glosses(self, source_id: str) -> dict[str, tuple[Passage, ...]]:
        text = self.shelf.source(source_id).sha256 or ""
        held = self._gloss_of.get(source_id)
        if held is None or held[0] != text:
            held = text, _matched(self.shelf.passages(source_id), self._noted.get(source_id, ()))
            self._gloss_of[source_id] = held
        return held[1]

    def _unknown(self, source_id: str) -> UnknownSource:
        known = ", ".join(source.id for source in self.sources())
        return UnknownSource(
            Message("There is no source `{id}` in the library.", id=source_id),
            Message("Sources: {known}.", known=known),
        )


class _OfASource(Protocol):
    @property
    def source(self) -> str: ...


class _Placed(Protocol):
    @property
    def locator(self) -> Locator: ...


_Any = TypeVar("_Any", bound=_OfASource)
_Some = TypeVar("_Some", bound=_Placed)


def _by_source(entries: Iterable[_Any]) -> dict[str, tuple[_Any, ...]]:
    found: dict[str, list[_Any]] = {}
    for entry in entries:
        found.setdefault(entry.source, []).append(entry)
    return {source: tuple(entries) for source, entries in found.items()}


def _matched(passages: Iterable[Passage], placed: Iterable[_Some]) -> dict[str, tuple[_Some, ...]]:
    """By passage id, what is placed where the passage stands."""
    by_place: dict[tuple[str, str], list[Passage]] = {}
    for passage in passages:
        if passage.kind is not Kind.HEADING:
            for part in passage.locator.as_dict().items():
                by_place.setdefault((part[0], str(part[1])), []).append(passage)
    found: dict[str, list[_Some]] = {}
    for one in placed:
        place = _place(one.locator, by_place)
        if place is not None:
            found.setdefault(place.id, []).append(one)
    return {passage_id: tuple(there) for passage_id, there in found.items()}


def _place(locator: Locator, by_place: dict[tuple[str, str], list[Passage]]) -> Passage | None:
    """The passage at a place; of several the one that says no more than the place
    does: the lead-in of a list rather than an item."""
    wanted = {name: value for name, value in locator.as_dict().items() if name != "page"}
    if not wanted:
        return None
    rarest = min((by_place.get((name, str(value)), []) for name, value in wanted.items()), key=len)
    fitting = [passage for passage in rarest if passage.locator.fits(wanted)]
    heads = (Kind.TITLE, Kind.FRONT)  # of an abstract, say: they only stand above what is meant
    return min(
        fitting, key=lambda p: (len(p.locator.as_dict()), p.kind in heads, p.span), default=None
    )
