"""Statutes and treaties: every provision a passage of its own, at the place where it is cited."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.language.notation import number_key, plain_number
from dzherelo.corpus.read import read
from dzherelo.corpus.split import UNSEARCHED, split
from dzherelo.corpus.split.lines import blocks
from dzherelo.corpus.split.statute import looks_like_statute
from dzherelo.corpus.types import Kind

LAW = """ЗАКОН УКРАЇНИ

Про шкільні сади

№ 1-А від 01.02.2003

{Із змінами, внесеними згідно із Законами
№ 2-А від 03.04.2005, ст.7
№ 3-А від 05.06.2007, ст.8}

Цей Закон визначає, як школи садять і доглядають сади.

Розділ I
ЗАГАЛЬНІ ПОЛОЖЕННЯ ПРО САДИ

Стаття 1. Поняття саду
1. Сад - це ділянка, на якій ростуть дерева.
2. У цьому Законі вжито такі слова:
1) дерево - рослина зі стовбуром;
1-1) кущ - рослина без стовбура;
{Частину другу доповнено пунктом 1-1 згідно із Законом № 2-А від 03.04.2005}
2) грядка - смуга землі, а саме:
а) висока;
б) низька.
Інші слова зрозумілі без пояснень.
3. Садом опікується учень.
Учень може мати помічника.

Стаття 2.
{Статтю 2 виключено на підставі Закону № 3-А від 05.06.2007}

Стаття 2-1. Паркан
1. Сад обгороджують.
Примітка. Паркан може бути живим.

Глава 2. Догляд
§ 1. Вода

Стаття 3. Поливання
1. Сад поливають щодня.
1. Цей Закон набирає чинності з дня його опублікування.
2. До нового року:
1) садівник робить лійку;
2) школа купує відро.
О.САДІВНИК
"""

CONSTITUTION = """ОСНОВНИЙ СТАТУТ САДУ

Розділ I
ЗАСАДИ

Стаття 1. Сад є вільний.

Стаття 2. Дерева рівні.

{Офіційне тлумачення частини першої статті 2 див. в Рішенні № 1}

Жодне дерево не має привілеїв:

законом;

звичаєм.

Садівник складає таку присягу:

"Обіцяю поливати.

Обіцяю не рубати."

Стаття 3. До повноважень садівника належить:

1) поливати дерева;

1 - 1) збирати яблука;

2) вирішувати, що садити:

навесні;

восени.

Садівник обирає помічника.

Стаття 3-1. Помічник слухає садівника.

Розділ II
ПРИКІНЦЕВІ ПОЛОЖЕННЯ

Стаття 4. Статут чинний з дня підписання.

Розділ III
ПЕРЕХІДНІ ПОЛОЖЕННЯ

1. Старі дерева лишаються.

2. Нові дерева садять:

1) біля хати;

2) за хатою.

***

Статут
ухвалено 5 травня 1950 року
"""

TREATY = """WE THE GARDENERS DETERMINED
to plant trees for those who come after us, and

to share the fruit,

have agreed to the present Charter of the Common Garden.

Chapter I: Aims
Article 1
The aims of the Garden are:

To plant trees;
To keep bees; and
To share honey.
Chapter II: Work
WATER
Article 2
The Council shall see to it that water is:
clean; and
cold.
Its decisions are printed.
TOOLS
Article 3
Every gardener has a spade.
No gardener has two.
Article 4
Bees are welcome.

