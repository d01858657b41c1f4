"""The vectors and tokens of our notes and questions are those of today's."""

import io

import numpy as np

from dzherelo.corpus.library.pack import Pack
from dzherelo.index.embed import HashEmbedder
from dzherelo.index.maxsim import unpack
from dzherelo.index.models import open_embedder
from dzherelo.index.precomputed import (
    Precomputed,
    ShippedVectors,
    encode,
    make,
    shippable,
    shipped_vectors,
)
from dzherelo.index.token_space import space_of
from dzherelo.index.units import Unit

NOTHING = ShippedVectors({}, {})
VECTORS = Pack.default().vectors


def test_every_note_and_question_has_its_vector(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    shipped = shipped_vectors(VECTORS, embedder.identity)
    units = shippable(tmp_path)
    missing = [unit for unit in units if unit not in shipped]
    missing += [unit for unit in units if unit.is_whole and shipped.tokens(unit) is None]
    assert not missing, (
        "notes, questions or catalogue changed: run `python -m dzherelo.index.precomputed`"
    )


def test_what_is_shipped_is_what_the_model_gives(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    shipped = shipped_vectors(VECTORS, embedder.identity)
    units = shippable(tmp_path)[::300]
    assert {unit.is_question for unit in units} == {True, False}
    held = encode(units, embedder, shipped=shipped, space=space_of(embedder, VECTORS))
    made = encode(units, embedder, shipped=NOTHING, space=space_of(embedder, VECTORS))
    assert (held.vectors * made.vectors).sum(axis=1).min() > 0.999
    assert held.tokens.keys() == made.tokens.keys() == {u.id for u in units if u.is_whole}
    for one, other in zip(held.tokens.values(), made.tokens.values(), strict=True):
        assert np.array_equal(one.ids, other.ids)
        assert (unpack(one.packed) * unpack(other.packed)).sum(axis=1).min() > 0.9


def test_other_texts_and_other_models_are_embedded_as_usual(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    unit = Unit("1", "1", "own", "Пасіка за селом.")
    made = encode([unit], embedder, shipped=shipped_vectors(VECTORS, embedder.identity), space=None)
    assert np.allclose(made.vectors, embedder.passages([unit.text]))
    assert unit not in shipped_vectors(VECTORS, "another/model")


def test_a_change_of_what_is_shipped_keeps_the_space_that_tokens_are_compared_in(tmp_path):
    """Tokens of texts that were indexed before would be compared with what they are not."""
    embedder = open_embedder(cache=tmp_path)
    space = space_of(embedder, VECTORS)
    data = make([Unit("1", "1", "own", "Бджоли роблять мед.")], embedder, space=space)
    with np.load(io.BytesIO(data)) as held:
        assert np.array_equal(held["basis"], space.basis)
        assert {name for name in held.files if name.startswith("space.")} == {
            f"space.{name}" for name in space.means
        }


def test_a_library_without_a_space_of_its_own_has_the_neutral_one(tmp_path):
    embedder = open_embedder(cache=tmp_path)
    packed, empty = (Precomputed(file, embedder) for file in (VECTORS, None))
    assert packed.space_id and empty.space_id and packed.space_id != empty.space_id
    assert packed.space.basis.shape == empty.space.basis.shape
    assert Unit("1", "1", "own", "Пасіка.") not in empty.vectors
    other = tmp_path / "vectors.npz"
    np.savez(other, identity=np.array("another/model"), **packed.space.arrays())
    for file in (other, tmp_path / "no such file"):
        assert Precomputed(file, embedder).space_id == empty.space_id
    none = Precomputed(VECTORS, HashEmbedder())
    assert (none.space, none.space_id) == (None, "")
