"""Statutes of every kind: what was repealed, raised digits, acts by § and section, numbered rules,
other languages. Each text is small and our own (tests/data/statutes)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.citations.pinpoints import pinpoints, resolve
from dzherelo.corpus.language.acts import Acts
from dzherelo.corpus.language.notation import number_key, plain_number, spans_number
from dzherelo.corpus.read import read
from dzherelo.corpus.split import UNSEARCHED, split
from dzherelo.corpus.split.lines import Casing

FOLDER = Path(__file__).parents[1] / "data" / "statutes"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))}
ACTS = {name: split(name, text) for name, text in TEXTS.items()}


def found(name, wording):
    """The words at the place that a reader names, within one act."""
    act = ACTS[name]
    acts = Acts.of_titles({name: (act.title,)})
    pins = pinpoints(wording, acts=acts)
    assert pins, f"{wording!r} names no place"
    assert {pin.act for pin in pins} <= {name, None}
    return [p.text for pin in pins for p in resolve(pin, act.passages, acts=acts).passages]


def labels(name):
    return [p.locator.label("uk") for p in ACTS[name].passages if p.kind not in UNSEARCHED]


@pytest.mark.parametrize("name", TEXTS)
def test_each_is_taken_for_an_act(name):
    assert ACTS[name].kind == "statute"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("lakes", "Закон України Про озера"),
        ("code", "Кодекс про ставки"),
        ("polish", "Ustawa z dnia 5 maja 1999 r. o stawach"),
        ("german", "Teichverordnung (TeichV)"),
        ("rules", "Правила дорожнього руху села"),
        ("order", "Порядок користування ставом"),
        ("english", "Lakes act 1999"),
    ],
)
def test_the_title_is_what_one_would_write(name, title):
    assert ACTS[name].title == title


# What was repealed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wording", "words"),
    [
        ("code", "ст. 1", "Ставок - водойма, що її загачено греблею."),
        ("code", "ст. 2", "Статтю 2 виключено."),
        ("code", "ст. 3", "Статті 3-4 виключено."),
        ("code", "статті 4 Кодексу про ставки", "Статті 3-4 виключено."),
        ("notes", "ст. 3", "{Статті 2-4 виключено на підставі Закону № 3-А від 05.06.2007}"),
        ("notes", "ст. 9", "Статті 7, 9 виключено на підставі Закону № 3-А."),
        ("german", "§ 2", "§ 2 (weggefallen)"),
        ("german", "§ 4", "§§ 3 bis 4 (weggefallen)"),
        ("polish", "art. 4", "Art. 3-4. (uchylone)"),
        ("french", "article 4", "Articles 3 à 4 (abrogés)"),
        ("english", "Article 3 of the Lakes Act", "Articles 3 to 4 repealed"),
    ],
)
def test_a_repealed_article_says_so_and_is_part_of_no_other(name, wording, words):
    assert found(name, wording) == [words]


def test_an_article_between_those_repealed_one_by_one_is_not_there():
    act = ACTS["notes"]
    (pin,) = pinpoints("ст. 8")
    resolved = resolve(pin, act.passages)
    assert not resolved.passages and resolved.missing == "article"
    assert resolved.extent == "1–7, 9–10"


def test_a_heading_whose_article_was_repealed_keeps_its_note():
    assert found("notes", "ст. 5") == [
        "{Статтю 5 виключено на підставі Закону № 3-А від 05.06.2007}"
    ]


def test_a_command_to_repeal_is_no_repealed_article():
    text = "Стаття 1. Зміни\n1. Внести такі зміни:\nСтатті 2-4 виключити.\nСтаття 5. Кінець\nТак.\n"
    assert [p.locator.article for p in split("x", text).passages] == ["1", "1", "5", "5"]


@given(st.integers(1, 400), st.integers(1, 40), st.integers(0, 500))
def test_a_range_has_the_numbers_between_its_ends(first, many, number):
    inside = first <= number <= first + many
    assert spans_number(f"{first}–{first + many}", str(number)) == inside


# Numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("13¹", "13-1"),
        ("131 – 1", "131-1"),
        ("5 a", "5a"),
        ("5A", "5a"),
        ("2¹²", "2-12"),
        ("ІХ", "IX"),
    ],
)
def test_a_number_is_written_as_it_is_cited(printed, plain):
    assert plain_number(printed) == plain


def test_numbers_are_counted_in_their_order():
    numbers = ["1", "2", "2-1", "2-2", "3", "5", "5a", "5b", "6", "11.1", "11.5", "11.5.1", "12"]
    assert sorted(numbers, key=number_key) == numbers


@pytest.mark.parametrize(
    ("wording", "words"),
    [
        ("ч. 2¹ ст. 13¹", "2¹. Діти плати не вносять."),
        ("ст. 13-1 ч. 2-2", "2². Вдови теж."),
        ("частина 2-1 статті 14 Закону України «Про озера»", "21. Номер білий."),  # printed flat
        ("ст. 131", "1. Зимові роботи починають у грудні."),
    ],
)
def test_a_raised_digit_makes_a_part_or_an_article_of_its_own(wording, words):
    assert found("raised", wording) == [words]


def test_a_web_page_with_raised_digits_has_part_2_1():
    document = read(FOLDER / "raised.html")
    act = split("lakes", document.text, elements=document.elements)
    (pin,) = pinpoints("ч. 2-1 ст. 13-1")
    (part,) = resolve(pin, act.passages).passages
    assert part.text.endswith("Діти плати не вносять.")


def test_parts_that_are_many_are_not_taken_for_raised_digits():
    parts = "\n".join(f"{number}. Частина {number}." for number in range(1, 26))
    act = split("x", f"Стаття 1. Частини\n{parts}\nСтаття 2. Кінець\n1. Так.\n")
    assert [p.locator.part for p in act.passages if p.locator.article == "1"] == [
        None,
        *map(str, range(1, 26)),
    ]


# Units other than articles -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wording", "words"),
    [
        ("ordinance", "§ 5a", ["(1) Nets are forbidden in spring.",
                               "(2) The reeve may allow one net a year."]),
        ("ordinance", "§ 5", ["(1) A pond belongs to the village."]),
        ("ordinance", "§ 5a (2)", ["(2) The reeve may allow one net a year."]),
        ("ordinance", "§ 5a(2) of the Pond Ordinance", ["(2) The reeve may allow one net a year."]),
        ("ordinance", "art. 6", ["(1) Boats carry a number."]),
        ("german", "§ 1 Abs. 2 Satz 2 Nr. 1", ["1. Fischteiche,"]),
        ("german", "§ 5a Abs. 1a der Teichverordnung", ["(1a) Die Nummer ist weiß."]),
        ("german", "§ 5a Absatz 2 TeichV", ["(2) Näheres regelt der Schulze."]),
        ("polish", "art. 2 ust. 2 pkt 1", ["1) leży we wsi;"]),
        ("polish", "art. 2 ust. 1", ["Art. 2. 1. Staw należy do wsi."]),
        ("polish", "art. 5a § 2", ["§ 2. Wójt może zezwolić."]),
        ("french", "article 1er", ["L'étang appartient au village."]),
        ("french", "article 2, alinéa 2", ["Le maire peut accorder une dérogation."]),
        ("sections", "section 2(1)", ["(1) A toll is one penny."]),
        ("sections", "Section 2A(2) of the Bridge Act", ["(2) A cart of hay pays none."]),
    ],
)  # fmt: skip
def test_an_act_is_cited_by_its_own_unit_in_its_own_language(name, wording, words):
    assert found(name, wording) == words


def test_a_place_is_called_as_the_act_calls_it():
    assert labels("ordinance")[1:4] == ["§ 5, ч. 1", "§ 5a, ч. 1", "§ 5a, ч. 2"]
    assert "§ 3–4" in labels("german")
    assert "section 2a, ч. 1" in labels("sections")


def test_a_paragraph_that_is_not_there_is_missing_among_those_that_are():
    (pin,) = pinpoints("§ 7")
    resolved = resolve(pin, ACTS["ordinance"].passages)
    assert (resolved.wanted, resolved.extent) == ("§ 7", "5–6, 10")


def test_paragraphs_of_a_chapter_are_no_articles():
    text = (
        "Глава 1. Вода\n§ 1. Ставки\nСтаття 1. Ставок\n1. Є.\nСтаття 2. Рів\n1. Є.\n"
        "§ 2. Річки\nСтаття 3. Річка\n1. Є.\n"
    )
    assert [p.locator.article for p in split("x", text).passages if p.locator.part] == list("123")


@pytest.mark.parametrize("wording", ["Absatz 2", "Nr. 3", "Satz 1", "ust. 5", "alinéa 2"])
def test_a_level_without_an_article_is_no_pinpoint(wording):
    assert not pinpoints(f"Vgl. dazu {wording} dort.")


# Rules under numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wording", "words"),
    [
        ("п. 1.2", ["1.2. Рух возів правобічний."]),
        ("пункт 11.5.1 Правил", ["11.5.1. Порожнім є віз без поклажі."]),
        ("rule 11.1", ["11.1. Воза ставлять праворуч."]),
        ("правило 11.1", ["11.1. Воза ставлять праворуч."]),
        ("ст. 11.1", ["11.1. Воза ставлять праворуч."]),
        ("п. 2.2 «б»", ["б) залишати воза на греблі."]),
        ("п. 2.2 (а) Правил дорожнього руху села", ["а) спати на возі;"]),
        ("п. 2.1 а", ["а) батіг;"]),
        ("підпункт б п. 2.1", ["б) ліхтар."]),
        ("п. 11.1.", ["11.1. Воза ставлять праворуч."]),
    ],
)
def test_a_numbered_rule_is_a_place(wording, words):
    assert found("rules", wording) == words


def test_rules_lead_their_items_and_need_no_section_in_their_label():
    assert labels("rules")[1:6] == ["п. 1.1", "п. 1.2", "п. 2.1", "п. 2.1, пп. а", "п. 2.1, пп. б"]


def test_a_rule_that_is_not_there_is_missing():
    (pin,) = pinpoints("п. 11.9")
    resolved = resolve(pin, ACTS["rules"].passages)
    assert not resolved.passages and (resolved.missing, resolved.wanted) == ("point", "11.9")


def test_a_section_is_cited_by_its_number_alone():
    assert len(found("rules", "розділ 11")) == 3
    assert found("order", "п. 1 розділу II") == ["1. Рибу ловлять у суботу."]
    assert found("order", "пп. 2 п. 2 розділу ІІ Порядку") == ["2) сітки мірошника."]
    assert labels("order")[1] == "розділ I, п. 1"


def test_a_point_within_a_point_is_still_read():
    assert found("order", "п. 2.2 розділу II") == ["2) сітки мірошника."]


ARTICLE = """Петренко О.О.
ПЛАТА ЗА МЛИНИ

