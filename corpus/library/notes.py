"""What is written of a source beside its text: notes, and questions that its places answer.

Notes say what a source says, in our own words, Ukrainian and English side by side: they make the
library answer where a text is not there, and gloss its passages where it is. The notes of a source
have a canonical text of their own, and their passages are exact slices of it. Questions in everyday
words help to find a passage by words that it does not use, and are never shown as an answer.

Both are read from TOML files, a file a source, as the `notes/` and `asked/` of a pack; a user's own
are written the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, cast

from dzherelo.corpus.files import kept
from dzherelo.corpus.records import Record
from dzherelo.corpus.tables import Table, locator, read_table, toml_files
from dzherelo.corpus.types import Kind, Locator, Passage, Span

Provenance = Literal["text", "article", "record"]
_PROVENANCES = ("text", "article", "record")
_NOTES, _ASKED = "notes 1", "asked 1"  # raised when `Note`, `Asked` change: read anew then


@dataclass(frozen=True, slots=True)
class Note:
    """One statement about a source, in both languages.

    `locator` is its place in the source, empty where it is of the whole work. `provenance` says
    what was read for it: `text` the source itself, `article` what the article says of it (at
    `said_at`), `record` its bibliographic record or the article's reference list.
    """

    source: str
    locator: Locator
    uk: str
    en: str
    topic_uk: str
    topic_en: str
    provenance: Provenance = "text"
    said_at: Locator | None = None


_FIELDS = tuple(field.name for field in fields(Note))


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions that one place of a source answers, in both languages; not empty."""

    source: str
    locator: Locator
    uk: tuple[str, ...]
    en: tuple[str, ...]


def load_notes(*paths: Path) -> tuple[Note, ...]:
    """The notes of these files or folders, in the order given.

    Raises SettingsError, which names file, note and remedy, if a file cannot be read or a note is
    not written as the format asks.
    """
    return tuple(note for file in toml_files(*paths) for note in _read_notes(file))


def load_asked(*paths: Path) -> tuple[Asked, ...]:
    """The questions of these files or folders; raises SettingsError as `load_notes` does."""
    return tuple(asked for file in toml_files(*paths) for asked in _read_asked(file))


def kept_notes(folder: Path, *paths: Path) -> tuple[Note, ...]:
    """As `load_notes`, some ten times faster: what was read is kept as JSON in `folder`, and read
    anew when a file changes. A folder that cannot be written costs time, nothing else.
    """
    try:
        rows = kept(
            folder / "notes.json",
            toml_files(*paths),
            version=_NOTES,
            make=lambda: [[getattr(n, name) for name in _FIELDS] for n in load_notes(*paths)],
        )
    except OSError:  # a file that cannot be read is named by the one who reads it
        return load_notes(*paths)
    return tuple(_unpacked(row) for row in rows)


def kept_asked(folder: Path, *paths: Path) -> tuple[Asked, ...]:
    """As `load_asked`, kept in `folder` as notes are."""
    try:
        rows = kept(
            folder / "asked.json",
            toml_files(*paths),
            version=_ASKED,
            make=lambda: [(one.source, one.locator, one.uk, one.en) for one in load_asked(*paths)],
        )
    except OSError:
        return load_asked(*paths)
    return tuple(
        Asked(source, Locator(**place), tuple(uk), tuple(en)) for source, place, uk, en in rows
    )


def canonical_notes(notes: Sequence[Note]) -> str:
    """The canonical text of one source's notes: for each its Ukrainian line, then its English
    one; a blank line between notes. Empty if there are none."""
    return "\n".join(f"{_block(note)}\n" for note in notes)


def note_passages(record: Record, notes: Iterable[Note]) -> tuple[Passage, ...]:
    """The passages of the notes on `record`, two a note, as exact slices of `canonical_notes` of
    the same notes. The two of a note have ids that differ in the ending alone, `:uk` and `:en`.
    """
    passages: list[Passage] = []
    seen: dict[str, int] = {}
    start = 0
    for note in (note for note in notes if note.source == record.id):
        stem = _stem(note)
        repeats = seen[stem] = seen.get(stem, -1) + 1
        if repeats:
            stem = f"{stem}~{repeats}"
        for language, text, topic in (
            ("uk", note.uk, note.topic_uk),
            ("en", note.en, note.topic_en),
        ):
            span = Span(start, start + len(text))
            passages.append(
                Passage(
                    id=f"{stem}:{language}",
                    source=note.source,
                    span=span,
                    text=text,
                    locator=note.locator,
                    language=language,
                    kind=Kind.PARAGRAPH,
                    context=f"{record.short(language)}. {topic}.",
                    sentences=(span,),
                    origin="note",
                )
            )
            start = span.end + 1
        start += 1
    return tuple(passages)


def _block(note: Note) -> str:
    return f"{note.uk}\n{note.en}"


def _stem(note: Note) -> str:
    """Source, locator and hash of both texts: stable while the note stays as it is."""
    place = "-".join(
        f"{name[:3]}{value}" for name, value in note.locator.as_dict().items() if name != "section"
    )
    digest = hashlib.sha256(_block(note).encode()).hexdigest()[:10]
    return ":".join(part for part in (note.source, "note", place, digest) if part)


def _unpacked(row: list[Any]) -> Note:
    values = dict(zip(_FIELDS, row, strict=True))
    at, said_at = values.pop("locator"), values.pop("said_at")
    return Note(
        **values, locator=Locator(**at), said_at=None if said_at is None else Locator(**said_at)
    )


def _read_notes(path: Path) -> list[Note]:
    table = read_table(path, "Notes")
    source = table.text("source")
    table.maybe("read")  # which text was read for the notes: for people
    notes = [_note(source, entry) for entry in table.tables("note")]
    table.close()
    return notes


def _note(source: str, table: Table) -> Note:
    at = table.table("at")
    if at is None:
        raise table.wrong("has no place", 'Write at = { article = "9", part = "1" }, or at = {}.')
    said_at = table.table("said_at")
    provenance = table.choice("from", _PROVENANCES) if "from" in table else "text"
    note = Note(
        source=source,
        locator=locator(at),
        uk=_line(table, "uk"),
        en=_line(table, "en"),
        topic_uk=_line(table, "topic"),
        topic_en=_line(table, "topic_en"),
        provenance=cast(Provenance, provenance),
        said_at=None if said_at is None else locator(said_at),
    )
    table.close()
    return note


def _line(table: Table, name: str) -> str:
    text = table.text(name)
    if "\n" in text:
        raise table.wrong(f"has line ends in {name!r}", "Write it in one line.")
    return text.strip()


def _read_asked(path: Path) -> list[Asked]:
    table = read_table(path, "Questions")
    source = table.text("source")
    found = [_asked(source, entry) for entry in table.tables("ask")]
    table.close()
    return found


def _asked(source: str, table: Table) -> Asked:
    at = table.table("at")
    if at is None:
        raise table.wrong("has no place", 'Write at = { article = "9", part = "1" }.')
    made = Asked(source, locator(at), table.texts("uk"), table.texts("en"))
    if not made.uk and not made.en:
        raise table.wrong("asks nothing", 'Write uk = ["…"] or en = ["…"].')
    table.close()
    return made
