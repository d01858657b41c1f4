"""Connections that go only to addresses that were checked, and end by the deadline.

The host's name is looked up once for a connection, each address found is put to the gate, and
the address that passed is the one that is dialled: a name that leads elsewhere a moment later
(DNS rebinding) gains nothing. The `Host` header and the name in the certificate stay the host's.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import httpcore
import httpx

from dzherelo.corpus.errors import FetchFailed, Message
from dzherelo.corpus.fetch.addresses import Gate, refused_as_private

Resolver = Callable[[str, int], Sequence[str]]  # host, port -> addresses in digits

_TRIED = 4  # addresses of one host
_NEARLY = 0.05  # seconds before the deadline in which a timeout is the deadline's


class OutOfTime(Exception):
    """The deadline has passed."""


class Untrusted(Exception):
    """The host's certificate is not one that is trusted, or is another host's."""


class Deadline:
    """The moment by which all must be done."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left; 0 if none."""
        return max(0.0, self._end - time.monotonic())

    def bound(self, timeout: float | None = None) -> float:
        """`timeout`, or what is left if that is less; raises OutOfTime if nothing is left."""
        left = self.left()
        if left < _NEARLY:
            raise OutOfTime
        return left if timeout is None else min(timeout, left)


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them; raises OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is empty or too long
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from None
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class CheckedBackend(httpcore.NetworkBackend):
    """Dials through `dial` the addresses that `gate` admits.

    Raises FetchFailed if any address of a host is not admitted or the host is not known.
    """

    def __init__(
        self,
        gate: Gate,
        deadline: Deadline,
        *,
        resolve: Resolver = look_up,
        dial: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._gate = gate
        self._deadline = deadline
        self._resolve = resolve
        self._dial = dial or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port)[:_TRIED]:
            try:
                stream = self._dial.connect_tcp(
                    address,
                    port,
                    timeout=self._deadline.bound(timeout),
                    local_address=local_address,
                    socket_options=socket_options,
                )
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            found = self._resolve(host, port)
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise httpcore.ConnectError(f"the name {host} cannot be looked up") from error
            raise FetchFailed(
                Message("The host `{host}` is not known.", host=host),
                "Check the address and the connection.",
            ) from None
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        for address in found:
            if not self._gate.admits(address):
                raise refused_as_private(host, address)
        return found


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every wait ends by the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.bound(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.bound(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        limit = self._deadline.bound(timeout)
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, limit)
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise Untrusted(error.__cause__.verify_message) from error
            raise
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedTransport(httpx.BaseTransport):
    """What an httpx client sends through: no proxy, no retries, HTTP/1.1.

    Raises httpcore's errors, FetchFailed, OutOfTime and Untrusted.
    """

    def __init__(self, backend: httpcore.NetworkBackend, tls: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Stream(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
