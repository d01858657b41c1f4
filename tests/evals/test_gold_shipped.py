"""The gold questions that come with the program: how many, fairly split, true to the texts."""

from collections import Counter, defaultdict
from itertools import combinations

import pytest
from shipped import catalog

from dzherelo.evals.gold import PLANTED, dialogues, gold_files, load_gold, places_of, resolve
from dzherelo.evals.support import says

SPLITS = ("dev", "sealed")
ACTS = {"ref04": "UN Charter", "ref05": "Constitution", "ref06": "Law 4572-VI", "ref07": "Code"}


@pytest.fixture(scope="module")
def questions():
    return load_gold(gold_files("all"))


@pytest.fixture(scope="module")
def languages():
    return {record.id: record.language for record in catalog()}


def places(question):
    return [place for group in question.evidence for place in group.any_of]


def overlap(first, second):
    """Whether one place's locator lies within the other's."""
    small, large = sorted((first.locator, second.locator), key=len)
    within = all(str(large.get(part)) == str(value) for part, value in small.items())
    return first.source == second.source and within


def test_a_file_holds_one_split():
    for name in SPLITS:
        assert {q.split for q in load_gold(gold_files(name))} == {name}


def test_there_are_enough_questions_of_each_kind(questions, languages):
    kinds = Counter(q.kind for q in questions)
    least = {
        "fact": 50,
        "list": 25,
        "two-hop": 35,
        "definition": 20,
        "locate": 25,
        "false-premise": 15,
        "injection": 15,
        "pinpoint": 25,
        "near-miss": 15,
        "off-topic": 10,
    }
    short = {kind: kinds[kind] for kind, count in least.items() if kinds[kind] < count}
    assert not short
    assert sum(not q.answerable for q in questions) >= 60
    assert sum(q.is_crossing(languages) for q in questions) >= 35
    assert sum(q.split == "dev" for q in questions) >= 100
    assert sum(q.split == "sealed" for q in questions) >= 150


def test_no_question_is_asked_twice(questions):
    asked = Counter((q.question, q.history) for q in questions)
    assert max(asked.values()) == 1


def test_each_kind_is_asked_in_both_splits(questions):
    for name in SPLITS:
        kinds = {q.kind for q in questions if q.split == name}
        assert kinds >= {"fact", "list", "two-hop", "definition", "locate", "pinpoint", "near-miss"}
        assert kinds >= {"false-premise", "injection", "off-topic"}
        acts = Counter(p.source for q in questions if q.split == name for p in places(q))
        assert all(acts[act] >= 5 for act in ACTS), acts


def test_a_two_hop_question_needs_the_article_and_a_source_of_it(questions):
    for q in questions:
        if q.kind == "two-hop":
            first, *others = q.evidence
            assert {place.source for place in first.any_of} == {"article"}, q.id
            assert others, q.id
            assert all(p.source != "article" for group in others for p in group.any_of), q.id


def test_a_translation_shares_evidence_and_split_with_its_original(questions, languages):
    by_id = {q.id: q for q in questions}
    translated = [q for q in questions if q.translation_of]
    assert sum(q.is_crossing(languages) for q in translated) >= 15
    for q in translated:
        original = by_id[q.translation_of]
        assert (original.lang, q.lang) == ("uk", "en")
        assert (original.evidence, original.split) == (q.evidence, q.split)


def test_dialogues_are_many_and_understood_alone(questions):
    found = dialogues(questions)
    assert len(found) >= 25
    assert sum(len(turns) for turns in found.values()) >= 80
    for turns in found.values():
        assert len({turn.split for turn in turns}) == 1
    assert {turns[0].split for turns in found.values()} == set(SPLITS)
    assert sum(len({turn.lang for turn in turns}) == 2 for turns in found.values()) >= 10
    follow_ups = [q for q in questions if q.history]
    assert all(q.standalone for q in follow_ups)


def test_what_is_planted_is_there_and_asked_in_one_split(questions):
    users = defaultdict(set)
    for q in questions:
        for name in q.planted:
            users[name].add(q.split)
    assert set(users) == {path.name for path in PLANTED.iterdir()}
    assert all(len(splits) == 1 for splits in users.values())
    assert sum(bool(q.planted) for q in questions) >= 7
    for q in questions:
        lures = " ".join((PLANTED / name).read_text(encoding="utf-8") for name in q.planted)
        assert not q.planted or says(lures, q.forbidden), q.id


def test_the_splits_share_no_place(questions):
    by_split = {
        name: {str(p): p for q in questions if q.split == name for p in [*places(q), *q.against]}
        for name in SPLITS
    }
    shared = [
        (name, other)
        for name, first in by_split["dev"].items()
        for other, second in by_split["sealed"].items()
        if overlap(first, second)
    ]
    assert not shared


def test_the_splits_share_no_passage(questions, documents):
    """What two locators name may be one passage; the texts tell."""
    seen = defaultdict(set)
    for q in questions:
        regions = [r for group in resolve(q, lambda s: documents[s][1]) for r in group]
        for place in q.against:
            regions += places_of(place, lambda s: documents[s][1], named=q.id)
        for region in regions:
            seen[region.source, region.span].add(q.split)
    assert len(seen) >= 250
    assert not [key for key, splits in seen.items() if len(splits) > 1]
    for (source, span), (other, second) in combinations(seen, 2):
        if source == other and seen[source, span] != seen[other, second]:
            assert not span.overlap(second), (source, span, second)


def test_every_place_stands_in_the_real_texts(questions, documents):
    for q in questions:
        found = resolve(q, lambda source: documents[source][1])
        assert len(found) == len(q.evidence), q.id
        assert all(found), q.id


def test_what_an_answer_must_say_is_said_by_the_evidence(questions, documents):
    """A nugget that the evidence itself does not hold could be earned by no honest quote."""
    for q in questions:
        evidence = resolve(q, lambda source: documents[source][1])
        told = "\n".join(
            region.span.of(documents[region.source][0]) for group in evidence for region in group
        )
        unsaid = [nugget.any_of for nugget in q.nuggets if not says(told, nugget.any_of)]
        assert not unsaid, q.id


def test_what_is_said_in_ukrainian_may_be_said_in_english(questions):
    def cyrillic(text):
        return any("а" <= letter <= "ї" for letter in text.lower())

    for q in questions:
        for nugget in q.nuggets:
            assert not all(cyrillic(wording) for wording in nugget.any_of), (q.id, nugget)
