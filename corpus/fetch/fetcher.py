"""From a web address or a DOI to the bytes of a text, safely, politely, whole or not at all.

    with Fetcher(folder=home / "downloads") as fetcher:
        fetched = fetcher.get("10.1234/abc", as_id="melnyk-2020")      -> Fetched
    document = read_bytes(fetched.data, name=fetched.name)
    provenance(fetched)                                          -> kept beside the source

A DOI leads through the journal's landing page to the PDF that the page names; an act on the
parliament's portal comes in its print form; any other page comes as it is, for the reader to find
its text. Nothing is sent to a private address, and nothing is handed over that is not whole.
"""

from __future__ import annotations

import hashlib
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

import httpcore
import httpx

from dzherelo.corpus.errors import FetchFailed, Message
from dzherelo.corpus.fetch.addresses import Gate, Place, shown
from dzherelo.corpus.fetch.download import Body, Download, GaveUp, Limits, Progress
from dzherelo.corpus.fetch.network import (
    CheckedBackend,
    CheckedTransport,
    Deadline,
    Resolver,
    look_up,
)
from dzherelo.corpus.fetch.pages import links_of, print_form
from dzherelo.corpus.fetch.parts import Parts
from dzherelo.corpus.read.sniff import Format

__all__ = ["Fetched", "Fetcher", "Limits", "Outside", "provenance"]

_ENDINGS = {
    Format.PDF: ".pdf",
    Format.HTML: ".html",
    Format.DOCX: ".docx",
    Format.MARKDOWN: ".md",
    Format.PLAIN: ".txt",
}
_ACCEPT = "application/pdf,text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A text as its address gave it: all of it, not yet read."""

    url: str  # as it was asked for
    final_url: str  # where the bytes came from
    media_type: str  # by the bytes, not by what the server said
    data: bytes
    when: str  # ISO 8601, UTC
    sha256: str  # of `data`
    via: tuple[str, ...]  # the addresses that led to `final_url`: landing page, redirects

    @property
    def name(self) -> str:
        """A file name for the data, with the ending of its format."""
        place = urlsplit(self.final_url)
        words = re.findall(r"[\w.-]+", unquote(f"{place.hostname or ''}/{place.path}"))
        ending = _ENDINGS[Format(self.media_type)]
        return "-".join(words).removesuffix(ending)[:100] + ending


@dataclass(frozen=True, slots=True)
class Outside:
    """What a fetcher stands on outside itself; the defaults are the real things."""

    doi_base: str = "https://doi.org/"
    resolve: Resolver = look_up
    dial: httpcore.NetworkBackend | None = None  # opens connections to addresses in digits
    tls: ssl.SSLContext | None = None  # which certificates are trusted; certifi's if None
    sleep: Callable[[float], None] = time.sleep


def quiet(address: str, done: int, total: int) -> None:
    """A Progress that says nothing."""


