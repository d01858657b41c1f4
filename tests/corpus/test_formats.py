"""Exports: a reference by ДСТУ 8302:2015, and BibTeX, RIS and CSL-JSON that other programs read."""

from __future__ import annotations

import datetime
import json
import re

import pytest
import rispy
import shipped as pack
from bibtexparser import parse_string
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dzherelo.corpus.bibliography.formats import FORMATS, export
from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.library.bibliography import read_bibliography
from dzherelo.corpus.library.catalog import Catalog
from dzherelo.corpus.records import Address, Author, Record

CYRILLIC = re.compile("[\u0400-\u04ff'’—–№«»]")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return pack.catalog()


def reference(record: Record) -> str:
    return export([record], "dstu").rstrip("\n")


# ДСТУ 8302:2015 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "article",
            "Боровик А. В., Ніц С. С. Роль міжнародних неурядових організацій у боротьбі зі "
            "злочинністю. 2024. № 2. DOI: 10.32782/2663-5666.2024.2.15.",
        ),
        (
            "ref01",
            "Топчій В. В., Цуман Т. В. Міжнародне співробітництво у сфері запобігання "
            "злочинності. Міжнародний юридичний вісник: актуальні проблеми сучасності (теорія та "
            "практика). 2017. Вип. 4–5 (8–9). С. 66–70.",
        ),
        (
            "ref05",
            "Конституція України : Закон України від 28.06.1996 р. № 254к/96-ВР. URL: "
            "https://zakon.rada.gov.ua/laws/show/254%D0%BA/96-%D0%B2%D1%80#n4194 "
            "(дата звернення: 07.04.2024).",
        ),
        (
            "ref08",
            "[Тарасов О. В.] Міжнародна неурядова організація. С. [470–471]. URL: "
            "https://dspace.nlu.edu.ua/bitstream/123456789/1504/1/Tarasov_470_471.pdf "
            "(дата звернення: 15.04.2024).",
        ),
        (
            "ref10",
            "Міжнародна асоціація кримінального права. URL: "
            "https://cyclop.com.ua/content/view/1182/58/1/14/ (дата звернення: 16.04.2024).",
        ),
        ("ref11", "International Penal and Penitentiary Foundation. URL: https://ippf-fipp.org/."),
    ],
)
def test_references_of_the_catalogue(catalog, source, expected):
    assert reference(catalog.record(source)) == expected


def test_one_line_a_record_in_the_order_given(catalog):
    records = [catalog.record("ref07"), catalog.record("ref02")]
    lines = export(records, "dstu").splitlines()
    assert [line.split()[0] for line in lines] == ["Кримінальний", "Ільницька"]


def book(**fields) -> Record:
    given = {"id": "b", "type": "book", "title": "Кримінологія", "language": "uk"} | fields
    return Record(**given)


def named(count: int) -> tuple[Author, ...]:
    families = ("Кравець", "Гнатюк", "Їжак", "Ґудзь", "Єрмак")
    return tuple(Author(family=family, given="О.Я.") for family in families[:count])


def test_a_book_has_place_and_publisher():
    record = book(authors=named(1), place="Харків", publisher="Право", year=2020)
    assert reference(record) == "Кравець О. Я. Кримінологія. Харків : Право, 2020."


def test_up_to_four_authors_are_named_and_of_more_the_first():
    assert reference(book(authors=named(4))) == (
        "Кравець О. Я., Гнатюк О. Я., Їжак О. Я., Ґудзь О. Я. Кримінологія."
    )
    assert reference(book(authors=named(5))) == "Кравець О. Я. та ін. Кримінологія."


@pytest.mark.parametrize(
    ("author", "opens"),
    [
        (Author(family="Квітка-Основ'яненко", given="Г.Ф."), "Квітка-Основ'яненко Г. Ф. К"),
        (Author(family="Ґудзь", given="Єлизавета Їжаківна"), "Ґудзь Є. Ї. К"),
        (Author(family="Human Rights Watch"), "Human Rights Watch. К"),
    ],
)
def test_names_are_set_as_the_standard_sets_them(author, opens):
    assert reference(book(authors=(author,))).startswith(opens)


@pytest.mark.parametrize(
    ("pages", "ends"),
    [
        ("212 с.", "2020. 212 с."),
        ("212 p.", "2020. 212 с."),
        ("С. 212", "2020. С. 212."),
        ("212", "2020. 212 с."),
        ("xii, 212 с.", "2020. xii, 212 с."),
        ("с. 66–70", "2020. С. 66–70."),
    ],
)
def test_how_long_a_book_is_and_where_a_work_stands_in_it_are_two_things(pages, ends):
    assert reference(book(year=2020, pages=pages)) == f"Кримінологія. {ends}"


