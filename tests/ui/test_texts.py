from __future__ import annotations

from string import Formatter

import pytest

from dzherelo.ui.locale.texts import LANGUAGES, TABLE, Words, language_of, locale_language


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(TABLE))
def test_each_text_has_both_languages_with_the_same_holes(key):
    ukrainian, english = TABLE[key]
    assert ukrainian.strip() and english.strip()
    assert _holes(ukrainian) == _holes(english)
    assert language_of(ukrainian) == "uk"
    assert language_of(english) == "en"


def test_every_text_can_be_said():
    for key in TABLE:
        for place, language in enumerate(LANGUAGES):
            Words(language)(key, **dict.fromkeys(_holes(TABLE[key][place]), 1))


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        Words("uk")("no such text")


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "uk_UA.UTF-8"}, "uk"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "uk_UA.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "uk_UA", "LANG": "C"}, "uk"),
    ],
)
def test_the_locale_chooses_the_language(environ, language):
    assert locale_language(environ) == language
