"""Everyday questions that a text answers in other words; others that only share a word with it."""

import pytest
from small import library_of

from dzherelo.assistant.answer.answer_type_check import AnswerType
from dzherelo.assistant.answer.calibration import neutral
from dzherelo.assistant.query.answer_type import Shape
from dzherelo.corpus.language.acts import Acts

LAW = """ЗАКОН УКРАЇНИ

Про маяки

Розділ I
МАЯКИ ТА ДОГЛЯДАЧІ

Стаття 1. Доглядач маяка

1. Доглядача маяка призначає рада порту строком на чотири роки.

2. Доглядачем маяка може бути особа, яка досягла двадцяти одного року.

3. Доглядач не може здавати маяк в оренду.

Стаття 2. Світло

1. Маяк світить щодня від заходу до сходу сонця.

2. Рада порту вирішує питання про знесення маяка двома третинами голосів.

3. Запасна лампа зберігається не менше сорока діб.

Стаття 3. Кошти

1. Витрати на маяк покриваються з портового збору.

2. Написи на маяку роблять мовою порту. Маяк може також мати написи мовою моряків.
"""


@pytest.fixture(scope="module")
def lights(tmp_path_factory):
    with library_of("lights", LAW, tmp_path_factory.mktemp("lights")) as opened:
        yield opened


def places(answer):
    return [(c.locator.article, c.locator.part) for c in answer.citations]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("з якого віку можна бути доглядачем?", ("1", "2")),
        ("на скільки років призначають доглядача?", ("1", "1")),
        ("скільки голосів треба, щоб знести маяк?", ("2", "2")),
        ("скільки діб треба тримати запасну лампу?", ("2", "3")),
        ("чи може доглядач здати маяк комусь?", ("1", "3")),
    ],
)
def test_everyday_words_find_their_answer(lights, question, place):
    answer = lights.ask(question)
    assert answer.answered, answer.text
    assert places(answer)[0] == place


@pytest.mark.parametrize(
    "question",
    [
        "скільки маяків стоїть на узбережжі?",
        "скільки коштує квиток на маяк?",
        "чому маяк світить від заходу сонця?",
        "як розлучитися з чоловіком через суд?",
    ],
)
def test_a_shared_word_is_no_answer(lights, question):
    answer = lights.ask(question)
    assert not answer.answered, answer.text


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        ("скільки голосів треба, щоб знести маяк?", "третинами", True),
        ("скільки діб зберігають запасну лампу?", "сорока", True),
        ("скільки років доглядачеві?", "від заходу", False),
        ("скільки діб зберігають запасну лампу?", "третинами", False),
    ],
)
def test_numbers_in_words_tell_how_many(lights, question, words, told):
    weighed = lights.weighed(question)
    assert weighed.question.shape is Shape.COUNT
    candidate = next(one for one in weighed.ranked if words in one.text)
    assert AnswerType(Acts(()), neutral()).holds(weighed.question, candidate) is told


def test_what_is_also_so_comes_with_the_rule(lights):
    (citation,) = lights.ask("якою мовою роблять написи на маяку?").citations
    assert citation.text.startswith("Написи") and citation.text.endswith("моряків.")
