from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dzherelo.assistant.types import Statement
from dzherelo.corpus.errors import InputError, LibraryError
from dzherelo.ui.history.database import FILE, MIGRATIONS, migrate
from dzherelo.ui.history.store import UnknownChat, open_history

ROOT = Path(__file__).parents[3]


def titles(history, query="", owner="olha"):
    return [chat.title for chat in history.chats(owner, query=query)]


def test_an_answer_comes_back_whole(history, answer, garden_source, tmp_path):
    recording = history.begin("olha", answer.question, chat=None, place=0)
    recording.said(answer.statements)
    recording.answered(answer, (garden_source,))
    history.close()
    again = open_history(tmp_path / "home")
    (exchange,) = again.exchanges("olha", recording.chat)
    assert exchange.answer == answer
    assert exchange.answer.citations[0].text == answer.citations[0].text
    assert exchange.sources == (garden_source,)
    assert exchange.finished and exchange.question == answer.question
    again.close()


def test_the_last_used_chat_comes_first(history, keep):
    first, _second = keep("Перше питання"), keep("Друге питання")
    assert titles(history) == ["Друге питання", "Перше питання"]
    history.begin("olha", "Ще одне", chat=first, place=1)
    assert titles(history) == ["Перше питання", "Друге питання"]


@pytest.mark.parametrize("use", ["exchanges", "chat", "delete"])
def test_nobody_reaches_anothers_chat(history, keep, use):
    chat = keep("Моє питання")
    assert history.chats("taras") == history.chats("taras", query="питання") == ()
    with pytest.raises(UnknownChat):
        getattr(history, use)("taras", chat)
    with pytest.raises(UnknownChat):
        history.rename("taras", chat, "Чуже")
    with pytest.raises(UnknownChat):
        history.begin("taras", "Чуже", chat=chat, place=0)
    assert titles(history) == ["Моє питання"]
    assert len(history.exchanges("olha", chat)) == 1


def test_a_deleted_chat_leaves_nothing_behind(history, keep, tmp_path):
    chat, other = keep("Таємниця про троянди"), keep("Інше")
    history.delete("olha", chat)
    assert titles(history) == ["Інше"]
    assert titles(history, "троянди") == []
    with pytest.raises(UnknownChat):
        history.exchanges("olha", chat)
    history.begin("olha", "Далі", chat=other, place=1)
    history.close()
    assert "троянди".encode() not in (tmp_path / "home" / FILE).read_bytes()


def test_an_answer_to_a_chat_deleted_meanwhile_is_let_go(history, answer, keep):
    recording = history.begin("olha", "Питання", chat=None, place=0)
    history.delete("olha", recording.chat)
    recording.said(answer.statements)
    recording.answered(answer)
    assert history.chats("olha") == () and titles(history, "каталог") == []


def test_a_name_is_one_line_of_moderate_length(history, keep):
    chat = keep("Перше\n\n  питання\x00\u202e?")
    assert titles(history) == ["Перше питання ?"]
    history.rename("olha", chat, " слово" * 100)
    assert len(titles(history)[0]) <= 120 and titles(history)[0].endswith("слово…")
    with pytest.raises(InputError, match="needs a name"):
        history.rename("olha", chat, " \n ")
    history.rename("olha", chat, "Назва")
    assert titles(history, "назва") == ["Назва"] and titles(history, "перше питання") == ["Назва"]


@pytest.mark.parametrize(
    "query",
    ["ЗАСНУВАННЯ ґудзиків", "заснуванню ґудзик", "асоц", "об’єднаннях", "Об'єднання", "їжака"],
)
def test_search_knows_case_endings_beginnings_and_apostrophes(history, keep, query):
    keep("Коли було заснування Асоціації ґудзиків та обʼєднання Їжаків?")
    keep("Зовсім про інше")
    assert len(titles(history, query)) == 1


def test_search_reads_answers_and_shows_where(history, keep):
    keep("Перше"), keep("Друге")
    found = history.chats("olha", query="лубни")
    assert [chat.title for chat in found] == ["Друге", "Перше"]
    assert "\x02Лубнах\x03" in found[0].snippet


@pytest.mark.parametrize("query", ['"', "*", "a AND", "NEAR(", "body:", "-", "'; DROP TABLE chats"])
def test_search_takes_any_characters(history, keep, query):
    keep("Питання")
    assert titles(history, query) == []
    assert titles(history) == ["Питання"]


def test_asking_again_replaces_what_followed(history, keep, answer):
    chat = keep("Перше", "Друге", "Третє про мальви")
    recording = history.begin("olha", "Друге, але інакше", chat=chat, place=1)
    recording.answered(answer)
    asked = [exchange.question for exchange in history.exchanges("olha", chat)]
    assert asked == ["Перше", "Друге, але інакше"]
    assert titles(history, "мальви") == []


