"""The passages for training: each is whole, and what it points to is there."""

import json
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "evals" / "training" / "passages"
FILES = sorted(FOLDER.glob("*.jsonl"))
KINDS = {"number", "date", "name", "negation", "quantifier", "modality", "role", "order",
         "condition", "scope", "stitched"}  # fmt: skip
WORDED = {"near", "free", "joining", "conclusion", "denial"}


def _passages(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def test_there_are_passages_by_several_writers_in_many_fields():
    passages = [passage for file in FILES for passage in _passages(file)]
    assert len({passage["writer"] for passage in passages}) >= 5
    assert len({passage["field"] for passage in passages}) >= 12
    ids = Counter(passage["id"] for passage in passages)
    assert not [id for id, count in ids.items() if count > 1]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_passage_is_whole(file):
    for one in _passages(file):
        said = one["id"], one["sentences"]
        places = range(len(one["sentences"]))
        assert one["language"] in ("uk", "en") and all(one["sentences"]) and one["heading"], said
        assert one["document"] == one["id"].rpartition("-")[0], said
        for question in one["questions"]:
            assert question["answers"] and set(question["answers"]) <= {*places}, said
        for statement in one["statements"]:
            assert statement["how"] in WORDED and set(statement["rests_on"]) <= {*places}, said
            twins = [twin["text"] for twin in statement["false"]]
            assert statement["text"] not in twins and len({*twins}) == len(twins), said
            assert {twin["kind"] for twin in statement["false"]} <= KINDS, said
        asked = [(q["language"], q["text"]) for q in (*one["questions"], *one["near_misses"])]
        assert len({*asked}) == len(asked), said
