"""The catalogue: who wrote what, where it can be had, and what the article's list has wrong.

The shipped file is `library/catalog.toml`; its head describes the format, and a user's own files
are written the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from dzherelo.corpus.errors import UnknownSource
from dzherelo.corpus.library.records import ROLES, TYPES, Address, Author, Correction, Record, Role
from dzherelo.corpus.library.tables import Table, locator, read_table

if TYPE_CHECKING:
    from dzherelo.corpus.library.finding import Finder

__all__ = ["Address", "Author", "Catalog", "Correction", "Record", "load_catalog"]

SHIPPED = Path(__file__).parents[1] / "packs" / "borovyk-nits-2024" / "catalog.toml"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class Catalog:
    """The records, the article first, then as they are numbered, then the user's own."""

    def __init__(self, records: tuple[Record, ...]) -> None:
        self.records = records
        self._by_id = {record.id: record for record in records}

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __contains__(self, source_id: object) -> bool:
        return source_id in self._by_id

    def record(self, source_id: str) -> Record:
        """Raises UnknownSource if the catalogue has no such id."""
        try:
            return self._by_id[source_id]
        except KeyError:
            raise UnknownSource(
                f"The catalogue has no record `{source_id}`.",
                f"Records: {', '.join(self._by_id)}.",
            ) from None

    def numbered(self, number: int) -> Record | None:
        """The record with that number in the article's reference list."""
        return next((record for record in self.records if record.number == number), None)

    def find(self, wording: str) -> tuple[Record, ...]:
        """The records that `wording` names, best first; empty if it names none.

        By number or marker ("8", "[8]", "[2, с. 86]", "ref08"), DOI, address, number of an act,
        author in any inflection or romanisation, title words, short name or abbreviation.
        """
        return self._finder.find(wording)

    @cached_property
    def _finder(self) -> Finder:
        from dzherelo.corpus.library.finding import Finder

        return Finder(self.records)


def load_catalog(*extra: Path) -> Catalog:
    """The shipped catalogue and, after it, the user's files in the order given.

    A record of a later file takes the place of the one with the same id. Raises SettingsError,
    which names file, record and remedy, if a file cannot be read, a record is not written as the
    format asks, or two records have one number.
    """
    records: dict[str, Record] = {}
    for path in (SHIPPED, *extra):
        for record, table in _read(path):
            records[record.id] = record
            twin = next((r for r in records.values() if _same_number(r, record)), None)
            if twin is not None:
                raise table.wrong(
                    f"has the number {record.number}, which {twin.id!r} has already",
                    "Give it another number, or none: numbers are those of the article's list.",
                )
    return Catalog(tuple(records.values()))


def _same_number(one: Record, other: Record) -> bool:
    return one.id != other.id and one.number is not None and one.number == other.number


def _read(path: Path) -> Iterator[tuple[Record, Table]]:
    file = read_table(path, "Catalogue")
    seen: set[str] = set()
    for table in file.tables("record"):
        table.where = f"Catalogue {path}: record {table.text('id')!r}"
        record = _record(table)
        if not _ID.fullmatch(record.id):
            raise table.wrong("has an id that cannot be used", "Use a-z, 0-9, - and _, up to 64.")
        if record.id in seen:
            raise table.wrong("stands twice in the file", "Keep one of the two.")
        seen.add(record.id)
        yield record, table
    file.close()


def _record(table: Table) -> Record:
    listed = table.table("listed")
    record = Record(
        id=table.text("id"),
        type=table.choice("type", TYPES),
        title=table.text("title"),
        language=table.text("language"),
        number=table.whole("number"),
        title_en=table.maybe("title_en"),
        title_en_ours=table.flag("title_en_ours"),
        short_uk=table.maybe("short"),
        short_en=table.maybe("short_en"),
        authors=tuple(_author(one) for one in table.tables("authors")),
        container=table.maybe("container"),
        place=table.maybe("place"),
        publisher=table.maybe("publisher"),
        volume=table.maybe("volume"),
        issue=table.maybe("issue"),
        issue_word=table.maybe("issue_word") or "№",
        year=table.whole("year"),
        pages=table.maybe("pages"),
        pages_inferred=table.flag("pages_inferred"),
        genre=table.maybe("genre"),
        date=table.day("date"),
        act=table.maybe("act"),
        code=table.maybe("code"),
        doi=table.maybe("doi"),
        issn=table.maybe("issn"),
        rights=table.maybe("rights"),
        rights_en=table.maybe("rights_en"),
        edition=table.maybe("edition"),
        edition_en=table.maybe("edition_en"),
        names=table.texts("names"),
        unverified=table.texts("unverified"),
        listed={name: listed.text(name) for name in listed} if listed else {},
        addresses=tuple(_address(one) for one in table.tables("address")),
        corrections=tuple(_correction(one) for one in table.tables("correction")),
    )
    table.close()
    return record


def _author(table: Table) -> Author:
    author = Author(
        family=table.text("family"),
        given=table.maybe("given") or "",
        family_en=table.maybe("family_en") or "",
        given_en=table.maybe("given_en") or "",
        inferred=table.flag("inferred"),
    )
    table.close()
    return author


def _address(table: Table) -> Address:
    address = Address(
        url=table.text("url"),
        role=cast(Role, table.choice("role", ROLES)),
        language=table.maybe("language"),
        accessed=table.day("accessed"),
        seen=table.flag("seen"),
        wrong=table.flag("wrong"),
    )
    if not address.url.startswith(("http://", "https://")):
        raise table.wrong(f"has the address {address.url!r}", "Begin it with https:// or http://.")
    table.close()
    return address


def _correction(table: Table) -> Correction:
    at = table.table("at")
    correction = Correction(
        about=table.text("about"),
        uk=table.text("uk"),
        en=table.text("en"),
        article_says=table.maybe("article_says"),
        rightly=table.maybe("is"),
        evidence=table.maybe("evidence"),
        at=locator(at) if at else None,
    )
    table.close()
    return correction
