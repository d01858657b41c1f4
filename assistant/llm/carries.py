"""Whether passages carry a statement: enough words, every number and name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.question import emphasis
from assistant.verify import Reading, Weigh, crosses, negated, support
from corpus.terms import Terms
from corpus.types import Span
from corpus.words import language_of

LEAST = 0.7


@dataclass(frozen=True, slots=True)
class Verification:
    coverage: float
    spans: tuple[Span | None, ...]
    supported: bool


def verify(statement: str, cited: Sequence[Reading], *, terms: Terms, weigh: Weigh) -> Verification:
    """The sentence of the cited passages that carries most of the statement."""
    wanted = [(term, emphasis(term)) for term in terms.read(statement)]
    language = "en" if language_of(statement) == "en" else "uk"
    best = Verification(0.0, (None,) * len(cited), False)
    for at, reading in enumerate(cited):
        for span, held in reading.sentences:
            keys = frozenset().union(*(term.keys for term in held))
            around = reading.context | reading.gloss
            found = support(
                wanted, keys, around, weigh=weigh, crosses=crosses(language, reading.passage)
            )
            if found.all <= best.coverage:
                continue
            turned = negated(statement, [t for t, _ in wanted]) ^ negated(reading.words(span), held)
            turned &= frozenset().union(*(t.keys for t, _ in wanted)) & keys
            sound = not (found.missing_numbers or found.missing_names or turned)
            spans = tuple(span if place == at else None for place in range(len(cited)))
            best = Verification(found.all, spans, sound and found.all >= LEAST)
    return best
