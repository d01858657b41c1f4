"""Files written whole or not at all, and the file system's errors in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dzherelo.corpus.errors import LibraryError


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
