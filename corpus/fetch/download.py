"""One URL to its whole body, or an error: nothing in between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore
import httpx
import tenacity

from dzherelo.corpus.errors import FetchFailed, Message
from dzherelo.corpus.fetch.addresses import Gate, shown
from dzherelo.corpus.fetch.content import (
    Cut,
    Damaged,
    TooLarge,
    can_unpack,
    form_of,
    has_end,
    unpacked,
)
from dzherelo.corpus.fetch.headers import continued, is_sized, range_headers, retry_after, told_of
from dzherelo.corpus.fetch.network import Deadline, OutOfTime, Untrusted
from dzherelo.corpus.fetch.parts import Kept, Part, Parts
from dzherelo.corpus.read.sniff import Format

Progress = Callable[[str, int, int], object]  # address, bytes that came, bytes in all or 0

_REDIRECTS = (301, 302, 303, 307, 308)
_LONGEST_WAIT = 30  # seconds that a server's Retry-After may ask for
_AGAIN = "Run the command again later."


@dataclass(frozen=True, slots=True)
class Limits:
    """What a download may cost: bytes of a body (as sent, and unpacked), seconds, tries."""

    bytes: int = 50 * 2**20
    seconds_connect: float = 10
    seconds_read: float = 20
    seconds_total: float = 180  # for all requests of one `get`, with the waits between them
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


@dataclass(frozen=True, slots=True)
class Body:
    """A whole body. `hops` are the addresses that led to `url`, in order."""

    url: httpx.URL
    form: Format
    data: bytes
    hops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Download:
    """What one `get` works with. `by_hand` is the remedy where only a browser may do better."""

    client: httpx.Client
    gate: Gate
    parts: Parts
    limits: Limits
    deadline: Deadline
    progress: Progress
    by_hand: str
    sleep: Callable[[float], None] = time.sleep

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
            raise GaveUp(
                Message(
                    "{url} did not come within {seconds} s.",
                    url=shown(url),
                    seconds=f"{self.deadline.seconds:g}",
                ),
                f"{_AGAIN} {self.by_hand}",
            ) from None

    def _is_last(self, state: tenacity.RetryCallState) -> bool:
        if state.attempt_number >= self.limits.attempts:
            return True
        return state.upcoming_sleep > min(_LONGEST_WAIT, self.deadline.left())

    def _once(self, url: httpx.URL) -> Body:
        hops: list[str] = []
        seen: set[tuple[str, str]] = set()
        while True:
            part = self.parts.of(str(url))
            kept = part.kept()
            request = self.client.build_request("GET", url, headers=range_headers(kept))
            # The same address again is no loop if a cookie was set meanwhile.
            step = (str(url), request.headers.get("cookie", ""))
            if step in seen:
                raise FetchFailed(
                    Message("{url} redirects in a circle.", url=shown(url)), self.by_hand
                )
            seen.add(step)
            with self._answer(request) as response:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    return self._body(response, part, kept, tuple(hops))
                target = response.headers["location"]
            hops.append(str(url))
            if len(hops) > self.limits.redirects:
                raise FetchFailed(
                    Message(
                        "{url} redirects more than {most} times.",
                        url=shown(hops[0]),
                        most=self.limits.redirects,
                    ),
                    self.by_hand,
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
        except httpcore.TimeoutException:
            self.deadline.bound()
            raise Passing(Message("{url} does not answer in time", url=url)) from None
        except Untrusted as error:
            raise FetchFailed(
                Message(
                    "The certificate of {host} is not trusted: {why}.",
                    host=request.url.host,
                    why=error,
                ),
                self.by_hand,
            ) from None
        except httpcore.ConnectError as error:
            raise Passing(Message("{url} cannot be reached: {why}", url=url, why=error)) from None
        except (httpcore.NetworkError, httpcore.RemoteProtocolError):
            raise Passing(Message("{url} breaks off before the end", url=url)) from None
        except (httpx.RemoteProtocolError, httpx.InvalidURL):  # of a redirect: the client looks
            raise FetchFailed(f"{url} leads to what is no address.", self.by_hand) from None
        except httpcore.ProtocolError as error:
            raise FetchFailed(f"{url} cannot be asked: {error}.", self.by_hand) from None

    def _body(
        self, response: httpx.Response, part: Part, kept: Kept | None, hops: tuple[str, ...]
    ) -> Body:
        url = response.request.url
        self._check_status(response, part, kept)
        told, start = told_of(response), 0
        if response.status_code == 206 and kept:
            going_on = continued(response, kept)
            if going_on is None:
                part.drop()
                raise Passing(f"{shown(url)} gives another part than was asked")
            told, start = going_on, kept.size
        if not can_unpack(told.packing):
            raise FetchFailed(
                f"{shown(url)} is packed as {told.packing[:20]!r}, which is not read.", self.by_hand
            )
        with self._or_dropped(part, shown(url)):
            part.write(told, start, self._chunks(response, start, told.total))
            data = unpacked(part.data(), told.packing, limit=self.limits.bytes)
            declared = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            form = form_of(data, url=url, declared=declared)
        if not is_sized(response) and not has_end(data, form):
            raise Passing(f"{shown(url)} does not say where it ends, and may be cut off")
        part.drop()
        return Body(url=url, form=form, data=data, hops=hops)

    @contextmanager
    def _or_dropped(self, part: Part, url: str) -> Iterator[None]:
        """Forgets the part if going on with it is no use, and says why."""
        try:
            yield
        except TooLarge:
            part.drop()
            raise FetchFailed(
                f"{url} has more than the {self.limits.bytes / 2**20:.3g} MB allowed.",
                "Save the part that you need and add it with `dzherelo add FILE`.",
            ) from None
        except Cut:
            part.drop()
            raise Passing(f"{url} ends before its end") from None
        except Damaged as error:
            part.drop()
            raise FetchFailed(f"{url} is damaged: {error}.", self.by_hand) from None
        except FetchFailed:
            part.drop()
            raise

    def _check_status(self, response: httpx.Response, part: Part, kept: Kept | None) -> None:
        status = response.status_code
        url = shown(response.request.url)
        if status in (200, 203) or (status == 206 and kept):
            return
        if status == 416 and kept:
            part.drop()
            raise Passing(f"{url} no longer has the rest of what came before")
        if status == 429 or status >= 500:
            asked = retry_after(response) or 0.0
            fact: str = Message("{url} answers {status}", url=url, status=status)
            if asked > _LONGEST_WAIT:
                fact += f" and asks to wait {asked:.0f} s"
            raise Passing(fact, wait=asked)
        remedy = self.by_hand
        if status in (404, 410):
            remedy = f"Check the address. {remedy}"
        raise FetchFailed(Message("{url} answers {status}.", url=url, status=status), remedy)

    def _chunks(self, response: httpx.Response, start: int, total: int | None) -> Iterator[bytes]:
        url = shown(response.request.url)
        if (total or 0) > self.limits.bytes:
            raise TooLarge
        done = start
        for chunk in response.iter_raw():
            self.deadline.bound()
            done += len(chunk)
            if done > self.limits.bytes:
                raise TooLarge
            yield chunk
            self.progress(url, done, total or 0)
        if total is not None and done != total:
            raise Passing(Message("{url} breaks off before the end", url=url))


_backoff = tenacity.wait_exponential(multiplier=0.5, max=8) + tenacity.wait_random(0, 0.5)


def _wait(state: tenacity.RetryCallState) -> float:
    """Seconds before the next try: ever longer, and no less than the server asked for."""
    failure = state.outcome.exception() if state.outcome else None
    asked = failure.wait if isinstance(failure, Passing) else 0.0
    return max(asked, _backoff(state))
