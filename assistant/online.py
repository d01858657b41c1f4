"""From an article to its sources: the works that it cites looked up on the web, and what is open
fetched. Only on the user's word; `told` says beforehand what will be sent to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from dzherelo.assistant.fetching import fetch
from dzherelo.corpus.bibliography.matching import same_work
from dzherelo.corpus.errors import DzhereloError
from dzherelo.corpus.fetch.fetcher import Fetcher
from dzherelo.corpus.library.catalog import load_catalog
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.pack import files_of
from dzherelo.corpus.lookup.client import Client
from dzherelo.corpus.lookup.online import LookedUp, look_up
from dzherelo.corpus.lookup.services import Adapter, Notice
from dzherelo.corpus.records import Correction, Record
from dzherelo.corpus.types import Source

State = Literal["held", "fetched", "failed", "closed", "not-found", "unanswered"]

_ACTS = ("legislation", "treaty")  # no service has them
_WORDS = {
    "retraction": ("Роботу відкликано.", "The work was retracted."),
    "concern": ("Щодо роботи висловлено занепокоєння.", "Concern was expressed about the work."),
    "correction": ("До роботи є виправлення.", "The work was corrected."),
}


@dataclass(frozen=True, slots=True)
class Traced:
    """What became of one work: the text is `held` or was `fetched`; it is open but `failed`, for
    the reason in `error`; it is `closed`; `not-found` by any service; or `unanswered`, because
    one that might know it was silent. `by` names the services that know it; `refused` what they
    offered instead, and was another work."""

    source: Source
    state: State
    by: tuple[str, ...] = ()
    url: str | None = None
    error: DzhereloError | None = None
    notices: tuple[Notice, ...] = ()
    refused: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.source.id,
            "title": self.source.title,
            "status": self.source.status,
            "state": self.state,
            "by": list(self.by),
            "url": self.url,
            "error": str(self.error) if self.error else None,
            "notices": [
                {"kind": one.kind, "by": one.said_by, "address": one.address}
                for one in self.notices
            ],
            "refused": list(self.refused),
        }


def wanted(library: Library, ids: Iterable[str] = ()) -> list[Record]:
    """The works to look up: those named, else all of the catalogue but the article. Raises
    UnknownSource."""
    named = list(dict.fromkeys(ids))
    if named:
        return [library.catalog.record(one) for one in named]
    return [one for one in library.catalog if one.id != library.article]


def hosts(adapters: Sequence[Adapter]) -> list[str]:
    """The services and where each is asked: "Crossref (api.crossref.org)"."""
    return [f"{one.service.name} ({urlsplit(one.service.base).netloc})" for one in adapters]


def trace(
    records: Sequence[Record],
    library: Library,
    *,
    adapters: Sequence[Adapter],
    client: Client,
    fetcher: Fetcher,
    progress: Callable[[str, int, int], object],
) -> Iterator[Traced]:
    """Looks the works up, writes what is found into the user's own catalogue, and fetches what is
    open, a work at a time. What was looked up or fetched before is not asked again.

    Raises LibraryError where the data folder cannot be written; no failure of a service or an
    address is raised.
    """
    asked = [one for one in records if one.type not in _ACTS]
    found = dict[str, LookedUp]()
    for done, one in enumerate(look_up(asked, adapters, client), start=1):
        found[one.record.id] = one
        progress(one.record.title[:60], done, len(asked))
    with library.shelf.locked():
        library.describe(_described(found.values(), library))
    for record in records:
        yield _traced(found.get(record.id) or LookedUp(record), library, fetcher)


def _described(found: Iterable[LookedUp], library: Library) -> Iterator[Record]:
    """The records to write: not those that come with the library."""
    curated = {one.id for one in load_catalog(*files_of([library.pack], "catalog.toml"))}
    for one in found:
        if one.found is None or one.record.id in curated:
            continue
        known = {address.url for address in one.record.addresses}
        fresh = tuple(address for address in one.open if address.url not in known)
        # the entry is found again by what it says, unless the service has it otherwise
        told = same_work(replace(one.record, addresses=()), one.found)
        yield replace(
            one.found,
            number=None if told else one.record.number,
            addresses=(*fresh, *one.record.addresses),
            corrections=(*one.record.corrections, *map(_correction, one.notices)),
        )


def _correction(notice: Notice) -> Correction:
    uk, en = _WORDS[notice.kind]
    said = (f"{uk} ({notice.said_by})", f"{en} ({notice.said_by})")
    return Correction(about="text", uk=said[0], en=said[1], evidence=notice.address)


def _traced(one: LookedUp, library: Library, fetcher: Fetcher) -> Traced:
    id = one.record.id
    made = Traced(
        library.source(id),
        "held",
        by=one.by,
        notices=one.notices,
        refused=tuple(f"{f.service}: {f.record.title}" for f in one.refused),
    )
    if library.has_text(id):
        return made
    record = library.record(id)
    if record is not None and record.reading():
        (outcome,) = fetch([id], library, fetcher)
        state: State = "failed" if outcome.outcome == "failed" else "fetched"
        return replace(
            made, source=outcome.source, state=state, url=outcome.url, error=outcome.error
        )
    if one.found is not None:
        return replace(made, state="closed")
    if one.silent:
        return replace(made, state="unanswered", error=one.silent[0])
    return replace(made, state="not-found")


def opened(folder: Path, mailto: str) -> Client:
    """A client whose answers are kept in the folder."""
    return Client(folder / "lookups", mailto=mailto)
