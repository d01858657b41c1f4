"""Records of other programs come into a library: each takes the place of the entry of the article's
list that is the same work, or stands behind the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from dzherelo.corpus.bibliography.imported import Imported
from dzherelo.corpus.bibliography.matching import match
from dzherelo.corpus.library.catalog import load_catalog
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.pack import files_of
from dzherelo.corpus.records import Record

State = Literal["cited", "known", "new", "article"]


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of an imported record: it is the work of entry `number` of the article's list
    (`cited`), of another record that the library had (`known`), the `article` itself, or `new`.
    `id` is what the library calls the work."""

    id: str
    record: Record
    state: State
    number: int | None
    files: tuple[Path, ...]
    missing: tuple[str, ...]


def take_in(imported: Sequence[Imported], library: Library, *, cited: bool = False) -> list[Placed]:
    """Writes records into the library's own catalogue; with `cited`, only those of works that the
    article's list has. The caller holds the shelf's lock.

    A record that comes with the library stays as it is; of several records of one work the first
    counts.
    """
    placed = _placed(imported, library, cited)
    curated = {one.id for one in load_catalog(*files_of([library.pack], "catalog.toml"))}
    library.describe(
        replace(one.record, id=one.id)
        for one in placed
        if one.state != "article" and one.id not in curated
    )
    return placed


def _placed(imported: Iterable[Imported], library: Library, cited: bool) -> list[Placed]:
    known = {one.id: one for one in library.catalog}
    found: dict[str, Placed] = {}
    for one in imported:
        same = match(one.record, known.values())
        number = known[same].number if same else None
        if cited and number is None:
            continue
        id = same or _free(one.record.id, {*known, *found, *(s.id for s in library.sources())})
        if id in found:
            continue
        state: State = "new"
        if same is not None:
            state = "article" if same == library.article else "cited" if number else "known"
        found[id] = Placed(id, one.record, state, number, one.files, one.missing)
    return list(found.values())


def _free(id: str, taken: set[str]) -> str:
    numbers = (f"{id}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (id, *numbers) if one not in taken)
