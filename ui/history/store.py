"""The chats of all readers in one file; each reader sees and changes only their own.

Every call names its `owner`, and a chat of another owner is answered like one that never was. An
answer is written down statement by statement, so that what was said is there after the program was
killed; a finished one is kept whole, with the sources as they then were.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection, Row

from dzherelo.assistant.types import Answer, Statement
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.language.notation import STRAIGHT
from dzherelo.corpus.language.words import lemmas, tokens, words
from dzherelo.corpus.types import Source
from dzherelo.ui.history.database import Database
from dzherelo.ui.history.saved import SavedChat, SavedExchange, read, written

_MINE = "SELECT * FROM chats WHERE owner = ? ORDER BY updated DESC"
_FOUND = """SELECT chats.id, words.body FROM words
    LEFT JOIN exchanges ON exchanges.number = words.rowid
    JOIN chats ON chats.number = coalesce(exchanges.chat, -words.rowid)
    WHERE words MATCH ? AND chats.owner = ? ORDER BY words.rowid < 0, words.rowid"""


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
        """The chats of a reader, the last used first; with `query`, those that have its words, each
        with the first place that has them.

        A word finds its inflected forms and the words that begin with it, in any case.
        """
        with self._database.reading() as connection:
            mine = tuple(_chat(row) for row in connection.execute(_MINE, (owner,)))
            if not query.strip():
                return mine
            bodies = _found(connection, owner, query)
        return tuple(
            replace(chat, snippet=snippet(bodies[chat.id], query))
            for chat in mine
            if chat.id in bodies
        )

    def exchanges(self, owner: str, chat: str) -> tuple[SavedExchange, ...]:
        """What was asked and answered in a chat, in order; raises UnknownChat."""
        with self._database.reading() as connection:
            number = _row(connection, owner, chat)["number"]
            rows = connection.execute(
                "SELECT * FROM exchanges WHERE chat = ? ORDER BY place", (number,)
            )
            return tuple(_exchange(row) for row in rows)

    def chat(self, owner: str, chat: str) -> SavedChat:
        """Raises UnknownChat."""
        with self._database.reading() as connection:
            return _chat(_row(connection, owner, chat))

    def rename(self, owner: str, chat: str, title: str) -> None:
        """Raises UnknownChat, and InputError for a title without a letter."""
        if not (short := short_title(title)):
            raise InputError("A chat needs a name.", "Write at least one letter.")
        with self._database.writing() as connection:
            number = _row(connection, owner, chat)["number"]
            connection.execute("UPDATE chats SET title = ? WHERE number = ?", (short, number))
            _put(connection, -number, short)

    def delete(self, owner: str, chat: str) -> None:
        """Deletes a chat for good; raises UnknownChat."""
        with self._database.writing() as connection:
            number = _row(connection, owner, chat)["number"]
            connection.execute("DELETE FROM chats WHERE number = ?", (number,))

    def begin(self, owner: str, question: str, *, chat: str | None, place: int | None) -> Recording:
        """Writes down a question at the end of a chat, for the answer to follow.

        Without `chat` a new one is begun, named after the question. With `place` only that many
        exchanges stay before it: a question that is asked again or was edited. Raises UnknownChat.
        """
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        with self._database.writing() as connection:
            if chat is None:
                chat = uuid.uuid4().hex
                title = short_title(question) or "…"
                number = connection.execute(
                    "INSERT INTO chats (id, owner, title, created, updated) VALUES (?, ?, ?, ?, ?)",
                    (chat, owner, title, now, now),
                ).lastrowid
                assert number is not None
                _put(connection, -number, title)
            else:
                number = _row(connection, owner, chat)["number"]
            row = connection.execute(
                "INSERT INTO exchanges (chat, place, question, asked, state, text)"
                " VALUES (?, ?, ?, ?, 'answering', '')",
                (number, _next(connection, number, place), question, now),
            ).lastrowid
            assert row is not None
            connection.execute("UPDATE chats SET updated = ? WHERE number = ?", (now, number))
            _put(connection, row, question)
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
        self._update(statements=written("statements", tuple(statements)))

    def answered(self, answer: Answer, sources: Sequence[Source] = ()) -> None:
        """The whole answer, with the sources that it cites as they are now."""
        cited = {citation.source for citation in answer.citations}
        cited |= {hit.passage.source for hit in answer.hits} if not answer.answered else set()
        self._update(
            state="answered",
            answer=written("answer", answer),
            text=answer.text,
            sources=written("sources", tuple(one for one in sources if one.id in cited)),
        )

    def failed(self, error: str) -> None:
        """There is no answer but an error."""
        self._update(state="failed", error=error)

    def stopped(self) -> None:
        """The reader did not wait for the end."""
        self._update(state="stopped")

    def _update(self, **values: str) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)  # ours: the names of arguments above
        with self._database.writing() as connection:
            done = connection.execute(
                f"UPDATE exchanges SET {columns} WHERE number = ?", (*values.values(), self._row)
            )
            if done.rowcount and "text" in values:
                _put(connection, self._row, f"{self._question}\n{values['text']}")


def open_history(home: Path) -> History:
    """The chats kept in `home`; a damaged file is set aside, and `History.set_aside` says so.

    Raises LibraryError if the folder cannot be written, or a newer program wrote the file.
    """
    return History(Database(home))


def short_title(wording: str, *, most: int = 120) -> str:
    """A wording as a title: one line, cut at a word, without characters that do not print."""
    line = " ".join("".join(c if c.isprintable() else " " for c in wording).split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"


def _next(connection: Connection, number: int, place: int | None) -> int:
    """The place of the next exchange of a chat, of which the first `place` stay, or all."""
    rows = connection.execute(
        "SELECT number, place FROM exchanges WHERE chat = ? ORDER BY place", (number,)
    ).fetchall()
    kept = rows[:place]
    for row in rows[len(kept) :]:
        connection.execute("DELETE FROM exchanges WHERE number = ?", (row["number"],))
    return int(kept[-1]["place"]) + 1 if kept else 0


def _row(connection: Connection, owner: str, chat: str) -> Row:
    found: Row | None = connection.execute(
        "SELECT * FROM chats WHERE id = ? AND owner = ?", (chat, owner)
    ).fetchone()
    if found is None:
        raise UnknownChat
    return found


def _chat(row: Row) -> SavedChat:
    created, updated = (datetime.fromisoformat(row[name]) for name in ("created", "updated"))
    return SavedChat(row["id"], row["title"], created, updated)


def _exchange(row: Row) -> SavedExchange:
    return SavedExchange(
        question=row["question"],
        asked=datetime.fromisoformat(row["asked"]),
        state=row["state"],
        text=row["text"],
        error=row["error"],
        **{name: read(name, row[name]) for name in ("statements", "answer", "sources")},
    )


# -- search --------------------------------------------------------------------------------------
#
# FTS5 (https://sqlite.org/fts5.html) folds case for all of Unicode; beside the words stand their
# base forms, so that "асоціація" finds "Асоціацію".


def _put(connection: Connection, rowid: int, body: str) -> None:
    """Makes `body` what search finds under `rowid`, in place of what was there."""
    connection.execute(
        "INSERT OR REPLACE INTO words (rowid, body, bases) VALUES (?, ?, ?)",
        (rowid, body.translate(STRAIGHT), " ".join(tokens(body))),
    )


def _found(connection: Connection, owner: str, query: str) -> dict[str, str]:
    """By the ids of a reader's chats, the first text in each that has every word of a query."""
    match = " AND ".join(_either(word.form) for word in words(query))
    bodies: dict[str, str] = {}
    for chat, body in connection.execute(_FOUND, (match, owner)) if match else ():
        bodies.setdefault(chat, body)
    return bodies


