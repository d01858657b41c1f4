"""Libraries of other fields, in English and in Ukrainian, from a file to a figure: nothing of the
library that comes with the program is there, and everything works as it does with it."""

import json
import shutil
from pathlib import Path

import pytest

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.assistant.types import Turn
from dzherelo.corpus.errors import DzhereloError
from dzherelo.evals.api import evaluate

PACKS = Path(__file__).parent / "packs"


def _library(name, home):
    """An assistant over the texts and the own data of a folder of PACKS."""
    shutil.copytree(PACKS / name, home, ignore=shutil.ignore_patterns("*.md", "gold.jsonl"))
    assistant = open_assistant(load_settings(home))
    for file in sorted((PACKS / name).glob("*.md")):
        assistant.add(file, as_id=file.stem)
    return assistant


@pytest.fixture(scope="module")
def oysters(tmp_path_factory):
    with _library("oyster-reefs", tmp_path_factory.mktemp("oysters") / "home") as assistant:
        yield assistant


@pytest.fixture(scope="module")
def bees(tmp_path_factory):
    with _library("bee-wintering", tmp_path_factory.mktemp("bees") / "home") as assistant:
        yield assistant


def _cited(answer):
    return [(one.source, one.locator.paragraph) for one in answer.citations]


def test_the_sources_are_those_of_the_library_and_no_others(oysters, bees):
    assert [(s.id, s.status.value) for s in oysters.sources()] == [
        ("article", "full"),
        ("sato", "notes"),
        ("brandt", "full"),
    ]
    assert [s.id for s in bees.sources()] == ["article", "hnatyshyn"]


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("What is a filter feeder?", ("article", 1)),
        ("What is the aim of the study?", ("article", 3)),
        ("How often were the sensors cleaned?", ("article", 8)),
        ("What does it cost to build a reef?", ("article", 16)),
        ("How long does a reef of one hectare need to filter the water?", ("brandt", 1)),
    ],
)
def test_an_english_library_answers_from_the_place(oysters, question, cited):
    answer = oysters.ask(question)
    assert answer.answered and cited in _cited(answer)
    for one in answer.citations:
        assert oysters.text(one.source)[one.quote.start : one.quote.end] == one.text


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("Яка мета дослідження?", ("article", 3)),
        ("Що таке зимовий клуб?", ("article", 1)),
        ("Скільки пари виходить через верхній льоток за добу?", ("hnatyshyn", 2)),
    ],
)
def test_a_ukrainian_library_answers_from_the_place(bees, question, cited):
    answer = bees.ask(question)
    assert answer.answered and cited in _cited(answer)


@pytest.mark.parametrize("name", ["Конституція", "Статут", "Закон", "Кодекс"])
def test_acts_of_the_default_library_are_not_known(oysters, bees, name):
    for assistant in (oysters, bees):
        answer = assistant.ask(f"Що каже {name} про бджіл?")
        assert {one.source for one in answer.citations} <= {s.id for s in assistant.sources()}


def test_a_follow_up_leans_on_the_question_before(oysters):
    first = oysters.ask("Did eelgrass return around the northern reef?")
    turn = Turn.of("Did eelgrass return around the northern reef?", first)
    answer = oysters.ask("And around the southern one?", history=(turn,))
    assert ("article", 11) in _cited(answer)


@pytest.mark.parametrize("ref", ["4", "[4]", "Brandt", "10.99999/marine.2016.8.5"])
def test_a_citation_leads_to_the_work_and_to_where_it_is_cited(oysters, ref):
    found = oysters.cite(ref)
    assert found.works[0].source.id == "brandt"
    assert "found no effect" in json.dumps(found.as_dict("en"), ensure_ascii=False)


def test_a_work_that_is_not_held_is_not_made_up(oysters):
    with pytest.raises(DzhereloError):
        oysters.cite("17")


@pytest.mark.parametrize("name", ["oyster-reefs", "bee-wintering"])
def test_gold_questions_of_its_own_are_evaluated(name, request, tmp_path):
    assistant = request.getfixturevalue({"oyster-reefs": "oysters", "bee-wintering": "bees"}[name])
    run = evaluate(assistant, gold=PACKS / name / "gold.jsonl", split="dev", out=tmp_path / "run")
    found = run.scores["all"]
    assert found["Exact"].mean == 1.0
    assert found["R@5"].mean >= 0.8
    assert found["Cited"].mean >= 0.7
