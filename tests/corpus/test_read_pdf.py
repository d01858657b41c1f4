"""PDF files: paragraphs, columns, running heads, what is refused."""

import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pdf_files import LEADING, LEFT, TOP, column, pdf, wrapped
from PIL import Image
from pypdfium2 import PdfDocument

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.read import read_bytes


def read_pdf(pages, **options):
    return read_bytes(pdf(pages, **options), name="text.pdf")


FIRST = (
    "Міжнародне співробітництво держав полягає у науково-дослідній взаємодії, обміні відомостями "
    "та наданні правової допомоги. Воно спирається на договори, які держави укладають добровільно."
)
SECOND = (
    "Організації діють на підставі статутів. Їхні органи скликають щороку, вони обирають голову, "
    "затверджують звіти та ухвалюють рішення, обов'язкові для всіх членів організації."
)


def test_paragraphs_are_told_apart_by_the_space_between_them():
    read = read_pdf([column([*wrapped(FIRST), "", *wrapped(SECOND)])], title="Назва праці")
    assert read.text == f"{FIRST}\n\n{SECOND}"
    assert read.pages == ((0, 1),)
    assert read.title == "Назва праці"
    assert read.media_type == "application/pdf"


def test_paragraphs_are_told_apart_by_the_indent_of_their_first_line():
    lines = []
    for text in (FIRST, SECOND):
        first, *rest = wrapped(text)
        lines += [(LEFT + 20, first), *((LEFT, line) for line in rest)]
    page = [(x, TOP - LEADING * number, text) for number, (x, text) in enumerate(lines)]
    assert read_pdf([page]).text == f"{FIRST}\n\n{SECOND}"


def test_a_paragraph_over_two_pages_is_one_and_the_page_starts_inside_it():
    lines = wrapped(FIRST)
    read = read_pdf([column(lines[:2]), column([*lines[2:], "", *wrapped(SECOND)])])
    assert read.text == f"{FIRST}\n\n{SECOND}"
    assert read.pages == ((0, 1), (FIRST.index(lines[2]), 2))


def test_a_paragraph_goes_on_over_a_page_that_ends_with_a_sentence():
    full = "Держави укладають договори про правову допомогу, обмін відомостями."
    texts = [f"{FIRST} {SECOND}" for _ in range(4)]
    lines = []
    for text in texts:
        first, *rest = wrapped(text, len(full))
        lines += [(LEFT + 20, first), *((LEFT, line) for line in rest)]
    lines += [(LEFT + 20, full[8:]), (LEFT, full), (LEFT, full), (LEFT, full), (LEFT, "Кінець.")]
    pages = [lines[:-3], lines[-3:]]
    laid = [[(x, TOP - 14 * at, text) for at, (x, text) in enumerate(page)] for page in pages]
    read = read_pdf(laid)
    assert read.text.split("\n\n") == [*texts, f"{full[8:]} {full} {full} {full} Кінець."]


def test_a_paragraph_over_two_columns_is_one():
    lines = wrapped(FIRST, 35)
    page = column(lines[:4]) + column(lines[4:], x=320)
    assert read_pdf([page]).text == FIRST


def test_words_broken_at_a_line_end_are_whole_and_real_hyphens_stay():
    read = read_pdf(
        [
            column(
                [
                    "Держави укладають договори про запобігання злочинам та при-",
                    "тягнення винних осіб, а також про спільну науково-",
                    "дослідну роботу інститутів.",
                ]
            )
        ]
    )
    assert read.text == (
        "Держави укладають договори про запобігання злочинам та притягнення винних осіб, а також "
        "про спільну науково-дослідну роботу інститутів."
    )


def test_headings_items_and_entries_keep_their_lines():
    lines = ["ЗАГАЛЬНІ ПОЛОЖЕННЯ", *wrapped(SECOND), "Основні напрями:", "- обмін відомостями;"]
    lines += ["- правова допомога.", "Стаття 5. Строки", "1. Строк обчислюється днями."]
    assert read_pdf([column(lines)]).text.replace("\n\n", "\n").split("\n") == [
        "ЗАГАЛЬНІ ПОЛОЖЕННЯ",
        SECOND,
        "Основні напрями:",
        "- обмін відомостями;",
        "- правова допомога.",
        "Стаття 5. Строки",
        "1. Строк обчислюється днями.",
    ]


