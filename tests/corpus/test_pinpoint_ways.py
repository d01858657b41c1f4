"""Every place of an act, cited in every way, is found exactly where it stands."""

import os
import random
from functools import partial
from pathlib import Path

import pytest
import shipped as pack

from dzherelo.corpus.citations import pinpoints as cited
from dzherelo.corpus.read import read
from dzherelo.corpus.split import split
from dzherelo.corpus.types import Kind

ACTS = pack.acts()
resolve = partial(cited.resolve, acts=ACTS)
pinpoints = partial(cited.pinpoints, acts=ACTS)

UK_UNITS = "перш друг трет четверт п'ят шост сьом восьм дев'ят".split()
UK_TEENS = (
    "десят одинадцят дванадцят тринадцят чотирнадцят п'ятнадцят шістнадцят сімнадцят "
    "вісімнадцят дев'ятнадцят"
).split()
UK_TENS = (
    ("двадцять", "двадцят"),
    ("тридцять", "тридцят"),
    ("сорок", "сороков"),
    ("п'ятдесят", "п'ятдесят"),
    ("шістдесят", "шістдесят"),
    ("сімдесят", "сімдесят"),
    ("вісімдесят", "вісімдесят"),
    ("дев'яносто", "дев'яност"),
)
UK_HUNDREDS = (
    ("сто", "сот"),
    ("двісті", "двохсот"),
    ("триста", "трьохсот"),
    ("чотириста", "чотирьохсот"),
    ("п'ятсот", "п'ятисот"),
    ("шістсот", "шестисот"),
)
EN_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
EN_ODD = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"}
EN_ODD |= {"nine": "ninth", "twelve": "twelfth"}


def uk_ordinal(number: int, *, genitive: bool = False) -> str:
    """ "сто тридцять перша", or "сто тридцять першої"."""
    hundreds, rest = divmod(number, 100)
    words = [UK_HUNDREDS[hundreds - 1][0]] if hundreds and rest else []
    if not rest:
        stem = UK_HUNDREDS[hundreds - 1][1]
    elif rest < 20:
        stem = (UK_UNITS + UK_TEENS)[rest - 1]
    else:
        tens, units = divmod(rest, 10)
        words += [UK_TENS[tens - 2][0]] if units else []
        stem = UK_UNITS[units - 1] if units else UK_TENS[tens - 2][1]
    soft = stem == "трет"
    ending = ("ьої" if soft else "ої") if genitive else ("я" if soft else "а")
    return " ".join([*words, stem + ending])


