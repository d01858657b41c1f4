"""Speed and memory, ours beside the stock pipeline in the same run, quiet and with a busy core.

What is timed is passed in as functions and a command, so that nothing here knows how the program
is put together; `main` puts it together for `dzherelo bench`.
"""

from __future__ import annotations

import json
import statistics
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
from dzherelo.evals.choice import texts_of
from dzherelo.evals.gold import Question, gold_files, load_gold
from dzherelo.evals.opening import embedder_of, open_library, parser_of, stock_of, without_texts
from dzherelo.evals.processes import as_installed, busy_core, chat_memory, load_average, run_time

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
    chat: Sequence[str]


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
            rows += _questions(parts, questions, busy)
            rows += _follow_ups(parts, follow_ups, busy)
            progress("indexing")
            rows += _indexing(parts, busy)
            progress("cold starts and memory")
            rows += _program(parts, busy, repeat)
    return tuple(rows)


def _questions(parts: Parts, questions: Sequence[str], busy: bool) -> list[Row]:
    ours = durations(parts.ask, questions)
    stock = durations(parts.search_stock, questions)
    return [
        Row(f"ask, {name}", "ms", busy, share(ours), share(stock), limit)
        for name, share, limit in (
            ("median", statistics.median, 60.0),
            ("p95", p95, 150.0),
        )
    ]


def _follow_ups(parts: Parts, follow_ups: Sequence[Question], busy: bool) -> list[Row]:
    ours = durations(parts.ask_on, follow_ups)
    return [
        Row("follow-up, median", "ms", busy, statistics.median(ours), limit=200.0),
        Row("follow-up, p95", "ms", busy, p95(ours), limit=500.0),
    ]


def _indexing(parts: Parts, busy: bool) -> list[Row]:
    parts.clear()
    ours, stock = elapsed(parts.index), elapsed(parts.index_stock)
    return [Row("index the article", "s", busy, ours, stock, 20.0)]


def _program(parts: Parts, busy: bool, repeat: int) -> list[Row]:
    chat = chat_memory(parts.chat, question=FIRST)
    return [
        Row("cold `ask`", "s", busy, run_time(parts.cold_ask, repeat=repeat), limit=3.5),
        Row("`--help`", "s", busy, run_time(parts.help, repeat=repeat), limit=0.4),
        Row("chat, peak memory", "MB", busy, chat, limit=500.0),
    ]


def durations(call: Callable[[Asked], Any], questions: Sequence[Asked]) -> list[float]:
    """Milliseconds of each call, after a few that are not counted."""
    for question in questions[:WARM_UP]:
        call(question)
    found = []
    for question in questions:
        begun = time.perf_counter()
        call(question)
        found.append((time.perf_counter() - begun) * 1000)
    return found


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
        table.add_row(
            row.name,
            "busy" if row.busy else "quiet",
            f"{row.ours:.3g} {row.unit}",
            f"{row.stock:.3g} {row.unit}" if row.stock is not None else "–",
            f"{row.ratio:.1f}" if row.ratio is not None else "–",
            f"{row.limit:.3g} {row.unit}" if row.limit is not None else "–",
            {True: "holds", False: "BROKEN", None: ""}[row.holds],
        )
    out.print(table)


def main(argv: Sequence[str] | None = None) -> int:
    """`dzherelo bench`. Returns 1 if a limit is broken, else 0."""
    parser = parser_of("bench", "Measure speed and memory beside the stock pipeline.")
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
        open_library(options.home) as assistant,
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
    at_home = (*program, *(("--home", str(home)) if home else ()))
    with (
        TemporaryDirectory(prefix="dzherelo-bench-") as folder,
        without_texts(assistant.settings) as apart,
        stock_of(assistant, embedder_of(assistant)) as stock,
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
            chat=(*at_home, "chat", "--no-browser"),
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
    with stock_of(assistant, embedder_of(assistant), only=SOURCE):
        pass