def test_what_a_hyphen_joins_stays_together():
    assert reference(book(authors=(Author(family="Сартр", given="Ж.-П."),))).startswith(
        "Сартр Ж.-П. К"
    )


@pytest.mark.parametrize("mark", ["?", "!", "…", "."])
def test_a_title_that_ends_with_a_mark_gets_no_second_one(mark):
    text = reference(book(title=f"Що далі{mark}", year=2020))
    assert text == f"Що далі{mark} 2020."


# What other programs read ------------------------------------------------------------------------


def fields_of(text: str) -> list[dict[str, str]]:
    library = parse_string(text)
    assert not library.failed_blocks
    return [
        {"ID": entry.key} | {field.key: field.value for field in entry.fields}
        for entry in library.entries
    ]


def test_bibtex_gives_back_every_field(catalog):
    for record, entry in zip(catalog, fields_of(export(catalog, "bibtex")), strict=True):
        assert entry["title"] == f"{{{record.title}}}"
        stated = [f"{one.family}, {one.name().split(' ', 1)[1]}" for one in record.authors]
        if not any(one.inferred for one in record.authors):
            assert entry.get("author", "") == " and ".join(stated)
        assert entry.get("journal") == record.container
        assert entry.get("number") == (record.issue or record.act)
        assert entry.get("doi") == record.doi
        assert entry.get("url") == (record.address.url if record.address else None)
        if record.pages and not record.pages_inferred:
            assert entry["pages"] == record.pages.replace("–", "--")
        if record.date:
            day = tuple(int(entry[part]) for part in ("year", "month", "day"))
            assert datetime.date(*day) == record.date


def test_ris_gives_back_every_field(catalog):
    for record, entry in zip(catalog, rispy.loads(export(catalog, "ris")), strict=True):
        assert "unknown_tag" not in entry
        assert entry["title"] == record.title
        stated = [one for one in record.authors if not one.inferred]
        assert [name.split(",")[0] for name in entry.get("authors", [])] == [
            one.family for one in stated
        ]
        assert entry.get("secondary_title") == record.container
        assert entry.get("number") == record.issue
        assert entry.get("note") == record.act
        assert entry.get("doi") == record.doi
        assert entry.get("urls", []) == ([record.address.url] if record.address else [])
        if record.pages and not record.pages_inferred:
            assert f"{entry['start_page']}–{entry['end_page']}" == record.pages
        if record.date:
            assert entry["date"] == record.date.strftime("%Y/%m/%d")


def test_ris_begins_each_record_with_its_type(catalog):
    lines = [line for line in export(catalog, "ris").splitlines() if line]
    assert lines[0] == "TY  - JOUR"
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)


def test_csl_json_gives_back_every_field(catalog):
    found = json.loads(export(catalog, "csl-json"))
    items = dict(zip((record.id for record in catalog), found, strict=True))
    law = items["ref06"]
    assert law == {
        "id": "2012-hromadski",
        "type": "legislation",
        "title": "Про громадські об'єднання",
        "genre": "Закон України",
        "number": "4572-VI",
        "issued": {"date-parts": [[2012, 3, 22]]},
        "URL": catalog.record("ref06").addresses[0].url,
        "accessed": {"date-parts": [[2024, 4, 10]]},
        "language": "uk",
    }
    assert items["ref01"]["author"] == [
        {"family": "Топчій", "given": "В. В."},
        {"family": "Цуман", "given": "Т. В."},
    ]


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json"])
def test_what_is_inferred_stands_in_a_note_alone(catalog, form):
    text = export([catalog.record("ref08")], form)
    lines = [line for line in text.splitlines() if "Тарасов" in line or "470–471" in line]
    assert len(lines) == 1
    assert "припущення" in lines[0]


@pytest.mark.parametrize("form", FORMATS)
def test_no_cyrillic_letter_is_lost(catalog, form):
    for record in catalog:
        text = export([record], form)
        inferred = [one for one in record.authors if one.inferred]
        for words in (record.title, record.container, *(one.family for one in record.authors)):
            assert (words or "") in text, (record.id, form)
        assert not inferred or inferred[0].family in text
        assert "\\u" not in text
        text.encode("utf-8")


