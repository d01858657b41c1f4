"""A file of another program's records: which format it is, what can be read of it, and the texts
that lie beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dzherelo.corpus.bibliography.bibtex import entries, parsed
from dzherelo.corpus.bibliography.csl import record_of
from dzherelo.corpus.bibliography.imported import Imported, with_files
from dzherelo.corpus.bibliography.keys import named
from dzherelo.corpus.bibliography.ris import read_ris
from dzherelo.corpus.bibliography.zotero import read_items, read_rdf
from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.encodings import decode
from dzherelo.corpus.read.reader import contents
from dzherelo.corpus.records import Record

ENDINGS = (".bib", ".bibtex", ".ris", ".json", ".rdf")

Fault = tuple[int, str]  # a line, 0 where it is not known, and what is wrong there
Found = tuple[Record, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Bibliography:
    """What could be read of a file; `faults` says, line by line, what was left out and why."""

    imported: tuple[Imported, ...]
    faults: tuple[Fault, ...] = ()


def is_bibliography(path: Path) -> bool:
    """Whether a file is by its name one of records, not a text."""
    return path.suffix.lower() in ENDINGS


def read_bibliography(path: Path, *, most: int = 50_000) -> Bibliography:
    """The records of a file, with ids of their own; attached files are looked for beside it.

    Raises FileRefused, which names file, line and remedy, where no record can be read, for a file
    as large as none that is read, and for more than `most` records: far more than one gathers.
    """
    read = _READERS.get(path.suffix.lower(), _bibtex)
    found, faults = read(contents(path), path.name)
    if not found:
        raise _nothing(path.name, faults)
    if len(found) > most:
        raise FileRefused(
            Message("{name} has more than {most} records.", name=path.name, most=most),
            "Export only the works that the article cites.",
        )
    records = named(record for record, _ in found)
    return Bibliography(
        tuple(
            with_files(record, files, path.parent)
            for record, (_, files) in zip(records, found, strict=True)
        ),
        tuple(faults),
    )


def _bibtex(data: bytes, name: str) -> tuple[list[Found], list[Fault]]:
    library = parsed(decode(data, name=name))
    faults = [
        ((block.start_line or 0) + 1, str(block.error).partition("\n")[0].split(" (line")[0])
        for block in library.failed_blocks
    ]
    return [(one, tuple(_attached(f.get("file", "")))) for one, f in entries(library)], faults


def _ris(data: bytes, name: str) -> tuple[list[Found], list[Fault]]:
    return read_ris(decode(data, name=name))


def _rdf(data: bytes, name: str) -> tuple[list[Found], list[Fault]]:
    try:
        return read_rdf(data), []
    except ValueError as error:
        raise FileRefused(
            Message("{name} is no RDF of Zotero: {why}.", name=name, why=error),
            "Export it from Zotero again, as “Zotero RDF”.",
        ) from None


def _json(data: bytes, name: str) -> tuple[list[Found], list[Fault]]:
    """CSL-JSON, a list of items; or the JSON of Better BibTeX, whose items are Zotero's."""
    try:
        told: Any = json.loads(decode(data, name=name))
    except json.JSONDecodeError as error:
        raise FileRefused(
            Message(
                "{name} is no JSON: line {line}: {why}.",
                name=name,
                line=error.lineno,
                why=error.msg,
            ),
            "Export it again, as CSL JSON or BetterBibTeX JSON.",
        ) from None
    except RecursionError:
        raise FileRefused(
            Message("{name} is nested too deeply.", name=name),
            "Export it again, as CSL JSON or BetterBibTeX JSON.",
        ) from None
    items = told.get("items", [told]) if isinstance(told, Mapping) else told
    listed = [one for one in items if isinstance(one, Mapping)] if isinstance(items, list) else []
    if any("itemType" in one for one in listed):
        return read_items(listed), []
    return [(record_of(one), ()) for one in listed if one.get("title") and "type" in one], []


_READERS: dict[str, Callable[[bytes, str], tuple[list[Found], list[Fault]]]] = {
    ".ris": _ris,
    ".rdf": _rdf,
    ".json": _json,
}


# Attached files ----------------------------------------------------------------------------


def _attached(field: str) -> Iterable[str]:
    """The paths in a `file` field: "Title:files/1/a.pdf:application/pdf;…", ":a.pdf:PDF" or a path
    alone; `\\` keeps a sign from parting them."""
    for one in _split(field, ";"):
        parts = _split(one, ":")
        if len(parts) == 2 and len(parts[0]) == 1:  # a drive
            yield one.replace("\\:", ":")
        else:
            yield parts[1] if len(parts) > 2 else parts[0]


def _split(text: str, sign: str) -> list[str]:
    parts, skip = [""], False
    for letter in text:
        if skip and letter in ":;\\":
            parts[-1] = parts[-1][:-1]
            parts[-1] += letter if sign == ":" or letter == sign else "\\" + letter
        elif letter == sign:
            parts.append("")
        else:
            parts[-1] += letter
        skip = letter == "\\" and not skip
    return [part.strip() for part in parts if part.strip()]


def _nothing(name: str, faults: list[Fault]) -> FileRefused:
    if not faults:
        return FileRefused(
            Message("{name} has no record of a work.", name=name),
            "Give a bibliography as BibTeX, RIS, CSL-JSON or Zotero RDF.",
        )
    line, why = faults[0]
    return FileRefused(
        Message("{name} cannot be read from line {line}: {why}.", name=name, line=line, why=why),
        "Mend that line, or export the file again.",
    )
