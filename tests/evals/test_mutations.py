"""The scorers are held to answers that were spoilt on purpose: each fault must cost points where
it belongs, and a faithful rewording must cost none."""

from dataclasses import replace

import pytest
import shipped as pack

from dzherelo.assistant.types import Answer, Citation, Hit, Statement
from dzherelo.corpus.types import Kind, Locator, Passage, Source, Span, Status
from dzherelo.evals.gold import Question
from dzherelo.evals.harness import System, Tools, outcomes
from dzherelo.evals.measures import scores_of
from dzherelo.evals.support import Support

TEXTS = {
    "harbour": (
        "Гавань збудовано 1911 року коштом місцевої громади.",
        "Стаття 7. Капітан не має права залишати судно без письмового дозволу наглядача.",
        "Стаття 12. Наглядача призначає рада громади строком на 3 роки.",
        "Маяк світить цілу ніч і показує вхід до гавані.",
    ),
    "letter": ("У листі йдеться про млин, ставок і стару дорогу до міста.",),
}


def passages(source):
    found, start = [], 0
    for number, text in enumerate(TEXTS[source], start=1):
        span = Span(start, start + len(text))
        found.append(
            Passage(
                f"{source}{number}",
                source,
                span,
                text,
                Locator(paragraph=number),
                "uk",
                Kind.PARAGRAPH,
                sentences=(span,),
            )
        )
        start = span.end + 1
    return tuple(found)


class Shelf:
    def sources(self):
        return tuple(Source(id, id, "uk", Status.FULL) for id in TEXTS)

    def text(self, id, /, *, notes=False):
        return "\n".join(TEXTS[id])

    def passages(self, id, /):
        return passages(id)


P1, P2, P3, P4 = passages("harbour")
(L1,) = passages("letter")


def question(text, at, term, *nuggets):
    place = {"source": "harbour", "locator": {"paragraph": at}, "terms": [term]}
    return Question.model_validate(
        {
            "id": f"q{at}",
            "lang": "uk",
            "kind": "fact",
            "question": text,
            "split": "dev",
            "answerable": True,
            "evidence": [{"any_of": [place]}],
            "nuggets": [{"weight": "vital", "any_of": list(words)} for words in nuggets],
        }
    )


BUILT = question("Коли збудовано гавань?", 1, "1911", ["1911"])
LEAVES = question(
    "Чи може капітан залишити судно?", 2, "судно", ["не має права", "не може", "заборонено"]
)
TERM = question("Хто призначає наглядача і на скільки?", 3, "рада", ["рада громади"], ["3 роки"])

TRAP = Question.model_validate(
    {
        "id": "trap",
        "lang": "uk",
        "kind": "near-miss",
        "question": "Скільки коштувала гавань?",
        "split": "dev",
        "answerable": False,
        "reason": "not-in-library",
    }
)


def citing(passage, marker=1):
    return Citation(marker, passage, passage.span)


def answer(text, *cited):
    markers = tuple(range(1, len(cited) + 1))
    return Answer(
        "?",
        "uk",
        True,
        f"{text} {''.join(f'[{m}]' for m in markers)}",
        statements=(Statement(text, markers),),
        citations=tuple(citing(p, m) for m, p in zip(markers, cited, strict=True)),
    )


@pytest.fixture(scope="module")
def score():
    """The scores of an answer to a question, the top hits being given."""
    support = Support(pack.terms(), lambda keys: 2.0)

    def score(asked, given, *hits):
        found = tuple(Hit(n, 1 / n, p) for n, p in enumerate(hits or (P1, P2, P3), start=1))
        system = System(lambda query, *, k: found, Shelf(), lambda text, *, history: given)
        ((outcome, _),) = outcomes(system, [asked], "text", Tools(support))
        return scores_of(outcome)

    return score


