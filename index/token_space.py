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
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.language.words import language_of
from dzherelo.index.embed import Embedder, TokenEmbedder
from dzherelo.index.models import open_embedder

DIMENSION: Final = 64
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


def fit_space(embedder: Embedder, questions: Sequence[str], passages: Sequence[str]) -> TokenSpace:
    """The space of a sample of texts: the directions in which its tokens vary most, each counted
    with unit length. Raises TypeError for a model without tokens."""
    if not isinstance(embedder, TokenEmbedder):
        raise TypeError(f"{embedder.identity} shows no tokens")
    sample: dict[str, NDArray[np.float32]] = {}
    for role, texts in (("q", questions), ("p", passages)):
        read = embedder.encoded(texts, questions=role == "q")
        for language in ("uk", "en"):
            pairs = zip(texts, read, strict=True)
            own = [one.tokens for text, one in pairs if language_of(text) == language]
            sample[f"{role}.{language}"] = np.concatenate(own)
    means = {name: np.asarray(vectors.mean(axis=0)) for name, vectors in sample.items()}
    centred = np.concatenate([unit(sample[name] - means[name]) for name in sample])
    _, directions = np.linalg.eigh(centred.T @ centred)  # by rising variance
    return TokenSpace(means, np.asarray(directions[:, -DIMENSION:], dtype=np.float32))


def unit(vectors: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Vectors of length 1, row by row."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), np.float32)


def _main() -> None:
    """Fits the neutral space on all sentences of `neutral.toml` and writes its file."""
    told = tomllib.loads(Path(__file__).with_name("neutral.toml").read_text(encoding="utf-8"))
    texts = {
        role: [
            text
            for part in (told, told["space"])
            for texts in part[role].values()
            for text in texts
        ]
        for role in ("questions", "passages")
    }
    with tempfile.TemporaryDirectory() as folder:
        embedder = open_embedder(cache=Path(folder))
    space = fit_space(embedder, texts["questions"], texts["passages"])
    np.savez_compressed(_NEUTRAL, identity=np.array(embedder.identity), **space.arrays())
    print(f"{_NEUTRAL.name}: space {space.id}")


if __name__ == "__main__":
    _main()
