"""The space in which token vectors are compared: without what is common to a language and a role,
and in the few directions in which tokens differ most.

A pack brings a space fitted on its own notes and questions, in the file of its vectors. Any other
library has the neutral one, fitted on plain sentences on no subject in particular (`neutral.toml`)
and made anew by `python -m dzherelo.index.token_space` when those sentences or the model change.
"""

from __future__ import annotations

import hashlib
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dzherelo.index.embed import Embedder, TokenEmbedder, open_embedder

DIMENSION: Final = 64
_SENTENCES: Final = Path(__file__).with_name("neutral.toml")
_NEUTRAL: Final = Path(__file__).with_name("neutral_space.npz")


@dataclass(frozen=True, slots=True)
class TokenSpace:
    """`means` by role and language ("q.uk", "p.en"), each (hidden,); `basis` is (hidden,
    DIMENSION)."""

    means: dict[str, NDArray[np.float32]]
    basis: NDArray[np.float32]

    def place(
        self, vectors: NDArray[np.float32], *, question: bool, language: str
    ) -> NDArray[np.float32]:
        """Unit vectors (tokens, DIMENSION)."""
        mean = self.means[f"{'q' if question else 'p'}.{'en' if language == 'en' else 'uk'}"]
        return unit((vectors - mean) @ self.basis)

    def arrays(self) -> dict[str, Any]:
        """As arrays for a NumPy archive."""
        return {"basis": self.basis, **{f"space.{key}": self.means[key] for key in self.means}}

    @property
    def id(self) -> str:
        """Names the space: tokens of two spaces cannot be compared."""
        digest = hashlib.sha256()
        for _, array in sorted(self.arrays().items()):
            digest.update(array.tobytes())
        return digest.hexdigest()[:12]


def space_of(embedder: Embedder, pack_file: Path | None) -> TokenSpace | None:
    """Where the tokens of a model are compared: the pack's space if its file of vectors has one
    for this model, else the neutral one; None for a model without tokens or without either."""
    if not isinstance(embedder, TokenEmbedder):
        return None
    own = _held(pack_file, embedder.identity) if pack_file else None
    return own or _held(_NEUTRAL, embedder.identity)


@lru_cache(8)
def _held(file: Path, identity: str) -> TokenSpace | None:
    if not file.is_file():
        return None
    with np.load(file, allow_pickle=False) as held:
        if str(held["identity"]) != identity or "basis" not in held.files:
            return None
        means = {name[6:]: held[name] for name in held.files if name.startswith("space.")}
        return TokenSpace(means, held["basis"])


def fit_space(samples: Mapping[str, Sequence[NDArray[np.float32]]]) -> TokenSpace:
    """The space of a sample of token vectors, by role and language: the directions of their
    greatest variance, each vector counted with unit length."""
    whole = {name: np.concatenate(list(parts)) for name, parts in samples.items()}
    means = {name: np.asarray(vectors.mean(axis=0)) for name, vectors in whole.items()}
    centred = np.concatenate([unit(whole[name] - means[name]) for name in whole])
    _, directions = np.linalg.eigh(centred.T @ centred)  # by rising variance
    return TokenSpace(means, np.asarray(directions[:, -DIMENSION:], dtype=np.float32))


def unit(vectors: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Vectors of length 1, row by row."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), np.float32)


def _main() -> None:
    """Fits the neutral space on all sentences of `neutral.toml` and writes its file."""
    told = tomllib.loads(_SENTENCES.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        embedder = open_embedder(cache=Path(folder))
    if not isinstance(embedder, TokenEmbedder):
        raise SystemExit(f"{embedder.identity} shows no tokens")
    samples = {
        f"{role[0]}.{language}": [
            one.tokens
            for one in embedder.encoded(
                told[role][language] + told["space"][role][language],
                questions=role == "questions",
            )
        ]
        for role in ("questions", "passages")
        for language in ("uk", "en")
    }
    np.savez_compressed(
        _NEUTRAL, identity=np.array(embedder.identity), **fit_space(samples).arrays()
    )
    read = sum(len(tokens) for sentences in samples.values() for tokens in sentences)
    print(f"{_NEUTRAL.name}: fitted on {read} tokens")


if __name__ == "__main__":
    _main()
