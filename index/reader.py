"""A small reader: which passage answers a question, in which sentences, and is a statement carried.

Passage and question go apart through the lower layers of the bundled encoder, as they are; in the
layers above, the question's tokens attend to themselves and to the passage's. Only the attention of
those layers and the heads are fitted (`dzherelo.evals.training`, docs/reader.md) and lie beside
this module; all else is the bundled model's. Matrices are multiplied in 8 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.types import Passage
from dzherelo.index.e5 import BundledEmbedder, session_options
from dzherelo.index.e5_model import Graph, ModelFile

WEIGHTS: Final = Path(__file__).with_name("reader.npz")
_QUESTION, _STATEMENT = "?", "."  # what the network is told by the first token
_MICROSOFT: Final = "com.microsoft"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage: the logit that it answers (or carries the statement),
    and one for each of its sentences, or for the whole where it has none; `against` is the logit
    that it contradicts, of a statement that it does not carry."""

    score: float
    sentences: tuple[float, ...]
    against: float = 0.0


class Reader:
    """Reads with the weights of a file. Safe to use from several threads."""

    def __init__(
        self,
        embedder: BundledEmbedder,
        model: ModelFile,
        *,
        weights: Path = WEIGHTS,
        longest: int = 224,  # tokens of a passage, as it was fitted
        longest_question: int = 56,
        heading: int = 40,
        kept: int = 100,  # passages, a fifth of a megabyte each
    ) -> None:
        import onnxruntime  # type: ignore[import-untyped,unused-ignore]

        with np.load(weights, allow_pickle=False) as held:
            fitted = {name: held[name] for name in held.files}
        self._embedder = embedder
        self._mix = fitted["mix"]
        self._limits = longest, longest_question, heading
        options = session_options(onnxruntime)
        self._lower, self._meet = (
            onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
            for graph in (_lower_graph(model, fitted), _meeting_graph(model, fitted))
        )
        self._known = lru_cache(kept)(self._read_passage)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """Whether each passage answers the question."""
        return self._all(question, passages, 0)

    def check(self, statement: str, passages: Sequence[Passage]) -> list[Reading]:
        """Whether each passage carries the statement."""
        return self._all(statement, passages, 1)

    def _all(self, asked: str, passages: Sequence[Passage], kind: int) -> list[Reading]:
        return self.of_texts(asked, [(p.context, _parts(p)) for p in passages], kind=kind)

    def of_texts(
        self, asked: str, texts: Sequence[tuple[str, tuple[str, ...]]], *, kind: int
    ) -> list[Reading]:
        """As `read` (kind 0) and `check` (1), of headings and the sentences under them."""
        mark = _STATEMENT if kind else _QUESTION
        own = [*self._embedder.encode(mark), *self._embedder.encode(asked)]
        states = self._states(own[: self._limits[1] - 2])
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(lambda text: self._one(states, text[0], text[1], kind), texts))

    def _one(
        self, states: NDArray[np.float32], heading: str, parts: tuple[str, ...], kind: int
    ) -> Reading:
        passage, of = self._known(heading, parts)
        outputs = [("answers", "carries")[kind], f"places.{kind}", "near", "weights"]
        head, places, near, weights = self._meet.run(outputs, {"asked": states, "read": passage})
        met = _Met(places, near, weights[:, kind], self._mix[kind])
        scores = tuple(met.sentence(of == number) for number in range(len(parts)))
        return Reading(float(head[0]) + met.whole, scores, float(head[1]) if kind else 0.0)

    def _read_passage(
        self, heading: str, parts: tuple[str, ...]
    ) -> tuple[NDArray[np.float32], NDArray[np.int16]]:
        ids = self._embedder.encode(heading)[: self._limits[2]]
        of = [-1] * len(ids)
        for number, part in enumerate(parts):
            own = self._embedder.encode(part)
            ids += own
            of += [number] * len(own)
        room = self._limits[0] - 2
        return self._states(ids[:room]), np.array([-1, *of[:room], -1], np.int16)

    def _states(self, ids: Sequence[int]) -> NDArray[np.float32]:
        embeddings = self._embedder.embeddings(ids)
        states: NDArray[np.float32] = self._lower.run(["states"], {"embeddings": embeddings})[0]
        return states


def _parts(passage: Passage) -> tuple[str, ...]:
    return tuple(passage.words(span) for span in passage.sentences) or (passage.text,)


@dataclass(frozen=True, slots=True)
class _Met:
    """How question and passage meet: `places` (tokens of the passage,), cosines `near` of theirs
    (tokens of the question, of the passage), and what each of the question's weighs."""

    places: NDArray[np.float32]
    near: NDArray[np.float32]
    weights: NDArray[np.float32]
    mix: NDArray[np.float32]

    @property
    def whole(self) -> float:
        return float(self.mix[3] * (self.weights @ self.near.max(axis=1)))

    def sentence(self, tokens: NDArray[np.bool_]) -> float:
        """Very low for one that was cut off."""
        if not tokens.any():
            return -20.0
        own = self.places[tokens]
        parts = own.mean(), own.max(), self.weights @ self.near[:, tokens].max(axis=1)
        return float(np.dot(self.mix[:3], parts) + self.mix[4])


