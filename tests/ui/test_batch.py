from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzherelo.assistant.types import Cited, Turn
from dzherelo.corpus.errors import InputError
from dzherelo.corpus.types import Locator
from dzherelo.ui.cli.batch import BrokenLine, Line, opened, read_batch, read_history
from dzherelo.ui.locale.texts import Words

WORDS = Words("en")


def _read(text: str | bytes) -> list[Line | BrokenLine]:
    raw = text.encode() if isinstance(text, str) else text
    return list(read_batch(io.BytesIO(raw), "question", WORDS))


def test_lines_keep_their_order_ids_and_history():
    lines = _read(
        '{"id": "a", "question": "Хто?"}\n\n'
        '{"id": 7, "question": "When?", "history": ["Who?"]}\n'
        '{"question": "Without an id"}'
    )
    assert lines == [
        Line("a", "Хто?"),
        Line(7, "When?", (Turn("Who?"),)),
        Line(None, "Without an id"),
    ]


@pytest.mark.parametrize(
    ("raw", "given", "said"),
    [
        ("{broken", None, "line 1: not JSON"),
        ("[1]", None, "line 1: not a JSON object"),
        ('"just a string"', None, "line 1: not a JSON object"),
        ('{"id": "x"}', "x", 'line 1: no text in field "question"'),
        ('{"id": "x", "question": 5}', "x", 'line 1: no text in field "question"'),
        ('{"id": "x", "question": "q", "history": {}}', "x", 'line 1: "history"'),
        ('{"id": "x", "question": "q", "history": [3]}', "x", 'line 1: "history"'),
        ("[" * 100_000, None, "line 1: not JSON"),
    ],
)
def test_a_broken_line_says_what_is_wrong_and_the_next_is_read(raw, given, said):
    first, second = _read(raw + '\n{"id": "good", "question": "Хто?"}')
    assert isinstance(first, BrokenLine)
    assert first.id == given
    assert first.error.startswith(said)
    assert second == Line("good", "Хто?")


def test_bytes_that_are_not_utf8_break_only_their_line():
    raw = b'{"id": 1, "question": "\xd5\xf2\xee"}\n{"id": 2, "question": "ok"}\n'
    first, second = _read(raw)
    assert first == BrokenLine(None, "line 1: not UTF-8")
    assert second == Line(2, "ok")


def test_a_byte_order_mark_is_no_error():
    assert _read(b'\xef\xbb\xbf{"id": 1, "question": "q"}') == [Line(1, "q")]


def test_history_in_all_its_forms():
    assert read_history(
        [
            "перше питання",
            {"question": "друге", "answer": "так"},
            {"question": "третє", "answer": {"text": "ні", "answered": True}},
            {"question": "четверте"},
            {"role": "system", "content": "be brief"},
            {"role": "user", "content": "п'яте"},
            {"role": "assistant", "content": "можливо"},
        ]
    ) == (
        Turn("перше питання"),
        Turn("друге", "так"),
        Turn("третє", "ні"),
        Turn("четверте"),
        Turn("п'яте", "можливо"),
    )


def test_an_answer_in_the_history_tells_what_it_cited():
    cited = [
        {"source": "law", "locator": {"article": "7", "part": "2", "label": "ст. 7, ч. 2"}},
        {"source": "law", "locator": "?"},
        "nothing",
    ]
    answer = {"text": "так", "citations": [*cited, cited[0]]}
    (turn,) = read_history([{"question": "друге", "answer": answer}])
    assert turn.cited == (Cited("law", Locator(article="7", part="2")),)


def test_a_dialogue_that_opens_with_an_assistant_is_read_from_the_first_question():
    spoken = [{"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Who?"}]
    assert read_history(spoken) == (Turn("Who?"),)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "question", "answer", "role", "content", "text", "history"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(_json)
def test_any_json_value_is_read_or_reported_and_keeps_its_id(value):
    (line,) = _read(json.dumps(value))
    if isinstance(value, dict):
        assert line.id == value.get("id")
    else:
        assert isinstance(line, BrokenLine)


def test_a_missing_file_is_named(tmp_path):
    with (
        pytest.raises(InputError, match=r"none\.jsonl cannot be opened"),
        opened(str(tmp_path / "none.jsonl")),
    ):
        pass


def test_a_turn_of_a_history_keeps_its_reading_and_its_places():
    reading = {"text": "Коли заснували Цех?", "own": "Коли заснували Цех?", "genders": ["masc"]}
    place = {"source": "law", "locator": {"article": "4"}}
    given = [{"question": "а коли?", "answer": "1903", "cited": [place], "reading": reading}]
    (turn,) = read_history(given)
    assert turn.read.text == "Коли заснували Цех?" and turn.read.genders == ("masc",)
    assert turn.cited == (Cited("law", Locator(article="4")),)
    told = {"text": "1903", "citations": [place], "reading": reading}
    (other,) = read_history([{"question": "а коли?", "answer": told}])
    assert (other.cited, other.reading) == (turn.cited, turn.reading)


@pytest.mark.parametrize("reading", [None, "x", {"text": "only"}, {"text": 1, "own": []}])
def test_what_is_no_reading_is_passed_over(reading):
    (turn,) = read_history([{"question": "а коли?", "reading": reading}])
    assert turn.reading is None
