"""A model behind an OpenAI-compatible address, through LlamaIndex, and one in a GGUF file, run by
llama.cpp inside this process (extra `gguf`) and asked in the same way over loopback.

Whatever the server does, a call ends: with pieces and an `end`, or with a ModelFailure, when its
`timeout` is over at the latest. What comes off the wire is text and nothing else: signs that steer
a terminal or turn the direction of a line, and half letters, are left out. A read that waits has a
time of its own in httpx, but a server that drips (a header, a byte now and then) begins it anew
each time: so an alarm cuts the connection itself.
"""

from __future__ import annotations

import importlib
import logging
import math
import secrets
import socket
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.stop import stop_before_delay
from tenacity.wait import wait_random_exponential

from dzherelo.assistant.generate.model import FailureKind, Message, ModelFailure, Piece, Usage
from dzherelo.corpus.fetch.addresses import is_loopback

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike

_STATUS: dict[int, FailureKind] = {401: "key", 403: "key", 404: "no-model", 429: "busy"}
_COUNTING = {"stream_options": {"include_usage": True}}
_UNPROCESSABLE = frozenset({400, 422})
_AGAIN = frozenset({429, 500, 502, 503, 504})
_STEERS = frozenset({"Cc", "Cf", "Cs"})  # control, format (direction, no width), half a letter

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one waits, in seconds: for a whole answer, for its next words, for a connection, and
    between two attempts. How often one tries; and the bytes of one body, since a line without end
    is no answer."""

    timeout: float = 120.0
    silence: float = 60.0
    connect: float = 10.0
    wait: float = 20.0
    attempts: int = 4
    most_bytes: int = 8 * 1024 * 1024


class RemoteModel:
    """One model of one server."""

    def __init__(
        self,
        address: str,
        *,
        model: str | None = None,
        key: str | None = None,
        context: int = 4096,
        limits: Limits | None = None,
    ) -> None:
        self._address = address
        self._wanted = model
        self._key = key
        self._context = context
        self._limits = limits or Limits()
        self._wire: Wire | None = None
        self._counting = True

    @property
    def name(self) -> str:
        """ "model at host:port", or the host alone while the model is not known."""
        host = urlsplit(self._address).netloc.rpartition("@")[2]
        return f"{self._wanted} ({host})" if self._wanted else host

    def stream(
        self, messages: Sequence[Message], *, limit: int, spent: float = 0.0
    ) -> Iterator[Piece]:
        """What the model writes; see `Model.stream`."""
        _libraries()  # their first import takes seconds, which are not the model's
        left = self._limits.timeout - spent
        if left <= 0:
            raise ModelFailure("silent", "time over")
        with self._connected().within(left) as alarm:
            try:
                first, rest = self._begun(messages, limit, left)
                yield from _pieces(first, rest)
            except ModelFailure as failure:
                raise ModelFailure("silent", "time over") if alarm.rang else failure from None
            except Exception as error:
                raise self._failure(error, late=alarm.rang) from None

    def close(self) -> None:
        """Lets go of the connection."""
        if self._wire is not None:
            self._wire.close()
        self._wire = None

    # Inside --------------------------------------------------------------------------------

    def _begun(
        self, messages: Sequence[Message], limit: int, left: float
    ) -> tuple[Any, Iterator[Any]]:
        """The first chunk and an iterator over the others; what passes by is tried again while
        there are seconds left."""
        for attempt in Retrying(
            retry=retry_if_exception(_passes_by),
            stop=stop_after_attempt(self._limits.attempts) | stop_before_delay(left),
            wait=self._wait,
            reraise=True,
        ):
            with attempt:
                return self._first(messages, limit)
        raise AssertionError("the last attempt raises")  # pragma: no cover

    def _wait(self, state: RetryCallState) -> float:
        """What the server asks for, no longer than one waits; else a growing while."""
        error = state.outcome.exception() if state.outcome else None
        headers = getattr(getattr(error, "response", None), "headers", {})
        try:
            wanted = float(headers["retry-after"])
        except (KeyError, ValueError):
            wanted = math.nan  # a date is possible too, and rare
        if math.isfinite(wanted) and wanted >= 0:
            return min(wanted, self._limits.wait)
        return wait_random_exponential(multiplier=0.5, max=self._limits.wait)(state)

    def _first(self, messages: Sequence[Message], limit: int) -> tuple[Any, Iterator[Any]]:
        """One attempt; a server that does not know how to count is asked without."""
        try:
            chunks = self._asked(messages, limit)
            return next(chunks, None), chunks
        except Exception as error:
            if _status(error) not in _UNPROCESSABLE or not self._counting:
                raise
            self._counting = False
            chunks = self._asked(messages, limit)
            return next(chunks, None), chunks

    def _asked(self, messages: Sequence[Message], limit: int) -> Iterator[Any]:
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        wanted = [ChatMessage(role=MessageRole(m.role), content=m.text) for m in messages]
        return iter(self._llm(limit).stream_chat(wanted))

    def _llm(self, limit: int) -> OpenAILike:
        from llama_index.llms.openai_like import OpenAILike

        # Its stubs do not know of the client.
        options: dict[str, Any] = {"http_client": self._connected().client}
        return OpenAILike(
            model=self._model(),
            api_base=self._address,
            api_key=self._key or "none",  # else the client takes OPENAI_API_KEY, for any server
            is_chat_model=True,
            context_window=self._context,
            max_tokens=limit,
            temperature=0.0,
            max_retries=0,  # ours know which failures pass by
            timeout=self._limits.silence,
            additional_kwargs=_COUNTING if self._counting else {},
            **options,
        )

    def _model(self) -> str:
        """The model that was named, or the first that the server lists."""
        if self._wanted is None:
            headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
            reply = self._connected().client.get(f"{self._address}/models", headers=headers)
            reply.raise_for_status()
            try:
                listed = [str(model["id"]) for model in reply.json()["data"] or ()]
            except (ValueError, KeyError, TypeError):
                raise ModelFailure("strange", "no list of models") from None
            if not listed:
                raise ModelFailure("no-model", "the server lists no model")
            self._wanted = listed[0]
        return self._wanted

    def _connected(self) -> Wire:
        if self._wire is None:
            self._wire = Wire(self._address, self._limits)
        return self._wire

    def _failure(self, error: Exception, *, late: bool) -> ModelFailure:
        kind = "silent" if late else _kind(error)
        # Never what the server said: some servers send the key back.
        fact = f"{type(error).__name__}, status {_status(error)}"
        _log.info("The model %s failed: %s (%s).", self.name, kind, fact)
        return ModelFailure(kind, fact)


def _pieces(first: Any, rest: Iterator[Any]) -> Iterator[Piece]:
    """LlamaIndex's chunks as pieces; raises ModelFailure where the stream is none, or has no
    end."""
    if first is None:
        raise ModelFailure("strange", "nothing of what came is a chunk of an answer")
    ended = False
    chunk = first
    while chunk is not None:
        raw = chunk.raw
        choice = raw.choices[0] if raw.choices else None
        reason = choice.finish_reason if choice else None
        ended = ended or reason is not None
        yield Piece(
            _text(chunk.delta or "") if choice and not choice.index else "",
            end=None if reason is None else "length" if reason == "length" else "stop",
            usage=_usage(raw),
        )
        if reason == "content_filter":
            raise ModelFailure("cut", "by the server's filter")
        chunk = next(rest, None)
    if not ended:
        raise ModelFailure("cut", "the stream ended without a reason")


def _text(said: str) -> str:
    """What is to be read; letter by letter, so that it does not matter how a stream was cut."""
    if said.isascii() and said.isprintable():
        return said
    return "".join(
        letter for letter in said if letter in "\n\t" or unicodedata.category(letter) not in _STEERS
    )


def _usage(raw: Any) -> Usage | None:
    """The tokens that a server counted; None if it did not, or not in numbers."""
    usage = getattr(raw, "usage", None)
    counted = [getattr(usage, name, None) for name in ("prompt_tokens", "completion_tokens")]
    numbers = [number for number in counted if isinstance(number, int) and number >= 0]
    return Usage(*numbers) if len(numbers) == 2 and any(numbers) else None


def _passes_by(error: BaseException) -> bool:
    return _status(error) in _AGAIN


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    if status is None:
        status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def _kind(error: Exception) -> FailureKind:
    import openai

    status = _status(error)
    if status is not None:
        return _STATUS.get(status, "broken" if status >= 500 else "rejected")
    if isinstance(error, httpx.ReadError | httpx.RemoteProtocolError):
        return "cut"
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return "refused"
    if isinstance(error, httpx.TimeoutException | openai.APITimeoutError):
        return "silent"
    if isinstance(error, openai.APIConnectionError):
        cause = error.__cause__
        return _kind(cause) if isinstance(cause, Exception) else "refused"
    return "broken"


def _libraries() -> None:
    """Imports what a call needs; their logs would hold whole requests, ours say what matters."""
    for name in ("llama_index.llms.openai_like", "openai.resources.chat"):
        importlib.import_module(name)
    for name in ("openai", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


# Time ----


_BOM = b"\xef\xbb\xbf"


class Alarm:
    """Cuts the connection of a call when its `seconds` are over; `rang` says that it did."""

    def __init__(self, seconds: float) -> None:
        self.rang = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, connection: socket.socket) -> None:
        """The connection to cut; at once if the time is over already."""
        with self._lock:
            self._socket = connection
            if self.rang:
                self._cut()

    def off(self) -> None:
        """The call is over; a server that still writes is hung up on."""
        self._timer.cancel()
        with self._lock:
            self._cut()

    def _ring(self) -> None:
        with self._lock:
            self.rang = True
            self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # closed already
                # Of the socket below TLS: the other thread may be reading through it.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class Wire:
    """A client for one address. A call belongs between `within` and its end, in one thread until
    its answer has begun."""

    def __init__(self, address: str, limits: Limits) -> None:
        self._most = limits.most_bytes
        connect = min(limits.connect, limits.silence)
        self._waits = httpx.Timeout(limits.silence, connect=connect)
        self._now = threading.local()  # `alarm`: that of this thread's call
        self.client = httpx.Client(
            timeout=self._waits,
            headers={"Accept-Encoding": "identity"},
            limits=httpx.Limits(max_keepalive_connections=0),  # the alarm cuts what is its own
            trust_env=not is_loopback(
                urlsplit(address).hostname or ""
            ),  # no proxy leads back to it
            event_hooks={"request": [self._asking], "response": [self._answered]},
        )

    @contextmanager
    def within(self, seconds: float) -> Iterator[Alarm]:
        """The time of one call."""
        alarm = self._now.alarm = Alarm(seconds)
        try:
            yield alarm
        finally:
            alarm.off()

    def close(self) -> None:
        """Lets go of the connections."""
        self.client.close()

    def _asking(self, request: httpx.Request) -> None:
        alarm = self._now.alarm

        def traced(event: str, details: dict[str, Any]) -> None:
            if event.endswith(("connect_tcp.complete", "start_tls.complete")):
                alarm.watch(details["return_value"].get_extra_info("socket"))

        request.extensions["trace"] = traced
        # The client of the protocol names a time of its own, which has none for connecting.
        request.extensions["timeout"] = self._waits.as_dict()

    def _answered(self, response: httpx.Response) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise httpx.DecodingError("packed, though it was asked not to be")
        response.stream = _Bounded(response.stream, self._most)


class _Bounded(httpx.SyncByteStream):
    """A body without a byte order mark, which no line of a stream survives, and with an end."""

    def __init__(self, stream: Any, most: int) -> None:
        self._stream = stream
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        total = 0
        for chunk in self._stream:
            yield chunk if total else chunk.removeprefix(_BOM)
            total += len(chunk)
            if total > self._most:
                raise httpx.ReadTimeout("no answer is so long")

    def close(self) -> None:
        self._stream.close()


# A file ----


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
