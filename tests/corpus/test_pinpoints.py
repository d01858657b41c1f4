"""Pinpoints: whatever way a provision is cited, it is read back; and it is found, or said not to
exist."""

from functools import partial

import pytest
import shipped as pack
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.citations import pinpoints as cited
from dzherelo.corpus.split import split
from dzherelo.corpus.types import Span

ACTS = pack.acts()
resolve = partial(cited.resolve, acts=ACTS)
pinpoints = partial(cited.pinpoints, acts=ACTS)

UK_ORDINALS = {
    "1": ("перша", "першої", "першу"),
    "2": ("друга", "другої", "другу"),
    "3": ("третя", "третьої", "третю"),
    "5": ("п'ята", "п’ятої", "пʼяту"),
    "9": ("дев'ята", "дев’ятої", "девʼяту"),
    "12": ("дванадцята", "дванадцятої", "дванадцяту"),
    "20": ("двадцята", "двадцятої", "двадцяту"),
}
UK_LEVELS = {
    "article": ("ст. ", "ст ", "ст.", "стаття ", "статті ", "статтю ", "статтею ", "Ст. ", "СТ. "),
    "part": ("ч. ", "ч ", "ч.", "частина ", "частини ", "частину ", "частиною ", "Ч. "),
    "point": ("п. ", "п.", "пункт ", "пункту ", "пунктом "),
}
EN_LEVELS = {
    "article": ("Article ", "article ", "art. ", "Art. ", "art ", "ART. "),
    "part": ("part ", "Part "),
    "point": ("point ", "Point ", "item "),
}
UK_ACTS = {
    "constitution": ("Конституції", "Конституції України", "Основного Закону", "КУ", "КОНСТИТУЦІЇ"),
    "charter": ("Статуту ООН", "Статуту Організації Об’єднаних Націй", "Хартії ООН"),
    "associations": (
        "Закону про громадські об'єднання",
        "Закону України «Про громадські обʼєднання»",
        'ЗУ "Про громадські об’єднання"',
        "закону про громадські обєднання",
        "Закону № 4572-VI",
        "Закону України від 22.03.2012 № 4572-VI «Про громадські об'єднання»",
    ),
    "code": ("КПК", "КПК України", "КПКУ", "Кримінального процесуального кодексу", "кпк"),
    "principles": ("Фундаментальних принципів",),
}
EN_ACTS = {
    "constitution": ("of the Constitution", "of the Constitution of Ukraine"),
    "charter": (
        "of the Charter",
        "of the UN Charter",
        "UN Charter",
        "of the United Nations Charter",
    ),
    "associations": (
        "of the Law on civic associations",
        'of the Law of Ukraine "On Public Associations"',
    ),
    "code": (
        "of the Criminal Procedure Code",
        "of the CPC",
        "CPC",
        "of the Code of Criminal Procedure",
    ),
}
NUMBERS = st.one_of(
    st.integers(1, 999).map(str),
    st.tuples(st.integers(2, 700), st.just(1)).map(lambda pair: f"{pair[0]}-{pair[1]}"),
)
SMALL = st.integers(1, 40).map(str)


@pytest.fixture(scope="module", autouse=True)
def dictionaries():
    """Loaded before the first test, which Hypothesis would else find too slow."""
    pinpoints("ст. 9 Конституції, Article 71 of the UN Charter")


def places(text):
    return [(p.act, p.place) for p in pinpoints(text)]


@st.composite
def cited(draw, levels, acts):
    """A pinpoint as someone might write it, with its act and its place."""
    act = draw(st.sampled_from(sorted(acts)))
    place = {"article": draw(NUMBERS)}
    if draw(st.booleans()):
        place["part"] = draw(SMALL)
        if draw(st.booleans()):
            place["point"] = draw(SMALL)
    said = [draw(st.sampled_from(levels[level])) + value for level, value in place.items()]
    said = draw(st.permutations(said))
    glue = draw(st.sampled_from([" ", ", "]))
    return f"{glue.join(said)} {draw(st.sampled_from(acts[act]))}", act, place


