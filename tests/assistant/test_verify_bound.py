"""What belongs together in a source must not be put together otherwise: figures with what they
count, dates with what was done, quantifiers with their nouns, conditions with their sentence."""

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
        (
            "The rules are adopted by two thirds of the members of the Weavers' Council.",
            COUNTED + " The Weavers' Council hears them.",
            "number",
        ),
        ("Гончарну спілку внесено до реєстру 1903 року.", FOUNDED, "date"),
        ("Підписи збирають у всіх селах.", SHARE, "quantifier"),
        ("Master potters may never sell clay.", EXCEPTED, "quantifier"),
        ("Master potters shall not sell clay, without exception.", EXCEPTED, "condition"),
        ("Master potters shall not sell clay under any circumstances.", EXCEPTED, "condition"),
        (
            "The master has ten days from the arrival of a buyer to inspect the clay.",
            STARTS + " The arrival of a buyer is told to the master.",
            "condition",
        ),
        ("A potter who is handed cracked clay must send it back.", REFUSE, "negation"),
        ("Членство припиняється після рішення правління.", NEEDLESS, "negation"),
        ("Учень бере інструмент у майстра, якщо глина дорога.", TWO, "condition"),
        ("Гончар може сплатити збір, а може й ні.", "Гончар може сплатити збір.", "condition"),
        (
            "The guild sells clay instead of glaze.",
            "The guild sells clay besides glaze.",
            "condition",
        ),
        (
            "Збір сплачують наступного дня.",
            "Збір сплачують у день продажу.",
            "condition",
        ),
        (
            "The clay is returned at once.",
            "The clay is returned to the potter.",
            "condition",
        ),
        (
            "Рада одноголосно обирає гончаря.",
            "Рада обирає гончаря.",
            "condition",
        ),
        (
            "The term of office is one year.",
            "The term of office is four months or one day.",
            "number",
        ),
        (
            "The council appoints the potter once the board has recommended somebody.",
            "The potter is appointed by the board upon the recommendation of the council.",
            "roles",
        ),
    ],
)
def test_what_is_put_together_otherwise_is_named(problems, statement, source, kind):
    assert kind in problems(statement, source)


@pytest.mark.parametrize(
    ("statement", "source"),
    [
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
def test_what_stays_together_is_left_alone(problems, statement, source):
    assert not problems(statement, source) - {"words", "part"}
