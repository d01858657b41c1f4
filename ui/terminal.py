"""The terminal: UTF-8 whatever the locale, and progress on stderr for what takes long."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress as Drawn
    from rich.progress import TaskID

Progress = Callable[[str, int, int], None]  # what, done, total


def use_utf8() -> None:
    """UTF-8 on stdout and stderr even where the locale is C or a Windows code page.

    What has no UTF-8 (stray bytes of an argument) is written as `\\udcXX`, which JSON allows.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(line: str) -> None:
    """One line for a person, on stderr."""
    print(line, file=sys.stderr, flush=True)


def put_json(value: Any) -> None:
    """One JSON object on one line of stdout, at once."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def put_bytes(data: bytes) -> None:
    """Exactly these bytes on stdout: no line ends are translated."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def flush() -> None:
    """Flushes stdout; if its reader has left, so that the interpreter does not complain later."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def columns() -> int | None:
    """Width to wrap at; None (do not wrap) where stdout is not a terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


class Bar:
    """A progress callback that draws a bar with an estimate.

    Silent unless stderr is a terminal and more than `patience` seconds have gone by.
    """

    def __init__(self, patience: float = 2.0) -> None:
        self._patience = patience
        self._started: float | None = None
        self._progress: Drawn | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        now = time.monotonic()
        if self._started is None:
            self._started = now
        if now - self._started >= self._patience:
            self._draw(what, done, total)

    def _draw(self, what: str, done: int, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        if self._progress is None:
            self._progress = Progress(
                "{task.description}",
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._progress.start()
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=total)
        self._progress.update(self._tasks[what], completed=done, total=total)


class Relay:
    """A progress callback that passes on to `target`, which may be changed while work goes on."""

    def __init__(
        self, target: Callable[[str, int, int], object] = lambda what, done, total: None
    ) -> None:
        self.target = target

    def __call__(self, what: str, done: int, total: int) -> None:
        self.target(what, done, total)
