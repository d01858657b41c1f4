"""What wants the article as a whole is recognised before anything is searched, in mid-dialogue too;
what was shown of a turn is what the next one leans on."""

import pytest

from dzherelo.assistant.query.question import tidy
from dzherelo.assistant.types import Turn

BEFORE = ("Хто обирає Президента України?", "Who elects the judges of the ICJ?")
SOURCES = (
    "Перелічи всі джерела статті",
    "Дай список літератури",
    "List the references",
    "Which sources do the authors use?",
)
OVERVIEWS = (
    "стисло перекажи",
    "Перекажи статтю коротко",
    "Про що стаття?",
    "Summarise the article",
    "Give me a summary of the article",
    "sum up, please",
)


@pytest.fixture(params=BEFORE)
def history(request, shipped):
    return [Turn.of(request.param, shipped.ask(request.param))]


@pytest.mark.parametrize("asked", SOURCES)
def test_the_list_of_sources_needs_no_topic(shipped, history, asked):
    answer = shipped.ask(asked, history=history)
    assert [c.reference for c in answer.citations] == list(range(1, 12))
    assert answer.understood is None


@pytest.mark.parametrize("asked", OVERVIEWS)
def test_a_summary_needs_no_topic(assistant, asked):
    before = "Коли засновано Гончарну читальню?"
    history = [Turn.of(before, assistant.ask(before))]
    answer = assistant.ask(asked, history=history)
    assert answer.understood is None
    assert answer.answered and not answer.hits  # nothing was searched
    assert [c.text for c in answer.citations] == [c.text for c in assistant.ask(asked).citations]


@pytest.mark.parametrize(
    "asked", ["Переклади статтю англійською", "translate this into Ukrainian", "переклади це"]
)
def test_what_it_does_not_do_is_said(shipped, history, asked):
    answer = shipped.ask(asked, history=history)
    assert (answer.answered, answer.reason, answer.hits) == (False, "unclear", ())


@pytest.mark.parametrize(
    "asked",
    [
        "Порівняй ст. 36 Конституції і ст. 1 Закону про громадські об'єднання",
        "Compare article 36 of the Constitution and article 1 of the NGO law",
        "Чим відрізняється ст. 36 Конституції від ст. 1 Закону про громадські об'єднання?",
    ],
)
def test_places_that_are_compared_are_all_quoted(shipped, history, asked):
    answer = shipped.ask(asked, history=history)
    places = {(one.source, one.locator.article) for one in answer.citations}
    assert places == {("ref05", "36"), ("ref06", "1")}


@pytest.mark.parametrize("asked", ["Яка мета статті?", "What is the aim of the article?"])
def test_a_heading_is_no_answer(assistant, asked):
    for citation in assistant.ask(asked).citations:
        assert citation.passage.kind not in ("heading", "title")
        assert len(citation.text.split()) > 4


def test_what_was_shown_is_what_the_next_question_leans_on(shipped):
    turns = []
    for asked in (
        "Що таке Міжнародна асоціація кримінального права?",
        "а коли її засновано?",
        "хто до неї входить?",
        "Дякую! А стаття 36 Конституції про що?",
        "а частина 2?",
        "і хто це вирішує?",
        "what about the United Nations?",
        "покажи це місце",
    ):
        answer = shipped.ask(asked, history=turns)
        turns.append(Turn.of(asked, answer))
        shown = answer.understood or tidy(asked)
        assert turns[-1].read.text == shown


def test_a_question_after_others_is_read_the_same_once_it_was_read(shipped):
    """A dialogue led elsewhere is read once, in order; then its readings hold."""
    first, then = "Що таке громадське об'єднання?", "а хто його реєструє?"
    told = shipped.ask(then, history=[Turn.of(first, shipped.ask(first))])
    again = shipped.ask("а строк?", history=[Turn(first), Turn(then, reading=told.reading)])
    assert again.reading is not None
    assert again.reading.root == told.reading.text or again.reading.substituted
