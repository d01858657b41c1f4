"""A statement is held to the words that it cites."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.assistant.verify import verify
from dzherelo.corpus.language.figures import figures
from dzherelo.corpus.language.numerals import numerals
from dzherelo.corpus.language.overlap import read
from dzherelo.corpus.types import Kind, Locator, Passage, Span


def passage(text, *, source="law", language="uk", start=100, **place):
    """One passage that begins at `start` of its text, a sentence after every full stop."""
    spans, at = [], 0
    for piece in text.split(". "):
        end = min(at + len(piece) + 1, len(text))
        spans.append(Span(start + at, start + end))
        at = end + 1
    return Passage(
        id=f"{source}:{start}",
        source=source,
        span=Span(start, start + len(text)),
        text=text,
        locator=Locator(**place),
        language=language,
        kind=Kind.PARAGRAPH,
        sentences=tuple(spans),
    )


@pytest.fixture(scope="module")
def check(terms):
    def check(statement, *passages):
        cited = [read(p if isinstance(p, Passage) else passage(p), terms) for p in passages]
        return verify(statement, cited, terms=terms, weigh=lambda keys: 2.0)

    return check


def kinds(verification):
    return {problem.kind for problem in verification.problems}


READING_ROOM = (
    "Гончарну читальню засновано 12 травня 1903 року. "
    "Її членами можуть бути не менше трьох товариств. Барж вона не мала."
)


def test_a_statement_in_other_words_is_supported_by_its_very_sentence(check):
    found = check("Гончарна читальня заснована у травні 1903 р.", READING_ROOM)
    assert found.supported, found.problems
    (span,) = found.spans
    assert READING_ROOM[span.start - 100 : span.end - 100] == READING_ROOM.split(" Її")[0]


def test_quoted_words_need_not_have_the_marks_of_citation_between_them(check):
    said = f"„{READING_ROOM.split(' Її')[0].rstrip('.')} [9]“"
    assert "quote" not in kinds(check(said, READING_ROOM))


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("Гончарну читальню засновано 1904 року.", "date"),
        ("Гончарну читальню засновано 13.05.1903.", "date"),
        ("Гончарну читальню засновано в червні 1903 року.", "date"),
        ("Скляну читальню Фастова засновано 12 травня 1903 року.", "name"),
        ("Гончарну читальню не засновано 12 травня 1903 року.", "negation"),
        ("Членами читальні можуть бути не менше чотирьох товариств.", "number"),
        ("Членами читальні можуть бути не більше трьох товариств.", "number"),
        ("Членами читальні можуть бути лише три товариства.", "quantifier"),
        ("Деякі читальні засновано 1903 року.", "quantifier"),
        ("Читальня мала баржу.", "negation"),
        ("Стаття 5 каже, що читальню засновано 1903 року.", "place"),
        ("За Конституцією, Гончарну читальню засновано 1903 року.", "source"),
        ("Її «засновано навіки» 12 травня 1903 року.", "quote"),
        (
            "Читальню засновано 1903 року, а стару шахту закрили пізно восени через велику повінь.",
            "part",
        ),
    ],
)
def test_what_makes_a_statement_false_is_named(check, statement, kind):
    assert kind in kinds(check(statement, READING_ROOM))


@pytest.mark.parametrize(
    ("statement", "source", "kind"),
    [
        (
            "Parties must not pay, but associations may.",
            "Neither parties nor associations may pay.",
            "negation",
        ),
        ("Представляти може не лише адвокат.", "Представляти може лише адвокат.", "quantifier"),
        ("А.В. Ніц очолює читальню.", "А.В.Кравець очолює читальню.", "name"),
        (
            "Запит розглядають не пізніше ніж через три роки.",
            "Запит розглядають не раніше, ніж через три роки.",
            "number",
        ),
        ("The least influential bodies met.", "Зібралися найвпливовіші органи.", "quantifier"),
        (
            "The rules for closing reading rooms do not apply to the branches of foreign rooms.",
            "До філій іноземних читалень застосовуються правила щодо заборони їх діяльності.",
            "negation",
        ),
    ],
)
def test_what_the_same_words_can_say_otherwise(check, statement, source, kind):
    found = check(statement, passage(source, language="en" if source.isascii() else "uk"))
    assert kind in kinds(found)


def test_no_later_is_at_least_before_and_at_most_after(check):
    before = "Papers are sent no later than ten days before the term."
    english = passage(before, language="en")
    assert check("Papers are sent at least ten days before the term.", english).supported
    assert not check("Papers are sent at most ten days before the term.", english).supported


def test_an_english_statement_is_checked_against_ukrainian_words(check):
    text = "Рада Безпеки складається з п'ятнадцяти членів Організації."
    assert check("The Security Council consists of fifteen Members.", text).supported
    assert "number" in kinds(check("The Security Council consists of sixteen Members.", text))
    assert not check("The General Assembly consists of fifteen Members.", text).supported


def test_a_place_is_right_where_the_cited_words_stand_there(check):
    text = "Кожен має право на відпочинок."
    there = passage(text, source="ref05", article="45", part="1")
    assert check("За статтею 45 Конституції кожен має право на відпочинок.", there).supported
    assert kinds(check("За статтею 46 Конституції кожен має право на відпочинок.", there)) == {
        "place"
    }


def test_two_passages_may_carry_a_statement_together(check):
    first = passage("Товариство «Світанок» відкрило читальню.", start=0)
    second = passage("Баржа згоріла 1931 року.", start=500)
    both = "Товариство «Світанок» відкрило читальню, а баржа згоріла 1931 року."
    found = check(both, first, second)
    assert found.supported, found.problems
    assert found.spans == (first.span, second.span)
    assert not check(both, first).supported
    assert check("Баржа згоріла у 1931 році.", first, second).spans == (None, second.span)


def test_nothing_carries_nothing(check, terms):
    assert not check("Читальня працює.").supported
    assert not check("", "Читальня працює.").supported
    assert not check("…", "Читальня працює.").supported


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("28 червня 1996 року", (1996, 6, 28)),
        ("28.06.1996", (1996, 6, 28)),
        ("двадцять восьмого червня 1996 року", (1996, 6, 28)),
        ("June 28, 1996", (1996, 6, 28)),
        ("28th of June 1996", (1996, 6, 28)),
        ("1996-06-28", (1996, 6, 28)),
        ("у червні 1996", (1996, 6, None)),
        ("у 1996 р.", (1996, None, None)),
        ("дві третини", Fraction(2, 3)),
        ("two-thirds", Fraction(2, 3)),
        ("сто дев'яносто три", 193),
        ("one hundred and ninety-three", 193),
        ("1,100", 1100),
        ("1 100", 1100),
        ("1,5", Fraction(3, 2)),
        ("шістдесятиденний", 60),
        ("60-денний", 60),
        ("XIX ст.", 19),
        ("19th century", 19),
        ("4572-VI", "4572-vi"),
    ],
)
def test_a_figure_is_read_in_any_notation(text, value):
    (figure,) = figures(text)
    assert figure.value == value


@given(st.integers(min_value=2, max_value=999_999))
def test_english_numerals_are_read_as_they_are_spoken(number):
    (spoken,) = numerals(_spoken(number))
    assert spoken.value == number


def _spoken(number):
    small = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    ).split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    if number >= 1000:
        rest = f" {_spoken(number % 1000)}" if number % 1000 else ""
        return f"{_spoken(number // 1000)} thousand{rest}"
    if number >= 100:
        rest = f" and {_spoken(number % 100)}" if number % 100 else ""
        return f"{small[number // 100]} hundred{rest}"
    if number >= 20:
        rest = f"-{small[number % 10]}" if number % 10 else ""
        return tens[number // 10 - 2] + rest
    return small[number]


@pytest.mark.parametrize(
    "sentence",
    [
        "Не допускається відчинення читальні інакше як з дозволу старости.",
        "Читальня не може бути закрита, якщо закриття обмежує права гончарів.",
        "Nobody may close the reading room unless all nine wardens, the eldest included, agree.",
    ],
)
def test_a_whole_sentence_carries_itself(check, sentence):
    text = f"Староста веде книгу. {sentence}"
    assert check(sentence, text).supported
    assert check(f"«{sentence.rstrip('.')}»", text).supported
    (span,) = check(sentence, text).spans
    assert (span.start, span.end) == (100 + text.index(sentence), 100 + len(text))


def test_a_part_of_a_sentence_does_not_carry_the_contrary(check):
    text = "Читальня не може бути закрита, якщо закриття обмежує права гончарів."
    assert not check("Читальня може бути закрита", text).supported


def test_an_item_of_a_list_does_not_carry_itself_without_its_stem(check):
    item = replace(passage("громадянином громади;"), context="Закон не діє щодо того, хто є:")
    assert not check("Закон діє щодо того, хто є громадянином громади.", item).supported
