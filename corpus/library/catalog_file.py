"""The user's own `catalog.toml`: records are written into it, and what stands there stays."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.corpus.library.catalog import load_catalog
from dzherelo.corpus.records import Record, table_of


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Writes records into a catalogue, which need not be there yet. Of a record whose id it has,
    only what it lacks is written, addresses included; comments and order of what a person wrote
    stay.

    Raises SettingsError for a file that cannot be read, LibraryError where it cannot be written.
    """
    import tomlkit

    before = ""
    if path.is_file():
        load_catalog(path)  # a mistake in it is named before anything is changed
        before = path.read_text(encoding="utf-8-sig")
    tables = {record.id: table_of(record) for record in records}
    known = {one["id"]: one for one in tomllib.loads(before).get("record", ())}
    lacking = {id: _lacking(known[id], table) for id, table in tables.items() if id in known}
    text = _completed(before, lacking) if any(lacking.values()) else before
    if fresh := [table for id, table in tables.items() if id not in known]:
        text = f"{text.rstrip()}\n\n" if text.strip() else ""
        text += tomlkit.dumps({"record": fresh})
    if text == before:
        return
    with guarded(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode())


def _lacking(known: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """The fields that `known` has not, and the addresses that are not among its own."""
    fresh = {name: value for name, value in table.items() if name not in known}
    have = {one["url"] for one in known.get("address", ())}
    if have and (more := [one for one in table.get("address", ()) if one["url"] not in have]):
        fresh["address"] = more
    return fresh


def _completed(text: str, lacking: dict[str, dict[str, Any]]) -> str:
    """The file with what its records lack."""
    import tomlkit

    document: Any = tomlkit.parse(text)
    for known in document["record"]:
        for name, value in lacking.get(str(known["id"]), {}).items():
            if name in known:
                for one in value:
                    known[name].append(one)
            else:
                known[name] = value
    return tomlkit.dumps(document)
