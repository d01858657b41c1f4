from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import dzherelo.evals
from dzherelo.assistant import doctor
from dzherelo.assistant.types import Turn
from dzherelo.corpus.errors import IndexMismatch
from dzherelo.ui.cli import main
from dzherelo.ui.cli.parser import COMMANDS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(monkeypatch, capfd, tmp_path):
    """Runs a command over a fake assistant; returns (exit code, stdout, stderr)."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("DZHERELO_HOME", str(tmp_path))

    def go(*argv: str, over, stdin: bytes | None = None) -> tuple[int, str, str]:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(argv, opener=lambda settings, progress: over)
        out, err = capfd.readouterr()
        return code, out, err

    return go


@pytest.fixture
def file(tmp_path):
    def write(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return str(path)

    return write


# -- the library ---------------------------------------------------------------------------------


def test_add_names_the_source_and_indexes_it(run, nothing, file):
    code, out, err = run("add", file("roses.txt", "Троянди\n\nВони квітнуть."), over=nothing)
    assert (code, err) == (0, "")
    assert out == "added: roses  Троянди (full text, passages: 2)\n"
    assert nothing.sync().kept == 2
    assert nothing.closed


def test_add_says_whether_anything_changed(run, nothing, file):
    path = file("roses.txt", "Троянди")
    run("add", path, over=nothing)
    assert run("add", path, over=nothing)[1].startswith("unchanged: roses")
    file("roses.txt", "Троянди\n\nНові.")
    assert run("add", path, over=nothing)[1].startswith("updated: roses")


def test_add_as_json(run, nothing, file):
    code, out, _ = run("add", file("a.txt", "Текст"), "--as", "article", "--json", over=nothing)
    said = json.loads(out)
    assert code == 0
    assert said["added"][0]["id"] == "article"
    assert said["added"][0]["changed"] is True
    assert said["added"][0]["status"] == "full"
    assert said["index"] == {"added": 1, "removed": 0, "kept": 0}


def test_a_refused_file_is_one_line_and_does_not_stop_the_others(run, nothing, file):
    empty, good = file("empty.txt", " "), file("good.txt", "Текст")
    code, out, err = run("add", empty, good, over=nothing)
    assert code == 1
    assert err == f"dzherelo: {empty} is empty. Add a file that holds text.\n"
    assert out.startswith("added: good")


def test_remove(run, garden):
    assert run("remove", "garden", over=garden) == (0, "Removed garden.\n", "")
    assert garden.sources() == ()


def test_an_unknown_source_is_a_clear_error(run, garden):
    for command in (("remove", "roses"), ("text", "roses")):
        code, out, err = run(*command, over=garden)
        assert (code, out) == (1, "")
        assert err == "dzherelo: No source roses. See: dzherelo sources\n"


def test_text_is_byte_for_byte(run, made_of):
    text = "Рядок\r\nдругий\u2028третій\n\tйод\u0306 "
    assert run("text", "t", over=made_of({"t": text}))[1].encode() == text.encode()
    said = json.loads(run("text", "t", "--json", over=made_of({"t": text}))[1])
    assert said == {"id": "t", "text": text}


def test_sources_lists_titles_and_status(run, garden, nothing):
    assert run("sources", over=garden)[1] == (
        "garden  Товариство садівників (full text, passages: 4)\n"
    )
    (listed,) = json.loads(run("sources", "--json", over=garden)[1])["sources"]
    assert (listed["id"], listed["status"], listed["passages"]) == ("garden", "full", 4)
    code, out, err = run("sources", over=nothing)
    assert (code, out) == (0, "")
    assert "dzherelo add FILE" in err


def test_index_reports_what_it_did(run, garden):
    report = {"added": 4, "removed": 0, "kept": 0}
    assert json.loads(run("index", "--json", over=garden)[1]) == report
    assert run("index", over=garden)[1] == (
        "The index is up to date: 0 entries added, 0 removed, 4 kept.\n"
    )
    assert json.loads(run("index", "--rebuild", "--json", over=garden)[1]) == report


# -- questions -----------------------------------------------------------------------------------

FOUNDED = "Коли заснували товариство садівників?"


def test_ask_prints_the_answer_and_its_citation(run, garden):
    code, out, err = run("ask", FOUNDED, over=garden)
    assert (code, err) == (0, "")
    assert "1931 року дванадцять учителів [3, с. 8]. [1]\n" in out
    assert "[1] Товариство садівників, абз. 2\n    «Товариство садівників заснували" in out


def test_ask_as_json_keeps_the_contract(run, garden):
    code, out, _ = run("ask", FOUNDED, "--json", over=garden)
    said = json.loads(out)
    assert code == 0 and out.count("\n") == 1
    assert "Лубнах" in out  # Cyrillic is written as it is, not as escapes
    assert set(said) >= {
        "id", "question", "language", "answered", "reason", "text", "mode",
        "statements", "citations", "hits", "timings_ms",
    }  # fmt: skip
    (cited,) = said["citations"]
    assert garden.text("garden")[cited["start"] : cited["end"]] == cited["quote"]


def test_a_declined_answer_is_no_error(run, garden):
    code, out, err = run("ask", "Хто винайшов телефон?", over=garden)
    assert (code, err) == (0, "")
    assert "Тут цього немає." in out


@pytest.mark.parametrize("command", [["ask", "Коли заснували товариство?"], ["chat"]])
def test_a_model_is_named_on_the_command_line(run, monkeypatch, garden, command):
    monkeypatch.setenv("DZHERELO_LLM", "http://127.0.0.1:1/v1")
    monkeypatch.setattr("dzherelo.ui.page.serve.serve", lambda *args, **options: None)
    opened = []

    def named(*more: str) -> tuple[str | None, str | None]:
        code = main([*command, *more], opener=lambda settings, _: opened.append(settings) or garden)
        assert code == 0
        return opened[-1].llm, opened[-1].llm_model

    assert named() == ("http://127.0.0.1:1/v1", None)
    assert named("--llm", "http://127.0.0.1:2/v1#tiny") == ("http://127.0.0.1:2/v1", "tiny")
    assert named("--llm", "off") == (None, None)
    code, _, err = run(*command, "--llm", "qwen3:8b", over=garden)
    assert code == 1
    assert "Give an address" in err


def test_search(run, garden):
    assert "1. Товариство садівників, абз. 3" in run("search", "каталог насіння", over=garden)[1]
    said = json.loads(run("search", "каталог", "-k", "1", "--json", over=garden)[1])
    assert (said["id"], said["query"]) == (None, "каталог")
    assert [hit["rank"] for hit in said["hits"]] == [1]
    code, out, err = run("search", "динозаври", over=garden)
    assert (code, out, err) == (0, "", "Nothing found.\n")


def test_batch_answers_every_good_line_and_reports_the_broken_one_in_its_place(run, garden, file):
    lines = [
        json.dumps({"id": "q1", "question": FOUNDED, "history": [{"question": "Хто?"}]}),
        "not json",
        json.dumps({"id": 3, "question": "Хто винайшов телефон?"}),
    ]
    code, out, err = run("ask", "--batch", file("q.jsonl", "\n".join(lines)), over=garden)
    first, second, third = map(json.loads, out.splitlines())
    assert code == 1
    assert err.endswith("Lines that could not be answered: 1; their errors stand in the output.\n")
    assert (first["id"], first["answered"]) == ("q1", True)
    assert second == {"id": None, "error": "line 2: not JSON"}
    assert (third["id"], third["answered"]) == (3, False)
    assert garden.asked[0] == (FOUNDED, (Turn("Хто?"),))


def test_batch_of_queries_from_standard_input(run, garden):
    lines = '{"id": 1, "query": "каталог"}\n{"id": 2, "query": "динозаври"}\n'.encode()
    code, out, _ = run("search", "--batch", "-", "-k", "2", over=garden, stdin=lines)
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert first["id"] == 1 and first["hits"][0]["source"] == "garden"
    assert second == {"id": 2, "query": "динозаври", "hits": []}


def test_a_bug_in_one_question_leaves_the_others_answered(run, garden, file):
    garden.fails = ZeroDivisionError("oops")
    lines = [json.dumps({"id": n, "question": FOUNDED}) for n in (1, 2)]
    code, out, err = run("ask", "--batch", file("q.jsonl", "\n".join(lines)), over=garden)
    first, second = map(json.loads, out.splitlines())
    assert code == 1 and "Traceback" not in err
    assert first["id"] == 1 and "oops" in first["error"]
    assert second["answered"] is True


def test_a_broken_index_stops_a_batch_at_once(run, garden, file):
    garden.fails = IndexMismatch("The index was made by another model.", "Run: dzherelo index")
    line = json.dumps({"id": 1, "question": FOUNDED})
    code, out, err = run("ask", "--batch", file("q.jsonl", line), over=garden)
    assert (code, out) == (1, "")
    assert err == "dzherelo: The index was made by another model. Run: dzherelo index\n"


# -- services ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "code"), [("ok", 0), ("warn", 0), ("missing", 1)])
def test_doctor_prints_its_checks_and_fails_only_for_what_is_missing(
    run, monkeypatch, nothing, state, code
):
    found = doctor.Check("model", state, "The model is here or not.", "Get it.")
    monkeypatch.setattr(doctor, "examine", lambda settings: (found,))
    status, out, _ = run("doctor", "--json", over=nothing)
    assert status == code
    assert json.loads(out) == {
        "checks": [
            {
                "name": "model",
                "state": state,
                "fact": "The model is here or not.",
                "remedy": "Get it.",
            }
        ]
    }
    assert "model: The model is here or not. Get it." in run("doctor", over=nothing)[1]


def test_the_chat_is_not_opened_to_others_without_a_password(run, monkeypatch, garden):
    monkeypatch.delenv("DZHERELO_USER", raising=False)
    monkeypatch.delenv("DZHERELO_PASSWORD", raising=False)
    code, out, err = run("chat", "--host", "0.0.0.0", over=garden)
    assert (code, out) == (1, "")
    assert err.startswith("dzherelo: On 0.0.0.0") and "--auth user:password" in err
    assert garden.sync().added == 4  # refused before anything was indexed


# -- the edge ------------------------------------------------------------------------------------


def test_a_bug_is_one_line_and_debug_shows_the_trace(run, garden):
    garden.fails = ZeroDivisionError("oops")
    code, out, err = run("ask", FOUNDED, over=garden)
    assert (code, out) == (1, "")
    assert err.startswith("dzherelo: this is a bug (ZeroDivisionError: oops)")
    assert "Traceback" not in err
    garden.fails = ZeroDivisionError("oops")
    assert "Traceback" in run("--debug", "ask", FOUNDED, over=garden)[2]


def test_an_interrupt_is_a_short_word_and_130(run, garden):
    garden.fails = KeyboardInterrupt()
    assert run("ask", FOUNDED, over=garden) == (130, "", "Stopped.\n")
    assert garden.closed


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("nonsense",),
        ("ask",),
        ("ask", "Хто?", "--batch", "q.jsonl"),
        ("ask", "Хто?", "--jsn"),
        ("search", "x", "-k", "0"),
        ("search", "x", "-k", "many"),
        ("add",),
        ("add", "a", "b", "--as", "c"),
        ("chat", "--port", "99999"),
    ],
)
def test_wrong_usage_is_2_with_a_usage_line(run, garden, argv):
    code, out, err = run(*argv, over=garden)
    assert (code, out) == (2, "")
    assert err.startswith("usage: dzherelo") and "Help: dzherelo" in err


def test_home_is_taken_before_and_after_the_command(monkeypatch, capfd, garden, tmp_path):
    homes = []

    def opener(settings, progress):
        homes.append(settings.home)
        return garden

    monkeypatch.setenv("DZHERELO_HOME", str(tmp_path / "env"))
    assert main(["--home", str(tmp_path / "a"), "sources"], opener=opener) == 0
    assert main(["sources", "--home", str(tmp_path / "b")], opener=opener) == 0
    assert main(["sources"], opener=opener) == 0
    assert homes == [tmp_path / "a", tmp_path / "b", tmp_path / "env"]


def test_ukrainian_locale_speaks_ukrainian(run, monkeypatch, nothing, garden):
    monkeypatch.setenv("LANG", "uk_UA.UTF-8")
    code, out, _ = run("--help", over=nothing)
    assert code == 0 and out.startswith("виклик: dzherelo") and "додати файли" in out
    assert "Бібліотека порожня" in run("sources", over=nothing)[2]
    assert run("remove", "garden", over=garden)[1] == "Прибрано: garden.\n"


@pytest.mark.parametrize("command", [one.name for one in COMMANDS if not one.delegated])
def test_every_command_has_help_with_an_example(run, nothing, command):
    code, out, _ = run(*command.split(), "--help", over=nothing)
    assert code == 0
    assert f"Example: dzherelo {command}" in out


@pytest.mark.parametrize("name", ["eval", "bench"])
def test_eval_and_bench_get_the_rest_of_the_line(run, monkeypatch, nothing, name, tmp_path):
    from types import SimpleNamespace

    seen = []
    module = SimpleNamespace(main=lambda argv: seen.append(argv) or 3)
    attribute = {"eval": "run", "bench": "bench"}[name]
    monkeypatch.setattr(dzherelo.evals, attribute, module, raising=False)
    monkeypatch.setitem(sys.modules, f"dzherelo.evals.{attribute}", module)
    argv = ["--home", str(tmp_path), name, "--gold", "g.jsonl", "--split", "dev", "--json", "-h"]
    assert run(*argv, over=nothing)[0] == 3
    assert seen == [["--home", str(tmp_path), "--gold", "g.jsonl", "--split", "dev",
                     "--json", "-h"]]  # fmt: skip


def _python(*argv: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *argv],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from dzherelo.ui.cli import main; main(['--help']); main(['ask', '--help']);"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = _python("-c", code)
    loaded = {name.split(".")[0] for name in done.stderr.decode().split()}
    heavy = {"torch", "chromadb", "gradio", "llama_index", "pydantic", "numpy", "rich", "jinja2"}
    assert b"dzherelo" in done.stdout
    assert loaded & heavy == set()


def test_output_is_utf8_where_the_locale_is_c():
    done = _python(
        "-m", "dzherelo.ui.cli", "--help", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    )
    assert done.returncode == 0, done.stderr
    assert "Коли засновано" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("argv", [["text", "t"], ["--help"]])
def test_a_reader_that_leaves_is_no_error(argv):
    code = (
        "import sys, types; from dzherelo.ui.cli import main;"
        "over = types.SimpleNamespace(close=lambda: 0, text=lambda id, notes: 'x' * 9_999_999);"
        f"sys.exit(main({argv}, opener=lambda settings, progress: over))"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert reader.stdout and reader.stderr
    reader.stdout.close()
    with reader.stderr as errors:
        said = errors.read()
    assert (reader.wait(60), said) == (0, b"")


def test_version():
    done = _python("-m", "dzherelo.ui.cli", "--version")
    assert done.returncode == 0
    assert done.stdout.startswith(b"dzherelo ")