def _either(form: str) -> str:
    """The word as it begins, or any word with one of its base forms."""
    quoted = ['"' + one.replace('"', '""') + '"' for one in (form, *sorted(lemmas(form)))]
    return f"({' OR '.join([f'body : {quoted[0]} *', *(f'bases : {one}' for one in quoted[1:])])})"


def snippet(body: str, query: str, *, before: int = 40, most: int = 120) -> str:
    """The surroundings of the first word of `body` that `query` asks for; each such word stands
    between \x02 and \x03. `before` and `most` are characters."""
    asked = [(word.form, lemmas(word.form)) for word in words(query)]
    found = [
        word.span
        for word in words(body)
        if any(word.form.startswith(form) or bases & lemmas(word.form) for form, bases in asked)
    ]
    begin = max(0, found[0].start - before) if found else 0
    begin = body.find(" ", begin) + 1 if begin else 0
    end = begin + most
    cut = len(body) if len(body) <= end else body.rfind(" ", begin, end)
    cut = cut if cut > begin else end
    parts, place = ["…" if begin else ""], begin
    for span in found:
        if begin <= span.start and span.end <= cut:
            parts += [body[place : span.start], "\x02", span.of(body), "\x03"]
            place = span.end
    parts += [body[place:cut], "…" if cut < len(body) else ""]
    return " ".join("".join(parts).split())