In Faith Whereof the gardeners have signed the present Charter. DONE in the garden itself today.
"""


def passages_of(text):
    return split("x", text).passages


def at(passages, **place):
    """The text passages that are at `place`, headings and notes left out."""
    return [p.text for p in passages if p.kind not in UNSEARCHED and p.locator.fits(place)]


LAW_PASSAGES = passages_of(LAW)
CONSTITUTION_PASSAGES = passages_of(CONSTITUTION)
TREATY_PASSAGES = passages_of(TREATY)


def articles(passages):
    return list(dict.fromkeys(p.locator.article for p in passages if p.locator.article))


# Laws with numbered parts -----------------------------------------------------------------------


def test_a_law_is_taken_for_a_statute_and_has_its_title():
    made = split("x", LAW)
    assert made.kind == "statute"
    assert "Про шкільні сади" in made.title
    assert articles(made.passages) == ["1", "2", "2-1", "3"]


def test_a_part_is_a_passage_with_its_paragraphs():
    assert at(LAW_PASSAGES, article=1, part=1) == ["1. Сад - це ділянка, на якій ростуть дерева."]
    (third,) = at(LAW_PASSAGES, article=1, part=3)
    assert third.startswith("3. Садом") and third.endswith("помічника.")


def test_points_hang_on_the_opening_words_of_their_part():
    second = [p for p in LAW_PASSAGES if p.locator.fits({"article": 1, "part": 2})]
    lead = next(p for p in second if p.kind is Kind.LEAD)
    points = {p.locator.point: p for p in second if p.lead == lead.id}
    assert list(points) == ["1", "1-1", "2"]
    assert all(p.kind is Kind.ITEM for p in points.values())
    assert "вжито такі слова" in points["1-1"].context
    assert "вжито" not in points["1-1"].text


def test_subpoints_hang_on_their_point():
    (point,) = [
        p
        for p in LAW_PASSAGES
        if p.locator.point == "2" and p.locator.subpoint is None and p.locator.article == "1"
    ]
    below = [p for p in LAW_PASSAGES if p.lead == point.id]
    assert [p.locator.subpoint for p in below] == ["а", "б"]


def test_a_paragraph_behind_the_points_belongs_to_the_part():
    tail = next(p for p in LAW_PASSAGES if p.text.startswith("Інші слова"))
    assert (tail.locator.part, tail.locator.point, tail.lead) == ("2", None, None)
    assert tail.kind is Kind.PROVISION


def test_markers_belong_to_the_passage_but_not_to_its_sentences():
    point = next(p for p in LAW_PASSAGES if p.locator.point == "1-1")
    assert point.text.startswith("1-1) кущ")
    assert point.sentences[0].of(LAW).startswith("кущ")


def test_amendment_notes_are_not_searched():
    notes = [p for p in LAW_PASSAGES if p.text.startswith("{Частину")]
    assert notes and all(p.kind in UNSEARCHED for p in notes)
    assert sum(p.text.startswith("{Із змінами") and p.text.endswith("}") for p in LAW_PASSAGES) == 1


def test_of_a_repealed_article_the_note_can_be_quoted():
    (note,) = at(LAW_PASSAGES, article=2)
    assert "виключено" in note


def test_a_remark_belongs_to_the_article_and_to_no_part():
    remark = next(p for p in LAW_PASSAGES if p.text.startswith("Примітка"))
    assert (remark.locator.article, remark.locator.part) == ("2-1", None)


def test_context_says_where_a_provision_stands():
    part = next(
        p
        for p in LAW_PASSAGES
        if p.locator.fits({"article": "3", "part": "1"}) and p.kind is Kind.PROVISION
    )
    for words in ("Про шкільні сади", "Глава 2. Догляд", "§ 1. Вода", "Стаття 3. Поливання"):
        assert words in part.context
    assert part.locator.section == "Глава 2. Догляд"


def test_sections_in_capitals_are_written_in_ordinary_case():
    sections = {p.locator.section for p in LAW_PASSAGES}
    assert "Розділ I. Загальні положення про сади" in sections


def test_final_provisions_without_a_heading_are_told_from_the_last_article():
    assert at(LAW_PASSAGES, article=3) == ["1. Сад поливають щодня."]
    finals = [p for p in LAW_PASSAGES if p.locator.section == "Прикінцеві та перехідні положення"]
    places = [(p.locator.point, p.locator.subpoint) for p in finals]
    assert places == [("1", None), ("2", None), ("2", "1"), ("2", "2")]
    assert all(p.locator.article is None for p in finals)


def test_numbers_that_begin_again_are_no_final_provisions_unless_they_say_so():
    text = LAW.replace("1. Цей Закон набирає чинності з дня його опублікування.", "1. Це не все.")
    assert {p.locator.section for p in passages_of(text)}.isdisjoint(
        {"Прикінцеві та перехідні положення"}
    )


def test_the_signature_is_in_no_provision():
    signature = next(p for p in LAW_PASSAGES if p.text == "О.САДІВНИК")
    assert signature.locator.section == "Підпис"


def test_the_preamble_is_found_before_the_first_section():
    (preamble,) = at(LAW_PASSAGES, section="Преамбула", paragraph=1)
    assert preamble.startswith("Цей Закон визначає")


# Parts that are not numbered --------------------------------------------------------------------


def test_an_article_of_one_paragraph_has_no_part():
    (only,) = [p for p in CONSTITUTION_PASSAGES if p.locator.article == "1"]
    assert only.locator.part is None
    assert only.sentences[0].of(CONSTITUTION) == "Сад є вільний."


def test_paragraphs_are_counted_and_notes_are_not():
    assert at(CONSTITUTION_PASSAGES, article=2, part=1) == ["Стаття 2. Дерева рівні."]
    (second,) = at(CONSTITUTION_PASSAGES, article=2, part=2)
    assert second.endswith("звичаєм.")
    (third,) = at(CONSTITUTION_PASSAGES, article=2, part=3)
    assert "присягу" in third and third.endswith('рубати."')
    assert at(CONSTITUTION_PASSAGES, article=2, part=4) == []


def test_points_of_an_unnumbered_part_and_the_part_behind_them():
    points = [
        p.locator.point
        for p in CONSTITUTION_PASSAGES
        if p.locator.fits({"article": 3, "part": 1}) and p.kind is Kind.ITEM
    ]
    assert points == ["1", "1-1", "2"]
    (last,) = at(CONSTITUTION_PASSAGES, article=3, part=1, point=2)
    assert last.endswith("восени.")
    assert at(CONSTITUTION_PASSAGES, article=3, part=2) == ["Садівник обирає помічника."]


def test_transitional_provisions_have_points_and_no_article():
    (second,) = [
        p
        for p in CONSTITUTION_PASSAGES
        if p.kind is Kind.LEAD and p.locator.section == "Перехідні положення"
    ]
    assert second.locator.point == "2"
    assert at(CONSTITUTION_PASSAGES, section="Перехідні положення", point=2, subpoint=1) == [
        "1) біля хати;"
    ]
    assert at(CONSTITUTION_PASSAGES, section="Прикінцеві положення", article=4)


def test_what_stands_behind_the_stars_is_in_no_provision():
    assert at(CONSTITUTION_PASSAGES, section="Підпис") == [
        "***",
        "Статут",
        "ухвалено 5 травня 1950 року",
    ]


# A treaty that lost its numbers -----------------------------------------------------------------


def test_the_treaty_names_itself_and_its_preamble_is_counted():
    paragraphs = [p for p in TREATY_PASSAGES if p.locator.section == "Preamble"]
    assert [p.locator.paragraph for p in paragraphs] == [1, 2, 3, 4]
    assert all(p.context.startswith("Charter of the Common Garden.") for p in paragraphs)


def test_the_announcing_words_are_not_counted_where_the_parts_are_the_list():
    assert at(TREATY_PASSAGES, article=1, part=2) == ["To keep bees; and"]
    parts = [p for p in TREATY_PASSAGES if p.locator.article == "1" and p.locator.part]
    lead = next(p for p in TREATY_PASSAGES if p.text.startswith("The aims"))
    assert lead.kind is Kind.LEAD and lead.locator.part is None
    assert {p.lead for p in parts} == {lead.id}


def test_small_lines_behind_a_colon_are_lettered_points():
    assert at(TREATY_PASSAGES, article=2, part=1, point="b") == ["cold."]
    assert at(TREATY_PASSAGES, article=2, part=2) == ["Its decisions are printed."]
    assert at(TREATY_PASSAGES, article=3, part=2) == ["No gardener has two."]


def test_short_lines_over_an_article_are_headings():
    heads = {p.text for p in TREATY_PASSAGES if p.kind is Kind.HEADING}
    assert {"WATER", "TOOLS", "Chapter II: Work"} <= heads
    third = next(p for p in TREATY_PASSAGES if p.locator.fits({"article": 3, "part": 1}))
    assert "Tools. Article 3." in third.context and "Water" not in third.context


def test_the_closing_formula_is_in_no_article():
    (closing,) = at(TREATY_PASSAGES, section="Signature")
    assert closing.startswith("In Faith Whereof")
    assert at(TREATY_PASSAGES, article=4) == ["Bees are welcome."]


# Headings, excerpts, and what is no statute -----------------------------------------------------


def test_a_heading_under_the_number_of_an_article():
    text = "Article 1\nUse of words\n1. A tree is tall.\n2. A bush is not.\n" + (
        "Article 2\nWater\n1. Water is wet."
    )
    passages = passages_of(text)
    heads = [p.text for p in passages if p.kind is Kind.HEADING]
    assert heads == ["Article 1\nUse of words", "Article 2\nWater"]
    assert at(passages, article=2, part=1) == ["1. Water is wet."]


def test_an_article_quoted_from_another_act_stays_in_its_own():
    text = LAW.replace("1. Сад обгороджують.", "1. Змінити так:\nСтаття 77. Ворота.\n2. Далі.")
    assert articles(passages_of(text)) == ["1", "2", "2-1", "3"]
    assert any("Стаття 77" in p.text for p in passages_of(text) if p.locator.article == "2-1")


def test_a_raised_number_that_was_printed_flat_is_read_as_added():
    text = "\n".join(f"Стаття {n}. Дерево {n} росте.\nЛист." for n in (129, 1291, 1292, 130, 131))
    assert articles(passages_of(text)) == ["129", "129-1", "129-2", "130", "131"]


def test_clauses_of_a_preamble_and_the_points_of_a_memorandum():
    text = """Правила щодо становища садів
