"""The vectors of our notes and questions are those of today's."""

from index.embed import open_embedder
from index.shipped import embedded, shippable, shipped_vectors
from index.store import Unit


def test_every_note_and_question_has_its_vector(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    shipped = shipped_vectors(embedder.identity)
    missing = [unit for unit in shippable(tmp_path) if unit not in shipped]
    assert not missing, "notes, questions or catalogue changed: run `python -m index.shipped`"


def test_a_shipped_vector_is_what_the_model_gives(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    units = shippable(tmp_path)[::300]
    assert {unit.is_question for unit in units} == {True, False}
    held = shipped_vectors(embedder.identity).of(units, embedder)
    assert (held * embedded(units, embedder)).sum(axis=1).min() > 0.999


def test_other_texts_and_other_models_are_embedded_as_usual(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    unit = Unit("1", "1", "own", "Пасіка за селом.")
    made = shipped_vectors(embedder.identity).of([unit], embedder)
    assert (made == embedder.passages([unit.text])).all()
    assert unit not in shipped_vectors("another/model")
