"""What counts as said: inflection, case and apostrophes aside, but never a lost "not"."""

import pytest

from dzherelo.evals.support import partly, says


@pytest.mark.parametrize(
    ("answer", "wording"),
    [
        ("Статут Міської ради ухвалено торік [1].", "міська рада"),
        ("Засідають у кам’яних палацах.", "кам'яний палац"),
        ("Засідають у камяних палацах.", "кам'яних палацах"),
        ("Це сталося 1931 року.", "1931"),
        ("Див. [9, с. 12] у тексті", "с. 12"),
        ("It publishes YEARLY reports.", "yearly report"),
    ],
)
def test_said(answer, wording):
    assert says(answer, ["зовсім інше", wording])


@pytest.mark.parametrize(
    ("answer", "wording"),
    [
        ("Міст є суб'єктом права.", "не є суб'єктом права"),
        ("Рада міста", "міста рада"),
        ("Це сталося [1931] колись.", "1931"),
        ("Це сталося 1932 року.", "1931"),
        ("", "міст"),
    ],
)
def test_not_said(answer, wording):
    assert not says(answer, [wording])


def test_a_number_is_the_same_in_digits_and_in_words():
    assert says("Не довше 72 годин.", ["сімдесяти двох годин"])
    assert says("Seventy-two hours at most.", ["72 hours"])
    assert says("Кандидатові має бути тридцять п'ять років.", ["35 років"])
    assert not says("Не довше 62 годин.", ["сімдесяти двох годин"])


def test_part_of_the_words_say_it_partly_unless_a_number_is_another():
    assert partly("Міст був кам'яний.", ["кам'яний міст через річку"])
    assert not partly("Річка широка.", ["кам'яний міст через річку"])
    assert not partly("Кам'яний міст має 5 арок.", ["кам'яний міст, 7 арок"])
