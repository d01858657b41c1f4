"""Measures by hand-counted examples, and what must hold for any ranking."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.assistant.types import Answer, Citation, Hit, Statement
from dzherelo.corpus.types import Kind, Locator, Passage, Span
from dzherelo.evals.gold import Question, Region
from dzherelo.evals.harness import within_budget
from dzherelo.evals.measures import BY_NAME, MEASURES, Outcome, scores_of
from dzherelo.evals.support import Grounding

RETRIEVAL = [measure for measure in MEASURES if measure.family == "retrieval"]

TEXT = "x" * 1000


def passage(start, end, kind=Kind.PARAGRAPH, text=TEXT):
    span = Span(start, end)
    return Passage(f"{start}", "essay", span, span.of(text), Locator(), "en", kind)


def hits(*spans):
    return tuple(Hit(n, 1 / n, passage(*span)) for n, span in enumerate(spans, start=1))


def regions(*spans):
    return tuple(Region("essay", "text", Span(*span)) for span in spans)


def question(answerable=True, **changes):
    place = {"source": "essay", "locator": {"paragraph": 1}, "terms": ["x"]}
    fields = {
        "id": "q",
        "lang": "en",
        "kind": "fact",
        "question": "?",
        "split": "dev",
        "answerable": answerable,
        "evidence": [{"any_of": [place]}] if answerable else [],
        "reason": [] if answerable else ["false-premise"],
    }
    return Question.model_validate(fields | changes)


def outcome(found, *groups, **changes):
    return Outcome(changes.pop("asked", question()), groups, hits(*found), **changes)


def answer(text="", *, answered=True, citations=(), reason=None, **changes):
    return Answer("?", "en", answered, text, reason=reason, citations=citations, **changes)


def of(name, found):
    return BY_NAME[name].of(found)


def quoting(span, kind=Kind.PARAGRAPH):
    return Citation(1, passage(0, 500, kind), Span(*span))


def test_a_measure_is_a_value_with_a_name_of_its_own():
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    assert str(BY_NAME["nDCG@10"]) == "nDCG@10"
    assert {BY_NAME["R@5"]: 1}[BY_NAME["R@5"]] == 1
    assert {m.name for m in MEASURES if m.lower} == {
        "Misgrounded",
        "WrongValue",
        "Forbidden",
        "FalseAbstention",
    }


# Search -------------------------------------------------------------------------------------------


def test_the_first_evidence_stands_third():
    found = outcome([(0, 100), (100, 200), (200, 300)], regions((200, 300)))
    assert {m.name: m.of(found) for m in RETRIEVAL[:5]} == {
        "S@1": 0.0,
        "R@5": 1.0,
        "R@10": 1.0,
        "RR@10": pytest.approx(1 / 3),
        "nDCG@10": pytest.approx(1 / math.log2(4)),
    }


def test_one_of_two_units_is_found_by_any_of_its_places():
    found = outcome([(0, 100), (300, 400)], regions((100, 200), (300, 400)), regions((500, 600)))
    assert of("R@5", found) == 0.5
    assert of("AllR@10", found) == 0.0
    assert of("nDCG@10", found) == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


def test_a_hit_counts_when_it_covers_half_of_the_region_and_not_below():
    region = regions((100, 200))
    assert of("S@1", outcome([(150, 400)], region)) == 1.0
    assert of("S@1", outcome([(151, 400)], region)) == 0.0
    assert of("S@1", outcome([(0, 1000)], region)) == 1.0


def test_the_same_span_of_another_source_or_of_the_notes_is_no_evidence():
    for other in (Region("letter", "text", Span(0, 100)), Region("essay", "note", Span(0, 100))):
        assert of("S@1", outcome([(0, 100)], (other,))) == 0.0


def test_a_unit_that_is_found_twice_counts_once():
    once = outcome([(0, 100), (500, 600)], regions((0, 100)), regions((700, 800)))
    twice = outcome([(0, 100), (0, 100)], regions((0, 100)), regions((700, 800)))
    assert of("nDCG@10", once) == of("nDCG@10", twice) < 1
    assert of("R@10", twice) == 0.5


def test_a_question_that_found_nothing_scores_zero_and_one_without_evidence_has_no_score():
    for measure in RETRIEVAL:
        if measure.name != "AllR@10":
            assert measure.of(outcome([], regions((0, 9)))) == 0.0
        assert measure.of(outcome([(0, 9)])) is None


def test_characters_are_counted_within_the_budget_and_once():
    found = hits((0, 100), (50, 150), (200, 300))
    budget = within_budget(found, len, tokens=250)
    assert [tuple(e.span) for e in budget] == [(0, 100), (50, 150)]
    read = outcome([], regions((50, 250)), budget=budget)
    assert of("CharR@1500", read) == 0.5
    assert of("CharP@1500", read) == (50 + 100) / 200


def test_the_hit_that_does_not_fit_is_cut_at_a_word():
    text = "one two three four"
    hit = Hit(1, 1.0, Passage("p", "s", Span(10, 28), text, Locator(), "en", Kind.PARAGRAPH))
    (kept,) = within_budget([hit], lambda words: len(words.split()), tokens=3)
    assert tuple(kept.span) == (10, 23)
    assert within_budget([hit], lambda words: len(words.split()), tokens=0) == ()


# Citations ----------------------------------------------------------------------------------------


def test_cited_needs_a_quote_from_the_evidence():
    def cited(quote, answered=True):
        given = answer("…", answered=answered, citations=(quoting(quote),))
        return of("Cited", outcome([], regions((100, 200)), answer=given))

    assert cited((150, 160)) == 1.0
    assert cited((200, 300)) == 0.0
    assert cited((150, 160), answered=False) == 0.0


def test_half_of_the_evidence_quoted_is_half_a_share():
    given = answer("…", citations=(quoting((0, 50)),))
    found = outcome([], regions((0, 100)), regions((600, 700)), answer=given)
    assert (of("Cited", found), of("CitedShare", found)) == (1.0, 0.5)


def test_statements_and_citations_that_are_not_carried_cost_recall_and_precision():
    grounds = (Grounding(True, (True, False)), Grounding(False, (False,)))
    found = outcome([], regions((0, 9)), answer=answer("…"), grounds=grounds)
    assert of("CiteRecall", found) == 0.5
    assert of("CitePrecision", found) == pytest.approx(1 / 3)
    assert of("Misgrounded", found) == 1.0
    fine = outcome([], regions((0, 9)), answer=answer("…"), grounds=grounds[:1])
    assert of("Misgrounded", fine) == 0.0


def test_an_answer_without_a_single_statement_is_misgrounded_and_a_refusal_is_not_judged():
    assert of("Misgrounded", outcome([], regions((0, 9)), answer=answer("Так."))) == 1.0
    assert of("Misgrounded", outcome([], regions((0, 9)), answer=answer(answered=False))) is None


def test_quotes_that_are_no_slices_cost_exactness():
    assert of("Exact", outcome([], exact=(True, True, False, True))) == 0.75
    assert of("Valid", outcome([], valid=(True, False))) == 0.5
    assert of("Exact", outcome([])) is None


# Answers ------------------------------------------------------------------------------------------

NUGGETS = [
    {"weight": "vital", "any_of": ["stone bridge", "bridge of stone"]},
    {"weight": "vital", "any_of": ["1357"]},
    {"weight": "okay", "any_of": ["toll"]},
]


def said(text, *, answered=True, **changes):
    asked = question(nuggets=NUGGETS, **changes)
    return outcome([], regions((0, 9)), asked=asked, answer=answer(text, answered=answered))


def test_nuggets_are_counted_by_weight_and_a_refusal_says_none():
    half = said("The Stone Bridges of the town [1357].")  # the number is that of a citation
    assert of("Vital", half) == 0.5
    assert of("Nuggets", half) == 0.4
    whole = said("A bridge of stone, begun in 1357.")
    assert (of("Vital", whole), of("Nuggets", whole)) == (1.0, 0.8)
    assert of("Vital", said("A bridge of stone, begun in 1357.", answered=False)) == 0.0
    assert of("Vital", outcome([], regions((0, 9)), answer=answer("x"))) is None


def test_what_is_said_partly_counts_half_where_one_is_lenient():
    partly = said("It was made of stone.")
    assert (of("Vital", partly), of("VitalLenient", partly)) == (0.0, 0.25)
    assert of("VitalLenient", said("Begun in 1358.")) == 0.0


def test_another_number_than_the_gold_is_a_wrong_value():
    assert of("WrongValue", said("Begun in 1375.")) == 1.0
    assert of("WrongValue", said("Begun in 1357, rebuilt in 1890.")) == 0.0
    assert of("WrongValue", said("Begun long ago.")) == 0.0  # says nothing, so nothing wrong
    assert of("WrongValue", said("Rebuilt in 1890?", question="Was it rebuilt in 1890?")) == 0.0
    assert of("WrongValue", said("It has 16 arches.")) == 0.0  # a number, but no year
    assert of("WrongValue", said("Begun in 1375.", answered=False)) is None


def test_a_list_is_judged_by_its_items():
    asked = question(
        kind="list", nuggets=[{"weight": "vital", "any_of": [w]} for w in ("oak", "elm", "ash")]
    )
    texts = ["The trees are:", "an oak", "an elm", "a lamp"]
    kinds = [Kind.LEAD, Kind.ITEM, Kind.ITEM, Kind.ITEM]
    given = answer(
        " ".join(texts),
        citations=tuple(Citation(n, passage(0, 9, k), Span(0, 9)) for n, k in enumerate(kinds)),
        statements=tuple(Statement(text, (n,)) for n, text in enumerate(texts)),
    )
    found = outcome([], regions((0, 9)), asked=asked, answer=given)
    assert of("ListP", found) == pytest.approx(2 / 3)
    assert of("ListR", found) == pytest.approx(2 / 3)
    assert of("ListF1", found) == pytest.approx(2 / 3)
    refused = outcome([], regions((0, 9)), asked=asked, answer=answer(answered=False))
    assert (of("ListP", refused), of("ListF1", refused)) == (None, 0.0)


def test_what_must_not_be_said_is_noticed_also_in_a_refusal():
    asked = question(answerable=False, forbidden=["I am a pirate"])
    for told, score in ((answer("I am a pirate!"), 1.0), (answer("No.", answered=False), 0.0)):
        assert of("Forbidden", outcome([], asked=asked, answer=told)) == score


# Abstention ---------------------------------------------------------------------------------------


def test_right_is_a_right_answer_or_a_due_refusal():
    asked = question(nuggets=NUGGETS)
    good = answer("The stone bridge of 1357.", citations=(quoting((0, 9)),))
    fine = {"asked": asked, "answer": good, "grounds": (Grounding(True, (True,)),)}
    bad = fine | {"grounds": (Grounding(False, (False,)),)}
    cases = {
        "right": (outcome([], regions((0, 9)), **fine), 1.0, 1.0, 0.0),
        "not carried": (outcome([], regions((0, 9)), **bad), 0.0, 0.0, 0.0),
        "elsewhere": (outcome([], regions((700, 709)), **fine), 0.0, 0.0, 0.0),
        "declined": (
            outcome([], regions((0, 9)), asked=asked, answer=answer(answered=False)),
            0.0,
            None,
            1.0,
        ),
        "trap": (outcome([], asked=question(False), answer=good), 0.0, 0.0, None),
        "seen": (
            outcome([], asked=question(False), answer=answer(answered=False, reason="unclear")),
            1.0,
            None,
            None,
        ),
    }
    for name, (found, accuracy, precision, false) in cases.items():
        told = [of(m, found) for m in ("Accuracy", "Precision", "FalseAbstention")]
        assert told == [accuracy, precision, false], name
    assert of("Declined", cases["seen"][0]) == 1.0
    assert of("Reason", cases["seen"][0]) == 0.0


def test_a_wrong_value_is_never_a_correct_answer():
    given = answer("The stone bridge of 1375.", citations=(quoting((0, 9)),))
    grounds = (Grounding(True, (True,)),)
    asked = question(nuggets=NUGGETS[:2])
    found = outcome([], regions((0, 9)), asked=asked, answer=given, grounds=grounds)
    assert of("Cited", found) == 1.0
    assert of("Correct", found) == 0.0


# Dialogue -----------------------------------------------------------------------------------------


def test_a_follow_up_is_held_against_its_standalone_wording():
    one, other = quoting((0, 9)), Citation(1, passage(600, 700), Span(600, 609))
    right = answer("…", citations=(one,))

    def told(asked, alone):
        found = outcome([], regions((0, 9)), answer=asked, alone=alone)
        return [of(m, found) for m in ("SameAsAlone", "CitedAfter", "CitedAlone")]

    assert told(right, right) == [1.0, 1.0, 1.0]
    assert told(answer("…", citations=(other,)), right) == [0.0, 0.0, 1.0]
    assert told(answer(answered=False), answer(answered=False)) == [1.0, 0.0, 0.0]
    assert told(right, answer(answered=False)) == [0.0, 1.0, 0.0]
    assert told(right, None) == [None, None, None]


# Laws ---------------------------------------------------------------------------------------------

spans = st.integers(0, 900).flatmap(
    lambda start: st.integers(start + 1, start + 100).map(lambda end: (start, end))
)
groups = st.lists(st.lists(spans, min_size=1, max_size=3), min_size=1, max_size=4)


@given(st.lists(spans, max_size=15), groups)
def test_every_score_is_a_share_and_more_hits_never_hurt(found, wanted):
    evidence = [regions(*group) for group in wanted]
    whole, less = scores_of(outcome(found, *evidence)), scores_of(outcome(found[:3], *evidence))
    assert all(0.0 <= value <= 1.0 for value in whole.values())
    for name in ("S@1", "R@5", "R@10", "RR@10", "nDCG@10"):
        assert less[name] <= whole[name] + 1e-9
    assert whole["R@5"] <= whole["R@10"] + 1e-9
