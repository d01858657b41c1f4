"""Units to vectors, each as the question or passage that it is; and the tokens of passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dzherelo.index.embed import Embedder
from dzherelo.index.maxsim import Row, TokenEmbedder, TokenSpace, row_of
from dzherelo.index.precomputed import ShippedVectors
from dzherelo.index.store import Unit


class Made(NamedTuple):
    """Unit vectors (units, dimension), and by id the tokens of those units that are passages."""

    vectors: NDArray[np.float32]
    tokens: dict[str, Row]


def encode(
    units: Sequence[Unit], embedder: Embedder, *, shipped: ShippedVectors, space: TokenSpace | None
) -> Made:
    """Each unit read once, and not at all where its vectors are shipped. Without a space, or by an
    embedder that shows no tokens, there are none."""
    vectors = np.zeros((len(units), embedder.dimension), np.float32)
    tokens: dict[str, Row] = {}
    left: list[int] = []
    for at, unit in enumerate(units):
        held = shipped.vector(unit)
        row = shipped.tokens(unit)
        if held is None or (row is None and space is not None and unit.is_whole):
            left.append(at)
            continue
        vectors[at] = held
        if row is not None:
            tokens[unit.id] = row
    for questions in (True, False):
        rows = [at for at in left if units[at].is_question is questions]
        made = _read([units[at] for at in rows], embedder, space, questions=questions)
        vectors[rows] = made.vectors
        tokens |= made.tokens
    return Made(vectors, tokens)


def _read(
    units: Sequence[Unit], embedder: Embedder, space: TokenSpace | None, *, questions: bool
) -> Made:
    texts = [unit.text for unit in units]
    if space is None or not isinstance(embedder, TokenEmbedder):
        return Made(embedder.queries(texts) if questions else embedder.passages(texts), {})
    encoded = embedder.encoded(texts, questions=questions)
    tokens = {
        unit.id: row_of(one, unit, space=space, count=embedder.count)
        for unit, one in zip(units, encoded, strict=True)
        if unit.is_whole
    }
    empty = np.zeros((0, embedder.dimension), np.float32)
    return Made(np.stack([one.vector for one in encoded]) if encoded else empty, tokens)
