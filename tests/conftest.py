"""What all tests share: a small article of our own, the folder of real texts, data folders that are
prepared once, a Chroma server, and a web server on loopback whose every answer a test writes."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant

# How long an example takes says more about the machine than about the program.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

DATA = Path(__file__).parent / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Tests begin with an empty library; those of the one that comes along ask for it."""
    os.environ["DZHERELO_DEFAULT_LIBRARY"] = "false"


@pytest.fixture(scope="session")
def article_file() -> Path:
    """A short scholarly article written for these tests."""
    return DATA / "article.txt"


@pytest.fixture(scope="session")
def real_library() -> Path:
    """The folder of real texts; tests that need it are skipped where there is none."""
    folder = os.environ.get("DZHERELO_TEST_LIBRARY")
    if not folder or not Path(folder).is_dir():
        pytest.skip("set DZHERELO_TEST_LIBRARY to a folder with the real texts to run this test")
    return Path(folder)


# Data folders -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an empty library after its first use, to be copied: what follows from the
    program alone, as the model made ready, need not be made in each."""
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.assistant.settings import load_settings

    home = tmp_path_factory.mktemp("used")
    with open_assistant(load_settings(home)) as opened:
        opened.sync()
    return home


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the library that comes with the program, indexed, to be copied."""
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.assistant.settings import load_settings

    home = tmp_path_factory.mktemp("shipped")
    settings = load_settings(home).model_copy(update={"default_library": True})
    with open_assistant(settings) as opened:
        opened.sync()
    return home


@pytest.fixture(scope="session")
def shipped(shipped_home: Path) -> "Iterator[Assistant]":
    """The library that comes with the program, nothing added, for tests that only ask."""
    from dzherelo.assistant.assembly import open_assistant
    from dzherelo.assistant.settings import load_settings

    settings = load_settings(shipped_home).model_copy(update={"default_library": True})
    with open_assistant(settings) as opened:
        yield opened


# A Chroma server --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real `chroma run` on loopback."""
    chroma = shutil.which("chroma", path=str(Path(sys.executable).parent))
    assert chroma, "chromadb brings the command `chroma` along"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [chroma, "run", "--path", str(tmp_path_factory.mktemp("server")), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a browser or the real texts. The browser comes last: while Playwright is
    open, no other event loop can run."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
        if "real_library" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.gold)
    items.sort(key=lambda item: "browser" in item.path.parts)


# A web server on loopback -----------------------------------------------------------------------

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers as `site.pages[path]` says; the last of a list of answers is given for ever."""

    protocol_version = "HTTP/1.1"
    server: "Site"
    body = b""  # what came with a POST

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

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


@contextmanager
def _site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.ended.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of one test."""
    with _site() as served:
        yield served


@pytest.fixture(scope="module")
def model_site() -> Iterator[Site]:
    """A site that a whole module shares, for programs that take long to start."""
    with _site() as served:
        yield served