class Fetcher:
    """Fetches texts; a context manager that may be used for many addresses.

    `folder` keeps partial downloads, so that a broken one goes on at the next run; without it
    they last as long as the fetcher. `allow_private` admits loopback and other private addresses.
    `progress` is told the address, the bytes that came and the bytes in all (0 if not known).
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        allow_private: bool = False,
        folder: Path | None = None,
        progress: Progress = quiet,
        outside: Outside | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._gate = Gate(allow_private)
        self._folder = folder
        self._progress = progress
        self._outside = outside or Outside()
        self._tls: ssl.SSLContext | None = self._outside.tls
        self._parts: Parts | None = None

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the folder; the fetcher may be used again."""
        if self._parts is not None:
            self._parts.close()
            self._parts = None

    def get(self, address: str, *, as_id: str = "ID") -> Fetched:
        """The text at a web address (http, https) or a DOI ("10.…", "doi:…", "https://doi.org/…").

        `as_id` is the source's id, for the remedy in messages. Raises FetchFailed if the address
        may not be asked, does not answer, gives no text or not the whole of it, or more than the
        limits allow; LibraryError if the folder cannot be written.
        """
        place = self._gate.place(address, doi_base=self._outside.doi_base)
        deadline = Deadline(self._limits.seconds_total)
        with self._client(deadline) as client:
            if self._parts is None:
                self._parts = Parts(self._folder)
            body = _text_at(
                place,
                Download(
                    client=client,
                    gate=self._gate,
                    parts=self._parts,
                    limits=self._limits,
                    deadline=deadline,
                    progress=self._progress,
                    by_hand="Open it in a browser, save the file and run "
                    f"`dzherelo add FILE --as {as_id}`.",
                    sleep=self._outside.sleep,
                ),
            )
        return Fetched(
            url=address,
            final_url=str(body.url),
            media_type=body.form.value,
            data=body.data,
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            sha256=hashlib.sha256(body.data).hexdigest(),
            via=body.hops,
        )

    def _client(self, deadline: Deadline) -> httpx.Client:
        """A client for one `get`: no cookie, connection or time passes from one to the next."""
        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        backend = CheckedBackend(
            self._gate, deadline, resolve=self._outside.resolve, dial=self._outside.dial
        )
        return httpx.Client(
            transport=CheckedTransport(backend, self._tls),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(self._limits.seconds_read, connect=self._limits.seconds_connect),
            headers={
                "User-Agent": f"Dzherelo/{_version()} (fetches a cited source for one reader)",
                "Accept": _ACCEPT,
                "Accept-Language": "uk, en;q=0.8, *;q=0.5",
                "Accept-Encoding": "gzip",
            },
        )


def provenance(fetched: Fetched) -> dict[str, object]:
    """Where a text came from and when, ready for JSON."""
    return {
        "asked": fetched.url,
        "final": fetched.final_url,
        "via": list(fetched.via),
        "when": fetched.when,
        "sha256": fetched.sha256,
        "media_type": fetched.media_type,
    }


def _text_at(place: Place, download: Download) -> Body:
    """The text that a place stands for."""
    printed = print_form(place.url)
    if printed is not None:
        try:
            return download.whole(printed)
        except GaveUp:
            raise
        except FetchFailed:
            pass  # not every act has a print form: the page itself has the text too
    page = download.whole(place.url)
    if page.form is not Format.HTML:
        return page
    return _behind(page, download, doi=place.doi)


def _behind(page: Body, download: Download, *, doi: str) -> Body:
    """The text that a landing page names; a page that names none is itself the text.

    The page of a DOI is not: it has the abstract, and what is behind it was not read.
    """
    links = links_of(page.data)
    if not doi and not links.pdf:
        return page
    wanted = [(link, True) for link in links.pdf]
    if doi:
        wanted += [(link, True) for link in links.alternate]
    wanted += [(link, False) for link in links.html]
    failures: list[FetchFailed] = []
    for link, is_pdf in wanted:
        try:
            base = download.gate.step(page.url, links.base) if links.base else page.url
            return _followed(page, download, download.gate.step(base, link), is_pdf=is_pdf)
        except FetchFailed as error:
            failures.append(error)
    if failures:
        raise failures[0]
    raise FetchFailed(
        Message("The page of DOI {doi}, {url}, names no full text.", doi=doi, url=shown(page.url)),
        download.by_hand,
    )


def _followed(page: Body, download: Download, url: httpx.URL, *, is_pdf: bool) -> Body:
    """The body behind one link of a landing page."""
    if url == page.url and not is_pdf:
        return page
    body = download.whole(url)
    if is_pdf and body.form is Format.HTML:
        raise FetchFailed(
            Message("{url} gives a web page, not the PDF.", url=shown(url)), download.by_hand
        )
    return replace(body, hops=(*page.hops, str(page.url), *body.hops))


def _version() -> str:
    try:
        return version("dzherelo")
    except PackageNotFoundError:  # run from a checkout
        return "0"
