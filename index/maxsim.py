"""Late interaction: every word of a question looks for its nearest word in a passage.

The score of a passage is MaxSim (Khattab and Zaharia 2020, ColBERT), here over the vectors that the
embedding model itself gives the tokens of a text, with no training of its own:

    sum over tokens q of the question: weight(q) * max over tokens p of the passage: cosine(q, p)

Token vectors are placed in a `TokenSpace` and kept as whole numbers of four bits. `weight` is the
token's idf over the library's passages to the power 0.75, scaled so that weights sum to 1.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.files import guarded, write_atomically
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.types import Passage, Span
from dzherelo.index.embed import Encoded, TokenEmbedder
from dzherelo.index.token_space import DIMENSION, TokenSpace, unit
from dzherelo.index.units import Unit, whole


def pack(vectors: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Unit vectors (tokens, DIMENSION) as (tokens, DIMENSION / 2) bytes: two whole numbers
    from -7 to 7 in each."""
    peak = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-6)
    levels = (np.rint(vectors / peak * 7) + 7).astype(np.uint8)
    packed: NDArray[np.uint8] = levels[:, 0::2] | (levels[:, 1::2] << 4)
    return packed


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The unit vectors again, but for rounding."""
    levels = np.empty((len(packed), packed.shape[1] * 2), np.float32)
    levels[:, 0::2] = packed & 15
    levels[:, 1::2] = packed >> 4
    return unit(levels - 7)


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

    def arrays(self) -> dict[str, Any]:
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
    part = np.full(len(encoded.ids), -1, np.int16)
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
        weights = np.array([self._idf(int(token)) for token in encoded.ids], np.float32) ** 0.75
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


# Word against word -------------------------------------------------------------------------


class Meeting:
    """Holds sentences against the passages of one library. Safe to use from several threads."""

    def __init__(self, embedder: TokenEmbedder, late: LateIndex) -> None:
        self._late = late
        # Of functions, not of this object's methods: a cache of those would keep the object alive.
        self._read = lru_cache(64)(partial(_sentence, embedder, late))
        self._places = lru_cache(512)(partial(Located.of, count=embedder.count))

    def __call__(self, sentence: str, passage: Passage) -> WordsMet | None:
        """A sentence against a passage; None where the passage's tokens are not held, or are those
        of other words."""
        if passage.id not in self._late:
            return None
        tokens, said = self._read(sentence)
        cosines = self._late.similarity(tokens, passage.id).cosines
        text = whole(passage)
        there = self._places(text)
        if cosines.shape != (said.total, there.total):
            return None
        shift = len(text) - len(passage.text) - passage.span.start
        return WordsMet(cosines, said, there, shift)


def _sentence(
    embedder: TokenEmbedder, late: LateIndex, sentence: str
) -> tuple[QuestionTokens, Located]:
    (read,) = embedder.encoded([sentence], questions=True)
    tokens = late.question(read, language=language_of(sentence))
    return tokens, Located.of(sentence, embedder.count)


class Located(NamedTuple):
    """Where the tokens of a text stand: for each run of letters between white space its span and
    its tokens, from the first to before the last; and how many tokens there are."""

    runs: tuple[tuple[Span, int, int], ...]
    total: int

    @classmethod
    def of(cls, text: str, count: Callable[[str], int]) -> Located:
        """Words are read alike wherever they stand, so counting tells which tokens are whose."""
        runs: list[tuple[Span, int, int]] = []
        at = 0
        for match in re.finditer(r"\S+", text):
            end = at + count(match[0])
            runs.append((Span(*match.span()), at, end))
            at = end
        return cls(tuple(runs), at)

    def tokens(self, span: Span) -> list[int]:
        """The tokens of the runs that a span touches."""
        return [
            token
            for run, start, end in self.runs
            if run.overlap(span)
            for token in range(start, end)
        ]


class WordsMet(NamedTuple):
    """The cosines (said, there) between the tokens of a sentence and those of a passage, and where
    they stand; `shift` leads from the source's text to what was read of the passage."""

    matrix: NDArray[np.float32]
    said: Located
    there: Located
    shift: int

    def cosines(self, said: Sequence[Span], there: Sequence[Span]) -> list[list[float]]:
        """How near each of these words of the sentence is to each of these of the passage, whose
        spans are those of the source's text: the mean over a word's tokens of the nearest one's
        cosine, -1 where there are none."""
        columns = [
            self.there.tokens(Span(span.start + self.shift, span.end + self.shift))
            if span.start + self.shift >= 0
            else []
            for span in there
        ]
        rows = [self.said.tokens(span) for span in said]
        return [
            [
                float(self.matrix[np.ix_(row, column)].max(axis=1).mean()) if row and column else -1
                for column in columns
            ]
            for row in rows
        ]
