"""Numbers and dates mean the same in all their forms: what verification compares (`figures`), and
what search and questions compare (terms)."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.language.figures import carried, figures, number_keys
from dzherelo.corpus.language.glossary import Glossary
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.language.words import words
from dzherelo.corpus.types import Span

FIRST, LAST = date(1100, 1, 1), date(2099, 12, 31)
TERMS = Terms.of(Glossary(()))
DATES = (
    "05.12.1911", "5.12.1911", "5. 12. 1911", "05/12/1911", "1911-12-05", "5.XII.1911",
    "5 грудня 1911 року", "5-го грудня 1911 р.", "5 груд. 1911 р.", "п'ятого грудня 1911 року",
    "December 5, 1911", "5 December 1911", "5th of December 1911", "the fifth of December 1911",
    "5 декабря 1911 г.", "5. Dezember 1911", "le 5 décembre 1911", "5 de diciembre de 1911",
    "5 dicembre 1911", "5 grudnia 1911 r.",
)  # fmt: skip
MILLIONS = (
    "1250000", "1 250 000", "1\u00a0250\u00a0000", "1.250.000", "1,250,000", "1'250'000",
    "1,25 млн", "1.25 million", "1250 тис.", "1 250 тис.",
)  # fmt: skip
THOUSANDS = ("1000", "1 000", "1,000", "one thousand", "тисяча", "1 тис.")
TWELVE = (
    "12000",
    "12 000",
    "12 тис.",
    "12 тисяч",
    "дванадцять тисяч",
    "twelve thousand",
    "12 tys.",
)


def meets(asked, told):
    """Whether every number or month of one text is in the other, as coverage takes it."""
    held = frozenset().union(*(term.keys for term in TERMS.read(told, "uk")))
    keys = number_keys(asked)
    exact = [t for t in TERMS.read(asked, "uk") if t.is_number or t.span.start in keys]
    return bool(exact) and all(not term.keys.isdisjoint(held) for term in exact)


@pytest.mark.parametrize("other", DATES)
@pytest.mark.parametrize("one", DATES[:7])
def test_a_date_is_the_same_in_every_form(one, other):
    (left,), (right,) = figures(f"Це було {one}"), figures(f"Це було {other}")
    assert left.value == right.value == (1911, 12, 5)
    assert meets(one, f"Школу відкрили {other}") and meets(other, f"Школу відкрили {one}")


@pytest.mark.parametrize("same", [MILLIONS, THOUSANDS, TWELVE])
def test_a_number_is_the_same_in_every_form(same):
    for one in same:
        for other in same:
            (left,), (right,) = figures(f"Було {one} дворів"), figures(f"Було {other} дворів")
            assert carried(left, [right]), (one, other)
            assert meets(f"{one} дворів", f"Було {other} дворів"), (one, other)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("6 грудня 1911 року", "5 грудня 1911 року"),
        ("05.11.1911", "5 грудня 1911 року"),
        ("12 осіб", "05.12.1911 прийшло 7 осіб"),
        ("12 осіб", "12 тис. осіб"),
        ("1250 осіб", "1 250 000 осіб"),
        ("250 осіб", "1 250 000 осіб"),
        ("2 млн", "2 тис."),
        ("1001 двір", "тисяча дворів"),
    ],
)
def test_another_number_or_date_is_another(asked, told):
    assert not meets(asked, told)


@pytest.mark.parametrize(
    "text",
    [
        "Марта пішла",
        "May I come?",
        "Вони вийшли маршем",
        "the mayor may go",
        "лист прийшов",
        "sept",
    ],
)
def test_a_word_that_is_a_month_elsewhere_is_none_here(text):
    assert not any(key.startswith("@month") for term in TERMS.read(text, "uk") for key in term.keys)


def test_both_ends_of_a_range_are_of_the_thousands_behind_it():
    assert [figure.value for figure in figures("від 2–3 млн гривень")] == [2_000_000, 3_000_000]


def test_decimals_behind_groups_belong_to_the_number():
    (figure,) = figures("ціна 12 345,67 гривні")
    assert figure.value == Fraction(1234567, 100)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("1 250 000 карбованців", ["1250000", "карбованців"]),
        ("1911-12-05", ["1911", "12", "05"]),
        ("у 1951 200 осіб", ["у", "1951", "200", "осіб"]),
        ("ст. 115, 121 і 122", ["ст", "115", "121", "і", "122"]),
        ("розділ 1.250 том 2", ["розділ", "1", "250", "том", "2"]),
        ("неурядових-міжнародних", ["неурядових-міжнародних"]),
    ],
)
def test_digits_in_groups_are_one_word(text, forms):
    assert [word.form for word in words(text)] == forms


def test_what_is_too_long_for_a_number_is_none_and_breaks_nothing():
    assert figures("1" * 9_000) == ()


@given(st.integers(1_000, 10**9), st.sampled_from([" ", "\u00a0", ",", "'"]))
def test_any_number_in_groups_is_that_number(number, separator):
    printed = f"{number:,}".replace(",", separator)
    (word,) = words(printed)
    assert (word.form, word.span) == (str(number), Span(0, len(printed)))
    (figure,) = (one for one in figures(f"було {printed} дворів") if not one.is_date)
    assert figure.value == number


@given(st.dates(FIRST, LAST))
def test_any_date_is_the_same_in_digits_roman_and_iso(date):
    roman = "I II III IV V VI VII VIII IX X XI XII".split()[date.month - 1]
    forms = (f"{date:%d.%m.%Y}", f"{date.day}.{roman}.{date.year}", f"{date:%Y-%m-%d}")
    values = {figures(f"Це було {form}")[0].value for form in forms}
    assert values == {(date.year, date.month, date.day)}
    assert all(meets(one, other) for one in forms for other in forms)


@given(st.text(alphabet="0123456789 .,-–/'абвIVX№()[]", max_size=60))
def test_whatever_digits_stand_together_figures_are_within_the_text_and_apart(text):
    end = 0
    for figure in figures(text):
        assert figure.span.start >= end
        end = figure.span.end
    assert end <= len(text)
