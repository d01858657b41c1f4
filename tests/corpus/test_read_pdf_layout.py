"""What pages of PDF files tell by places and type: columns, floats, tables, headings, lists."""

import sys

import pytest
from pdf_files import LEADING, LEFT, TOP, column, pdf, wrapped

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.read import read_bytes, scans
from dzherelo.corpus.split import split
from dzherelo.corpus.types import Kind, Pages, Span

MILL = (
    "Громада вирішила збудувати млин на річці, бо зерно возили далеко, і на це витрачали цілий "
    "тиждень. Майстри прийшли навесні та почали класти греблю з каменю, який брали біля лісу."
)
FORGE = (
    "Кузню поставили біля мосту, де зупинялися чумаки дорогою на південь. Коваль підковував коней, "
    "лагодив вози та гострив лемеші, а платили йому переважно зерном або сіллю."
)
RIGHT = 320


def told(at):
    """A text of its own for each number."""
    words = MILL.split()
    turned = [*words[at % len(words) :], *words[: at % len(words)]]
    return f"{chr(1072 + at % 32) * (4 + at // 32)} {' '.join(turned)} {'кінець' * (at % 5)}."


def read(pages, **options):
    return read_bytes(pdf(pages, **options), name="text.pdf")


def of_kind(document, kind):
    return [one.span.of(document.text) for one in document.elements if one.kind is kind]


def paragraphs(document):
    return document.text.split("\n\n")


def test_columns_are_read_one_after_the_other_though_lines_are_stored_across():
    left, right = wrapped(MILL, 40), wrapped(FORGE, 40)
    rows = zip(column(left), column(right, x=RIGHT), strict=False)
    page = [line for row in rows for line in row]
    page += column(left, y=TOP)[len(right) :] + column(right, x=RIGHT)[len(left) :]
    assert paragraphs(read([page])) == [MILL, FORGE]


def test_what_stands_over_both_columns_comes_where_it_stands():
    wide = "Про млин і кузню, які збудувала громада сусіднього села минулого року влітку."
    page = [(LEFT, TOP, wide)]
    for lines, x in ((wrapped(MILL, 40), LEFT), (wrapped(FORGE, 40), RIGHT)):
        page += column(lines, x=x, y=TOP - 40)
    assert paragraphs(read([page])) == [wide, MILL, FORGE]


def test_the_cells_of_a_table_are_no_columns():
    rules = [(LEFT, TOP + 12, 500), (LEFT, TOP - 4, 500), (LEFT, TOP - 62, 500)]
    rows = [("Рік", "Млин", "Кузня"), ("1903", "12", "4"), ("1904", "15", ""), ("1905", "18", "7")]
    cells = [
        (x, TOP - 16 * at, cell)
        for at, row in enumerate(rows)
        for x, cell in zip((LEFT, 220, 380), row, strict=True)
        if cell
    ]
    caption = (LEFT, TOP + 24, "Таблиця 2. Помел за роками, пудів")
    body = column(wrapped(MILL), y=TOP - 100)
    found = read([[caption, *rules, *cells, *body]])
    assert of_kind(found, Kind.CAPTION) == ["Таблиця 2. Помел за роками, пудів"]
    assert of_kind(found, Kind.ROW) == [
        "Рік | Млин | Кузня",
        "1903 | 12 | 4",
        "1904 | 15 | ",
        "1905 | 18 | 7",
    ]
    told = [one.context for one in found.elements if one.kind is Kind.ROW]
    assert told[0] == "Таблиця 2. Помел за роками, пудів"
    assert told[2] == "Таблиця 2. Помел за роками, пудів. Рік | Млин | Кузня"


def test_a_table_in_mid_sentence_stands_behind_the_paragraph():
    lines = wrapped(f"{MILL} {FORGE}")
    upper, lower = lines[:3], lines[3:]
    y = TOP - LEADING * len(upper) - 20
    table = [
        (LEFT, y, "Table 1. Sacks a year"),
        *((LEFT, y - 8 - 16 * at, 400) for at in (0, 1, 3)),
        *((x, y - 20 - 16 * at, cell)
          for at, row in enumerate((("Year", "Sacks"), ("1903", "12"), ("1904", "15")))
          for x, cell in zip((LEFT, 300), row, strict=True)),
    ]  # fmt: skip
    found = read([[*column(upper), *table, *column(lower, y=y - 100)]])
    assert paragraphs(found)[0] == f"{MILL} {FORGE}"
    assert of_kind(found, Kind.ROW) == ["Year | Sacks", "1903 | 12", "1904 | 15"]


