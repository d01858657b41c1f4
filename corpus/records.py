"""A work as a bibliography describes it: the records of a `catalog.toml`, and how they are read.

The head of the file that comes with the program describes the format; a user's own file is
written the same way.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, cast

from dzherelo.corpus.tables import Table, locator, read_table
from dzherelo.corpus.types import Locator

TYPES = (
    "article-journal",
    "book",
    "chapter",
    "document",
    "legislation",
    "paper-conference",
    "report",
    "thesis",
    "treaty",
    "webpage",
)
ROLES = ("listed", "official", "repository", "copy", "about")
Role = Literal["listed", "official", "repository", "copy", "about"]
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A name as printed, and in Latin letters. `inferred`: the work's entry does not state it."""

    family: str
    given: str = ""
    family_en: str = ""
    given_en: str = ""
    inferred: bool = False

    def name(self, language: str = "uk") -> str:
        """Surname and initials, as "Кий Т. М." or "Kyi T. M."."""
        family, given = self.family, self.given
        if language != "uk":
            family, given = self.family_en or family, self.given_en or given
        return " ".join(part for part in (family, initials(given)) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a work can be had. `accessed` is the day on which the article's authors say they read
    it; `seen` that the address is known to hold the work; `wrong` that it is mistyped; the role
    `about` that it is not the work, but on the same subject."""

    url: str
    role: Role
    language: str | None = None
    accessed: datetime.date | None = None
    seen: bool = False
    wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Where the article is wrong or silent about a work, or slips in its own text (`at`).

    `about` names a field of the record, or is "text"; `uk` and `en` give the reason; `evidence`
    is an address."""

    about: str
    uk: str
    en: str
    article_says: str | None = None
    rightly: str | None = None
    evidence: str | None = None
    at: Locator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A work, as a bibliography would describe it; the fields are those of the file's head.

    `title` is in the work's `language`. `listed` keeps, by field, the wording of the article's
    list where it differs from the facts here; `unverified` names the fields that could not be
    checked against the work. `date` is the day of an act, `year` the year of a publication; `key`
    is what the list or the bibliography that the record is of calls the work ("smith2020").
    """

    id: str
    type: str
    title: str
    language: str
    number: int | None = None
    title_en: str | None = None
    title_en_ours: bool = False
    short_uk: str | None = None
    short_en: str | None = None
    authors: tuple[Author, ...] = ()
    editors: tuple[Author, ...] = ()
    container: str | None = None
    place: str | None = None
    publisher: str | None = None
    volume: str | None = None
    issue: str | None = None
    issue_word: str = "№"
    year: int | None = None
    pages: str | None = None
    pages_inferred: bool = False
    genre: str | None = None
    date: datetime.date | None = None
    act: str | None = None
    code: str | None = None
    doi: str | None = None
    issn: str | None = None
    isbn: str | None = None
    arxiv: str | None = None
    key: str | None = None
    rights: str | None = None
    rights_en: str | None = None
    edition: str | None = None
    edition_en: str | None = None
    names: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    listed: Mapping[str, str] = field(default_factory=dict, hash=False)
    addresses: tuple[Address, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def short(self, language: str = "uk") -> str:
        """What one would call the work in passing, in "uk" or "en"; never empty."""
        if language == "uk":
            return self.short_uk or self.title
        return self.short_en or self.title_en or self.title

    @property
    def address(self) -> Address | None:
        """The one to cite: the article's, unless it is mistyped; None if there is none."""
        holding = (one for one in self.addresses if not one.wrong and one.role != "about")
        return next(holding, None)

    def reading(self) -> tuple[Address, ...]:
        """The addresses at which the work itself may be read, those known to hold it first."""
        holding = [one for one in self.addresses if not one.wrong and one.role != "about"]
        return tuple(sorted(holding, key=lambda one: not one.seen))


def table_of(record: Record) -> dict[str, Any]:
    """A record as a file has it: what `read_records` makes the same record of."""
    row: dict[str, Any] = _stated(record)
    for ours, named in (
        ("short_uk", "short"),
        ("addresses", "address"),
        ("corrections", "correction"),
    ):
        if ours in row:
            row[named] = row.pop(ours)
    for correction in row.get("correction", ()):
        if "rightly" in correction:
            correction["is"] = correction.pop("rightly")
    return row


def _stated(value: Any) -> Any:
    """The fields that say something, of a record and of what it consists of."""
    if isinstance(value, tuple):
        return [_stated(one) for one in value]
    if isinstance(value, Mapping):
        return dict(value)
    if not is_dataclass(value):
        return value
    return {
        item.name: _stated(said)
        for item in fields(value)
        if (said := getattr(value, item.name)) is not None and said not in (False, "", (), {})
        if item.name != "issue_word" or said != item.default
    }


def initials(given: str) -> str:
    """Initials as ДСТУ 8302:2015 spaces them: "А.В." as "А. В."; names in full and what a hyphen
    joins ("Ж.-П.") stay."""
    return re.sub(r"\.(?=[^\s.,\-–‑])", ". ", " ".join(given.split()))


def read_records(path: Path) -> Iterator[tuple[Record, Table]]:
    """The records of a file, each with its table. Raises SettingsError, which names file, record
    and remedy, if the file cannot be read or a record is not written as the format asks."""
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


# the fields of a record that are plain texts, named alike in the file
_TEXTS = (
    "title_en short_en container place publisher volume issue pages genre act code doi issn isbn "
    "arxiv key rights rights_en edition edition_en"
).split()


def _record(table: Table) -> Record:
    listed = table.table("listed")
    texts: dict[str, Any] = {name: table.maybe(name) for name in _TEXTS}
    record = Record(
        id=table.text("id"),
        type=table.choice("type", TYPES),
        title=table.text("title"),
        language=table.text("language"),
        number=table.whole("number"),
        title_en_ours=table.flag("title_en_ours"),
        short_uk=table.maybe("short"),
        authors=tuple(_author(one) for one in table.tables("authors")),
        editors=tuple(_author(one) for one in table.tables("editors")),
        issue_word=table.maybe("issue_word") or "№",
        year=table.whole("year"),
        pages_inferred=table.flag("pages_inferred"),
        date=table.day("date"),
        names=table.texts("names"),
        unverified=table.texts("unverified"),
        listed={name: listed.text(name) for name in listed} if listed else {},
        addresses=tuple(_address(one) for one in table.tables("address")),
        corrections=tuple(_correction(one) for one in table.tables("correction")),
        **texts,
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
