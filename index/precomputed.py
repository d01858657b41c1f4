"""Vectors of a pack's notes and questions by the bundled model, so that a fresh machine need not
compute them; and units made vectors, by the model where none are shipped.

`python -m dzherelo.index.precomputed` makes the default pack's file anew after a change of notes,
questions, catalogue or model; a test says when that is due. The space stays as it is, so that the
tokens of texts that were indexed before can still be compared; with `--space` it is fitted anew
too, and they are made anew.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.library.pack import Pack
from dzherelo.index.embed import Embedder, TokenEmbedder
from dzherelo.index.maxsim import Row, TokenRows, row_of
from dzherelo.index.models import open_embedder
from dzherelo.index.token_space import TokenSpace, fit_space, space_of
from dzherelo.index.units import Unit, question_unit, units


class ShippedVectors:
    """Vectors and tokens by unit; nothing of a unit that is not held."""

    def __init__(
        self, vectors: Mapping[str, NDArray[np.float16]], tokens: Mapping[str, Row]
    ) -> None:
        """Both by the digest of a unit."""
        self._vectors = vectors
        self._tokens = tokens

    def __contains__(self, unit: Unit) -> bool:
        return _digest(unit) in self._vectors

    def vector(self, unit: Unit) -> NDArray[np.float32] | None:
        """The unit vector (dimension,)."""
        held = self._vectors.get(_digest(unit))
        return None if held is None else held.astype(np.float32)

    def tokens(self, unit: Unit) -> Row | None:
        return self._tokens.get(_digest(unit))


@lru_cache(2)
def shipped_vectors(file: Path | None, identity: str) -> ShippedVectors:
    """What a pack's file ships for the model of this identity; empty for any other model."""
    if file is None or not file.is_file():
        return ShippedVectors({}, {})
    with np.load(file, allow_pickle=False) as held:
        if str(held["identity"]) != identity:
            return ShippedVectors({}, {})
        rows = {name[7:]: held[name] for name in held.files if name.startswith("tokens.")}
        vectors = zip(map(str, held["digests"]), held["vectors"], strict=True)
        return ShippedVectors(dict(vectors), TokenRows.from_arrays(rows).by_key())


@dataclass(frozen=True, slots=True)
class Precomputed:
    """What a pack's file of vectors has for a model, and where the model's tokens are compared;
    opened when it is first needed. `file` is None where there is none."""

    file: Path | None
    embedder: Embedder

    @property
    def vectors(self) -> ShippedVectors:
        return shipped_vectors(self.file, self.embedder.identity)

    @property
    def space(self) -> TokenSpace | None:
        """None for a model that shows no tokens."""
        return space_of(self.embedder, self.file)

    @property
    def space_id(self) -> str:
        """Names the space; empty where there is none."""
        return self.space.id if self.space else ""


class Made(NamedTuple):
    """Unit vectors (units, dimension), and by id the tokens of those units that are passages."""

    vectors: NDArray[np.float32]
    tokens: dict[str, Row]


def encode(
    units: Sequence[Unit], embedder: Embedder, *, shipped: ShippedVectors, space: TokenSpace | None
) -> Made:
    """Each unit read once, and not at all where its vectors are shipped. Without a space, or by an
    embedder that shows no tokens, there are none."""
    made = Made(np.zeros((len(units), embedder.dimension), np.float32), {})
    left: list[int] = []
    for at, unit in enumerate(units):
        held, row = shipped.vector(unit), shipped.tokens(unit)
        if held is None or (row is None and space is not None and unit.is_whole):
            left.append(at)
            continue
        made.vectors[at] = held
        if row is not None:
            made.tokens[unit.id] = row
    for questions in (True, False):
        rows = [at for at in left if units[at].is_question is questions]
        if space is None or not isinstance(embedder, TokenEmbedder):
            texts = [units[at].text for at in rows]
            read = embedder.queries(texts) if questions else embedder.passages(texts)
            made.vectors[rows] = read
            continue
        encoded = embedder.encoded([units[at].text for at in rows], questions=questions)
        for at, one in zip(rows, encoded, strict=True):
            made.vectors[at] = one.vector
            if units[at].is_whole:
                row = row_of(one, units[at], space=space, count=embedder.count)
                made.tokens[units[at].id] = row
    return made


def make(units: Sequence[Unit], embedder: Embedder, *, space: TokenSpace) -> bytes:
    """The contents of the file for these units."""
    made = encode(units, embedder, shipped=ShippedVectors({}, {}), space=space)
    rows = {_digest(unit): made.tokens[unit.id] for unit in units if unit.id in made.tokens}
    out = io.BytesIO()
    np.savez_compressed(
        out,
        identity=np.array(embedder.identity),
        digests=np.array([_digest(unit) for unit in units]),
        vectors=made.vectors.astype(np.float16),
        **space.arrays(),
        **{f"tokens.{name}": array for name, array in TokenRows.of(rows).arrays().items()},
    )
    return out.getvalue()


def shippable(cache: Path) -> list[Unit]:
    """The units of every note, and of every question that a note or a text answers."""
    from dzherelo.corpus.library.holdings import Library
    from dzherelo.corpus.library.notes import kept_asked

    library = Library(cache, Pack.default(), cache=cache)
    found = [unit for s in library.sources() for unit in units(library.passages(s.id))]
    found += [
        question_unit(one.source, one.source, text)
        for one in kept_asked(cache, *library.files("asked"))
        for text in (*one.uk, *one.en)
    ]
    by_digest = {_digest(unit): unit for unit in found}
    return [by_digest[digest] for digest in sorted(by_digest)]


def _digest(unit: Unit) -> str:
    text = f"?{unit.text}" if unit.is_question else unit.text
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m dzherelo.index.precomputed", description=__doc__
    )
    parser.add_argument("--space", action="store_true", help="fit the tokens' space anew as well")
    anew = parser.parse_args().space
    file = Pack.default().vectors
    assert file is not None  # the default pack has one
    with tempfile.TemporaryDirectory() as folder:
        found = shippable(Path(folder))
        embedder = open_embedder(cache=Path(folder))
        space = None if anew else space_of(embedder, file)
        asked = [unit.text for unit in found if unit.is_question]
        told = [unit.text for unit in found if not unit.is_question]
        data = make(found, embedder, space=space or fit_space(embedder, asked, told))
    file.write_bytes(data)
    print(f"{len(found)} vectors, {len(data)} bytes")


if __name__ == "__main__":
    _main()
