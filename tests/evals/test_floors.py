"""The gate against getting worse: what the dev questions scored must not fall below these floors.

A floor lies a little under what was measured when it was set; raise it with the figures, lower it
only with a reason in the commit's message. Of sealed questions, one total is looked at.
"""

import pytest
from faults import bold, shifted

from dzherelo.evals.api import chosen_for, gold_of, run_system
from dzherelo.evals.compare import compare
from dzherelo.evals.gold import FOLDER
from dzherelo.evals.harness import System, tools_of

ALWAYS = {"Exact": 1.0, "Valid": 1.0, "CiteRecall": 0.99, "CitePrecision": 0.99}
NOTES = ALWAYS | {
    "S@1": 0.83,
    "R@5": 0.92,
    "nDCG@10": 0.88,
    "Cited": 0.73,
    "Declined": 0.86,
    "Accuracy": 0.57,
}
TEXTS = ALWAYS | {
    "S@1": 0.71,
    "R@5": 0.89,
    "nDCG@10": 0.82,
    "Cited": 0.67,
    "Declined": 0.80,
    "Accuracy": 0.67,
}
STRANGERS = ALWAYS | {"S@1": 0.70, "R@5": 0.88, "Cited": 0.64, "Declined": 0.74}
# How far follow-ups may be behind the same questions asked alone: 104 of the whole gold set; 41 of
# the dev part that our notes answer, where one more is 0.02; and those by people who did not know
# how follow-ups are understood.
BEHIND = 0.03
BEHIND_ON_NOTES = 0.06
BEHIND_OF_OTHERS = 0.17
CEILINGS = {"Misgrounded": 0.01, "Forbidden": 0.0}


def fallen(run, floors):
    """The measures that fell below their floors (or rose above their ceilings)."""
    told = {name: run.score(name).mean for name in (*floors, *CEILINGS) if run.score(name)}
    assert floors.keys() <= told.keys()
    return {
        name: round(value, 3)
        for name, value in told.items()
        if value < floors.get(name, 0.0) or value > CEILINGS.get(name, 1.0)
    }


def test_nothing_got_worse_on_notes_alone(notes_run):
    assert fallen(notes_run, NOTES) == {}


def test_nothing_got_worse_on_texts(texts_run):
    assert fallen(texts_run, TEXTS) == {}


def test_what_strangers_ask_is_answered_as_measured(strangers_run):
    """Nothing was mended by these questions (`strangers_seen.jsonl` are those that were used)."""
    assert fallen(strangers_run, STRANGERS) == {}


def behind(run):
    """How far the follow-ups of a run are behind the same questions asked alone."""
    after, alone = run.score("CitedAfter"), run.score("CitedAlone")
    print(f"\n{after.count} follow-ups cited {after.mean:.3f}, asked alone {alone.mean:.3f}")
    assert after.count == alone.count >= 15
    return alone.mean - after.mean


def test_follow_ups_on_notes_are_cited_as_well_as_asked_alone(notes_run):
    assert behind(notes_run) <= BEHIND_ON_NOTES


def test_follow_ups_of_the_whole_gold_are_cited_as_well_as_asked_alone(whole_run):
    assert whole_run.score("CitedAfter").count >= 80
    assert behind(whole_run) <= BEHIND


def test_follow_ups_by_others_are_not_far_behind(others_dialogues_run):
    assert behind(others_dialogues_run) <= BEHIND_OF_OTHERS


def test_an_everyday_wording_is_answered_from_the_note_that_answers_it(shipped):
    answer = shipped.ask("Can I quit an NGO whenever I like?")
    places = [(c.source, c.locator.article, c.locator.part) for c in answer.citations]
    assert ("ref06", "5", "2") in places


@pytest.fixture(scope="module")
def spoilt(shipped, tmp_path_factory):
    """A run with a fault planted in the assistant."""

    def run(spoil):
        gold = gold_of(gold=FOLDER / "article.dev.jsonl")
        return run_system(
            spoil(System.of(shipped)),
            gold,
            chosen_for(shipped, gold, notes=False, planting=False),
            tools_of(shipped),
            runs=tmp_path_factory.mktemp("spoilt"),
        )

    return run


def worse(first, second):
    found = compare(first, second)
    return {one.measure for one in found.differences if one.real and not one.better}


def test_citations_shifted_by_a_passage_are_noticed(notes_run, spoilt):
    run = spoilt(shifted)
    assert {"CiteRecall", "Misgrounded", "Correct"} <= worse(notes_run, run)
    assert run.score("Cited").mean < notes_run.score("Cited").mean  # of a list, most items stay
    assert run.score("Exact").mean == 1.0  # the quotes are exact, only they are the wrong ones
    assert {"Misgrounded", "CiteRecall"} <= fallen(run, NOTES).keys()


def test_abstention_switched_off_is_noticed(notes_run, spoilt):
    run = spoilt(bold)
    assert {"Declined", "Precision"} & worse(notes_run, run)
    assert run.score("Declined").mean < 0.2
    assert "Declined" in fallen(run, NOTES)
