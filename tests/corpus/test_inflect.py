"""Ukrainian noun phrases in their cases."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.language.inflect import phrases


@pytest.mark.parametrize(
    ("text", "said", "case", "inflected"),
    [
        ("Що таке Міжнародна гільдія ткачів?", "Міжнародна гільдія ткачів", "accs",
         "Міжнародну гільдію ткачів"),
        ("Що робить Скляний і Гончарний фонд?", "Скляний і Гончарний фонд", "loct",
         "Скляному і Гончарному фонді"),
        ("Коли обирають Голову Ради?", "Голову Ради", "nomn", "Голова Ради"),
        ("Скільки людей у громадського об'єднання?", "громадського об'єднання", "nomn",
         "громадське об'єднання"),
        ("Мета товариства?", "Мета товариства", "ablt", "Метою товариства"),
    ],
)  # fmt: skip
def test_a_phrase_is_found_and_said_in_another_case(text, said, case, inflected):
    found = {str(phrase): phrase for phrase in phrases(text)}
    assert found[said].inflected(case) == inflected


@given(st.text(max_size=120))
def test_phrases_are_slices_in_order(text):
    found = phrases(text)
    assert all(str(phrase) == text[phrase.span.start : phrase.span.end] for phrase in found)
    spans = [phrase.span for phrase in found]
    assert all(one.end <= other.start for one, other in pairwise(spans))
