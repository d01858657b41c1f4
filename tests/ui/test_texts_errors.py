"""What the core says in errors is said in Ukrainian on the page: real errors, not copies."""

from __future__ import annotations

import io
import re
import zipfile
from string import Formatter

import pytest

from dzherelo.assistant.citations.cite import Citer
from dzherelo.corpus.errors import DzhereloError, FileRefused, IndexMismatch
from dzherelo.corpus.language.acts import shipped_acts
from dzherelo.corpus.language.glossary import load_glossary
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.library.holdings import Holdings
from dzherelo.corpus.library.shelf import Shelf
from dzherelo.corpus.read import read_bytes
from dzherelo.ui.locale.errors import ERRORS, said

ENGLISH = re.compile("[a-z]{2,} [a-z]{2,} [a-z]{2,}")


def archive(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize("key", ERRORS)
def test_a_translation_has_the_holes_of_its_sentence(key):
    holes = {name for _, name, _, _ in Formatter().parse(ERRORS[key]) if name is not None}
    assert holes <= {str(number) for number in range(key.count("…"))}
    assert re.search("[а-яіїєґ]", ERRORS[key])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"***",
        b"%PDF-1.4\n%broken",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 20,
        b"{\\rtf1}",
        b"%!PS",
        b"PK\x03\x04broken",
        archive(a="b"),
        archive(mimetype="application/epub+zip"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<?xml version='1.0'?><rss/>",
        b"\0" * 600,
    ],
)
def test_a_refused_file_is_refused_in_ukrainian(data):
    with pytest.raises(FileRefused) as refused:
        read_bytes(data, name="файл.txt")
    line = said(refused.value, "uk")
    assert line.startswith("файл.txt: ") and not ENGLISH.search(line)
    assert said(refused.value, "en") == str(refused.value)


@pytest.mark.parametrize("ref", ["", "абракадабра", "99", "Сімейного кодексу, ст. 9", "ст. 999"])
def test_what_cannot_be_looked_up_is_said_in_ukrainian(tmp_path, ref):
    terms = Terms.of(load_glossary(), acts=shipped_acts())
    citer = Citer(
        Holdings(Shelf(tmp_path), cache=tmp_path),
        terms=lambda: terms,
        search=lambda words: (),
        nearest=lambda words, passages: tuple(passages),
    )
    with pytest.raises(DzhereloError) as failed:
        citer.cite(ref)
    line = said(failed.value, "uk")
    assert not ENGLISH.search(line)
    assert ref.partition(",")[0] in line


def test_what_the_table_does_not_have_stays_as_it_is():
    error = IndexMismatch("The index was made by another model.", "Run: dzherelo index")
    assert said(error, "uk") == str(error)
