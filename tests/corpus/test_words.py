"""The language in which a question is asked, and words as they are compared."""

import pytest

from dzherelo.corpus.language.words import language_of, language_of_question, words


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("що робить amnesty international", "uk"),
        ("Чи є Transparency International та Penal Reform International організаціями?", "uk"),
        ("яка роль UNESCO", "uk"),
        ("роль UNESCO", "uk"),
        ("хто заснував International Penal and Penitentiary Foundation?", "uk"),
        ("что делали члены amnesty international", "ru"),
        ("What does «боротьба зі злочинністю» mean?", "en"),
        ("what is громадська організація", "en"),
        ("article 9 of the Конституція України", "en"),
        ("Amnesty International", "en"),
        ("[2, p. 86]", "en"),
        ("стаття 9", "uk"),
        ("2024", "uk"),
        ("", "uk"),
    ],
)
def test_the_language_of_a_question(asked, language):
    assert language_of_question(asked) == language


def test_of_a_text_the_letters_alone_count():
    assert language_of("що робить amnesty international") == "en"


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("ﬁnal oﬀer", "final offer"),
        ("lens¹ and 2019³ but 13¹ and 10³", "lens and 2019 but 13¹ and 10³"),
        ("m² CO₂ ¹⁴C", "m2 co2 14c"),
        ("Бергᵃ", "берг"),
        ("Пaсiка", "пасіка"),  # Latin a and i
        ("cаfe", "cafe"),  # Cyrillic а
    ],
)
def test_words_are_compared_without_what_only_print_adds(printed, compared):
    assert [word.form for word in words(printed)] == compared.split(" ")