@given(cited(UK_LEVELS, UK_ACTS), st.sampled_from(["{}", "Що каже {}?", "чи є {} чинною", "({})"]))
def test_a_ukrainian_pinpoint_is_read_back_in_any_order(made, frame):
    text, act, place = made
    assert places(frame.format(text)) == [(act, place)]


@given(cited(EN_LEVELS, EN_ACTS), st.sampled_from(["{}", "What does {} say?", "See {}."]))
def test_an_english_pinpoint_is_read_back_in_any_order(made, frame):
    text, act, place = made
    assert places(frame.format(text)) == [(act, place)]


@given(cited(UK_LEVELS, UK_ACTS))
def test_the_span_holds_the_words_of_the_pinpoint(made):
    text, _, _ = made
    (found,) = pinpoints(f"Отже, {text}!")
    words = found.span.of(f"Отже, {text}!")
    assert words.rstrip('»"') == text.rstrip('»"').removesuffix(" України") or words == text


@given(
    st.sampled_from(sorted(UK_ORDINALS)),
    st.sampled_from(sorted(UK_ORDINALS)),
    st.integers(0, 2),
    st.booleans(),
)
def test_ordinals_in_words(part, article, form, before):
    one, other = UK_ORDINALS[part][form], UK_ORDINALS[article][1]
    level = ("частина", "частини", "частину")[form]
    said = f"{one} {level} {other} статті" if before else f"{level} {one} статті {other}"
    assert places(f"{said} Конституції") == [("constitution", {"article": article, "part": part})]


@given(st.sampled_from(["КПК", "кпк", "CPC", "КУ"]), st.integers(1, 999), st.booleans())
def test_a_bare_number_beside_an_abbreviation_is_an_article(name, number, before):
    act = "constitution" if name == "КУ" else "code"
    said = f"{number} {name}" if before else f"{name} {number}"
    assert places(said) == [(act, {"article": str(number)})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ст9 конституції", [("constitution", {"article": "9"})]),
        (
            "ч4ст2 закону про громадські об'єднання",
            [("associations", {"article": "2", "part": "4"})],
        ),
        (
            "Art. 2(4) of the Law on civic associations",
            [("associations", {"article": "2", "part": "4"})],
        ),
        (
            "Article 13(1)(b) of the Charter",
            [("charter", {"article": "13", "part": "1", "point": "b"})],
        ),
        ("Article 55 (c) UN Charter", [("charter", {"article": "55", "point": "c"})]),
        (
            "п. «а» ч. 1 ст. 13 Статуту ООН",
            [("charter", {"article": "13", "part": "1", "point": "а"})],
        ),
        ("paragraph 2 of Article 62 of the Charter", [("charter", {"article": "62", "part": "2"})]),
        ("9-та стаття Конституції", [("constitution", {"article": "9"})]),
        ("ст. 131¹ Конституції", [("constitution", {"article": "131-1"})]),
        ("ст. 131 - 1 Конституції", [("constitution", {"article": "131-1"})]),
        ("Статут ООН, стаття 71", [("charter", {"article": "71"})]),
        ("Конституція України: ст. 9, ч. 1", [("constitution", {"article": "9", "part": "1"})]),
        ("ст. 9 Конституції, ч. 2", [("constitution", {"article": "9", "part": "2"})]),
        ("Що Конституція каже про договори у статті 9?", [("constitution", {"article": "9"})]),
        ("ст. 9 і 18", [(None, {"article": "9"}), (None, {"article": "18"})]),
        (
            "статті 9 та 18 Конституції і стаття 71 Статуту ООН",
            [
                ("constitution", {"article": "9"}),
                ("constitution", {"article": "18"}),
                ("charter", {"article": "71"}),
            ],
        ),
        (
            "ч. 1, ч. 2 ст. 9 КУ",
            [
                ("constitution", {"article": "9", "part": "1"}),
                ("constitution", {"article": "9", "part": "2"}),
            ],
        ),
        (
            "КПК ст. 545, КУ ст. 9",
            [("code", {"article": "545"}), ("constitution", {"article": "9"})],
        ),
        ("статті 541–543 КПК", [("code", {"article": str(n)}) for n in (541, 542, 543)]),
        ("розділ IX КПК", [("code", {"section": "розділ IX"})]),
        ("ІХ розділ КПК", [("code", {"section": "розділ IX"})]),
        ("section IX of the Criminal Procedure Code", [("code", {"section": "розділ IX"})]),
        ("глава 42 КПК", [("code", {"section": "глава 42"})]),
        ("преамбула Конституції", [("constitution", {"section": "Преамбула"})]),
        (
            "п. 16-1 розділу XV Конституції",
            [("constitution", {"section": "розділ XV", "point": "16-1"})],
        ),
        (
            "пп. 2 п. 14 прикінцевих положень Закону про громадські об'єднання",
            [
                (
                    "associations",
                    {"section": "Прикінцеві положення", "point": "14", "subpoint": "2"},
                )
            ],
        ),
        ("абз. 14, пункт 3", [(None, {"paragraph": "14", "item": "3"})]),
        ("пункт 3 абзацу 14 статті", [("article", {"paragraph": "14", "item": "3"})]),
        ("paragraph 14 of the article", [("article", {"paragraph": "14"})]),
        ("а що в ч. 2?", [(None, {"part": "2"})]),
    ],
)
def test_ways_to_cite(text, expected):
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("ст. 9 Кримінального кодексу України", "Кримінального кодексу"),
        ("ст. 15 Закону України «Про прокуратуру»", "Закону України «Про прокуратуру"),
        ("статті 9 Конституції Польщі", "Конституції Польщі"),
        ("article 9 of the Polish Constitution", "Polish Constitution"),
        ("Art. 12 of the EU Charter", "EU Charter"),
        ("ст. 71 Римського статуту", "Римського статуту"),
        ("ст. 11 Європейської конвенції", "Європейської конвенції"),
        ("ст. 115 КК", "КК"),
    ],
)
def test_an_act_that_is_not_held_is_not_taken_for_one_that_is(text, act):
    (found,) = pinpoints(text)
    assert found.act is None
    assert found.other_act == act


