"""What counts as said: inflection, case and apostrophes aside, but never a lost "not"."""

import pytest

from evals.nuggets import says


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
