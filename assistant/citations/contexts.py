"""Where the article cites its sources, by the markers of its text, else by what our notes know; the
works of a library as a look-up shows them; and the slips of the article that quotes repeat."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property

from dzherelo.assistant.citations.lookup import Mark, Work
from dzherelo.assistant.query.targets import Places
from dzherelo.assistant.types import Citation
from dzherelo.corpus.citations.author_year import pasted
from dzherelo.corpus.citations.references import Named, named_in
from dzherelo.corpus.citations.works import ListedWorks
from dzherelo.corpus.language.notation import STRAIGHT
from dzherelo.corpus.language.overlap import met, share
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.language.words import content
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.linkage import record_of
from dzherelo.corpus.library.notes import Note
from dzherelo.corpus.records import Correction, Record
from dzherelo.corpus.types import Kind, Locator, Passage, Source


class Citing:
    """The article's reference list and its marks."""

    def __init__(self, library: Library, places: Places) -> None:
        self._library = library
        self._places = places

    @cached_property
    def article(self) -> str | None:
        """The id of the article, if its text is in the library."""
        article = self._library.article
        return article if article and self._library.has_text(article) else None

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of the article's text; none without it."""
        return self._library.shelf.passages(self.article) if self.article else ()

    @cached_property
    def entries(self) -> dict[int, Passage]:
        """The reference list, by number, as it is printed."""
        return {
            passage.locator.entry: passage
            for passage in self.passages
            if passage.kind is Kind.ENTRY and passage.locator.entry is not None
        }

    def named(self, mark: str) -> tuple[Named, ...]:
        """The entries that a mark names: "[2, p. 86]", "(Smith et al., 2020)"."""
        return named_in(mark.strip("[] ")) or pasted(mark, self._listed)

    @cached_property
    def _listed(self) -> ListedWorks:
        return ListedWorks([(number, entry.text) for number, entry in self.entries.items()])

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the reference list, as far as it is known."""
        listed = {record.number for record in self._library.catalog if record.number is not None}
        return tuple(sorted(listed | set(self.entries)))

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every place where the article cites a source, in order of its text."""
        found = list(self._printed() if self.article else self._noted())
        return tuple(replace(mark, slips=self._slips(mark)) for mark in found)

    @cached_property
    def unlinked(self) -> int:
        """How many citations in the article's text could not be linked to its list."""
        return sum(len(passage.unlinked) for passage in self.passages)

    def at(self, passage: Passage) -> tuple[Mark, ...]:
        """The marks in a passage of the article, or in the one that a note on it stands for."""
        if passage.origin == "text":
            return tuple(mark for mark in self.marks if mark.passage == passage)
        return tuple(mark for mark in self.marks if same_place(mark.locator, passage.locator))

    # Inside --------------------------------------------------------------------------------

    def _printed(self) -> Iterator[Mark]:
        for passage in self.passages:
            for reference in passage.references:
                record = self._library.catalog.numbered(reference.number)
                marker = passage.words(reference.marker)
                articles = record is not None and self._places.has_articles(record.id)
                place = reference.place if articles else None
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

    def _said_there(self, record: Record | None, at: Locator, page: str | None) -> tuple[Note, ...]:
        notes = self._library.notes(record.id) if record else ()
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
            for record in self._library.catalog
            if record.number is not None
            for mark in self._noted_of(record)
        ]
        return iter(sorted(marks, key=lambda m: (m.locator.paragraph or 0, m.locator.item or 0)))

    @cached_property
    def _mentioning(self) -> dict[str, list[Note]]:
        """By source, the notes on paragraphs of the article that name its act."""
        found: dict[str, list[Note]] = {}
        for note in self._library.notes(self._library.article or ""):
            for source in self._places.mentioned(note.uk) if note.locator.paragraph else ():
                found.setdefault(source, []).append(note)
        return found

    def _noted_of(self, record: Record) -> Iterator[Mark]:
        found: dict[tuple[Locator, str | None], list[Note]] = {}
        for note in self._library.notes(record.id):
            if note.said_at is not None and note.said_at.paragraph is not None:
                page = str(note.locator.page) if note.locator.page is not None else None
                found.setdefault((_bare(note.said_at), page), []).append(note)
        for note in self._mentioning.get(record.id, ()):
            at = _bare(note.locator)
            key = next((key for key in found if key[0] == at), (at, None))
            found.setdefault(key, []).append(note)
        for (at, page), notes in found.items():
            yield Mark(record.number, record.id, at, page, notes=tuple(notes))

    def _slips(self, mark: Mark) -> tuple[Correction, ...]:
        """The article's errors in the words of a mark."""
        return tuple(
            one
            for one in _corrections(self._library.article or "", self._library)
            if (one.at and same_place(mark.locator, one.at))
            and (_repeats(mark.words, one) or mark.source in self._places.mentioned(one.uk))
        )


