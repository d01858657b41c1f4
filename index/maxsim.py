"""Late interaction: every word of a question looks for its nearest word in a passage.

The score of a passage is MaxSim (Khattab and Zaharia 2020, ColBERT), here over the vectors that the
embedding model itself gives the tokens of a text, with no training of its own:

    sum over tokens q of the question: weight(q) * max over tokens p of the passage: cosine(q, p)

Token vectors lose the mean of their language and role (see centre.py), are turned into the few
directions in which tokens differ most, and kept as whole numbers of four bits. `weight` is the
token's idf over the library's passages to the power IDF, scaled so that weights sum to 1.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, runtime_checkable
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.corpus.language.words import language_of
from dzherelo.index.store import Unit

DIMENSION = 64
IDF = 0.75
_LEVELS = 7  # four bits: whole numbers from -7 to 7
_NO_PART = -1


class Encoded(NamedTuple):
    """A text as a model reads it: its vector (dimension,), and of its own tokens, without those
    that the model adds, the numbers (tokens,) and vectors (tokens, hidden)."""

    vector: NDArray[np.float32]
    ids: NDArray[np.int32]
    tokens: NDArray[np.float32]


@runtime_checkable
class TokenEmbedder(Protocol):
    """An embedder that also gives the vectors of tokens."""

    def encoded(self, texts: Sequence[str], *, questions: bool) -> list[Encoded]: ...
    def count(self, text: str) -> int: ...


@dataclass(frozen=True, slots=True)
class TokenSpace:
    """Where token vectors are compared: `means` by role and language ("q.uk", "p.en"), each
    (hidden,); `basis` is (hidden, DIMENSION)."""

    means: dict[str, NDArray[np.float32]]
    basis: NDArray[np.float32]

    def place(
        self, vectors: NDArray[np.float32], *, question: bool, language: str
    ) -> NDArray[np.float32]:
        """Unit vectors (tokens, DIMENSION)."""
        mean = self.means[f"{'q' if question else 'p'}.{'en' if language == 'en' else 'uk'}"]
        return unit((vectors - mean) @ self.basis)


def fit_space(samples: dict[str, Sequence[NDArray[np.float32]]]) -> TokenSpace:
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


def pack(vectors: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Unit vectors (tokens, DIMENSION) as (tokens, DIMENSION / 2) bytes, two numbers in each."""
    peak = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-6)
    whole = (np.rint(vectors / peak * _LEVELS) + _LEVELS).astype(np.uint8)
    packed: NDArray[np.uint8] = whole[:, 0::2] | (whole[:, 1::2] << 4)
    return packed


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The unit vectors again, but for rounding."""
    whole = np.empty((len(packed), packed.shape[1] * 2), np.float32)
    whole[:, 0::2] = packed & 15
    whole[:, 1::2] = packed >> 4
    return unit(whole - _LEVELS)


class Row(NamedTuple):
    """The tokens of one text: numbers, the sentence that each belongs to, packed vectors."""

    ids: NDArray[np.int32]
    part: NDArray[np.int16]
    packed: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class TokenRows:
    """The tokens of many texts one after another: text i has those from `starts[i]` to
    `starts[i + 1]`. `part` is the number of the sentence that a token belongs to, -1 outside."""

    keys: tuple[str, ...]
    starts: NDArray[np.int64]
    ids: NDArray[np.int32]
    part: NDArray[np.int16]
    packed: NDArray[np.uint8]

    @classmethod
    def of(cls, rows: Mapping[str, Row]) -> TokenRows:
        lengths = [len(row.ids) for row in rows.values()]
        return cls(
            tuple(rows),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            np.concatenate([np.zeros(0, np.int32), *(row.ids for row in rows.values())]),
            np.concatenate([np.zeros(0, np.int16), *(row.part for row in rows.values())]),
            np.concatenate(
                [np.zeros((0, DIMENSION // 2), np.uint8), *(row.packed for row in rows.values())]
            ),
        )

    def by_key(self) -> dict[str, Row]:
        """Each text's own tokens."""
        found = {}
        for at, key in enumerate(self.keys):
            here = slice(int(self.starts[at]), int(self.starts[at + 1]))
            found[key] = Row(self.ids[here], self.part[here], self.packed[here])
        return found

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As arrays for a NumPy archive."""
        return {
            "keys": np.array(self.keys),
            "starts": self.starts,
            "ids": self.ids,
            "part": self.part,
            "packed": self.packed,
        }

    @classmethod
    def from_arrays(cls, held: dict[str, NDArray[Any]]) -> TokenRows:
        """Raises KeyError if one is missing."""
        keys = tuple(str(key) for key in held["keys"])
        starts, ids, part, packed = (held[name] for name in ("starts", "ids", "part", "packed"))
        return cls(keys, starts, ids, part, packed)


class LateFiles:
    """The tokens of a library's passages on disk, a file a source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source: str, digest: str, rows: Mapping[str, Row]) -> None:
        """Keeps the tokens of a source's passages; `digest` says what they follow from."""
        out = io.BytesIO()
        held: dict[str, Any] = {"digest": np.array(digest), **TokenRows.of(rows).arrays()}
        np.savez(out, **held)
        path = self._path(source)
        with guarded(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, out.getvalue())

    def tokens(self, source: str, *, stamp: str) -> dict[str, Row]:
        """What is held of a source and was made in the way that `stamp`, the end of its digest,
        names, whatever its contents were; ids tell what is still of use."""
        try:
            held, rows = self._load(source)
            return rows.by_key() if held.endswith(stamp) else {}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return {}  # derived data: made anew

    def keep_only(self, sources: Container[str]) -> None:
        """Deletes the tokens of all other sources."""
        for path in self._folder.glob("*.npz"):
            if path.stem not in sources:
                path.unlink()

    def load(self, digests: Mapping[str, str]) -> TokenRows:
        """The tokens of all passages of these sources.

        Raises OSError or ValueError where a source has none, or they are damaged or of another
        digest.
        """
        rows: dict[str, Row] = {}
        for source, digest in digests.items():
            try:
                held, found = self._load(source)
            except (KeyError, EOFError, BadZipFile) as error:
                raise ValueError(f"damaged: {error}") from error
            if held != digest:
                raise ValueError(f"{source} was changed since")
            rows |= found.by_key()
        return TokenRows.of(rows)

    def _load(self, source: str) -> tuple[str, TokenRows]:
        data = io.BytesIO(self._path(source).read_bytes())
        with np.load(data, allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
        return str(arrays["digest"]), TokenRows.from_arrays(arrays)

    def _path(self, source: str) -> Path:
        return self._folder / f"{source}.npz"


def row_of(encoded: Encoded, unit: Unit, *, space: TokenSpace, count: Callable[[str], int]) -> Row:
    """The tokens of a whole passage. Words are read alike wherever they stand, so counting tells to
    which sentence a token belongs."""
    part = np.full(len(encoded.ids), _NO_PART, np.int16)
    for number, sentence in enumerate(unit.sentences):
        part[count(unit.text[: sentence.start]) : count(unit.text[: sentence.end])] = number
    placed = space.place(encoded.tokens, question=False, language=language_of(unit.text))
    return Row(encoded.ids, part, pack(placed))


class LateIndex:
    """MaxSim against the passages of one library. Immutable."""

    def __init__(self, rows: TokenRows, space: TokenSpace) -> None:
        self._rows = rows
        self._space = space
        self._place = {key: at for at, key in enumerate(rows.keys)}
        owner = np.repeat(np.arange(len(rows.keys)), np.diff(rows.starts))
        pairs = np.unique(np.stack([owner, rows.ids]), axis=1)
        ids, having = np.unique(pairs[1], return_counts=True)
        self._having = dict(zip(ids.tolist(), having.tolist(), strict=True))

    def __contains__(self, passage_id: str) -> bool:
        return passage_id in self._place

    def question(self, encoded: Encoded, *, language: str) -> QuestionTokens:
        """The tokens of a question, ready to be compared."""
        placed = self._space.place(encoded.tokens, question=True, language=language)
        weights = np.array([self._idf(int(token)) for token in encoded.ids], np.float32) ** IDF
        return QuestionTokens(placed, weights / max(float(weights.sum()), 1e-6))

    def scores(self, question: QuestionTokens, passage_ids: Sequence[str]) -> dict[str, float]:
        """MaxSim of each of these passages that is held and not empty."""
        places = [self._place[one] for one in passage_ids if one in self._place]
        starts, ends = self._rows.starts[places], self._rows.starts[[at + 1 for at in places]]
        filled = ends > starts
        if not filled.any():
            return {}
        slices = zip(starts[filled].tolist(), ends[filled].tolist(), strict=True)
        vectors = unpack(np.concatenate([self._rows.packed[one:end] for one, end in slices]))
        firsts = np.concatenate([[0], np.cumsum(ends[filled] - starts[filled])[:-1]])
        best = np.maximum.reduceat(vectors @ question.vectors.T, firsts, axis=0)
        names = [self._rows.keys[at] for at, there in zip(places, filled, strict=True) if there]
        return dict(zip(names, (best @ question.weights).tolist(), strict=True))

    def similarity(self, question: QuestionTokens, passage_id: str) -> Similarity:
        """How a question meets a passage that is held; raises KeyError for one that is not."""
        at = self._place[passage_id]
        here = slice(int(self._rows.starts[at]), int(self._rows.starts[at + 1]))
        cosines = question.vectors @ unpack(self._rows.packed[here]).T
        return Similarity(question.weights, cosines, self._rows.part[here])

    def _idf(self, token: int) -> float:
        count, having = len(self._rows.keys), self._having.get(token, 0)
        return float(np.log(1 + (count - having + 0.5) / (having + 0.5)))


class Similarity(NamedTuple):
    """Weights (asked,) of a question's tokens, their cosines to those of a passage, (asked, there),
    and the sentence of each of the latter."""

    weights: NDArray[np.float32]
    cosines: NDArray[np.float32]
    part: NDArray[np.int16]

    @property
    def best(self) -> NDArray[np.float32]:
        """The cosine of each token of the question to the nearest of the passage, (asked,)."""
        if not self.cosines.size:
            return np.zeros(len(self.weights), np.float32)
        return np.asarray(self.cosines.max(axis=1), np.float32)

    @property
    def whole(self) -> float:
        """MaxSim of the passage, at most 1."""
        return float(self.weights @ self.best)

    def sentence(self, number: int) -> float:
        """MaxSim of a sentence alone."""
        here = self.cosines[:, self.part == number]
        return float(self.weights @ here.max(axis=1)) if here.size else 0.0


class QuestionTokens(NamedTuple):
    """Unit vectors (tokens, DIMENSION) and weights (tokens,) that sum to 1."""

    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]

    def beside(self, other: QuestionTokens, *, share: float) -> QuestionTokens:
        """The tokens of two wordings: MaxSim is the mean of theirs, the other's with this share."""
        weights = np.concatenate([(1 - share) * self.weights, share * other.weights])
        return QuestionTokens(
            np.concatenate([self.vectors, other.vectors]), np.asarray(weights, np.float32)
        )
