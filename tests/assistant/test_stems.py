"""An item of a list is never quoted without the words that it hangs on."""

import pytest
from small import library_of

from dzherelo.assistant.answer.candidates import stems
from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.generate.sheet import Checker
from dzherelo.assistant.settings import load_settings
from dzherelo.corpus.types import Kind

LAW = """ЗАКОН УКРАЇНИ

Про човни

Розділ I
ЗАГАЛЬНІ ПОЛОЖЕННЯ

Стаття 1. Сфера дії

1. Цей Закон встановлює порядок користування човнами.

2. Дія цього Закону не поширюється на:

1) іграшкові вітрильники;

2) надувні матраци.

Стаття 2. Відмова у видачі човна

1. У видачі човна відмовляється, якщо:

1) особа раніше потопила весляр;

2) особа просить човен вночі, крім випадків, коли:

а) особа є рятувальником;

б) особа везе лікаря.

2. Човняр складає таку присягу:

Обіцяю гребти рівно і не кидати весла.
"""


@pytest.fixture(scope="module")
def boats(tmp_path_factory):
    with library_of("boats", LAW, tmp_path_factory.mktemp("boats")) as opened:
        yield opened


def quotes(answer):
    return [citation.text for citation in answer.citations]


def test_an_item_that_answers_comes_behind_its_stem(boats):
    answer = boats.ask("Чи поширюється Закон про човни на надувні матраци?")
    assert quotes(answer) == ["Дія цього Закону не поширюється на:", "надувні матраци."]
    assert [c.locator.part for c in answer.citations] == ["2", "2"]
    assert [statement.citations for statement in answer.statements] == [(1,), (2,)]


def test_a_ground_of_refusal_is_not_read_as_leave(boats):
    answer = boats.ask("Чи видадуть човен тому, хто раніше потопив весляр?")
    assert quotes(answer)[0] == "У видачі човна відмовляється, якщо:"


def items(assistant, source):
    return [p for p in assistant.passages(source) if p.kind is Kind.ITEM]


def unhung(assistant, answer):
    """The items quoted in an answer before which some words that they hang on do not stand."""
    shown = []
    bare = []
    for citation in answer.citations:
        passage = citation.passage
        by_id = {p.id: p for p in assistant.passages(passage.source)}
        while passage.lead is not None:
            passage = by_id[passage.lead]
            ends = {one.quote.end for one in shown if one.passage.id == passage.id}
            if not any(end >= passage.span.end - 20 for end in ends):
                bare.append((citation.locator.label(), citation.text))
        shown.append(citation)
    return bare


def pinpoints(passage, act=""):
    place = passage.locator
    names = {"subpoint": "пп.", "point": "п.", "part": "ч.", "article": "ст."}
    parts = [f"{word} {value}" for name, word in names.items() if (value := getattr(place, name))]
    return f"{' '.join(parts)} {act}".strip()


def test_no_item_is_quoted_bare_when_its_place_is_named(boats):
    listed = items(boats, "boats")
    assert len(listed) >= 6
    for item in listed:
        answer = boats.ask(pinpoints(item))
        assert answer.answered and unhung(boats, answer) == []
        assert any(c.passage.id == item.id for c in answer.citations)


def test_what_is_announced_is_quoted_with_its_announcement(boats):
    (quote,) = quotes(boats.ask("Яку присягу складає човняр?"))
    assert quote.startswith("Човняр складає") and quote.endswith("весла.")


# The real library -------------------------------------------------------------------------------


FILES = {
    "ref04": "text_en.txt",
    "ref05": "text.txt",
    "ref06": "text.txt",
    "ref07": "text_section_IX.txt",
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory, real_library):
    settings = load_settings(tmp_path_factory.mktemp("real"))
    with open_assistant(settings.model_copy(update={"default_library": True})) as opened:
        opened.add(real_library / "article" / "article.txt", as_id="article")
        for source, name in FILES.items():
            opened.add(real_library / "cited" / source / name, as_id=source)
        opened.sync()
        yield opened


ACTS = {
    "ref04": "Статуту ООН",
    "ref05": "Конституції України",
    "ref06": "Закону про громадські об'єднання",
    "ref07": "КПК України",
}


@pytest.mark.parametrize("source", ["article", *ACTS])
def test_no_item_of_the_library_is_ever_quoted_bare(texts, source):
    bare = []
    for at, item in enumerate(items(texts, source)):
        asked = [pinpoints(item, ACTS[source])] if source in ACTS else [item.text]
        if at % 16 == 0:
            asked += texts.library.asked(item)[:1]
        for question in asked:
            bare += unhung(texts, texts.ask(question))
    assert bare == []


@pytest.mark.parametrize(
    ("question", "stem", "item"),
    [
        ("п. 1 ч. 1 ст. 589 КПК", "відмовляється", "громадянином України"),
        ("Чи діє Закон про громадські об'єднання для релігійних організацій?", "не поши", "реліг"),
        ("п. 2 ч. 2 ст. 2 Закону про громадські об'єднання", "не поширюється", "релігійних"),
        ("п. 2 ч. 1 ст. 25 Закону про громадські об'єднання", "Припинення", "суду"),
    ],
)
def test_the_stem_tells_which_way_an_item_counts(texts, question, stem, item):
    shown = quotes(texts.ask(question))
    at = next((at for at, quote in enumerate(shown) if stem in quote), None)
    assert at is not None and any(item in quote for quote in shown[at + 1 :]), shown


# In sentences that a language model wrote -------------------------------------------------------


@pytest.fixture(scope="module")
def carried(boats, terms):
    """The quotes that carry a sentence which cites the passage with some words."""
    passages = boats.passages("boats")
    by_id = {passage.id: passage for passage in passages}
    checker = Checker(
        terms=terms,
        weigh=lambda keys: 2.0,
        gloss=lambda passage: (),
        hung=lambda passage, span: stems(passage, span, by_id.get),
    )

    def carried(sentence, words):
        cited = [passage for passage in passages if words in passage.text]
        found = checker.check(sentence, cited, passages, about="")
        return [passage.words(span) for passage, span in found.quotes]

    return carried


def test_a_sentence_on_an_item_cites_what_it_hangs_on_too(carried):
    quotes = carried("Дія Закону не поширюється на надувні матраци.", "надувні")
    assert quotes == ["Дія цього Закону не поширюється на:", "надувні матраци."]


def test_a_sentence_that_says_the_item_alone_cites_it_alone(carried):
    assert carried("Особа раніше потопила весляр.", "потопила") == ["особа раніше потопила весляр;"]


def test_a_sentence_on_a_plain_provision_cites_it_alone(carried):
    sentence = "Цей Закон встановлює порядок користування човнами."
    assert carried(sentence, "користування") == [sentence]
