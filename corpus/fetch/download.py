"""One URL to its whole body, or an error: nothing in between."""

from __future__ import annotations

import gzip
import io
import re
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath

import httpx
import tenacity

from dzherelo.corpus.errors import FetchFailed, FileRefused, Message
from dzherelo.corpus.fetch.addresses import BY_HAND, Deadline, Gate, OutOfTime, shown
from dzherelo.corpus.read.encodings import decode
from dzherelo.corpus.read.sniff import Format, sniff

Progress = Callable[[str, int, int], object]  # address, bytes that came, bytes in all or 0

_AGAIN = "Run the command again later."
_TEXT = ("", "text/plain", "text/markdown", "text/x-markdown", "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a download may cost: bytes of a body (as sent, and unpacked), seconds, tries."""

    bytes: int = 50 * 2**20
    seconds_connect: float = 10
    seconds_read: float = 20
    seconds_total: float = 180  # for all requests of one `get`, with the waits between them
    seconds_wait: float = 30  # the longest that a server may ask to wait before the next try
    redirects: int = 8
    attempts: int = 4


class GaveUp(FetchFailed):
    """The address may have the text, but did not give it in the tries and the time allowed."""


class Passing(Exception):
    """A failure that may pass; `wait` is how many seconds the server asked for, if it did."""

    def __init__(self, fact: str, *, wait: float = 0.0) -> None:
        super().__init__(fact)
        self.fact = fact
        self.wait = wait


class TooLarge(Exception):
    """The body is larger than allowed."""


@dataclass(frozen=True, slots=True)
class Body:
    """A whole body. `hops` are the addresses that led to `url`, in order."""

    url: httpx.URL
    form: Format
    data: bytes
    hops: tuple[str, ...] = ()


@dataclass(slots=True)
class _Part:
    """What a server says of a body, and what has come of it so far, as it was sent."""

    mark: str  # strong ETag, else Last-Modified; "" if the rest cannot be asked for
    packing: str  # Content-Encoding
    total: int | None  # bytes as sent, if it says
    data: bytearray = field(default_factory=bytearray)

    @classmethod
    def told(cls, response: httpx.Response) -> _Part:
        headers = response.headers
        tag = headers.get("etag", "")
        mark = tag or headers.get("last-modified", "")
        if tag.startswith("W/") or headers.get("accept-ranges", "").strip().lower() == "none":
            mark = ""
        size = headers.get("content-length", "")
        total = int(size) if size.isdecimal() and "transfer-encoding" not in headers else None
        return cls(mark, headers.get("content-encoding", "").strip().lower(), total)

    def goes_on(self, response: httpx.Response) -> bool:
        """Whether a partial answer goes on exactly where this part ends."""
        told = response.headers.get("content-range", "").strip().lower()
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", told)
        if found is None or int(found[1]) != len(self.data):
            return False
        total = int(found[2]) if found[2] != "*" else self.total
        same_length = self.total in (None, total)
        same_packing = _Part.told(response).packing == self.packing
        self.total = total
        return same_length and same_packing and response.headers.get("etag") in (None, self.mark)


@dataclass(frozen=True, slots=True)
class Download:
    """What one `get` works with; a body that breaks off is gone on with at the next try."""

    client: httpx.Client
    gate: Gate
    limits: Limits
    deadline: Deadline
    progress: Progress
    sleep: Callable[[float], None] = time.sleep
    _parts: dict[str, _Part] = field(default_factory=dict)

    def whole(self, url: httpx.URL) -> Body:
        """The whole body at `url`, after redirects and as many tries as allowed.

        Raises GaveUp if that was not enough, FetchFailed if trying again is no use.
        """
        retrying = tenacity.Retrying(
            stop=self._is_last,
            wait=_wait,
            retry=tenacity.retry_if_exception_type(Passing),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, url)
        except Passing as failure:
            tries = retrying.statistics["attempt_number"]
            fact = Message("{what} (tries: {tries}).", what=failure.fact, tries=tries)
            raise GaveUp(fact, _AGAIN) from failure
        except OutOfTime:
            fact = Message(
                "{url} did not come within {seconds} s.",
                url=shown(url),
                seconds=f"{self.deadline.seconds:g}",
            )
            raise GaveUp(fact, f"{_AGAIN} {BY_HAND}") from None

    def _is_last(self, state: tenacity.RetryCallState) -> bool:
        if state.attempt_number >= self.limits.attempts:
            return True
        return state.upcoming_sleep > min(self.limits.seconds_wait, self.deadline.left())

    def _once(self, url: httpx.URL) -> Body:
        hops: list[str] = []
        seen: set[tuple[str, str]] = set()
        while True:
            part = self._parts.pop(str(url), None)
            if part is not None and not (part.mark and part.data):
                part = None
            headers = {"Range": f"bytes={len(part.data)}-", "If-Range": part.mark} if part else {}
            request = self.client.build_request("GET", url, headers=headers)
            # The same address again is no loop if a cookie was set meanwhile.
            step = (str(url), request.headers.get("cookie", ""))
            if step in seen:
                raise FetchFailed(Message("{url} redirects in a circle.", url=shown(url)), BY_HAND)
            seen.add(step)
            with self._answer(request) as response:
                if not response.has_redirect_location:
                    return self._body(response, part, tuple(hops))
                target = response.headers["location"]
            hops.append(str(url))
            if len(hops) > self.limits.redirects:
                raise FetchFailed(
                    Message(
                        "{url} redirects more than {most} times.",
                        url=shown(hops[0]),
                        most=self.limits.redirects,
                    ),
                    BY_HAND,
                )
            url = self.gate.step(url, target)

    @contextmanager
    def _answer(self, request: httpx.Request) -> Iterator[httpx.Response]:
        """Sends, and puts the network's errors into words."""
        url = shown(request.url)
        self.deadline.bound()
        try:
            response = self.client.send(request, stream=True)
            try:
                yield response
            finally:
                response.close()
        except httpx.TimeoutException:
            self.deadline.bound()
            raise Passing(Message("{url} does not answer in time", url=url)) from None
        except httpx.ConnectError as error:
            raise Passing(Message("{url} cannot be reached: {why}", url=url, why=error)) from None
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            if error.__cause__ is None:  # of a redirect, into which the client looks
                raise FetchFailed(f"{url} leads to what is no address.", BY_HAND) from None
            raise Passing(Message("{url} breaks off before the end", url=url)) from None
        except (httpx.ProtocolError, httpx.InvalidURL) as error:
            raise FetchFailed(f"{url} cannot be asked: {error}.", BY_HAND) from None

    def _body(self, response: httpx.Response, part: _Part | None, hops: tuple[str, ...]) -> Body:
        url = response.request.url
        _check_status(response, self.limits, partial=part is not None)
        if response.status_code != 206 or part is None:
            part = _Part.told(response)
        elif not part.goes_on(response):
            raise Passing(f"{shown(url)} gives another part than was asked")
        try:
            self._pour(response, part)
            data = unpacked(part.data, part.packing, limit=self.limits.bytes)
        except TooLarge:
            raise FetchFailed(
                f"{shown(url)} has more than the {self.limits.bytes / 2**20:.3g} MB allowed.",
                "Save the part that you need and add it with `dzherelo add FILE`.",
            ) from None
        except EOFError:
            raise Passing(f"{shown(url)} ends before its end") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise FetchFailed(f"{shown(url)} is damaged: {error}.", BY_HAND) from None
        except LookupError:
            fact = f"{shown(url)} is packed as {part.packing[:20]!r}, which is not read."
            raise FetchFailed(fact, BY_HAND) from None
        declared = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        form = form_of(data, url=url, declared=declared)
        sized = not {"content-length", "transfer-encoding"}.isdisjoint(response.headers)
        if not sized and not has_end(data, form):
            raise Passing(f"{shown(url)} does not say where it ends, and may be cut off")
        return Body(url=url, form=form, data=data, hops=hops)

    def _pour(self, response: httpx.Response, part: _Part) -> None:
        """Adds to the part what comes; what came is kept for the next try if it breaks off."""
        url = response.request.url
        if (part.total or 0) > self.limits.bytes:
            raise TooLarge
        self._parts[str(url)] = part
        for chunk in response.iter_raw():
            self.deadline.bound()
            part.data += chunk
            if len(part.data) > self.limits.bytes:
                raise TooLarge
            self.progress(shown(url), len(part.data), part.total or 0)
        if part.total is not None and len(part.data) != part.total:
            raise Passing(Message("{url} breaks off before the end", url=shown(url)))
        del self._parts[str(url)]


def _check_status(response: httpx.Response, limits: Limits, *, partial: bool) -> None:
    status, url = response.status_code, shown(response.request.url)
    if status in (200, 203) or (status == 206 and partial):
        return
    if status == 416 and partial:
        raise Passing(f"{url} no longer has the rest of what came before")
    if status == 429 or status >= 500:
        asked = retry_after(response)
        fact: str = Message("{url} answers {status}", url=url, status=status)
        if asked > limits.seconds_wait:
            fact += f" and asks to wait {asked:.0f} s"
        raise Passing(fact, wait=asked)
    remedy = f"Check the address. {BY_HAND}" if status in (404, 410) else BY_HAND
    raise FetchFailed(Message("{url} answers {status}.", url=url, status=status), remedy)


def retry_after(response: httpx.Response) -> float:
    """The seconds that the server asks to wait; 0 if it does not."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


_backoff = tenacity.wait_exponential(multiplier=0.5, max=8) + tenacity.wait_random(0, 0.5)


def _wait(state: tenacity.RetryCallState) -> float:
    """Seconds before the next try: ever longer, and no less than the server asked for."""
    failure = state.outcome.exception() if state.outcome else None
    return max(failure.wait if isinstance(failure, Passing) else 0.0, _backoff(state))


# Bodies ------------------------------------------------------------------------------------


def unpacked(data: bytes | bytearray, packing: str, *, limit: int) -> bytes:
    """The body that was sent as `data`; no more than `limit` bytes of it and one are ever made.

    Raises TooLarge, EOFError where the bytes end too early, BadGzipFile or zlib.error where they
    are damaged, LookupError for a packing that is not read.
    """
    if packing in ("", "identity"):
        return bytes(data)
    if packing not in ("gzip", "x-gzip"):
        raise LookupError(packing)
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        made = stream.read(limit + 1)
    if len(made) > limit:
        raise TooLarge
    return made


def form_of(data: bytes, *, url: httpx.URL, declared: str) -> Format:
    """The format of a body; `declared` is the media type that the server gave it.

    The bytes decide; what was declared counts only where they could be several things. Raises
    FetchFailed if it is no format that is read.
    """
    if not data.strip():
        raise FetchFailed(
            Message("{url} gives an empty body.", url=shown(url)), "Check the address."
        )
    name = PurePosixPath(url.path).name or url.host
    try:
        form = sniff(data, name=name)
        if form is Format.PLAIN and declared in ("text/html", "application/xhtml+xml"):
            form = Format.HTML if b"<" in data else form
        if form.is_text:
            if declared not in (*_TEXT, "text/html"):
                raise FileRefused(
                    Message("{name} is {kind}, not a text.", name=name, kind=declared),
                    "Give another address.",
                )
            decode(data, name=name)
    except FileRefused as error:
        raise FetchFailed(error.fact.but(name=shown(url)), error.remedy) from None
    return form


def has_end(data: bytes, form: Format) -> bool:
    """Whether a body whose length nobody told ends as its format must."""
    tail = data[-4096:].lower().rstrip(b"\0 \t\r\n")
    if form in (Format.DOCX, Format.ODT, Format.EPUB):
        return True  # the archive's directory is its end, and was read
    ends = {Format.PDF: b"%%eof", Format.HTML: b"</html"}
    if end := ends.get(form):
        return end in tail
    last = {Format.RTF: b"}", Format.JATS: b">", Format.TEI: b">"}.get(form)
    return last is not None and tail.endswith(last)
