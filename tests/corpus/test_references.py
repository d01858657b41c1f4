"""In-text markers: which entry, which page, which words."""

import pytest

from dzherelo.corpus.citations.references import named_in, parse_marker
from dzherelo.corpus.language.sentences import sentences


@pytest.mark.parametrize(
    ("inside", "parsed"),
    [
        ("3", ((3, None),)),
        ("2, с. 86", ((2, "86"),)),
        ("2, С. 86–88", ((2, "86–88"),)),
        ("9, p. 7", ((9, "7"),)),
        ("2 с.86", ((2, "86"),)),
        ("2 p. 86", ((2, "86"),)),
        ("5, ст. 9", ((5, "9"),)),
        ("5, art. 9", ((5, "9"),)),
        ("2 86", ()),
        ("1; 3", ((1, None), (3, None))),
        ("1, с. 5; 3, с. 7", ((1, "5"), (3, "7"))),
        ("4-6", ((4, None), (5, None), (6, None))),
        ("1, 2, 5", ((1, None), (2, None), (5, None))),
        ("переклад наш", ()),
        ("…", ()),
        ("6–4", ()),
        ("1–900", ()),
        ("2024", ()),
    ],
)
def test_what_stands_between_the_brackets(inside, parsed):
    assert parse_marker(inside) == parsed


def test_what_stands_behind_the_word_article_is_kept_as_it_is_written():
    assert [one.place for one in named_in("5, ст. 9, ч. 2")] == ["ст. 9, ч. 2"]
    assert [one.place for one in named_in("2, с. 86")] == [None]


def supported(text, entries=range(1, 12)):
    found = references(text, sentences(text), start=0, entries=entries)
    return [(r.number, r.supports.of(text)) for r in found]


def test_a_marker_supports_its_own_sentence_only():
    text = "Перша думка нічия. Друга думка чужа [2, с. 5]. Третя знову наша."
    assert supported(text) == [(2, "Друга думка чужа")]


def test_a_second_marker_supports_what_stands_behind_the_first():
    text = "Одні кажуть так [1], а інші інакше [2]."
    assert supported(text) == [(1, "Одні кажуть так"), (2, "а інші інакше")]


def test_two_markers_side_by_side_support_the_same_words():
    text = "Так вважають обидва автори [1] [2]."
    words = "Так вважають обидва автори"
    assert supported(text) == [(1, words), (2, words)]


def test_a_marker_inside_brackets_supports_the_bracket():
    text = "Курси тривали роками (зокрема, для суддів [9]) і мали успіх."
    assert supported(text) == [(9, "зокрема, для суддів")]


def test_a_number_that_no_entry_has_is_no_marker():
    assert supported("Сказано у примітці [14] давно.") == []
