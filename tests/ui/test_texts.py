from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from string import Formatter

import pytest

pytest.importorskip("babel", reason="Babel is not installed")

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from dzherelo.ui.locale import texts
from dzherelo.ui.locale.texts import Words, language_of, languages, locale_language


def catalogue(language: str) -> Catalog:
    with Path(texts.FOLDER, f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def compiled(made: Catalog) -> bytes:
    target = io.BytesIO()
    write_mo(target, made)
    return target.getvalue()


CATALOGUES = {path.stem: catalogue(path.stem) for path in sorted(texts.FOLDER.glob("*.po"))}
# Names of texts; what is not one is an English sentence of an error.
KEYS = sorted(message.id if isinstance(message.id, str) else message.id[0]
              for message in CATALOGUES["en"] if message.id)  # fmt: skip
ERRORS = sorted(
    message.id for message in CATALOGUES["uk"] if message.id and message.id not in CATALOGUES["en"]
)


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _forms(language: str, key: str) -> tuple[str, ...]:
    said = CATALOGUES[language][key].string
    return (said,) if isinstance(said, str) else tuple(said)


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_compiled_catalogue_is_the_written_one(language):
    def said(compiled: bytes) -> dict[object, object]:
        made = read_mo(io.BytesIO(compiled))
        return {str(message.id): message.string for message in made if message.id}

    shipped = Path(texts.FOLDER, f"{language}.mo")
    wanted = said(compiled(CATALOGUES[language]))
    assert shipped.is_file() and said(shipped.read_bytes()) == wanted, (
        f"Run: pybabel compile -i ui/locale/{language}.po -o ui/locale/{language}.mo"
    )


def test_each_text_is_said_in_both_languages_with_the_same_holes():
    for key in KEYS:
        ukrainian, english = _forms("uk", key), _forms("en", key)
        assert len(ukrainian) == (1 if len(english) == 1 else 3), key
        assert len({frozenset(_holes(form)) for form in (*ukrainian, *english)}) == 1, key
        assert all(form.strip() for form in (*ukrainian, *english)), key
        assert {language_of(form) for form in ukrainian} == {"uk"}, key
        assert {language_of(form) for form in english} == {"en"} or key == "language.name", key


def test_every_text_can_be_said():
    for language in CATALOGUES:
        for key in KEYS:
            Words(language)(key, **dict.fromkeys(_holes(_forms(language, key)[0]), 1))


def test_an_error_has_the_holes_of_its_sentence_and_is_ukrainian():
    for key in ERRORS:
        (said,) = _forms("uk", key)
        assert _holes(said) <= _holes(key) and re.search("[а-яіїєґ]", said), key


def test_what_is_counted_has_the_plural_of_its_language():
    said = [Words("uk")("lookup.more", count=count) for count in (1, 3, 11, 21)]
    assert [re.search(r"\w+\.", one)[0] for one in said] == [
        "уривок.", "уривки.", "уривків.", "уривок.",
    ]  # fmt: skip
    assert [Words("en")("lookup.more", count=count).split(".")[0] for count in (1, 2)] == [
        "1 more passage", "2 more passages",
    ]  # fmt: skip


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        Words("uk")("no such text")


@pytest.fixture
def esperanto(tmp_path, monkeypatch):
    """A third language: one more catalogue, which does not say everything."""
    for language in CATALOGUES:
        shutil.copy(texts.FOLDER / f"{language}.mo", tmp_path)
    made = Catalog(locale="eo")
    for key, said in (
        ("language.name", "Esperanto"),
        ("question", "Via demando"),
        ("There is no source `{id}` in the library.", "Mankas la fonto {id}."),
    ):
        made.add(key, said)
    (tmp_path / "eo.mo").write_bytes(compiled(made))
    monkeypatch.setattr(texts, "FOLDER", tmp_path)


def test_a_third_language_is_one_more_catalogue(esperanto):
    words = Words("eo")
    assert languages() == ("uk", "en", "eo")
    assert words("question") == "Via demando"
    assert words("send") == "Ask"  # not said in it: English
    assert (words.spoken, words.language) == ("eo", "en")
    assert locale_language({"LANG": "eo.UTF-8"}) == "eo"


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