FEW = 3  # content words up to which words may be a mere name


class Works:
    """Gathers what the catalogue, the shelf, the article's list and our notes know of a work."""

    def __init__(self, library: Library, citing: Citing, terms: Callable[[], Terms]) -> None:
        self._library = library
        self._citing = citing
        self._terms = terms

    def work(self, source_id: str) -> Work:
        """Raises UnknownSource."""
        source = self._library.source(source_id)
        record = self._library.record(source_id)
        number = record.number if record else None
        return Work(
            number=number,
            record=record or record_of(source),
            source=source,
            entry=self._citing.entries.get(number) if number is not None else None,
            notes=self._library.notes(source_id),
        )

    def numbered(self, number: int) -> Work:
        """The work of an entry of the reference list, of which the number is one."""
        record = self._library.catalog.numbered(number)
        if record is not None:
            return self.work(record.id)
        return Work(number=number, entry=self._citing.entries[number])

    def named(self, wording: str) -> tuple[Source, ...]:
        """The sources that the words name, best first; none where they say more than a name."""
        found = [*self._act(wording)]
        found += [record.id for record in self._library.catalog.find(wording)]
        sources = {source.id: source for source in self._library.sources()}
        found += [one.id for one in sources.values() if _is_called(one, wording)]
        if not found or not self._is_name(wording, self.work(found[0])):
            return ()
        return tuple(sources[one] for one in dict.fromkeys(found))

    def _act(self, wording: str) -> Iterator[str]:
        """The source of the act that the words name, in any inflection, if they name nothing else:
        "Закону України «Про озера»", "the Lakes Act"."""
        acts, plain = self._terms().acts, wording.translate(STRAIGHT)
        for one in acts.mentions(plain):
            rest = f"{plain[: one.span.start]} {plain[one.span.end :]}"
            if one.act is not None and not one.bare and not content(rest):
                yield acts[one.act].source

    def is_titled(self, source: Source, wording: str) -> bool:
        """Whether the words stand in the work's title or one of its names as they are."""
        record = self._library.record(source.id)
        titles = [source.title]
        if record is not None:
            titles += [record.title_en or "", *record.names]
        said = _plain(wording)
        return any(said in _plain(title) for title in titles)

    def _is_name(self, wording: str, work: Work) -> bool:
        terms = self._terms().read(wording)
        if len(terms) <= FEW or "/" in wording:
            return True
        keys = self._terms().keys(_described(work.record) if work.record else "")
        return share(terms, lambda term: met(term, keys)) >= 0.75  # of more words than a name has


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _is_called(source: Source, wording: str) -> bool:
    """Whether a source has these words in its title or among its authors."""
    said = wording.casefold()
    return len(said) > 2 and any(said in one.casefold() for one in (source.title, *source.authors))


def _described(record: Record) -> str:
    """All words that describe a work."""
    names = (f"{a.family} {a.given} {a.family_en} {a.given_en}" for a in record.authors)
    said = (
        record.title,
        record.title_en,
        record.short_uk,
        record.short_en,
        record.container,
        record.genre,
        record.act,
        str(record.year or ""),
        *record.names,
        *names,
    )
    return ". ".join(one for one in said if one)


# Slips of the article ---------------------------------------------------------------------------


def slips_of(citation: Citation, library: Library) -> tuple[Correction, ...]:
    """The slips in the quoted words of a citation that the catalogue knows of; none in our notes,
    which know better. Many words are the slip wherever the article repeats them."""
    if citation.origin != "text":
        return ()
    return tuple(
        one
        for one in _corrections(citation.source, library)
        if one.at is not None
        and (same_place(citation.locator, one.at) or len((one.article_says or "").split()) >= 5)
        and _repeats(citation.text, one)
    )


def _corrections(source: str, library: Library) -> tuple[Correction, ...]:
    record = library.record(source)
    return record.corrections if record else ()


def _repeats(words: str, one: Correction) -> bool:
    """Whether words have what is wrong."""
    said, wrong = ("".join(t.casefold().split()) for t in (words, one.article_says or ""))
    return bool(wrong) and wrong in said


def _bare(locator: Locator) -> Locator:
    """The paragraph and the item alone."""
    return Locator(paragraph=locator.paragraph, item=locator.item)


def same_place(one: Locator, other: Locator) -> bool:
    return one.paragraph is not None and _bare(one) == _bare(other)
