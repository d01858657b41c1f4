"""Word against word: which words of a passage come near to those of a sentence."""

from pathlib import Path

import pytest

from dzherelo.corpus.types import Kind, Locator, Passage, Span
from dzherelo.index.maxsim import LateIndex, Meeting, TokenRows, row_of
from dzherelo.index.models import open_embedder
from dzherelo.index.token_space import space_of
from dzherelo.index.units import Unit, whole

TEXT = "Бджоляр доглядає сорок вуликів. Мед він возить на ярмарок у місто."
START = 100  # where the passage begins in the text of its source


def passage(identity, text=TEXT):
    return Passage(
        id=identity,
        source="own",
        span=Span(START, START + len(text)),
        text=text,
        locator=Locator(),
        language="uk",
        kind=Kind.PARAGRAPH,
        context="Про пасіку.",
    )


@pytest.fixture(scope="module")
def meet(tmp_path_factory):
    embedder = open_embedder(cache=Path(tmp_path_factory.mktemp("model")))
    space = space_of(embedder, None)
    unit = Unit("hives", "hives", "own", whole(passage("hives")))
    (read,) = embedder.encoded([unit.text], questions=False)
    row = row_of(read, unit, space=space, count=embedder.count)
    return Meeting(embedder, LateIndex(TokenRows.of({"hives": row}), space))


def span(word, text, start=0):
    at = text.index(word)
    return Span(start + at, start + at + len(word))


def cosine(meet, sentence, word, there):
    met = meet(sentence, passage("hives"))
    ((found,),) = met.cosines([span(word, sentence)], [span(there, TEXT, START)])
    return found


@pytest.mark.parametrize(
    ("sentence", "word", "same", "other"),
    [
        ("The beekeeper takes honey to the fair.", "honey", "Мед", "місто"),
        ("The beekeeper takes honey to the fair.", "takes", "возить", "вуликів"),
    ],
)
def test_words_that_say_the_same_are_nearer_than_others(meet, sentence, word, same, other):
    assert cosine(meet, sentence, word, same) > cosine(meet, sentence, word, other)


def test_the_same_sentence_gives_the_same_cosines(meet):
    first = cosine(meet, "Пасічник возить мед.", "мед", "Мед")
    meet("Інше речення.", passage("hives"))
    assert cosine(meet, "Пасічник возить мед.", "мед", "Мед") == first


def test_a_passage_whose_tokens_are_not_held_meets_nothing(meet):
    assert meet("Пасічник возить мед.", passage("unknown")) is None


def test_a_part_of_a_passage_meets_nothing(meet):
    assert meet("Пасічник возить мед.", passage("hives", TEXT[:31])) is None


def test_words_before_the_passage_have_no_tokens(meet):
    met = meet("Пасічник возить мед.", passage("hives"))
    assert met.cosines([Span(0, 8)], [Span(0, 5)]) == [[-1]]
