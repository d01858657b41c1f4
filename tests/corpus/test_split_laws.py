"""Laws of the splitter and of sentences, over texts made by Hypothesis."""

from hypothesis import given
from hypothesis import strategies as st

from dzherelo.corpus.citations.references import parse_marker
from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.library.shelf import _passage
from dzherelo.corpus.split import split

WORDS = st.sampled_from(
    "Рада ухвалила рішення про школу ст. ч. див. 1951 р. та ін. В.В. Топчій п'ять об'єднань "
    "суб’єкт "
    "т.з. «лапки» (дужки) [2, с. 86] [3] й й Å é Article No. 5 e.g. etc. міжнародна тощо. кінець. "
    "Чому? Так! … – - 12.03.2012".split(" ")
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
LINE = st.one_of(
    SENTENCE,
    SENTENCE.map(lambda s: f"- {s};"),
    SENTENCE.map(lambda s: f"{s}:"),
    st.tuples(st.integers(1, 12), SENTENCE).map(lambda p: f"{p[0]}. {p[1]}"),
    st.sampled_from(
        [
            "Вступ. Перші слова тексту стоять тут і далі.",
            "СПИСОК ВИКОРИСТАНОЇ ЛІТЕРАТУРИ",
            "Ключові слова: закон, право.",
            "УДК 341.4",
            "Шевченко О.П.,",
            "Висновки. Отже, усе доведено.",
            "НАЗВА ЦІЄЇ ПРАЦІ У ВЕЛИКИХ ЛІТЕРАХ",
        ]
    ),
)
TEXT = st.lists(LINE, min_size=0, max_size=25).flatmap(
    lambda lines: st.lists(
        st.sampled_from(["\n", "\n\n"]), min_size=len(lines), max_size=len(lines)
    ).map(lambda gaps: "".join(a + b for a, b in zip(lines, gaps, strict=True)))
)


@given(TEXT)
def test_every_passage_is_a_slice_and_together_they_hold_every_word(text):
    passages = split("x", text).passages
    end = 0
    for passage in passages:
        assert passage.span.of(text) == passage.text
        assert passage.span.start >= end, "passages overlap or go back"
        assert not text[end : passage.span.start].strip(), "words between two passages"
        end = passage.span.end
    assert not text[end:].strip(), "words behind the last passage"


@given(TEXT)
def test_ids_are_unique_and_the_same_every_time(text):
    ids = [passage.id for passage in split("x", text).passages]
    assert len(set(ids)) == len(ids)
    assert ids == [passage.id for passage in split("x", text).passages]


@given(TEXT)
def test_sentences_and_references_lie_inside_their_passage(text):
    for passage in split("x", text).passages:
        for sentence in passage.sentences:
            assert passage.span.covers(sentence)
        for reference in passage.references:
            assert passage.span.covers(reference.marker)
            assert passage.span.covers(reference.supports)
            assert reference.marker.of(text).startswith("[")
            assert reference.supports.end <= reference.marker.start


@given(TEXT)
def test_an_item_hangs_on_a_lead_of_the_same_paragraph(text):
    by_id = {passage.id: passage for passage in split("x", text).passages}
    for passage in by_id.values():
        if passage.lead is not None:
            lead = by_id[passage.lead]
            assert lead.span.end <= passage.span.start
            assert lead.locator.paragraph == passage.locator.paragraph


@given(TEXT)
def test_passages_survive_being_written_and_read(text):
    import json
    from dataclasses import asdict

    for passage in split("x", text).passages:
        assert _passage(json.loads(json.dumps(asdict(passage)))) == passage


@given(TEXT)
def test_sentences_cover_every_word_and_rise(text):
    end = 0
    for span in sentences(text):
        assert span.start >= end
        assert not text[end : span.start].strip()
        assert span.of(text) == span.of(text).strip() != ""
        end = span.end
    assert not text[end:].strip()


@given(SENTENCE, SENTENCE)
def test_a_line_break_ends_a_sentence(one, other):
    text = f"{one}\n{other}"
    assert all("\n" not in span.of(text) for span in sentences(text))


@given(st.text(max_size=30))
def test_any_text_between_brackets_is_parsed_or_left(inside):
    for number, page in parse_marker(inside):
        assert number >= 0
        assert page is None or page[0].isdigit()


@given(st.integers(1, 200), st.one_of(st.none(), st.integers(1, 999)))
def test_a_marker_means_what_it_says(number, page):
    inside = str(number) if page is None else f"{number}, с. {page}"
    assert parse_marker(inside) == ((number, None if page is None else str(page)),)
