"""Where a sentence ends, and where it does not."""

import pytest

from dzherelo.corpus.language.sentences import sentences


@pytest.mark.parametrize(
    "text",
    [
        "Порядок визначено у ст. 9 Закону, див. також ч. 2 ст. 18 Кодексу.",
        "На думку В.В. Топчій та Т.В. Цуман це співпраця держав.",
        "Угоду укладено у 1951 р. Верховною Радою.",
        "Діють т.з. транскордонні групи, в т.ч. Асоціації різних країн.",
        "У складі ради, див. Додаток, було сім членів.",
        "According to Art. 71 of the Charter, see e.g. Smith et al. and others.",
        "Проф. Коваленко та акад. Іваненко дійшли згоди.",
        "Вартість склала 3.5 млн. Гривень не вистачило.",
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
    ],
)
def test_a_sentence_ends_where_a_reader_would_stop(text, count):
    assert len(sentences(text)) == count


def test_spans_are_shifted_by_the_start():
    text = "Раз. Два."
    assert [span.start for span in sentences(text, start=100)] == [100, 105]
