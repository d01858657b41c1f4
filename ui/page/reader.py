"""Who is reading: the name of a login, else this browser, by a cookie that no script can read.

The cookie is a random number and nothing else. What it stands for in the file of chats is its
hash, so that the file does not open anyone's chats in a browser.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "dzherelo_reader"
_VALUE = re.compile(r"[0-9a-f]{32}")
_SECONDS = 400 * 24 * 3600  # as long as browsers keep a cookie at most


class Request(Protocol):
    """What is asked of a request of the page."""

    username: str | None
    cookies: Mapping[str, str]
    session_hash: str | None


def owner_of(request: Request) -> str:
    """Under whose name the chats of whoever made a request are kept.

    A browser that refuses the cookie is one reader for as long as its page stays open.
    """
    if request.username:
        return f"login:{request.username}"
    value = str(dict(request.cookies).get(COOKIE, ""))
    if _VALUE.fullmatch(value):
        return f"browser:{hashlib.sha256(value.encode()).hexdigest()}"
    return f"page:{request.session_hash or secrets.token_hex(16)}"


class ReaderCookie:
    """Gives a browser its cookie with the page, and renews it each time; plain ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"set-cookie", cookie)]
            await send(message)

        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        cookie = _cookie(
            _present(scope) or secrets.token_hex(16), secure=scope["scheme"] == "https"
        )
        await self._app(scope, receive, with_cookie)


def _present(scope: Scope) -> str | None:
    """The cookie that came with a request; None if there is none that is ours."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                morsel = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                continue
            if morsel and _VALUE.fullmatch(morsel.value):
                return str(morsel.value)
    return None


def _cookie(value: str, *, secure: bool) -> bytes:
    # Lax, not Strict: who comes by a link from elsewhere is the same reader.
    flags = "; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
    return f"{COOKIE}={value}; Max-Age={_SECONDS}{flags}".encode()