# Graphs -----------------------------------------------------------------------------------------


class _Quantised(Graph):
    """Products in 8 bits: one scale for each column of a matrix, one for all activations."""

    def linear(self, x: str, name: str, columns: int, *, bias: bool = True) -> str:
        weight, scale = self._quantised(name, columns)
        inputs = [x, self.constant(name + ".w", weight), self.constant(name + ".s", scale), ""]
        if bias:
            inputs.append(self.constant(name + ".b", self.vector(name + ".b")))
        output = self.fresh(name)
        return self.node("DynamicQuantizeMatMul", inputs, output, domain=_MICROSOFT)

    def _quantised(self, name: str, columns: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        if name + ".w" in self.fitted:
            return self.fitted[name + ".w"], self.fitted[name + ".s"].astype(np.float32)
        return quantised(self.matrix(name + ".w", columns))


def quantised(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix (rows, columns) as whole numbers (columns, rows), and the scale of each row."""
    scale = np.maximum(np.abs(matrix).max(axis=1), 1e-8) / 127
    whole = np.rint(matrix / scale[:, None]).astype(np.int8)
    return np.ascontiguousarray(whole.T), scale.astype(np.float32)


def _lower_graph(model: ModelFile, fitted: dict[str, NDArray[Any]]) -> bytes:
    graph = _Quantised(model, fitted)
    x = graph.norm("embeddings", "emb.ln")
    for layer in range(int(fitted["apart"])):
        x = graph.layer(x, f"l{layer}.")
    graph.node("Identity", [x], "states")
    width = model.shape.hidden
    return graph.serialised({"embeddings": [1, "tokens", width]}, {"states": [1, "tokens", width]})


def _meeting_graph(model: ModelFile, fitted: dict[str, NDArray[Any]]) -> bytes:
    graph, width = _Quantised(model, fitted), model.shape.hidden
    x = "asked"
    for layer in range(int(fitted["apart"]), int(fitted["layers"])):
        x = graph.layer(x, f"l{layer}.", beside="read")
    axis = graph.constant("axis", np.array([1]))
    first = graph.node("Gather", [x, graph.constant("zero", np.array(0))], "first", axis=1)
    mean = graph.node("ReduceMean", [x, axis], "mean", keepdims=0)
    most = graph.node("ReduceMax", [x, axis], "most", keepdims=0)
    pooled = graph.node("Concat", [first, mean, most], "pooled", axis=-1)
    outputs: dict[str, list[Any]] = {}
    for name, count in (("answers", 1), ("carries", 2)):
        wide = graph.linear(pooled, f"{name}.wide", 3 * width)
        active = graph.node("Gelu", [wide], f"{name}.active", domain=_MICROSOFT)
        out = graph.linear(active, f"{name}.out", width)
        graph.node("Reshape", [out, graph.constant("flat", np.array([-1]))], name)
        outputs[name] = [count]
    place = graph.linear("read", "place", width)
    for kind in range(2):
        pointer = graph.linear(pooled, f"pointers.{kind}", 3 * width)
        turned = graph.node("Transpose", [pointer], f"turned.{kind}", perm=[1, 0])
        met = graph.node("MatMul", [place, turned], f"met.{kind}")
        scale = graph.constant("root", np.array(width**-0.5, np.float32))
        scaled = graph.node("Mul", [met, scale], f"scaled.{kind}")
        graph.node("Reshape", [scaled, graph.constant("flat", np.array([-1]))], f"places.{kind}")
        outputs[f"places.{kind}"] = ["passage"]
    whole_rows = graph.constant("rows", np.array([-1, width]))
    sides = []
    for side in ("asked", "read"):
        compared = graph.linear(side, "compare", width)
        flat = graph.node("Reshape", [compared, whole_rows], f"{side}.compared")
        sides.append(graph.node("LpNormalization", [flat], f"{side}.unit", axis=-1, p=2))
    turned = graph.node("Transpose", [sides[1]], "read.turned", perm=[1, 0])
    graph.node("MatMul", [sides[0], turned], "near")
    attend = graph.linear(x, "attend", width)
    weights = graph.node("Softmax", [attend], "attended", axis=1)
    graph.node("Reshape", [weights, graph.constant("pairs", np.array([-1, 2]))], "weights")
    outputs |= {"near": ["question", "passage"], "weights": ["question", 2]}
    shapes = {"asked": [1, "question", width], "read": [1, "passage", width]}
    return graph.serialised(shapes, outputs)
