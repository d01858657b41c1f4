"""HTTP to the server of a model: every call ends when its time is over, whatever the server does.

A read that waits has a time of its own in httpx, but a server that drips (a header now and then, a
byte now and then) begins it anew each time. So an alarm cuts the connection itself.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import httpx

from dzherelo.corpus.fetch.addresses import is_loopback

_CONNECT_SECONDS = 10.0
_MOST_BYTES = 8 * 1024 * 1024  # of one body: a line without end is no answer
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

    def __init__(self, address: str, *, silence: float) -> None:
        connect = min(_CONNECT_SECONDS, silence)
        self._waits = httpx.Timeout(silence, connect=connect)
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
        response.stream = _Bounded(response.stream)


class _Bounded(httpx.SyncByteStream):
    """A body without a byte order mark, which no line of a stream survives, and with an end."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        total = 0
        for chunk in self._stream:
            yield chunk if total else chunk.removeprefix(_BOM)
            total += len(chunk)
            if total > _MOST_BYTES:
                raise httpx.ReadTimeout("no answer is so long")

    def close(self) -> None:
        self._stream.close()
