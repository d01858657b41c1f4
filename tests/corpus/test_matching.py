"""Records of one work are found to be so, however each list writes it, and no others are."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.bibliography.matching import match, same_work
from dzherelo.corpus.records import Author, Record


def work(title, author="", year=None, **fields):
    names = tuple(Author(family=one) for one in author.split(";") if one)
    return Record(
        id=fields.pop("id", "x"),
        type=fields.pop("type", "article-journal"),
        title=title,
        language="en",
        authors=names,
        year=year,
        **fields,
    )


HIVES = work("Effects of humidity on the growth of mould in wooden hives", "Melnyk;Kyi", 2019)
UKRAINIAN = work("Живлення бджіл узимку: огляд", "Щербаченко", 2018)
BOOK = work("Мікроклімат вулика", "Мельник", 2015, type="book")

SAME = {
    "capitals and marks": (HIVES, replace(HIVES, title=HIVES.title.upper() + ".")),
    "a slip": (HIVES, replace(HIVES, title=HIVES.title.replace("humidity", "humidty"))),
    "a word broken": (HIVES, replace(HIVES, title=HIVES.title.replace("growth", "gro wth"))),
    "a year in print": (HIVES, replace(HIVES, year=2020)),
    "no year": (HIVES, replace(HIVES, year=None)),
    "no author": (HIVES, replace(HIVES, authors=())),
    "accents": (work("Über die Straße", "Müller", 1999), work("Uber die Strasse", "Muller", 1999)),
    "without the subtitle": (
        work("Deep roots: a review of methods", "Kyi", 2016),
        work("Deep roots", "Kyi", 2016),
    ),
    "letters of another script": (
        UKRAINIAN,
        work("Zhyvlennia bdzhil uzymku: ohliad", "Shcherbachenko", 2018),
    ),
    "another romanisation": (
        UKRAINIAN,
        work("Žyvlennja bdžil uzymku: ohljad", "Ščerbačenko", 2018),
    ),
    "the title in English": (
        replace(BOOK, title_en="The climate of a hive"),
        work("The climate of a hive", "Melnyk", 2015, type="book"),
    ),
    "a preprint": (
        work("Attention is all bees need", "Kyi", 2017, arxiv="1706.00001"),
        work("Attention is all bees need", "Kyi", 2020, doi="10.99999/a"),
    ),
    "the DOI": (work("Hives", "Kyi", 2017, doi="10.99999/A"), work("Вулики", doi="10.99999/a")),
    "the number of arXiv": (
        work("Hives", doi="10.48550/arXiv.1706.00001"),
        work("All of it", arxiv="1706.00001v3"),
    ),
    "the ISBN": (
        work("Hives", type="book", isbn="978-3-16-148410-0"),
        work("Beuten", type="book", isbn="3-16-148410-X"),
    ),
    "an entry that was not parted": (
        HIVES,
        work(f"Melnyk O., Kyi T. {HIVES.title}. Bee J. 2019. Vol. 3. P. 4–9.", type="document"),
    ),
}
DIFFERENT = {
    "another word": (HIVES, replace(HIVES, title=HIVES.title.replace("wooden", "plastic"))),
    "a short word": (
        work("Prevalence of HIV among young adults", "Kyi", 2019),
        work("Prevalence of HCV among young adults", "Kyi", 2019),
    ),
    "another number": (
        work("The climate of hives, part 1", "Kyi", 2019),
        work("The climate of hives, part 2", "Kyi", 2019),
    ),
    "a Roman number": (work("Ecology I", "Kyi", 2019), work("Ecology II", "Kyi", 2019)),
    "another author": (HIVES, replace(HIVES, authors=(Author(family="Bondar"),))),
    "another year": (HIVES, replace(HIVES, year=2012)),
    "another edition": (BOOK, replace(BOOK, year=2005)),
    "another subtitle": (
        work("The climate of hives: winter", "Kyi", 2019),
        work("The climate of hives: summer", "Kyi", 2019),
    ),
    "the head of another's title": (
        work("Deep roots: a review of methods", "Kyi", 2016),
        work("Deep roots", "Bondar", 2016),
    ),
    "a title that many have": (work("Introduction"), work("Introduction", "Kyi", 2019)),
    "another DOI": (replace(HIVES, doi="10.99999/a"), replace(HIVES, doi="10.99999/b")),
    "a chapter of one book": (
        work("Wax", "Kyi", 2019, type="chapter", isbn="978-3-16-148410-0"),
        work("Honey", "Kyi", 2019, type="chapter", isbn="978-3-16-148410-0"),
    ),
    "an entry of another work": (
        HIVES,
        work("Melnyk O. Effects of humidity. Bee J. 2019. Vol. 3. P. 4–9.", type="document"),
    ),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_one_work_however_it_is_written(pair):
    assert same_work(*pair)
    assert same_work(*reversed(pair))


@pytest.mark.parametrize("pair", DIFFERENT.values(), ids=DIFFERENT)
def test_different_works(pair):
    assert not same_work(*pair)
    assert not same_work(*reversed(pair))


def test_the_likest_is_chosen():
    others = [replace(HIVES, id="later", year=2020), replace(HIVES, id="it")]
    assert match(HIVES, others) == "it"
    assert match(replace(HIVES, title="Wax"), others) is None


def test_of_two_equal_candidates_of_different_works_none_is_taken():
    first = replace(HIVES, id="a", doi="10.99999/a")
    second = replace(HIVES, id="b", doi="10.99999/b")
    assert match(HIVES, [first, second]) is None
    assert match(HIVES, [replace(HIVES, id="a"), replace(HIVES, id="b")]) == "a"


LONG_WORDS = [
    (record, at)
    for record in (HIVES, UKRAINIAN, BOOK)
    for word in re.finditer(r"\w{5,}", record.title)
    for at in range(*word.span())
]


@pytest.mark.parametrize("lost", LONG_WORDS, ids=lambda lost: f"{lost[0].year}-{lost[1]}")
def test_a_letter_that_is_lost_makes_no_other_work(lost):
    record, at = lost
    title = record.title[:at] + record.title[at + 1 :]
    assert same_work(record, replace(record, title=title))


@given(st.sampled_from([HIVES, UKRAINIAN]), st.integers(0, 60))
def test_a_space_that_came_or_went_makes_no_other_work(record, at):
    at %= len(record.title)
    title = record.title.replace(" ", "", 1) if at == 0 else ""
    title = title or f"{record.title[:at]} {record.title[at:]}"
    assert same_work(record, replace(record, title=title))
