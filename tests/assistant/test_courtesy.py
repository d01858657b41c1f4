import pytest

from assistant.courtesy import courteous


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
