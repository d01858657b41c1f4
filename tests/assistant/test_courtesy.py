import pytest

from dzherelo.assistant.query.small_talk import (
    as_written,
    courteous,
    courtesy_of,
    without_courtesies,
    without_courtesy,
)
from dzherelo.assistant.types import Turn


@pytest.mark.parametrize(
    ("said", "language", "begins"),
    [
        ("Привіт", "uk", "Вітаю"),
        ("добрий день!", "uk", "Вітаю"),
        ("Добрий день! Хто ти?", "uk", "Я відповідаю"),
        ("що ти вмієш", "uk", "Я відповідаю"),
        ("Дуже дякую за допомогу 👍", "uk", "Прошу"),
        ("до побачення", "uk", "На все добре"),
        ("Hello", "en", "Hello"),
        ("Hi, who are you?", "en", "I answer"),
        ("thanks!", "en", "You are welcome"),
        ("Thank you very much.", "en", "You are welcome"),
    ],
)
def test_courtesy_is_returned(said, language, begins):
    assert (courteous(said, language) or "").startswith(begins)


@pytest.mark.parametrize(
    "asked",
    [
        "Дякую, а що таке громадське об'єднання?",
        "Хто такий Войціховський?",
        "Привітання в статуті товариства",
        "What are you allowed to do under Article 71?",
        "history of Hilton",
        "???",
        "",
    ],
)
def test_a_question_is_none(asked):
    assert courteous(asked, "uk") is None


@pytest.mark.parametrize("asked", ["Привіт!", "Дякую", "Who are you?"])
def test_courtesy_is_not_searched_for(assistant, asked):
    answer = assistant.ask(asked)
    assert (answer.answered, answer.reason, answer.hits) == (False, "unclear", ())
    assert answer.text == courteous(asked, answer.language)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Привіт!", "greeting"),
        ("приииивіт", "greeting"),
        ("Доброго дня, колеги!", "greeting"),
        ("hello there 👋", "greeting"),
        ("Привіт, хто ти?", "about"),
        ("What can you do?", "about"),
        ("допоможи", "about"),
        ("як справи?", "wellbeing"),
        ("Щиро дякую, дуже допомогли!", "thanks"),
        ("thanks a lot", "thanks"),
        ("До побачення.", "parting"),
        ("ok, got it", "noted"),
        ("", None),
        ("а", None),
        ("?!", None),
        ("Привіт, що таке читальня?", None),
        ("хто ти за законом про читальні?", None),
        ("help victims of crime", None),
        ("Кому дякую?", None),
        ("hi " * 200, None),
    ],
)
def test_only_what_is_a_courtesy_throughout_is_one(text, kind):
    assert courtesy_of(text) == kind


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Привіт, що таке читальня?", "що таке читальня?"),
        ("Привіт що таке читальня?", "що таке читальня?"),
        ("Дякую! А коли її заснували?", "коли її заснували?"),
        ("Hi, who wrote the article?", "who wrote the article?"),
        ("Привіт!", "Привіт!"),
        ("Thanks to whom was the society founded?", "Thanks to whom was the society founded?"),
        ("Привіт Лубнам: хто автор?", "Привіт Лубнам: хто автор?"),
        ("Хайдеггер, хто він?", "Хайдеггер, хто він?"),
    ],
)
def test_a_greeting_before_a_question_is_left_out(text, asked):
    assert without_courtesy(text) == asked


def test_question_words_are_read_as_they_are_written():
    assert as_written("Скіки вуликів і шо це?") == "Скільки вуликів і що це?"
    assert as_written("Чтобы, десь, шоста, щодо") == "Чтобы, десь, шоста, щодо"


def test_nothing_leans_on_thanks():
    history = (Turn("Що таке читальня?", "Місце."), Turn("дякую!", "Прошу!"))
    assert without_courtesies(history) == history[:1]
