"""What the core says in errors is said in Ukrainian on the page: real errors, not copies."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import shipped as pack

from dzherelo.assistant.citations.cite import Citer
from dzherelo.corpus.errors import DzhereloError, FetchFailed, FileRefused, IndexMismatch, Message
from dzherelo.corpus.library.holdings import Library
from dzherelo.corpus.library.pack import Pack
from dzherelo.corpus.read import read_bytes
from dzherelo.ui.locale.texts import Words

ENGLISH = re.compile("[a-z]{2,} [a-z]{2,} [a-z]{2,}")


def archive(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return made.getvalue()


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
    line = Words("uk").error(refused.value)
    assert line.startswith("файл.txt: ") and not ENGLISH.search(line)
    assert Words("en").error(refused.value) == str(refused.value)


@pytest.mark.parametrize("ref", ["", "абракадабра", "99", "Сімейного кодексу, ст. 9", "ст. 999"])
def test_what_cannot_be_looked_up_is_said_in_ukrainian(tmp_path, ref):
    terms = pack.terms()
    citer = Citer(
        Library(tmp_path, Pack.default()),
        terms=lambda: terms,
        search=lambda words: (),
        nearest=lambda words, passages: tuple(passages),
    )
    with pytest.raises(DzhereloError) as failed:
        citer.cite(ref)
    line = Words("uk").error(failed.value)
    assert not ENGLISH.search(line)
    assert ref.partition(",")[0] in line


def test_what_no_catalogue_has_stays_as_it_is():
    error = IndexMismatch("The index was made by another model.", "Run: dzherelo index")
    assert Words("uk").error(error) == str(error)


def test_a_sentence_within_another_is_translated_too():
    what = Message("{url} answers {status}", url="https://a.example/{x}", status=503)
    error = FetchFailed(Message("{what} (tries: {tries}).", what=what, tries=4), "Another day.")
    assert str(error) == "https://a.example/{x} answers 503 (tries: 4). Another day."
    assert Words("uk").error(error) == (
        "https://a.example/{x} відповідає кодом 503 (спроб: 4). Another day."
    )