def en_cardinal(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{EN_UNITS[hundreds - 1]} hundred"] if hundreds else []
    if rest and rest < 20:
        words.append(EN_UNITS[rest - 1])
    elif rest:
        tens, units = divmod(rest, 10)
        words.append(EN_TENS[tens - 2] + (f"-{EN_UNITS[units - 1]}" if units else ""))
    return " and ".join(words)


def en_ordinal(number: int) -> str:
    """ "one hundred and thirty-first"."""
    words = en_cardinal(number)
    at = max(words.rfind(" "), words.rfind("-")) + 1
    head, last = words[:at], words[at:]
    if last.endswith("y"):
        return f"{head}{last[:-1]}ieth"
    return head + EN_ODD.get(last, f"{last}th")


def ways(place: dict[str, str], *, uk: str, nominative: str, en: str) -> list[str]:
    """Ways to cite a place (of article, part, point, subpoint) of an act.

    `uk` names the act as it stands behind a pinpoint ("Конституції"), `nominative` as it stands
    alone, and `en` in English ("the Constitution").
    """
    said = {level: {level: value} for level, value in place.items()}
    article, deeper = place["article"], list(reversed(place))

    def run(words: dict[str, str], levels: list[str], sep: str = " ") -> str:
        return sep.join(words[level].format(place[level]) for level in levels if level in said)

    short = {"article": "ст. {}", "part": "ч. {}", "point": "п. {}", "subpoint": "підп. {}"}
    tight = {level: words.replace(" ", "") for level, words in short.items()}
    whole = {
        "article": "стаття {}",
        "part": "частина {}",
        "point": "пункт {}",
        "subpoint": "підпункт {}",
    }
    genitive = {
        "article": "статті {}",
        "part": "частини {}",
        "point": "пункту {}",
        "subpoint": "підпункту {}",
    }
    english = {
        "article": "Article {}",
        "part": "part {}",
        "point": "point {}",
        "subpoint": "subpoint {}",
    }
    found = [
        f"{run(short, deeper)} {uk}",
        f"{run(short, list(place))} {uk}",
        f"{run(tight, deeper)} {uk}",
        f"{run(short, deeper)} {uk}".upper(),
        f"{run(whole, list(place), ', ')} {uk}",
        f"Що сказано у {run(genitive, deeper)} {uk}?",
        f"{nominative}: {run(short, list(place), ', ')}",
        f"{nominative} {run(tight, list(place))}",
        f"What does {run(english, deeper, ' of ')} of {en} say?",
        f"{run(english, list(place), ', ')} of {en}",
        f"{en}, {run(english, list(place), ', ').lower()}",
    ]
    if "subpoint" not in place:
        brackets = "".join(f"({place[level]})" for level in ("part", "point") if level in place)
        found.append(f"Art. {article}{brackets} of {en}")
    if set(place) <= {"article", "part"} and all(value.isdigit() for value in place.values()):
        found += _spoken(int(article), int(place.get("part", 0)), uk=uk, en=en)
    return found


def _spoken(article: int, part: int, *, uk: str, en: str) -> list[str]:
    of_article = uk_ordinal(article, genitive=True)
    if not part:
        return [
            f"стаття {uk_ordinal(article)} {uk}",
            f"{uk_ordinal(article)} стаття {uk}",
            f"{article}-а стаття {uk}",
            f"у статті {of_article} {uk}",
            f"the {en_ordinal(article)} article of {en}",
            f"Article {en_cardinal(article).title().replace(' And ', ' and ')} of {en}",
        ]
    return [
        f"частина {uk_ordinal(part)} статті {of_article} {uk}",
        f"{uk_ordinal(part)} частина {of_article} статті {uk}",
        f"{part}-а частина {article}-ї статті {uk}",
        f"paragraph {part} of Article {article} of {en}",
        f"Article {article} § {part} of {en}",
        f"the {en_ordinal(part)} part of the {en_ordinal(article)} article of {en}",
    ]


LAW = """ЗАКОН УКРАЇНИ

Про шкільні бібліотеки

Розділ I
ЗАСАДИ

Стаття 1. Поняття
1. Бібліотека - це книги й люди.
2. У бібліотеці є:
1) книги;
1-1) мапи;
2) місця, а саме:
а) тихі;
б) гучні.
3. Книги видають усім.

Стаття 2. Читач
Читачем є кожен, хто:
1) уміє читати;
2) хоче навчитися.

Стаття 2-1. Картка
1. Картку видають раз.
2. Загублену картку поновлюють.
"""
CONSTITUTION = """ОСНОВНИЙ СТАТУТ БІБЛІОТЕКИ

Розділ I
ЗАСАДИ

Стаття 1. Бібліотека є відкрита.

Стаття 2. Книги рівні.

Жодна книга не має переваг:

за віком;

за вагою.

Стаття 3. Тиша є правом кожного.
"""
TREATY = """WE THE READERS DETERMINED
to keep the books whole,
HAVE RESOLVED TO OPEN A LIBRARY

Chapter I
PURPOSES

Article 1
The purposes of the library are:
(a) reading;
(b) lending.

Article 2
Every reader has a card.
A lost card is renewed.
"""

LEVELS = ("article", "part", "point", "subpoint")
ACTS = {
    "constitution": (("Конституції", "Конституції України", "КУ"), "Конституція", "Constitution"),
    "charter": (("Статуту ООН", "Хартії ООН"), "Статут ООН", "UN Charter"),
    "associations": (
        ("Закону про громадські об'єднання", "ЗУ «Про громадські об’єднання»", "Закону № 4572-VI"),
        "Закон № 4572-VI",
        "Law on Public Associations",
    ),
    "code": (("КПК", "КПК України", "Кримінального процесуального кодексу"), "КПК", "CPC"),
}
REAL = {
    "ref04/text_en.txt": "charter",
    "ref04/text_uk_partial.txt": "charter",
    "ref05/text.txt": "constitution",
    "ref06/text.txt": "associations",
    "ref07/text_full_code.txt": "code",
}
SAMPLE = 60  # places of each real act in a run; all of them with DZHERELO_TEST_ALL_PLACES
FOLDER = os.environ.get("DZHERELO_TEST_LIBRARY")


def wrong(passages, act, *, sample=None):
    """The ways to cite a place of these passages that do not lead to it and nothing else."""
    body = [p for p in passages if p.kind not in (Kind.HEADING, Kind.TITLE)]
    places = {
        tuple((level, values[level]) for level in LEVELS[:depth] if level in values): None
        for p in body
        if "article" in (values := p.locator.as_dict())
        for depth in range(1, 5)
        if "subpoint" not in values or "point" in values
    }
    chance = random.Random(7)
    chosen = chance.sample(sorted(places), min(sample or len(places), len(places)))
    for place in map(dict, chosen):
        there = tuple(p for p in body if p.locator.fits(place))
        names, nominative, english = ACTS[act]
        name = chance.choice(names)
        for said in ways(place, uk=name, nominative=nominative, en=f"the {english}"):
            found = pinpoints(said)
            led = {resolve(one, passages).passages for one in found}
            if led != {there} or {one.act for one in found} != {act}:
                yield said, [(one.act, one.place) for one in found]


@pytest.mark.parametrize(
    ("text", "act"), [(LAW, "associations"), (CONSTITUTION, "constitution"), (TREATY, "charter")]
)
def test_every_place_in_every_way(text, act):
    assert not list(wrong(split("x", text).passages, act))


@pytest.mark.skipif(not FOLDER, reason="DZHERELO_TEST_LIBRARY is not set")
@pytest.mark.parametrize("file", REAL)
def test_places_of_the_real_acts(file):
    path = Path(FOLDER or "") / "cited" / file
    if not path.exists():
        pytest.skip(f"{path} is not there")
    sample = None if os.environ.get("DZHERELO_TEST_ALL_PLACES") else SAMPLE
    assert not list(wrong(split("x", read(path).text).passages, REAL[file], sample=sample))


@pytest.mark.parametrize("act", ACTS)
def test_every_article_number_in_words(act):
    name, english = ACTS[act][0][0], ACTS[act][2]
    for number in range(1, 700):
        for said in (
            f"стаття {uk_ordinal(number)} {name}",
            f"{uk_ordinal(number, genitive=True)} статті {name}",
            f"the {en_ordinal(number)} article of the {english}",
        ):
            assert [(one.act, one.place) for one in pinpoints(said)] == [
                (act, {"article": str(number)})
            ]


@pytest.mark.parametrize(
    ("text", "act", "articles"),
    [
        ("ст. 131 прим. 1 Конституції", "constitution", ["131-1"]),
        ("ст.9КУ", "constitution", ["9"]),
        ("Конституція, 9", "constitution", ["9"]),
        ("55(c) of the Charter", "charter", ["55"]),
        ("Article IX of the Constitution", "constitution", ["9"]),
        ("ст.ст. 8, 9 Конституції", "constitution", ["8", "9"]),
        ("9 і 10 статті Конституції", "constitution", ["9", "10"]),
        ("статті 55–57 Статуту ООН", "charter", ["55", "56", "57"]),
        ("статті з 55 по 57 Статуту ООН", "charter", ["55", "56", "57"]),
        ("Articles 55 to 57 of the Charter", "charter", ["55", "56", "57"]),
        ("ст. 2 закону 4572", "associations", ["2"]),
        ("ст. 2 Закону", "associations", ["2"]),
        ("Article 2 of the NGO law", "associations", ["2"]),
        ("article 545 of the Code", "code", ["545"]),
        ("ст. 9 осн. закону", "constitution", ["9"]),
        ("ст. 545 крим. проц. кодексу", "code", ["545"]),
    ],
)
def test_shorthand(text, act, articles):
    assert [(one.act, one.article) for one in pinpoints(text)] == [(act, a) for a in articles]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("ст. 9 Констутиції", "constitution"),
        ("ст. 9 Конституці", "constitution"),
        ("стаття 9 констетуції україни", "constitution"),
        ("Article 9 of the Constituton", "constitution"),
        ("Article 71 of the UN Chartr", "charter"),
        ("ст. 71 Статута ООН", "charter"),
        ("ст. 545 кримінального процессуального кодексу", "code"),
        ("ст. 2 Закону про громадскі об'єднання", "associations"),
        ("ст. 2 Закону про громадські обєднаня", "associations"),
    ],
)
def test_a_slip_of_the_pen_in_the_name_of_an_act(text, act):
    assert [one.act for one in pinpoints(text)] == [act]


