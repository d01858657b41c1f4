"""Language centring: what makes two texts alike only because they share a language is taken away.

Every vector loses the mean vector of its language and role (question or passage) and is made
unit length again. The means come from a parallel sample of plain sentences (`neutral.toml`), so
that they stand for the language and not for the library; they are computed once per embedding
model and kept.
"""

from __future__ import annotations

import hashlib
import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.files import write_atomically
from dzherelo.corpus.language.words import language_of
from dzherelo.index.embed import Embedder
from dzherelo.index.units import Unit

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Centres:
    """Mean vectors (dimension,) by role and language: "q.uk" of questions, "p.en" of passages."""

    means: dict[str, Vectors]

    @classmethod
    def none(cls, dimension: int) -> Centres:
        """Centres that take nothing away."""
        nothing = np.zeros(dimension, dtype=np.float32)
        return cls({"q.uk": nothing, "p.uk": nothing})

    def centre_questions(self, vectors: Vectors, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, dimension) without their language's mean."""
        return self._centre(vectors, [f"q.{language_of(text)}" for text in texts])

    def centre(self, vectors: Vectors, units: Sequence[Unit]) -> Vectors:
        """Of questions and passages mixed."""
        roles = ("q" if unit.is_question else "p" for unit in units)
        languages = (language_of(unit.text) for unit in units)
        return self._centre(
            vectors, [".".join(pair) for pair in zip(roles, languages, strict=True)]
        )

    def _centre(self, vectors: Vectors, keys: Sequence[str]) -> Vectors:
        if not keys:
            return vectors
        # A language without a sample of its own (Russian) is nearest to Ukrainian by its letters.
        mean = np.stack([self.means.get(key, self.means[f"{key[0]}.uk"]) for key in keys])
        shifted = vectors - mean
        lengths = np.linalg.norm(shifted, axis=1, keepdims=True)
        centred: Vectors = np.divide(shifted, lengths, out=vectors.copy(), where=lengths > 1e-6)
        return centred


def open_centres(embedder: Embedder, *, cache: Path) -> Centres:
    """The centres of a model, from `cache` or computed and kept there."""
    path = cache / "centres.npz"
    sample = Path(__file__).with_name("neutral.toml").read_bytes()
    stamp = f"{embedder.identity} {hashlib.sha256(sample).hexdigest()[:12]}"
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            if str(kept["stamp"]) == stamp:
                return Centres({name: kept[name] for name in kept.files if name != "stamp"})
    except (OSError, ValueError, KeyError, EOFError):
        pass  # derived data: made anew below
    told = tomllib.loads(sample.decode())
    means: dict[str, Any] = {
        f"{role[0]}.{language}": embed(texts).mean(axis=0)
        for role, embed in (("questions", embedder.queries), ("passages", embedder.passages))
        for language, texts in told[role].items()
    }
    out = io.BytesIO()
    np.savez(out, stamp=np.array(stamp), **means)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, out.getvalue())
    return Centres(means)
