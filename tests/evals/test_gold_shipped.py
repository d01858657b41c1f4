"""The gold questions over the cited sources: what they hold, and that they stand in the texts."""

from collections import Counter, defaultdict

import pytest

from corpus.read import read
from corpus.split import split
from evals.gold import FOLDER, load_gold, resolve
from evals.nuggets import says

SPLITS = ("dev", "sealed")
ACTS = {"ref04": "UN Charter", "ref05": "Constitution", "ref06": "Law 4572-VI", "ref07": "Code"}
FILES = {
    "article": "article/article.txt",
    "ref03": "cited/ref03/text_uk_partial.txt",
    "ref04": "cited/ref04/text_en.txt",
    "ref05": "cited/ref05/text.txt",
    "ref06": "cited/ref06/text.txt",
    "ref07": "cited/ref07/text_section_IX.txt",
}


@pytest.fixture(scope="module")
def questions():
    return load_gold(FOLDER / f"library.{name}.jsonl" for name in SPLITS)


@pytest.fixture(scope="module")
def documents(real_library):
    """The real texts, by source: each as it is read, and its passages."""
    found = {}
    for source, path in FILES.items():
        document = read(real_library / path)
        passages = split(source, document.text, pages=document.pages).passages
        found[source] = (document.text, passages)
    return found


def places(question):
    return [place for group in question.evidence for place in group.any_of]


def test_each_kind_of_question_is_asked_often_enough(questions):
    assert Counter(q.split for q in questions) == {"dev": 60, "sealed": 90}
    kinds = Counter(q.kind for q in questions)
    assert kinds["pinpoint"] == 25
    assert kinds["two-hop"] == 25
    assert kinds["near-miss"] + kinds["false-premise"] == 18
    assert kinds["list"] >= 15
    assert kinds["definition"] >= 12
    assert sum(bool(q.history) for q in questions) >= 10
    assert len({(q.question, q.history) for q in questions}) == len(questions)


def test_english_is_asked_over_ukrainian_sources(questions):
    over_ukrainian = [
        q
        for q in questions
        if q.lang == "en" and q.evidence and not any(p.source == "ref04" for p in places(q))
    ]
    assert len(over_ukrainian) >= 25


def test_every_act_is_asked_in_both_splits(questions):
    for name in SPLITS:
        asked = Counter(p.source for q in questions if q.split == name for p in places(q))
        assert all(asked[act] >= 5 for act in ACTS), asked


def test_a_two_hop_question_needs_the_article_and_a_source_of_it(questions):
    for q in questions:
        if q.kind == "two-hop":
            first, *others = q.evidence
            assert {place.source for place in first.any_of} == {"article"}, q.id
            assert others, q.id
            assert all(p.source != "article" for group in others for p in group.any_of), q.id


def test_a_translation_shares_evidence_and_split_with_its_original(questions):
    by_id = {q.id: q for q in questions}
    translated = [q for q in questions if q.translation_of]
    assert len(translated) >= 12
    for q in translated:
        original = by_id[q.translation_of]
        assert (original.lang, q.lang) == ("uk", "en")
        assert (original.evidence, original.nuggets, original.split) == (
            q.evidence,
            q.nuggets,
            q.split,
        )


def test_no_article_of_an_act_gives_evidence_to_both_splits(questions):
    splits = defaultdict(set)
    for q in questions:
        for place in places(q):
            if place.source != "article":
                parts = place.locator
                at = parts.get("article") or tuple(sorted(parts.items()))
                splits[place.source, at].add(q.split)
    assert len(splits) >= 80
    assert not [key for key, found in splits.items() if len(found) > 1]


def test_every_place_stands_in_the_real_texts(questions, documents):
    for q in questions:
        found = resolve(q, lambda source: documents[source][1])
        assert len(found) == len(q.evidence), q.id
        assert all(found), q.id


def test_what_an_answer_must_say_is_said_by_the_evidence(questions, documents):
    """A nugget that the provision itself does not hold could be earned by no honest quote."""
    for q in questions:
        evidence = resolve(q, lambda source: documents[source][1])
        told = "\n".join(
            region.span.of(documents[region.source][0]) for group in evidence for region in group
        )
        unsaid = [nugget.any_of for nugget in q.nuggets if not says(told, nugget.any_of)]
        assert not unsaid, q.id
