"""Speed, ours beside the stock pipeline in the same run, quiet and with a busy core.

What is timed is passed in as functions and a command; `main` puts the program together for
`dzherelo bench`. Other processes are started, timed, weighed and ended here. (The page, and the
memory that a chat takes, are measured in a browser: `dzherelo bench --ui`, see dzherelo.ui.bench.)
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from dzherelo.corpus.errors import InputError
from dzherelo.evals.gold import Question, gold_files, load_gold, texts_of
from dzherelo.evals.libraries import open_library, parser_of, without_texts
from dzherelo.evals.stock import stock_of

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.settings import Settings

Asked = TypeVar("Asked", str, Question)

SOURCE = "article"
FIRST = "Коли засновано Асоціацію?"  # what a program that has just started is asked
WARM_UP = 5  # questions that are asked first and not counted


@dataclass(frozen=True, slots=True)
class Parts:
    """What is measured: calls, and commands that start the program with its data folder.

    `clear` undoes what `index` did; it runs before `index` and is not timed.
    """

    ask: Callable[[str], Any]
    ask_on: Callable[[Question], Any]  # a follow-up, with the turns before it
    search_stock: Callable[[str], Any]
    clear: Callable[[], Any]
    index: Callable[[], Any]
    index_stock: Callable[[], Any]
    help: Sequence[str]
    cold_ask: Sequence[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity under one load; `stock` where the stock pipeline has it, `limit` if promised."""

    name: str
    unit: str
    busy: bool
    ours: float
    stock: float | None = None
    limit: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times ours the stock pipeline takes; above 1 ours is the faster."""
        return self.stock / self.ours if self.stock is not None and self.ours else None

    @property
    def holds(self) -> bool | None:
        """Whether ours is under the limit; None where none is set."""
        return self.ours < self.limit if self.limit is not None else None


def bench(
    parts: Parts,
    questions: Sequence[str],
    follow_ups: Sequence[Question],
    *,
    repeat: int = 5,
    loads: Sequence[bool] = (False, True),
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Row, ...]:
    """Every row, for each load (False quiet, True with a busy core).

    Raises InputError if there are no questions or a started process fails.
    """
    if not questions or not follow_ups:
        raise InputError("There are no questions to time.", "Give a gold file that has some.")
    rows: list[Row] = []
    for busy in loads:
        with busy_core() if busy else nullcontext():
            rows += _timed(parts, questions, follow_ups, busy)
            progress("indexing")
            parts.clear()
            ours, stock = elapsed(parts.index), elapsed(parts.index_stock)
            rows.append(Row("index the article", "s", busy, ours, stock, 20.0))
            progress("cold starts")
            cold, help = (run_time(c, repeat=repeat) for c in (parts.cold_ask, parts.help))
            rows.append(Row("cold `ask`", "s", busy, cold, limit=3.5))
            rows.append(Row("`--help`", "s", busy, help, limit=0.4))
    return tuple(rows)


def _timed(
    parts: Parts, questions: Sequence[str], follow_ups: Sequence[Question], busy: bool
) -> list[Row]:
    ours, stock = durations(parts.ask, questions), durations(parts.search_stock, questions)
    after, median = durations(parts.ask_on, follow_ups), statistics.median
    return [
        Row("ask, median", "ms", busy, median(ours), median(stock), 60.0),
        Row("ask, p95", "ms", busy, p95(ours), p95(stock), 150.0),
        Row("follow-up, median", "ms", busy, median(after), limit=200.0),
        Row("follow-up, p95", "ms", busy, p95(after), limit=500.0),
    ]


def durations(call: Callable[[Asked], Any], questions: Sequence[Asked]) -> list[float]:
    """Milliseconds of each call, after a few that are not counted."""
    for question in questions[:WARM_UP]:
        call(question)
    return [1000 * elapsed(lambda: call(question)) for question in questions]  # noqa: B023


def elapsed(call: Callable[[], Any]) -> float:
    """Seconds of one call."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return float(np.percentile(values, 95))


def as_dict(rows: Iterable[Row], *, load: float) -> dict[str, Any]:
    """The rows with their ratios and verdicts, and the load of the machine before the run."""
    return {
        "load_average": load,
        "rows": [asdict(row) | {"ratio": row.ratio, "holds": row.holds} for row in rows],
    }


