"""Conversations over the stand-in for the assistant, kept in a real file."""

from __future__ import annotations

import io
import threading

import pytest
from docx import Document

from dzherelo.assistant.types import Event, Statement
from dzherelo.corpus.errors import IndexMismatch, LibraryError
from dzherelo.ui.history.store import UnknownChat, open_history
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.chat import Chat
from dzherelo.ui.page.sidebar import Keeper

UK = Words("uk")
FOUNDED = "Коли заснували товариство садівників?"
CATALOGUE = "Який каталог насіння видає товариство щороку?"


@pytest.fixture
def opened(tmp_path):
    """Opens a keeper over an assistant, each time as after a restart."""
    histories = []

    def open_keeper(assistant):
        histories.append(open_history(tmp_path))
        return Keeper(assistant, histories[-1])

    yield open_keeper
    for history in histories:
        history.close()


def ask(keeper, assistant, question, *, owner="olha", chat=None, talk=()):
    steps = Chat(assistant).reply(question, talk, UK)
    *_, last = filter(None, keeper.keep(steps, owner, chat=chat, place=len(talk)))
    assert last.problem is None
    return last


def test_a_talk_is_the_same_after_a_restart(garden, opened):
    keeper = opened(garden)
    first = ask(keeper, garden, FOUNDED)
    second = ask(keeper, garden, CATALOGUE, chat=first.chat, talk=first.talk)
    assert first.chat == second.chat
    again = opened(garden).reopen("olha", first.chat)
    assert again == second.talk and again[0].answer.citations
    assert [chat.title for chat in keeper.chats("olha")] == [FOUNDED]


def test_an_edited_question_replaces_what_followed(garden, opened):
    keeper = opened(garden)
    first = ask(keeper, garden, FOUNDED)
    second = ask(keeper, garden, CATALOGUE, chat=first.chat, talk=first.talk)
    ask(keeper, garden, "Хто засновник?", chat=second.chat, talk=())
    assert [one.question for one in keeper.reopen("olha", first.chat)] == ["Хто засновник?"]


def test_an_error_is_kept_with_its_question(garden, opened):
    keeper = opened(garden)
    garden.fails = IndexMismatch("Made by another model.", "Run: dzherelo index")
    kept = ask(keeper, garden, FOUNDED)
    assert keeper.reopen("olha", kept.chat)[0].error == "Made by another model. Run: dzherelo index"


def test_each_statement_is_on_disk_before_the_next_and_a_stop_is_remembered(garden, opened):
    keeper, reader = opened(garden), opened(garden)
    go, ended = threading.Semaphore(0), threading.Event()

    def stream(question, *, history=(), mode=None):
        try:
            for number in (1, 2, 3):
                go.acquire(timeout=30)
                yield Event(statement=Statement(f"Твердження {number}.", (number,)))
        finally:
            ended.set()

    garden.stream = stream
    beats = keeper.keep(Chat(garden).reply(FOUNDED, (), UK), "olha", chat=None, place=0)
    steps = (step for step in beats if step is not None)
    chat = next(steps).chat
    for count in (1, 2):
        go.release()
        next(steps)
        (exchange,) = reader.reopen("olha", chat)
        assert len(exchange.statements) == count
        assert exchange.answer is None and exchange.error is None
    beats.close()  # while the third is being made
    assert reader._history.exchanges("olha", chat)[0].state == "stopped"
    go.release()
    assert ended.wait(30)
    assert reader._history.exchanges("olha", chat)[0].state == "stopped"


def test_a_citation_keeps_its_words_whatever_becomes_of_the_text(garden, opened):
    keeper = opened(garden)
    kept = ask(keeper, garden, FOUNDED)
    before = kept.talk[0].answer.citations[0]
    garden._texts["garden"] = "Зовсім інший текст.\n\nЩе один."
    assert keeper.reopen("olha", kept.chat)[0].answer.citations == (before,)
    del garden._texts["garden"]
    assert keeper.reopen("olha", kept.chat)[0].answer.citations == (before,)


def test_nobody_reopens_anothers_chat(garden, opened):
    keeper = opened(garden)
    kept = ask(keeper, garden, FOUNDED)
    assert keeper.chats("taras") == ()
    for use in (keeper.reopen, keeper.delete, keeper.title):
        with pytest.raises(UnknownChat):
            use("taras", kept.chat)
    with pytest.raises(UnknownChat):
        keeper.export("taras", kept.chat, "md", UK)


def test_a_chat_deleted_elsewhere_does_not_come_back(garden, opened):
    keeper = opened(garden)
    first = ask(keeper, garden, FOUNDED)
    keeper.delete("olha", first.chat)
    second = ask(keeper, garden, CATALOGUE, chat=first.chat, talk=first.talk)
    assert second.chat != first.chat
    assert [one.question for one in keeper.reopen("olha", second.chat)] == [CATALOGUE]


def test_where_nothing_can_be_kept_the_talk_goes_on_and_says_so(garden):
    keeper = Keeper(garden, None, problem="The disk is read-only.")
    steps = Chat(garden).reply(FOUNDED, (), UK)
    *_, last = filter(None, keeper.keep(steps, "olha", chat=None, place=0))
    assert last.talk[0].answer.answered and last.chat is None
    assert keeper.chats("olha") == ()
    assert "The disk is read-only." in keeper.problem(UK)


def test_a_failing_disk_does_not_stop_an_answer(garden, opened, monkeypatch):
    keeper = opened(garden)

    def full(*args, **kwargs):
        raise LibraryError("No space left.", "Free some space.")

    monkeypatch.setattr(keeper._history, "begin", full)
    steps = Chat(garden).reply(FOUNDED, (), UK)
    *_, last = filter(None, keeper.keep(steps, "olha", chat=None, place=0))
    assert last.talk[0].answer.answered and last.problem == "No space left. Free some space."


def test_an_export_names_the_work_and_the_place(garden, opened):
    garden.library = type("Library", (), {"record": staticmethod(lambda source: None)})
    keeper = opened(garden)
    kept = ask(keeper, garden, FOUNDED)
    name, data = keeper.export("olha", kept.chat, "md", UK)
    assert name == "Коли-заснували-товариство-садівників.md"
    assert "Товариство садівників, абз. 2 (№ 1 у списку" in data.decode()
    del garden._texts["garden"]
    name, data = keeper.export("olha", kept.chat, "docx", UK)
    lines = [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]
    assert name.endswith(".docx")
    assert any("Товариство садівників" in one and "вже немає" in one for one in lines)