(Ухвалено на зборах)
Учасники зборів, що відбулися в саду навесні,
Нагадуючи про дерева,
Враховуючи, що сади потребують води,
Враховуючи, що вода є в річці,
[кінець уривка]
Пояснювальний меморандум
до Правил
Вступ
1. Сади існують давно.
2. Їх багато."""
    made = split("x", text)
    assert made.kind == "statute" and made.title == "Правила щодо становища садів"
    assert at(made.passages, section="Преамбула", paragraph=4) == ["Враховуючи, що вода є в річці,"]
    assert at(made.passages, section="Пояснювальний меморандум", point=2) == ["2. Їх багато."]
    assert len(at(made.passages, section="Назва")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Стаття 9 Конституції говорить про договори.\nСтаття 18 говорить про політику.",
        "Вступ. Перші слова.\n1. Перше.\n2. Друге.\nВисновки. Останні слова.",
        "Article 71 of the Charter matters.\nArticle 71 was new.",
        "Роман\nРозділ I\nПочаток\nБуло літо.\nРозділ II\nКінець\nБула осінь.",
    ],
)
def test_prose_about_articles_is_no_statute(text):
    assert not looks_like_statute(blocks(text))


# Any statute ------------------------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from("сад дерево росте вода тече школа учень садить яблуко".split()),
    min_size=2,
    max_size=8,
).map(lambda words: " ".join(words).capitalize())
POINTS = st.integers(0, 4)
NOTES = st.booleans()


@st.composite
def statutes(draw):
    """A statute's text and the places (article, part, point) of its provisions, in order."""
    lines, places = ["ЗАКОН УКРАЇНИ", "Про сад"], []
    number = draw(st.integers(1, 500))
    for _ in range(draw(st.integers(2, 5))):
        added = draw(st.integers(0, 2))
        for suffix in ["", *(f"-{n}" for n in range(1, added + 1))]:
            _article(draw, f"{number}{suffix}", lines, places)
        number += draw(st.integers(1, 3))
    gap = draw(st.sampled_from(["\n", "\n\n"]))
    return gap.join(lines) + "\n", places