def show(rows: Iterable[Row], out: Console, *, load: float) -> None:
    """Prints the rows as a table; a broken limit is marked."""
    table = Table(
        title=f"load average before the run: {load:.1f}",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for name in ("what", "load", "dzherelo", "stock", "ratio", "limit", ""):
        table.add_column(name, justify="left" if name in ("what", "load") else "right")
    for row in rows:
        ours, stock, limit = (
            f"{value:.3g} {row.unit}" if value is not None else "–"
            for value in (row.ours, row.stock, row.limit)
        )
        table.add_row(
            row.name,
            "busy" if row.busy else "quiet",
            ours,
            stock,
            f"{row.ratio:.1f}" if row.ratio is not None else "–",
            limit,
            {True: "holds", False: "BROKEN", None: ""}[row.holds],
        )
    out.print(table)


# The command --------------------------------------------------------------------------------------


def main(argv: Sequence[str] | None = None) -> int:
    """`dzherelo bench`. Returns 1 if a limit is broken, else 0."""
    parser = parser_of("bench", "Measure speed beside the stock pipeline.")
    parser.add_argument("--repeat", type=int, default=5, help="cold starts of each kind")
    parser.add_argument(
        "--ui", action="store_true", help="instead: how long a reader waits, in a real browser"
    )
    parser.add_argument("--quiet-only", action="store_true", help="not under a busy core")
    options = parser.parse_args(argv)
    gold = load_gold(gold_files("dev"))
    console = Console(stderr=True)
    load = load_average()
    with (
        as_installed(),
        open_library(options.home, library=options.library) as assistant,
        _parts(assistant, options.home) as parts,
    ):
        rows = bench(
            parts,
            timed(gold),
            [question for question in gold if question.history],
            repeat=max(1, options.repeat),
            loads=(False,) if options.quiet_only else (False, True),
            progress=lambda step: console.print(f"{step} …", style="dim"),
        )
    if options.json:
        print(json.dumps(as_dict(rows, load=load), ensure_ascii=False))
    else:
        show(rows, Console(), load=load)
    return int(any(row.holds is False for row in rows))


def timed(gold: Iterable[Question]) -> list[str]:
    """The questions on the article that stand alone."""
    return [q.question for q in gold if q.collection == SOURCE and not q.history]


@contextmanager
def _parts(assistant: Assistant, home: Path | None) -> Iterator[Parts]:
    """The real parts; what is indexed to be timed lies in a folder of its own."""
    text = assistant.text(SOURCE)
    program = (sys.executable, "-P", "-m", "dzherelo.ui.cli")
    at_home = (*program, "--library", assistant.settings.library)
    at_home = (*at_home, *(("--home", str(home)) if home else ()))
    with (
        TemporaryDirectory(prefix="dzherelo-bench-") as folder,
        without_texts(assistant.settings) as apart,
        stock_of(assistant) as stock,
    ):
        file = Path(folder) / f"{SOURCE}.txt"
        file.write_text(text, encoding="utf-8")
        yield Parts(
            ask=assistant.ask,
            ask_on=lambda q: assistant.ask(q.question, history=q.turns()),
            search_stock=stock.search,
            clear=lambda: _clear(apart),
            index=lambda: _index(apart, file),
            index_stock=lambda: _index_stock(assistant),
            help=(*program, "--help"),
            cold_ask=(*at_home, "ask", FIRST),
        )


def _clear(settings: Settings) -> None:
    """Leaves a library as it is before the article is added: what comes along is indexed."""
    from dzherelo.assistant.assembly import open_assistant

    with open_assistant(settings) as library:
        if SOURCE in texts_of(library):
            library.remove(SOURCE)
        library.sync()


def _index(settings: Settings, file: Path) -> None:
    """Adds `file` as the article, model and databases being opened for it."""
    from dzherelo.assistant.assembly import open_assistant

    with open_assistant(settings) as library:
        library.add(file, as_id=SOURCE)
        library.sync()


def _index_stock(assistant: Assistant) -> None:
    with stock_of(assistant, only=SOURCE):
        pass


# Other processes ----------------------------------------------------------------------------------


@contextmanager
def as_installed() -> Iterator[None]:
    """Meanwhile, here and in processes started, the variable that empties the library is unset."""
    kept = os.environ.pop("DZHERELO_DEFAULT_LIBRARY", None)
    try:
        yield
    finally:
        if kept is not None:
            os.environ["DZHERELO_DEFAULT_LIBRARY"] = kept


@contextmanager
def busy_core() -> Iterator[subprocess.Popen[bytes]]:
    """Another process, which is handed out, keeps one core busy meanwhile."""
    process = subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"])
    try:
        yield process
    finally:
        end(process)


def run_time(command: Sequence[str], *, repeat: int = 5) -> float:
    """The median seconds from start to end of a process, over `repeat` runs.

    Raises InputError with its last line if it fails.
    """

    def once() -> None:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            lines = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
            raise InputError(
                f"`{' '.join(map(str, command))}` ended with {done.returncode}: "
                f"{lines[-1] if lines else 'no message'}.",
                "Run it by itself to see why.",
            )

    return statistics.median(elapsed(once) for _ in range(repeat))


def memory(pid: int) -> float:
    """The peak memory of a process in MB where the system keeps it (Linux), else its memory now."""
    status = Path(f"/proc/{pid}/status")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    if peak:
        return int(peak[1]) / 1024
    shown = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    if not shown.stdout.strip():
        raise InputError(f"The memory of process {pid} cannot be read.", "Bench on Linux or macOS.")
    return int(shown.stdout) / 1024


def end(process: subprocess.Popen[Any]) -> None:
    """Asks a process to end, and makes it if it does not."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def load_average() -> float:
    """The machine's load average over the last minute; 0.0 where the system has none."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
