"""Own acts asked about by their names and places, and facts asked in another form than theirs."""

import pytest
from small import library_of

from dzherelo.corpus.errors import InputError

CODE = """Кодекс про ставки

Стаття 1. Терміни

Ставок - водойма, що її загачено греблею.

Статтю 2 виключено.

Статті 3-4 виключено.

Стаття 5. Плата

1. Плату встановлює схід.
"""
LAKES = """ЗАКОН УКРАЇНИ

Про озера

Цей Закон визначає, кому належать озера та як ними користуються громади.

Стаття 3. Межі озера

1. Межу озера визначає сільська рада.

Стаття 14. Човни

1. Човни реєструє староста.
"""
ORDINANCE = """THE POND ORDINANCE

§ 5 Ownership

(1) A pond belongs to the village.

§ 5a Nets

(1) Nets are forbidden in spring.

(2) The reeve may allow one net a year.
"""
VILLAGE = """Громада Вербівки

Млин збудували 1903 року коштом громади, і він молов жито для трьох сіл.

Школу відкрили 5 грудня 1911 року в хаті паламаря, бо іншого приміщення не було.

Греблю відбудували толокою за два тижні. Кошторис становив 1 250 000 карбованців.

Після пожежі лишилося 12 тис. цеглин, а вартувала вона тисячу карбованців.
"""


@pytest.fixture(scope="module")
def acts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("acts")
    with library_of("code", CODE, folder) as opened:
        for name, text in (("lakes", LAKES), ("ord", ORDINANCE)):
            path = folder / f"{name}.txt"
            path.write_text(text, encoding="utf-8")
            opened.add(path, as_id=name)
        opened.sync()
        yield opened


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    with library_of("village", VILLAGE, tmp_path_factory.mktemp("village")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("wording", "source", "words"),
    [
        ("ст. 1", "code", ["Ставок - водойма, що її загачено греблею."]),
        ("ст. 4", "code", ["Статті 3-4 виключено."]),
        ("ст. 3 Кодексу про ставки", "code", ["Статті 3-4 виключено."]),
        ("ст. 3 Закону «Про озера»", "lakes", ["1. Межу озера визначає сільська рада."]),
        ("ЗУ «Про озера», ст. 14", "lakes", ["1. Човни реєструє староста."]),
        ("§ 5a", "ord", ["(1) Nets are forbidden in spring.",
                         "(2) The reeve may allow one net a year."]),
        ("§ 5 of the Pond Ordinance", "ord", ["(1) A pond belongs to the village."]),
    ],
)  # fmt: skip
def test_a_place_of_an_own_act_is_found_by_the_name_in_its_title(acts, wording, source, words):
    found = acts.cite(wording)
    assert [provision.source for provision in found.provisions] == [source]
    assert [passage.text for passage in found.provisions[0].passages] == words


def test_a_place_that_two_acts_have_asks_which(acts):
    with pytest.raises(InputError, match="several sources"):
        acts.cite("ст. 3")


@pytest.mark.parametrize(
    ("wording", "source"),
    [
        ("Закону України «Про озера»", "lakes"),
        ("закон про озера", "lakes"),
        ("Кодексом про ставки", "code"),
        ("the Pond Ordinance", "ord"),
    ],
)
def test_an_act_is_looked_up_by_its_name_in_any_inflection(acts, wording, source):
    assert acts.cite(wording).works[0].id == source


def test_a_single_act_is_no_article(tmp_path):
    with library_of("code", CODE, tmp_path) as opened:
        assert opened.library.article is None
        assert opened.cite("ст. 3").kind == "pinpoint"


def test_a_question_names_an_act_and_its_place(acts):
    answer = acts.ask("Що каже ст. 14 Закону про озера?")
    assert answer.answered and "Човни реєструє староста" in answer.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Що становило 1250000 карбованців?", "Кошторис становив 1 250 000 карбованців."),
        ("Що становило 1.250.000 карбованців?", "Кошторис становив 1 250 000 карбованців."),
        ("Що становило 1,25 млн карбованців?", "Кошторис становив 1 250 000 карбованців."),
        ("Що відкрили 05.12.1911?", "Школу відкрили 5 грудня 1911 року"),
        ("Що відкрили 5.XII.1911?", "Школу відкрили 5 грудня 1911 року"),
        ("What was opened on December 5, 1911?", "Школу відкрили 5 грудня 1911 року"),
        ("Чого лишилося 12000?", "лишилося 12 тис. цеглин"),
        ("Що вартувало 1000 карбованців?", "вартувала вона тисячу карбованців"),
    ],
)
def test_a_number_or_date_is_found_in_whatever_form_it_is_asked(village, question, words):
    answer = village.ask(question)
    assert answer.answered and words in answer.text


@pytest.mark.parametrize(
    "question", ["Що становило 1250 карбованців?", "Що відкрили 6.12.1911?", "Чого лишилося 12?"]
)
def test_another_number_or_date_is_not_answered(village, question):
    assert not village.ask(question).answered