def _article(draw, number, lines, places):
    numbered = draw(st.booleans())
    parts = draw(st.integers(1, 4))
    lines.append(f"Стаття {number}. {draw(WORDS)}" + ("" if numbered else "."))
    for part in range(1, parts + 1):
        if numbered:
            lines.append(f"{part}. {draw(WORDS)}")
        elif part > 1:
            lines.append(draw(WORDS))
        points = draw(POINTS)
        lines[-1] = lines[-1].rstrip(".") + (":" if points else ".")
        shown = str(part) if numbered or parts > 1 else None
        places.append((number, shown, None))
        for point in range(1, points + 1):
            lines.append(f"{point}) {draw(WORDS).lower()};")
            places.append((number, shown, str(point)))
        if draw(NOTES):
            lines.append("{Частину змінено згідно із Законом № 1}")


@given(statutes())
def test_every_provision_is_found_at_its_place_and_nothing_is_lost(made):
    text, places = made
    passages = passages_of(text)
    found = [
        (p.locator.article, p.locator.part, p.locator.point)
        for p in passages
        if p.locator.article and p.kind not in UNSEARCHED
    ]
    assert found == places
    end = 0
    for passage in passages:
        assert passage.span.of(text) == passage.text
        assert not text[end : passage.span.start].strip()
        assert all(passage.span.covers(sentence) for sentence in passage.sentences)
        end = passage.span.end
    assert not text[end:].strip()


