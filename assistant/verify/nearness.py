"""Words that say the same in other words: how near a statement's words come to those of its source
in sense, as the index's own token vectors tell.

It only makes up for a wording that no list and no base form knows. What may not differ is never
softened: figures, names, those who act, marks such as "not", "all" and "may", words that turn down,
and a word beside another side of a contrast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dzherelo.assistant.verify.alignment import Piece, Statement, Window
from dzherelo.assistant.verify.clauses import is_mark
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.quantifiers import sides_of
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import base_forms
from dzherelo.corpus.types import Passage, Span

FAR, CLOSE = 0.55, 0.75  # cosines at which a word begins to count, and counts most
MOST = 0.8  # what a word counts for that only comes near
MOST_SHARE = 0.3  # share of a statement's weight that may count so


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
            counts = MOST * min(1.0, max(0.0, (cosine - FAR) / (CLOSE - FAR)))
            if counts and cosine > best.get(term, (0.0,))[0] and not _opposed(term, held[-at]):
                best[term] = cosine, Nearest(held[-at], piece, counts)
    return {term: one for term, (_, one) in best.items()}


def _may_soften(term: Term) -> bool:
    """Whether another word may stand for this one."""
    known = lists()
    if term.is_name or term.is_number or term.proper:
        return False
    apart = known.actors | known.bodies
    return apart.isdisjoint(term.keys) and known.refusing.isdisjoint(base_forms(term.text.lower()))


def _opposed(one: Term, other: Term) -> bool:
    """Whether two words stand on different sides of a contrast."""
    return any(
        (mine := sides_of(one, sides)) and (its := sides_of(other, sides)) and mine.isdisjoint(its)
        for sides in lists().contrasts
    )