def test_a_stopped_and_a_failed_answer_say_so(history):
    stopped = history.begin("olha", "Перше", chat=None, place=0)
    stopped.said([Statement("Початок.", (1,))])
    stopped.stopped()
    failed = history.begin("olha", "Друге", chat=stopped.chat, place=1)
    failed.failed("The index is damaged.")
    first, second = history.exchanges("olha", stopped.chat)
    assert not first.finished and first.statements == (Statement("Початок.", (1,)),)
    assert second.finished and second.error == "The index is damaged."


KILLED = """
import sys, time
from pathlib import Path
from dzherelo.assistant.types import Statement
from dzherelo.ui.history.store import open_history
recording = open_history(Path(sys.argv[1])).begin("olha", "Питання", chat=None, place=0)
recording.said([Statement("Перше твердження.", (1,))])
recording.said([Statement("Перше твердження.", (1,)), Statement("Друге.", (2,))])
print(recording.chat, flush=True)
time.sleep(60)
"""


def test_what_was_said_survives_a_kill(tmp_path):
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    chat = writer.stdout.readline().strip()
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    history = open_history(tmp_path)
    (exchange,) = history.exchanges("olha", chat)
    assert [statement.text for statement in exchange.statements] == ["Перше твердження.", "Друге."]
    assert not exchange.finished
    history.close()


MANY = """
import sys
from pathlib import Path
from dzherelo.ui.history.store import open_history
history = open_history(Path(sys.argv[1]))
for number in range(20):
    history.begin("olha", f"Питання {number}", chat=None, place=0).failed("ні")
history.close()
"""


def test_threads_and_processes_write_at_once(history, tmp_path):
    home = str(tmp_path / "home")
    others = [subprocess.Popen([sys.executable, "-c", MANY, home], cwd=ROOT) for _ in range(2)]
    failures = []

    def ask(number):
        try:
            for _ in range(10):
                history.begin(f"reader {number}", "Питання", chat=None, place=0).failed("ні")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait() for other in others] == [0, 0] and failures == []
    assert len(history.chats("olha")) == 40
    assert all(len(history.chats(f"reader {number}")) == 10 for number in range(4))


@pytest.mark.parametrize("damage", ["rubbish", "pages"])
def test_a_damaged_file_is_set_aside_and_never_lost(history, keep, tmp_path, damage):
    for number in range(60):
        keep(f"Питання {number}")
    history.close()
    path = tmp_path / "home" / FILE
    data = path.read_bytes()
    broken = b"no database" * 1000 if damage == "rubbish" else data[:8192] + os.urandom(20_000)
    path.write_bytes(broken)
    again = open_history(tmp_path / "home")
    assert again.chats("olha") == ()
    assert again.set_aside.read_bytes()[: len(broken)] == broken
    assert again.set_aside.name.startswith("chats-damaged-")
    again.begin("olha", "Нове", chat=None, place=0)
    again.close()
    sound = open_history(tmp_path / "home")
    assert sound.set_aside is None and titles(sound) == ["Нове"]
    sound.close()


def test_a_file_of_a_newer_program_is_left_alone(history, keep, tmp_path):
    keep("Питання")
    history.close()
    path = tmp_path / "home" / FILE
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="newer Dzherelo"):
        open_history(tmp_path / "home")
    assert [file.name for file in path.parent.glob("*damaged*")] == []


def test_a_migration_is_done_once_and_whole(history, keep, tmp_path):
    keep("Питання")

    def add_pin(connection):
        connection.execute("ALTER TABLE chats ADD COLUMN pinned INTEGER")

    def fail(connection):
        connection.execute("ALTER TABLE chats ADD COLUMN broken INTEGER")
        raise ZeroDivisionError

    database = history._database
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        migrate(connection, (*MIGRATIONS, add_pin, fail))
    with database.reading() as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    for _ in range(2):
        with database.writing() as connection:
            migrate(connection, (*MIGRATIONS, add_pin))
    with database.reading() as connection:
        names = {row["name"] for row in connection.execute("PRAGMA table_info(chats)")}
    assert "pinned" in names and "broken" not in names
    assert titles(history) == ["Питання"]


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_the_file_is_the_readers_alone(history, tmp_path):
    assert stat.S_IMODE((tmp_path / "home" / FILE).stat().st_mode) == 0o600


def test_a_folder_that_is_none_is_one_clear_line(tmp_path):
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    with pytest.raises(LibraryError, match="home"):
        open_history(tmp_path / "home")


def test_an_answer_of_another_version_still_has_its_words(history, keep, tmp_path):
    chat = keep("Питання")
    with sqlite3.connect(tmp_path / "home" / FILE) as connection:
        connection.execute("UPDATE exchanges SET answer = ?", (json.dumps({"was": "other"}),))
    connection.close()
    (exchange,) = history.exchanges("olha", chat)
    assert exchange.answer is None and "1931" in exchange.text and exchange.finished
