"""What a text says of itself: title, authors, year, DOI, abstract, by its first lines alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.split import describe, split
from dzherelo.corpus.split.names import names
from dzherelo.corpus.types import Document, Element, Kind, Metadata, Span

PROSE = (
    "Rust fungi are a growing threat to barley in cool regions, and breeders want markers that can "
    "be scored early in the season. We measured forty lines in two summers."
)
LIST = "References\n\n1. Ames B. Spots on leaves. 2001.\n\n2. Cole D. Lens. 2002."


def made_of(*lines, **kinds):
    return split("x", "\n\n".join(lines), **kinds)


def kinds(made, kind):
    return [passage.text for passage in made.passages if passage.kind is kind]


@pytest.mark.parametrize(
    ("lines", "title", "authors"),
    [
        (["A study of rust", "Anna Berg"], "A study of rust", ["Anna Berg"]),
        (
            ["RESEARCH ARTICLE", "A study of rust", "Anna Berg1*, Carl Dahl2 and Md Ali Noor1,2"],
            "A study of rust",
            ["Anna Berg", "Carl Dahl", "Md Ali Noor"],
        ),
        (
            [
                "Journal of Rust Studies",
                "Vol. 3, No. 2, 2019",
                "A study of rust",
                "A. Berg, C. Dahl",
            ],
            "A study of rust",
            ["A. Berg", "C. Dahl"],
        ),
        (
            ["УДК 632.4", "Берг А. Б., Даль К. В.", "кандидат наук, доцент", "Іржа ячменю"],
            "Іржа ячменю",
            ["Берг А. Б.", "Даль К. В."],
        ),
        (
            ["КРИМІНАЛЬНЕ ПРАВО", "Коваль Т.М.,", "ПРО ІРЖУ НА ЯЧМЕНІ\nТА ПШЕНИЦІ"],
            "Про іржу на ячмені та пшениці",
            ["Коваль Т.М."],
        ),
        (
            ["ОРИГІНАЛЬНА СТАТТЯ", "Іржа ячменю в Україні", "Олена Коваль та Іван Бондаренко"],
            "Іржа ячменю в Україні",
            ["Олена Коваль", "Іван Бондаренко"],
        ),
        (
            ["Rost an der Gerste", "Prof. Dr. Jörg Müller und Anna-Lena Groß, M.A."],
            "Rost an der Gerste",
            ["Jörg Müller", "Anna-Lena Groß"],
        ),
        (
            ["La rouille de l’orge", "Étienne Dupont et Zoé d’Arc"],
            "La rouille de l’orge",
            ["Étienne Dupont", "Zoé d’Arc"],
        ),
        (
            [
                "Rdza na jęczmieniu",
                "Łukasz Żak, Maria van der Berg",
                "Uniwersytet Jagielloński, Kraków",
            ],
            "Rdza na jęczmieniu",
            ["Łukasz Żak", "Maria van der Berg"],
        ),
        (
            ["Rust on barley", "Yuan Lin†1 Weinan E2", "1Rust Research 2Northern University"],
            "Rust on barley",
            ["Yuan Lin", "Weinan E"],
        ),
        (
            ["Rust on barley", "Berg, Anna; Dahl, Carl"],
            "Rust on barley",
            ["Anna Berg", "Carl Dahl"],
        ),
    ],
)
def test_title_and_authors_are_told_from_what_stands_around_them(lines, title, authors):
    made = made_of(*lines, "Abstract", PROSE, "1. Introduction", PROSE, LIST)
    assert made.title == title
    assert list(made.authors) == authors


@pytest.mark.parametrize(
    "line",
    [
        "1 Agronomy Dept., University of Rust, Gainesville",
        "Department of Botany",
        "anna@rust.example",
        "A study of rust",
        "МІЖНАРОДНЕ ПРАВО",
        "Received: 14 April 2018",
        "",
    ],
)
def test_what_is_no_name_is_called_none(line):
    assert names(line) == ()


@given(st.text())
def test_any_line_may_be_asked_for_names(line):
    assert all(name.strip() == name and name for name in names(line))


def test_nothing_is_called_abstract_or_title_by_default():
    made = made_of(PROSE, PROSE, LIST)
    assert not kinds(made, Kind.ABSTRACT) and not kinds(made, Kind.TITLE)
    assert len(kinds(made, Kind.PARAGRAPH)) == 2


def test_an_abstract_ends_where_the_text_begins():
    made = made_of("A study of rust", "Abstract", PROSE, "Keywords: rust; barley", PROSE, LIST)
    assert kinds(made, Kind.ABSTRACT) == [PROSE]
    assert kinds(made, Kind.KEYWORDS) == ["Keywords: rust; barley"]
    assert kinds(made, Kind.PARAGRAPH) == [PROSE]


def test_a_summary_that_is_all_there_is_is_the_text():
    made = made_of("Summary", PROSE, PROSE, "Acknowledgements", "We thank Ek.", LIST)
    assert not kinds(made, Kind.ABSTRACT)
    assert made.passages[1].locator.section == "Summary"


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("Received: April 14, 2016 Published: June 13, 2018", 2018),
        ("© 2019 The authors", 2019),
        ("arXiv:2501.10120v1 [cs.IR] 17 Jan 2025", 2025),
        ("Стаття надійшла 3 травня 2020 р.", 2020),
        ("DOI 10.1234/2663-5666.2024.2.15", None),
    ],
)
def test_the_year_is_that_of_publication(line, year):
    made = made_of("A study of rust", "Anna Berg", line, "Abstract", PROSE, "Introduction", PROSE)
    assert made.metadata.year == year


def test_a_doi_of_the_list_is_not_the_articles_own():
    entry = "1. Ames B. Spots. 2001. https://doi.org/10.1234/spots"
    made = made_of("A study of rust", "Anna Berg", "Abstract", PROSE, "References", entry)
    assert made.metadata.doi == ""
    own = made_of("A study of rust", "Anna Berg", "DOI: 10.5678/own.1", "Abstract", PROSE, entry)
    assert own.metadata.doi == "10.5678/own.1"


def test_what_a_file_tells_wins_where_it_stands_in_the_text():
    text = f"A study of rust\n\nAnna Berg\n\nAbstract\n\n{PROSE}"
    told = Metadata(title="Microsoft Word - rust.doc", authors=("admin",), container="Rust")
    document = Document(text, "text/plain", metadata=told)
    record = describe(document, split("x", text, metadata=told))
    assert (record.title, record.authors) == ("A study of rust", ("Anna Berg",))
    assert record.container == "Rust"


# The body, by what the file tells --------------------------------------------------------------


def told(text, *elements):
    found = []
    for piece, kind, *rest in elements:
        at = text.index(piece)
        found.append(Element(Span(at, at + len(piece)), kind, *rest))
    return split("x", text, elements=tuple(found))


def test_where_headings_are_told_they_alone_are_headings_and_nest():
    lines = ["Rust", "How did we count?", PROSE, "A short line", PROSE, "In plots.", f"{PROSE} So."]
    text = "\n\n".join(lines)
    made = told(
        text,
        ("Rust", Kind.HEADING, 1),
        ("How did we count?", Kind.HEADING, 2),
        ("In plots.", Kind.HEADING, 3),
    )
    last = made.passages[-1]
    assert last.locator.section == "In plots."
    assert last.context.startswith("How did we count?") and last.context.endswith("In plots.")
    assert "A short line" in kinds(made, Kind.PARAGRAPH)


def test_rows_stand_under_their_section_and_table_and_number_no_paragraph():
    text = f"Results\n\n{PROSE}\n\nTable 1. Spots.\n\nLine | 2021\nAlva | 12\n\n{PROSE}"
    columns = "Table 1. Spots. Line | 2021"
    made = told(
        text,
        ("Results", Kind.HEADING, 1),
        ("Table 1. Spots.", Kind.CAPTION),
        ("Line | 2021", Kind.ROW, 0, "", "Table 1. Spots."),
        ("Alva | 12", Kind.ROW, 0, "", columns),
    )
    (row,) = [passage for passage in made.passages if passage.kind is Kind.ROW]
    assert row.text == "Alva | 12" and "Results" in row.context and columns in row.context
    assert row.sentences == (row.span,)
    assert kinds(made, Kind.CAPTION) == ["Table 1. Spots.", "Line | 2021"]
    assert [p.locator.paragraph for p in made.passages if p.kind is Kind.PARAGRAPH] == [1, 2]


@pytest.mark.parametrize(
    "line",
    ["Table 2. Spots on leaves", "Рис. 1", "Fig. 3", "x = a + b", "12 14 31 29", "Editor: A"],
)
def test_captions_formulas_and_labels_are_no_headings(line):
    made = made_of(PROSE, line, PROSE)
    assert line not in kinds(made, Kind.HEADING)


@pytest.mark.parametrize("line", ["2.1 Plots", "МЕТОДИ ТА МАТЕРІАЛИ", "Methods", "How we counted"])
def test_a_heading_has_something_for_it(line):
    made = made_of(PROSE, line, PROSE)
    assert line in kinds(made, Kind.HEADING)


def test_short_passages_have_the_language_of_their_text():
    german = "Der Rost bedroht die Gerste in kühlen Gegenden, und die Züchter suchen Merkmale. " * 3
    made = made_of(german, "12 | 14", "Methoden", german)
    assert {passage.language for passage in made.passages} == {"de"}
    russian = made_of("Ржавчина ячменя угрожает ячменю, и селекционеры ищут её признаки.", "Потери")
    assert {passage.language for passage in russian.passages} == {"ru"}


@given(st.text(alphabet="Aa б.\n12|:", max_size=200))
def test_passages_are_slices_that_rise_and_leave_only_white_space(text):
    passages = split("x", text).passages
    place = 0
    for passage in passages:
        assert passage.text == passage.span.of(text)
        assert not text[place : passage.span.start].strip()
        place = passage.span.end
    assert not text[place:].strip()