@pytest.mark.parametrize(
    "text",
    [
        "ст. 5 закону від 15.03.1996 № 322/96-ВР",
        "ст. 5 Закону України № 322-VIII",
        "ст. 12 кодексу законів про працю",
        "article 3 of the code of ethics",
        "ст. 2 Закону про об'єднання громадян",
    ],
)
def test_another_law_is_not_taken_for_the_law_of_the_library(text):
    assert [one.act for one in pinpoints(text)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "У статті два автори",
        "У статті І. Франка йдеться про мову",
        "Which article I cited",
        "п'ять статей і дві частини",
        "Відповідно до закону, кодексу та конституції",
    ],
)
def test_words_that_look_like_numbers_cite_nothing(text):
    assert pinpoints(text) == ()


def test_a_bare_word_such_as_the_law_mentions_no_act_of_its_own():
    mentions = pack.acts().mentions("Організація діє відповідно до закону.")
    assert all(mention.bare for mention in mentions)


def test_a_number_in_brackets_may_be_a_point():
    text = "Стаття 1. Сад має:\n\n1) дерева;\n\n2) кущі.\n\nСтаття 2. Сад росте."
    (found,) = pinpoints("Article 1(2) of the Constitution")
    assert [p.text for p in resolve(found, split("x", text).passages).passages] == ["2) кущі."]


