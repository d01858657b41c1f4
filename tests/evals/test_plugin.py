"""`pytest -p dzherelo.evals.plugin --gold FILE` as a user runs it: a process of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from mill import LINES, TEXT, evidence, line

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory, used_home):
    home = shutil.copytree(used_home, tmp_path_factory.mktemp("mill") / "home")
    text = home / "mill.txt"
    text.write_text(TEXT.replace("\n", "\n\n"), encoding="utf-8")
    with open_assistant(Settings(home=home)) as assistant:
        assistant.add(text, as_id="mill")
        assistant.sync()
    return home


PLUGIN = ("-p", "dzherelo.evals.plugin")


def pytest_gold(folder, *args):
    """What pytest prints and returns, run in a folder of the user's own."""
    command = [sys.executable, "-m", "pytest", "-rs", "-c", "/dev/null"]
    done = subprocess.run(
        [*command, "--rootdir", str(folder), *args],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT), "DZHERELO_DEFAULT_LIBRARY": "false", "PATH": ""},
    )
    return done.returncode, done.stdout + done.stderr


def test_each_question_is_a_test_and_a_miss_says_what_came_and_why(home, tmp_path):
    gold = tmp_path / "my.jsonl"
    far = [{"any_of": [{"source": "ferry", "locator": {"paragraph": 1}, "terms": ["пором"]}]}]
    lines = [
        LINES[0],
        line("wrong", "Коли збудовано млин?", evidence=evidence(2, "ставком")),
        line("far", "Куди пливе пором?", evidence=far),
        line("trap", "Скільки коштує квиток на потяг?", answerable=False, reason="not-in-library"),
    ]
    gold.write_text("\n".join(lines), encoding="utf-8")
    code, told = pytest_gold(tmp_path, *PLUGIN, "--gold", str(gold), "--gold-home", str(home))
    assert code == 1, told
    assert "2 passed" in told
    assert "1 failed" in told
    assert "1 skipped" in told
    assert "expected: mill: paragraph 2" in told
    assert "cites another place" in told
    assert "no text of ferry" in told


def test_without_gold_the_plug_in_does_nothing(tmp_path):
    (tmp_path / "test_one.py").write_text("def test_one():\n    pass\n", encoding="utf-8")
    for asked in ((), PLUGIN):
        code, told = pytest_gold(tmp_path, *asked)
        assert code == 0, told
        assert "1 passed" in told


def test_the_plug_in_is_there_only_where_it_is_asked_for(tmp_path):
    code, told = pytest_gold(tmp_path, "--gold", "my.jsonl")
    assert code == 4, told
    assert "unrecognized arguments: --gold" in told


def test_a_file_that_is_no_gold_is_named(tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}", encoding="utf-8")
    code, told = pytest_gold(tmp_path, *PLUGIN, "--gold", str(bad))
    assert code == 4, told
    assert "bad.jsonl, line 1" in told
