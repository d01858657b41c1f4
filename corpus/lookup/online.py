"""Works looked up one by one: which finding of which service is the work, and which is another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dzherelo.corpus.bibliography.matching import likeness, same_hand
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.lookup.client import Client, NoAnswer
from dzherelo.corpus.lookup.services import Adapter, Finding, Notice
from dzherelo.corpus.records import Address, Record


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What came of looking a work up. `found` is the record completed, None where no service knows
    the work; `refused` are findings that are other works though the service offered them for
    the work's own identifier; `silent`, why services that might know it did not answer."""

    record: Record
    found: Record | None = None
    by: tuple[str, ...] = ()
    open: tuple[Address, ...] = ()
    notices: tuple[Notice, ...] = ()
    refused: tuple[Finding, ...] = ()
    silent: tuple[NoAnswer, ...] = ()


def look_up(
    records: Iterable[Record], adapters: Sequence[Adapter], client: Client, *, patience: int = 2
) -> Iterator[LookedUp]:
    """Looks works up, one by one. A service that did not answer `patience` works in a row is not
    asked again: it is down, or has had enough."""
    failed = dict.fromkeys((one.service.name for one in adapters), 0)
    for record in records:
        asked = [one for one in adapters if failed[one.service.name] < patience]
        made = _look_up(record, asked, client)
        silent = {str(error.fact).partition(":")[0] for error in made.silent}
        for one in asked:
            name = one.service.name
            failed[name] = failed[name] + 1 if name in silent else 0
        if len(asked) < len(adapters) and not made.found:
            quiet = [one.service.name for one in adapters if one not in asked]
            errors = (NoAnswer(f"{name}: it did not answer before.", "") for name in quiet)
            made = replace(made, silent=(*made.silent, *errors))
        yield made


def _look_up(record: Record, adapters: Sequence[Adapter], client: Client) -> LookedUp:
    known, silent, refused = record, list[NoAnswer](), list[Finding]()
    taken: list[Finding] = []
    for exact in (True, False):
        for adapter in adapters:
            if not exact and taken:
                break  # words are searched for only where no identifier led to the work
            try:
                offered = adapter.find(known, client, exact=exact)
            except NoAnswer as error:
                silent.append(error)
                continue
            chosen = _chosen(record, offered, exact=exact)
            if chosen is None:
                refused += offered if exact else []
                continue
            taken.append(chosen)
            known = completed(known, chosen.record, facts=len(taken) == 1)
    if taken and not record.doi and known.doi:  # words led to an identifier: what is known by it
        more = _by_identifier(known, adapters, client, {one.service for one in taken})
        taken += more
    return LookedUp(
        record,
        found=known if taken else None,
        by=tuple(dict.fromkeys(one.service for one in taken)),
        open=tuple({one.url: one for finding in taken for one in finding.open}.values()),
        notices=_notices(taken),
        refused=tuple(refused),
        silent=tuple(silent),
    )


def _by_identifier(
    known: Record, adapters: Sequence[Adapter], client: Client, asked: set[str]
) -> Iterator[Finding]:
    for adapter in adapters:
        if adapter.service.name in asked:
            continue
        try:
            offered = adapter.find(known, client, exact=True)
        except NoAnswer:
            continue  # the work is known: only whether it is open is not
        chosen = _chosen(known, offered, exact=True)
        if chosen is not None:
            yield chosen


def _chosen(record: Record, offered: Sequence[Finding], *, exact: bool) -> Finding | None:
    """The finding that is the work: title, author and year agree, whatever its identifier. Of an
    `exact` one the title may be in another language."""
    bare = replace(record, doi=None, arxiv=None, isbn=None)
    best, chosen = 0.0, None
    for one in offered:
        found = replace(one.record, doi=None, arxiv=None, isbn=None)
        like = likeness(bare, found)
        if exact and not like and _translated(record, found) and same_hand(bare, found):
            like = 0.1
        if like > best:
            best, chosen = like, one
    if chosen is None and exact and offered and not _is_told(record):
        return offered[0]  # an identifier without a title is all that the list gives
    return chosen


def _translated(record: Record, found: Record) -> bool:
    return language_of(record.title) != language_of(found.title) or (
        record.language != found.language
    )


def _is_told(record: Record) -> bool:
    """Whether the record says more than its identifier."""
    bare = record.title.casefold()
    return not any(one and one.casefold() in bare for one in (record.doi, record.arxiv))


def completed(record: Record, found: Record, *, facts: bool) -> Record:
    """The record with what a service has and the list has not; with `facts`, the service's word
    stands in place of the list's, but for title and names in the language of the list."""
    names = ["volume", "issue", "year", "pages", "doi", "issn", "isbn"]
    if not _translated(record, found) or not _is_told(record):
        names += ["title", "type", "container"]
        names += ["authors"] if len(found.authors) >= len(record.authors) else []
    said = {
        name: value
        for name in (*names, "arxiv", "publisher", "place")
        if (value := getattr(found, name)) not in (None, (), "?", "document")
        if (facts and name in names) or not getattr(record, name)
    }
    return replace(record, **said)


def _notices(findings: Iterable[Finding]) -> tuple[Notice, ...]:
    """Each notice once; that of a service which has its address before one that has not."""
    found: dict[str, Notice] = {}
    for finding in findings:
        for one in finding.notices:
            if one.kind == "correction":
                found.setdefault(f"{one.kind} {one.address}", one)
            elif one.kind not in found or not found[one.kind].address:
                found[one.kind] = one
    return tuple(found.values())