Анотація. Розглянуто плату за млини.

1. Вступ
Млини є на кожній річці, і кожен із них має мірошника, який стягує плату за помел.
2. Методи
2.1. Збирання
Ми обійшли всі млини повіту і записали плату за помел, яку стягував мірошник того року.
2.2. Рахунок
Плату ми рахували у снопах, бо грошей тоді ніхто не мав, а сніп мав кожен господар.
2.3. Перевірка
Перевіряв записи паламар.

Література
1. Ставок П. Млини. Київ, 1903.
2. Гребля Р. Помел. Полтава, 1911.
3. Віз С. Плата. Чернігів, 1912.
"""


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Works cited", "article"),
        ("Список використаних джерел", "article"),
        ("Використані джерела", "article"),
        ("Зміни", "statute"),
    ],
)
def test_numbered_sentences_with_a_list_of_works_are_no_set_of_rules(heading, kind):
    text = (
        "Догляд за пасікою\n\n1. Вступ\n\n1.1. Вулики фарбують навесні.\n\n1.2. Рамки чистять "
        "восени.\n\n1.3. Мед качають улітку.\n\n1.4. Пасіку білять.\n\n"
        f"{heading}\n\n1. Кий Т. М. Пасіка. Київ: Черінь, 2001. 20 с.\n"
    )
    assert split("x", text).kind == kind


def test_an_article_with_numbered_headings_is_no_set_of_rules():
    assert split("x", ARTICLE).kind == "article"


# Titles in capitals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("capitals", "plain"),
    [
        ("ЗАКОН УКРАЇНИ", "Закон України"),
        ("LAW OF UKRAINE", "Law of Ukraine"),
        ("THE POLISH CRIMINAL CODE", "The Polish criminal code"),
        ("СУДИ ПОЛЬЩІ ТА НІМЕЧЧИНИ У ЄВРОПІ", "Суди Польщі та Німеччини у Європі"),
        ("СТАТУТ ООН", "Статут ООН"),
        ("ТОГО МАЛІ ПЕРУ", "Того малі перу"),  # words that are states only among other things
        ("ПРО ЗЕМЛЮ І ВОДУ", "Про землю і воду"),
    ],
)
def test_states_and_abbreviations_keep_their_capitals(capitals, plain):
    assert Casing("").plain(capitals) == plain


# Laws of the splitter ----------------------------------------------------------------------------

LINES = st.sampled_from(
    [line for text in TEXTS.values() for line in text.splitlines() if line.strip()]
)


@given(st.lists(LINES, min_size=1, max_size=30))
def test_whatever_lines_stand_together_every_word_is_in_one_passage(lines):
    text = "\n".join(lines)
    end = 0
    for passage in split("x", text).passages:
        assert passage.span.of(text) == passage.text
        assert passage.span.start >= end and not text[end : passage.span.start].strip()
        assert " " not in passage.id
        end = passage.span.end
    assert not text[end:].strip()
