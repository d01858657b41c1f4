"""A model in a GGUF file, run by llama.cpp inside this process and asked over loopback.

Needs the extra `gguf`. The server starts when the model is first asked, on a free port, with a
key that nobody else on the machine knows.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dzherelo.assistant.generate.model import FailureKind, Message, ModelFailure, Piece
from dzherelo.assistant.generate.remote import Limits, RemoteModel

Start = Callable[[Path, int, str], tuple[Any, str]]


class LocalModel:
    """The model of one file. `start` runs it and gives what keeps it alive and its address."""

    def __init__(
        self,
        path: Path,
        *,
        context: int,
        limits: Limits | None = None,
        start: Start | None = None,
    ) -> None:
        self._path = path
        self._context = context
        self._limits = limits
        self._start = start or start_llama
        self._server: Any = None
        self._remote: RemoteModel | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._path.stem

    def stream(
        self, messages: Sequence[Message], *, limit: int, spent: float = 0.0
    ) -> Iterator[Piece]:
        """As `Model.stream`; the first call loads the file."""
        return self._running().stream(messages, limit=limit, spent=spent)

    def close(self) -> None:
        """Stops the server."""
        if self._remote is not None:
            self._remote.close()
        self._remote = self._server = None

    def _running(self) -> RemoteModel:
        with self._lock:
            if self._remote is None:
                key = secrets.token_urlsafe(24)
                try:
                    self._server, address = self._start(self._path, self._context, key)
                except Exception as error:
                    lacks = isinstance(error, ImportError)
                    kind: FailureKind = "runtime" if lacks else "unloaded"
                    fact = f"{self._path.name}: {type(error).__name__}"
                    raise ModelFailure(kind, fact) from error
                self._remote = RemoteModel(
                    address,
                    model=self.name,
                    key=key,
                    context=self._context,
                    limits=self._limits,
                )
            return self._remote


def start_llama(path: Path, context: int, key: str) -> tuple[Any, str]:
    """A running llama.cpp server and its address; raises ImportError without the extra."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.verbosity = 0
    params.n_ctx = context
    params.n_parallel = 1
    params.api_keys = [key]
    server = xllamacpp.Server(params)
    return server, f"{server.listening_address}/v1"
