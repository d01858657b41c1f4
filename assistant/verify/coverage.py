"""Whether the cited words carry the wording of a statement: as a whole, and part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from dzherelo.assistant.verify.alignment import Piece, Statement, Window, near, translatable
from dzherelo.assistant.verify.clauses import parts
from dzherelo.assistant.verify.nearness import MOST_SHARE, Nearest
from dzherelo.assistant.verify.problems import Problem
from dzherelo.assistant.verify.support import UNTRANSLATED
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.types import Span

LEAST_OF_PART = 0.4  # and of each part of it that says something of its own
_WEIGHTY_PART = 6.0  # the weight from which a part says something of its own
_FOR_LENGTH = 0.12  # how much more a long source must carry: many words meet many others by chance
_SHORT, _LONG = 12, 16  # terms from which that counts, and over which it grows
_TOGETHER = 0.5  # what cohesion counts for beside coverage
_LEAST_TOGETHER = 0.22  # and by how much the two must exceed the least coverage
_TELLING = 0.8  # weight of the words whose neighbours are compared
_WEIGHTY_ADDED = 2.5  # the weight from which the words that a part adds are looked at alone


@dataclass(frozen=True, slots=True)
class Carried:
    """What the chosen words carry of a statement, those that come near in sense included."""

    said: Statement
    window: Window
    near: Mapping[Term, Nearest] = field(default_factory=dict)

    def share(self, wanted: Iterable[Term]) -> float:
        """The share of the weight of `wanted` that is carried; 1 for no weight."""
        total = held = softened = 0.0
        for term in wanted:
            carried_by = self.window.carries(term)
            near = self.near.get(term)
            weight = self.said.weights.get(term, 0.0)
            if self.window.crosses and not carried_by and near is None and not translatable(term):
                weight *= UNTRANSLATED
            total += weight
            held += weight * carried_by
            softened += weight * near.counts if near else 0.0
        return (held + min(softened, MOST_SHARE * total)) / total if total else 1.0

    @property
    def missing(self) -> tuple[Term, ...]:
        return tuple(
            term
            for term in self.said.weights
            if not self.window.carries(term) and term not in self.near
        )

    @property
    def cohesion(self) -> float:
        """The share of neighbouring words of a statement that are near each other in a chosen
        sentence too, by weight: words that stand scattered over a long sentence say something else
        there."""
        telling = [term for term, weight in self.said.weights.items() if weight >= _TELLING]
        total = beside = 0.0
        for one, other in pairwise(telling):
            weight = min(self.said.weights[one], self.said.weights[other])
            total += weight
            if any(
                near(self._there(one, piece), self._there(other, piece), piece.terms)
                for piece in self.window.pieces
            ):
                beside += weight
        return beside / total if total else 1.0

    def _there(self, term: Term, piece: Piece) -> Term:
        """The word that stands for a term in a chosen sentence; itself if none does."""
        found = self.near.get(term)
        return found.term if found and found.piece is piece else term


def weak(carried: Carried, least: float) -> Iterator[Problem]:
    """What the words lack: of the whole, and of each part that says something of its own.

    A long source must carry more than `least`, and words that it has scattered count less: many
    words meet many others by chance.
    """
    said, window = carried.said, carried.window
    coverage = carried.share(said.weights)
    least += _FOR_LENGTH * min(1.0, max(0.0, window.length - _SHORT) / _LONG)
    if coverage < least or coverage + _TOGETHER * carried.cohesion < least + _LEAST_TOGETHER:
        missing = [term.text for term in carried.missing]
        yield Problem("words", ", ".join(missing) or said.text.strip())
    earlier: list[Term] = []
    for span in _weighty_parts(said):
        own = said.within(span)
        fresh = [term for term in own if not any(term.meets(other) for other in earlier)]
        added = earlier and sum(said.weights[term] for term in fresh) >= _WEIGHTY_ADDED
        least_of = min(carried.share(own), carried.share(fresh) if added else 1.0)
        if least_of < LEAST_OF_PART:
            yield Problem("part", span.of(said.text).strip())
        earlier += own


def _weighty_parts(said: Statement) -> Iterator[Span]:
    """The parts of a statement that say something of their own; small ones join what follows."""
    start = None
    for part in parts(said.text):
        start = part.start if start is None else start
        span = Span(start, part.end)
        if sum(said.weights[term] for term in said.within(span)) >= _WEIGHTY_PART:
            yield span
            start = None
