"""The control stands on its own feet: default settings, right offsets, nothing fetched."""

import os
import zlib

import pytest

from dzherelo.evals.stock import open_stock

VERSE = "The ferry left at dawn and the river was calm. Nobody waved from the pier. "
TEXT = "".join(
    f"{VERSE * 6}\n\nOn day {day} the captain counted {day} crates.\n\n" for day in range(60)
)


def embed(texts):
    """Words in buckets: texts that share words stand close."""
    vectors = []
    for text in texts:
        vector = [0.01] * 64
        for word in text.lower().split():
            vector[zlib.crc32(word.encode()) % 64] += 1.0
        length = sum(x * x for x in vector) ** 0.5
        vectors.append([x / length for x in vector])
    return vectors


@pytest.fixture(scope="module")
def stock():
    with open_stock(
        {"log": TEXT, "note": "A short note on tea."}, embed_passages=embed, embed_queries=embed
    ) as made:
        yield made


def test_every_chunk_is_the_slice_that_it_names_in_a_text_that_repeats_itself(stock):
    chunks = [chunk for chunk in stock.chunks.values() if chunk.source == "log"]
    assert len(chunks) > 3
    for chunk in chunks:
        assert chunk.span.of(TEXT) == chunk.text
    starts = [chunk.span.start for chunk in chunks]
    assert starts == sorted(set(starts))
    assert max(chunk.span.end for chunk in chunks) >= len(TEXT.rstrip())


def test_hits_are_ranked_and_no_more_than_asked_for(stock):
    hits = stock.search("a note on tea", k=3)
    assert hits[0].passage.source == "note"
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_cache_folder_of_the_users_is_left_alone_and_not_filled(tmp_path, monkeypatch):
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    with open_stock({"note": "Tea."}, embed_passages=embed, embed_queries=embed) as made:
        assert made.search("tea")
    assert os.environ["TIKTOKEN_CACHE_DIR"] == str(tmp_path)
    assert not list(tmp_path.iterdir())
