"""Whether the cited words carry the wording of a statement: as a whole, and part by part; and words
that say the same in other words.

Words that come near in sense, as the index's own token vectors tell, only make up for a wording
that no list and no base form knows. What may not differ is never softened: figures, names, those
who act, marks such as "not", "all" and "may", words that turn down, and a word beside another side
of a contrast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from dzherelo.assistant.verify.alignment import (
    Piece,
    Problem,
    Statement,
    Window,
    lists,
    near,
    sides_of,
)
from dzherelo.corpus.language.clauses import is_mark, parts
from dzherelo.corpus.language.overlap import UNTRANSLATED, share, translatable
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import base_forms
from dzherelo.corpus.types import Passage, Span


@dataclass(frozen=True, slots=True)
class Limits:
    """From where words carry a statement; fitted on the statements of `tests/assistant/data`.

    Cosines at which a word begins to count and counts most; what it then counts for; the share of a
    statement's weight that may count so. The share that each part must carry, and from which weight
    a part, and what it adds, says something of its own. How much more a long source must carry,
    since many words meet many others by chance: terms from which that counts, and over which it
    grows. What cohesion counts for beside coverage, by how much the two must exceed the least
    coverage, and the weight of the words whose neighbours are compared.
    """

    far: float = 0.55
    close: float = 0.75
    nearly: float = 0.8
    most_near: float = 0.3
    part: float = 0.4
    weighty_part: float = 6.0
    weighty_added: float = 2.5
    for_length: float = 0.12
    short: int = 12
    grows: int = 16
    together: float = 0.5
    least_together: float = 0.22
    telling: float = 0.8


LIMITS = Limits()


class Met(Protocol):
    """A statement held against a passage, word by word."""

    def cosines(self, said: Sequence[Span], there: Sequence[Span]) -> Sequence[Sequence[float]]:
        """How near each of these words of the statement is to each of these of the passage. Spans
        are those of the statement, and those of the source's text."""
        ...


Meet = Callable[[str, Passage], Met | None]  # None where the passage's tokens are not held


@dataclass(frozen=True, slots=True)
class Nearest:
    """The word of a chosen sentence that comes nearest to one of a statement, and what the latter
    counts for, in (0, 1)."""

    term: Term
    piece: Piece
    counts: float


@dataclass(frozen=True, slots=True)
class Carried:
    """What the chosen words carry of a statement, those that come near in sense included."""

    said: Statement
    window: Window
    near: Mapping[Term, Nearest] = field(default_factory=dict)

    def share(self, wanted: Iterable[Term]) -> float:
        """The share of the weight of `wanted` that is carried; 1 for no weight."""
        terms = tuple(wanted)
        if not any(map(self._weight, terms)):
            return 1.0
        held = share(terms, self.window.carries, weight=self._weight)
        softened = share(terms, self._softened, weight=self._weight)
        return held + min(softened, LIMITS.most_near)

    def _softened(self, term: Term) -> float:
        return self.near[term].counts if term in self.near else 0.0

    def _weight(self, term: Term) -> float:
        weight = self.said.weights.get(term, 0.0)
        foreign = self.window.crosses and not translatable(term)
        return weight * UNTRANSLATED if foreign and not self._is_met(term) else weight

    def _is_met(self, term: Term) -> bool:
        return term in self.near or self.window.carries(term) > 0

    @property
    def missing(self) -> tuple[Term, ...]:
        return tuple(term for term in self.said.weights if not self._is_met(term))

    @property
    def cohesion(self) -> float:
        """The share of neighbouring words of a statement that are near each other in a chosen
        sentence too, by weight: words that stand scattered over a long sentence say something else
        there."""
        weights = self.said.weights
        telling = [term for term, weight in weights.items() if weight >= LIMITS.telling]
        beside = {
            one: any(
                near(self._there(one, piece), self._there(other, piece), piece.terms)
                for piece in self.window.pieces
            )
            for one, other in pairwise(telling)
        }
        pairs = {one: min(weights[one], weights[other]) for one, other in pairwise(telling)}
        return share(pairs, beside.__getitem__, weight=pairs.__getitem__) if pairs else 1.0

    def _there(self, term: Term, piece: Piece) -> Term:
        """The word that stands for a term in a chosen sentence; itself if none does."""
        found = self.near.get(term)
        return found.term if found and found.piece is piece else term


def weak(carried: Carried, least: float) -> Iterator[Problem]:
    """What the words lack: of the whole, and of each part that says something of its own.

    A long source must carry more than `least`, and words that it has scattered count less: many
    words meet many others by chance.
    """
    said, window, limits = carried.said, carried.window, LIMITS
    coverage = carried.share(said.weights)
    least += limits.for_length * min(1.0, max(0.0, window.length - limits.short) / limits.grows)
    together = coverage + limits.together * carried.cohesion
    if coverage < least or together < least + limits.least_together:
        missing = [term.text for term in carried.missing]
        yield Problem("words", ", ".join(missing) or said.text.strip())
    earlier: list[Term] = []
    for span in _weighty_parts(said):
        own = said.within(span)
        fresh = [term for term in own if not any(term.meets(other) for other in earlier)]
        added = earlier and sum(said.weights[term] for term in fresh) >= limits.weighty_added
        least_of = min(carried.share(own), carried.share(fresh) if added else 1.0)
        if least_of < limits.part:
            yield Problem("part", span.of(said.text).strip())
        earlier += own


def _weighty_parts(said: Statement) -> Iterator[Span]:
    """The parts of a statement that say something of their own; small ones join what follows."""
    start = None
    for part in parts(said.text):
        start = part.start if start is None else start
        span = Span(start, part.end)
        if sum(said.weights[term] for term in said.within(span)) >= LIMITS.weighty_part:
            yield span
            start = None


def nearest(said: Statement, window: Window, meet: Meet) -> Mapping[Term, Nearest]:
    """For the words of a statement that the chosen sentences lack, those that come near enough."""
    wanted = [term for term in said.weights if not window.carries(term) and _may_soften(term)]
    best: dict[Term, tuple[float, Nearest]] = {}
    for piece in window.pieces if wanted else ():
        met = meet(said.text, piece.reading.passage)
        held = [term for term in piece.terms if not term.is_number and not is_mark(term)]
        if met is None or not held:
            continue
        there = [Span(t.span.start + piece.start, t.span.end + piece.start) for t in held]
        found = met.cosines([term.span for term in wanted], there)
        for term, row in zip(wanted, found, strict=True):
            cosine, at = max((cosine, -at) for at, cosine in enumerate(row))
            above = (cosine - LIMITS.far) / (LIMITS.close - LIMITS.far)
            counts = LIMITS.nearly * min(1.0, max(0.0, above))
            if counts and cosine > best.get(term, (0.0,))[0] and not _opposed(term, held[-at]):
                best[term] = cosine, Nearest(held[-at], piece, counts)
    return {term: one for term, (_, one) in best.items()}


def _may_soften(term: Term) -> bool:
    """Whether another word may stand for this one."""
    if term.is_name or term.is_number or term.proper:
        return False
    known = lists()
    bases = base_forms(term.text.lower())
    return (known.acting | known.bodies).isdisjoint(term.keys) and known.refusing.isdisjoint(bases)


def _opposed(one: Term, other: Term) -> bool:
    """Whether two words stand on different sides of a contrast."""
    return any(
        (mine := sides_of(one, sides)) and (its := sides_of(other, sides)) and mine.isdisjoint(its)
        for sides in lists().contrasts
    )
