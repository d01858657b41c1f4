"""The works of an article's reference list as records, and which texts of the shelf they are.

The list says what is cited; the user's own records and texts say more of it. A work keeps the id
of the text that was added as it, so that the list may be read anew without moving a text to
another entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dzherelo.corpus.bibliography.matching import same_work
from dzherelo.corpus.citations.entry_parser import parse_entry
from dzherelo.corpus.library.linkage import record_of
from dzherelo.corpus.records import Record
from dzherelo.corpus.types import Passage, Source


def listed(
    entries: Sequence[Passage], told: Iterable[Record], held: Sequence[Source]
) -> tuple[Record, ...]:
    """A record for each of the `entries` of a list, in their order, and behind them those of the
    `told` records that none of them is.

    A record that somebody wrote takes the place of what is read out of an entry of the same
    number or the same work. Of the `held` texts, those that were added as an entry's work
    (`Source.cites`), and those that are the same work by DOI or by title and author, give the
    record their id.
    """
    own = {record.id: record for record in told}
    claimed = {source.cites: source.id for source in held if source.cites}
    free = [record_of(one) for one in held if one.cites is None and one.id not in own]
    taken = {*own, *(source.id for source in held)}
    found: dict[str, Record] = {}
    for passage, id in zip(entries, _ids(entries, taken), strict=True):
        made = _read(passage, id)
        if written := _written(made, own):
            record = replace(own.pop(written), number=made.number)
        elif (text := claimed.get(passage.text)) and text not in found:
            record = replace(made, id=text)
        else:
            same = (one for one in free if one.id not in found and same_work(made, one))
            text = next((one.id for one in same), None)
            record = replace(made, id=text) if text else made
        found[record.id] = record
    return (*found.values(), *own.values())


def _read(entry: Passage, id: str) -> Record:
    text = entry.words(entry.sentences[0]) if entry.sentences else entry.text
    return parse_entry(text, id=id, number=entry.locator.entry, language=entry.language)


def _written(made: Record, own: Mapping[str, Record]) -> str | None:
    """The id of the record that somebody wrote of the work of an entry."""
    numbered = (id for id, one in own.items() if one.number == made.number)
    same = (id for id, one in own.items() if one.number is None and same_work(made, one))
    return next(numbered, None) or next(same, None)


def _ids(entries: Sequence[Passage], taken: set[str]) -> Iterator[str]:
    """`ref` and the number, of two digits at least; a further work of one number has a letter."""
    used = set(taken)
    for passage in entries:
        stem = f"ref{passage.locator.entry or 0:02}"
        letters = ("", *map(chr, range(ord("b"), ord("z") + 1)))
        id = next(id for letter in (*letters, "-more") if (id := stem + letter) not in used)
        used.add(id)
        yield id
