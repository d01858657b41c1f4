"""Which addresses may be asked, and connections that go only to those and end in time.

Checked at every step of a redirect: the URL as it is written (`Gate.checked`), the step from one
URL to the next (`Gate.step`), and each network address that a host's name leads to. The name is
looked up once a connection, and what passed is what is dialled, so a name that leads elsewhere a
moment later (DNS rebinding) gains nothing; `Host` and the name in the certificate stay the host's.

safehttpx, which comes with gradio, cannot stand in for this: it lets a host pass of whose addresses
one is public, asks a service on the web about a host that has none, takes 100.64.0.0/10 and 6to4
forms of private addresses for public, and has no deadline for a server that sends byte by byte.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import httpcore
import httpx

from dzherelo.corpus.errors import FetchFailed, Message

BY_HAND = "Open it in a browser, save the file and add it with `dzherelo add FILE`."
_GIVE = "Give an http(s) address or a DOI."
_DOI = re.compile(
    r"(?:doi\s*:?\s*)?(?P<link>(?:https?://)?(?:dx\.|www\.)?doi\.org/+)?(?P<doi>10\.\d{4,9}/\S+)",
    re.IGNORECASE,
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Resolver = Callable[[str, int], Sequence[str]]  # host, port -> addresses in digits


class OutOfTime(Exception):
    """The deadline has passed."""


class Place(NamedTuple):
    """Where to begin: the URL to ask, and the DOI if that is what was given."""

    url: httpx.URL
    doi: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """The rules; `allow_private` lifts those about private addresses, and only those."""

    allow_private: bool = False

    def place(self, address: str, *, doi_base: str) -> Place:
        """The place that a user's address names; raises FetchFailed if it may not be asked."""
        address = address.strip()
        if found := _DOI.fullmatch(address):
            doi = (unquote(found["doi"]) if found["link"] else found["doi"]).rstrip(".,;")
            return Place(self.checked(doi_base + quote(doi, safe="/:;()._-")), doi)
        if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", address):
            raise FetchFailed(f"`{_cut(address)}` is neither a web address nor a DOI.", _GIVE)
        return Place(self.checked(address))

    def checked(self, address: str | httpx.URL) -> httpx.URL:
        """The address as a URL without its fragment; raises FetchFailed if it may not be asked."""
        given = f"`{_cut(str(address))}`"
        try:
            url = httpx.URL(address).copy_with(fragment=None)
        except (httpx.InvalidURL, ValueError):
            raise FetchFailed(f"{given} is no web address.", _GIVE) from None
        if url.scheme not in ("http", "https"):
            raise FetchFailed(f"{given} is a {url.scheme or 'relative'} address.", _GIVE)
        if url.userinfo:
            raise FetchFailed(
                f"The address at {url.host} has a user name or a password in it.", BY_HAND
            )
        if not url.host or not 0 < (80 if url.port is None else url.port) < 2**16:
            raise FetchFailed(f"{given} names no host or no port.", _GIVE)
        self._check_host(url.host)
        return url

    def step(self, here: httpx.URL, target: str) -> httpx.URL:
        """Where a redirect or a link on `here` leads.

        From https, http is asked by https as well; where that cannot be meant, it is refused.
        Raises FetchFailed if the target may not be asked.
        """
        try:
            there = self.checked(here.join(target))
        except (httpx.InvalidURL, ValueError):
            raise FetchFailed(f"{shown(here)} leads to what is no address.", BY_HAND) from None
        except FetchFailed as error:
            raise FetchFailed(f"{shown(here)} leads on: {error.fact}", BY_HAND) from None
        if (here.scheme, there.scheme) != ("https", "http"):
            return there
        if there.port is None:
            return there.copy_with(scheme="https")
        raise FetchFailed(
            f"{shown(here)} leads from https to the unprotected {shown(there)}.", BY_HAND
        )

    def admits(self, address: str) -> bool:
        """Whether a network address (IPv4 or IPv6, in digits) may be dialled."""
        return self.allow_private or _is_public(ipaddress.ip_address(address))

    def _check_host(self, host: str) -> None:
        if self.allow_private:
            return
        bare = host.rstrip(".").lower()
        digits = bool(re.fullmatch(r"0x[0-9a-f]*|[0-9]+", bare.rpartition(".")[2]))
        if digits and not _is_plain_v4(bare):
            raise FetchFailed(f"The host `{_cut(host)}` is an odd spelling of a number.", _GIVE)
        local = bare == "localhost" or bare.endswith(".localhost")
        if local or ((digits or ":" in bare) and not self.admits(bare)):
            raise FetchFailed(f"The host `{_cut(host)}` is not a public address.", BY_HAND)


