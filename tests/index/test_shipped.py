"""The vectors and tokens of our notes and questions are those of today's."""

import numpy as np

from index.embed import open_embedder
from index.encoding import encode
from index.late import unpack
from index.shipped import ShippedVectors, shippable, shipped_vectors
from index.store import Unit

NOTHING = ShippedVectors({}, {})


def test_every_note_and_question_has_its_vector(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    shipped = shipped_vectors(embedder.identity)
    units = shippable(tmp_path)
    missing = [unit for unit in units if unit not in shipped]
    missing += [unit for unit in units if unit.is_whole and shipped.tokens(unit) is None]
    assert not missing, "notes, questions or catalogue changed: run `python -m index.shipped`"


def test_what_is_shipped_is_what_the_model_gives(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    shipped = shipped_vectors(embedder.identity)
    units = shippable(tmp_path)[::300]
    assert {unit.is_question for unit in units} == {True, False}
    held = encode(units, embedder, shipped=shipped, space=shipped.space)
    made = encode(units, embedder, shipped=NOTHING, space=shipped.space)
    assert (held.vectors * made.vectors).sum(axis=1).min() > 0.999
    assert held.tokens.keys() == made.tokens.keys() == {u.id for u in units if u.is_whole}
    for one, other in zip(held.tokens.values(), made.tokens.values(), strict=True):
        assert np.array_equal(one.ids, other.ids)
        assert (unpack(one.packed) * unpack(other.packed)).sum(axis=1).min() > 0.9


def test_other_texts_and_other_models_are_embedded_as_usual(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    unit = Unit("1", "1", "own", "Пасіка за селом.")
    made = encode([unit], embedder, shipped=shipped_vectors(embedder.identity), space=None)
    assert np.allclose(made.vectors, embedder.passages([unit.text]))
    assert unit not in shipped_vectors("another/model")
