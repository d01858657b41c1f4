"""The chats of all readers in one file; each reader sees and changes only their own.

Every call names its `owner` (see `ui.page.reader`), and a chat of another owner is answered
like one that never was. An answer is written down statement by statement, so that what was said
is there after the program was killed; a finished one is kept whole, with the sources
as they then were.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Row, Select, delete, insert, select, text, update

from dzherelo.assistant.types import Answer, Statement
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.types import Source
from dzherelo.ui.history import searching
from dzherelo.ui.history.database import Database
from dzherelo.ui.history.saved import (
    SOURCES,
    STATEMENTS,
    SavedChat,
    SavedExchange,
    answer_of,
    sources_of,
    statements_of,
    written,
)
from dzherelo.ui.history.schema import chats, exchanges

LONGEST_TITLE = 120


class UnknownChat(InputError):
    """The reader has no chat of that id: it was deleted, or was never theirs."""

    def __init__(self) -> None:
        super().__init__("This chat is not there any more.", "Begin a new one.")


class History:
    """All that can be done with chats; every method raises LibraryError if the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def set_aside(self) -> Path | None:
        """Where a damaged file was moved when this was opened; None if it was sound."""
        return self._database.set_aside

    def chats(self, owner: str, *, query: str = "") -> tuple[SavedChat, ...]:
        """The chats of a reader, the last used first; with `query`, those that have its words.

        A word finds its inflected forms and the words that begin with it, in any case.
        """
        mine = select(chats).where(chats.c.owner == owner)
        with self._database.reading() as connection:
            if not query.strip():
                rows = connection.execute(mine.order_by(chats.c.updated.desc()))
                return tuple(_chat(row) for row in rows)
            return _found(connection, mine, query)

    def exchanges(self, owner: str, chat: str) -> tuple[SavedExchange, ...]:
        """What was asked and answered in a chat, in order; raises UnknownChat."""
        with self._database.reading() as connection:
            number = _number(connection, owner, chat)
            rows = connection.execute(
                select(exchanges).where(exchanges.c.chat == number).order_by(exchanges.c.place)
            )
            return tuple(_exchange(row) for row in rows)

    def chat(self, owner: str, chat: str) -> SavedChat:
        """Raises UnknownChat."""
        with self._database.reading() as connection:
            number = _number(connection, owner, chat)
            row = connection.execute(select(chats).where(chats.c.number == number)).one()
            return _chat(row)

    def rename(self, owner: str, chat: str, title: str) -> None:
        """Raises UnknownChat, and InputError for a title without a letter."""
        if not (short := _title(title)):
            raise InputError("A chat needs a name.", "Write at least one letter.")
        with self._database.writing() as connection:
            number = _number(connection, owner, chat)
            connection.execute(update(chats).where(chats.c.number == number).values(title=short))
            searching.put(connection, -number, short)

    def delete(self, owner: str, chat: str) -> None:
        """Deletes a chat for good; raises UnknownChat."""
        with self._database.writing() as connection:
            number = _number(connection, owner, chat)
            connection.execute(delete(chats).where(chats.c.number == number))

    def begin(self, owner: str, question: str, *, chat: str | None, place: int | None) -> Recording:
        """Writes down a question at the end of a chat, for the answer to follow.

        Without `chat` a new one is begun, named after the question. With `place` only that many
        exchanges stay before it: a question that is asked again or was edited. Raises UnknownChat.
        """
        now = _now()
        with self._database.writing() as connection:
            if chat is None:
                chat, number = _new(connection, owner, question, now)
            else:
                number = _number(connection, owner, chat)
            row = _key(
                connection.execute(
                    insert(exchanges).values(
                        chat=number,
                        place=_next(connection, number, place),
                        question=question,
                        asked=now,
                        state="answering",
                        text="",
                    )
                )
            )
            connection.execute(update(chats).where(chats.c.number == number).values(updated=now))
            searching.put(connection, row, question)
        return Recording(self._database, chat, row, question)

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()


