"""Sentences and markers out of a stream: the same however it is cut, and never half a marker."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dzherelo.assistant.generate.markers import Parser, Written


def parsed(*pieces):
    parser, found = Parser(), []
    for piece in pieces:
        found += parser.feed(piece)
    return [*found, *parser.finish()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Читальню засновано 1903 року [1].", [("Читальню засновано 1903 року.", (1,))]),
        (
            "It was founded in 1903. [1] It burned. [2]",
            [("It was founded in 1903.", (1,)), ("It burned.", (2,))],
        ),
        (
            "Founded in 1903 [1] and burned in 1931 [2].",
            [("Founded in 1903 and burned in 1931.", (1, 2))],
        ),
        ("Так [1][3]. Ні [2, 4].", [("Так.", (1, 3)), ("Ні.", (2, 4))]),
        ("Так [1–3].", [("Так.", (1, 2, 3))]),
        ("Так【1】.", [("Так.", (1,))]),
        ("Так [уривок 2].", [("Так.", (2,))]),
        ("Так [^2][source 3].", [("Так.", (2, 3))]),
        ("Це так (1). І це (2, 3)", [("Це так.", (1,)), ("І це", (2, 3))]),
        (
            "Стаття 71 (2). Закон (1998) чинний (1) тут.",
            [
                ("Стаття 71 (2).", ()),
                ("Закон (1998) чинний (1) тут.", ()),
            ],
        ),
        ("Без позначки. З позначкою [1].", [("Без позначки.", ()), ("З позначкою.", (1,))]),
        ("Див. ст. 5 Закону [1]. Далі [2].", [("Див. ст. 5 Закону.", (1,)), ("Далі.", (2,))]),
        ("Так пише автор [2, с. 86] прямо [1].", [("Так пише автор [2, с. 86] прямо.", (1,))]),
        ("[1] Перше.\n[2] Друге.", [("Перше.", (1,)), ("Друге.", (2,))]),
        ("Перше.\n[1]\nДруге.\n[2]", [("Перше.", (1,)), ("Друге.", (2,))]),
        ("<think>Гадаю [9]. Ось.</think>\nТак [1].", [("Так.", (1,))]),
        ("<think>Гадаю без кінця", []),
        ("**Так** [1].", [("Так.", (1,))]),
        ("Так [1], [2]. Далі [3],[4].", [("Так.", (1, 2)), ("Далі.", (3, 4))]),
        ("Так, ні, ... [1]", [("Так, ні,...", (1,))]),
        (
            "Так пише автор (посилання 2, с. 86) прямо [1].",
            [("Так пише автор прямо.", (1,))],
        ),
        ("Стаття 8. Визнається право [1].", [("Стаття 8. Визнається право.", (1,))]),
        ("Article XI.\nA right exists [1].", [("Article XI. A right exists.", (1,))]),
        ("Стаття 8 [1]. Так [2].", [("Стаття 8.", (1,)), ("Так.", (2,))]),
        ("Стаття 8.", [("Стаття 8.", ())]),
        ("---\n", []),
        ("", []),
    ],
)
def test_sentences_take_the_markers_behind_them(text, expected):
    assert [(w.text, w.markers) for w in parsed(text)] == expected


def test_the_lead_in_of_a_list_takes_the_markers_of_its_item():
    text = "Завданнями є:\n- читати [1];\n- писати [2]."
    assert parsed(text) == [
        Written("Завданнями є:", (1,)),
        Written("читати;", (1,), item=True),
        Written("писати.", (2,), item=True),
    ]


BITS = [
    *("Читальня діє", " [1]", "[2, 3]", "[12]", ".", ". ", "\n", "\n- ", " ст. 5", " А", "б", "["),
    *("]", " [2, с. 86]", "1. ", "【4】", "<think>", "</think>", ":", "\n[5] ", "!", "…", " ", "«"),
    *(" (1)", "(2", "(3, 4)", ")"),
    *("»", "**", "[passage 1", "T.", "\t", "?) "),
]
texts = st.lists(st.sampled_from(BITS), max_size=14).map("".join)


@given(text=texts, cuts=st.lists(st.integers(0, 120), max_size=8))
@example(text="Читальня діє\n[5] А[1]", cuts=[13, 14, 15, 16, 17])
def test_any_chopping_gives_the_same_sentences(text, cuts):
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[a:b] for a, b in pairwise(places)]
    assert parsed(*pieces) == parsed(text)


@given(text=texts)
def test_letter_by_letter_is_the_same_too(text):
    assert parsed(*text) == parsed(text)


@given(text=texts, end=st.integers(0, 60))
@example(text="Читальня діє[ [1]", end=15)
@example(text="Читальня діє[ [1]", end=60)
def test_no_marker_nor_half_of_one_is_shown_wherever_the_stream_ends(text, end):
    for written in parsed(*text[:end]):
        assert not re.search(r"[\[【][\d,; ]*$", written.text)
        assert not re.search(r"[\[【]\d+[\]】]", written.text)


@given(text=texts)
def test_no_letter_of_the_answer_is_lost(text):
    """Every letter stands in some sentence, but for markers and what is thought aloud."""
    if "think" in text or "passage" in text:
        return
    written = "".join(w.text for w in parsed(text))
    assert written.count("Читальня") == text.count("Читальня")
    assert written.count("б") == text.count("б")
