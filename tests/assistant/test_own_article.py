"""Answers over an article that nobody described: definitions in passing, cells of tables, what it
says of its publication, what it does not say, how a dialogue goes on."""

from pathlib import Path

import pytest

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import load_settings
from dzherelo.assistant.types import Turn

ARTICLE = Path(__file__).parents[1] / "data" / "rust.md"


@pytest.fixture(scope="module")
def rust(tmp_path_factory):
    with open_assistant(load_settings(tmp_path_factory.mktemp("rust"))) as opened:
        opened.add(ARTICLE)
        yield opened


def follow(assistant, *asked):
    turns = []
    for question in asked[:-1]:
        turns.append(Turn.of(question, assistant.ask(question, history=turns)))
    return assistant.ask(asked[-1], history=turns)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is lens counting?", "lens counting, a simple way to score"),
        ("What is RustCam?", "We introduce RustCam, a phone program"),
        ("What is LDI?", "the Leaf Damage Index (LDI)"),
        ("How many spots did Brit have in 2022?", "Spots 2022 – 29"),
        ("How many spots did Cara have?", "Spots 2021 – 8; Spots 2022 – 9"),
        ("Which work is cited for the leaf damage index?", "Cole D, Fox G."),
        ("Who wrote this article?", "Anna Berg, Carl Dahl"),
        ("What is this article about?", "Breeders of barley need markers"),
        ("What is the DOI of this article?", "10.5678/small.7.2"),
        ("When was the article published?", "2023"),
        ("Коли опубліковано статтю?", "2023"),
        ("Who funded the work?", "Northern Grain Fund"),
    ],
)
def test_it_is_answered_from_the_article(rust, question, words):
    answer = rust.ask(question)
    assert answer.answered and words in answer.text, answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How many spots did Brit have in 2023?",
        "How many spots did Dora have?",
        "How many lines were tested in Texas?",
        "What GPU did they use?",
        "2 + 2 = ?",
    ],
)
def test_what_it_does_not_say_is_declined(rust, question):
    assert not rust.ask(question).answered


def test_the_journal_is_its_own_and_not_another_works(rust):
    answer = rust.ask("In which journal was it published?")
    assert "Journal of Small Fields" in answer.text and "Journal of Rust" not in answer.text


def test_entries_answer_only_where_a_work_is_asked_for(rust):
    answer = rust.ask("Who is Ek?")
    assert all(citation.passage.kind != "entry" for citation in answer.citations)


def test_places_are_named_in_the_language_of_the_question(rust):
    english = rust.ask("What is the wheat price in Paris?").text
    assert not {"Назва", "Автори", "Анотація", "Рубрика"} & set(english.replace(":", "").split())


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        (("What is RustCam?", "and LDI?"), "What is LDI?"),
        (
            ("How did heat affect the number of spots?", "How was it measured?"),
            "How did heat affect the number of spots? – How was it measured?",
        ),
        (
            ("How many leaves were counted?", "How many of them had no spots?"),
            "How many of the leaves had no spots?",
        ),
    ],
)
def test_a_follow_up_is_said_in_english(rust, asked, understood):
    assert follow(rust, *asked).understood == understood


@pytest.mark.parametrize("asked", ["Shorter please", "and in Ukrainian?"])
def test_to_reword_is_declined_honestly(rust, asked):
    answer = follow(rust, "What is lens counting?", asked)
    assert not answer.answered and answer.text.startswith("I do not")
