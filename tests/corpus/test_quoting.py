import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.language.notation import quoted


@pytest.mark.parametrize(
    ("words", "language", "shown"),
    [
        ("так", "uk", "«так»"),
        ("yes", "en", "“yes”"),
        ("товариство «Світанок»", "uk", "„товариство «Світанок»“"),
        ("товариство «Світанок»", "en", "“товариство «Світанок»”"),
        ("the “Dawn” society", "en", "«the “Dawn” society»"),
        ("«Дім» і „Сад“", "uk", "««Дім» і „Сад“»"),  # every pair is taken: the usual one
    ],
)
def test_the_marks_around_a_quote_are_not_those_inside(words, language, shown):
    assert quoted(words, language) == shown


@given(st.text(alphabet="аб «»„“”'\""), st.sampled_from(["uk", "en"]))
def test_the_words_stay_exact(words, language):
    assert quoted(words, language)[1:-1] == words
