"""The scorers held against answers that were labelled by hand: how far they agree with a reader."""

from collections import Counter, defaultdict

import pytest
from labels import cited_places, judgements, load_labels
from sklearn.metrics import cohen_kappa_score

from dzherelo.corpus.language.words import words
from dzherelo.evals.gold import gold_files, load_gold, places_of
from dzherelo.evals.harness import support_of

RUN = 8  # words in a row: more than any name, fewer than a sentence
LEAST = {"support": 0.65, "misgrounded": 0.65, "nuggets": 0.80, "correct": 0.62}  # Cohen's kappa


@pytest.fixture(scope="module")
def labelled():
    return load_labels()


@pytest.fixture(scope="module")
def dev():
    return {q.id: q for q in load_gold(gold_files("dev"))}


def test_the_scorers_agree_with_a_reader(labelled, dev, with_all_texts):
    with_all_texts.sync()
    carries, told = support_of(with_all_texts), defaultdict(list)
    for label in labelled:
        for name, scorer, reader in judgements(
            label, dev[label["question"]], with_all_texts, carries
        ):
            told[name].append((scorer, reader))
    kappas = {name: cohen_kappa_score(*zip(*pairs, strict=True)) for name, pairs in told.items()}
    print("\n", {name: (round(kappa, 3), len(told[name])) for name, kappa in kappas.items()})
    assert {name for name, kappa in kappas.items() if kappa < LEAST[name]} == set()


def test_there_are_enough_and_of_many_kinds(labelled):
    assert len({answer["id"] for answer in labelled}) == len(labelled) >= 100
    what = Counter(answer["what"] for answer in labelled)
    assert len(what) == 15
    assert what["good"] < len(labelled) / 2
    assert {answer["lang"] for answer in labelled} == {"uk", "en"}
    supported = [s["supported"] for answer in labelled for s in answer["statements"]]
    assert min(supported.count(True), supported.count(False)) >= 40
    assert min(Counter(answer["correct"] for answer in labelled).values()) >= 10


def test_they_answer_dev_questions_only_nugget_for_nugget(labelled, dev):
    for answer in labelled:
        question = dev[answer["question"]]
        assert question.answerable
        assert len(answer["nuggets"]) == len(question.nuggets), answer["id"]


def test_every_cited_place_stands_in_the_real_texts(labelled, documents):
    for answer in labelled:
        for statement in answer["statements"]:
            assert statement.get("citations") or not statement["supported"]
            for place in cited_places(statement):
                assert places_of(place, lambda s: documents[s][1], named=answer["id"])


def test_the_statements_are_in_our_own_words(labelled, documents):
    def runs(text):
        forms = [word.form for word in words(text)]
        return {tuple(forms[i : i + RUN]) for i in range(len(forms) - RUN + 1)}

    theirs = set().union(*(runs(text) for text, _ in documents.values()))
    for answer in labelled:
        for statement in answer["statements"]:
            assert not runs(statement.get("text", "")) & theirs, answer["id"]
