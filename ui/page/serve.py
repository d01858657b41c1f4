"""Serving the chat: address, password, headers, browser. Nothing here leaves the machine."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import wrapt

from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.fetch.addresses import is_loopback
from dzherelo.ui import terminal
from dzherelo.ui.locale.texts import Words, languages

if TYPE_CHECKING:
    from fastapi import FastAPI

    from dzherelo.assistant.assembly import Assistant
    from dzherelo.ui.page.chat import Chat
    from dzherelo.ui.page.sidebar import Keeper
    from dzherelo.ui.terminal import Relay

PORT = 7860


@dataclass(frozen=True, slots=True)
class Address:
    """Where to serve; `port` None means 7860 or the next free one."""

    host: str
    port: int | None = None
    auth: tuple[str, str] | None = None


def check_address(
    host: str, port: int | None, auth: str | None, environ: Mapping[str, str] = os.environ
) -> Address:
    """The address as asked for, with the password of `auth` ("user:password") or of `environ`.

    Raises SettingsError for a malformed password, and for a host that others can reach when
    there is no password.
    """
    login: tuple[str, str] | None = None
    if auth is not None:
        user, _, password = auth.partition(":")
        login = (user, password)
    elif "DZHERELO_USER" in environ or "DZHERELO_PASSWORD" in environ:
        login = (environ.get("DZHERELO_USER", ""), environ.get("DZHERELO_PASSWORD", ""))
    if login is not None and not all(login):
        raise SettingsError(
            "The password for the chat is incomplete.",
            "Give --auth user:password, or set both DZHERELO_USER and DZHERELO_PASSWORD.",
        )
    if login is None and not is_loopback(host):
        raise SettingsError(
            f"On {host} other machines could reach the chat and its library.",
            "Add --auth user:password, or leave --host out.",
        )
    return Address(host, port, login)


def listen(address: Address) -> socket.socket:
    """A listening socket at the address, without a port at the first free of a hundred; raises
    SettingsError if none is."""
    first = address.port or PORT
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    failure: OSError | None = None
    for port in range(first, first + (1 if address.port else 100)):
        try:
            return socket.create_server((address.host, port), family=family, backlog=128)
        except OSError as error:
            failure = error
    raise SettingsError(
        f"Port {first} on {address.host} cannot be used: {failure and failure.strerror}.",
        "Stop what uses it, or give another with --port.",
    )


def build_server_app(
    assistant: Assistant,
    address: Address,
    *,
    relay: Relay | None = None,
    keeper: Keeper | None = None,
    chat: Chat | None = None,
) -> FastAPI:
    """The web application: the Gradio page behind its headers and, if set, its password.

    Without `keeper` chats are not kept; `chat` is one over the same assistant.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    without_stubs()
    import gradio as gr
    from fastapi import FastAPI
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from dzherelo.ui.page.app import build_app
    from dzherelo.ui.page.parts import Headers, script

    system = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    web = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    if is_loopback(address.host):
        # A page elsewhere must not reach us by a name that it points at 127.0.0.1.
        web.add_middleware(
            TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]", address.host]
        )
    web.add_middleware(Headers)
    gr.mount_gradio_app(
        web,
        build_app(assistant, relay=relay, keeper=keeper, chat=chat),
        path="/",
        server_name=address.host,
        auth=address.auth,
        auth_message=f"{Words('uk')('login')} {Words('en')('login')}" if address.auth else None,
        max_file_size="50mb",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        theme=gr.themes.Default(
            primary_hue="blue",
            neutral_hue="slate",
            font=system,  # names only: a theme's own fonts would be fetched
            font_mono=["ui-monospace", "monospace"],
        ).set(
            button_primary_background_fill="*primary_700",
            button_primary_background_fill_hover="*primary_800",
            body_text_color_subdued="*neutral_600",  # Gradio's own greys are too pale to read
            input_placeholder_color="*neutral_500",
            input_placeholder_color_dark="*neutral_400",
        ),
        css=script("app.css") + script("lookup.css") + script("sources.css"),
        # Gradio confines the rules of `css` to the page's inside; the list stands beside it.
        head=(
            f"<script>window.dzLanguages = {json.dumps(languages())};</script>"
            f"<script>{script('page.js')}</script>"
            f"<style>{script('frame.css')}{script('chats.css')}</style>"
        ),
    )
    return web


def serve(
    assistant: Assistant,
    address: Address,
    *,
    relay: Relay,
    words: Words,
    browser: bool,
) -> None:
    """Serves the chat until it is stopped; says where on stdout once it answers.

    Raises SettingsError if the port is taken, KeyboardInterrupt when the user stops it.
    """
    import uvicorn

    with ExitStack() as stack:
        sock = stack.enter_context(listen(address))
        # What was uploaded goes when the chat goes.
        os.environ["GRADIO_TEMP_DIR"] = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="dzherelo-")
        )
        port = sock.getsockname()[1]
        if address.port is None and port != PORT:
            terminal.say(words("port.moved", taken=PORT, port=port))
        without_stubs()
        with uncollected():
            from dzherelo.ui.page.chat import Chat
            from dzherelo.ui.page.sidebar import open_keeper

            keeper, chat = stack.enter_context(closing(open_keeper(assistant))), Chat(assistant)
            app = build_server_app(assistant, address, relay=relay, keeper=keeper, chat=chat)
        warming = warm_up(chat, sorted(languages(), key=lambda one: one != words.spoken))
        shown = "127.0.0.1" if address.host in ("0.0.0.0", "::") else address.host
        url = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"

        def ready() -> None:
            print(words("serving", url=url), flush=True)
            warming.start()
            if browser and has_display():
                threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                ready()

        config = uvicorn.Config(
            app, log_level="warning", timeout_graceful_shutdown=2, server_header=False
        )
        # Ending by SIGTERM should tidy up like Ctrl+C does; uvicorn hands the signal back to us.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            Server(config).run(sockets=[sock])
        finally:
            if warming.ident:  # the assistant is not closed under it
                warming.join()


def has_display(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a browser window could open here."""
    if platform in ("win32", "darwin"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


# A chat that opens soon ------------------------------------------------------------------------


def without_stubs() -> None:
    """To be called before Gradio is imported.

    Whenever it is, it writes a stub (.pyi) of each component into its own folder. That takes half
    of the time of the import, and only an editor reads them.
    """
    wrapt.when_imported("gradio.component_meta")(_no_stubs)


def _no_stubs(module: Any) -> None:
    module.create_or_modify_pyi = lambda *_: None


@contextmanager
def uncollected() -> Iterator[None]:
    """Meanwhile nothing is looked through for garbage: what is imported is none, and stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def warm_up(chat: Chat, languages: Sequence[str]) -> threading.Thread:
    """To be started: opens models and databases by finding the first questions in each of the
    languages. What fails there fails again, and is told, where it is asked for."""

    def work() -> None:
        with uncollected():
            for language in languages:
                chat.first_questions(Words(language))

    return threading.Thread(target=work, name="warm-up", daemon=True)
