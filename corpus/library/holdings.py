"""The library as a value: a pack (what is written about one article), the user's own data in the
same formats, and the shelf of texts.

A source is held in full, in part, by our notes alone, or by its record alone; which of these is
said wherever it is shown. Notes answer where the text is not there. Where it is, a note is the
gloss of the passage at its place: it helps to find the passage from the other language, and the
quote comes from the text. Everything is held in memory; `refresh` takes in what changed on disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar

from dzherelo.corpus.errors import InputError, Message, UnknownSource
from dzherelo.corpus.language.acts import Acts, load_acts
from dzherelo.corpus.language.glossary import GENERAL, Glossary
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.library.catalog import Catalog, load_catalog
from dzherelo.corpus.library.catalog_file import write_records
from dzherelo.corpus.library.linkage import other_work, recognised, record_of
from dzherelo.corpus.library.listed import listed
from dzherelo.corpus.library.notes import (
    Asked,
    Note,
    canonical_notes,
    kept_asked,
    kept_notes,
    note_passages,
)
from dzherelo.corpus.library.pack import Examples, Pack, Part, files_of
from dzherelo.corpus.library.shelf import Added, Shelf, Stamp, hash_of
from dzherelo.corpus.records import Record
from dzherelo.corpus.types import Document, Kind, Locator, Pages, Passage, Source, Status


@dataclass(frozen=True, slots=True)
class _Listing:
    """The sources, for one state of the shelf."""

    shelved: tuple[Source, ...]
    sources: tuple[Source, ...]
    by_id: Mapping[str, Source]


class Library:
    """A pack, the user's own data and the texts in one folder."""

    def __init__(
        self, home: Path, pack: Pack, *, cache: Path | None = None, noted: bool = True
    ) -> None:
        """`home` is the folder of texts and own data; `cache`, by default its `index`, keeps what
        is derived; without `noted`, there are no notes."""
        self.home = home
        self.pack = pack
        self.shelf = Shelf(home)
        self._packs = (pack, Pack.open(home))
        self._cache = cache or home / "index"
        self._with_notes = noted
        self._listed: _Listing | None = None
        self._acts: tuple[tuple[Source, ...], Acts] | None = None
        self._catalog: tuple[tuple[Source, ...], Catalog] | None = None
        self._noted_of: dict[tuple[str, str], tuple[Passage, ...]] = {}
        self._gloss_of: dict[str, tuple[str, dict[str, tuple[Passage, ...]]]] = {}
        self._asked_of: dict[tuple[str, str | None], tuple[str, dict[str, tuple[Asked, ...]]]] = {}

    def refresh(self) -> Stamp:
        """Takes in what another process has changed; gives what changes when the texts do."""
        return self.shelf.refresh()

    @property
    def stamp(self) -> Stamp:
        """What `refresh` gave last."""
        return self.shelf.stamp

    # What is written about the sources ------------------------------------------------------

    def files(self, part: Part) -> tuple[Path, ...]:
        """Where one part of the data lies: the pack's, then the user's own."""
        return files_of(self._packs, part)

    @cached_property
    def _told(self) -> Catalog:
        """The records that somebody wrote."""
        return load_catalog(*self.files("catalog.toml"))

    @property
    def article(self) -> str | None:
        """The id of the article at the centre: the one that the pack describes; of any other
        library the text that was added as `article`, else the first article that was added, or the
        only text that there is."""
        if self.pack.article in self._told:
            return self.pack.article
        held = [source for source in self.shelf.sources() if source.kind == "article"]
        if self.pack.article in self.shelf:
            return self.pack.article
        if not held and len(self.shelf.sources()) == 1:  # an act is cited, and cites nothing
            held = [source for source in self.shelf.sources() if source.kind != "statute"]
        return min(held, key=lambda one: one.added or "").id if held else None

    @property
    def catalog(self) -> Catalog:
        """The records that somebody wrote; for an article that nobody described, with those of
        the works in its reference list."""
        shelved, held = self.shelf.sources(), self._catalog
        if held is None or held[0] is not shelved:
            held = self._catalog = shelved, self._with_listed(shelved)
        return held[1]

    def _with_listed(self, shelved: Sequence[Source]) -> Catalog:
        article = self.article
        if article is None or article in self._told or article not in self.shelf:
            return self._told
        others = [source for source in shelved if source.id != article]
        works = listed(self.entries(article), self._told, others)
        return Catalog((record_of(self.shelf.source(article)), *works))

    def entries(self, source_id: str) -> tuple[Passage, ...]:
        """The entries of the reference list in a text of the shelf."""
        if not self.shelf.source(source_id).entries:
            return ()
        return tuple(p for p in self.shelf.passages(source_id) if p.kind is Kind.ENTRY)

    @cached_property
    def _told_acts(self) -> Acts:
        """The acts that somebody described."""
        return load_acts(*self.files("acts.toml"))

    @property
    def acts(self) -> Acts:
        """The acts that are cited by their articles: those described whose source is here, and
        behind them laws and treaties of the catalogue and the shelf, by their titles."""
        shelved, held = self.shelf.sources(), self._acts
        if held is None or held[0] is not shelved:
            told = {act.source for act in self._told_acts.acts}
            records = (record for record in self.catalog if record.id not in told)
            laws = {one.id: (one.title,) for one in shelved if one.kind == "statute"}
            titled = {id: names for id, names in laws.items() if id not in self.catalog}
            found = self._told_acts.merged(Acts.of_records(records)).merged(Acts.of_titles(titled))
            here = tuple(act for act in found.acts if act.source in self._sources)
            held = self._acts = shelved, replace(found, acts=here)
        return held[1]

    def terms(self, *, glossary: bool = True) -> Terms:
        """The vocabulary; without the `glossary`, words mean only themselves."""
        if not glossary:
            return Terms.of(Glossary(()), acts=self.acts, languages=self.languages)
        glossaries = (GENERAL, *self.files("glossary.toml"))
        return Terms.kept(self._cache, *glossaries, acts=self.acts, languages=self.languages)

    @property
    def languages(self) -> frozenset[str]:
        """Those of the texts."""
        return frozenset(source.language for source in self.shelf.sources())

    def examples(self, language: str) -> Examples:
        """What may be asked and looked up, for a reader who does not know the library yet."""
        own = (pack.examples.get(language) for pack in reversed(self._packs))
        return next((found for found in own if found), Examples())

    @cached_property
    def _notes(self) -> dict[str, tuple[Note, ...]]:
        if not self._with_notes:
            return {}
        return _by_source(kept_notes(self._cache, *self.files("notes")))

    @cached_property
    def _asked(self) -> dict[str, tuple[Asked, ...]]:
        return _by_source(kept_asked(self._cache, *self.files("asked")))

    def _noted(self, source_id: str) -> tuple[Passage, ...]:
        """The notes that answer, as passages. What a note only repeats from the article or its
        reference list is left to the article: it is shown with the source, but must not be found
        in the article's place."""
        notes = self._notes.get(source_id, ())
        record = self.record(source_id) if notes else None
        if notes and record is None and (held := self._sources.get(source_id)):
            record = record_of(held)
        if record is None:
            return ()
        key = (source_id, record.short())
        if key not in self._noted_of:
            passages = note_passages(record, notes)
            pairs = zip(passages[::2], passages[1::2], strict=True)
            self._noted_of[key] = tuple(
                passage
                for note, pair in zip(notes, pairs, strict=True)
                if note.provenance == "text" or note.said_at is None
                for passage in pair
            )
        return self._noted_of[key]

    # Sources -------------------------------------------------------------------------------

    def sources(self) -> tuple[Source, ...]:
        """The article, the works that it cites by their number, then what else was added."""
        return self._listing.sources

    def source(self, source_id: str) -> Source:
        """Raises UnknownSource."""
        found = self._sources.get(source_id)
        if found is None:
            raise UnknownSource(
                Message("There is no source `{id}` in the library.", id=source_id),
                Message("Sources: {known}.", known=", ".join(self._sources)),
            )
        return found

    def record(self, source_id: str) -> Record | None:
        """The bibliographic record of a source; None for one that the catalogue does not list."""
        return self.catalog.record(source_id) if source_id in self.catalog else None

    def notes(self, source_id: str) -> tuple[Note, ...]:
        """Our notes on a source, what they repeat from the article included."""
        return self._notes.get(source_id, ())

    @property
    def _listing(self) -> _Listing:
        shelved, held = self.shelf.sources(), self._listed
        if held is None or held.shelved is not shelved:
            on_shelf = {source.id: source for source in shelved}
            works = [self._as_listed(one, on_shelf.pop(one.id, None)) for one in self.catalog]
            sources = (*works, *on_shelf.values())
            held = _Listing(shelved, sources, {source.id: source for source in sources})
            self._listed = held
        return held

    @property
    def _sources(self) -> Mapping[str, Source]:
        return self._listing.by_id

    def _as_listed(self, record: Record, shelved: Source | None) -> Source:
        notes = self._notes.get(record.id, ())
        authors = tuple(author.name() for author in record.authors)
        if shelved is not None:
            told = record.id in self._told or not shelved.title
            title = record.title if told else shelved.title
            return replace(shelved, title=title, authors=authors or shelved.authors)
        return Source(
            id=record.id,
            title=record.title,
            language=record.language,
            status=Status.NOTES if notes else Status.RECORD,
            kind=record.type,
            authors=authors,
            passages=len(notes),
        )

    # Changing ------------------------------------------------------------------------------

    def add(
        self,
        document: Document,
        *,
        name: str,
        data: bytes,
        as_id: str | None = None,
        status: Status = Status.FULL,
        provenance: Mapping[str, object] | None = None,
        cites: int | None = None,
    ) -> Added:
        """Puts a document on the shelf; see `Shelf.add`. The caller holds the shelf's lock.

        Without `as_id`, the text becomes the work of the entry that `cites` numbers (0: of none);
        not given it, a text that by its DOI, or by its title and author, is a work of the
        catalogue takes that work's id, unless another text has it already; no other text takes
        the id of a record. Raises InputError where the list has no such number, and where `as_id`
        is the article's and the text is plainly another article: it would be given that one's
        record, numbers and notes.
        """
        self.refresh()
        found = recognised(document, self.catalog) if cites is None else None
        if cites and as_id is None:
            as_id = self._numbered(cites).id
        known = hash_of(document.text) in {source.sha256 for source in self.shelf.sources()}
        if as_id is None and found and not known and found.id not in self.shelf:
            as_id = found.id
        elif as_id == self.pack.article and found is None:
            self._refuse_other(document, name, as_id)
        added = self.shelf.add(
            document,
            name=name,
            data=data,
            as_id=as_id,
            status=status,
            provenance=provenance,
            acts=self._told_acts,
            taken=self.catalog,
            cites="" if cites == 0 else self._entry_of(as_id),
        )
        by = found.by if found and found.id == added.source.id else None
        return replace(added, source=self.source(added.source.id), recognised=by)

    def describe(self, records: Iterable[Record]) -> None:
        """Writes records into the user's own catalogue, where they complete what stands there; see
        `write_records`. The caller holds the shelf's lock."""
        write_records(self.home / "catalog.toml", records)
        self.__dict__.pop("_told", None)
        self._catalog = self._listed = self._acts = None

    def relink(self, source_id: str, cites: int) -> Added:
        """Makes a text the work of another entry of the article's list, 0: of none. The caller
        holds the shelf's lock. Raises UnknownSource, and InputError for a number that the list has
        not, or whose work has a text."""
        self.refresh()
        held = self.shelf.source(source_id)
        if source_id == self.article:
            raise InputError("The article is the work of no entry.", "Name a text that it cites.")
        target = self._numbered(cites).id if cites else None
        if target is not None and target in self.shelf:
            raise InputError(
                f"Entry {cites} has a text already, `{target}`.",
                f"Take that out first: `dzherelo remove {target}`."
                if target != source_id
                else "Nothing is to be done.",
            )
        document, data = self.shelf.original(source_id)
        provenance = held.extra.get("provenance")
        self.shelf.remove(source_id)
        return self.add(
            document,
            name=held.file or source_id,
            data=data,
            status=held.status,
            provenance=provenance,
            cites=cites,
        )

    def _numbered(self, number: int) -> Record:
        record = self.catalog.numbered(number)
        if record is None:
            numbers = [one.number for one in self.catalog if one.number is not None]
            raise InputError(
                Message("The article's reference list has no number {number}.", number=number),
                Message("It has {first}–{last}.", first=min(numbers), last=max(numbers))
                if numbers
                else "Add the article first.",
            )
        return record

    def _entry_of(self, source_id: str | None) -> str | None:
        """The entry of the article's own list whose work has this id, as it stands there."""
        article = self.article
        if source_id is None or article is None or article not in self.shelf:
            return None
        record = next((one for one in self.catalog if one.id == source_id), None)
        number = record.number if record and source_id not in self._told else None
        at = (one for one in self.entries(article) if one.locator.entry == number)
        return next((one.text for one in at), None) if number is not None else None

    def _refuse_other(self, document: Document, name: str, source_id: str) -> None:
        record = self.record(source_id)
        if record is not None and other_work(document, record):
            raise InputError(
                f"{name} is another article than `{source_id}`, “{record.short('en')}”, whose "
                "record, numbers and notes it would be given.",
                f"Make a library for it: `dzherelo library new NAME {name}`; or leave out --as.",
            )

    # Texts and passages --------------------------------------------------------------------

    def has_text(self, source_id: str) -> bool:
        return source_id in self.shelf

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
        noted = self._noted(source_id)
        if not self.has_text(source_id):
            if not noted:
                self.source(source_id)
            return noted
        glosses = {note.id for notes in self._glosses(source_id).values() for note in notes}
        left = (note for note in noted if note.id not in glosses)
        return (*self.shelf.passages(source_id), *left)

    def pages(self, source_id: str) -> Pages:
        """Where the pages of a source's text start; none where there is no text."""
        return self.shelf.pages(source_id) if self.has_text(source_id) else Pages()

    def gloss(self, passage: Passage) -> tuple[Passage, ...]:
        """Our notes on the place where a passage of a text stands, in both languages."""
        if passage.origin == "note" or passage.source not in self._notes:
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
                among = (note for note in self._noted(source) if note.language == language)
                in_text = {one for there in self._asked_at(source, None).values() for one in there}
                asked = [one for one in asked if one not in in_text]
            held = self._asked_of[source, language] = state, _matched(among, asked)
        return held[1]

    def digests(self) -> dict[str, str]:
        """By source, what changes when that which can be cited of it does; a source of which
        nothing can be cited is left out."""
        texts = {source.id: source.sha256 or "" for source in self.shelf.sources()}
        held = dict.fromkeys((*texts, *(source for source in self._notes if self._noted(source))))
        return {
            source: hashlib.sha256(
                f"{texts.get(source, '')} {self._notes_digest(source)} "
                f"{self._asked_digest.get(source, '')}".encode()
            ).hexdigest()[:20]
            for source in held
        }

    def _notes_digest(self, source: str) -> str:
        if source not in self._notes:
            return ""
        ids = " ".join(note.id for note in self._noted(source))
        return hashlib.sha256(ids.encode()).hexdigest()

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
            held = text, _matched(self.shelf.passages(source_id), self._noted(source_id))
            self._gloss_of[source_id] = held
        return held[1]


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
