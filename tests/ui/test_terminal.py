from __future__ import annotations

import io
import sys

import pytest

from dzherelo.ui import terminal


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    return now


def _work(clock, *, seconds: float) -> None:
    with terminal.Bar() as bar:
        bar("garden", 0, 64)
        clock[0] += seconds
        bar("garden", 32, 64)


def test_short_work_draws_nothing(monkeypatch, clock):
    screen = _Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    _work(clock, seconds=1.5)
    assert screen.getvalue() == ""


def test_long_work_draws_a_bar(monkeypatch, clock):
    screen = _Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    _work(clock, seconds=3)
    assert "garden" in screen.getvalue() and "32/64" in screen.getvalue()


def test_a_pipe_gets_no_bar(monkeypatch, clock):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    _work(clock, seconds=10)
    assert stream.getvalue() == ""


def test_stray_bytes_of_an_argument_are_valid_json(capfd):
    terminal.use_utf8()
    terminal.put_json({"question": "caf\udce9"})
    assert capfd.readouterr().out == '{"question": "caf\\udce9"}\n'
