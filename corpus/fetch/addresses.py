"""Which addresses may be asked.

Three checks, all for every step of a redirect: the URL as it is written (`Gate.checked`), the step
from one URL to the next (`Gate.step`), and each network address that a name leads to
(`Gate.admits`, asked by whoever dials).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

import httpx

from dzherelo.corpus.errors import FetchFailed

_DOI = re.compile(
    r"(?:doi\s*:?\s*)?(?P<link>(?:https?://)?(?:dx\.|www\.)?doi\.org/+)?(?P<doi>10\.\d{4,9}/\S+)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.IGNORECASE)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SHOWN = 200  # characters of an address that a message shows

_GIVE = "Give an http(s) address or a DOI."
_BY_HAND = "Save the file by hand and add it with `dzherelo add FILE`."


@dataclass(frozen=True, slots=True)
class Place:
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
            doi = unquote(found["doi"]) if found["link"] else found["doi"]
            doi = doi.rstrip(".,;")
            return Place(self.checked(doi_base + quote(doi, safe="/:;()._-")), doi)
        if not re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE):
            raise FetchFailed(f"`{_cut(address)}` is neither a web address nor a DOI.", _GIVE)
        return Place(self.checked(address))

    def checked(self, address: str | httpx.URL) -> httpx.URL:
        """The address as a URL without its fragment; raises FetchFailed if it may not be asked."""
        try:
            url = httpx.URL(address).copy_with(fragment=None)
        except (httpx.InvalidURL, ValueError):
            raise FetchFailed(f"`{_cut(str(address))}` is no web address.", _GIVE) from None
        if url.scheme not in ("http", "https"):
            raise FetchFailed(
                f"`{_cut(str(address))}` is a {url.scheme or 'relative'} address.", _GIVE
            )
        if url.userinfo:
            raise FetchFailed(
                f"The address at {url.host} has a user name or a password in it.",
                "Sign in with a browser, save the file and add it with `dzherelo add FILE`.",
            )
        port = 80 if url.port is None else url.port
        if not url.host or not 0 < port < 2**16:
            raise FetchFailed(f"`{_cut(str(address))}` names no host or no port.", _GIVE)
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
            raise FetchFailed(f"{shown(here)} leads to what is no address.", _BY_HAND) from None
        except FetchFailed as error:
            raise FetchFailed(f"{shown(here)} leads on: {error.fact}", _BY_HAND) from None
        if (here.scheme, there.scheme) == ("https", "http"):
            if there.port is not None:
                raise FetchFailed(
                    f"{shown(here)} leads from https to the unprotected {shown(there)}.", _BY_HAND
                )
            there = there.copy_with(scheme="https")
        return there

    def admits(self, address: str) -> bool:
        """Whether a network address (IPv4 or IPv6, in digits) may be dialled."""
        return self.allow_private or _is_public(ipaddress.ip_address(address))

    def _check_host(self, host: str) -> None:
        if self.allow_private:
            return
        bare = host.rstrip(".").lower()
        if bare == "localhost" or bare.endswith(".localhost"):
            raise refused_as_private(host)
        if _NUMBER.fullmatch(bare.rpartition(".")[2]) and not _is_plain_v4(bare):
            raise FetchFailed(f"The host `{_cut(host)}` is an odd spelling of a number.", _GIVE)
        if (_is_plain_v4(bare) or ":" in bare) and not self.admits(bare):
            raise refused_as_private(host)


def refused_as_private(host: str, address: str = "") -> FetchFailed:
    """The error for a host that is private, or whose name leads to the private `address`."""
    what = f"leads to {address}, which is not" if address else "is not"
    return FetchFailed(f"The host `{_cut(host)}` {what} a public address.", _BY_HAND)


def shown(url: httpx.URL | str) -> str:
    """The address as a message shows it: readable, and not too long."""
    text = str(url)
    readable = unquote(text)
    return _cut(readable if readable.isprintable() and " " not in readable else text)


def _cut(text: str) -> str:
    clean = "".join(letter if letter.isprintable() else "?" for letter in text)
    return clean if len(clean) <= _SHOWN else clean[: _SHOWN - 1] + "…"


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
