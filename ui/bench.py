"""`dzherelo bench --ui`: how long a reader waits, measured in a real browser.

From the command to the page and its first answer, what memory that takes, and from Enter to the
first statement on the screen. The data folder is copied first, so that nothing of the user's is
touched.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console

from dzherelo.corpus.errors import InputError
from dzherelo.corpus.library.libraries import Libraries
from dzherelo.corpus.library.pack import PARTS
from dzherelo.evals.bench import (
    FIRST,
    WARM_UP,
    Row,
    as_dict,
    as_installed,
    end,
    load_average,
    memory,
    p95,
    show,
    timed,
)
from dzherelo.evals.gold import gold_files, load_gold
from dzherelo.evals.libraries import open_library, parser_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_WAIT = 60_000  # milliseconds that anything on the page may take
_COPIED = ("texts", "index", "models", "settings.toml", *PARTS)


def main(argv: Sequence[str]) -> int:
    """Returns 1 if a limit is broken, else 0; raises InputError where there is no browser."""
    parser = parser_of("bench --ui", "Measure how long a reader waits, in a real browser.")
    parser.add_argument("--ui", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--repeat", type=int, default=3, help="starts of the chat")
    options = parser.parse_args(argv)
    questions = timed(load_gold(gold_files("dev")))
    load, console = load_average(), Console(stderr=True)
    with as_installed(), chromium() as browser, _copy(options.home, options.library) as home:
        rows = measure(browser, home, questions, repeat=max(1, options.repeat), console=console)
    if options.json:
        print(json.dumps(as_dict(rows, load=load), ensure_ascii=False))
    else:
        show(rows, Console(), load=load)
    return int(any(row.holds is False for row in rows))


def measure(
    browser: Browser,
    home: Path,
    questions: Sequence[str],
    *,
    repeat: int,
    console: Console,
    start_limit: float = 6.0,
    statement_limit: float = 500.0,
) -> tuple[Row, ...]:
    """The rows for a data folder whose index is in place. Limits: seconds from the command to a
    page that answers, milliseconds from Enter to the first statement."""
    opened, answered, peaks, waits = [list[float]() for _ in range(4)]
    for number in range(repeat):
        console.print(f"start {number + 1} of {repeat} …", style="dim")
        begun = time.perf_counter()
        with _served(home) as (url, pid), _page(browser, url) as page:
            opened.append(time.perf_counter() - begun)
            _wait(page, FIRST)
            answered.append(time.perf_counter() - begun)
            time.sleep(2)  # in which a chat that answers finishes loading
            peaks.append(memory(pid))
            if number == repeat - 1:
                console.print(f"{len(questions)} questions …", style="dim")
                waits = list(_waits(page, questions))[WARM_UP:]
    return (
        Row("chat, page open", "s", False, statistics.median(opened)),
        Row("chat, first answer", "s", False, statistics.median(answered), limit=start_limit),
        Row("chat, peak memory", "MB", False, statistics.median(peaks), limit=500.0),
        Row("statement, median", "ms", False, statistics.median(waits), limit=statement_limit),
        Row("statement, p95", "ms", False, p95(waits), limit=statement_limit),
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window; raises InputError where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise InputError(
            "The page is measured in a browser, and Playwright, which drives it, is not installed.",
            "Run: pip install playwright; and have Chromium: apt-get install chromium, or "
            "playwright install chromium.",
        ) from None
    with sync_playwright() as driver:
        path = find_chromium() or driver.chromium.executable_path
        if not Path(path).exists():
            raise InputError(
                "There is no Chromium to measure the page in.",
                "Run: apt-get install chromium, or playwright install chromium.",
            )
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def find_chromium() -> str | None:
    """The system's own Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def _copy(home: Path | None, library: str | None) -> Iterator[Path]:
    """A copy of the data folder with the library in use, its index up to date, without chats;
    removed afterwards."""
    with open_library(home, library=library) as assistant:
        settings = assistant.settings
    with TemporaryDirectory(prefix="dzherelo-bench-", ignore_cleanup_errors=True) as folder:
        for original in dict.fromkeys((settings.home, settings.folder)):
            copy = Path(folder) / original.relative_to(settings.home)
            copy.mkdir(parents=True, exist_ok=True)
            for name in _COPIED:
                kept = original / name
                if kept.is_dir():
                    shutil.copytree(kept, copy / name)
                elif kept.exists():
                    shutil.copy2(kept, copy / name)
        Libraries(Path(folder)).use(settings.library)
        yield Path(folder)


@contextmanager
def _served(home: Path) -> Iterator[tuple[str, int]]:
    """`dzherelo chat` over `home`; gives its address, as soon as it is printed, and its process."""
    program = (sys.executable, "-P", "-m", "dzherelo.ui.cli")
    process = subprocess.Popen(
        [*program, "--home", str(home), "chat", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if found := re.search(r"http://[\w.\[\]:]+", line):
                yield found[0], process.pid
                return
        raise InputError("The chat did not start.", "Run `dzherelo chat` by itself to see why.")
    finally:
        end(process)
        process.stdout.close()


@contextmanager
def _page(browser: Browser, url: str) -> Iterator[Page]:
    """The chat's page, once one can ask there."""
    context = browser.new_context(locale="uk-UA")
    try:
        page = context.new_page()
        page.goto(url)
        page.locator("#dz-question textarea").wait_for(timeout=_WAIT)
        page.locator("body.dz-ready").wait_for(timeout=_WAIT)
        page.evaluate(
            resources.files("dzherelo.ui").joinpath("assets", "bench.js").read_text("utf-8")
        )
        yield page
    finally:
        context.close()


def _waits(page: Page, questions: Sequence[str], *, turns: int = 8) -> Iterator[float]:
    """The waits for all questions, in chats of a length that readers have."""
    for number, question in enumerate(questions):
        if number % turns == 0:
            page.locator("#dz-new").click()
            page.wait_for_function("!document.querySelector('#dz-talk .dz-turn')", timeout=_WAIT)
        yield _wait(page, question)


def _wait(page: Page, question: str) -> float:
    """Asks; gives the milliseconds from Enter to the first statement, when all has come."""
    box = page.locator("#dz-question textarea")
    box.fill(question)
    box.press("Enter")
    page.wait_for_function("dzBench.took !== null", timeout=_WAIT)
    page.wait_for_function("!document.querySelector('#dz-talk .dz-waiting')", timeout=_WAIT)
    return float(page.evaluate("dzBench.took"))
