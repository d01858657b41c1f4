"""How near a passage comes to the words of a question, where it does not have them.

Everyday words seldom stand in a statute: "who picks the judges" is answered by "appoints", and "at
what age may one marry" by nothing that speaks of age alone. Token vectors (index.maxsim) tell the
two apart better than the sum over all words: what counts is the word that is met worst.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from dzherelo.assistant.query.question import Question
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.types import Span
from dzherelo.index.maxsim import Similarity

_HELD = 0.8  # how near a passage comes to a word that it has
_UNKNOWN = 0.45  # to one that it lacks, where tokens do not tell
_SHARE = 0.1  # of the question, for a word whose tokens are not known
_FIFTH = 5


class Nearness(NamedTuple):
    """`farthest`: how near the passage comes to the word that it misses most, of those that it does
    not have; `least`: to the fifth of the question's tokens that are met worst; `lost`: the share
    of the question in words that it does not have, each by how far it is from them."""

    farthest: float = _HELD
    least: float = 0.3
    lost: float = 0.0


UNKNOWN = Nearness()


def nearness(
    question: Question,
    held: Collection[str],
    met: Similarity | None,
    places: Mapping[Term, Span],
) -> Nearness:
    """Of a passage with the keys `held` and the token similarities `met`; `places` are the tokens
    of each term."""
    best = met.best if met else np.zeros(0, np.float32)
    missing = [
        term
        for term in question.weighty
        if not term.is_number and not any(key in held for key in term.keys)
    ]
    farthest, lost = _HELD, 0.0
    for term in missing:
        near, share = _UNKNOWN, _SHARE
        here = places.get(term)
        if met is not None and here is not None and here.end <= len(best):
            weights = met.weights[here.start : here.end]
            share = float(weights.sum())
            near = float(weights @ best[here.start : here.end]) / max(share, 1e-6)
        farthest = min(farthest, near)
        lost += share * (1 - near)
    if not len(best):
        return Nearness(farthest, lost=lost)
    worst = np.sort(best)[: max(1, len(best) // _FIFTH)]
    return Nearness(farthest, float(worst.mean()), lost)
