"""Vectors of our notes and questions by the bundled model, so that a fresh machine need not compute
them; and the space in which the tokens of that model are compared.

`python -m dzherelo.index.precomputed` makes the file anew after a change of notes, questions,
catalogue or model; a test says when that is due. The space stays as it is, so that the
tokens of texts that were indexed before can still be compared; with `--space` it is
fitted anew too, and they are made anew. A text that is not in the file, or another model, is embedded as usual.
"""

from __future__ import annotations

import argparse
import hashlib
import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.language.words import language_of
from dzherelo.index.embed import Embedder
from dzherelo.index.maxsim import (
    Encoded,
    Row,
    TokenEmbedder,
    TokenRows,
    TokenSpace,
    fit_space,
    row_of,
)
from dzherelo.index.store import Unit

FILE = Path(__file__).parents[1] / "corpus" / "packs" / "borovyk-nits-2024" / "vectors.npz"


class ShippedVectors:
    """Vectors and tokens by unit; nothing of a unit that is not held."""

    def __init__(
        self,
        vectors: Mapping[str, NDArray[np.float16]],
        tokens: Mapping[str, Row],
        space: TokenSpace | None = None,
    ) -> None:
        """Both by the digest of a unit."""
        self._vectors = vectors
        self._tokens = tokens
        self.space = space

    def __contains__(self, unit: Unit) -> bool:
        return _digest(unit) in self._vectors

    def vector(self, unit: Unit) -> NDArray[np.float32] | None:
        """The unit vector (dimension,)."""
        held = self._vectors.get(_digest(unit))
        return None if held is None else held.astype(np.float32)

    def tokens(self, unit: Unit) -> Row | None:
        return self._tokens.get(_digest(unit))


@cache
def shipped_vectors(identity: str) -> ShippedVectors:
    """What is shipped for the model of this identity; empty for any other model."""
    file = FILE
    if file.is_file():
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as held:
            if str(held["identity"]) == identity:
                return _unpacked({name: held[name] for name in held.files})
    return ShippedVectors({}, {})


def space_of(embedder: Embedder) -> TokenSpace | None:
    """Where the tokens of a model are compared; None for a model of which none is shipped."""
    return shipped_vectors(embedder.identity).space if isinstance(embedder, TokenEmbedder) else None


@cache
def space_id(identity: str) -> str:
    """Names the space that is shipped for the model of this identity; empty for any other. Reads
    nothing else."""
    file = FILE
    if not file.is_file():
        return ""
    with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as held:
        if str(held["identity"]) != identity:
            return ""
        digest = hashlib.sha256()
        for name in sorted(name for name in held.files if name.startswith(("space.", "basis"))):
            digest.update(held[name].tobytes())
    return digest.hexdigest()[:12]


def make(units: Sequence[Unit], embedder: Embedder, *, space: TokenSpace | None = None) -> bytes:
    """The contents of the file for these units, in a new space if none is given; raises TypeError
    for a model without tokens."""
    if not isinstance(embedder, TokenEmbedder):
        raise TypeError(f"{embedder.identity} shows no tokens")
    asked = [unit for unit in units if unit.is_question]
    told = [unit for unit in units if not unit.is_question]
    questions = embedder.encoded([unit.text for unit in asked], questions=True)
    passages = embedder.encoded([unit.text for unit in told], questions=False)
    space = space or fit_space(
        {
            f"{role}.{language}": [
                one.tokens
                for unit, one in zip(which, encoded, strict=True)
                if language_of(unit.text) == language
            ]
            for role, which, encoded in (("q", asked, questions), ("p", told, passages))
            for language in ("uk", "en")
        }
    )
    rows = TokenRows.of(
        {
            _digest(unit): row_of(one, unit, space=space, count=embedder.count)
            for unit, one in zip(told, passages, strict=True)
            if unit.is_whole
        }
    )
    return _packed(embedder.identity, [*asked, *told], [*questions, *passages], space, rows)


def shippable(cache: Path) -> list[Unit]:
    """The units of every note, and of every question that a note or a text answers."""
    from dzherelo.corpus.library.doc_queries import kept_asked
    from dzherelo.corpus.library.holdings import Holdings
    from dzherelo.corpus.library.shelf import Shelf
    from dzherelo.index.units import question_unit, units

    holdings = Holdings(Shelf(cache), cache=cache)
    found = [unit for s in holdings.sources() for unit in units(holdings.passages(s.id))]
    found += [
        question_unit(one.source, one.source, text)
        for one in kept_asked(cache)
        for text in (*one.uk, *one.en)
    ]
    by_digest = {_digest(unit): unit for unit in found}
    return [by_digest[digest] for digest in sorted(by_digest)]


def _packed(
    identity: str,
    units: Sequence[Unit],
    encoded: Sequence[Encoded],
    space: TokenSpace,
    rows: TokenRows,
) -> bytes:
    out = io.BytesIO()
    arrays: dict[str, Any] = {f"space.{name}": mean for name, mean in space.means.items()}
    arrays |= {f"tokens.{name}": array for name, array in rows.arrays().items()}
    np.savez_compressed(
        out,
        identity=np.array(identity),
        digests=np.array([_digest(unit) for unit in units]),
        vectors=np.stack([one.vector for one in encoded]).astype(np.float16),
        basis=space.basis,
        **arrays,
    )
    return out.getvalue()


def _unpacked(held: dict[str, NDArray[Any]]) -> ShippedVectors:
    digests = [str(digest) for digest in held["digests"]]
    means = {name[6:]: mean for name, mean in held.items() if name.startswith("space.")}
    rows = {name[7:]: array for name, array in held.items() if name.startswith("tokens.")}
    return ShippedVectors(
        dict(zip(digests, held["vectors"], strict=True)),
        TokenRows.from_arrays(rows).by_key(),
        TokenSpace(means, held["basis"]),
    )


def _digest(unit: Unit) -> str:
    text = f"?{unit.text}" if unit.is_question else unit.text
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _main() -> None:
    import tempfile

    from dzherelo.index.embed import open_embedder

    parser = argparse.ArgumentParser(
        prog="python -m dzherelo.index.precomputed", description=__doc__
    )
    parser.add_argument("--space", action="store_true", help="fit the tokens' space anew as well")
    anew = parser.parse_args().space
    with tempfile.TemporaryDirectory() as folder:
        found = shippable(Path(folder))
        embedder = open_embedder(cache=Path(folder))
        data = make(found, embedder, space=None if anew else space_of(embedder))
    FILE.write_bytes(data)
    print(f"{len(found)} vectors, {len(data)} bytes")


if __name__ == "__main__":
    _main()
