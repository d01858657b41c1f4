"""Questions that ask what supports some words, in the ways in which people ask."""

from __future__ import annotations

import pytest

from dzherelo.assistant.citations.provenance import claim_of

UK, EN = "читальня належить усій громаді", "the reading room belongs to all"


@pytest.mark.parametrize(
    "asked",
    [
        "хто каже що {}",
        "хто каже, що {}?",
        "Хто підтверджує, що {}",
        "хто сказав, що {}",
        "хто стверджує, що {}",
        "що підтверджує, що {}",
        "що підтверджує те, що {}",
        "чим підтверджується, що {}",
        "яке джерело підтверджує, що {}",
        "у якій праці сказано, що {}",
        "де сказано, що {}",
        "де в статті написано, що {}",
        "де йдеться про те, що {}",
        "звідки автори взяли, що {}",
        "звідки відомо, що {}",
        "на чому ґрунтується твердження, що {}",
        "на що спираються автори, коли пишуть, що {}",
        "на підставі чого стверджується, що {}",
        "на якій підставі кажуть, що {}",
        "підтвердження того, що {}",
        "чи є підтвердження, що {}",
        "джерело твердження, що {}",
        "що підтверджує слова «{}»",
        "хто каже: {}",
    ],
)
def test_ways_of_asking_in_ukrainian(asked):
    assert claim_of(asked.format(UK)) == (UK, True)


@pytest.mark.parametrize(
    "asked",
    [
        "what supports that {}",
        "What supports “{}”?",
        "what supports the claim that {}",
        "what confirms that {}",
        "who says that {}",
        "who claims that {}?",
        "which source says that {}",
        "in which work is it stated that {}",
        "where is it said that {}",
        "where does the article say that {}",
        "what backs up the statement that {}",
        "what is the source for the claim that {}",
        "is there any evidence that {}",
        "evidence that {}",
        "on what grounds do the authors say that {}",
        "what do the words “{}” rest on?",
    ],
)
def test_ways_of_asking_in_english(asked):
    assert claim_of(asked.format(EN)) == (EN, True)


def test_without_a_that_it_may_be_a_name():
    assert claim_of(f"what supports {EN}") == (EN, False)
    assert claim_of("що каже ст. 9 Конституції") == ("ст. 9 Конституції", False)


@pytest.mark.parametrize(
    "other",
    [
        "Статут ООН",
        "стаття 9 Конституції",
        "джерело 8",
        "reference 8",
        "джерела міжнародного права",
        "sources of international law",
        "що таке читальня",
        "хто каже",
        "what supports this?",
        "Договір про читальню діє, коли його схвалила громада.",
        "посилання на Конституцію",
    ],
)
def test_what_asks_no_such_thing(other):
    assert claim_of(other) is None
