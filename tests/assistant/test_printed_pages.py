"""The page that a marker names is a printed one: it is opened, or it is said why not."""

from types import SimpleNamespace

import pytest

from dzherelo.assistant.citations.backing import Backing
from dzherelo.assistant.citations.lookup import Mark
from dzherelo.corpus.split import split
from dzherelo.corpus.types import Locator, Pages
from dzherelo.ui.locale.texts import Words

TEXT = (
    "Про громаду\n\n"
    "Млин збудували біля річки за одне літо, і він молов зерно трьох сіл.\n\n"
    "Кузню поставили пізніше, коли через міст пішли чумацькі вози.\n\n"
    "Пасіку тримав священник, який записував урожай меду щоосені."
)
STARTS = ((0, 85), (TEXT.index("трьох"), 86), (TEXT.index("Пасіку"), 87))


def behind(page, pages):
    passages = split("mill", TEXT, pages=pages.starts).passages
    library = SimpleNamespace(
        passages=lambda source: passages,
        pages=lambda source: pages,
        record=lambda source: None,
    )
    places = SimpleNamespace(targets=lambda words: [])
    backing = Backing(library, places, lambda words, found: tuple(found))
    found = backing.of(Mark(2, "mill", Locator(), page=page))
    return found.how, [passage.text.split()[0] for passage in found.passages], found.of


@pytest.mark.parametrize(
    ("page", "of"), [("85", 1), ("86", 2), ("86–87", 3), ("87", 1), ("85, 87", 2)]
)
def test_a_printed_page_opens_all_that_stands_on_it(page, of):
    how, _, found = behind(page, Pages(STARTS, printed=True))
    assert (how, found) == ("page", of)  # a paragraph that reaches over is on both pages


def test_a_roman_page_is_a_number_too():
    starts = tuple((offset, number - 74) for offset, number in STARTS)
    assert behind("XI", Pages(starts, printed=True))[0] == "page"
    assert behind("ХІІ", Pages(starts, printed=True))[0] == "page"  # in Cyrillic letters


@pytest.mark.parametrize(
    ("page", "pages", "how", "said"),
    [
        ("12", Pages(STARTS, printed=True), "no_page", "does not have the page named"),
        ("85", Pages(STARTS), "unpaged", "does not tell its printed page numbers"),
        ("85", Pages(), "meaning", "nearest in meaning"),
        (None, Pages(STARTS, printed=True), "meaning", "nearest in meaning"),
    ],
)
def test_where_the_page_cannot_be_opened_it_is_said_why(page, pages, how, said):
    found, shown, _ = behind(page, pages)
    assert (found, len(shown)) == (how, 1)
    assert said in Words("en")(f"cite.{how}")
