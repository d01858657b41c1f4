"""Late interaction: the words of a question meet the words of a passage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dzherelo.corpus.types import Span
from dzherelo.index.maxsim import (
    LateFiles,
    LateIndex,
    Row,
    TokenRows,
    pack,
    row_of,
    unpack,
)
from dzherelo.index.models import open_embedder
from dzherelo.index.token_space import DIMENSION, space_of, unit
from dzherelo.index.units import Unit

TEXTS = {
    "hives": "Бджоляр доглядає сорок вуликів. Мед він возить на ярмарок у місто.",
    "lamp": "Ліхтарник запалює лампи на набережній. Увечері він повертається додому.",
}


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return open_embedder(cache=tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def rows(embedder):
    space = space_of(embedder, None)
    found = {}
    for key, text in TEXTS.items():
        cut = text.index(".") + 1
        sentences = (Span(0, cut), Span(cut + 1, len(text)))
        (read,) = embedder.encoded([text], questions=False)
        found[key] = row_of(
            read,
            Unit(key, key, "own", text, sentences=sentences),
            space=space,
            count=embedder.count,
        )
    return found


@pytest.fixture(scope="module")
def ask(embedder, rows):
    late = LateIndex(TokenRows.of(rows), space_of(embedder, None))

    def similarity(question, key):
        (read,) = embedder.encoded([question], questions=True)
        return late.similarity(late.question(read, language="uk"), key)

    return similarity


@pytest.mark.parametrize(
    ("question", "wanted", "other"),
    [
        ("Хто тримає пасіку?", "hives", "lamp"),
        ("Коли вмикають світло над річкою?", "lamp", "hives"),
    ],
)
def test_words_meet_words_that_mean_the_same(ask, question, wanted, other):
    assert ask(question, wanted).whole > ask(question, other).whole


def test_many_passages_are_scored_as_each_alone(embedder, rows):
    empty = Row(np.zeros(0, np.int32), np.zeros(0, np.int16), pack(np.zeros((0, DIMENSION))))
    space = space_of(embedder, None)
    late = LateIndex(TokenRows.of({"hives": rows["hives"], "empty": empty, **rows}), space)
    (read,) = embedder.encoded(["Хто тримає пасіку?"], questions=True)
    found = late.scores(late.question(read, language="uk"), ["lamp", "empty", "none", "hives"])
    assert found.keys() == {"lamp", "hives"}
    for key in found:
        whole = late.similarity(late.question(read, language="uk"), key).whole
        assert found[key] == pytest.approx(whole, abs=1e-5)


def test_a_sentence_is_met_on_its_own(ask):
    found = ask("Куди везуть продавати мед?", "hives")
    assert found.sentence(1) > found.sentence(0)
    assert found.whole >= found.sentence(1)
    assert found.sentence(7) == 0.0  # there is none


def test_every_token_of_a_text_lies_in_its_sentence(embedder, rows):
    for key, text in TEXTS.items():
        first = text[: text.index(".") + 1]
        row = rows[key]
        assert len(row.ids) == embedder.count(text)
        assert (row.part == 0).sum() == embedder.count(first)
        assert set(row.part) == {0, 1}


@given(arrays(np.float32, (3, DIMENSION), elements=st.floats(-1, 1, width=32)))
def test_packing_keeps_the_direction(vectors):
    """Rounding moves each of 64 numbers by at most 1/14 of the greatest: cosine over 0.82."""
    vectors = unit(vectors + np.eye(3, DIMENSION, dtype=np.float32))
    packed = pack(vectors)
    assert (unpack(packed) * vectors).sum(axis=1).min() >= 0.82
    assert np.array_equal(pack(unpack(packed)), packed)


def test_tokens_are_kept_by_source_and_what_they_follow_from(tmp_path, rows):
    files = LateFiles(tmp_path)
    files.put("own", "one", rows)
    assert files.load({"own": "one"}).keys == tuple(rows)
    with pytest.raises(ValueError, match="own"):
        files.load({"own": "two"})
    with pytest.raises(OSError):
        files.load({"other": "one"})
    assert files.tokens("own", stamp="e").keys() == rows.keys()
    files.keep_only({})
    assert files.tokens("own", stamp="e") == {}


def test_tokens_that_were_made_in_another_way_are_made_anew(tmp_path, rows):
    files = LateFiles(tmp_path)
    files.put("own", "contents/space one", rows)
    assert files.tokens("own", stamp="/space one").keys() == rows.keys()
    assert files.tokens("own", stamp="/space two") == {}


def test_damaged_tokens_are_noticed(tmp_path, rows):
    files = LateFiles(tmp_path)
    files.put("own", "one", rows)
    path = tmp_path / "own.npz"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ValueError):
        files.load({"own": "one"})
    assert files.tokens("own", stamp="one") == {}
