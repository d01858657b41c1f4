"""The works of a library as a look-up shows them, and which of them words name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dzherelo.assistant.citations.contexts import Citing
from dzherelo.assistant.citations.lookup import Work
from dzherelo.corpus.citations.pinpoints import ARTICLE
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.library.holdings import Holdings
from dzherelo.corpus.library.records import Author, Record
from dzherelo.corpus.types import Source

FEW = 3  # content words up to which words may be a mere name
_NAMED = 0.75  # share of more words that a record must explain to be what they name


class Works:
    """Gathers what the catalogue, the shelf, the article's list and our notes know of a work."""

    def __init__(self, holdings: Holdings, citing: Citing, terms: Callable[[], Terms]) -> None:
        self._holdings = holdings
        self._citing = citing
        self._terms = terms

    def work(self, source_id: str) -> Work:
        """Raises UnknownSource."""
        source = self._holdings.source(source_id)
        record = self._holdings.record(source_id)
        number = record.number if record else None
        return Work(
            number=number,
            record=record or record_of(source),
            source=source,
            entry=self._citing.entries.get(number) if number is not None else None,
            notes=self._holdings.notes(source_id),
        )

    def numbered(self, number: int) -> Work:
        """The work of an entry of the reference list, of which the number is one; in an article
        that is not the catalogue's, the entry is all that is known."""
        record = self._holdings.catalog.numbered(number)
        if record is not None and self._citing.article in (ARTICLE, None):
            return self.work(record.id)
        return Work(number=number, entry=self._citing.entries[number])

    def named(self, wording: str) -> tuple[Source, ...]:
        """The sources that the words name, best first; none where they say more than a name."""
        found = [record.id for record in self._holdings.catalog.find(wording)]
        sources = {source.id: source for source in self._holdings.sources()}
        found += [one.id for one in sources.values() if _is_called(one, wording)]
        if not found or not self._is_name(wording, self.work(found[0])):
            return ()
        return tuple(sources[one] for one in dict.fromkeys(found))

    def is_titled(self, source: Source, wording: str) -> bool:
        """Whether the words stand in the work's title or one of its names as they are."""
        record = self._holdings.record(source.id)
        titles = [source.title]
        if record is not None:
            titles += [record.title_en or "", *record.names]
        said = _plain(wording)
        return any(said in _plain(title) for title in titles)

    def _is_name(self, wording: str, work: Work) -> bool:
        terms = self._terms().read(wording)
        if len(terms) <= FEW or "/" in wording:
            return True
        return share(terms, self._terms().keys(_described(work.record))) >= _NAMED


def share(terms: Sequence[Term], keys: frozenset[str]) -> float:
    """The share of the terms that the keys meet; 0 of none."""
    met = sum(not term.keys.isdisjoint(keys) for term in terms)
    return met / len(terms) if terms else 0.0


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _is_called(source: Source, wording: str) -> bool:
    """Whether a source has these words in its title or among its authors."""
    said = wording.casefold()
    return len(said) > 2 and any(said in one.casefold() for one in (source.title, *source.authors))


def _described(record: Record | None) -> str:
    """All words that describe a work."""
    if record is None:
        return ""
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


def record_of(source: Source) -> Record:
    """What a file tells of a work that the catalogue does not list."""
    return Record(
        id=source.id,
        type="document",
        title=source.title,
        language=source.language,
        authors=tuple(Author(family=name) for name in source.authors),
    )
