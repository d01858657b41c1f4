"""The whole on disk: offline, under two users, with a damaged, locked or full data folder."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from kept import kept

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import Settings, load_settings
from dzherelo.corpus.errors import (
    IndexMismatch,
    InputError,
    LibraryError,
    SettingsError,
    UnknownSource,
)

BEES = "Пасіка стоїть за селом, і мед із неї возять на ярмарок. Бджоляр доглядає сорок вуликів.\n"
QUESTION = "Скільки вуликів доглядає бджоляр?"


@pytest.fixture
def bees(tmp_path):
    path = tmp_path / "bees.txt"
    path.write_text(BEES, encoding="utf-8")
    return path


@pytest.fixture
def new_home(tmp_path):
    """A data folder that is not there yet."""
    return tmp_path / "new"


@pytest.fixture
def home(tmp_path, used_home):
    """That of an empty library."""
    return shutil.copytree(used_home, tmp_path / "home")


def opened(home, **changed):
    return open_assistant(load_settings(home).model_copy(update=changed))


def test_adding_twice_changes_nothing(home, bees):
    with opened(home) as assistant:
        first = assistant.add(bees)
        assert (first.changed, first.replaced) == (True, False)
        assistant.sync()
        again = assistant.add(bees)
        assert (again.changed, again.source.id) == (False, first.source.id)
        assert not assistant.sync().changed
        assert len(assistant.sources()) == 1


def test_a_source_that_is_removed_answers_no_more(home, bees):
    with opened(home) as assistant:
        assistant.add(bees, as_id="bees")
        assert "сорок" in assistant.ask(QUESTION).text
        assistant.remove("bees")
        answer = assistant.ask(QUESTION)
        assert not answer.answered
        assert not answer.hits
        assert "Бібліотека порожня" in answer.text
        with pytest.raises(UnknownSource, match="no source `bees`"):
            assistant.text("bees")


def test_a_new_text_takes_the_place_of_the_old(home, bees):
    with opened(home) as assistant:
        assistant.add(bees, as_id="bees")
        assert "сорок" in assistant.ask(QUESTION).text
        bees.write_text(BEES.replace("сорок", "п'ятдесят"), encoding="utf-8")
        assert assistant.add(bees, as_id="bees").replaced
        assert "п'ятдесят" in assistant.ask(QUESTION).text


def test_what_another_process_adds_is_seen(home, bees):
    with opened(home) as one, opened(home) as other:
        assert not one.ask(QUESTION).answered
        other.add(bees)
        assert "сорок" in one.ask(QUESTION).text


def test_two_may_ask_at_once(home, bees):
    with opened(home) as assistant:
        assistant.add(bees)
        told = []
        threads = [
            threading.Thread(target=lambda: told.append(assistant.ask(QUESTION).text))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(told) == 8
        assert len(set(told)) == 1


def test_what_is_closed_leaves_the_memory_at_once(home, bees):
    """A program that opens libraries one after another, as evaluations do, does not grow."""
    with opened(home) as assistant:
        assistant.add(bees)
        assistant.ask(QUESTION)
    with kept() as bytes_kept:
        for _ in range(4):
            with opened(home) as assistant:
                assistant.ask(QUESTION)
            del assistant
        assert bytes_kept() < 5_000_000  # one that is open takes 25 million


def test_nothing_leaves_this_machine(new_home, bees):
    """Adds, indexes and asks in a process that may only connect to loopback."""
    script = """
import socket, sys
from pathlib import Path
real = socket.socket.connect
def connect(self, address):
    host = address[0] if isinstance(address, tuple) else ""
    if self.family != socket.AF_UNIX and host not in ("127.0.0.1", "::1", "localhost"):
        print("CONNECTED", address, flush=True)
        raise OSError("blocked")
    return real(self, address)
socket.socket.connect = connect
socket.getaddrinfo = lambda *a, **k: (print("RESOLVED", a, flush=True), exec("raise OSError"))
from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
with open_assistant(load_settings(Path(sys.argv[1]))) as assistant:
    assistant.add(Path(sys.argv[2]))
    assistant.sync()
    print(assistant.ask(sys.argv[3]).text)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(new_home), str(bees), QUESTION],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert ran.returncode == 0, ran.stderr
    assert "сорок" in ran.stdout
    assert "CONNECTED" not in ran.stdout
    assert "RESOLVED" not in ran.stdout


def test_the_answers_path_loads_no_torch(home, bees):
    script = """
import sys
from pathlib import Path
from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
with open_assistant(load_settings(Path(sys.argv[1]))) as assistant:
    assistant.add(Path(sys.argv[2]))
    assistant.ask("Що?")
print([name for name in ("torch", "sentence_transformers", "gradio") if name in sys.modules])
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(home), str(bees)], capture_output=True, text=True
    )
    assert ran.stdout.strip() == "[]", ran.stderr


def test_a_changed_model_is_refused_and_a_rebuild_mends_it(home, bees, monkeypatch):
    from dzherelo.index.embed import HashEmbedder

    with opened(home) as assistant:
        assistant.add(bees)
        assistant.ask(QUESTION)
    monkeypatch.setattr(
        "dzherelo.assistant.assembly.open_embedder", lambda name, cache: HashEmbedder(64)
    )
    with opened(home) as assistant:
        with pytest.raises(IndexMismatch, match=r"384-dim.*gives 64.*dzherelo index --rebuild"):
            assistant.ask(QUESTION)
        assistant.sync(rebuild=True)
        assert assistant.search("бджоляр")[0].passage.text in BEES


def test_a_damaged_index_is_named_and_rebuilt_without_loss(home, bees):
    with opened(home) as assistant:
        assistant.add(bees)
        assistant.ask(QUESTION)
    (home / "index" / "chroma" / "chroma.sqlite3").write_bytes(b"this is no database" * 100)
    script = """