PROSE = st.lists(
    st.sampled_from(
        "У 1924 році засновано товариство; воно має 3000 членів у 100 країнах. Стаття вийшла 2005 "
        "року, 12 травня. Частина праці присвячена статутам, із 2 частин і 5 пунктів. На с. 86 "
        "монографії, т. 3. Конституція діє з 1996 року. За 28 років. Розділ про історію. In 1889 "
        "three lawyers founded the Union; part of it survived 2 wars. The article of 2020 has 11 "
        "sources. У 9 статтях Конституції. перша частина праці".split(". ")
    ),
    max_size=6,
).map(". ".join)


@given(PROSE)
def test_prose_with_numbers_and_years_cites_nothing(text):
    assert pinpoints(text) == ()


@given(st.text(max_size=60))
def test_any_text_is_read_without_fail(text):
    for found in pinpoints(text):
        assert 0 <= found.span.start < found.span.end <= len(text)


@given(
    st.lists(
        st.sampled_from(
            "ст. 9 ч. п. 18 2(4) Конституції КПК і , статті друга IX розділу a ( №".split()
        ),
        max_size=12,
    ).map(" ".join)
)
def test_pieces_of_pinpoints_in_any_order_are_read_without_fail(text):
    for found in pinpoints(text):
        assert found.place
        assert found.span.of(text)


def test_the_table_of_acts_can_be_extended():
    acts = pack.acts().named("code", "Кодекс садівника")
    (found,) = pinpoints("ст. 3 Кодексу садівника", acts=acts)
    assert found.act == "code"


# What a pinpoint points at ----------------------------------------------------------------------

