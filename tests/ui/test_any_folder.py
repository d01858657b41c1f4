"""Every command works in whatever folder it is called, also one with folders that are called as
our packages are."""

import json
import os
import shutil
import subprocess
import sys

import pytest

TEXT = "Громада Вербівки\n\nШколу відкрили 5 грудня 1911 року в хаті паламаря.\n"
GOLD = {
    "id": "v1", "lang": "uk", "kind": "fact", "question": "Коли відкрили школу?", "split": "dev",
    "answerable": True,
    "evidence": [{"any_of": [{"source": "village", "locator": {"paragraph": 1},
                              "terms": ["1911"]}]}],
    "nuggets": [{"weight": "vital", "any_of": ["1911"]}],
}  # fmt: skip
COMMANDS = (
    ("add", "village.txt", "--as", "village"),
    ("sources",),
    ("text", "village"),
    ("cite", "village"),
    ("search", "школа"),
    ("ask", "Коли відкрили школу?"),
    ("eval", "--gold", "gold.jsonl", "--out", "run"),
    ("index",),
    ("doctor",),
    ("library", "list"),
    ("bench", "--help"),
    ("fetch", "--help"),
    ("chat", "--help"),
)
# every module is ours, wherever it is imported
WALK = """
import importlib, pkgutil, dzherelo
for package in ("corpus", "index", "assistant", "ui", "evals"):
    whole = importlib.import_module(f"dzherelo.{package}")
    for found in pkgutil.walk_packages(whole.__path__, f"dzherelo.{package}."):
        if not found.name.endswith(("__main__", ".plugin")):
            importlib.import_module(found.name)
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with packages of our packages' names, which fail when they are imported."""
    for name in ("ui", "index", "corpus", "assistant", "evals", "tests"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('a stranger')")
    (tmp_path / "village.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD), encoding="utf-8")
    return tmp_path


def python(folder, *argv):
    return subprocess.run(
        [sys.executable, *argv],
        cwd=folder,
        env={**os.environ, "DZHERELO_DEFAULT_LIBRARY": "false"},
        capture_output=True,
        timeout=300,
        check=False,
    )


def test_every_command_works_beside_strangers_of_our_names(folder, used_home):
    home = folder / "home"
    shutil.copytree(used_home, home)
    code = "import sys; from dzherelo.ui.cli import main; sys.exit(main())"
    for command in COMMANDS:
        done = python(folder, "-c", code, "--home", str(home), *command)
        assert done.returncode == 0, (command, done.stderr.decode())


def test_every_module_is_ours_beside_strangers_of_our_names(folder):
    done = python(folder, "-c", WALK)
    assert done.returncode == 0, done.stderr.decode()