LETTERS = "абґєіїьщюЯЇ'’ –—№«»(),:;\"%&#$_{}\\~^<>/Abcö12-"
texts = st.text(LETTERS, min_size=1, max_size=60).map(lambda text: " ".join(text.split()) or "ї")
families = st.text("абґєіїЯ'-ö", min_size=1, max_size=20)
givens = st.sampled_from(["О.Я.", "Ж.-П.", "О. Я.", "Ж.-П.М.", "Єлизавета Їжаківна", "J.R.R."])
bodies = st.lists(families, min_size=2, max_size=4).map(" ".join)
authors = st.builds(Author, family=families, given=givens) | st.builds(Author, family=bodies)
dois = st.sampled_from(
    [
        "10.32782/2663-5666.2024.2.15",
        "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-S9>3.0.CO;2-2",
    ]
)
records = st.builds(
    Record,
    id=st.just("x"),
    type=st.sampled_from(["article-journal", "book", "chapter", "webpage"]),
    title=texts,
    language=st.sampled_from(["uk", "en"]),
    authors=st.lists(authors, max_size=3).map(tuple),
    container=st.none() | texts,
    place=st.none() | texts,
    publisher=st.none() | texts,
    volume=st.none() | st.integers(1, 99).map(str),
    issue=st.none() | st.sampled_from(["2", "4–5 (8–9)", "№ 3_a"]),
    year=st.none() | st.integers(1800, 2030),
    pages=st.none()
    | st.sampled_from(["66–70", "66-70", "С. 212", "212", "212 с.", "pp. 5—7", "e12"]),
    doi=st.none() | dois,
    issn=st.none() | st.just("2663-5666"),
    addresses=st.sampled_from(["https://example.org/a_b?c=%D0%BA&d#e", "https://example.org/{a}"])
    .map(lambda url: (Address(url=url, role="copy"),))
    .map(tuple),
)
TEX = {
    "\\textbraceleft{}": "{",
    "\\textbraceright{}": "}",
    "\\textbackslash{}": "\\",
    "\\textasciitilde{}": "~",
    "\\textasciicircum{}": "^",
    "{}": "",
} | {f"\\{sign}": sign for sign in "&%$#_"}


def from_tex(value: str | None) -> str | None:
    """What a field of BibTeX shows in print."""
    commands = "|".join(map(re.escape, TEX))
    return re.sub(commands, lambda found: TEX[found[0]], value) if value else None


def listed(author: Author) -> str:
    return ", ".join(
        filter(None, (author.family, author.name().removeprefix(author.family).strip()))
    )


PAGES = {  # as printed: the first and the last, and how many there are
    "66–70": ("66", "70", None),
    "66-70": ("66", "70", None),
    "212": ("212", None, None),
    "С. 212": ("212", None, None),
    "212 с.": (None, None, "212"),
    "pp. 5—7": ("5", "7", None),
    "e12": ("e12", None, None),
    None: (None, None, None),
}


def pages_of(record: Record) -> tuple[str | None, str | None, str | None]:
    whole = record.type == "book" and record.container is None
    return (None, None, "212") if record.pages == "212" and whole else PAGES[record.pages]


@settings(deadline=None, max_examples=80)
@given(record=records)
def test_bibtex_gives_back_what_was_put_in(record):
    (entry,) = fields_of(export([record], "bibtex"))
    assert from_tex(entry["title"][1:-1]) == record.title
    journal = "journal" if record.type == "article-journal" else "booktitle"
    for field, value in {
        journal: record.container,
        "address": record.place,
        "publisher": record.publisher,
        "volume": record.volume,
        "number": record.issue,
        "year": str(record.year or "") or None,
        "doi": record.doi,
        "issn": record.issn,
    }.items():
        assert (entry.get(field) if field == "doi" else from_tex(entry.get(field))) == value
    names = [listed(one) if one.given else f"{{{one.family}}}" for one in record.authors]
    said = entry.get("author", "").replace("{}", "")
    assert said == " and ".join(n if " " in n else n.strip("{}") for n in names)
    first, last, extent = pages_of(record)
    assert entry.get("pages") == ("--".join(filter(None, (first, last))) or None)
    assert entry.get("pagetotal") == extent
    assert entry["url"] == record.addresses[0].url.replace("{", "%7B").replace("}", "%7D")