LAW = """ЗАКОН УКРАЇНИ
Про сад
Розділ I
ДЕРЕВА
Стаття 1. Поняття
1. Дерево росте.
Восени воно спить.
2. Кущ буває:
1) високий;
2) низький.
Стаття 2. Вода
1. Вода тече.
2. Вода мокра.
3. Воду бережуть:
1) школи;
2) учні.
Стаття 2-1. Рибки
1. Рибки плавають.
Розділ II
ПРИКІНЦЕВІ ПОЛОЖЕННЯ
1. Закон діє.
2. Старий закон не діє.
"""
PASSAGES = split("x", LAW).passages
PLAIN = split("y", "Стаття 1. Сад є.\nСтаття 2. Дерева ростуть.\nВода тече.").passages


def found(text, passages=PASSAGES):
    (pinpoint,) = pinpoints(text)
    return resolve(pinpoint, passages)


def texts(text, passages=PASSAGES):
    return [passage.text.split("\n")[0] for passage in found(text, passages).passages]


def test_an_article_is_all_its_provisions_in_order_without_its_heading():
    assert texts("ст. 2") == [
        "1. Вода тече.",
        "2. Вода мокра.",
        "3. Воду бережуть:",
        "1) школи;",
        "2) учні.",
    ]


def test_a_part_with_its_points_and_a_point_alone():
    assert texts("ч. 3 ст. 2") == ["3. Воду бережуть:", "1) школи;", "2) учні."]
    assert texts("п. 2 ч. 3 ст. 2") == ["2) учні."]


def test_an_article_that_does_not_exist_is_said_not_to():
    missing = found("ст. 200")
    assert missing.passages == ()
    assert (missing.missing, missing.wanted, missing.extent) == ("article", "200", "1–2")
    assert missing.existing == ("1", "2", "2-1")


def test_a_part_that_does_not_exist_has_its_article_nearby():
    missing = found("ч. 7 ст. 2")
    assert (missing.missing, missing.extent) == ("part", "1–3")
    assert {p.locator.article for p in missing.nearby} == {"2"}


def test_a_point_without_a_part_is_the_part_of_that_number_first():
    result = found("п. 2 ст. 2")
    assert [p.locator.part for p in result.passages] == ["2", "3"]
    assert result.read_as == (("part", "2"),)


def test_the_only_paragraph_of_an_article_is_its_first_part():
    assert texts("ч. 1 ст. 1", PLAIN) == ["Стаття 1. Сад є."]
    assert found("ч. 2 ст. 1", PLAIN).missing == "part"


def test_paragraphs_of_a_part_are_counted():
    assert found("абз. 2 ч. 1 ст. 1").passages == found("ч. 1 ст. 1").passages
    assert found("абз. 3 ч. 1 ст. 1").missing == "paragraph"


def test_a_section_is_what_stands_under_its_heading():
    assert {p.locator.article for p in found("розділ 1.").passages} == {"1", "2", "2-1"}
    assert texts("п. 2 розділу II") == ["2. Старий закон не діє."]
    assert found("розділ V.").existing == ("розділ I", "розділ II")


def test_a_section_is_found_by_its_name():
    (pinpoint,) = pinpoints("п. 1 прикінцевих положень Конституції")
    assert [p.text for p in resolve(pinpoint, PASSAGES).passages] == ["1. Закон діє."]


def test_letters_that_look_alike_are_the_same_point():
    treaty = split("z", "Article 1\nA garden has:\na) trees;\nb) bees.\nArticle 2\nIt is green.")
    (pinpoint,) = pinpoints("п. «а» ст. 1 Статуту ООН")
    assert [p.text for p in resolve(pinpoint, treaty.passages).passages] == ["a) trees;"]


@given(st.integers(1, 40), st.integers(0, 12))
def test_what_is_missing_is_really_not_there(article, part):
    text = f"ст. {article}" + (f" ч. {part}" if part else "")
    result = found(text)
    wanted = {"article": str(article)} | ({"part": str(part)} if part else {})
    there = [p for p in PASSAGES if p.locator.fits(wanted) and p.span != Span(0, 0)]
    assert bool(result.passages) == bool(there)
    assert (result.missing is None) == bool(there)
