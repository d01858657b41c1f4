"""The catalogue: the article's eleven references as records, found however one names them."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import shipped as pack

from dzherelo.corpus.errors import SettingsError, UnknownSource
from dzherelo.corpus.library.catalog import Catalog, load_catalog

LATIN_IN_CYRILLIC = re.compile(r"[А-яіїєґ][A-Za-z]|[A-Za-z][А-яіїєґ]")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return pack.catalog()


def ids(catalog: Catalog, wording: str) -> list[str]:
    return [record.id for record in catalog.find(wording)]


def test_the_article_and_its_eleven_references(catalog):
    assert [record.id for record in catalog] == [
        "article",
        *(f"ref{number:02}" for number in range(1, 12)),
    ]
    for number in range(1, 12):
        assert catalog.numbered(number) is catalog.record(f"ref{number:02}")
    assert catalog.numbered(12) is None


@pytest.mark.parametrize(
    ("source", "day", "number"),
    [
        ("ref03", (2002, 7, 5), None),
        ("ref04", (1945, 6, 26), None),
        ("ref05", (1996, 6, 28), "254к/96-ВР"),
        ("ref06", (2012, 3, 22), "4572-VI"),
        ("ref07", (2012, 4, 13), "4651-VI"),
    ],
)
def test_acts_have_their_true_days_and_numbers(catalog, source, day, number):
    record = catalog.record(source)
    assert record.date == datetime.date(*day)
    assert record.act == number


@pytest.mark.parametrize(
    ("source", "about", "listed"),
    [
        ("ref03", "date", "2002 р."),
        ("ref04", "date", "25.06.1945"),
        ("ref05", "date", "26.06.2024"),
        ("ref07", "date", None),
        ("ref08", "authors", None),
        ("ref11", "address", "www.ipppf-fipp.org"),
    ],
)
def test_where_the_list_is_wrong_a_correction_says_so(catalog, source, about, listed):
    correction = next(c for c in catalog.record(source).corrections if c.about == about)
    assert correction.article_says == listed
    assert correction.rightly
    assert correction.rightly != listed


def test_a_listed_date_later_than_its_access_date_is_kept_as_listed(catalog):
    record = catalog.record("ref05")
    assert record.listed["date"] == "26.06.2024"
    accessed = record.addresses[0].accessed
    assert accessed == datetime.date(2024, 4, 7)
    assert datetime.date(2024, 6, 26) > accessed


def test_every_correction_speaks_both_languages(catalog):
    for record in catalog:
        for correction in record.corrections:
            assert re.search("[а-яіїєґ]", correction.uk), record.id
            assert not re.search("[а-яіїєґ]", correction.en), correction.en
            assert set(re.findall(r"\d+", correction.uk)) == set(re.findall(r"\d+", correction.en))


def test_access_dates_are_the_articles_and_only_of_the_addresses_it_lists(catalog):
    days = {}
    for record in catalog:
        for address in record.addresses:
            assert (address.accessed is not None) == (address.role == "listed"), address.url
            if address.accessed:
                days[record.number] = address.accessed.day
                assert (address.accessed.year, address.accessed.month) == (2024, 4)
    assert days == {2: 18, 3: 11, 4: 17, 5: 7, 6: 10, 7: 18, 8: 15, 9: 12, 10: 16, 11: 17}


def test_a_mistyped_address_is_kept_but_not_cited(catalog):
    record = catalog.record("ref11")
    assert record.addresses[0].wrong
    assert record.address is not None
    assert record.address.url == "https://ippf-fipp.org/"
    assert record.addresses[0] not in record.reading()


def test_pages_on_the_same_subject_are_not_taken_for_the_work(catalog):
    record = catalog.record("ref10")
    assert any(address.role == "about" for address in record.addresses)
    assert [address.role for address in record.reading()] == ["listed"]


def test_what_is_inferred_is_told_from_what_is_stated(catalog):
    inferred = {record.id for record in catalog for one in record.authors if one.inferred}
    assert inferred == {"ref08"}
    assert catalog.record("ref08").unverified == ("authors", "pages")
    assert catalog.record("article").container is None  # the article does not name its journal
    for record in catalog:
        for name in record.unverified:
            assert getattr(record, name), (record.id, name)


def test_the_issn_is_that_of_the_doi_and_its_check_digit_is_right(catalog):
    record = catalog.record("article")
    assert record.doi == f"10.32782/{record.issn}.{record.year}.{record.issue}.15"
    digits = record.issn.replace("-", "")
    weighted = sum(int(one) * weight for one, weight in zip(digits, range(8, 1, -1), strict=False))
    assert (weighted + int(digits[-1])) % 11 == 0


def test_no_word_mixes_the_alphabets(catalog):
    for record in catalog:
        for text in (record.title, record.short(), record.short("en"), *record.names):
            assert not LATIN_IN_CYRILLIC.search(text), text


# Finding -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wording", "found"),
    [
        ("8", "ref08"),
        ("[8]", "ref08"),
        ("ref08", "ref08"),
        ("[2, с. 86]", "ref02"),
        ("[1; 3]", "ref01 ref03"),
        ("№ 7", "ref07"),
        ("джерело 5", "ref05"),
        ("reference 11", "ref11"),
        ("стаття [9, с. 7]", "ref09"),
        ("12", ""),
        ("10.32782/2663-5666.2024.2.15", "article"),
        ("https://doi.org/10.32782/2663-5666.2024.2.15", "article"),
        ("DOI: 10.32782/2663-5666.2024.2.15.", "article"),
        ("https://dx.doi.org/10.32782%2F2663-5666.2024.2.15", "article"),
        ("10.1000/182", ""),
        ("https://zakon.rada.gov.ua/laws/show/4651-17", "ref07"),
        ("zakon.rada.gov.ua/laws/show/254к/96-вр", "ref05"),
        ("http://zakon.rada.gov.ua/laws/show/4572-17#Text", "ref06"),
        ("https://zakon.rada.gov.ua/laws/show/4572-17/ed20200101#n12", "ref06"),
        ("https://zakon.rada.gov.ua/laws/show/4572-17/ed20200101/print", "ref06"),
        ("https://zakon.rada.gov.ua/laws/show/4572-99/ed20200101", ""),
        ("https://zakon.rada.gov.ua/laws/show/", ""),
        ("https://example.org/paper", ""),
        ("4572-VI", "ref06"),
        ("Закон № 4572-VІ", "ref06"),  # the last letter is Cyrillic
        ("№ 254к/96-ВР", "ref05"),
        ("994_209", "ref03"),
    ],
)
def test_found_by_number_doi_address_or_act(catalog, wording, found):
    assert ids(catalog, wording) == found.split()


@pytest.mark.parametrize(
    ("wording", "found"),
    [
        ("Войціховський", "ref09"),
        ("праця Войціховського, с. 7", "ref09"),
        ("войціховському", "ref09"),
        ("Voitsikhovskyi", "ref09"),
        ("Voytsikhovsky", "ref09"),
        ("Войцеховський", "ref09"),  # misspelt, as it often is
        ("Ільницької", "ref02"),
        ("Ilnytska", "ref02"),
        ("Ilnitskaya", "ref02"),
        ("Топчій і Цуман", "ref01"),
        ("у Топчія", "ref01"),
        ("Topchiy", "ref01"),
        ("Боровик", "article"),
        ("Borovyk, Nits", "article"),
        ("Тарасова", "ref08"),
    ],
)
def test_found_by_author_in_any_inflection_or_romanisation(catalog, wording, found):
    assert ids(catalog, wording) == found.split()


@pytest.mark.parametrize(
    ("wording", "found"),
    [
        ("Статуту ООН", "ref04"),
        ("UN Charter", "ref04"),
        ("Article 71 of the Charter", "ref04"),
        ("ст. 9 Конституції", "ref05"),
        ("ст. 131-1 Конституції України", "ref05"),
        ("Основного Закону", "ref05"),
        ("КУ", "ref05"),
        ("ч. 4 ст. 2 Закону про громадські об'єднання", "ref06"),
        ("Закон України «Про громадські об’єднання»", "ref06"),
        ("Law on Public Associations", "ref06"),
        ("стаття 545 КПК", "ref07"),
        ("кпк", "ref07"),
        ("Кримінального процесуального кодексу України", "ref07"),
        ("Code of Criminal Procedure", "ref07"),
        ("Фундаментальними принципами", "ref03"),
        ("AIDP", "ref10"),
        ("Асоціації кримінального права", "ref10"),
        ("IPPF", "ref11"),
        ("Міжнародного кримінального і пенітенціарного фонду", "ref11"),
        ("стаття", "article"),
        ("Статут ООН і Конституція України", "ref04 ref05"),
    ],
)
def test_found_by_what_people_call_it(catalog, wording, found):
    assert ids(catalog, wording) == found.split()


@pytest.mark.parametrize(
    ("wording", "found"),
    [
        ("Роль міжнародних неурядових організацій", "article"),
        ("Міжнародна неурядова організація", "ref08"),
        ("Міжнародні неурядові організації у боротьбі зі злочинністю", "ref09"),
        ("Роль міжнародних неурядових організацій у боротьбі зі злочинністю", "article"),
        ("суб'єктність неурядових організацій", "ref02"),
        ("запобігання злочинності", "ref01"),
        ("Міжнародний юридичний вісник", "ref01"),
        ("Ільницька 2012", "ref02"),
    ],
)
def test_found_by_words_of_the_title(catalog, wording, found):
    assert ids(catalog, wording) == found.split()


@pytest.mark.parametrize("wording", ["", "[]", "погода в Києві", "Статут ЮНЕСКО", "Rome Statute"])
def test_what_it_does_not_hold_is_not_found(catalog, wording):
    assert ids(catalog, wording) == []


def test_each_record_is_found_by_its_own_names(catalog):
    for record in catalog:
        for wording in (record.title, record.title_en, record.short(), *record.names):
            if wording:
                assert record in catalog.find(wording), (record.id, wording)


def test_unknown_ids_are_refused_with_the_known_ones(catalog):
    with pytest.raises(UnknownSource, match=r"ref12.*ref11"):
        catalog.record("ref12")


# A user's own file -------------------------------------------------------------------------------

MINE = """
[[record]]
id = "rome"
type = "treaty"
title = "Римський статут Міжнародного кримінального суду"
title_en = "Rome Statute of the International Criminal Court"
language = "uk"
date = 1998-07-17
names = ["Римський статут"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_users_record_is_added_and_found(tmp_path):
    catalog = load_catalog(pack.CATALOG, written(tmp_path, MINE))
    assert len(catalog) == 13
    assert ids(catalog, "Римського статуту") == ["rome"]
    assert ids(catalog, "Rome Statute") == ["rome"]


def test_a_users_record_replaces_the_one_with_its_id(tmp_path):
    text = MINE.replace('"rome"', '"ref10"\nnumber = 10')
    catalog = load_catalog(pack.CATALOG, written(tmp_path, text))
    assert len(catalog) == 12
    assert catalog.numbered(10).title.startswith("Римський")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MINE.replace('type = "treaty"\n', ""), "'rome' has no 'type'"),
        (MINE.replace('"treaty"', '"pact"'), "type = 'pact'.*legislation"),
        (MINE.replace("language", "langauge"), "'rome' has no 'language'"),
        (MINE + "isnn = 3\n", "'isnn'.*Did you mean 'issn'"),
        (MINE.replace("1998-07-17", '"1998"'), "date = '1998'.*2024-04-10"),
        (MINE.replace('"rome"', '"Rome !"'), "'Rome !' has an id.*a-z"),
        (MINE + MINE, "'rome' stands twice"),
        (MINE + "number = 4\n", "number 4, which 'ref04' has already"),
        (MINE + 'names2 = "x"\n', "names2"),
        (MINE.replace('["Римський статут"]', '"Римський статут"'), r"names = .*\["),
        (MINE + '[[record.address]]\nurl = "example.org"\nrole = "copy"\n', "address 1.*https://"),
        (MINE + '[[record.correction]]\nabout = "text"\nuk = "так"\n', "correction 1 has no 'en'"),
        ("record = 5", "record = 5"),
        ("[[record]\n", "not valid TOML"),
        ("[[record]]\ntitle = 'x'\n", "record 1 has no 'id'"),
    ],
)
def test_a_mistake_in_a_users_file_is_named_with_its_remedy(tmp_path, text, says):
    path = written(tmp_path, text)
    with pytest.raises(SettingsError, match=says) as caught:
        load_catalog(pack.CATALOG, path)
    assert str(path) in caught.value.fact
    assert caught.value.remedy


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        load_catalog(tmp_path / "none.toml")
    path = tmp_path / "old.toml"
    path.write_bytes(MINE.encode("cp1251"))
    with pytest.raises(SettingsError, match="not in UTF-8"):
        load_catalog(path)
