"""Keys that speak: the first author's family name, the year and a word of the title."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from dzherelo.corpus.language.words import lemmas, words
from dzherelo.corpus.records import Record


def key_of(record: Record, taken: Collection[str] = ()) -> str:
    """ "kovalenko-2020-zhyvlennia": Latin letters, digits and -, numbered where it is `taken`."""
    family = record.authors[0].family_en or record.authors[0].family if record.authors else ""
    telling = (
        word.form for word in words(record.title) if len(word.form) > 3 and lemmas(word.form)
    )
    year = record.year or (record.date.year if record.date else None)
    parts = (_slug(family)[:24], str(year or ""), _slug(next(telling, ""))[:16])
    made = "-".join(part.strip("-") for part in parts if part) or "work"
    number, key = 1, made
    while key in taken:
        number += 1
        key = f"{made}-{number}"
    return key


def named(records: Iterable[Record], taken: Collection[str] = ()) -> list[Record]:
    """The records, each with an id of its own that is none of those `taken`."""
    seen, found = set(taken), list[Record]()
    for record in records:
        found.append(replace(record, id=key_of(record, seen)))
        seen.add(found[-1].id)
    return found


def _slug(text: str) -> str:
    import unicodedata

    from translitua import translit

    latin = unicodedata.normalize("NFKD", translit(text)).lower()
    bare = "".join(sign for sign in latin if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
