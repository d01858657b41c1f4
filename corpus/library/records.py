"""A work as a bibliography describes it: the values of the catalogue."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A name as printed, and in Latin letters. `inferred`: the work's entry does not state it."""

    family: str
    given: str = ""
    family_en: str = ""
    given_en: str = ""
    inferred: bool = False

    def name(self, language: str = "uk") -> str:
        """Surname and initials, as "Ніц С. С." or "Nits S. S."."""
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
    checked against the work. `date` is the day of an act, `year` the year of a publication.
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


def initials(given: str) -> str:
    """Initials as ДСТУ 8302:2015 spaces them: "А.В." as "А. В."; names in full stay."""
    return given.replace(".", ". ").replace("  ", " ").strip()