def shown(url: httpx.URL | str) -> str:
    """The address as a message shows it: readable, and not too long."""
    text = str(url)
    readable = unquote(text)
    return _cut(readable if readable.isprintable() and " " not in readable else text)


def _cut(text: str, longest: int = 200) -> str:
    clean = "".join(letter if letter.isprintable() else "?" for letter in text)
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_plain_v4(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    if address in _NAT64:  # how an IPv6 network reaches IPv4 hosts: the last 32 bits
        return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None and not _is_public(address.sixtofour):
        return False
    return address in _GLOBAL_V6 and address.is_global


# Connections -------------------------------------------------------------------------------


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
        if left < 0.05:  # a timeout of the network so near the deadline is the deadline's
            raise OutOfTime
        return left if timeout is None else min(timeout, left)


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them; raises OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is empty or too long
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from None
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class CheckedTransport(httpx.HTTPTransport):
    """What an httpx client sends through: checked addresses alone, no proxy, HTTP/1.1.

    Raises FetchFailed if an address of a host is not admitted or the host is not known, and
    OutOfTime, besides httpx's own errors. `dial` opens connections to addresses in digits.
    """

    def __init__(
        self,
        gate: Gate,
        deadline: Deadline,
        tls: ssl.SSLContext,
        *,
        resolve: Resolver = look_up,
        dial: httpcore.NetworkBackend | None = None,
    ) -> None:
        super().__init__(verify=tls, trust_env=False)
        # httpx passes no network backend on. Should it keep its pool elsewhere one day, this line
        # fails, and nothing is dialled unchecked.
        self._pool.close()
        backend = _CheckedBackend(gate, deadline, resolve, dial or httpcore.SyncBackend())
        self._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=backend)


@dataclass(frozen=True, slots=True)
class _CheckedBackend(httpcore.NetworkBackend):
    gate: Gate
    deadline: Deadline
    resolve: Resolver
    dial: httpcore.NetworkBackend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port)[:4]:
            try:
                stream = self.dial.connect_tcp(
                    address,
                    port,
                    timeout=self.deadline.bound(timeout),
                    local_address=local_address,
                    socket_options=socket_options,
                )
                return _TimedStream(stream, self.deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            found = self.resolve(host, port)
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
            if not self.gate.admits(address):
                raise FetchFailed(
                    f"The host `{_cut(host)}` leads to {address}, which is not a public address.",
                    BY_HAND,
                )
        return found


@dataclass(frozen=True, slots=True)
class _TimedStream(httpcore.NetworkStream):
    """A connection no single read of which outlasts the deadline."""

    stream: httpcore.NetworkStream
    deadline: Deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.deadline.bound(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.deadline.bound(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        limit = self.deadline.bound(timeout)
        try:
            stream = self.stream.start_tls(ssl_context, server_hostname, limit)
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise FetchFailed(
                    Message(
                        "The certificate of {host} is not trusted: {why}.",
                        host=server_hostname,
                        why=error.__cause__.verify_message,
                    ),
                    BY_HAND,
                ) from error
            raise
        return _TimedStream(stream, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