def test_a_footnote_stands_behind_the_paragraph_that_goes_on_over_the_page():
    lines = wrapped(f"{MILL} {FORGE}")
    first, second = lines[:3], lines[3:]
    end = LEFT + 5 * len(first[-1])
    foot = [(end, TOP - 28 + 4, "7", 6), (LEFT, 60, "7", 5), (LEFT + 3, 57, "Нині зруйнований.", 8)]
    found = read([[*column(first), *foot], column(second)])
    marked = f"{' '.join(first)}⁷ {' '.join(second)}"
    assert paragraphs(found) == [marked, "⁷Нині зруйнований."]
    (note,) = (one for one in found.elements if one.kind is Kind.NOTE)
    assert note.label == "7"
    # the note leads back to its page, and nothing that follows it would stay there
    pages = Pages(found.pages, found.printed_pages)
    assert pages.touch(note.span, {1}) and not pages.touch(note.span, {2})
    assert pages.touch(Span(0, len(marked)), {2})


def test_raised_digits_stay_raised_and_stand_at_their_word():
    page = [
        (LEFT, TOP, "Відповідно до статті 13"),
        (LEFT + 115, TOP + 4, "1", 6),
        (LEFT + 124, TOP, "громада"),
        (LEFT + 159, TOP + 4, "12, 15", 6),
        (LEFT + 177, TOP, ", а також двір сплачують"),
        (LEFT, TOP - LEADING, "на десять м"),
        (LEFT + 55, TOP - LEADING + 4, "2", 6),
        (LEFT + 64, TOP - LEADING, "кожен."),
    ]
    assert read([page]).text == (
        "Відповідно до статті 13¹ громада¹²,¹⁵, а також двір сплачують на десять м² кожен."
    )


def test_numbers_of_lines_in_the_margin_are_dropped():
    lines = wrapped(MILL, 50)
    page = [line for at, text in enumerate(lines) for line in (
        (30, TOP - LEADING * at, str(at + 1)), (LEFT, TOP - LEADING * at, text))]  # fmt: skip
    assert read([page]).text == MILL


def test_turned_text_is_dropped():
    assert read([[(20, 300, "arXiv:2501.1", 20, True), *column(wrapped(MILL))]]).text == MILL


FOOT = (
    "Berg et al., (2023). Counting rust spots on barley with a hand lens. Rust Studies, 6(63), 19."
)


def test_long_feet_and_heads_of_odd_and_even_pages_are_dropped():
    heads = ("Вісник громади", "Млини та кузні")
    texts = [told(at).capitalize() for at in range(5)]
    pages = [
        [(LEFT, 810, heads[at % 2]), *column(wrapped(text)), (LEFT, 30, FOOT, 7)]
        for at, text in enumerate(texts)
    ]
    assert paragraphs(read(pages)) == texts


def test_a_title_authors_abstract_and_headings_by_their_type():
    page = [
        (120, TOP, "Млини й кузні надрічанських громад", 18),
        (160, TOP - 24, "у дев'ятнадцятому столітті", 18),
        (200, TOP - 50, "Олена Гай", 11),
        (206 + 48, TOP - 47, "1", 6),
        (300, TOP - 50, "Петро Лан", 11),
        (306 + 49, TOP - 47, "2", 6),
        (150, TOP - 66, "Університет громадських промислів", 9),
        (LEFT, TOP - 90, "Анотація", 12),
        *column(wrapped(FORGE), y=TOP - 108),
        (LEFT, TOP - 170, "1. Вступ", 14),
        *column(wrapped(MILL), y=TOP - 190),
        (LEFT, TOP - 260, "1.1. Будівництво млина", 12),
        *column(wrapped(MILL), y=TOP - 280),
        (LEFT, TOP - 350, "2. Висновки", 14),
        *column(wrapped(FORGE), y=TOP - 370),
    ]
    found = read([page], author="user")
    assert found.title == "Млини й кузні надрічанських громад у дев'ятнадцятому столітті"
    assert of_kind(found, Kind.TITLE) == [found.title]
    assert of_kind(found, Kind.AUTHOR) == ["Олена Гай¹, Петро Лан²"]
    assert of_kind(found, Kind.FRONT) == ["Університет громадських промислів"]
    assert of_kind(found, Kind.ABSTRACT) == [FORGE]
    headings = [(one.level, one.span.of(found.text)) for one in found.elements
                if one.kind is Kind.HEADING]  # fmt: skip
    assert headings == [
        (1, "Анотація"),
        (1, "1. Вступ"),
        (2, "1.1. Будівництво млина"),
        (1, "2. Висновки"),
    ]
    assert found.metadata.authors == ()  # "user" is nobody's name


