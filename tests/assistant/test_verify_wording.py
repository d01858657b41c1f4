"""What turns a statement, and what says the same in other words: may and must, all and only, what
is denied and what is excepted, numbers with their bounds."""

import pytest

COUNTED = "The rules are adopted by two thirds of the members of the Potters' Guild and read out."
FOUNDED = "Гончарну спілку, засновану 1903 року, внесено до реєстру товариств міста."
SHARE = "Підписи збирають у двох третинах сіл і по сто підписів у кожному селі."
EXCEPTED = "Master potters shall not sell clay, except in years of drought."
STARTS = "The master has ten days from the delivery of the clay to inspect it.\nA buyer is present."
REFUSE = "A potter who is handed cracked clay has the right to refuse it and to send it back."
NEEDLESS = "Членство припиняється з дня подання заяви та не потребує рішення правління."
TWO = "Гончар платить збір восени, якщо глина дорога.\nУчень бере інструмент у майстра весною."


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
            "The board accepts rulings of the International Court of Justice.",
            "The board accepts rulings of the International Criminal Court.",
            "name",
        ),
        (
            "Apprentices may take pay from the master.",
            "Neither the potters nor the apprentices shall seek or receive pay from the master.",
            "negation",
        ),
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
        ("Master potters may never sell clay.", EXCEPTED, "quantifier"),
        ("Членство припиняється після рішення правління.", NEEDLESS, "negation"),
        (
            "The term of office is one year.",
            "The term of office is four months or one day.",
            "number",
        ),
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
        ("The rules are adopted by two thirds of the members of the Potters' Guild.", COUNTED),
        ("Гончарну спілку засновано 1903 року.", FOUNDED),
        ("Master potters shall not sell clay, except in years of drought.", EXCEPTED),
        ("The master has ten days from the delivery of the clay to inspect it.", STARTS),
        ("A potter who is handed cracked clay may refuse it.", REFUSE),
        ("Членство припиняється з дня подання заяви, рішення правління не потрібне.", NEEDLESS),
        ("Гончар платить збір восени, якщо глина дорога.", TWO),
        ("No potter may sell more than five jugs.", "Each potter sells not more than five jugs."),
        ("The clay is returned at once.", "The clay is immediately returned."),
        ("Окремого рішення не треба: членство припиняється з дня подання заяви.", NEEDLESS),
    ],
)
def test_what_says_the_same_in_other_words_is_not(problems, statement, source):
    assert not problems(statement, source) - {"words", "part"}
