"""Chroma, embedded and as a real server: the same rows, the same nearest units, clear errors."""

import numpy as np
import pytest

from dzherelo.corpus.errors import ServerUnreachable, SettingsError
from dzherelo.index.store import Maker, drop_store, open_store
from dzherelo.index.units import Unit

DIMENSION = 384
MAKER = Maker("test", DIMENSION, "1", "1")


def vectors(count, seed=0):
    made = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def rows(count):
    return [Unit(f"u{n}", f"p{n // 2}", f"s{n % 3}", f"text {n}") for n in range(count)]


def test_a_server_gives_what_the_embedded_database_gives(tmp_path, chroma_server):
    drop_store(folder=tmp_path / "unused", server=chroma_server)  # it is shared by other tests
    embedded = open_store(MAKER, folder=tmp_path / "chroma")
    served = open_store(MAKER, folder=tmp_path / "unused", server=chroma_server)
    for store in (embedded, served):
        store.put(rows(300), vectors(300))
        store.delete(["u7"])
    assert embedded.ids() == served.ids()
    assert embedded.sources() == served.sources() == {"s0", "s1", "s2"}
    for query in vectors(10, seed=1):
        one, other = embedded.nearest(query, 20), served.nearest(query, 20)
        assert [unit for unit, _, _ in one] == [unit for unit, _, _ in other]
        assert [c for _, _, c in one] == pytest.approx([c for _, _, c in other], abs=1e-4)
    served.close()
    drop_store(folder=tmp_path / "unused", server=chroma_server)
    empty = open_store(MAKER, folder=tmp_path / "unused", server=chroma_server)
    assert empty.count() == 0
    empty.close()


def test_search_misses_nothing_that_brute_force_finds(tmp_path):
    store = open_store(MAKER, folder=tmp_path / "chroma")
    held = vectors(6000)
    store.put(rows(6000), held)
    for query in vectors(25, seed=2):
        exact = np.argsort(-(held @ query))[:20]
        assert [unit for unit, _, _ in store.nearest(query, 20)] == [f"u{n}" for n in exact]
    for at in range(0, 6000, 211):
        assert store.nearest(held[at], 1)[0][0] == f"u{at}"


def test_cosines_are_cosines(tmp_path):
    store = open_store(MAKER, folder=tmp_path / "chroma")
    held = vectors(50)
    store.put(rows(50), held)
    for unit, passage, cosine in store.nearest(held[3], 50):
        at = int(unit[1:])
        assert passage == f"p{at // 2}"
        assert cosine == pytest.approx(float(held[at] @ held[3]), abs=1e-4)


def test_putting_a_unit_again_replaces_it(tmp_path):
    store = open_store(MAKER, folder=tmp_path / "chroma")
    one, other = vectors(2)
    unit = [Unit("u", "p", "s", "words")]
    store.put(unit, one[None])
    store.put(unit, other[None])
    assert store.count() == 1
    assert store.vectors(["u"])["u"] == pytest.approx(other, abs=1e-6)


def test_what_was_put_is_there_after_opening_again(tmp_path):
    open_store(MAKER, folder=tmp_path / "chroma").put(rows(9), vectors(9))
    assert open_store(MAKER, folder=tmp_path / "chroma").ids() == {f"u{n}" for n in range(9)}


def test_an_empty_store_finds_nothing(tmp_path):
    assert open_store(MAKER, folder=tmp_path / "chroma").nearest(vectors(1)[0], 5) == []


def test_a_server_that_is_not_there_is_named_with_the_remedy(tmp_path):
    with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9 does not answer.*chroma run"):
        open_store(MAKER, folder=tmp_path, server="http://127.0.0.1:9")


def test_an_address_that_is_none_is_a_wrong_setting(tmp_path):
    with pytest.raises(SettingsError, match="not the address of a Chroma server"):
        open_store(MAKER, folder=tmp_path, server="ftp://somewhere")