ENTRIES = [
    "Ames, B. (2001). Spots on the leaves of barley in the cool and wet regions of the north. "
    "Journal of Rust, 4(2), 11–19. https://doi.org/10.1234/rust.2001.4",
    "Cole, D., Fox, G. (2002). Counting spots by lens: a comparison of three ways that are in use "
    "with breeders. Crop Science Notes, 5, 1–9.",
    "Dean, E. (2004). Cool summers. Crop Notes, 9, 7.",
]


@pytest.mark.parametrize("numbers", ["", "{}. ", "[{}] "])
def test_every_entry_of_a_hanging_list_is_a_line_of_its_own(numbers):
    entries = [numbers.format(at) + entry for at, entry in enumerate(ENTRIES, start=1)]
    rows = [(LEFT, "References", 14)]
    for entry in entries:
        first, *rest = wrapped(entry, 60)
        rows += [(LEFT, first), *((LEFT + 15, line) for line in rest)]
    rows = [(x, TOP - 100 - LEADING * at, *text) for at, (x, *text) in enumerate(rows)]
    found = read([[*column(wrapped(MILL)), *rows]])
    assert of_kind(found, Kind.ENTRY) == entries
    labels = [one.label for one in found.elements if one.kind is Kind.ENTRY]
    assert labels == (["1", "2", "3"] if numbers else ["", "", ""])
    assert found.metadata.doi == ""  # that of a cited work is not the file's


def test_an_address_broken_at_the_end_of_a_line_is_whole():
    lines = [
        "Дані громади відкрито для всіх за адресою https://doi.org/10.1234/",
        "mill.2001.4 у лютому.",
    ]
    assert "https://doi.org/10.1234/mill.2001.4 у лютому." in read([column(lines)]).text


def numbered(numbers, **options):
    texts = [told(at).capitalize() for at in range(len(numbers))]
    return read([
        [*column(wrapped(text)), *([(290, 30, number)] if number else [])]
        for text, number in zip(texts, numbers, strict=True)
    ], **options)  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "pages"),
    [
        (["85", "86", "87"], [85, 86, 87]),
        (["85", "", "87", "88"], [85, 86, 87, 88]),
        (["85", "86", "89", "90"], [85, 86, 89, 90]),
        (["xi", "xii", "xiii"], [11, 12, 13]),
        (["85 / 99", "86 / 99", "87 / 99"], [85, 86, 87]),
        (["", "", ""], None),
        (["7", "", ""], None),
    ],
)
def test_pages_have_their_printed_numbers_where_these_can_be_told(printed, pages):
    found = numbered(printed)
    assert found.printed_pages == (pages is not None)
    assert [number for _, number in found.pages] == (pages or [*range(1, len(printed) + 1)])


def test_passages_know_the_printed_page():
    found = numbered(["85", "86", "87"])
    passages = split("mill", found.text, pages=found.pages, elements=found.elements).passages
    assert [passage.locator.page for passage in passages] == [85, 86, 87]


def test_the_work_grows_with_the_length_alone():
    def calls(count):
        pages = [
            [*column(wrapped(told(at), 40)), *column(wrapped(told(at + 7), 40), x=RIGHT)]
            for at in range(count)
        ]
        data, counted = pdf(pages), 0

        def count_call(frame, event, argument):
            nonlocal counted
            counted += event == "call"

        sys.setprofile(count_call)
        try:
            read_bytes(data, name="long.pdf")
        finally:
            sys.setprofile(None)
        return counted

    calls(4)  # what is loaded once
    assert calls(48) < 2.3 * calls(24)


# Scans -----------------------------------------------------------------------------------------


def test_without_ocrmypdf_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileRefused, match=r"scan\.pdf was not recognised.*apt install ocrmypdf"):
        scans.recognise(tmp_path / "scan.pdf", "ukr+eng")


def test_ocrmypdf_is_asked_for_the_languages_and_its_complaint_is_passed_on(tmp_path, monkeypatch):
    program = tmp_path / "ocrmypdf"
    program.write_text(
        f'#!{sys.executable}\nimport pathlib, sys\n*options, source, target = sys.argv[1:]\n'
        'if "xxx" in options:\n    sys.exit("tesseract has no xxx")\n'
        'pathlib.Path(target).write_text(" ".join(options))\n'
    )  # fmt: skip
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert b"--language ukr+eng" in scans.recognise(tmp_path / "scan.pdf", "ukr+eng")
    with pytest.raises(FileRefused, match=r"could not recognise scan\.pdf: tesseract has no xxx"):
        scans.recognise(tmp_path / "scan.pdf", "xxx")


def test_words_of_two_alphabets_are_noticed():
    garbled = MILL.replace("и", "u").replace("н", "H")
    assert scans.is_garbled(garbled)
    assert not scans.is_garbled(MILL)
    assert not scans.is_garbled(f"{MILL} PDF-файл, ISO-стандарт, Word, LaTeX, Windows, Linux, XML.")
