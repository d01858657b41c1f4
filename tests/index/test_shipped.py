"""The vectors of our notes are those of today's notes."""

from index.embed import open_embedder
from index.shipped import note_texts, shipped_vectors


def test_every_note_has_its_vector(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    shipped = shipped_vectors(embedder.identity)
    missing = [text for text in note_texts(tmp_path) if text not in shipped]
    assert not missing, "notes or catalogue have changed: run `python -m index.shipped`"


def test_a_shipped_vector_is_what_the_model_gives(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    texts = note_texts(tmp_path)[::300]
    held = shipped_vectors(embedder.identity).passages(texts, embedder)
    assert (held * embedder.passages(texts)).sum(axis=1).min() > 0.999


def test_other_texts_and_other_models_are_embedded_as_usual(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    made = shipped_vectors(embedder.identity).passages(["Пасіка за селом."], embedder)
    assert (made == embedder.passages(["Пасіка за селом."])).all()
    assert "Пасіка за селом." not in shipped_vectors("another/model")
