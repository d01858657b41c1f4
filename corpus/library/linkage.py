"""Which work of the catalogue a text is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from dzherelo.corpus.language.notation import doi_in, lone_doi
from dzherelo.corpus.language.words import fold, lemmas, skeleton, words
from dzherelo.corpus.library.catalog import Catalog
from dzherelo.corpus.records import Author, Record
from dzherelo.corpus.split import split
from dzherelo.corpus.types import Document, Kind, Source

_OPENING = 20_000  # characters in which a text says what it is
_DOI_WITHIN = 3_000  # characters in which a line of its own gives the text's DOI
_TYPES = {"article": "article-journal", "statute": "legislation"}
_SAME_TITLE = 90  # of 100: titles as like as this are one, but for slips of a reader or a scan
_NAMED_WITHIN = 100_000  # characters in which a text must speak of the work that it is
_NAMED = 2 / 3  # share of a title's words by which a text speaks of the work


@dataclass(frozen=True, slots=True)
class Recognised:
    """A work of the catalogue, and what of a text is the same as of the work."""

    id: str
    by: Literal["doi", "title"]


def recognised(document: Document, catalog: Catalog) -> Recognised | None:
    """The record whose DOI the document gives as its own, or whose title is exactly the
    document's; None if there is none, or more than one."""
    doi, titles = _described(document)
    same = [one.id for one in catalog if doi and one.doi and one.doi.lower() == doi]
    if same:
        return Recognised(same[0], "doi")
    found = [record.id for record in catalog if titles & _titles(record)]
    if not found:
        opening = document.text[:_DOI_WITHIN]
        found = [r.id for r in catalog if _alike(titles, _titles(r)) and _signed(opening, r)]
    return Recognised(found[0], "title") if len(found) == 1 else None


def record_of(source: Source) -> Record:
    """What a file tells of a work that nobody described."""
    told = source.metadata
    return Record(
        id=source.id,
        type=_TYPES.get(source.kind, "document"),
        title=source.title,
        language=source.language,
        authors=tuple(Author(family=name) for name in source.authors),
        year=told.year,
        doi=told.doi or None,
        container=told.container or None,
        volume=told.volume or None,
        issue=told.issue or None,
        pages=told.pages or None,
    )


def _alike(titles: set[str], others: set[str]) -> bool:
    from rapidfuzz.fuzz import ratio

    best = max((ratio(one, other) for one in titles for other in others), default=0.0)
    return best >= _SAME_TITLE


def _signed(opening: str, record: Record) -> bool:
    """Whether a text names an author of the work at its beginning; so of a work without any."""
    surnames = _surnames(record)
    return not surnames or not surnames.isdisjoint(skeleton(fold(w.form)) for w in words(opening))


def _surnames(record: Record) -> set[str]:
    """The words of the authors' surnames as any alphabet would write them."""
    names = (name for author in record.authors for name in (author.family, author.family_en))
    return {skeleton(fold(word.form)) for name in names for word in words(name)} - {""}


def other_work(document: Document, record: Record) -> bool:
    """Whether a text is plainly not this work: it has another DOI and another title; or, without a
    DOI, a title of its own, and its beginning does not speak of the work."""
    doi, titles = _described(document)
    if (doi and doi == (record.doi or "").lower()) or not titles:
        return False
    if _alike(titles, _titles(record)):
        return False
    return bool(doi and record.doi) or not speaks_of(document.text[:_DOI_WITHIN], record)


def _described(document: Document) -> tuple[str, set[str]]:
    """The DOI that a text gives as its own, empty if none, and what it is called."""
    made = split("x", document.text[:_OPENING])
    fronts = [p.text for p in made.passages if p.kind is Kind.FRONT]
    titles = {_plain(title) for title in (made.title, document.title) if title}
    return _doi(fronts, document.text[:_DOI_WITHIN]), titles


def speaks_of(text: str, record: Record) -> bool:
    """Whether a text has most words of the work's title near its beginning, as the work itself
    must; a page that says "not found" or "allow cookies" has not."""
    said: set[str] = set()
    for word in words(text[:_NAMED_WITHIN]):
        said.add(word.form)
        said |= lemmas(word.form)
    titles = filter(None, (record.title, record.title_en, *record.names))
    return any(_share(title, said) >= _NAMED for title in titles)


def _share(title: str, said: set[str]) -> float:
    wanted = [bases | {word.form} for word in words(title) if (bases := lemmas(word.form))]
    return sum(not keys.isdisjoint(said) for keys in wanted) / len(wanted) if wanted else 0.0


def _doi(fronts: list[str], opening: str) -> str:
    """The text's own DOI: in its front matter, else on a line of its own at the beginning."""
    return next(filter(None, (*map(doi_in, fronts), *map(lone_doi, opening.split("\n")))), "")


def _titles(record: Record) -> set[str]:
    """The title in both languages, and as an act carries it: "Закон України Про …"."""
    ours = None if record.title_en_ours else record.title_en
    act = f"{record.genre} {record.title}" if record.genre else None
    return {_plain(title) for title in (record.title, ours, act) if title}


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", fold(title)))
