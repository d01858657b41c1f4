"""What a model wrote before, kept on disk: the same messages to the same model cost nothing again.

The messages hold the question, what is kept of the dialogue, the passages that were found and the
prompt, so a change in any of these, and so in the library, asks the model anew. Only whole
replies are kept, none that repeats a secret; the least recently used go first.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import diskcache

from dzherelo.assistant.generate.model import Message, Model, Piece, Usage

_log = logging.getLogger(__name__)


class CachedModel:
    """A model that remembers, in the folder `path`. `state` is anything else on which a reply
    depends; `most` replies are kept, a few megabytes; one that has the `secret` in it never is,
    since a server may send back the key that it was given."""

    def __init__(
        self, model: Model, path: Path, *, state: str = "", most: int = 2_000, secret: str = ""
    ) -> None:
        self._model = model
        self._path = path
        self._state = state
        self._most = most
        self._secret = secret

    @property
    def name(self) -> str:
        return self._model.name

    def stream(
        self, messages: Sequence[Message], *, limit: int, spent: float = 0.0
    ) -> Iterator[Piece]:
        """As `Model.stream`; a reply that is known comes whole, marked as cached."""
        key = self._key(messages, limit)
        if (held := self._with(lambda kept: kept.pop(key, None))) is not None:
            self._with(lambda kept: kept.__setitem__(key, held))  # it was used last
            text, usage = held
            usage = Usage(*usage) if usage else None
            yield Piece(text, end="stop", usage=usage, cached=True)
            return
        said: list[str] = []
        usage, stopped = None, False
        for piece in self._model.stream(messages, limit=limit, spent=spent):
            said.append(piece.text)
            usage = piece.usage or usage
            stopped = stopped or piece.end == "stop"
            yield piece
        text = "".join(said)
        if stopped and text.strip() and not (self._secret and self._secret in text):
            counted = [usage.prompt, usage.completion] if usage else None
            self._with(lambda kept: self._keep(kept, key, [text, counted]))

    def close(self) -> None:
        self._model.close()

    def _key(self, messages: Sequence[Message], limit: int) -> str:
        asked = [[message.role, message.text] for message in messages]
        data = json.dumps([self._state, self.name, limit, asked], ensure_ascii=False)
        return hashlib.sha256(data.encode()).hexdigest()

    def _keep(self, kept: Any, key: str, reply: list[Any]) -> None:
        kept[key] = reply
        while len(kept) > self._most:
            kept.popitem(last=False)

    def _with(self, work: Callable[[Any], Any]) -> Any:
        """What `work` does with the replies; None where the disk does not let it. What is damaged
        is begun anew: it is derived data."""
        for attempt in (1, 2):
            try:
                # JSON, since the other way of keeping values would run what it reads.
                with diskcache.Cache(str(self._path), disk=diskcache.JSONDisk) as cache:
                    return work(diskcache.Index.fromcache(cache))
            except (sqlite3.Error, OSError, ValueError, TypeError) as error:
                if attempt == 2 or not isinstance(error, sqlite3.DatabaseError):
                    _log.warning("The cache of replies cannot be used (%s).", error)
                    return None
                shutil.rmtree(self._path, ignore_errors=True)
        return None