SHAPES = st.sampled_from(
    [
        "Стаття 1. Сад",
        "Стаття 2. Вода тече.",
        "Стаття 2-1.",
        "Article 3",
        "Розділ II",
        "Глава 4. Учень",
        "§ 1. Дерево",
        "ЗАГАЛЬНІ ПОЛОЖЕННЯ",
        "1. Дерево росте.",
        "2. Вода буває така:",
        "1) тепла;",
        "1-1) тиха.",
        "а) чиста;",
        "(b) cold;",
        "дуже холодна;",
        "Учень садить дерево.",
        "Склад",
        "{Зміни}",
        "{Незакрита примітка",
        "[уривок]",
        "***",
        "О.САДІВНИК",
        "Преамбула",
        '"Обіцяю поливати.',
        "Примітка. Вода мокра.",
        "Прикінцеві положення",
    ]
)


@given(st.lists(SHAPES, max_size=30))
def test_lines_in_any_order_keep_the_laws_of_the_splitter(lines):
    text = "Стаття 1. Сад росте.\n" + "\n".join(lines)
    passages = passages_of(text)
    end = 0
    for passage in passages:
        assert passage.span.of(text) == passage.text
        assert not text[end : passage.span.start].strip()
        end = passage.span.end
    assert not text[end:].strip()
    ids = {p.id for p in passages}
    assert len(ids) == len(passages)
    assert {p.lead for p in passages if p.lead} <= ids


@given(st.integers(1, 999), st.integers(1, 99))
def test_added_numbers_come_between_their_neighbours(number, added):
    spaced = plain_number(f"{number} - {added}")
    assert spaced == f"{number}-{added}"
    assert number_key(str(number)) < number_key(spaced) < number_key(str(number + 1))


# The real texts ---------------------------------------------------------------------------------

LIBRARY = os.environ.get("DZHERELO_TEST_LIBRARY", "")
REAL = [
    ("ref04/text_en.txt", 111),
    ("ref05/text.txt", 166),
    ("ref06/text.txt", 31),
    ("ref07/text_section_IX.txt", 74),
    ("ref07/text_full_code.txt", 679),
]


@pytest.mark.skipif(not LIBRARY, reason="DZHERELO_TEST_LIBRARY does not name the real texts")
@pytest.mark.parametrize(("file", "count"), REAL)
def test_every_article_of_the_real_acts_is_found_once_and_whole(file, count):
    text = read(Path(LIBRARY) / "cited" / file).text
    made = split("x", text)
    printed = re.findall(r"(?m)^(?:Стаття|Article) (\d+(?:-\d+)?)\b", text)
    runs = [p.locator.article for p in made.passages if p.locator.article]
    runs = [number for at, number in enumerate(runs) if at == 0 or runs[at - 1] != number]
    assert made.kind == "statute"
    assert runs == printed and len(printed) == count


@pytest.mark.skipif(not LIBRARY, reason="DZHERELO_TEST_LIBRARY does not name the real texts")
def test_counted_parts_agree_with_the_notes_that_number_them():
    """The Constitution's own notes say which part of which article they stand behind."""
    passages = split("x", read(Path(LIBRARY) / "cited/ref05/text.txt").text).passages
    ordinals = "перш друг трет четверт п'ят шост".split()
    checked = 0
    for note, before in zip(passages[1:], passages, strict=False):
        said = re.match(
            r"\{Офіційне тлумачення (?:положень |положення )?частини (\S+?)ь?ої статті ([\d-]+)",
            note.text,
        )
        if said and before.kind not in UNSEARCHED and said[1] in ordinals:
            checked += 1
            assert before.locator.article == said[2]
            assert before.locator.part in (str(ordinals.index(said[1]) + 1), None)
    assert checked >= 20
