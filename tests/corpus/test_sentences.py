"""Where a sentence ends, and where it does not."""

import pytest

from dzherelo.corpus.language.sentences import sentences


@pytest.mark.parametrize(
    "text",
    [
        "Порядок визначено у ст. 9 Закону, див. також ч. 2 ст. 18 Кодексу.",
        "На думку В.В. Топчій та Т.В. Цуман це співпраця держав.",
        "Діють т.з. транскордонні групи, в т.ч. Асоціації різних країн.",
        "У складі ради, див. Додаток, було сім членів.",
        "According to Art. 71 of the Charter, see e.g. Smith et al. and others.",
        "Проф. Коваленко та акад. Іваненко дійшли згоди.",
        "Вартість склала 3.5 млн. грн, і цього не вистачило.",
        "Засідання тривало 10 год. 30 хв. і завершилося пізно.",
        "Закон діяв з 1 січ. 1914 р. до кінця року, а лист датовано 5.XII.1911.",
        "Автори т.з. першої хвилі (див. праці 2010 р. Коваля) писали мало.",
        "Dr. Berg et al. (2019) agree, see Fig. 3 and No. 5 of the seeds (var. Alva).",
    ],
)
def test_an_abbreviation_or_initial_ends_nothing(text):
    assert [span.of(text) for span in sentences(text)] == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Перше речення. Друге речення.", 2),
        ("Це доведено [3]. У Статуті сказано інше [4].", 2),
        ("Так сказано «в цій праці». Далі йде інше.", 2),
        ("Серед них ООН, Рада Європи та ін. Окремо згадано союз.", 2),
        ("Чому так? Бо так! Отже, кінець…", 3),
        ("Закон діє (1975 р.). Інші акти втратили чинність.", 2),
        ("The board met. It agreed. «Ні» було відповіддю.", 3),
        ("Статут прийнято у 1897 р. Його склала рада.", 2),
        ("It is cheap.⁴ Others had used it before.1–3 It is slow.", 3),
    ],
)
def test_a_sentence_ends_where_a_reader_would_stop(text, count):
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("fr", "L’échantillon (Éch. 5) est daté. Voir M. Dupont, p. 12.", 2),
        ("de", "Dr. Berg sah z. B. Rost. Am 5. Mai 1911 kam er an, vgl. Abb. 3.", 2),
        ("de", "Der 2. Weltkrieg endete 1945. Danach kam Ruhe.", 2),
        ("pl", "Dr hab. Jan Nowak i in. piszą o tym. Zob. rys. 3 oraz tab. 2.", 2),
        ("es", "El Sr. Pérez vive en EE. UU. desde 1990. Es así.", 2),
    ],
)
def test_sentences_end_by_the_rules_of_their_language(language, text, count):
    assert len(sentences(text, language=language)) == count


def test_spans_are_shifted_by_the_start():
    text = "Раз. Два."
    assert [span.start for span in sentences(text, start=100)] == [100, 105]
