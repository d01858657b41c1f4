"""The catalogue: the records of a library, and which of them a reader names: by number, DOI,
address, name, author or title.

What is exact is tried first. Of words, a run of words that is a name of a work (its title, what
people call it, an author's surname) counts, the longest where they overlap; where such names
leave words unexplained, a work counts if its record has every word that was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import unquote

from dzherelo.corpus.citations.references import parse_marker
from dzherelo.corpus.errors import UnknownSource
from dzherelo.corpus.language.notation import doi_in
from dzherelo.corpus.language.words import fold, lemmas, skeleton, words
from dzherelo.corpus.records import Record, read_records
from dzherelo.corpus.types import Span

_NUMBER = re.compile(
    r"(?:№|no\.?|джерело|посилання|запис|ref(?:erence)?\.?|source|entry)?\s*"
    r"\[?(?P<inside>[^\[\]]+)\]?",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\[([^\[\]]+)\]")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.IGNORECASE)
# letters of Roman numerals and act numbers that both keyboards have
_ALIKE = str.maketrans("авекмнорстухі", "abekmhopctyxi")
# words of a pinpoint, or for a work: they name none
_PLAIN = frozenset(
    "стаття ст частина ч пункт п підпункт пп абзац абз глава гл розділ сторінка с примітка "
    "праця робота джерело книга документ автор авторка текст "
    "article art part point subpoint paragraph para section chapter page p "
    "paper work source reference ref text author book document".split()
)
_PLACE = re.compile(r"\d{1,3}(?:-\d{1,3})?")  # "9", "131-1"
_FUZZY_SCORE = 90
_FUZZY_LENGTH = 6

Keys = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Name:
    """A run of words that names a record. `bare`: a single plain word, which names it only where
    nothing else is said ("Статут", but not "Статут університету")."""

    record: Record
    words: tuple[Keys, ...]
    bare: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the words of a question are held against: those of the title alone, and all."""

    record: Record
    title: tuple[Keys, ...]
    all: Keys = field(default_factory=frozenset)


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

        By number or marker ("8", "[8]", "[2, с. 86]", an id), DOI, address, number of an act,
        author in any inflection or romanisation, title words, short name or abbreviation.
        """
        return self._finder.find(wording)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.records)


def load_catalog(*paths: Path) -> Catalog:
    """The records of these files, in their order.

    A record of a later file takes the place of the one with the same id. Raises SettingsError,
    which names file, record and remedy, if a file cannot be read, a record is not written as the
    format asks, or two records have one number.
    """
    records: dict[str, Record] = {}
    for path in paths:
        for record, table in read_records(path):
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


class Finder:
    """Finds among `records`; works out their words once."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._names = [name for record in records for name in _names(record)]
        self._entries = [_entry(record) for record in records]

    def find(self, wording: str) -> tuple[Record, ...]:
        """See `Catalog.find`."""
        for exact in (self._by_number, self._by_doi, self._by_address, self._by_act):
            found = exact(wording.strip())
            if found is not None:
                return tuple(found)
        return self._by_words(wording)

    def _by_number(self, wording: str) -> Iterable[Record] | None:
        same = [record for record in self._records if record.id == wording.lower()]
        if same:
            return same
        match = _NUMBER.fullmatch(re.sub(r"^ref0*(?=\d)", "", wording, flags=re.IGNORECASE))
        insides = [match["inside"]] if match else _MARKER.findall(wording)
        numbers = [pair for inside in insides for pair in parse_marker(inside)]
        if not numbers:
            return None
        wanted = dict.fromkeys(number for number, _ in numbers)
        return [r for number in wanted for r in self._records if r.number == number]

    def _by_doi(self, wording: str) -> Iterable[Record] | None:
        doi = doi_in(unquote(wording))
        if not doi:
            return None
        return [record for record in self._records if (record.doi or "").lower() == doi]

    def _by_address(self, wording: str) -> Iterable[Record] | None:
        if not _ADDRESS.fullmatch(wording):
            return None
        for wanted in (_address_keys(wording), *map(_address_keys, _editions(wording))):
            found = [
                record
                for record in self._records
                if any(wanted & _address_keys(address.url) for address in record.addresses)
            ]
            if found:
                return found
        return () if "/" in wording else None

    def _by_act(self, wording: str) -> Iterable[Record] | None:
        said = _act_key(wording)
        found = [
            record
            for record in self._records
            for number in (record.act, record.code)
            if number and re.search(rf"(?<![\w/-]){re.escape(_act_key(number))}(?![\w/-])", said)
        ]
        return dict.fromkeys(found) if found else None

    def _by_words(self, wording: str) -> tuple[Record, ...]:
        asked = _keys(wording)
        wanted = [keys for keys in asked if not _is_plain(keys)]
        if not wanted:  # nothing but plain words: "стаття", "article"
            return tuple(dict.fromkeys(n.record for n in self._names if n.words == tuple(asked)))
        named = _longest(self._named(wanted))
        covered = {place for span, _ in named for place in range(span.start, span.end)}
        whole = [] if len(covered) == len(wanted) else self._holding(wanted)
        found = whole or [name.record for _, name in named] or self._alike(wanted)
        return tuple(dict.fromkeys(found))

    def _named(self, asked: Sequence[Keys]) -> Iterator[tuple[Span, _Name]]:
        for name in self._names:
            length = len(name.words)
            if name.bare and len(asked) > 1:
                continue
            for start in range(len(asked) - length + 1):
                pairs = zip(name.words, asked[start : start + length], strict=True)
                if all(not one.isdisjoint(other) for one, other in pairs):
                    yield Span(start, start + length), name

    def _holding(self, asked: Sequence[Keys]) -> list[Record]:
        """The records that have every word; those whose title it says most of first."""
        holding = [
            (sum(any(word & keys for keys in asked) for word in e.title) / len(e.title), e.record)
            for e in self._entries
            if all(not keys.isdisjoint(e.all) for keys in asked)
        ]
        return [record for _, record in sorted(holding, key=lambda pair: -pair[0])]

    def _alike(self, asked: Sequence[Keys]) -> list[Record]:
        """The records with an author whose surname is spelt almost as one of the words."""
        from rapidfuzz import fuzz

        said = {key for keys in asked for key in keys if key.startswith("~")}
        return [
            record
            for record in self._records
            for author in record.authors
            for surname in _surname(author.family)
            if len(surname) > _FUZZY_LENGTH
            and any(fuzz.ratio(surname, key) >= _FUZZY_SCORE for key in said)
        ]


