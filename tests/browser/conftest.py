"""The real program, served by its own command, in a real browser. Skipped where there is none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import shipped

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SHIPPED = {"DZHERELO_DEFAULT_LIBRARY": "true"}  # with the catalogue and the notes that come along
PROGRAM = (sys.executable, "-m", "dzherelo.ui.cli")
SOCIETY = """Товариство садівників

Заснування

Товариство садівників заснували у Лубнах 1931 року дванадцять учителів. Першою головою була Оксана
Гриценко [3, с. 8].

Видання

Товариство щороку видає каталог насіння і проводить весняну виставку. Вхід на виставку
безкоштовний для школярів.
"""
HOSTILE = """Пасічник <script>document.title = "owned"</script> і його бджоли

Пасічник тримає сорок вуликів <img src=x onerror="document.title='owned'"> на узліссі
![бджола](http://evil.example/bee.png) і продає [мед](javascript:document.title='owned') у Полтаві.
"""
DATA = Path(__file__).parents[1] / "data"
# By its DOI it is the article of the library that comes along; another would be refused.
ARTICLE = (
    (DATA / "citing.txt")
    .read_text("utf-8")
    .replace("10.99999/1234-5678.2021.3.07", shipped.catalog().record("article").doi)
)
LAW = (DATA / "law.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def chromium():
    """A browser: Debian's chromium, another on the path, or the one that Playwright installed."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with playwright.sync_playwright() as driver:
        path = found or driver.chromium.executable_path
        if not Path(path).exists():
            pytest.skip(
                "no chromium here: apt-get install chromium, or playwright install chromium"
            )
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Served:
    """A chat that runs: its process and its address."""

    process: subprocess.Popen[str]
    url: str


def _command(home: Path, *argv: str) -> list[str]:
    return [*PROGRAM, "--home", str(home), *argv]


@contextmanager
def _served(home: Path, *, program: Sequence[str] = PROGRAM, **environ: str) -> Iterator[Served]:
    """`dzherelo chat` over `home`; gives the process and the address that it prints."""
    environ = {**os.environ, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1", **environ}
    environ.pop("LC_ALL", None)
    chat = subprocess.Popen(
        [*program, "--home", str(home), "chat", "--no-browser"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert chat.stdout and chat.stderr
    try:
        line = chat.stdout.readline()
        assert "http://127.0.0.1:" in line, line + chat.stderr.read()
        yield Served(chat, line.split("The chat is open: ")[1].split()[0])
    finally:
        chat.terminate()
        chat.wait(20)
        chat.stdout.close()
        chat.stderr.close()


@pytest.fixture(scope="session")
def library_home(tmp_path_factory, used_home) -> Path:
    """The data folder of a library of two sources, one of them hostile."""
    home = shutil.copytree(used_home, tmp_path_factory.mktemp("library") / "home")
    files = []
    for name, text in (("society", SOCIETY), ("bees", HOSTILE)):
        files.append(home / f"{name}.txt")
        files[-1].write_text(text, encoding="utf-8")
    subprocess.run(
        _command(home, "add", *map(str, files)), cwd=ROOT, check=True, capture_output=True
    )
    return home


@pytest.fixture(scope="session")
def library_url(library_home, chromium) -> Iterator[str]:
    """The chat over that library."""
    with _served(library_home) as served:
        yield served.url


@pytest.fixture(scope="session")
def cited_home(tmp_path_factory, shipped_home) -> Path:
    """The data folder of the library that comes along, with an article and a law of our own."""
    home = shutil.copytree(shipped_home, tmp_path_factory.mktemp("cited") / "home")
    environ = {**os.environ, **SHIPPED}
    for source, text in (("article", ARTICLE), ("ref05", LAW)):
        file = home / f"{source}.txt"
        file.write_text(text, encoding="utf-8")
        add = _command(home, "add", str(file), "--as", source)
        subprocess.run(add, cwd=ROOT, env=environ, check=True, capture_output=True)
    return home


@pytest.fixture(scope="session")
def cited_url(cited_home, chromium) -> Iterator[str]:
    """The chat over that library."""
    with _served(cited_home, **SHIPPED) as served:
        yield served.url


@pytest.fixture(scope="session")
def serve():
    """Serves the chat over a data folder for a while: `with serve(home) as served`."""
    return _served


@pytest.fixture(scope="session")
def empty_url(tmp_path_factory, chromium) -> Iterator[str]:
    """The chat over an empty library."""
    with _served(tmp_path_factory.mktemp("empty")) as served:
        yield served.url


@pytest.fixture
def visit(chromium):
    """Opens pages, each as a browser of its own; afterwards checks that nothing left the origin.

    Neither may a script of a source have run, nor the console show an error.
    """
    contexts, strangers, complaints = [], [], []

    def go(url: str, **options):
        context = chromium.new_context(**{"locale": "uk-UA", **options})
        contexts.append(context)
        page = context.new_page()
        origin = "/".join(url.split("/")[:3])

        def requested(request):
            if not request.url.startswith((origin, "data:", "blob:")):
                strangers.append(request.url)

        page.on("request", requested)
        page.on("websocket", lambda socket: strangers.append(socket.url))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("pageerror", lambda error: complaints.append(str(error)))

        def complained(message):
            # Gradio says so of every stream that a reload cuts off.
            cut = re.search("AbortError|Connection errored out", message.text)
            if message.type == "error" and not cut:
                complaints.append(message.text)

        page.on("console", complained)
        page.goto(url)
        page.locator("body.dz-ready #dz-question textarea").wait_for()  # it is in its language
        return page

    yield go
    for context in contexts:
        context.close()
    assert strangers == []
    assert complaints == []
