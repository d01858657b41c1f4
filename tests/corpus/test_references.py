"""In-text citations by number or key, as they are written: which entry, which page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.citations.references import (
    bracketed,
    keyed,
    named_in,
    parenthesised,
    parse_marker,
    raised,
)


@pytest.mark.parametrize(
    ("inside", "parsed"),
    [
        ("3", ((3, None),)),
        ("2, с. 86", ((2, "86"),)),
        ("2, С. 86–88", ((2, "86–88"),)),
        ("9, p. 7", ((9, "7"),)),
        ("2 с.86", ((2, "86"),)),
        ("2 p. 86", ((2, "86"),)),
        ("2: 86", ((2, "86"),)),
        ("2:86–88; 3:12", ((2, "86–88"), (3, "12"))),
        ("1, с. XII", ((1, "XII"),)),
        ("2, арк. 5", ((2, "5"),)),
        ("2, S. 5", ((2, "5"),)),
        ("5, т. 2, с. 45", ((5, "45"),)),
        ("22: 50, 62–65, fig. 2.20", ((22, "50, 62–65"),)),
        ("5, ст. 9", ((5, "9"),)),
        ("5, art. 9", ((5, "9"),)),
        ("2 86", ()),
        ("1; 3", ((1, None), (3, None))),
        ("1, с. 5; 3, с. 7", ((1, "5"), (3, "7"))),
        ("2, p. 86; 5", ((2, "86"), (5, None))),
        ("4, с. 5-6, 5, с. 8", ((4, "5-6"), (5, "8"))),
        ("див.: 4, с. 5", ((4, "5"),)),
        ("see, e.g., 5, 7 and 9", ((5, None), (7, None), (9, None))),
        ("4-6", ((4, None), (5, None), (6, None))),
        ("3–5, 12", ((3, None), (4, None), (5, None), (12, None))),
        ("1, 2, 5", ((1, None), (2, None), (5, None))),
        ("переклад наш", ()),
        ("…", ()),
        ("6–4", ()),
        ("1–900", ()),
        ("2024", ()),
        ("2,2,2", ()),
        ("рис. 3", ()),
    ],
)
def test_what_stands_between_the_brackets(inside, parsed):
    assert parse_marker(inside) == parsed


def test_what_stands_behind_the_word_article_is_kept_as_it_is_written():
    assert [one.place for one in named_in("5, ст. 9, ч. 2")] == ["ст. 9, ч. 2"]
    assert [one.place for one in named_in("2, с. 86")] == [None]


_PAGES = st.one_of(st.none(), st.integers(1, 900).map(str), st.just("XII"), st.just("5–7"))
_ENTRIES = st.lists(st.tuples(st.integers(1, 99), _PAGES), min_size=1, max_size=5, unique=True)


@given(_ENTRIES, st.sampled_from(["{}, с. {}", "{}, p. {}", "{}: {}", "{}, S. {}"]))
def test_entries_with_pages_are_read_as_they_are_written(entries, form):
    written = "; ".join(str(n) if page is None else form.format(n, page) for n, page in entries)
    assert parse_marker(written) == tuple(entries)


@given(st.text(alphabet="0123456789[],;–-: спp.", max_size=40))
def test_marks_lie_in_their_text_and_name_numbers(text):
    for mark in bracketed(text):
        words = mark.span.of(text)
        assert words.startswith("[") and words.endswith("]")
        assert all(0 <= one.number < 1000 for one in mark.cited)


def marked(found, text):
    return [(m.span.of(text), [one.number for one in m.cited]) for m in found]


def test_a_range_over_two_brackets_is_one_mark():
    text = "Others do so [1]–[3], [5]."
    assert marked(bracketed(text), text) == [("[1]–[3]", [1, 2, 3]), ("[5]", [5])]


@pytest.mark.parametrize(
    "text",
    [
        "the bicyclo[2]octane",
        "where x ∈ [1, 2]",
        "so a[1] is empty",
        "[1] × [2]",
        "see [1](https://example.org)",
        "shape = [2, 3]",
    ],
)
def test_brackets_of_names_and_formulas_are_no_marks(text):
    assert marked(bracketed(text), text) == []


def test_raised_numbers_are_marks_and_powers_are_not():
    text = "A lens²,³ and 10³ m² in 2019³ by art. 13¹ of ¹⁴C words⁴⁻⁶ (R²) cheap.⁷"
    found = [mark for mark, _ in raised(text)]
    assert marked(found, text) == [
        ("²,³", [2, 3]),
        ("³", [3]),
        ("⁴⁻⁶", [4, 5, 6]),
        ("⁷", [7]),
    ]


def test_numbers_in_round_brackets_that_count_items_are_no_marks():
    text = "It is either (1) hot or (2) cold, as others found (3, 4) and Eq. (5) has it."
    assert marked(parenthesised(text), text) == [("(3, 4)", [3, 4])]


def test_keys_of_pandoc_and_latex_are_marks_with_their_pages():
    numbers = {"ames": 1, "cole_2002": 2, "Col02": 3, "A+01": 4}
    text = r"So [see @ames, p. 5; -@cole_2002], as @ames and \citep[p.~7]{cole_2002}. [Col02, A+01]"
    found = [(m.span.of(text), [(o.number, o.page) for o in m.cited]) for m in keyed(text, numbers)]
    assert found == [
        ("[see @ames, p. 5; -@cole_2002]", [(1, "5"), (2, None)]),
        ("@ames", [(1, None)]),
        (r"\citep[p.~7]{cole_2002}", [(2, "7")]),
        ("[Col02, A+01]", [(3, None), (4, None)]),
    ]


def test_an_address_of_a_letter_is_no_key():
    assert list(keyed("Write to someone@example.org or @nobody", {"ames": 1})) == []
