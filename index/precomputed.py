"""Vectors of a pack's notes and questions by the bundled model, so that a fresh machine need not
compute them; and the space in which the tokens of that model are compared.

`python -m dzherelo.index.precomputed` makes the default pack's file anew after a change of notes,
questions, catalogue or model; a test says when that is due. The space stays as it is, so that the
tokens of texts that were indexed before can still be compared; with `--space` it is fitted anew
too, and they are made anew. A text that is not in the file, or another model, is embedded as usual.
Where there is no pack, the space is that of plain sentences on no subject (`neutral.toml`).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.files import write_atomically
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.library.pack import Pack
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


@dataclass(frozen=True, slots=True)
class Precomputed:
    """What a file of vectors has for a model, and where the model's tokens are compared; opened
    when it is first needed. `file` is None where there is none; `cache` keeps the neutral space."""

    file: Path | None
    embedder: Embedder
    cache: Path

    @property
    def vectors(self) -> ShippedVectors:
        return shipped_vectors(self.file, self.embedder.identity)

    @property
    def space(self) -> TokenSpace | None:
        """None for a model that shows no tokens."""
        if not isinstance(self.embedder, TokenEmbedder):
            return None
        found = self.vectors.space
        return found or neutral_space(self.embedder, self.embedder.identity, self.cache)

    @property
    def space_id(self) -> str:
        """Names the space; empty where there is none. Reads little."""
        if not isinstance(self.embedder, TokenEmbedder):
            return ""
        return _space_id(self.file, self.embedder.identity) or _neutral_id(self.embedder.identity)


@cache
def shipped_vectors(file: Path | None, identity: str) -> ShippedVectors:
    """What a file holds for the model of this identity; nothing for any other."""
    if file is not None and file.is_file():
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as held:
            if str(held["identity"]) == identity:
                return _unpacked({name: held[name] for name in held.files})
    return ShippedVectors({}, {})


@cache
def _space_id(file: Path | None, identity: str) -> str:
    if file is None or not file.is_file():
        return ""
    with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as held:
        if str(held["identity"]) != identity:
            return ""
        digest = hashlib.sha256()
        for name in sorted(name for name in held.files if name.startswith(("space.", "basis"))):
            digest.update(held[name].tobytes())
    return digest.hexdigest()[:12]


@cache
def _neutral_id(identity: str) -> str:
    return hashlib.sha256(identity.encode() + _sample()).hexdigest()[:12]


def _sample() -> bytes:
    return (resources.files("dzherelo.index") / "neutral.toml").read_bytes()


def neutral_space(embedder: TokenEmbedder, identity: str, cache: Path) -> TokenSpace:
    """The space of plain sentences of both languages; from `cache`, or fitted and kept there."""
    path = cache / f"space-{_neutral_id(identity)}.npz"
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as held:
            return _space({name: held[name] for name in held.files})
    except (OSError, ValueError, KeyError, EOFError):
        pass  # derived data: made anew below
    sample = tomllib.loads(_sample().decode())
    space = fit_space(
        {
            f"{role}.{language}": [one.tokens for one in embedder.encoded(texts, questions=asking)]
            for role, name, asking in (("q", "questions", True), ("p", "passages", False))
            for language, texts in sample[name].items()
        }
    )
    out = io.BytesIO()
    np.savez(out, **_space_arrays(space))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, out.getvalue())
    return space


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
    from dzherelo.corpus.library.holdings import Library
    from dzherelo.corpus.library.notes import kept_asked
    from dzherelo.index.units import question_unit, units

    library = Library(cache, Pack.default(), cache=cache)
    found = [unit for s in library.sources() for unit in units(library.passages(s.id))]
    found += [
        question_unit(one.source, one.source, text)
        for one in kept_asked(cache, *library.files("asked"))
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
    arrays: dict[str, Any] = {f"tokens.{name}": array for name, array in rows.arrays().items()}
    np.savez_compressed(
        out,
        identity=np.array(identity),
        digests=np.array([_digest(unit) for unit in units]),
        vectors=np.stack([one.vector for one in encoded]).astype(np.float16),
        **_space_arrays(space),
        **arrays,
    )
    return out.getvalue()


def _unpacked(held: dict[str, NDArray[Any]]) -> ShippedVectors:
    digests = [str(digest) for digest in held["digests"]]
    rows = {name[7:]: array for name, array in held.items() if name.startswith("tokens.")}
    return ShippedVectors(
        dict(zip(digests, held["vectors"], strict=True)),
        TokenRows.from_arrays(rows).by_key(),
        _space(held),
    )


def _space_arrays(space: TokenSpace) -> dict[str, Any]:
    return {f"space.{name}": mean for name, mean in space.means.items()} | {"basis": space.basis}


def _space(held: Mapping[str, NDArray[Any]]) -> TokenSpace:
    means = {name[6:]: mean for name, mean in held.items() if name.startswith("space.")}
    return TokenSpace(means, held["basis"])


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
    file = Pack.default().vectors
    assert file is not None  # the default pack has one
    with tempfile.TemporaryDirectory() as folder:
        found = shippable(Path(folder))
        embedder = open_embedder(cache=Path(folder))
        space = None if anew else shipped_vectors(file, embedder.identity).space
        data = make(found, embedder, space=space)
    file.write_bytes(data)
    print(f"{len(found)} vectors, {len(data)} bytes")


if __name__ == "__main__":
    _main()