def test_running_heads_and_page_numbers_are_dropped():
    words = ("один", "два", "три", "чотири")
    texts = [[f"Розділ {word}. {FIRST}", f"Огляд {word}. {SECOND} Так {word}."] for word in words]
    pages = [
        [
            (LEFT, 30, f"– {number} –"),  # stored first, as some programs do
            (LEFT, 810, f"Науковий вісник. Випуск {number % 2}"),
            *column([*wrapped(first), "", *wrapped(second)]),
        ]
        for number, (first, second) in enumerate(texts, start=17)
    ]
    read = read_pdf(pages)
    assert read.text == "\n\n".join(text for pair in texts for text in pair)
    assert read.printed_pages
    assert [number for _, number in read.pages] == [17, 18, 19, 20]
    assert all(read.text[offset:].startswith("Розділ") for offset, _ in read.pages)


def test_a_line_that_repeats_inside_the_pages_stays():
    texts = [f"{FIRST} {word}." for word in ("Один", "Два", "Три")]
    pages = [column([*wrapped(text), "", "Разом.", "", *wrapped(SECOND)]) for text in texts]
    assert read_pdf(pages).text.count("Разом.") == 3


def test_the_name_does_not_matter():
    assert read_bytes(pdf([column(wrapped(FIRST))]), name="notes.txt").text == FIRST


def test_a_title_made_up_by_a_program_is_no_title():
    assert read_pdf([column(wrapped(FIRST))], title="Microsoft Word - стаття.doc").title is None


def picture_pdf(pages):
    buffer = io.BytesIO()
    first, *rest = [Image.new("L", (60, 80), shade) for shade in range(pages)]
    first.save(buffer, "PDF", save_all=True, append_images=rest)
    return buffer.getvalue()


def test_a_scanned_file_is_refused_with_the_remedy():
    with pytest.raises(FileRefused, match=r"scan\.pdf has no text layer\. .*ocrmypdf"):
        read_bytes(picture_pdf(2), name="scan.pdf")


def test_a_scanned_file_with_a_cover_in_text_is_refused():
    document = PdfDocument(pdf([column(wrapped(FIRST))]))
    document.import_pages(PdfDocument(picture_pdf(5)))
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    with pytest.raises(FileRefused, match="5 of its 6 pages have no text layer"):
        read_bytes(buffer.getvalue(), name="scan.pdf")


def test_an_encrypted_file_is_refused_with_the_remedy():
    from fpdf import FPDF

    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=12)
    document.cell(text="secret")
    document.set_encryption(owner_password="owner", user_password="user")
    with pytest.raises(FileRefused, match=r"secret\.pdf is encrypted\. .*password"):
        read_bytes(bytes(document.output()), name="secret.pdf")


def test_a_damaged_file_is_refused():
    with pytest.raises(FileRefused, match=r"a\.pdf is a damaged PDF file"):
        read_bytes(b"%PDF-1.7\nnothing of use", name="a.pdf")


WHOLE = pdf([column(wrapped(FIRST)), column(wrapped(SECOND))])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_is_refused_or_read_but_never_crashes(data):
    damaged = bytearray(WHOLE)
    if data.draw(st.booleans()):
        del damaged[data.draw(st.integers(8, len(damaged) - 1)) :]
    else:
        for _ in range(data.draw(st.integers(1, 30))):
            place = data.draw(st.integers(8, len(damaged) - 1))
            damaged[place] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(read_bytes(bytes(damaged), name="x.pdf").text, str)
    except FileRefused as refusal:
        assert "x.pdf" in refusal.fact and refusal.remedy


sentences = st.lists(
    st.sampled_from("держава право норма злочин орган рада та суд діє закон устав ще".split()),
    min_size=8,
    max_size=40,
).map(lambda words: f"Далі {' '.join(words)} тут.")


@settings(max_examples=40, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=6), st.integers(3, 12))
def test_any_text_set_in_pages_reads_as_it_was(paragraphs, height):
    paragraphs = [FIRST, *paragraphs]  # at least one that shows how far apart its lines are
    lines = []
    for paragraph in paragraphs:
        lines += [*wrapped(paragraph), ""]
    pages = [lines[start : start + height] for start in range(0, len(lines), height)]
    pages = [page for page in pages if any(page)]
    printed = [line for line in lines if line]
    assume(len(set(printed)) == len(printed))  # or they might be running heads
    read = read_pdf([column(page) for page in pages])
    assert read.text == "\n\n".join(paragraphs)
    assert len(read.pages) == len(pages)
