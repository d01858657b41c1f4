"""One question to a service and its answer: in its own time, within limits, kept on disk."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
import tenacity

from dzherelo.corpus.errors import FetchFailed, Message
from dzherelo.corpus.fetch.addresses import shown
from dzherelo.corpus.fetch.download import Passing, retry_after

_AGAIN = "Run the command again later; what was answered is kept."
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
_MISSING = b""  # kept in place of an answer that there is none

_Made = TypeVar("_Made")


class NoAnswer(FetchFailed):
    """A service that does not answer, refuses, or answers what cannot be understood."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service, where it is, and how many seconds it wants between two questions."""

    name: str
    base: str
    interval: float = 0.2


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question may cost: bytes of an answer, seconds, tries; days that answers are kept."""

    bytes: int = 5 * 2**20
    seconds: float = 30
    seconds_wait: float = 60  # the longest that a service may ask to wait
    attempts: int = 4
    days_kept: float = 30
    days_missing: float = 3  # a work that is not there may come


class Client:
    """Asks services. `folder` keeps their answers; `mailto` is told to those that want to know whom
    to write to."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        mailto: str = "",
        limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder, self._limits, self._sleep = folder, limits or Limits(), sleep
        self._asked: dict[str, float] = {}  # when each service was asked last
        whom = f" (mailto:{mailto})" if mailto else ""
        self._http = httpx.Client(
            transport=transport,
            trust_env=False,
            timeout=self._limits.seconds,
            headers={"User-Agent": f"Dzherelo{whom}"},
        )

    def close(self) -> None:
        self._http.close()

    def ask(
        self,
        service: Service,
        path: str,
        params: Mapping[str, str],
        read: Callable[[bytes], _Made],
        *,
        unkept: Mapping[str, str] | None = None,
    ) -> _Made | None:
        """What `read` makes of the answer; None where the service has no such thing (404).

        `unkept` are parameters that do not change the answer, such as a key. Raises NoAnswer, and
        keeps no answer that `read` cannot read (ValueError).
        """
        url = f"{service.base.rstrip('/')}/{path.lstrip('/')}"
        key = f"{url}?{urlencode(sorted(params.items()))}"
        kept = self._kept(key)
        if kept == _MISSING:
            return None
        if kept:
            with suppress(*_UNREADABLE):
                return read(kept)
        asking = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._limits.attempts),
            retry=tenacity.retry_if_exception(self._may_pass),
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return asking(self._once, service, url, {**params, **(unkept or {})}, key, read)
        except Passing as failure:
            fact = Message("{service}: {why}.", service=service.name, why=failure.fact)
            raise NoAnswer(fact, _AGAIN) from None

    def _once(
        self,
        service: Service,
        url: str,
        params: Mapping[str, str],
        key: str,
        read: Callable[[bytes], _Made],
    ) -> _Made | None:
        data = self._answer(service, url, params)
        if data is None:
            self._keep(key, _MISSING, self._limits.days_missing)
            return None
        try:
            made = read(data)
        except _UNREADABLE:
            raise Passing(Message("{url} answers what cannot be read", url=shown(url))) from None
        self._keep(key, data, self._limits.days_kept)
        return made

    def _answer(self, service: Service, url: str, params: Mapping[str, str]) -> bytes | None:
        self._in_turn(service)
        try:
            with self._http.stream("GET", url, params=params) as response:
                return self._body(service, response)
        except httpx.TimeoutException:
            raise Passing(Message("{url} does not answer in time", url=shown(url))) from None
        except httpx.InvalidURL as error:
            raise NoAnswer(f"{service.name}: {shown(url)} is no address: {error}.", "") from None
        except httpx.HTTPError as error:
            raise Passing(
                Message("{url} cannot be reached: {why}", url=shown(url), why=error)
            ) from None

    def _body(self, service: Service, response: httpx.Response) -> bytes | None:
        status, url = response.status_code, shown(response.url.copy_with(query=None))
        fact = Message("{url} answers {status}", url=url, status=status)
        if status == 404:
            return None
        if status == 429 or status >= 500:
            wait = retry_after(response)
            if wait > self._limits.seconds_wait:
                fact = Message("{fact} and asks to wait {wait} s", fact=fact, wait=round(wait))
            raise Passing(fact, wait=wait)
        if status != 200:
            raise NoAnswer(
                Message("{service}: {why}.", service=service.name, why=fact),
                "Check the address of the service and what it asks for in the settings.",
            )
        data, end = bytearray(), time.monotonic() + self._limits.seconds
        for chunk in response.iter_bytes():
            data += chunk
            if len(data) > self._limits.bytes:
                raise NoAnswer(f"{service.name}: {url} answers more than is read.", "")
            if time.monotonic() > end:
                raise Passing(Message("{url} does not answer in time", url=url))
        return bytes(data)

    def _in_turn(self, service: Service) -> None:
        """Waits until the service may be asked again."""
        wait = self._asked.get(service.base, 0.0) + service.interval - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        self._asked[service.base] = time.monotonic()

    def _may_pass(self, error: BaseException) -> bool:
        return isinstance(error, Passing) and error.wait <= self._limits.seconds_wait

    def _wait(self, state: tenacity.RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.wait if isinstance(failure, Passing) else 0.0
        return max(asked, tenacity.wait_exponential(multiplier=1, max=20)(state))

    # Kept answers: without a folder that can be written, everything is asked anew ------------

    def _kept(self, key: str) -> bytes | None:
        found: Any = self._cached(lambda cache: cache.get(key))
        return found if isinstance(found, bytes) else None

    def _keep(self, key: str, data: bytes, days: float) -> None:
        self._cached(lambda cache: cache.set(key, data, expire=days * 86_400))

    def _cached(self, work: Callable[[Any], Any]) -> Any:
        import diskcache

        if self._folder is None:
            return None
        # of bytes nothing is unpickled; JSONDisk would not take them
        with (
            suppress(OSError, sqlite3.Error, diskcache.Timeout),
            diskcache.Cache(str(self._folder), timeout=5) as cache,
        ):
            return work(cache)
        return None