@settings(deadline=None, max_examples=80)
@given(record=records)
def test_ris_and_csl_json_give_back_what_was_put_in(record):
    (entry,) = rispy.loads(export([record], "ris"))
    (item,) = json.loads(export([record], "csl-json"))
    assert "unknown_tag" not in entry
    for field, name, value in (
        ("title", "title", record.title),
        ("secondary_title", "container-title", record.container),
        ("place_published", "publisher-place", record.place),
        ("publisher", "publisher", record.publisher),
        ("volume", "volume", record.volume),
        ("number", "issue", record.issue),
        ("doi", "DOI", record.doi),
        ("issn", "ISSN", record.issn),
    ):
        assert entry.get(field) == item.get(name) == value
    assert entry.get("year") == (str(record.year) if record.year else None)
    assert entry.get("authors", []) == [listed(one) for one in record.authors]
    for one, name in zip(record.authors, item.get("author", []), strict=True):
        assert name.get("family", name.get("literal")) == one.family
        assert name.get("given", "") == listed(one).removeprefix(one.family).lstrip(", ")
    first, last, extent = pages_of(record)
    assert (entry.get("start_page"), entry.get("end_page")) == (first or extent, last)
    assert item.get("number-of-pages") == extent
    assert [item["URL"]] == entry["urls"] == [record.addresses[0].url]


@settings(deadline=None, max_examples=20)
@given(record=records)
def test_a_reference_has_every_letter(record):
    text = reference(record)
    for said in (record.container, record.place, *(one.family for one in record.authors[:1])):
        assert "".join(CYRILLIC.findall(said or "")) in "".join(CYRILLIC.findall(text))


FORMS = {"bibtex": "a.bib", "ris": "a.ris", "csl-json": "a.json"}


@pytest.mark.parametrize("form", FORMS)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(record=records)
def test_what_is_exported_is_read_again_to_the_letter(tmp_path, form, record):
    # RIS has one field for a page and for a length: of a book it is the length
    alone = ("С. 212", "212") if record.type == "book" else ("212 с.",)
    assume(form != "ris" or record.pages not in alone)
    file = tmp_path / FORMS[form]
    file.write_text(export([record], form), "utf-8")
    (one,) = read_bibliography(file).imported
    assert as_items(one.record) == as_items(record)


def as_items(record: Record) -> dict[str, object]:
    (item,) = json.loads(export([record], "csl-json"))
    address = item.get("URL", "").replace("{", "%7B").replace("}", "%7D")
    pages = re.sub("[-–—]+", "–", item.get("page", ""))
    return item | {"id": "", "URL": address, "page": pages}


def test_keys_speak_and_are_never_one_for_two():
    keyed = [
        book(id="ref01", key="kravets:15", authors=named(1), year=2015),
        book(id="ref02", key="kravets:15", authors=named(1), year=2015),
        book(id="ref03", authors=named(1), year=2015),
        book(id="ref04", key="not a, key"),
    ]
    assert [entry["ID"] for entry in fields_of(export(keyed, "bibtex"))] == [
        "kravets:15",
        "kravets-2015-kryminolohiia",
        "kravets-2015-kryminolohiia-2",
        "kryminolohiia",
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {
                "type": "article-journal",
                "title": "Верша і ятір",
                "authors": (
                    Author(family="Озерний", given="Ж.-П."),
                    Author(family="Сом", given="Д."),
                ),
                "container": "Річковий часопис",
                "volume": "7",
                "issue": "2",
                "pages": "12-19",
                "year": 2020,
                "doi": "10.5555/x",
            },
            "Озерний, Ж.-П., & Сом, Д. (2020). Верша і ятір. Річковий часопис, 7(2), 12–19. "
            "https://doi.org/10.5555/x",
        ),
        (
            {
                "title": "Hives",
                "authors": (Author(family="World Bee Organization"),),
                "year": 2001,
                "publisher": "Wax Press",
                "pages": "212 p.",
            },
            "World Bee Organization. (2001). Hives. Wax Press.",
        ),
        (
            {"type": "chapter", "title": "Wax", "container": "Hives", "pages": "3–9"},
            "Wax. (n.d.). In Hives (pp. 3–9).",
        ),
    ],
)
def test_references_by_apa(fields, expected):
    assert export([book(**fields)], "apa") == f"{expected}\n"


def test_nothing_exported_is_nothing(catalog):
    assert export([], "dstu") == ""
    assert json.loads(export([], "csl-json")) == []


def test_an_unknown_format_is_refused_with_the_known_ones(catalog):
    with pytest.raises(SettingsError, match=r"'mla'.*dstu, apa, bibtex, ris, csl-json"):
        export(catalog, "mla")
