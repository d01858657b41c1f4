"""A record of another program with the files that hold its text."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from dzherelo.corpus.records import Record

_READABLE = (".pdf", ".docx", ".epub", ".html", ".htm", ".txt", ".md")  # the best first


@dataclass(frozen=True, slots=True)
class Imported:
    """A record of a bibliography, the files that hold its text, the best first, and the names of
    those that are not there."""

    record: Record
    files: tuple[Path, ...] = ()
    missing: tuple[str, ...] = ()


def with_files(record: Record, named: Iterable[str], folder: Path) -> Imported:
    """The record with those of the `named` files that may be its text, looked for in `folder`."""
    there, missing = list[Path](), list[str]()
    for name in dict.fromkeys(named):
        path = _path(name, folder)
        if path.suffix.lower() not in _READABLE:
            continue  # a picture, a table: no text of the work
        if path.is_file():
            there.append(path)
        else:
            missing.append(name)
    there.sort(key=lambda path: _READABLE.index(path.suffix.lower()))
    return Imported(record, tuple(there), tuple(missing))


def _path(name: str, folder: Path) -> Path:
    """Where an export says that a file lies: beside it, or anywhere by its whole path."""
    bare = name.removeprefix("file://")
    windows = os.sep == "/" and "\\" in bare
    return folder / (PureWindowsPath(bare).as_posix() if windows else bare)
