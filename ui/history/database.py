"""The SQLite file behind the chats: its tables, opened for several threads and processes, mended.

A damaged file is set aside under another name, never deleted, and a new one is begun.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue

from filelock import FileLock, Timeout

from dzherelo.corpus.errors import LibraryError
from dzherelo.corpus.files import guarded

FILE = "chats.sqlite"
_log = logging.getLogger(__name__)

# A step is never changed once it is released: a later version adds one. Times are ISO 8601 in UTC
# with microseconds: as text they sort as times do. `words` is what search reads: exchanges under
# their number, titles under the chat's number, negative.
_FIRST = (
    """CREATE TABLE chats (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL,
        title TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL)""",
    "CREATE INDEX chats_of_owner ON chats (owner, updated)",
    """CREATE TABLE exchanges (
        number INTEGER PRIMARY KEY,
        chat INTEGER NOT NULL REFERENCES chats (number) ON DELETE CASCADE,
        place INTEGER NOT NULL, question TEXT NOT NULL, asked TEXT NOT NULL, state TEXT NOT NULL,
        statements TEXT, answer TEXT, text TEXT NOT NULL DEFAULT '', error TEXT, sources TEXT,
        UNIQUE (chat, place))""",
    """CREATE VIRTUAL TABLE words USING fts5 (
        body, bases, tokenize = 'unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER exchange_gone AFTER DELETE ON exchanges BEGIN
        DELETE FROM words WHERE rowid = old.number; END""",
    """CREATE TRIGGER chat_gone AFTER DELETE ON chats BEGIN
        DELETE FROM words WHERE rowid = -old.number; END""",
)


def _first(connection: sqlite3.Connection) -> None:
    for statement in _FIRST:
        connection.execute(statement)


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first,)


def migrate(
    connection: sqlite3.Connection,
    steps: tuple[Callable[[sqlite3.Connection], None], ...] = MIGRATIONS,
) -> None:
    """Takes the file, in one transaction, from the version that it has to the newest.

    Raises LibraryError if a newer program has written it.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(steps):
        raise LibraryError(
            f"The chats were written by a newer Dzherelo (format {version}, known: {len(steps)}).",
            "Update Dzherelo, or choose another folder with --home.",
        )
    for step in steps[version:]:
        step(connection)
    connection.execute(f"PRAGMA user_version = {len(steps)}")


class Damaged(LibraryError):
    """The file is no database, or one with broken pages."""


class Database:
    """Connections to the file; `set_aside` is where a damaged one went when this was opened."""

    def __init__(self, home: Path, *, patience: float = 10.0) -> None:
        """Opens or makes the file in `home`; raises LibraryError where that cannot be done, or
        where another process writes for more than `patience` seconds."""
        self.path = home / FILE
        self.set_aside: Path | None = None
        self._patience = patience
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        with _alone(home, patience * 3):
            try:
                self._open()
            except Damaged:
                self.set_aside = _moved(self.path)
                _log.warning("%s is damaged and was set aside as %s.", self.path, self.set_aside)
                self._open()

    @contextmanager
    def reading(self, *, begin: str = "BEGIN") -> Iterator[sqlite3.Connection]:
        """A transaction that sees one state of the file; raises LibraryError."""
        with _explained(self.path):
            try:
                connection = self._idle.get_nowait()
            except Empty:
                connection = self._connected()
            try:
                connection.execute(begin)
                with connection:  # all or nothing
                    yield connection
            finally:
                self._idle.put(connection)

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction that alone writes, all or nothing; raises LibraryError."""
        return self.reading(begin="BEGIN IMMEDIATE")

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get().close()

    def _open(self) -> None:
        with guarded(self.path):
            self.path.touch(mode=0o600)  # chats are nobody else's business
        try:
            with self.reading() as connection:
                (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise Damaged(f"{self.path} is damaged: {found}.")
            with self.writing() as connection:
                migrate(connection)
        except BaseException:
            self.close()
            raise

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path,
            timeout=self._patience,
            isolation_level=None,  # transactions begin above, not where sqlite3 guesses
            check_same_thread=False,
        )
        try:
            connection.row_factory = sqlite3.Row
            for pragma in (
                "journal_mode = WAL",  # readers and a writer do not wait for each other
                "synchronous = NORMAL",
                "foreign_keys = ON",
                "secure_delete = ON",  # what was deleted is not left in free pages
            ):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def _alone(home: Path, patience: float) -> Iterator[None]:
    """One process at a time looks at the file, sets it aside or changes its format."""
    with guarded(home):
        home.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(home / ".chats.lock", timeout=patience):
                yield
        except Timeout:
            raise LibraryError(
                f"Another dzherelo is opening the chats in {home}.", "Try again in a moment."
            ) from None


_REMEDIES = {  # by a word of what SQLite says
    "locked": "Another dzherelo is writing; try again in a moment.",
    "busy": "Another dzherelo is writing; try again in a moment.",
    "full": "Free some space and try again.",
    "readonly": "Check the folder's permissions, or choose another with --home.",
    "unable to open": "Check the folder's permissions, or choose another with --home.",
}


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """SQLite's errors as what happened and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        if "malformed" in said or "not a database" in said:
            remedy = "Start dzherelo chat again: it sets the file aside and begins a new one."
            raise Damaged(f"{path} is damaged.", remedy) from error
        usual = "Check the folder, or choose another with --home."
        remedy = next((known for sign, known in _REMEDIES.items() if sign in said), usual)
        raise LibraryError(f"{path}: {said}.", remedy) from error


def _moved(path: Path) -> Path:
    """Renames the file and what SQLite keeps beside it; gives the new name."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    kept = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    for sidecar in ("", "-wal", "-shm"):
        old = path.with_name(path.name + sidecar)
        if old.exists():
            with guarded(old):
                old.rename(kept.with_name(kept.name + sidecar))
    return kept