import sys
from pathlib import Path
from dzherelo.ui.cli import main
sys.exit(main(["--home", sys.argv[1], *sys.argv[2:]]))
"""
    asked = subprocess.run(
        [sys.executable, "-c", script, str(home), "ask", QUESTION], capture_output=True, text=True
    )
    assert asked.returncode == 1
    assert "index" in asked.stderr
    assert "--rebuild" in asked.stderr
    assert "Traceback" not in asked.stderr
    mended = subprocess.run(
        [sys.executable, "-c", script, str(home), "index", "--rebuild"],
        capture_output=True,
        text=True,
    )
    assert mended.returncode == 0, mended.stderr
    with opened(home) as assistant:
        assert "сорок" in assistant.ask(QUESTION).text


@pytest.mark.parametrize("name", ["lexical/head.json", "state.json", "centres.npz", "phrases.json"])
def test_derived_files_that_are_lost_or_damaged_are_made_again(home, bees, name):
    with opened(home) as assistant:
        assistant.add(bees)
        assistant.ask(QUESTION)
    for damage in (b"", b"{]"):
        (home / "index" / name).write_bytes(damage)
        with opened(home) as assistant:
            assert "сорок" in assistant.ask(QUESTION).text


def test_a_damaged_record_names_the_folder(home, bees):
    with opened(home) as assistant:
        assistant.add(bees, as_id="bees")
    record = home / "texts" / "bees" / "source.json"
    record.write_text("{", encoding="utf-8")
    with opened(home) as assistant, pytest.raises(LibraryError, match=r"source\.json is damaged"):
        assistant.sources()


def test_a_text_that_was_tampered_with_is_not_quoted(home, bees):
    with opened(home) as assistant:
        added = assistant.add(bees, as_id="bees")
        (text,) = (home / "texts" / "bees").glob("text-*.txt")
        text.write_text(BEES.replace("сорок", "тисячу"), encoding="utf-8")
        with pytest.raises(LibraryError, match=f"add .* --as {added.source.id}"):
            assistant.text("bees")


def test_a_full_disk_leaves_the_library_as_it_was(home, bees, monkeypatch):
    import errno

    with opened(home) as assistant:
        assistant.add(bees, as_id="bees")
        bees.write_text("Зовсім інший текст про сади.\n", encoding="utf-8")

        def full(self, target):
            raise OSError(errno.ENOSPC, "No space left on device", str(self))

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(LibraryError, match=r"No space left.*nothing was lost"):
            assistant.add(bees, as_id="bees")
        monkeypatch.undo()
        assert assistant.text("bees") == BEES.strip() or assistant.text("bees") == BEES
        assert not list(home.rglob("*.part"))


def test_a_library_that_another_holds_is_waited_for_then_named(home, bees, monkeypatch):
    monkeypatch.setattr("dzherelo.corpus.library.shelf._LOCK_SECONDS", 0.2)
    with (
        opened(home) as one,
        opened(home) as other,
        one.shelf.locked(),
        pytest.raises(LibraryError, match="Another dzherelo is changing the library"),
    ):
        other.add(bees)


@pytest.mark.parametrize("name", ["Bad Id", "../up", "ід", "", "a" * 70])
def test_an_id_that_cannot_be_used_is_refused(home, bees, name):
    with opened(home) as assistant:
        with pytest.raises(InputError, match="cannot be a source id"):
            assistant.add(bees, as_id=name)
        assert assistant.sources() == ()


def test_ids_are_readable_and_distinct(home, tmp_path):
    with opened(home) as assistant:
        for n in range(3):
            path = tmp_path / f"{n}.txt"
            path.write_text(
                f"Історія міста\n\nТекст номер {n} про місто і річку.", encoding="utf-8"
            )
            assistant.add(path)
        assert [s.id for s in assistant.sources()] == [
            "istoriia-mista",
            "istoriia-mista-2",
            "istoriia-mista-3",
        ]


# Settings --------------------------------------------------------------------------------------


def test_settings_may_begin_with_a_byte_order_mark(home):
    (home / "settings.toml").write_bytes("k = 5\r\n".encode("utf-8-sig"))
    assert load_settings(home).k == 5


def test_settings_come_from_the_file_and_variables_win(home, monkeypatch):
    (home / "settings.toml").write_text('k = 5\nreranker = "some/model"\n', encoding="utf-8")
    monkeypatch.setenv("DZHERELO_K", "7")
    settings = load_settings(home)
    assert (settings.k, settings.reranker, settings.home) == (7, "some/model", home)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("k = 0", "`k`"),
        ("embeder = 'x'", "`embeder`.*Known settings: embedder"),
        ("k = ", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named(home, text, words):
    (home / "settings.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        load_settings(home)


def test_every_setting_says_what_it_is():
    assert all(field.description for field in Settings.model_fields.values())


def test_answers_are_json(home, bees):
    with opened(home) as assistant:
        assistant.add(bees)
        told = json.loads(json.dumps(assistant.ask(QUESTION).as_dict(), ensure_ascii=False))
        assert told["answered"] is True
