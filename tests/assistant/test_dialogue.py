"""Follow-ups: a question of a dialogue is read once, and the next one leans on that reading."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from dzherelo.assistant.dialogue.condense import TURNS, condense, settled
from dzherelo.assistant.dialogue.entities import Entities
from dzherelo.assistant.types import Answer, Cited, Reading, Turn
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.types import Locator

GUILD = Turn("Що таке Міжнародна гільдія ткачів?", "Неурядова організація ткачів.")
ROOM = Turn("When was the Potters' Reading Room founded?", "In 1903.")
COURT = Cited("ref05", Locator(article="148", part="1"))
ARTICLE = Turn("Що каже стаття 36 Конституції України?", "Про свободу об'єднання.")


@pytest.fixture(scope="session")
def read(terms):
    """A question as it is read after some turns, by the vocabulary of the default library."""
    entities = Entities(terms)
    return lambda asked, *turns: condense(asked, settled(turns, entities), entities)


@pytest.mark.parametrize(
    ("turns", "asked", "taken"),
    [
        ([GUILD], "а коли її заснували?", "коли Міжнародну гільдію ткачів заснували?"),
        ([ROOM], "What are its tasks?", "What are the Potters' Reading Room's tasks?"),
        ([GUILD], "рік?", "Міжнародна гільдія ткачів: рік?"),
        ([ARTICLE], "а частина 2?", "частина 2 статті 36 Конституції України?"),
        ([Turn("Скільки там суддів?", "18", (COURT,))], "а стаття 149?", "стаття 149 Конституції?"),
    ],
)
def test_a_follow_up_is_said_as_a_question_of_its_own(read, turns, asked, taken):
    assert read(asked, *turns).text == taken


@pytest.mark.parametrize(
    "asked",
    [
        "Що таке злочинність?",
        "Хто проводить екстрадиційну перевірку?",
        "What is a civic association?",
        "How many members does the Security Council have?",
        "Чи може держава, якщо вона не є членом ООН, звернутися до Ради Безпеки?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(read, asked):
    reading = read(asked, GUILD, ROOM, ARTICLE)
    assert (reading.text, reading.topic, reading.root) == (asked, "", "")


@pytest.mark.parametrize(
    ("turns", "asked", "names"),
    [
        # through a follow-up before it, which has no name of its own
        ([GUILD, Turn("а коли її заснували?", "1903 року.")], "і хто її заснував?", "гільдію"),
        # what a short answer names
        (
            [Turn("Який орган наглядає за читальнями?", "Подільська Рада Читалень.")],
            "скільки в ній членів?",
            "Подільській Раді Читалень",
        ),
        # what the pronoun before it stood for, though something else that agrees stands nearer
        (
            [GUILD, Turn("а вона може орендувати майстерню?", "Може.")],
            "а продати її?",
            "гільдію ткачів",
        ),
        # a place says where something is so; it is seldom what is spoken of
        (
            [Turn("Коли Україна дозволяє виставку кераміки?", "Улітку.")],
            "хто її відкриває?",
            "виставку кераміки",
        ),
        # another language in mid-dialogue
        (
            [Turn("Що таке Міжнародна асоціація кримінального права?", "Організація.")],
            "and who founded it?",
            "International Association of Penal Law",
        ),
        # yes, to what was offered
        (
            [Turn("Що таке Міжнародна гільдія ткачів?", "Організація. Сказати, хто її очолює?")],
            "так",
            "хто її очолює",
        ),
    ],
)
def test_what_is_spoken_of_stands_in_the_reading(read, turns, asked, names):
    assert names in read(asked, *turns).text


def test_what_cannot_be_said_by_itself_is_read_with_its_root(read):
    reading = read("і для членів так само?", Turn("Скільки треба засновників?"), Turn("а вік?"))
    assert reading.before == "Скільки треба засновників? вік?"


def test_to_be_shown_the_place_is_to_ask_again(read):
    asked = [GUILD, Turn("а коли її заснували?", "1903 року.")]
    assert read("покажи це місце", *asked).text == "коли Міжнародну гільдію ткачів заснували?"
    assert read("show me where it says that", ROOM).text == ROOM.question


# The state --------------------------------------------------------------------------------------


def test_a_reading_is_leaned_on_as_it_was_decided(read):
    decided = Reading("Коли заснували Цех склярів?", "Коли заснували Цех склярів?")
    turn = Turn("а коли?", "1720 року.", reading=decided)
    assert "Цех склярів" in read("а хто?", GUILD, turn).text


@given(
    st.builds(
        Reading, *(st.text(max_size=9) for _ in range(7)), genders=st.tuples(st.text(max_size=5))
    )
)
def test_a_reading_goes_through_json(reading):
    assert Reading.of(json.loads(json.dumps(asdict(reading)))) == reading


@pytest.mark.parametrize("told", [None, "x", {}, {"text": "a"}, {"text": 1, "own": "b"}])
def test_what_is_no_reading_is_none(told):
    assert Reading.of(told) is None


def test_a_turn_keeps_the_reading_of_its_answer():
    reading = Reading("Хто?", "Хто?")
    answer = Answer("хто?", "uk", answered=False, text="…", reading=reading)
    assert Turn.of("хто?", answer).read is reading
    assert answer.as_dict()["reading"]["text"] == "Хто?"


@given(
    st.text(max_size=80),
    st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=4),
)
def test_any_dialogue_gives_a_question_that_is_no_emptier(asked, turns):
    entities = Entities(Terms({}))  # also where a library has no vocabulary at all
    reading = condense(asked, settled([Turn(*turn) for turn in turns], entities), entities)
    assert reading.text.strip() or not asked.strip()
    assert condense(asked, (), entities).text == asked


@given(st.integers(min_value=0, max_value=40))
def test_a_long_dialogue_costs_no_more_than_its_last_turns(count):
    entities = Entities(Terms({}))
    far = [Turn(f"Що таке Скляна майстерня номер {n}?", "Майстерня.") for n in range(count)]
    read = [settled([*far, *[GUILD] * TURNS], entities), settled([GUILD] * TURNS, entities)]
    assert read[0] == read[1]


def test_a_kept_answer_has_its_reading_and_an_older_one_still_opens():
    adapter = TypeAdapter(Answer)
    answer = Answer("рік?", "uk", answered=False, text="…", reading=Reading("Цех: рік?", "рік?"))
    written = json.loads(adapter.dump_json(answer))
    assert adapter.validate_python(written) == answer
    written.pop("reading")
    assert adapter.validate_python(written).reading is None
