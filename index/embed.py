"""Texts to vectors: the seam, and a fake for tests; `models` opens a real one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


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
