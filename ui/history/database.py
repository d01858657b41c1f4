"""The SQLite file behind the chats: opened for several threads and processes, checked, mended.

A damaged file is set aside under another name, never deleted, and a new one is begun.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from dzherelo.corpus.errors import LibraryError
from dzherelo.corpus.files import guarded
from dzherelo.ui.history.schema import migrate

FILE = "chats.sqlite"
PATIENCE = 10.0  # seconds to wait for another process that writes
_SIDECARS = ("", "-wal", "-shm")
_log = logging.getLogger(__name__)


class Damaged(LibraryError):
    """The file is no database, or one with broken pages."""


class Database:
    """Connections to the file; `set_aside` is where a damaged one went when this was opened."""

    def __init__(self, home: Path) -> None:
        """Opens or makes the file in `home`; raises LibraryError where that cannot be done."""
        self.path = home / FILE
        self.set_aside: Path | None = None
        with _alone(home):
            try:
                self._engine = self._opened()
            except Damaged:
                self.set_aside = _moved(self.path)
                _log.warning("%s is damaged and was set aside as %s.", self.path, self.set_aside)
                self._engine = self._opened()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the file; raises LibraryError."""
        with _explained(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that alone writes, all or nothing; raises LibraryError."""
        with (
            _explained(self.path),
            self._engine.execution_options(writes=True).begin() as connection,
        ):
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    def _opened(self) -> Engine:
        with guarded(self.path):
            self.path.touch(mode=0o600)  # chats are nobody else's business
        engine = _engine(self.path)
        try:
            with _explained(self.path):
                with engine.connect() as connection:
                    found = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
                if found != "ok":
                    raise Damaged(f"{self.path} is damaged: {found}.")
                with engine.execution_options(writes=True).begin() as connection:
                    migrate(connection)
        except BaseException:
            engine.dispose()
            raise
        return engine


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": PATIENCE}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin below, not where sqlite3 guesses
        for pragma in (
            "journal_mode = WAL",  # readers and a writer do not wait for each other
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",  # what was deleted is not left in free pages
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One process at a time looks at the file, sets it aside or changes its format."""
    with guarded(home):
        home.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(home / ".chats.lock", timeout=PATIENCE * 3):
                yield
        except Timeout:
            raise LibraryError(
                f"Another dzherelo is opening the chats in {home}.", "Try again in a moment."
            ) from None


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """SQLite's errors as what happened and what to do."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig)
        raise _explanation(path, said) from error


def _explanation(path: Path, said: str) -> LibraryError:
    if "malformed" in said or "not a database" in said:
        return Damaged(
            f"{path} is damaged.",
            "Start dzherelo chat again: it sets the file aside and begins a new one.",
        )
    remedy = "Check the folder, or choose another with --home."
    if "locked" in said or "busy" in said:
        remedy = "Another dzherelo is writing; try again in a moment."
    elif "full" in said:
        remedy = "Free some space and try again."
    elif "readonly" in said or "unable to open" in said:
        remedy = "Check the folder's permissions, or choose another with --home."
    return LibraryError(f"{path}: {said}.", remedy)


def _moved(path: Path) -> Path:
    """Renames the file and what SQLite keeps beside it; gives the new name."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    kept = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    for sidecar in _SIDECARS:
        old = path.with_name(path.name + sidecar)
        if old.exists():
            with guarded(old):
                old.rename(kept.with_name(kept.name + sidecar))
    return kept
