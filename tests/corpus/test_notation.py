import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.language.notation import doi_in, lone_doi, quoted


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


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.32782/2663-5666.2024.2.15.", "10.32782/2663-5666.2024.2.15"),
        ("(doi: 10.1000/ABC(12))", "10.1000/abc(12)"),
        (
            "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-S9>3.0.CO;2-2,",
            "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-s9>3.0.co;2-2",
        ),
        ("<10.1000/182>", "10.1000/182"),
        ("<a>10.1000/182</a>", "10.1000/182"),
        ("10.5 відсотка", ""),
    ],
)
def test_a_doi_ends_where_its_brackets_close(text, doi):
    assert doi_in(text) == doi


@pytest.mark.parametrize(
    ("line", "doi"),
    [
        ("DOI: https://doi.org/10.1000/182", "10.1000/182"),
        ("DOI 10.1000/182", "10.1000/182"),
        ("dx.doi.org/10.1000/182", "10.1000/182"),
        ("10.1000/182 is cited here", ""),
    ],
)
def test_a_line_of_nothing_but_a_doi(line, doi):
    assert lone_doi(line) == doi
