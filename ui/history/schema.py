"""The tables, and how a file of an older version becomes one of this."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Column, Connection, ForeignKey, Integer, MetaData, Table, Text, text

from dzherelo.corpus.errors import LibraryError

_meta = MetaData()

# Times are ISO 8601 in UTC with microseconds: as text they sort as times do.
chats = Table(
    "chats",
    _meta,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("owner", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("updated", Text, nullable=False),
)
exchanges = Table(
    "exchanges",
    _meta,
    Column("number", Integer, primary_key=True),
    Column("chat", Integer, ForeignKey("chats.number", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("statements", Text),
    Column("answer", Text),
    Column("text", Text, nullable=False),
    Column("error", Text),
    Column("sources", Text),
)

# A step is never changed once it is released: a later version adds one.
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
    # What search reads: exchanges under their number, titles under the chat's number, negative.
    """CREATE VIRTUAL TABLE words USING fts5 (
        body, bases, tokenize = 'unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER exchange_gone AFTER DELETE ON exchanges BEGIN
        DELETE FROM words WHERE rowid = old.number; END""",
    """CREATE TRIGGER chat_gone AFTER DELETE ON chats BEGIN
        DELETE FROM words WHERE rowid = -old.number; END""",
)


def _first(connection: Connection) -> None:
    for statement in _FIRST:
        connection.execute(text(statement))


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first,)


def migrate(
    connection: Connection, steps: tuple[Callable[[Connection], None], ...] = MIGRATIONS
) -> None:
    """Takes the file, in one transaction, from the version that it has to the newest.

    Raises LibraryError if a newer program has written it.
    """
    version = connection.execute(text("PRAGMA user_version")).scalar_one()
    if version > len(steps):
        raise LibraryError(
            f"The chats were written by a newer Dzherelo (format {version}, known: {len(steps)}).",
            "Update Dzherelo, or choose another folder with --home.",
        )
    for step in steps[version:]:
        step(connection)
    connection.execute(text(f"PRAGMA user_version = {len(steps)}"))