class Recording:
    """The answer to one question, being written down. What was deleted meanwhile stays deleted."""

    def __init__(self, database: Database, chat: str, row: int, question: str) -> None:
        self.chat = chat
        self._database = database
        self._row = row
        self._question = question

    def said(self, statements: Sequence[Statement]) -> None:
        """All statements so far."""
        self._put(statements=written(tuple(statements), STATEMENTS))

    def answered(self, answer: Answer, sources: Sequence[Source] = ()) -> None:
        """The whole answer, with the sources that it cites as they are now."""
        cited = {citation.source for citation in answer.citations}
        cited |= {hit.passage.source for hit in answer.hits} if not answer.answered else set()
        self._put(
            state="answered",
            answer=written(answer, Answer),
            text=answer.text,
            sources=written(tuple(s for s in sources if s.id in cited), SOURCES),
        )

    def failed(self, error: str) -> None:
        """There is no answer but an error."""
        self._put(state="failed", error=error)

    def stopped(self) -> None:
        """The reader did not wait for the end."""
        self._put(state="stopped")

    def _put(self, **values: Any) -> None:
        with self._database.writing() as connection:
            done = connection.execute(
                update(exchanges).where(exchanges.c.number == self._row).values(**values)
            )
            if done.rowcount and "text" in values:
                searching.put(connection, self._row, f"{self._question}\n{values['text']}")


def open_history(home: Path) -> History:
    """The chats kept in `home`; a damaged file is set aside, and `History.set_aside` says so.

    Raises LibraryError if the folder cannot be written, or a newer program wrote the file.
    """
    return History(Database(home))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _title(wording: str) -> str:
    """A wording as a title: one line, cut at a word, without characters that do not print."""
    line = " ".join("".join(c if c.isprintable() else " " for c in wording).split())
    if len(line) <= LONGEST_TITLE:
        return line
    cut = line[: LONGEST_TITLE - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"


def _new(connection: Connection, owner: str, question: str, now: str) -> tuple[str, int]:
    chat, title = uuid.uuid4().hex, _title(question) or "…"
    made = connection.execute(
        insert(chats).values(id=chat, owner=owner, title=title, created=now, updated=now)
    )
    number = _key(made)
    searching.put(connection, -number, title)
    return chat, number


def _next(connection: Connection, number: int, place: int | None) -> int:
    """The place of the next exchange of a chat, of which the first `place` stay, or all."""
    rows = connection.execute(
        select(exchanges.c.number, exchanges.c.place)
        .where(exchanges.c.chat == number)
        .order_by(exchanges.c.place)
    ).all()
    kept = rows[:place]
    for row in rows[len(kept) :]:
        connection.execute(delete(exchanges).where(exchanges.c.number == row.number))
    return int(kept[-1].place) + 1 if kept else 0


def _key(made: CursorResult[Any]) -> int:
    """The primary key of a row just inserted."""
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # None only for executemany


def _number(connection: Connection, owner: str, chat: str) -> int:
    number = connection.execute(
        select(chats.c.number).where(chats.c.id == chat, chats.c.owner == owner)
    ).scalar()
    if number is None:
        raise UnknownChat
    return int(number)


def _found(connection: Connection, mine: Select[Any], query: str) -> tuple[SavedChat, ...]:
    """The chats of `mine` that a query finds, each with its first place that has the words."""
    match = searching.expression(query)
    if not match:
        return ()
    places = connection.execute(
        text(
            "SELECT words.rowid, words.body, exchanges.chat "
            "FROM words LEFT JOIN exchanges ON exchanges.number = words.rowid "
            "WHERE words MATCH :match ORDER BY words.rowid < 0, words.rowid"
        ),
        {"match": match},
    )
    bodies: dict[int, str] = {}
    for rowid, body, chat in places:
        bodies.setdefault(chat if rowid > 0 else -rowid, body)
    rows = connection.execute(mine.order_by(chats.c.updated.desc()))
    return tuple(
        replace(_chat(row), snippet=searching.snippet(bodies[row.number], query))
        for row in rows
        if row.number in bodies
    )


def _chat(row: Row[Any]) -> SavedChat:
    return SavedChat(
        row.id,
        row.title,
        datetime.fromisoformat(row.created),
        datetime.fromisoformat(row.updated),
    )


def _exchange(row: Row[Any]) -> SavedExchange:
    return SavedExchange(
        question=row.question,
        asked=datetime.fromisoformat(row.asked),
        state=row.state,
        statements=statements_of(row.statements),
        answer=answer_of(row.answer),
        text=row.text,
        error=row.error,
        sources=sources_of(row.sources),
    )
