"""Other processes, as a bench needs them: one that is timed, one that serves, one that is busy."""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from dzherelo.corpus.errors import InputError
from dzherelo.evals.page import ask_page

READY_WITHIN = 120.0  # seconds for a chat to answer
SETTLE = 2.0  # seconds in which a chat that answers finishes loading
DEFAULT_LIBRARY = "DZHERELO_DEFAULT_LIBRARY"
_MB = 1024 * 1024


@contextmanager
def as_installed() -> Iterator[None]:
    """Meanwhile, here and in processes started, the variable that empties the library is unset."""
    kept = os.environ.pop(DEFAULT_LIBRARY, None)
    try:
        yield
    finally:
        if kept is not None:
            os.environ[DEFAULT_LIBRARY] = kept


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
    return statistics.median(_run_once(command) for _ in range(repeat))


def _run_once(command: Sequence[str]) -> float:
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    took = time.perf_counter() - begun
    if done.returncode:
        raise _failed(command, done.returncode, done.stderr)
    return took


def chat_memory(command: Sequence[str], *, question: str) -> float:
    """The largest memory in MB that a chat used until it had answered `question` and settled.

    `command` starts it; `--port N` is added. Where the system keeps no peak (outside Linux) the
    memory at the end is taken. Raises InputError if the page or the answer does not come in time.
    """
    port = free_port()
    with TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}/"
            _wait_for_page(process, url)
            ask_page(url, question)
            time.sleep(SETTLE)
            return memory(process.pid)
        except _GoneError as error:
            log.seek(0)
            raise _failed(command, process.returncode, log.read()) from error
        finally:
            end(process)


def memory(pid: int) -> float:
    """The peak memory of a process in MB where the system keeps it, else its memory now."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        if peak:
            return int(peak[1]) * 1024 / _MB
    shown = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    if not shown.stdout.strip():
        raise InputError(f"The memory of process {pid} cannot be read.", "Bench on Linux or macOS.")
    return int(shown.stdout) * 1024 / _MB


def free_port() -> int:
    """A port of this machine that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _GoneError(Exception):
    """The process ended, or did not answer in time."""


def _wait_for_page(process: subprocess.Popen[bytes], url: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise _GoneError
        try:
            with opener.open(url, timeout=5) as page:
                page.read()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise _GoneError


def _failed(command: Sequence[str], code: int | None, output: bytes) -> InputError:
    lines = output.decode("utf-8", errors="replace").strip().splitlines()
    state = "gave no answer in time" if code is None else f"ended with {code}"
    return InputError(
        f"`{' '.join(map(str, command))}` {state}: {lines[-1] if lines else 'no message'}.",
        "Run it by itself to see why.",
    )


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