def test_an_added_point_is_not_taken_for_a_range():
    text = "Стаття 1. Сад\n1. Є:\n1) дерева;\n1-2) кущі;\n2) трава.\nСтаття 2. Вода\n1. Тече."
    passages = split("x", text).passages
    read_as = {resolve(one, passages).passages for one in pinpoints("п. 1-2 ч. 1 ст. 1 КУ")}
    assert [[p.text for p in found] for found in read_as] == [["1-2) кущі;"]]


def test_a_chapter_within_a_section_and_a_division_within_a_chapter():
    text = (
        "Розділ I\nСАД\nГлава 1. Дерева\n§ 1. Яблуні\nСтаття 1. А\n1. Яблуня росте.\n"
        "§ 2. Груші\nСтаття 2. Б\n1. Груша росте.\nРозділ II\nЛІС\nГлава 2. Кущі\n"
        "Стаття 3. В\n1. Кущ росте."
    )
    passages = split("x", text).passages
    for said, articles in (("§ 2 глави 1 КУ", {"2"}), ("розділ II глава 2 КУ", {"3"})):
        (pinpoint,) = pinpoints(said)
        found = resolve(pinpoint, passages).passages
        assert {p.locator.article for p in found} == articles


def test_a_point_of_an_annex_is_not_taken_for_a_point_of_the_act():
    text = (
        "Засади саду\nПреамбула\nВраховуючи, що сад росте;\nВраховуючи, що сад цвіте;\n"
        "Враховуючи, що сад родить;\nПояснювальний меморандум\n1. Сад пояснено.\n2. Кущ пояснено."
    )
    passages = split("x", text).passages
    (plain,) = pinpoints("п. 1 Фундаментальних принципів")
    assert resolve(plain, passages).missing == "point"
    (named,) = pinpoints("п. 1 пояснювального меморандуму Фундаментальних принципів")
    assert [p.text for p in resolve(named, passages).passages] == ["1. Сад пояснено."]
