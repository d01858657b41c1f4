"""What the parts of the page have in common: labels in the reader's language, events of our HTML,
who is reading, and work that takes long."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import threading
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future
from functools import cache
from importlib import resources
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import Response

from dzherelo.corpus.errors import DzhereloError
from dzherelo.ui.locale.texts import Words

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No event of the page is an API, and none covers what it changes with Gradio's own progress.
HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
COOKIE = "dzherelo_reader"
_VALUE = re.compile(r"[0-9a-f]{32}")
# Everything the page needs comes from this server; the browser refuses whatever else it is told
# to load. Gradio itself needs inline code and `eval` (its HTML templates).
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_log = logging.getLogger(__name__)
_Step = TypeVar("_Step")
_Result = TypeVar("_Result")
_Says = Mapping[str, str | Callable[[Words], Any]]


# Components and their events ------------------------------------------------------------------


class Labels:
    """The components that have words of ours on them, made in one language, said in any."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._all: list[tuple[Any, _Says]] = []

    def add(self, kind: Callable[..., Any], says: _Says, **options: Any) -> Any:
        """A component of that kind; `says` gives for each of its properties that has words the
        name of a text, or what makes it of Words."""
        self._all.append((kind(**_said(says, self.words), **options), says))
        return self._all[-1][0]

    @property
    def components(self) -> list[Any]:
        return [component for component, _ in self._all]

    def updates(self, words: Words) -> list[Any]:
        """What changes of `components` in another language, in their order."""
        return [gr.update(**_said(says, words)) for _, says in self._all]


def _said(says: _Says, words: Words) -> dict[str, Any]:
    return {
        name: words(text) if isinstance(text, str) else text(words) for name, text in says.items()
    }


@cache
def script(name: str) -> str:
    """One of the page's scripts."""
    return resources.files("dzherelo.ui").joinpath("assets", name).read_text(encoding="utf-8")


def acting(value: str, *, elem_id: str, **options: Any) -> gr.HTML:
    """HTML whose buttons send events: `data-act="open"` is the component's event `open`."""
    return gr.HTML(
        value,
        elem_id=elem_id,
        apply_default_css=False,
        js_on_load=script("acts.js"),
        **options,
    )


def ready(tab: gr.Tab) -> dict[str, Any]:
    """The event by which the page says that what a tab was opened for has come."""
    return {"fn": None, "js": f"() => window.dzherelo.ready('{tab.elem_id}')"}


def event_data(event: gr.EventData) -> dict[str, str]:
    """What a button of the page sent along, as text; whatever it is, it comes from a browser."""
    sent = event._data or {}
    return {name: str(value)[:20_000] for name, value in sent.items()}


def index_of(data: dict[str, str], name: str) -> int:
    """A whole number that a button sent along; -1 for anything else."""
    value = data.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 7 else -1


def error_line(error: Exception, words: Words) -> str:
    """An error as one line for a reader; what is no error of ours goes to the log in full."""
    if isinstance(error, DzhereloError):
        return words.error(error)
    _log.error("A callback of the chat failed.", exc_info=error)
    return words("failed")


# Long work --------------------------------------------------------------------------------------


def streamed(
    work: Callable[[Callable[[_Step], bool]], _Result], *, every: float | None = None
) -> Generator[_Step | None, None, _Result]:
    """Does `work` in a thread and yields each step that it hands to its argument, which answers
    whether anybody still listens; gives its result, raises what it raises.

    Gradio ends an event by closing its generator, which it can only do between two steps: so None
    is yielded whenever there was no step for `every` seconds. Closing returns at once; the work
    goes on as it likes.
    """
    steps: Queue[tuple[_Step] | None] = Queue()
    outcome: Future[_Result] = Future()
    left = threading.Event()

    def put(step: _Step) -> bool:
        steps.put((step,))
        return not left.is_set()

    def run() -> None:
        try:
            outcome.set_result(work(put))
        except BaseException as error:
            outcome.set_exception(error)
        finally:
            steps.put(None)

    threading.Thread(target=run, daemon=True).start()
    try:
        while True:
            try:
                step = steps.get(timeout=every)
            except Empty:
                yield None
                continue
            if step is None:
                return outcome.result()
            yield step[0]
    finally:
        left.set()


def beating(
    steps: Generator[_Step, None, None], *, every: float = 0.2
) -> Generator[_Step | None, None, None]:
    """The steps in their order, and None whenever there was none for `every` seconds. Once it is
    closed, `steps` is closed as soon as it comes to its next step."""

    def work(put: Callable[[_Step], bool]) -> None:
        try:
            for step in steps:
                if not put(step):
                    break
        finally:
            steps.close()

    yield from streamed(work, every=every)


# Who is reading ---------------------------------------------------------------------------------


class Request(Protocol):
    """What is asked of a request of the page."""

    username: str | None
    cookies: Mapping[str, str]
    session_hash: str | None


def owner_of(request: Request) -> str:
    """Under whose name the chats of whoever made a request are kept: the name of a login, else this
    browser, by its cookie; one that refuses the cookie is a reader while its page stays open.

    The cookie is a random number that no script can read. The file of chats has its hash, so that
    it does not open anyone's chats in a browser.
    """
    if request.username:
        return f"login:{request.username}"
    value = str(dict(request.cookies).get(COOKIE, ""))
    if _VALUE.fullmatch(value):
        return f"browser:{hashlib.sha256(value.encode()).hexdigest()}"
    return f"page:{request.session_hash or secrets.token_hex(16)}"


class Headers:
    """Gives every response its security headers, and the page the reader's cookie, renewed each
    time; plain ASGI, so that streams stay streams."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if scope["method"] == "GET" and scope["path"] == "/":
                    headers.append("set-cookie", cookie)
            await send(message)

        if scope["type"] == "http":
            cookie = _cookie(scope)
        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def _cookie(scope: Scope) -> str:
    """The header that keeps the cookie that came with a request, or gives one where none did."""
    sent = [value for name, value in scope["headers"] if name == b"cookie"]
    came = [cookie_parser(value.decode("latin-1")).get(COOKIE, "") for value in sent]
    value = next(filter(_VALUE.fullmatch, came), None) or secrets.token_hex(16)
    given = Response()
    given.set_cookie(
        COOKIE,
        value,
        max_age=400 * 24 * 3600,  # as long as browsers keep a cookie at most
        secure=scope["scheme"] == "https",
        httponly=True,
        samesite="lax",  # not strict: who comes by a link from elsewhere is the same reader
    )
    return given.headers["set-cookie"]
