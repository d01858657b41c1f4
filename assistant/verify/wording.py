"""Whether the cited words carry the wording of a statement: as a whole, and part by part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.verify.clauses import parts
from assistant.verify.problems import Problem
from assistant.verify.window import Statement, Window, near
from corpus.terms import Term
from corpus.types import Span

LEAST_OF_PART = 0.4  # and of each part of it that says something of its own
_WEIGHTY_PART = 6.0  # the weight from which a part says something of its own
_FOR_LENGTH = 0.12  # how much more a long source must carry: many words meet many others by chance
_SHORT, _LONG = 12, 16  # terms from which that counts, and over which it grows
_TOGETHER = 0.5  # what cohesion counts for beside coverage
_LEAST_TOGETHER = 0.22  # and by how much the two must exceed the least coverage
_TELLING = 0.8  # weight of the words whose neighbours are compared
_WEIGHTY_ADDED = 2.5  # the weight from which the words that a part adds are looked at alone


def weak(said: Statement, window: Window, coverage: float, least: float) -> Iterator[Problem]:
    """What the words lack: of the whole, and of each part that says something of its own.

    A long source must carry more than `least`, and words that it has scattered count less: many
    words meet many others by chance.
    """
    least += _FOR_LENGTH * min(1.0, max(0.0, window.length - _SHORT) / _LONG)
    if coverage < least or coverage + _TOGETHER * _cohesion(said, window) < least + _LEAST_TOGETHER:
        missing = [term.text for term in said.weights if not window.carries(term)]
        yield Problem("words", ", ".join(missing) or said.text.strip())
    earlier: list[Term] = []
    for span in _weighty_parts(said):
        own = said.within(span)
        fresh = [term for term in own if not any(term.meets(other) for other in earlier)]
        added = earlier and sum(said.weights[term] for term in fresh) >= _WEIGHTY_ADDED
        least_of = min(said.share(own, window), said.share(fresh, window) if added else 1.0)
        if least_of < LEAST_OF_PART:
            yield Problem("part", span.of(said.text).strip())
        earlier += own


def _cohesion(said: Statement, window: Window) -> float:
    """The share of neighbouring words of a statement that are near each other in a chosen sentence
    too, by weight: words that stand scattered over a long sentence say something else there."""
    telling = [term for term, weight in said.weights.items() if weight >= _TELLING]
    total = beside = 0.0
    for one, other in pairwise(telling):
        weight = min(said.weights[one], said.weights[other])
        total += weight
        if any(near(one, other, piece.terms) for piece in window.pieces):
            beside += weight
    return beside / total if total else 1.0


def _weighty_parts(said: Statement) -> Iterator[Span]:
    """The parts of a statement that say something of their own; small ones join what follows."""
    start = None
    for part in parts(said.text):
        start = part.start if start is None else start
        span = Span(start, part.end)
        if sum(said.weights[term] for term in said.within(span)) >= _WEIGHTY_PART:
            yield span
            start = None
