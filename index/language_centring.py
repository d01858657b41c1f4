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
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.files import write_atomically
from dzherelo.corpus.language.words import language_of
from dzherelo.index.embed import Embedder
from dzherelo.index.units import Unit

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Centres:
    """Mean vectors by language, for questions and for passages; each of shape (dimension,)."""

    questions: dict[str, Vectors]
    passages: dict[str, Vectors]

    @classmethod
    def none(cls, dimension: int) -> Centres:
        """Centres that take nothing away."""
        nothing = {"uk": np.zeros(dimension, dtype=np.float32)}
        return cls(nothing, nothing)

    def centre_questions(self, vectors: Vectors, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, dimension) without their language's mean."""
        return _centre(vectors, texts, self.questions)

    def centre_passages(self, vectors: Vectors, texts: Sequence[str]) -> Vectors:
        return _centre(vectors, texts, self.passages)

    def centre(self, vectors: Vectors, units: Sequence[Unit]) -> Vectors:
        """Of questions and passages mixed."""
        asking = np.array([unit.is_question for unit in units], dtype=bool)
        texts = [unit.text for unit in units]
        return np.where(
            asking[:, None],
            self.centre_questions(vectors, texts),
            self.centre_passages(vectors, texts),
        )


def open_centres(embedder: Embedder, *, cache: Path) -> Centres:
    """The centres of a model, from `cache` or computed and kept there."""
    path = cache / "centres.npz"
    sample = (resources.files("dzherelo.index") / "neutral.toml").read_bytes()
    stamp = f"{embedder.identity} {hashlib.sha256(sample).hexdigest()[:12]}"
    kept = _load(path, stamp)
    if kept is not None:
        return kept
    centres = _compute(embedder, tomllib.loads(sample.decode()))
    _save(path, stamp, centres)
    return centres


def _compute(embedder: Embedder, sample: dict[str, dict[str, list[str]]]) -> Centres:
    return Centres(
        {lang: embedder.queries(texts).mean(axis=0) for lang, texts in sample["questions"].items()},
        {lang: embedder.passages(texts).mean(axis=0) for lang, texts in sample["passages"].items()},
    )


def _centre(vectors: Vectors, texts: Sequence[str], means: dict[str, Vectors]) -> Vectors:
    if not len(texts):
        return vectors
    # A language without a sample of its own (Russian) is nearest to Ukrainian by its letters.
    mean = np.stack([means.get(language_of(text), means["uk"]) for text in texts])
    shifted = vectors - mean
    lengths = np.linalg.norm(shifted, axis=1, keepdims=True)
    centred: Vectors = np.divide(shifted, lengths, out=vectors.copy(), where=lengths > 1e-6)
    return centred


def _load(path: Path, stamp: str) -> Centres | None:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            if str(kept["stamp"]) != stamp:
                return None
            means = {name: kept[name] for name in kept.files if name != "stamp"}
    except (OSError, ValueError, KeyError, EOFError):
        return None
    return Centres(
        {name[2:]: mean for name, mean in means.items() if name.startswith("q.")},
        {name[2:]: mean for name, mean in means.items() if name.startswith("p.")},
    )


def _save(path: Path, stamp: str, centres: Centres) -> None:
    out = io.BytesIO()
    means = {f"q.{lang}": mean for lang, mean in centres.questions.items()}
    means |= {f"p.{lang}": mean for lang, mean in centres.passages.items()}
    np.savez(out, stamp=np.array(stamp), **means)  # type: ignore[arg-type]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, out.getvalue())
