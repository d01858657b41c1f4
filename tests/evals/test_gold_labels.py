"""The answers labelled by hand: what a file may hold, and that they are our own and true to it."""

import json
from collections import Counter

import pytest

from dzherelo.corpus.errors import InputError
from dzherelo.corpus.language.words import words
from dzherelo.corpus.types import Kind, Locator, Passage, Span
from dzherelo.evals.gold import gold_files, load_gold, places_of
from dzherelo.evals.labels import load_labels

PLACE = {"source": "essay", "locator": {"paragraph": 1}, "terms": ["bridge"]}
GOOD = {
    "id": "w1",
    "question": "q1",
    "lang": "en",
    "what": "good",
    "statements": [{"text": "It is old.", "citations": [PLACE], "supported": True}],
    "nuggets": [True],
    "correct": "yes",
}
RUN = 8  # words in a row: more than any name, fewer than a sentence


@pytest.fixture(scope="module")
def labelled():
    return load_labels()


def load(tmp_path, *lines):
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return load_labels(path)


def test_a_statement_is_its_text_or_the_passage_that_it_copies(tmp_path):
    copied = {"copied": PLACE, "citations": [PLACE], "supported": True}
    (labelled,) = load(tmp_path, GOOD | {"statements": [*GOOD["statements"], copied]})
    text = "The bridge is of stone."
    passage = Passage("e1", "essay", Span(0, 23), text, Locator(paragraph=1), "en", Kind.PARAGRAPH)
    told = [s.words(lambda _: (passage,), lambda _: text) for s in labelled.statements]
    assert told == ["It is old.", text]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ({"supported": False}, "a text, or a place that it copies"),
        ({"text": "x", "copied": PLACE, "supported": False}, "a text, or a place that it copies"),
        ({"text": "x", "supported": True}, "without citations is not supported"),
    ],
)
def test_a_bad_statement_is_refused_with_its_line(tmp_path, statement, said):
    with pytest.raises(InputError, match=rf"labels.jsonl, line 2: .*{said}"):
        load(tmp_path, GOOD, GOOD | {"statements": [statement]})


def test_there_are_enough_and_of_many_kinds(labelled):
    assert len({answer.id for answer in labelled}) == len(labelled) >= 100
    what = Counter(answer.what for answer in labelled)
    assert len(what) == 15
    assert what["good"] < len(labelled) / 2
    assert {answer.lang for answer in labelled} == {"uk", "en"}
    supported = [s.supported for answer in labelled for s in answer.statements]
    assert min(supported.count(True), supported.count(False)) >= 40
    assert min(Counter(answer.correct for answer in labelled).values()) >= 10


def test_they_answer_dev_questions_only_nugget_for_nugget(labelled):
    dev = {q.id: q for q in load_gold(gold_files("dev"))}
    for answer in labelled:
        question = dev[answer.question]
        assert question.answerable
        assert len(answer.nuggets) == len(question.nuggets), answer.id


def test_every_cited_place_stands_in_the_real_texts(labelled, documents):
    for answer in labelled:
        for statement in answer.statements:
            cited = [*statement.citations, *([statement.copied] if statement.copied else [])]
            for place in cited:
                assert places_of(place, lambda s: documents[s][1], named=answer.id)


def test_the_statements_are_in_our_own_words(labelled, documents):
    def runs(text):
        forms = [word.form for word in words(text)]
        return {tuple(forms[i : i + RUN]) for i in range(len(forms) - RUN + 1)}

    theirs = set().union(*(runs(text) for text, _ in documents.values()))
    for answer in labelled:
        for statement in answer.statements:
            assert not runs(statement.text) & theirs, answer.id
