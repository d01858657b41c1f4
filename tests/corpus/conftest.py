"""A web server on loopback whose every answer a test writes."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers as `site.pages[path]` says; the last of a list of answers is given for ever."""

    protocol_version = "HTTP/1.1"
    server: "Site"

    def do_GET(self) -> None:
        self.server.asked.append(self)
        answers = self.server.pages.get(unquote(self.path), [self.server.missing])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has had enough

    def reply(self, body: bytes = b"", *, status: int = 200, **headers: object) -> None:
        """A whole answer; `content_type="…"` becomes the header Content-Type."""
        self.begin(status=status, content_length=len(body), **headers)
        self.wfile.write(body)

    def begin(self, *, status: int = 200, **headers: object) -> None:
        """A status and headers only."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


class Site(ThreadingHTTPServer):
    """What a test says of a site (`pages`), and what it was asked for (`asked`)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, list[Answer]] = {}
        self.asked: list[Handler] = []
        self.ended = threading.Event()  # set when the test is over, for answers that wait

    def at(self, path: str, *answers: Answer) -> str:
        """Says how a path answers, each time in turn; gives its address."""
        self.pages[path] = list(answers)
        return self.url(path)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [unquote(handler.path) for handler in self.asked]

    @staticmethod
    def missing(handler: Handler) -> None:
        handler.reply(b"nothing here", status=404)

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@pytest.fixture
def site():
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.ended.set()
    server.shutdown()
    thread.join()
    server.server_close()