def _names(record: Record) -> Iterator[_Name]:
    called = (record.title, record.title_en, record.short_uk, *record.names)
    for wording in dict.fromkeys(name for name in called if name):
        said = _keys(wording)
        keys = tuple(one for one in said if not _is_plain(one)) or tuple(said)
        if keys:
            bare = len(keys) == 1 and not wording.isupper()
            yield _Name(record, keys, bare)
    for author in record.authors:
        yield _Name(record, (_surname(author.family) | _surname(author.family_en),))


def _entry(record: Record) -> _Entry:
    title = _keys(f"{record.title} {record.title_en or ''}")
    rest = " ".join(
        (record.container or "", record.short_uk or "", record.genre or "", *record.names)
    )
    years = (record.year, record.date.year if record.date else None)
    surnames = [
        key for one in record.authors for key in _surname(one.family) | _surname(one.family_en)
    ]
    everything = {key for keys in (*title, *_keys(rest)) for key in keys if key[0] != "~"}
    return _Entry(
        record,
        tuple(title) or (frozenset(),),
        frozenset(everything | {str(year) for year in years if year} | set(surnames)),
    )


def _keys(wording: str) -> list[Keys]:
    """For every word that says something: its form, base forms, and as a name its skeleton."""
    return [
        lemmas(word.form) | {word.form} | _surname(word.form)
        for word in words(wording)
        if lemmas(word.form) or word.span.of(wording).isupper()
    ]


@lru_cache(maxsize=10_000)
def _surname(name: str) -> Keys:
    """`~` and the consonants that a surname keeps through inflection and romanisation."""
    bones = {skeleton(form).rstrip("aeou") for form in {fold(name), *lemmas(fold(name))}}
    return frozenset(f"~{bone}" for bone in bones if len(bone) >= 3)


def _is_plain(keys: Keys) -> bool:
    return not keys.isdisjoint(_PLAIN) or any(_PLACE.fullmatch(key) for key in keys)


def _longest(named: Iterable[tuple[Span, _Name]]) -> list[tuple[Span, _Name]]:
    """Those that stand within no longer one, in order of the words."""
    found = list(named)
    return sorted(
        (
            (span, name)
            for span, name in found
            if not any(other.covers(span) and other != span for other, _ in found)
        ),
        key=lambda pair: pair[0],
    )


def _address_keys(url: str) -> frozenset[str]:
    """An address without its scheme, `www.`, fragment; and without its query as well."""
    bare = re.sub(r"^(https?://)?(www\.)?", "", unquote(url).lower().strip())
    path = bare.split("#")[0].rstrip("/")
    return frozenset({path, path.split("?")[0].rstrip("/")})


def _editions(url: str) -> Iterator[str]:
    """The addresses that an address of an edition or a part lies below, the nearest first: those
    that end in a number ("…/show/77-14/ed20200101#n12" lies below "…/show/77-14")."""
    host, *path = re.split(r"[?#]", re.sub(r"^https?://", "", url))[0].split("/")
    for end in range(len(path) - 1, 1, -1):
        if re.search(r"\d", path[end - 1]):
            yield "/".join((host, *path[:end]))


def _act_key(number: str) -> str:
    """An act's number with look-alike letters of the two alphabets made one."""
    return re.sub(r"\s*([-–—/])\s*", r"\1", fold(number).translate(_ALIKE)).replace("–", "-")
