"""`dzherelo library`: several libraries in one data folder, and `--library` on the others."""

import json
import sqlite3

import pytest

from dzherelo.ui.cli import main
from dzherelo.ui.history.store import open_history

BEES = "Пасіка\n\nБджоляр доглядає сорок вуликів.\n"


@pytest.fixture
def run(monkeypatch, capfd, home):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("DZHERELO_HOME", str(home))

    def go(*argv):
        code = main(argv)
        out, err = capfd.readouterr()
        return code, out, err

    return go


@pytest.fixture
def told(run):
    """What a command prints as JSON."""

    def go(*argv):
        code, out, err = run(*argv, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return go


@pytest.fixture
def bees(tmp_path):
    (path := tmp_path / "bees.txt").write_text(BEES, encoding="utf-8")
    return str(path)


def test_a_library_is_made_used_listed_and_removed(run, told, bees, home):
    assert run("library", "list")[1] == "* default  (texts: 0)\n"
    assert run("library", "new", "Bees", bees)[1] == "library made: bees Its article: Пасіка\n"
    assert run("library", "use", "bees") == (0, "library in use: bees\n", "")
    assert run("library", "list")[1] == "  default  (texts: 0)\n* bees  (texts: 1)\n"
    assert "сорок" in run("ask", "Скільки вуликів доглядає бджоляр?")[1]
    assert [one["id"] for one in told("sources")["sources"]] == ["article"]
    assert told("sources", "--library", "default") == {"sources": []}
    assert told("--library", "default", "sources") == {"sources": []}
    code, out, err = run("library", "remove", "bees", "--yes")
    assert (code, out) == (1, "") and "library use default" in err
    assert told("library", "use", "default") == {"in_use": "default"}
    code, _, err = run("library", "remove", "bees")
    assert code == 1 and "its texts (1)" in err and "--yes" in err
    assert told("library", "remove", "bees", "--yes")["removed"] == "bees"
    assert told("library", "list")["libraries"] == [
        {"name": "default", "in_use": True, "texts": 0, "folder": str(home)}
    ]


def test_an_unknown_library_lists_the_known_ones(run, told):
    assert told("library", "new", "бджоли") == {"made": "бджоли", "article": None}
    for argv in (("ask", "Що?"), ("sources",), ("doctor",), ("index",), ("cite", "1")):
        code, out, err = run(*argv, "--library", "wasps")
        assert (code, out) == (1, "")
        assert err.count("\n") == 1 and "default, бджоли" in err and "library new" in err
    code, _, err = run("library", "new", "../x")
    assert code == 1 and "cannot be the name" in err


def test_a_file_that_is_refused_makes_no_library(run, told, tmp_path):
    (empty := tmp_path / "empty.txt").write_bytes(b"")
    code, out, err = run("library", "new", "bees", str(empty))
    assert (code, out) == (1, "") and "empty.txt" in err
    assert [one["name"] for one in told("library", "list")["libraries"]] == ["default"]


def test_a_library_is_carried_from_home_to_home(run, told, bees, tmp_path):
    told("library", "new", "bees", bees)
    file = str(tmp_path / "bees.zip")
    assert told("library", "export", "bees", file) == {
        "exported": "bees",
        "file": file,
        "texts": ["article"],
    }
    code, _, err = run("library", "export", "bees", file)
    assert code == 1 and "already" in err
    there = ("--home", str(tmp_path / "there"))
    assert told("library", "import", file, *there) == {"made": "bees"}
    assert run("text", "article", "--library", "bees", *there)[1] == BEES.strip()
    assert told("library", "import", file, "Copy", *there) == {"made": "copy"}
    code, _, err = run("library", "import", bees, *there)
    assert code == 1 and "bees.txt is no zip file" in err


def test_each_library_has_its_own_chats(told, home):
    from dzherelo.assistant.settings import load_settings

    for name in ("bees", "moths"):
        told("library", "new", name)
        open_history(load_settings(home, library=name).folder)
    for name in ("bees", "moths"):
        with sqlite3.connect(home / "libraries" / name / "chats.sqlite") as held:
            assert held.execute("SELECT count(*) FROM chats").fetchone() == (0,)
    assert not (home / "chats.sqlite").exists()


def test_add_says_what_it_took_the_file_for(run, told, home, tmp_path):
    (home / "catalog.toml").write_text(
        '[[record]]\nid = "hives"\ntype = "book"\ntitle = "Пасіка"\nlanguage = "uk"\n', "utf-8"
    )
    (file := tmp_path / "a.txt").write_text(BEES, encoding="utf-8")
    code, out, _ = run("add", str(file))
    assert code == 0 and out.startswith("added: hives  Пасіка (")
    assert out.endswith("recognised by its title\n")
    assert told("add", str(file))["added"][0]["recognised"] == "title"
