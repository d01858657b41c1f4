"""May and must, conditions and their order, and what a statement refuses or includes."""

import pytest


@pytest.mark.parametrize(
    ("statement", "source", "kind"),
    [
        ("Рада мусить заборонити ярмарок.", "Рада може заборонити ярмарок.", "quantifier"),
        (
            "The board may inspect the kilns at its discretion.",
            "Огляд печей правлінням є обов'язковим.",
            "quantifier",
        ),
        (
            "The potter is obliged to keep bees.",
            "The potter has the right to keep bees.",
            "quantifier",
        ),
        ("Рада схвалює всі рахунки гончарів.", "Рада схвалює рахунки гончарів.", "quantifier"),
        (
            "The board approves any bill of potters.",
            "The board approves a bill of potters.",
            "quantifier",
        ),
        (
            "Печі гасять незалежно від погоди.",
            "Печі гасять за сухої погоди.",
            "condition",
        ),
        (
            "The kiln is opened before the glaze has cooled.",
            "The kiln is opened after the glaze has cooled.",
            "condition",
        ),
        ("Після видачі глини її зважують.", "Перед видачею глини її зважують.", "condition"),
        (
            "Ярмарок може відкритися, а збір сплатять згодом.",
            "Ярмарок може відкритися лише після сплати збору.",
            "condition",
        ),
        (
            "Членами цеху є гончарі, зокрема учні.",
            "Членами цеху є гончарі, крім учнів.",
            "condition",
        ),
        ("The potters refuse to publish accounts.", "The potters publish accounts.", "negation"),
        ("Гончарі відмовляються публікувати звіти.", "Гончарі публікують звіти.", "negation"),
        (
            "The board accepts rulings of the International Court of Justice.",
            "The board accepts rulings of the International Criminal Court.",
            "name",
        ),
        (
            "Apprentices may take pay from the master.",
            "Neither the potters nor the apprentices shall seek or receive pay from the master.",
            "negation",
        ),
        ("Глину вважають зваженою.", "Глину вважають незваженою.", "negation"),
        ("Лише гончарі мають печі.", "Гончарі мають печі, крім старих.", "quantifier"),
        (
            "The guild must let potters sell.",
            "Nothing shall prevent potters from selling.",
            "quantifier",
        ),
        (
            "The guild may protect potters.",
            "The guild guarantees that it protects potters.",
            "quantifier",
        ),
        (
            "The board hears any case on any subject.",
            "The board hears any case of a potter.",
            "quantifier",
        ),
        (
            "Гончар платить збір до видачі глини.",
            "Гончар платить збір після видачі глини.",
            "condition",
        ),
        (
            "The board calls a fair when the secretary asks for one.",
            "Fairs shall be called by the secretary at the request of the board.",
            "roles",
        ),
        (
            "Уповноважений комітет може заборонити ярмарок, коли звернеться суд.",
            "Ярмарок може бути заборонено судом за позовом уповноваженого комітету.",
            "roles",
        ),
        ("Potters or bakers may sell.", "Potters may sell.", "name"),
        ("Таємний гончар — це член цеху.", "Гончар — це член цеху.", "name"),
    ],
)
def test_what_turns_a_statement_is_named(problems, statement, source, kind):
    assert kind in problems(statement, source)


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Рада може заборонити ярмарок.", "Рада вправі заборонити ярмарок."),
        (
            "A retiring potter may be elected again.",
            "A retiring potter shall be eligible for election.",
        ),
        ("Potters pay the fee every year.", "Potters pay the annual fee."),
        (
            "The glaze cools before the kiln is opened.",
            "The kiln is opened after the glaze has cooled.",
        ),
        ("The council may fine a potter.", "The council may fine a potter and shall hear him."),
        ("The potters refuse to pay.", "The potters do not pay."),
        ("Глину вважають незваженою.", "Глину не вважають зваженою."),
        ("DOI статті 10.5555/pots.12.", "DOI 10.5555/pots.12"),
        (
            "Суд може заборонити ярмарок, коли з позовом звернеться уповноважений комітет.",
            "Ярмарок може бути заборонено судом за позовом уповноваженого комітету.",
        ),
        ("Якщо глину не зважили, її не продають.", "У разі незваження глини її не продають."),
        ("Печей має бути щонайменше дві.", "Кількість печей не може бути меншою, ніж дві."),
        (
            "The council may meet only at the master's request.",
            "The council shall not meet unless the master so requests.",
        ),
        ("Без згоди майстра продаж неможливий.", "Продаж можливий лише за згодою майстра."),
        (
            "A potter pays unless the law sets another fee.",
            "Гончар платить, якщо законом не встановлено інший збір.",
        ),
        (
            "A non-member potter can bring a dispute before the board.",
            "A potter which is not a member of the guild may bring a dispute before the board.",
        ),
        ("Potters outside the guild may sell.", "A potter who is not in the guild may sell."),
        (
            "Члени цеху мають право на вогонь, а цех мусить його давати.",
            "Право членів (учасників) цеху на вогонь та обов'язок цеху його давати.",
        ),
    ],
)
def test_what_says_the_same_in_other_words_is_not(problems, statement, source):
    assert problems(statement, source).isdisjoint(
        {"quantifier", "condition", "negation", "roles", "place"}
    )
