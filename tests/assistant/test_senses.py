"""A follow-up that may be meant in several senses is answered in the one that the library knows."""

from dataclasses import dataclass, field

import pytest

from dzherelo.assistant.answer.abstention import Judge, Verdict
from dzherelo.assistant.answer.answer_type_check import AnswerType
from dzherelo.assistant.answer.calibration import neutral
from dzherelo.assistant.dialogue.condense import condense, settled
from dzherelo.assistant.dialogue.entities import Entities
from dzherelo.assistant.dialogue.interpretations import Place, senses
from dzherelo.assistant.types import Cited, Turn
from dzherelo.corpus.language.acts import Acts
from dzherelo.corpus.types import Locator

GUILD = Turn("Хто обирає старшину гільдії?", "Загальні збори.")
KILN = Turn("Для чого гільдії піч?", "Щоб випалювати глечики.")
BY_LAW = Place("Статут гільдії, ст. 4", "Статут гільдії. Стаття 4. Старшина")


@pytest.fixture
def read(terms):
    """The senses that a question has beside that of the rules, and that."""
    entities = Entities(terms)

    def read(asked, turns, place=None):
        turns = settled(turns, entities)
        taken = condense(asked, turns, entities)
        return senses(asked, taken, turns, entities, place=place), taken

    return read


def texts(found):
    return [sense.reading.text for sense in found]


def test_each_thing_spoken_of_may_be_what_a_pronoun_stands_for(read):
    found, taken = read("а коли її чистять?", [GUILD, KILN])
    assert {"коли гільдію чистять?", "коли піч чистять?"} <= {*texts(found), taken.text}
    assert taken.text not in texts(found)


def test_an_elliptical_question_may_be_asked_of_the_place_that_was_cited(read):
    found, _ = read("а на який строк?", [GUILD], BY_LAW)
    there = next(one.reading for one in found if one.reading.place)
    assert there.text == "Статут гільдії, ст. 4: на який строк?"
    assert there.topic == BY_LAW.heading
    assert not any(one.reading.place for one in read("а на який строк?", [GUILD])[0])


def test_a_question_that_stands_alone_is_only_put_under_the_last_one(read):
    found, _ = read("Хто сплачує внески до спільної каси?", [GUILD], BY_LAW)
    assert [one.reading.root for one in found] == [GUILD.question]


@pytest.mark.parametrize("history", [[], [Turn("  ")]])
def test_a_first_question_has_one_sense(read, history):
    assert read("а коли її чистять?", history)[0] == ()


def test_long_dialogues_have_no_more_senses_than_short_ones(read):
    named = "Гільдія, майстерня, піч, глина, цех, каса, рада, збори, статут, печатка: що це?"
    many, _ = read("а коли її чистять?", [Turn(named)] * 12)
    assert 1 < len(many) <= 9


# The most sure one ------------------------------------------------------------------------------


def asked_on(assistant, *questions):
    """The last answer of a dialogue in which these were asked."""
    turns, answer = [], None
    for question in questions:
        answer = assistant.ask(question, history=turns)
        turns.append(Turn.of(question, answer))
    return answer


def test_the_sense_that_the_library_answers_is_taken_and_shown(shipped):
    answer = asked_on(
        shipped,
        "Хто платить витрати ООН?",
        "а якщо якась держава не платить?",
        "can they throw it out altogether?",
    )
    assert [(one.source, one.locator.article) for one in answer.citations] == [("ref04", "6")]
    assert answer.understood


def test_what_no_sense_answers_is_declined(shipped):
    answer = asked_on(shipped, "Хто платить витрати ООН?", "а скільки вони заплатили торік?")
    assert not answer.answered


def test_a_text_that_was_removed_since_is_no_place_to_ask_of(shipped):
    gone = Turn("Хто платить внески?", "Гончарі.", (Cited("gone", Locator(article="4")),))
    answer = shipped.ask("а хто затверджує бюджет ООН?", history=[gone])
    assert [(one.source, one.locator.article) for one in answer.citations] == [("ref04", "17")]
    assert not shipped.ask("а на який строк?", history=[gone]).answered


@dataclass
class Candidate:
    place: Cited


@dataclass
class Sense:
    """A sense whose answer is as sure as it is told to be."""

    confidence: float
    place: str = "p"
    reason: str | None = None
    margin: float = 0.0
    ranked: list = field(init=False)

    def __post_init__(self):
        self.ranked = [Candidate(Cited("law", Locator(article=self.place)))]

    @property
    def verdict(self):
        return Verdict(self.reason, self.confidence)


@pytest.fixture
def surest():
    return Judge(AnswerType(Acts(()), neutral()), neutral()).surest


SURE = neutral().thresholds["sense"]


def test_another_sense_must_be_ahead_by_what_it_is_asked_for(surest):
    taken = Sense(0.5)
    near, far = Sense(0.69, "q", margin=0.2), Sense(0.71, "r", margin=0.2)
    assert surest(taken, [near]) is taken
    assert surest(taken, [near, far]) is far


def test_a_sense_that_answers_from_the_same_place_changes_nothing(surest):
    taken = Sense(0.5)
    assert surest(taken, [Sense(0.9)]) is taken


def test_what_was_just_cited_is_not_lightly_cited_again(surest):
    taken, again = Sense(0.5), Sense(0.7, "q", margin=0.1)
    just = [Cited("law", Locator(article="q"))]
    assert surest(taken, [again]) is again
    assert surest(taken, [again], cited=just) is taken
    assert surest(taken, [Sense(0.95, "q", margin=0.1)], cited=just) is not taken


def test_a_sense_in_which_it_is_declined_is_not_taken(surest):
    taken = Sense(0.1, reason="not-in-library")
    assert surest(taken, [Sense(0.9, "q", "not-in-library")]) is taken


def test_a_declined_question_is_not_answered_in_an_unsure_sense(surest):
    taken = Sense(0.1, reason="not-in-library")
    assert surest(taken, [Sense(SURE - 0.01, "q")]) is taken
    sure = Sense(SURE, "q")
    assert surest(taken, [sure]) is sure
