"""Files written whole or not at all, derived data kept beside them, and the file system's errors in
words."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dzherelo.corpus.errors import LibraryError
from dzherelo.corpus.types import Locator


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turns the file system's errors into LibraryError, naming the path and the remedy."""
    try:
        yield
    except OSError as error:
        remedy = {
            errno.ENOSPC: "Free some space and run the command again; nothing was lost.",
            errno.EDQUOT: "Free some space and run the command again; nothing was lost.",
            errno.EACCES: "Check the folder's permissions, or choose another with --home.",
            errno.EPERM: "Check the folder's permissions, or choose another with --home.",
            errno.EROFS: "The disk is read-only; choose another folder with --home.",
        }.get(error.errno or 0, "Check the folder, or choose another with --home.")
        raise LibraryError(f"{error.filename or path}: {error.strerror}.", remedy) from error


def write_atomically(path: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all, even if the power fails."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def kept(path: Path, files: Iterable[Path], *, version: str, make: Callable[[], Any]) -> Any:
    """What `make` gives, as JSON knows it: read from `path` if it was made of the same `files` by
    the same `version`, else made and kept there. A folder that cannot be written costs time,
    nothing else.

    Raises OSError if one of the files cannot be read, and what `make` raises.
    """
    contents = (hashlib.sha256(file.read_bytes()).digest() for file in files)
    stamp = hashlib.sha256(b"".join((version.encode(), *contents))).hexdigest()
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["stamp"] == stamp:
            return held["made"]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # derived data: made anew below
    data = json.dumps({"stamp": stamp, "made": make()}, ensure_ascii=False, default=Locator.as_dict)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data.encode())
    return json.loads(data)["made"]
