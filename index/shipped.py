"""Vectors of our notes and questions by the bundled model, so that a fresh machine need not compute
them.

`python -m index.shipped` makes the file anew after a change of notes, questions, catalogue or
model; a test says when that is due. A text that is not in it, or another model, is embedded as
usual.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder
from index.store import Unit

FILE = "notes.npz"
_BYTES = 12  # of each text's digest


class ShippedVectors:
    """Vectors by unit. `digests` is (n,) of bytes, `vectors` (n, dimension) in half precision."""

    def __init__(self, digests: Sequence[bytes], vectors: NDArray[np.float16]) -> None:
        self._row = {digest: row for row, digest in enumerate(digests)}
        self._vectors = vectors

    def __contains__(self, unit: Unit) -> bool:
        return _digest(unit) in self._row

    def of(self, units: Sequence[Unit], embedder: Embedder) -> NDArray[np.float32]:
        """Unit vectors (units, dimension): those held here, the rest by the embedder."""
        missing = [unit for unit in units if unit not in self]
        made = {
            unit.id: vector
            for unit, vector in zip(missing, embedded(missing, embedder), strict=True)
        }
        rows = [
            made[unit.id] if unit.id in made else self._vectors[self._row[_digest(unit)]]
            for unit in units
        ]
        return np.asarray(rows, dtype=np.float32).reshape(len(units), embedder.dimension)


def embedded(units: Sequence[Unit], embedder: Embedder) -> NDArray[np.float32]:
    """Unit vectors (units, dimension), each embedded as the question or passage that it is."""
    vectors = np.zeros((len(units), embedder.dimension), np.float32)
    asking = np.array([unit.is_question for unit in units], dtype=bool)
    for rows, embed in ((asking, embedder.queries), (~asking, embedder.passages)):
        if rows.any():
            vectors[rows] = embed([unit.text for unit, row in zip(units, rows, strict=True) if row])
    return vectors


@cache
def shipped_vectors(identity: str) -> ShippedVectors:
    """What is shipped for the model of this identity; empty for any other model."""
    file = resources.files("index") / FILE
    if file.is_file():
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as held:
            if str(held["identity"]) == identity:
                return ShippedVectors([bytes(row) for row in held["digests"]], held["vectors"])
    return ShippedVectors((), np.zeros((0, 0), np.float16))


def make(units: Sequence[Unit], embedder: Embedder) -> bytes:
    """The contents of the file for these units."""
    out = io.BytesIO()
    digests = np.frombuffer(b"".join(map(_digest, units)), dtype=np.uint8)
    np.savez_compressed(
        out,
        identity=np.array(embedder.identity),
        digests=digests.reshape(len(units), _BYTES),
        vectors=embedded(units, embedder).astype(np.float16),
    )
    return out.getvalue()


def shippable(cache: Path) -> list[Unit]:
    """The units of every note, and of every question that a note or a text answers."""
    from corpus.asked import kept_asked
    from corpus.holdings import Holdings
    from corpus.shelf import Shelf
    from index.units import question_unit, units

    holdings = Holdings(Shelf(cache), cache=cache)
    found = [unit for s in holdings.sources() for unit in units(holdings.passages(s.id))]
    found += [
        question_unit(one.source, one.source, text)
        for one in kept_asked(cache)
        for text in (*one.uk, *one.en)
    ]
    by_digest = {_digest(unit): unit for unit in found}
    return [by_digest[digest] for digest in sorted(by_digest)]


def _digest(unit: Unit) -> bytes:
    text = f"?{unit.text}" if unit.is_question else unit.text
    return hashlib.sha256(text.encode()).digest()[:_BYTES]


def _main() -> None:
    import tempfile

    from index.embed import open_embedder

    with tempfile.TemporaryDirectory() as folder:
        found = shippable(Path(folder))
        data = make(found, open_embedder(cache=Path(folder)))
    (Path(__file__).parent / FILE).write_bytes(data)
    print(f"{len(found)} vectors, {len(data)} bytes")


if __name__ == "__main__":
    _main()
