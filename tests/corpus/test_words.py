"""The language in which a question is asked, whatever names and quotes it has."""

import pytest

from dzherelo.corpus.language.words import language_of, language_of_question


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
