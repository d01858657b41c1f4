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


OTHERS = {
    "ru": "Мельницу построили в 1903 году на средства общины, а пруд почистили весной.",
    "pl": "Młyn zbudowano w 1903 roku ze środków gminy, a staw oczyszczono wiosną. Źdźbło, gęś.",
    "cs": "Mlýn byl postaven roku 1903 na náklady obce a rybník byl vyčištěn na jaře.",
    "de": "Die Mühle wurde 1903 auf Kosten der Gemeinde gebaut, der Teich im Frühjahr geräumt.",
    "fr": "Le moulin fut bâti en 1903 aux frais de la commune, et un rapport détaillé publié.",
    "el": "Ο μύλος χτίστηκε το έτος 1903 με δαπάνη της κοινότητας και άλεθε σίκαλη.",
    "he": "הטחנה נבנתה בשנת 1903 על חשבון הקהילה וטחנה שיפון לשלושה כפרים באזור.",
}
PAGES = {
    "ru": "cp1251 koi8-r cp866 iso8859-5",
    "pl": "cp1250 iso8859-2 cp852",
    "cs": "cp1250 iso8859-2",
    "de": "cp1252 cp850 mac-roman",
    "fr": "cp1252 cp850 mac-roman",
    "el": "cp1253 iso8859-7 cp737",
    "he": "cp1255 iso8859-8 cp862",
}
LANGUAGES = [(language, page) for language, pages in PAGES.items() for page in pages.split()]


@pytest.mark.parametrize(("language", "page"), LANGUAGES)
def test_a_sentence_in_the_encodings_of_its_language(language, page):
    text = OTHERS[language]
    assert decode(text.encode(page), name="a.txt") == text


def test_an_english_text_with_one_ukrainian_word_is_windows_1251():
    text = "The “mill” was built in 1903 — see record № 5.\nКиїв"
    assert decode(text.encode("cp1251"), name="a.txt") == text


def test_a_short_dos_text_with_the_latin_i_that_its_page_forced():
    text = "Стаття 1. Пасiка лежить бiля дороги."
    assert decode(text.encode("cp866"), name="a.txt") == text


@pytest.mark.parametrize("text", [LONG, *OTHERS.values()])
@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
def test_text_that_was_taken_for_western_is_repaired(text, wrong):
    twice = "".join(
        bytes([one]).decode(wrong) if _has(one, wrong) else chr(one) for one in text.encode()
    )
    assert decode(twice.encode(), name="a.txt") == text


def _has(one, encoding):
    try:
        bytes([one]).decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def test_windows_1251_that_was_taken_for_latin_1_is_repaired():
    text = LONG.replace("–", "-")
    assert decode(text.encode("cp1251").decode("latin-1").encode(), name="a.txt") == text


@pytest.mark.parametrize(
    "text", [*OTHERS.values(), "Ñandú, Ærø, Øre, Þór, Straße, café", "Â° £5 ¿Qué?"]
)
def test_sound_text_is_left_as_it_is(text):
    assert decode(text.encode(), name="a.txt") == text
