from __future__ import annotations

from dataclasses import replace
from html import unescape

from dzherelo.corpus.errors import IndexMismatch
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.chat import Chat
from dzherelo.ui.page.library import Library
from dzherelo.ui.terminal import Relay
from dzherelo.ui.views.answer_html import Exchange

UK, EN = Words("uk"), Words("en")
FOUNDED = "Коли заснували товариство садівників?"


def _last(steps):
    *_, last = steps
    return last


def test_statements_come_before_the_whole_answer(garden):
    asked, first, whole = Chat(garden).reply(FOUNDED, (), UK)
    assert asked == (Exchange(FOUNDED),)
    assert first[0].statements and first[0].answer is None
    assert whole[0].answer.answered


def test_the_page_shows_question_then_searching_then_answer_with_citation(garden):
    chat = Chat(garden)
    shown = [
        chat.html(talk, UK, busy=at < 2) for at, talk in enumerate(chat.reply(FOUNDED, (), UK))
    ]
    assert all("dz-question" in one for one in shown)
    assert "Шукаю" in shown[0]
    assert "dz-cites" not in shown[1]
    assert "dz-cites" in shown[2] and 'data-act="open"' in shown[2]


def test_only_words_of_a_text_are_called_quotes(garden):
    chat = Chat(garden)
    (exchange,) = _last(chat.reply(FOUNDED, (), UK))
    assert "точні цитати" in chat.html((exchange,), UK)
    noted = [
        replace(one, passage=replace(one.passage, origin="note"))
        for one in exchange.answer.citations
    ]
    answer = replace(exchange.answer, citations=tuple(noted))
    shown = chat.html((replace(exchange, answer=answer),), UK)
    assert "точні цитати" not in shown and "слова наших нотаток" in shown


def test_a_follow_up_is_asked_with_the_earlier_turns(garden):
    chat = Chat(garden)
    talk = _last(chat.reply(FOUNDED, (), UK))
    talk = _last(chat.reply("А каталог насіння?", talk, UK))
    (_, history) = garden.asked[-1]
    (turn,) = history
    assert (turn.question, turn.answer) == (FOUNDED, talk[0].answer.text)
    assert [place.source for place in turn.cited] == [c.source for c in talk[0].answer.citations]
    assert chat.html(talk, UK).count('class="dz-turn"') == 2


def test_two_talks_do_not_mix(garden):
    chat = Chat(garden)
    mine = _last(chat.reply(FOUNDED, (), UK))
    yours = _last(chat.reply("Який каталог насіння видає товариство?", (), UK))
    assert len(mine) == len(yours) == 1
    assert garden.asked[-1][1] == ()


def test_an_error_is_one_line_and_the_talk_goes_on(garden):
    chat = Chat(garden)
    garden.fails = IndexMismatch("The index was made by another model.", "Run: dzherelo index")
    talk = _last(chat.reply(FOUNDED, (), UK))
    assert talk[0].error == "The index was made by another model. Run: dzherelo index"
    assert "dz-error" in chat.html(talk, UK)
    assert _last(chat.reply(FOUNDED, talk, UK))[1].answer.answered


def test_a_bug_shows_no_internals_and_is_logged(garden, caplog):
    garden.fails = ZeroDivisionError("secret path")
    talk = _last(Chat(garden).reply(FOUNDED, (), EN))
    assert "secret" not in talk[0].error and "Something went wrong" in talk[0].error
    assert "secret path" in caplog.text


def test_an_added_file_is_read_indexed_and_answers(nothing, tmp_path):
    relay = Relay(lambda what, done, total: None)
    nothing.progress = relay
    chat, library = Chat(nothing), Library(nothing, relay=relay)
    path = tmp_path / "roses.txt"
    path.write_text("Троянди <b>\n\nТроянди люблять сонячні схили пагорбів.", encoding="utf-8")
    steps = list(library.add([path], UK))
    assert "Читаю: roses" in unescape(steps[0])
    assert any('value="2" max="2"' in step and "Індексую" in step for step in steps)
    assert "Готово: Троянди <b>." in unescape(steps[-1]) and "<b>" not in steps[-1]
    assert _last(chat.reply("Де люблять рости троянди, на сонячні схили?", (), UK))[
        0
    ].answer.answered
    assert "Цей текст уже є" in _last(library.add([path], UK))


def test_a_refused_file_is_one_line_and_the_next_is_taken(nothing, tmp_path):
    empty, good = tmp_path / "empty.txt", tmp_path / "good.txt"
    empty.write_text(" ", encoding="utf-8")
    good.write_text("Добрий текст", encoding="utf-8")
    last = _last(Library(nothing).add([empty, good], EN))
    assert '<div class="dz-error">empty.txt is empty. Add a file that' in unescape(last)
    assert "Done: Добрий текст" in unescape(last)


def test_first_questions_are_ones_that_are_answered(garden, nothing, made_of):
    chat = Chat(garden)
    questions = chat.first_questions(UK)
    assert questions == ("Про що йдеться у «Товариство садівників»?",)
    asked = len(garden.asked)
    assert chat.first_questions(UK) == questions and len(garden.asked) == asked  # kept
    assert Chat(nothing).first_questions(UK) == ()
    assert Chat(made_of({"x": "Сад"})).first_questions(UK) == ()


def test_the_page_works_without_suggestions_when_the_index_does_not(garden):
    garden.fails = IndexMismatch("The index was made by another model.", "Run: dzherelo index")
    assert Chat(garden).first_questions(UK) == ()
