"""The controls: they do what they are named for, and they are worse than the assistant."""

import json

from mill import LINES, Reader, measure, passages

from dzherelo.evals.ablation import bm25_search, copied_ask, passages_of, random_search
from dzherelo.evals.harness import System


def test_random_hits_are_the_same_for_the_same_question_and_cover_all(tmp_path):
    search = random_search(passages())
    first = [hit.passage.id for hit in search("Де?", k=3)]
    assert first == [hit.passage.id for hit in search("Де?", k=3)]
    assert sorted(first) == ["p1", "p2", "p3"]
    others = {tuple(hit.passage.id for hit in search(f"Де {n}?", k=3)) for n in range(40)}
    assert len(others) > 1
    assert len(search("Де?", k=2)) == 2


def test_bm25_finds_words_in_other_forms_and_nothing_without_words():
    search = bm25_search(passages())
    hits = search("будувати млини", k=2)
    assert [hit.rank for hit in hits] == [1]
    assert hits[0].passage.id == "p1"
    assert search("де хто", k=2) == ()


def test_copying_answers_everything_that_it_finds_something_for():
    reader = Reader()
    ask = copied_ask(reader.search)
    answer = ask("Коли збудовано млин?")
    assert answer.citations[0].text == passages()[0].text
    assert answer.text == f"{passages()[0].text} [1]"
    assert not ask("Хто грає?").answered


def test_only_what_comes_from_texts_is_drawn_from():
    reader = Reader()
    assert passages_of(reader, origin="text") == passages()
    assert passages_of(reader, origin="note") == ()


def test_a_control_that_only_searches_has_no_scores_of_answers(tmp_path):
    gold = tmp_path / "mill.dev.jsonl"
    gold.write_text("\n".join(LINES), encoding="utf-8")
    reader = Reader()
    system = System(random_search(passages()), reader)
    run = measure(reader, gold, tmp_path / "runs", system=system, name="random")
    assert run.score("R@10").count == 4
    assert run.score("Cited") is run.score("Declined") is run.score("AURC") is None
    assert json.loads((run.folder / "config.json").read_text("utf-8"))["system"] == "random"
