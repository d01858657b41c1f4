"""Follow-ups are said as questions of their own; a question that stands alone is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.assistant.dialogue.condense import TURNS, complete
from dzherelo.assistant.types import Cited, Turn
from dzherelo.corpus.types import Locator

GUILD = Turn("Що таке Міжнародна гільдія ткачів?", "Неурядова організація ткачів.")
ROOM = Turn("When was the Potters' Reading Room founded?", "In 1903.")
FOUNDED = "коли Міжнародну гільдію ткачів заснували?"
COURT = Cited("ref05", Locator(article="148", part="1"))
ARTICLE = Turn("Що каже стаття 36 Конституції України?", "Про свободу об'єднання.")


@pytest.mark.parametrize(
    ("history", "asked", "taken"),
    [
        # pronouns, in the case that they ask for
        ([GUILD], "а коли її заснували?", "коли Міжнародну гільдію ткачів заснували?"),
        ([GUILD], "і хто туди входить?", "хто до Міжнародної гільдії ткачів входить?"),
        ([GUILD], "хто нею керує?", "хто Міжнародною гільдією ткачів керує?"),
        ([GUILD], "скільки в ній членів?", "скільки членів в Міжнародній гільдії ткачів?"),
        ([GUILD], "які її завдання?", "які завдання Міжнародної гільдії ткачів?"),
        ([GUILD], "де вона діє?", "де Міжнародна гільдія ткачів діє?"),
        ([ROOM], "so who founded it?", "who founded the Potters' Reading Room?"),
        ([ROOM], "What are its tasks?", "What are the Potters' Reading Room's tasks?"),
        # what a short answer names
        (
            [Turn("Який орган наглядає за читальнями?", "Подільська Рада Читалень.")],
            "скільки в ній членів?",
            "скільки членів в Подільській Раді Читалень?",
        ),
        # through a follow-up before it
        (
            [GUILD, Turn("а коли її заснували?", "1903 року.")],
            "і хто її заснував?",
            "хто Міжнародну гільдію ткачів заснував?",
        ),
        # what the pronoun before it stood for, though something else that agrees stands nearer
        (
            [GUILD, Turn("а вона може орендувати майстерню?", "Може.")],
            "а продати її?",
            "продати Міжнародну гільдію ткачів?",
        ),
        # a place says where something is so; it is seldom what is spoken of
        (
            [Turn("Коли Україна дозволяє виставку кераміки?", "Улітку.")],
            "хто її відкриває?",
            "хто виставку кераміки відкриває?",
        ),
        # a person named by what any such person is
        (
            [Turn("How does one become a judge in Potters' Hill?", "By lot.")],
            "who appoints him?",
            "who appoints the judge?",
        ),
        (
            [Turn("How does one become a judge?", "By lot.")],
            "who appoints them?",
            "who appoints the judge?",
        ),
        # named in the question itself
        (
            [Turn("Що таке читальня гончарів?", "Дім.")],
            "а які в них правила, тих об'єднань?",
            "Читальня гончарів: які в них правила, тих об'єднань?",
        ),
        (
            [ROOM],
            "and if a member hasn't paid his dues?",
            "The Potters' Reading Room: if a member hasn't paid his dues?",
        ),
        # an English name in a Ukrainian question has its case
        (
            [Turn("What is the International Court of Justice?", "A court of the UN.")],
            "хто до нього звертається?",
            "хто до Міжнародного суду звертається?",
        ),
        # what stands in the genitive, where that alone agrees; never what is in the same clause
        (
            [Turn("Яка роль читалень у громаді?", "Вони вчать читати.")],
            "а дітям вони чим допомагають?",
            "дітям читальні чим допомагають?",
        ),
        # the nearest of what was named, once something else was asked about
        (
            [GUILD, Turn("а вона має майстерню?", "Має."), Turn("А ярмарок вона має?", "Має.")],
            "а коли його відкривають?",
            "коли ярмарок відкривають?",
        ),
        # words that lead to a question
        ([GUILD], "і останнє: хто її очолює?", "хто Міжнародну гільдію ткачів очолює?"),
        ([GUILD], "нова тема: хто такий наглядач?", "хто такий наглядач?"),
        (
            [GUILD, ROOM],
            "повернімось до гільдії. коли її заснували?",
            "коли гільдію заснували?",
        ),
        (
            [ROOM, Turn("Who keeps the Weavers' House?", "A warden.")],
            "Back to the Reading Room: when is it open?",
            "when is the Potters' Reading Room open?",
        ),
        # a short name is the one that was spoken of
        ([ROOM], "who pays for the Reading Room?", "who pays for the Potters' Reading Room?"),
        ([GUILD], "а хто очолює цю Гільдію?", "хто очолює Міжнародну гільдію ткачів?"),
        # another of the same kind, put in the place of the first
        (
            [Turn("Хто призначає суддю?", "Президент.")],
            "а прокурор?",
            "Хто призначає прокурора?",
        ),
        (
            [Turn("How many members has the Weavers' House?", "Ten.")],
            "what about the Potters' Reading Room?",
            "How many members has the Weavers' House? – what about the Potters' Reading Room?",
        ),
        # what comes after speaks of the one put there
        (
            [Turn("Хто призначає суддю?", "Рада."), Turn("а прокурор?", "Староста.")],
            "коли його звільняють?",
            "коли прокурора звільняють?",
        ),
        # the same preposition, the same place in the question
        (
            [Turn("Що читальні роблять для дітей?", "Учать.")],
            "а для самих гончарів?",
            "Що читальні роблять для гончарів?",
        ),
        # an example asked for is not what is spoken of next
        (
            [Turn("Яка роль читалень?", "Учать."), Turn("наведи приклад", "Подільська.")],
            "вони платні?",
            "читальні платні?",
        ),
        # a name in short comes before a common word
        (
            [Turn("Що НУО роблять для гончарів?", "Учать.")],
            "скільки в них людей?",
            "скільки людей в НУО?",
        ),
        # whoever is animate may be meant, if nothing else is
        ([Turn("що автори радять вивчати далі?", "Ткацтво.")], "до речі, хто вони?", "хто автори?"),
        # every form of "their"
        (
            [Turn("Яка роль читалень?", "Учать.")],
            "з їхньої ідеї виріс ярмарок?",
            "з ідеї читалень виріс ярмарок?",
        ),
        # "it" that stands for nothing; no article or pronoun is a name
        (
            [ROOM],
            "how many founders does it take?",
            "The Potters' Reading Room: how many founders does it take?",
        ),
        (
            [Turn("Who keeps the Weavers' House?", "The warden does.")],
            "when was it built?",
            "when was the Weavers' House built?",
        ),
        # ellipsis
        (
            [Turn("З якого віку можна стати Президентом України?", "З 35 років.")],
            "А суддею Конституційного Суду?",
            "З якого віку можна стати суддею Конституційного Суду?",
        ),
        ([GUILD], "рік?", "Міжнародна гільдія ткачів: рік?"),
        ([GUILD], "Скільки можна?", "Міжнародна гільдія ткачів: Скільки можна?"),
        # pinpoints inherit their article, or their act
        ([ARTICLE], "а частина 2?", "частина 2 статті 36 Конституції України?"),
        ([ARTICLE], "а стаття 37?", "стаття 37 Конституції України?"),
        ([ARTICLE], "А стаття 9 КПК?", "стаття 9 КПК?"),
        ([Turn("Скільки там суддів?", "18", (COURT,))], "а стаття 149?", "стаття 149 Конституції?"),
        (
            [Turn("How many judges are there?", "18", (COURT,))],
            "and part 2?",
            "part 2 of article 148 of the Constitution?",
        ),
        # to be shown the place is to ask again
        ([GUILD, Turn("а коли її заснували?", "1903 року.")], "покажи це місце", FOUNDED),
        ([GUILD, Turn("а коли її заснували?", "1903 року.")], "А де це сказано?", FOUNDED),
        ([ROOM], "show me where it says that", ROOM.question),
        # what cannot stand in a pronoun's place is said as it was asked
        (
            [Turn("Must they register it?", "Yes.")],
            "хто його веде?",
            "Must they register it: хто його веде?",
        ),
        # yes, to what was offered
        (
            [Turn("Що таке Міжнародна гільдія ткачів?", "Організація. Сказати, хто її очолює?")],
            "так",
            "Міжнародна гільдія ткачів: хто її очолює?",
        ),
        # of few words that tell nothing: under what was spoken of
        ([ROOM], "on what grounds?", "The Potters' Reading Room: on what grounds?"),
        # another language in mid-dialogue
        (
            [Turn("Що таке Міжнародна асоціація кримінального права?", "Організація.")],
            "and who founded it?",
            "who founded the International Association of Penal Law?",
        ),
    ],
)
def test_a_follow_up_is_said_as_a_question_of_its_own(history, asked, taken):
    assert complete(asked, history).text == taken


@pytest.mark.parametrize(
    "asked",
    [
        "Що таке злочинність?",
        "Хто проводить екстрадиційну перевірку?",
        "Який строк тимчасового арешту?",
        "What is a civic association?",
        "How many members does the Security Council have?",
        "Чи може держава, якщо вона не є членом ООН, звернутися до Ради Безпеки?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(asked):
    assert complete(asked, [GUILD, ROOM, ARTICLE]).text == asked
    assert complete(asked, [GUILD]).topic == ""


@pytest.mark.parametrize(
    ("turns", "asked", "before"),
    [
        ([GUILD], "рік?", "Що таке Міжнародна гільдія ткачів?"),
        (
            [Turn("Скільки треба засновників гільдії?"), Turn("а вік?")],
            "і для членів так само?",
            "Скільки треба засновників гільдії? вік?",
        ),
        ([GUILD], "а коли її заснували?", ""),
        ([GUILD], "Хто очолює Подільську читальню?", ""),
    ],
)
def test_what_does_not_stand_alone_is_read_with_what_was_asked_before(turns, asked, before):
    assert complete(asked, turns).before == before


@given(
    st.text(max_size=80),
    st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=4),
)
def test_any_dialogue_gives_a_question_that_is_no_emptier(asked, turns):
    done = complete(asked, [Turn(*turn) for turn in turns])
    assert done.text.strip() or not asked.strip()
    assert complete(asked, []).text == asked


@given(st.integers(min_value=0, max_value=40))
def test_a_long_dialogue_costs_no_more_than_its_last_turns(count):
    far = [Turn(f"Що таке Скляна майстерня номер {n}?", "Майстерня.") for n in range(count)]
    near = [GUILD] * TURNS
    assert complete("а коли її заснували?", [*far, *near]) == complete("а коли її заснували?", near)
