"""The real program, served by its own command, in a real browser. Skipped where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
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


def _command(home: Path, *argv: str) -> list[str]:
    return [sys.executable, "-m", "ui.cli", "--home", str(home), *argv]


@contextmanager
def _served(home: Path) -> Iterator[str]:
    """`dzherelo chat` over `home`; gives the address that it prints."""
    environ = {**os.environ, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    environ.pop("LC_ALL", None)
    chat = subprocess.Popen(
        _command(home, "chat", "--no-browser"),
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
        yield line.split("The chat is open: ")[1].split()[0]
    finally:
        chat.terminate()
        chat.wait(20)
        chat.stdout.close()
        chat.stderr.close()


@pytest.fixture(scope="session")
def library_url(tmp_path_factory, chromium) -> Iterator[str]:
    """The chat over a library of two sources, one of them hostile."""
    home = tmp_path_factory.mktemp("library")
    files = []
    for name, text in (("society", SOCIETY), ("bees", HOSTILE)):
        files.append(home / f"{name}.txt")
        files[-1].write_text(text, encoding="utf-8")
    subprocess.run(
        _command(home, "add", *map(str, files)), cwd=ROOT, check=True, capture_output=True
    )
    with _served(home) as url:
        yield url


@pytest.fixture(scope="session")
def empty_url(tmp_path_factory, chromium) -> Iterator[str]:
    """The chat over an empty library."""
    with _served(tmp_path_factory.mktemp("empty")) as url:
        yield url


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

        def requested(request):
            if not request.url.startswith((url, "data:", "blob:")):
                strangers.append(request.url)

        page.on("request", requested)
        page.on("websocket", lambda socket: strangers.append(socket.url))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        page.goto(url)
        page.locator("#dz-question textarea").wait_for()
        return page

    yield go
    for context in contexts:
        context.close()
    assert strangers == []
    assert complaints == []
