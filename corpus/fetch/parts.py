"""What has come of a body so far, on disk, so that a broken download goes on where it broke.

    <key>.part   the bytes as they were sent, packed or not
    <key>.json   what the server said of the body, and how many of the bytes are safely on disk

The second is written after the first has reached the disk, and counts only what had: whatever a
killed run left beyond that is cut off. <key> comes from the address.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from dzherelo.corpus.files import guarded, write_atomically

_CHECKPOINT = 2**20  # bytes
_KEPT_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Told:
    """What a server says of a body before it sends it."""

    mark: str  # strong ETag, else Last-Modified; "" if the rest cannot be asked for later
    packing: str  # Content-Encoding
    total: int | None  # bytes as sent, if it says


class Kept(NamedTuple):
    """What the server said of a body, and how many bytes of it are here."""

    told: Told
    size: int


class Part:
    """The partial download of one address."""

    def __init__(self, folder: Path, address: str) -> None:
        key = hashlib.sha256(address.encode()).hexdigest()[:24]
        self._data = folder / f"{key}.part"
        self._note = folder / f"{key}.json"

    def kept(self) -> Kept | None:
        """What is here of the body, if it can be gone on with."""
        try:
            note = json.loads(self._note.read_bytes())
            told = Told(str(note["mark"]), str(note["packing"]), note["total"])
            size = int(note["size"])
            if not told.mark or not 0 < size <= self._data.stat().st_size:
                return None
        except (OSError, ValueError, KeyError, TypeError):
            return None  # nothing was kept, or it was damaged: the download begins anew
        return Kept(told, size)

    def write(self, told: Told, start: int, chunks: Iterable[bytes]) -> None:
        """Writes the bytes from `start` on; what came is kept even if the chunks break off."""
        with guarded(self._data):
            if not start:
                self._note.unlink(missing_ok=True)
                self._data.unlink(missing_ok=True)
            with self._data.open("r+b" if start else "wb") as out:
                out.truncate(start)
                out.seek(start)
                try:
                    self._pour(out, told, chunks)
                finally:
                    self._checkpoint(out, told)

    def data(self) -> bytes:
        """All bytes that are here."""
        with guarded(self._data):
            return self._data.read_bytes()

    def drop(self) -> None:
        """Forgets what is here."""
        with guarded(self._data):
            self._note.unlink(missing_ok=True)
            self._data.unlink(missing_ok=True)

    def _pour(self, out: BinaryIO, told: Told, chunks: Iterable[bytes]) -> None:
        unsafe = 0
        for chunk in chunks:
            out.write(chunk)
            unsafe += len(chunk)
            if unsafe >= _CHECKPOINT:
                self._checkpoint(out, told)
                unsafe = 0

    def _checkpoint(self, out: BinaryIO, told: Told) -> None:
        out.flush()
        if told.mark:
            os.fsync(out.fileno())
            note = asdict(told) | {"size": out.tell()}
            write_atomically(self._note, json.dumps(note).encode())


class Parts:
    """The folder of partial downloads; a temporary one if none is given or another has it."""

    def __init__(self, folder: Path | None) -> None:
        self._held = ExitStack()
        self._folder = folder if folder and self._locked(folder) else self._temporary()

    def of(self, address: str) -> Part:
        """The partial download of an address."""
        return Part(self._folder, address)

    def close(self) -> None:
        self._held.close()

    def _locked(self, folder: Path) -> bool:
        from filelock import FileLock, Timeout

        with guarded(folder):
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._held.enter_context(FileLock(folder / ".lock", timeout=0))
            except Timeout:
                return False
            for data in folder.glob("*.part"):
                note = data.with_suffix(".json")
                if not note.exists() or time.time() - note.stat().st_mtime > _KEPT_SECONDS:
                    data.unlink()
                    note.unlink(missing_ok=True)
        return True

    def _temporary(self) -> Path:
        with guarded(Path(tempfile.gettempdir())):
            return Path(self._held.enter_context(tempfile.TemporaryDirectory(prefix="dzherelo-")))
