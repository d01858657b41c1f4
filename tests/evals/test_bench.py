"""The bench on processes and calls of our own: what is counted, compared and reported."""

import io
import json
import subprocess
import sys
import textwrap

import pytest
from rich.console import Console

from dzherelo.corpus.errors import InputError
from dzherelo.evals.bench import Parts, Row, as_dict, bench, durations, show, timed
from dzherelo.evals.gold import gold_files, load_gold
from dzherelo.evals.processes import as_installed, busy_core, chat_memory, memory, run_time

# A page that takes one question through a queue, as Gradio's does, and then grows by 64 MB.
SERVER = textwrap.dedent(
    """
    import json, sys
    from http.server import BaseHTTPRequestHandler, HTTPServer
    CONFIG = {
        "api_prefix": "/api",
        "components": [
            {"id": 1, "props": {"value": None}},
            {"id": 2, "props": {"elem_id": "dz-talk"}},
            {"id": 3, "props": {"value": "uk"}},
        ],
        "dependencies": [
            {"id": 0, "targets": [[3, "input"]], "inputs": [3]},
            {"id": 1, "targets": [[2, "ask"]], "inputs": [1, 3]},
        ],
    }
    class Page(BaseHTTPRequestHandler):
        asked = None
        def say(self, data):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(data)
        def do_GET(self):
            if self.path == "/config":
                self.say(json.dumps(CONFIG).encode())
            elif self.path.startswith("/api/queue/data?session_hash="):
                fine = Page.asked["fn_index"] == 1 and Page.asked["data"] == [None, "uk"]
                fine = fine and Page.asked["event_data"]["question"]
                fine = fine and Page.asked["session_hash"] in self.path
                Page.ballast = bytearray(64 * 1024 * 1024)
                ended = {"msg": "process_completed", "success": fine, "output": Page.asked["data"]}
                grown = {"msg": "process_generating"}
                lines = [f"data: {json.dumps(message)}" for message in (grown, ended)]
                self.say("".join(f"{line}\\n\\n" for line in lines).encode())
            else:
                self.say(b"chat")
        def do_POST(self):
            Page.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.say(b"{}")
        def log_message(self, *args):
            pass
    HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Page).serve_forever()
    """
)
CHAT = (sys.executable, "-c", SERVER)
NOTHING = (sys.executable, "-S", "-c", "pass")


@pytest.fixture(autouse=True)
def short_settling(monkeypatch):
    monkeypatch.setattr("dzherelo.evals.processes.SETTLE", 0.0)


def test_every_question_is_timed_once_after_the_warm_up():
    asked = []
    found = durations(asked.append, [f"q{n}" for n in range(8)])
    assert len(found) == 8
    assert asked == [f"q{n}" for n in (*range(5), *range(8))]


def test_the_memory_of_a_chat_is_taken_once_it_has_answered_a_question():
    assert 64 < chat_memory(CHAT, question="Чиє це?") < 1000


def test_the_chat_of_the_program_answers_through_its_page(tmp_path):
    """A change of the page must not empty the measurement without a word."""
    (tmp_path / "pier.txt").write_text("The pier was built in 1911.\n", encoding="utf-8")
    program = "import sys; from dzherelo.ui.cli import main; sys.exit(main())"
    at_home = (sys.executable, "-c", program, "--home", str(tmp_path / "home"))
    run_time((*at_home, "add", str(tmp_path / "pier.txt")), repeat=1)
    chat = (*at_home, "chat", "--no-browser")
    assert chat_memory(chat, question="When was the pier built?") > 100


def test_a_page_without_a_field_for_a_question_is_said_to_be_one():
    bare = (sys.executable, "-c", SERVER.replace('"ask"', '"change"'))
    with pytest.raises(InputError, match="no field for a question"):
        chat_memory(bare, question="?")


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
    with pytest.raises(InputError, match="the cellar is locked"):
        chat_memory(failing, question="?")


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
        chat=CHAT,
    )
    rows = bench(parts, ["one", "two"], ["and three?"], repeat=1)
    assert [row.busy for row in rows] == [False] * 8 + [True] * 8
    with_stock = ["ask, median", "ask, p95", "index the article"]
    assert [row.name for row in rows[:8] if row.stock is not None] == with_stock
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
