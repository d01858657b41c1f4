"""Sources fetched and kept: addresses tried in order, texts read whole, one result a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from dzherelo.corpus.errors import FetchFailed, InputError, Message
from dzherelo.corpus.fetch.fetcher import Fetched, Fetcher, provenance
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.linkage import speaks_of
from dzherelo.corpus.library.shelf import hash_of
from dzherelo.corpus.read import read_bytes
from dzherelo.corpus.records import Address, Record
from dzherelo.corpus.types import Document, Source, Status

_LANGUAGES = ("uk", "en", None)  # of addresses whose texts can be held against the titles we know
_HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of fetching one source: its state afterwards, where the text came from, or why
    there is none. `kept`: the text at the address is the one that is held already."""

    source: Source
    outcome: Literal["fetched", "kept", "failed"]
    url: str | None = None
    error: InputError | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.source.id,
            "status": self.source.status,
            "outcome": self.outcome,
            "url": self.url,
            "error": str(self.error) if self.error else None,
        }


def wanted(library: Library, ids: Iterable[str] = ()) -> tuple[str, ...]:
    """The sources to fetch: those of `ids`, else all that have an address and are not held whole.

    Raises UnknownSource for an id that the library does not have.
    """
    named = dict.fromkeys(ids)
    if named:
        return tuple(library.source(one).id for one in named)
    held = {source.id: source.status for source in library.sources()}
    return tuple(
        record.id
        for record in library.catalog
        if held[record.id] is not Status.FULL and addresses(record)
    )


def unreachable(library: Library) -> tuple[str, ...]:
    """The works of the catalogue that are not held, and that no address is known of."""
    return tuple(
        record.id
        for record in library.catalog
        if not library.has_text(record.id) and not addresses(record)
    )


def addresses(record: Record) -> tuple[Address, ...]:
    """Where a work may be read, the likeliest first; its DOI last, unless an address has it."""
    found = record.reading()
    if record.doi and not any(record.doi.lower() in one.url.lower() for one in found):
        found += (Address(url=record.doi, role="official"),)
    return found


def fetch(ids: Iterable[str], library: Library, fetcher: Fetcher) -> Iterator[Outcome]:
    """Fetches sources one by one. The index follows with the next sync.

    Raises LibraryError if the data folder cannot be written; no failure of an address is raised.
    """
    for source_id in ids:
        yield _fetch(source_id, library, fetcher)


def _fetch(source_id: str, library: Library, fetcher: Fetcher) -> Outcome:
    record = library.record(source_id)
    failure: InputError | None = None
    for address in addresses(record) if record else ():
        try:
            fetched = fetcher.get(address.url)
            document = _read(fetched, address, record)
            if library.source(source_id).sha256 == hash_of(document.text):
                return Outcome(library.source(source_id), "kept", fetched.final_url)
            with library.shelf.locked():
                library.add(
                    document,
                    name=fetched.name,
                    data=fetched.data,
                    as_id=source_id,
                    provenance=provenance(fetched),
                )
        except InputError as error:
            failure = failure or error  # of the likeliest address
            continue
        return Outcome(library.source(source_id), "fetched", fetched.final_url)
    fact = failure.fact if failure else Message("No address of {id} is known.", id=source_id)
    remedy = f"Get the text by hand and run `dzherelo add FILE --as {source_id}`."
    return Outcome(library.source(source_id), "failed", error=FetchFailed(fact, remedy))


def _read(fetched: Fetched, address: Address, record: Record | None) -> Document:
    """The text, if it is the work's; a page that only describes the work, or something else in
    its place, must not pass for it."""
    page = fetched.media_type == _HTML
    if page and address.role == "repository":
        raise FetchFailed(
            Message("{url} describes the work, but does not name its file.", url=fetched.final_url)
        )
    if page and urlsplit(address.url).path.lower().endswith(".pdf"):
        raise FetchFailed(Message("{url} gives a web page, not the PDF.", url=fetched.final_url))
    document = read_bytes(fetched.data, name=fetched.name)
    if record and address.language in _LANGUAGES and not speaks_of(document.text, record):
        raise FetchFailed(
            Message("What {url} gives does not name the work.", url=fetched.final_url)
        )
    return document
