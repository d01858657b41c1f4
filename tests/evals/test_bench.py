"""The bench on processes and calls of our own: what is counted, compared and reported."""

import io
import json
import subprocess
import sys

import pytest
from rich.console import Console

from dzherelo.corpus.errors import InputError
from dzherelo.evals.bench import (
    Parts,
    Row,
    as_dict,
    as_installed,
    bench,
    busy_core,
    durations,
    memory,
    run_time,
    show,
    timed,
)
from dzherelo.evals.gold import gold_files, load_gold

NOTHING = (sys.executable, "-S", "-c", "pass")


def test_every_question_is_timed_once_after_the_warm_up():
    asked = []
    found = durations(asked.append, [f"q{n}" for n in range(8)])
    assert len(found) == 8
    assert asked == [f"q{n}" for n in (*range(5), *range(8))]


def test_what_is_measured_has_the_library_that_comes_along(monkeypatch):
    monkeypatch.setenv("DZHERELO_DEFAULT_LIBRARY", "false")
    looks = "import os, sys; sys.exit('DZHERELO_DEFAULT_LIBRARY' in os.environ)"
    with as_installed():
        assert run_time((sys.executable, "-c", looks), repeat=1) > 0
    with pytest.raises(InputError, match="ended with 1"):
        run_time((sys.executable, "-c", looks), repeat=1)


def test_the_questions_that_are_timed_are_those_on_the_article():
    questions = load_gold(gold_files("dev"))
    asked = timed(questions)
    assert len(asked) >= 50
    assert set(asked).isdisjoint(q.question for q in questions if q.collection == "library")


def test_a_program_that_fails_is_named_with_its_last_words():
    failing = (sys.executable, "-c", "import sys; sys.exit('the cellar is locked')")
    with pytest.raises(InputError, match="ended with 1: the cellar is locked"):
        run_time(failing, repeat=1)


def test_the_busy_process_ends_with_its_block():
    with busy_core() as process:
        assert process.poll() is None
        assert memory(process.pid) > 0
    assert process.poll() is not None


def test_the_memory_of_a_process_that_is_gone_is_an_error():
    gone = subprocess.Popen(NOTHING)
    gone.wait()
    with pytest.raises(InputError, match="cannot be read"):
        memory(gone.pid)


def test_rows_of_both_loads_with_the_stock_beside_ours():
    calls = []
    parts = Parts(
        ask=lambda q: calls.append("ask"),
        ask_on=lambda q: calls.append("ask"),
        search_stock=lambda q: calls.append("stock"),
        clear=lambda: calls.append("clear"),
        index=lambda: calls.append("index"),
        index_stock=lambda: calls.append("index stock"),
        help=NOTHING,
        cold_ask=NOTHING,
    )
    rows = bench(parts, ["one", "two"], ["and three?"], repeat=1)
    assert [row.busy for row in rows] == [False] * 7 + [True] * 7
    with_stock = ["ask, median", "ask, p95", "index the article"]
    assert [row.name for row in rows[:7] if row.stock is not None] == with_stock
    indexing = [call for call in calls if call not in ("ask", "stock")]
    assert indexing == ["clear", "index", "index stock"] * 2
    assert json.loads(json.dumps(as_dict(rows, load=0.5)))["rows"][0]["holds"] is True
    with pytest.raises(InputError, match="no questions"):
        bench(parts, [], [])


def test_ratio_and_limit():
    row = Row("ask", "ms", False, ours=20.0, stock=50.0, limit=60.0)
    assert (row.ratio, row.holds) == (2.5, True)
    slow = Row("ask", "ms", True, ours=61.0, limit=60.0)
    assert (slow.ratio, slow.holds) == (None, False)
    out = Console(file=io.StringIO(), width=160)
    show([row, slow], out, load=0.5)
    assert "BROKEN" in out.file.getvalue()
    assert "2.5" in out.file.getvalue()
