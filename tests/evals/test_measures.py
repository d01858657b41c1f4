"""Measures by hand-counted examples, and what must hold for any ranking."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Answer, Citation, Hit
from corpus.types import Kind, Locator, Passage, Span
from evals.gold import Question, Region
from evals.measures import (
    RETRIEVAL,
    Answered,
    Cited,
    Declined,
    Exact,
    Nuggets,
    Outcome,
    R,
    Reason,
    S,
    nDCG,
    score,
)

TEXT = "x" * 1000


def passage(start, end):
    span = Span(start, end)
    return Passage(f"{start}", "essay", span, span.of(TEXT), Locator(), "en", Kind.PARAGRAPH)


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
    return Outcome(question(), groups, hits(*found), **changes)


def answer(text="", *, answered=True, citations=(), reason=None):
    return Answer("?", "en", answered, text, reason=reason, citations=citations)


def test_a_measure_is_a_value():
    assert str(nDCG(10)) == "nDCG@10"
    assert R(5) == R(5) != R(10)
    assert len({S(5), S(5), R(5), Cited()}) == 3


def test_the_first_evidence_stands_third():
    found = outcome([(0, 100), (100, 200), (200, 300)], regions((200, 300)))
    values = {str(measure): measure.of(found) for measure in RETRIEVAL}
    assert values == {
        "S@1": 0.0,
        "R@5": 1.0,
        "R@10": 1.0,
        "RR@10": pytest.approx(1 / 3),
        "nDCG@10": pytest.approx(1 / math.log2(4)),
    }


def test_one_of_two_groups_is_found_by_any_of_its_places():
    found = outcome([(0, 100), (300, 400)], regions((100, 200), (300, 400)), regions((500, 600)))
    assert R(5).of(found) == 0.5
    assert nDCG(10).of(found) == pytest.approx(
        (1 / math.log2(3)) / (1 + 1 / math.log2(3)), abs=1e-9
    )


def test_a_hit_counts_when_it_covers_half_of_the_region_and_not_below():
    region = regions((100, 200))
    assert S(1).of(outcome([(150, 400)], region)) == 1.0
    assert S(1).of(outcome([(151, 400)], region)) == 0.0
    assert S(1).of(outcome([(0, 1000)], region)) == 1.0


def test_the_same_span_of_another_source_or_of_the_notes_is_no_evidence():
    for other in (Region("letter", "text", Span(0, 100)), Region("essay", "note", Span(0, 100))):
        assert S(1).of(outcome([(0, 100)], (other,))) == 0.0


def test_a_question_that_found_nothing_scores_zero_and_is_counted():
    silent, found = outcome([], regions((0, 9))), outcome([(0, 9)], regions((0, 9)))
    for measure in RETRIEVAL:
        assert score(measure, [silent, found]).mean == 0.5
        assert score(measure, [silent]).mean == 0.0


def test_no_gold_is_no_score_but_is_counted():
    without = Outcome(question(answerable=False), (), hits((0, 9)))
    assert score(R(5), [without]) is None
    mixed = score(R(5), [without, outcome([(0, 9)], regions((0, 9)))])
    assert (mixed.mean, mixed.count, mixed.without) == (1.0, 1, 1)


def test_cited_needs_a_quote_from_the_evidence():
    def cited(quote, *, answered=True):
        citation = Citation(1, passage(0, 500), Span(*quote))
        given = answer("…", answered=answered, citations=(citation,))
        return Cited().of(outcome([], regions((100, 200)), answer=given))

    assert cited((150, 160)) == 1.0
    assert cited((200, 300)) == 0.0
    assert cited((150, 160), answered=False) == 0.0


def test_answered_and_declined_look_at_their_own_questions_only():
    asked = outcome([], regions((0, 9)), answer=answer(answered=False, reason="unclear"))
    trap = Outcome(question(answerable=False), (), (), answer(answered=False, reason="unclear"))
    assert score(Answered(), [asked, trap]).count == 1
    assert score(Answered(), [asked, trap]).mean == 0.0
    assert score(Declined(), [asked, trap]).mean == 1.0
    assert score(Reason(), [asked, trap]).mean == 0.0


def test_nuggets_count_the_vital_ones_and_a_refusal_says_none():
    nuggets = [
        {"weight": "vital", "any_of": ["stone bridge", "bridge of stone"]},
        {"weight": "vital", "any_of": ["1357"]},
        {"weight": "okay", "any_of": ["toll"]},
    ]
    asked = question(nuggets=nuggets)

    def of(text, answered=True):
        return Nuggets().of(Outcome(asked, (), (), answer(text, answered=answered)))

    assert of("The Stone Bridges of the town [1357].") == 0.5
    assert of("A bridge of stone, begun in 1357.") == 1.0
    assert of("A bridge of stone, begun in 1357.", answered=False) == 0.0
    assert not Nuggets().applies(Outcome(question(), (), (), answer("x")))


def test_exactness_is_the_share_of_quotes_that_are_slices():
    assert Exact().of(outcome([], exact=(True, True, False, True))) == 0.75
    assert not Exact().applies(outcome([]))


def test_the_interval_holds_the_mean_and_is_the_same_each_time():
    outcomes = [outcome([(0, 9)] if n % 3 else [], regions((0, 9))) for n in range(30)]
    first, again = score(S(1), outcomes), score(S(1), outcomes)
    assert first == again
    assert first.low < first.mean < first.high
    single = score(S(1), outcomes[1:2])
    assert (single.low, single.mean, single.high) == (1.0, 1.0, 1.0)


spans = st.integers(0, 900).flatmap(
    lambda start: st.integers(start + 1, start + 100).map(lambda end: (start, end))
)
groups = st.lists(st.lists(spans, min_size=1, max_size=3), min_size=1, max_size=4)


@given(st.lists(spans, max_size=15), groups)
def test_every_score_is_a_share_and_more_hits_never_hurt(found, wanted):
    evidence = [regions(*group) for group in wanted]
    whole = outcome(found, *evidence)
    for measure in RETRIEVAL:
        assert 0.0 <= measure.of(whole) <= 1.0
        assert measure.of(outcome(found[:3], *evidence)) <= measure.of(whole) + 1e-12
    assert R(5).of(whole) <= R(10).of(whole)
