"""Vectors of our notes by the bundled model, so that a fresh machine need not compute them.

`python -m index.shipped` makes the file anew after a change of notes, catalogue or model; a test
says when that is due. A text that is not in it, or another model, is embedded as usual.
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

FILE = "notes.npz"
_BYTES = 12  # of each text's digest


class ShippedVectors:
    """Vectors by text. `digests` is (n,) of bytes, `vectors` (n, dimension) in half precision."""

    def __init__(self, digests: Sequence[bytes], vectors: NDArray[np.float16]) -> None:
        self._row = {digest: row for row, digest in enumerate(digests)}
        self._vectors = vectors

    def __contains__(self, text: str) -> bool:
        return _digest(text) in self._row

    def passages(self, texts: Sequence[str], embedder: Embedder) -> NDArray[np.float32]:
        """Unit vectors (texts, dimension): those held here, the rest by the embedder."""
        missing = [text for text in texts if text not in self]
        made = dict(zip(missing, embedder.passages(missing), strict=True))
        rows = [
            made[text] if text in made else self._vectors[self._row[_digest(text)]]
            for text in texts
        ]
        vectors = np.asarray(rows, dtype=np.float32).reshape(len(texts), embedder.dimension)
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


def make(texts: Sequence[str], embedder: Embedder) -> bytes:
    """The contents of the file for these texts."""
    out = io.BytesIO()
    digests = np.frombuffer(b"".join(map(_digest, texts)), dtype=np.uint8)
    np.savez_compressed(
        out,
        identity=np.array(embedder.identity),
        digests=digests.reshape(len(texts), _BYTES),
        vectors=embedder.passages(texts).astype(np.float16),
    )
    return out.getvalue()


def note_texts(cache: Path) -> list[str]:
    """What is embedded of every note."""
    from corpus.holdings import Holdings
    from corpus.shelf import Shelf
    from index.units import units

    holdings = Holdings(Shelf(cache), cache=cache)
    found = (unit.text for s in holdings.sources() for unit in units(holdings.passages(s.id)))
    return sorted(set(found))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_BYTES]


def _main() -> None:
    import tempfile

    from index.embed import open_embedder

    with tempfile.TemporaryDirectory() as folder:
        texts = note_texts(Path(folder))
        data = make(texts, open_embedder(cache=Path(folder)))
    (Path(__file__).parent / FILE).write_bytes(data)
    print(f"{len(texts)} vectors, {len(data)} bytes")


if __name__ == "__main__":
    _main()
