"""A follow-up that may be meant in several senses is answered in the one that the library knows."""

import pytest

from dzherelo.assistant.answer.selection import SURE, Weighed, surest
from dzherelo.assistant.dialogue.condense import complete
from dzherelo.assistant.dialogue.interpretations import Place, Sense, senses
from dzherelo.assistant.query.question import take
from dzherelo.assistant.types import Cited, Turn
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.types import Locator

GUILD = Turn("Хто обирає старшину гільдії?", "Загальні збори.")
KILN = Turn("Для чого гільдії піч?", "Щоб випалювати глечики.")
BY_LAW = Place("Статут гільдії, ст. 4", "Статут гільдії. Стаття 4. Старшина")


def texts(found: tuple[Sense, ...]) -> list[str]:
    return [sense.completed.text for sense in found]


def test_each_thing_spoken_of_may_be_what_a_pronoun_stands_for():
    asked = "а коли її чистять?"
    found = texts(senses(asked, [GUILD, KILN]))
    assert any(one.endswith("Для чого гільдії піч? – коли її чистять?") for one in found)
    assert {"коли гільдію чистять?", "коли піч чистять?"} <= {*found, taken_as(asked)}


def taken_as(asked: str) -> str:
    return complete(asked, [GUILD, KILN]).text


def test_what_the_rules_take_a_question_for_is_no_other_sense():
    asked = "а коли її чистять?"
    assert taken_as(asked) not in texts(senses(asked, [GUILD, KILN]))


def test_an_elliptical_question_may_be_asked_of_the_place_that_was_cited():
    found = senses("а на який строк?", [GUILD], place=BY_LAW)
    there = next(one.completed for one in found if one.completed.shown)
    assert there.text == "Статут гільдії. Стаття 4. Старшина: на який строк?"
    assert there.shown == "Статут гільдії, ст. 4: на який строк?"
    assert not any(one.completed.shown for one in senses("а на який строк?", [GUILD]))


def test_a_question_that_stands_alone_is_only_put_under_the_last_one():
    found = senses("Хто сплачує внески до спільної каси?", [GUILD], place=BY_LAW)
    assert texts(found) == ["Хто обирає старшину гільдії? – Хто сплачує внески до спільної каси?"]


@pytest.mark.parametrize("history", [[], [Turn("  ")]])
def test_a_first_question_has_one_sense(history):
    assert senses("а коли її чистять?", history) == ()


def test_a_changed_topic_leaves_nothing_to_lean_on():
    assert senses("Нова тема: хто платить внески?", [GUILD, KILN]) == ()


def test_long_dialogues_have_no_more_senses_than_short_ones():
    named = "Гільдія, майстерня, піч, глина, цех, каса, рада, збори, статут, печатка: що це?"
    many = senses("а коли її чистять?", [Turn(named)] * 12)
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
    assert answer.understood == "can the United Nations throw it out altogether?"


def test_what_no_sense_answers_is_declined(shipped):
    answer = asked_on(shipped, "Хто платить витрати ООН?", "а скільки вони заплатили торік?")
    assert not answer.answered


def test_a_text_that_was_removed_since_is_no_place_to_ask_of(shipped):
    gone = Turn("Хто платить внески?", "Гончарі.", (Cited("gone", Locator(article="4")),))
    answer = shipped.ask("а хто затверджує бюджет ООН?", history=[gone])
    assert [(one.source, one.locator.article) for one in answer.citations] == [("ref04", "17")]
    assert not shipped.ask("а на який строк?", history=[gone]).answered


class Weight:
    """A sense whose answer is as sure as it is told to be."""

    def __init__(self, confidence, reason=None, passage="p"):
        self.verdict = type("Verdict", (), {"confidence": confidence, "reason": reason})
        locator = Locator(article=passage)
        passage = type("Passage", (), {"source": "law", "locator": locator})
        self.ranked = [type("Candidate", (), {"passage": passage})]


def test_another_sense_must_be_ahead_by_what_it_is_asked_for():
    taken = Weight(0.5)
    near, far = Weight(0.69, passage="q"), Weight(0.71, passage="r")
    assert surest(taken, [(near, 0.2)]) is taken
    assert surest(taken, [(near, 0.2), (far, 0.2)]) is far


def test_a_sense_that_answers_from_the_same_place_changes_nothing():
    taken = Weight(0.5)
    assert surest(taken, [(Weight(0.9), 0.0)]) is taken


def test_what_was_just_cited_is_not_lightly_cited_again():
    taken, again = Weight(0.5), Weight(0.7, passage="q")
    just = [Cited("law", Locator(article="q"))]
    assert surest(taken, [(again, 0.1)]) is again
    assert surest(taken, [(again, 0.1)], cited=just) is taken
    assert surest(taken, [(Weight(0.95, passage="q"), 0.1)], cited=just) is not taken


def test_a_sense_in_which_it_is_declined_is_not_taken():
    taken = Weight(0.1, "not-in-library")
    assert surest(taken, [(Weight(0.9, "not-in-library", "q"), 0.0)]) is taken


def test_a_declined_question_is_not_answered_in_an_unsure_sense():
    taken = Weight(0.1, "not-in-library")
    unsure, sure = Weight(SURE - 0.01, passage="q"), Weight(SURE, passage="q")
    assert surest(taken, [(unsure, 0.0)]) is taken
    assert surest(taken, [(sure, 0.0)]) is sure


def test_nothing_found_is_no_answer():
    question = take("хто чистить піч?", Terms({}))
    assert Weighed(question, (), ()).verdict.reason == "not-in-library"
