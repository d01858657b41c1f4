"""Encodings other than UTF-8, on texts as short as a heading."""

import codecs

import pytest

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.read import read_bytes
from dzherelo.corpus.read.encodings import decode

SHORT = [
    "Їжак і ґава",
    "Ґанок",
    "Стаття 1. Мета",
    "КОНСТИТУЦІЯ УКРАЇНИ",
    "Привіт",
    "Міжнародне право – це «система норм».",
    "Дослідження їхньої ролі є важливим.",
    "Об'єднання громадян",
    "п. 4 ст. 2 Закону",
    "Русский текст о праве",
]
LONG = (
    "Громадські об'єднання діють на підставі статуту. Її члени обирають голову, який є першою "
    "особою, та ревізійну комісію; ґрунтовний звіт оприлюднюють щороку.\n\nІнше – у додатку."
)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-u", "utf-8", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("text", SHORT)
def test_short_texts_in_the_encodings_of_the_country(text, encoding):
    if encoding == "koi8-u":  # which has neither dashes nor angle quotes
        text = text.translate(str.maketrans("–«»", '-""'))
    assert read_bytes(text.encode(encoding), name="a.txt").text == text


@pytest.mark.parametrize(
    "encoding",
    ["windows-1251", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-16", "cp1125", "koi8-u"],
)
def test_a_paragraph_in_rarer_encodings(encoding):
    text = LONG.replace("–", "-")
    assert read_bytes(text.encode(encoding), name="a.txt").text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le café déjà fermé à Noël", "cp1252"),
        ("Straße für Bürger", "latin-1"),
        ("“Quoted” – an English text", "cp1252"),
    ],
)
def test_western_texts_are_not_taken_for_cyrillic_ones(text, encoding):
    assert read_bytes(text.encode(encoding), name="a.txt").text == text


def test_a_byte_order_mark_is_no_part_of_the_text():
    data = codecs.BOM_UTF8 + "право".encode()
    assert decode(data, name="a.txt") == "право"


def test_damaged_utf8_is_refused_and_not_guessed_at():
    data = LONG.encode()
    with pytest.raises(FileRefused, match=r"a\.txt begins as UTF-8 but byte \d+ is no character"):
        read_bytes(data[:60] + b"\xff" + data[60:], name="a.txt")
