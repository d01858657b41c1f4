"""What a model wrote before, kept on disk: the same messages to the same model cost nothing again.

The messages hold the question, what is kept of the dialogue, the passages that were found and the
prompt, so a change in any of these, and so in the library, asks the model anew. Only whole
replies are kept. One SQLite file; the least recently used rows go first.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from dzherelo.assistant.generate.model import Message, Model, Piece, Usage

MOST = 2_000  # replies kept; a few megabytes

_log = logging.getLogger(__name__)


class CachedModel:
    """A model that remembers. `state` is anything else on which a reply depends."""

    def __init__(self, model: Model, path: Path, *, state: str = "", most: int = MOST) -> None:
        self._model = model
        self._path = path
        self._state = state
        self._most = most

    @property
    def name(self) -> str:
        return self._model.name

    def stream(
        self, messages: Sequence[Message], *, limit: int, spent: float = 0.0
    ) -> Iterator[Piece]:
        """As `Model.stream`; a reply that is known comes whole, marked as cached."""
        key = self._key(messages, limit)
        if (held := self._held(key)) is not None:
            yield held
            return
        said: list[str] = []
        usage, stopped = None, False
        for piece in self._model.stream(messages, limit=limit, spent=spent):
            said.append(piece.text)
            usage = piece.usage or usage
            stopped = stopped or piece.end == "stop"
            yield piece
        if stopped and any(text.strip() for text in said):
            self._keep(key, "".join(said), usage)

    def close(self) -> None:
        self._model.close()

    def _key(self, messages: Sequence[Message], limit: int) -> str:
        asked = [[message.role, message.text] for message in messages]
        data = json.dumps([self._state, self.name, limit, asked], ensure_ascii=False)
        return hashlib.sha256(data.encode()).hexdigest()

    def _held(self, key: str) -> Piece | None:
        try:
            with closing(self._open()) as base, base:
                row = base.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
                base.execute("UPDATE replies SET used = ? WHERE key = ?", (time.time(), key))
            if row is None:
                return None
            text, usage = json.loads(row[0])
            return Piece(text, end="stop", usage=Usage(*usage) if usage else None, cached=True)
        except (sqlite3.Error, OSError, ValueError, TypeError) as error:
            _log.warning("The cache of replies cannot be read (%s).", error)
            return None

    def _keep(self, key: str, text: str, usage: Usage | None) -> None:
        counted = [usage.prompt, usage.completion] if usage else None
        reply = json.dumps([text, counted], ensure_ascii=False)
        try:
            with closing(self._open()) as base, base:
                base.execute(
                    "INSERT OR REPLACE INTO replies VALUES (?, ?, ?)", (key, reply, time.time())
                )
                base.execute(
                    "DELETE FROM replies WHERE key NOT IN "
                    "(SELECT key FROM replies ORDER BY used DESC, rowid DESC LIMIT ?)",
                    (self._most,),
                )
        except (sqlite3.Error, OSError) as error:
            _log.warning("A reply cannot be kept (%s).", error)

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._made()
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)  # derived data: begun anew
            return self._made()

    def _made(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._path, timeout=5)
        try:
            base.execute("CREATE TABLE IF NOT EXISTS replies (key PRIMARY KEY, reply, used)")
        except sqlite3.Error:
            base.close()
            raise
        return base
