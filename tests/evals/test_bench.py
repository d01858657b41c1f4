"""The bench on processes and calls of our own: what is counted, compared and reported."""

import io
import json
import subprocess
import sys
import textwrap

import pytest
from rich.console import Console

from corpus.errors import InputError
from evals.bench import Parts, Row, as_dict, bench, durations, show
from evals.processes import busy_core, chat_memory, memory, run_time

SERVER = textwrap.dedent(
    """
    import sys
    from http.server import BaseHTTPRequestHandler, HTTPServer
    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"chat")
        def log_message(self, *args):
            pass
    ballast = bytearray(64 * 1024 * 1024)
    HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Page).serve_forever()
    """
)
CHAT = (sys.executable, "-c", SERVER)
NOTHING = (sys.executable, "-S", "-c", "pass")


@pytest.fixture(autouse=True)
def short_settling(monkeypatch):
    monkeypatch.setattr("evals.processes.SETTLE", 0.0)


def test_every_question_is_timed_once_after_the_warm_up():
    asked = []
    found = durations(asked.append, [f"q{n}" for n in range(8)])
    assert len(found) == 8
    assert asked == [f"q{n}" for n in (*range(5), *range(8))]


def test_the_memory_of_a_chat_is_taken_once_its_page_answers():
    assert 64 < chat_memory(CHAT) < 1000


def test_a_program_that_fails_is_named_with_its_last_words():
    failing = (sys.executable, "-c", "import sys; sys.exit('the cellar is locked')")
    with pytest.raises(InputError, match="ended with 1: the cellar is locked"):
        run_time(failing, repeat=1)
    with pytest.raises(InputError, match="the cellar is locked"):
        chat_memory(failing)


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
        search_stock=lambda q: calls.append("stock"),
        index=lambda: calls.append("index"),
        index_stock=lambda: calls.append("index stock"),
        help=NOTHING,
        cold_ask=NOTHING,
        chat=CHAT,
    )
    rows = bench(parts, ["one", "two"], repeat=1)
    assert [row.busy for row in rows] == [False] * 6 + [True] * 6
    assert [row.stock is not None for row in rows[:6]] == [True, True, True, False, False, False]
    assert calls.count("index") == calls.count("index stock") == 2
    assert json.loads(json.dumps(as_dict(rows, load=0.5)))["rows"][0]["holds"] is True
    with pytest.raises(InputError, match="no questions"):
        bench(parts, [])


def test_ratio_and_limit():
    row = Row("ask", "ms", False, ours=20.0, stock=50.0, limit=60.0)
    assert (row.ratio, row.holds) == (2.5, True)
    slow = Row("ask", "ms", True, ours=61.0, limit=60.0)
    assert (slow.ratio, slow.holds) == (None, False)
    out = Console(file=io.StringIO(), width=160)
    show([row, slow], out, load=0.5)
    assert "BROKEN" in out.file.getvalue()
    assert "2.5" in out.file.getvalue()