GOOD = {
    "exact words": (BUILT, "Гавань збудовано 1911 року коштом місцевої громади.", P1),
    "other form": (BUILT, "Гавань збудували у 1911 році.", P1),
    "other order": (BUILT, "Коштом громади 1911 року збудовано гавань.", P1),
    "ban": (LEAVES, "Капітан не має права залишати судно без дозволу наглядача.", P2),
    "ban, turned round": (LEAVES, "Без дозволу наглядача капітан не може залишати судно.", P2),
    "ban, with its article": (LEAVES, "За ст. 7 капітан не має права залишати судно.", P2),
    "term": (TERM, "Рада громади призначає наглядача на 3 роки.", P3),
    "term in words": (TERM, "Рада громади призначає наглядача на три роки.", P3),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_faithful_answer_loses_nothing(score, name):
    asked, text, passage = GOOD[name]
    scores = score(asked, answer(text, passage))
    for measure in ("Valid", "Exact", "Cited", "CiteRecall", "CitePrecision"):
        assert scores[measure] == 1.0, measure
    assert scores["Misgrounded"] == 0.0
    if name != "term in words":  # "3 роки" is what the gold has; the gold should list both
        assert scores["Correct"] == scores["Vital"] == 1.0


SPOILT = {
    "a number swapped": (BUILT, "Гавань збудовано 1912 року коштом громади.", P1),
    "a year moved": (BUILT, "Гавань збудовано 1811 року коштом громади.", P1),
    "не dropped": (LEAVES, "Капітан має право залишати судно без дозволу наглядача.", P2),
    "не added": (TERM, "Рада громади не призначає наглядача на 3 роки.", P3),
    "another article": (LEAVES, "За ст. 8 капітан не має права залишати судно.", P2),
    "another term": (TERM, "Рада громади призначає наглядача на 5 років.", P3),
    "another name": (TERM, "Наглядача призначає рада Мар'янівки на 3 роки.", P3),
    "invented": (BUILT, "Гавань збудовано 1911 року за проєктом голландських інженерів.", P1),
    "the next passage cited": (BUILT, "Гавань збудовано 1911 року коштом громади.", P2),
    "another source cited": (BUILT, "Гавань збудовано 1911 року коштом громади.", L1),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_statement_is_not_carried_and_never_correct(score, name):
    asked, text, passage = SPOILT[name]
    scores = score(asked, answer(text, passage))
    assert scores["CiteRecall"] == scores["CitePrecision"] == 0.0
    assert scores["Misgrounded"] == 1.0
    assert scores["Correct"] == scores["Precision"] == scores["Accuracy"] == 0.0


def test_a_swapped_year_is_a_wrong_value_besides(score):
    asked, text, passage = SPOILT["a number swapped"]
    assert score(asked, answer(text, passage))["WrongValue"] == 1.0
    asked, text, passage = GOOD["exact words"]
    assert score(asked, answer(text, passage))["WrongValue"] == 0.0


def test_right_words_under_the_wrong_source_are_neither_valid_nor_exact(score):
    moved = replace(P1, source="letter")
    scores = score(BUILT, answer(P1.text, moved), moved)
    assert scores["Valid"] == 0.0
    assert scores["Exact"] < 1.0
    assert scores["Cited"] == scores["S@1"] == scores["Correct"] == 0.0


def test_an_invented_quote_is_not_exact(score):
    invented = replace(P1, text=P1.text.replace("громади", "держави"))
    scores = score(BUILT, answer(invented.text, invented))
    assert scores["CiteRecall"] == 1.0  # it stands in its quote, which stands nowhere
    assert scores["Exact"] < 1.0


def test_a_quote_that_slid_by_a_letter_is_not_exact(score):
    given = answer(P1.text, replace(P1, span=Span(P1.span.start + 1, P1.span.end + 1)))
    assert score(BUILT, given)["Exact"] < 1.0


def test_copying_the_top_passage_earns_nothing_where_it_does_not_answer(score):
    copied = answer(P4.text, P4)
    scores = score(BUILT, copied, P4, P1)
    assert scores["CiteRecall"] == scores["Exact"] == 1.0  # it is faithful, to the wrong place
    assert scores["Correct"] == scores["Vital"] == scores["Cited"] == 0.0
    trapped = score(TRAP, copied, P4)
    assert trapped["Declined"] == trapped["Accuracy"] == trapped["Precision"] == 0.0


def test_a_citation_that_does_nothing_costs_precision_alone(score):
    scores = score(BUILT, answer("Гавань збудовано 1911 року коштом громади.", P1, L1))
    assert scores["CiteRecall"] == 1.0
    assert scores["CitePrecision"] == 0.5


def test_a_statement_without_citation_is_misgrounded(score):
    scores = score(BUILT, answer("Гавань збудовано 1911 року коштом громади."))
    assert (scores["CiteRecall"], scores["Misgrounded"], scores["Correct"]) == (0.0, 1.0, 0.0)
