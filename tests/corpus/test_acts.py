"""Acts by their names: those of a table, and those that only have a title."""

import pytest
import shipped as pack
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.citations.pinpoints import pinpoints
from dzherelo.corpus.language.acts import Acts
from dzherelo.corpus.records import Record


def record(id: str, type: str, title: str, **fields) -> Record:
    return Record(id=id, type=type, title=title, language="uk", **fields)


RECORDS = (
    record("orchards", "legislation", "Про сади та городи", genre="Закон України", act="77-IX"),
    record("bees", "treaty", "Convention on the Keeping of Bees", title_en=None),
    record("rivers", "legislation", "Водний кодекс", names=("ВКУ",)),
    record("companies", "legislation", "Companies Act 2006"),
    record("club", "legislation", "Статут Товариства рибалок"),
    record("novel", "book", "Закон тайги"),
)
ACTS = Acts.of_records(RECORDS)


@pytest.mark.parametrize(
    ("text", "act", "article"),
    [
        ("ст. 3 Закону про сади та городи", "orchards", "3"),
        ("ст. 3 Закону «Про сади та городи»", "orchards", "3"),
        ("стаття 3 Закону № 77-IX", "orchards", "3"),
        ("Article 5 of the Convention on the Keeping of Bees", "bees", "5"),
        ("Article 5 of the Convention", "bees", "5"),
        ("ст. 12 Водного кодексу", "rivers", "12"),
        ("ст. 12 цього Кодексу", "rivers", "12"),
        ("Article 9 of the Companies Act", "companies", "9"),
        ("п. 4 Статуту Товариства рибалок", "club", None),
        ("п. 4 Статуту", "club", None),
    ],
)
def test_an_act_without_a_row_of_its_own_is_known_by_its_title(text, act, article):
    (found,) = pinpoints(text, acts=ACTS)
    assert (found.act, found.article) == (act, article)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Закон України Про озера", "ст. 3 ЗУ «Про озера»"),
        ("Закон України Про озера", "ст. 3 закону про озера"),
        ("Лісовий процесуальний кодекс України", "ст. 3 ЛПК"),
        ("Цивільний кодекс (ЦК)", "ст. 3 ЦК"),
        ("Gesetz über Teiche (Teichgesetz - TeichG)", "Art. 3 TeichG"),
        ("Gesetz über Teiche (Teichgesetz - TeichG)", "Art. 3 des Teichgesetzes"),
        ("Ustawa o stawach", "art. 3 ustawy o stawach"),
        ("The Pond Ordinance 1999", "Article 3 of the Pond Ordinance"),
    ],
)
def test_an_act_is_known_by_what_its_title_says_for_short(title, text):
    (found,) = pinpoints(text, acts=Acts.of_titles({"own": (title,)}))
    assert (found.act, found.article) == ("own", "3")


@pytest.mark.parametrize("text", ["ст. 3 Закону про тайгу", "ст. 3 Лісового кодексу"])
def test_an_act_that_is_not_there_is_another_one(text):
    (found,) = pinpoints(text, acts=ACTS)
    assert found.act is None
    assert found.other_act


def test_a_word_that_two_acts_share_names_neither():
    two = Acts.of_titles({"a": ["Водний кодекс"], "b": ["Лісовий кодекс"]})
    assert [one.act for one in pinpoints("ст. 2 Кодексу", acts=two)] == [None]
    assert [one.act for one in pinpoints("ст. 2 Лісового кодексу", acts=two)] == ["b"]


def test_no_library_knows_the_acts_of_another():
    for text in ("ст. 9 Конституції", "ст. 71 Статуту", "ст. 545 КПК", "ст. 4 Закону"):
        assert [one.act for one in pinpoints(text, acts=Acts(()))] == [None]


def test_a_table_comes_before_titles():
    table = pack.acts()
    more = Acts.of_titles({"ref05": ["Тиха книга"], "garden": ["Садовий кодекс"]})
    merged = table.merged(more)
    assert merged.acts[: len(table.acts)] == table.acts
    assert [act.source for act in merged.acts[len(table.acts) :]] == ["garden"]
    (found,) = pinpoints("ст. 2 Садового кодексу", acts=merged)
    assert found.act == "garden"


def test_principles_are_points_of_the_act_that_calls_them_so():
    (found,) = pinpoints("принцип 3 Фундаментальних принципів", acts=pack.acts())
    assert (found.act, found.point) == ("principles", "3")
    assert pinpoints("принцип 3 Конституції", acts=pack.acts()) == ()


@given(st.dictionaries(st.text(max_size=6), st.lists(st.text(max_size=40), max_size=3), max_size=4))
def test_any_titles_make_a_table_that_reads_any_text(titles):
    acts = Acts.of_titles(titles)
    for text in ("ст. 1 Закону про сад", *(name for names in titles.values() for name in names)):
        acts.mentions(text)
