"""Which sentences of a library carry some words, and how well.

A word counts whole where the sentence itself has it, a little less where only what stands around
it has (the headings, the lead-in of a list, our notes, the questions that it answers). A sentence
that denies what the words say, or says what they deny, carries them badly however alike it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dzherelo.assistant.types import Hit
from dzherelo.assistant.verify import negated
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.library.holdings import Holdings
from dzherelo.corpus.types import Passage, Span

AROUND = 0.85  # what a word counts for that only stands around
OPPOSED = 0.5  # and what all of them do where the sentence says the opposite
WHOLE = 0.95  # what a passage of several sentences counts for beside one of its sentences
LEAST = 0.6  # share of the words from which they are carried
NEARLY = 0.85  # and of the best share, from which another is as good


@dataclass(frozen=True, slots=True)
class Carried:
    """The part of a passage, an exact slice, that carries words, and how well, in [0, 1]; `lead`
    is the passage that an item of a list hangs on."""

    hit: Hit
    span: Span
    share: float
    lead: Passage | None = None

    @property
    def passage(self) -> Passage:
        return self.hit.passage

    @property
    def text(self) -> str:
        return self.passage.words(self.span)


class Wanted:
    """Words of a claim, read once."""

    def __init__(self, words: str, terms: Terms) -> None:
        self.words = words
        self._terms = terms
        self._wanted = terms.read(words)
        self._denied = negated(words, self._wanted)

    def __len__(self) -> int:
        return len(self._wanted)

    def share(self, text: str, around: str = "") -> float:
        """How well a text carries the words."""
        if not self._wanted:
            return 0.0
        read = self._terms.read(text)
        here = frozenset().union(*(term.keys for term in read))
        beside = self._terms.keys(around) if around else frozenset()
        met = [self._met(term, here, beside) for term in self._wanted]
        if 1.0 not in met:
            return 0.0  # nothing of it is said here
        return sum(met) / len(met) * (OPPOSED if self._is_opposed(text, read, here) else 1.0)

    def _met(self, term: Term, here: frozenset[str], beside: frozenset[str]) -> float:
        if not term.keys.isdisjoint(here):
            return 1.0
        return AROUND if not term.keys.isdisjoint(beside) else 0.0

    def _is_opposed(self, text: str, read: Sequence[Term], here: frozenset[str]) -> bool:
        """Whether one of the two denies what the other affirms."""
        denied = negated(text, read)
        if self._denied:
            return not self._denied.isdisjoint(here) and self._denied.isdisjoint(denied)
        said = [term for term in self._wanted if not term.keys.isdisjoint(here)]
        refused = sum(not term.keys.isdisjoint(denied) for term in said)
        return refused > len(said) / 2


def carrying(wanted: Wanted, hits: Iterable[Hit], holdings: Holdings) -> list[Carried]:
    """Of the passages found, what carries the words, best first, and nothing much worse than the
    best."""
    found = [best for hit in hits if (best := _best(wanted, hit, holdings)).share >= LEAST]
    top = max((one.share for one in found), default=0.0)
    kept = [one for one in found if one.share >= NEARLY * top]
    return sorted(kept, key=lambda one: -one.share)


def _best(wanted: Wanted, hit: Hit, holdings: Holdings) -> Carried:
    """The sentence of a passage that carries the words best; the whole of it, where only its
    sentences together do."""
    passage = hit.passage
    said = [passage.context, *(note.text for note in holdings.gloss(passage))]
    around = " ".join((*said, *holdings.asked(passage)))
    sentences = [
        Carried(hit, one, wanted.share(passage.words(one), around)) for one in passage.sentences
    ]
    counts = WHOLE if len(sentences) > 1 else 1.0
    whole = Carried(hit, passage.span, counts * wanted.share(passage.text, around))
    best = max([*sentences, whole], key=lambda one: (one.share, -len(range(*one.span))))
    leads = holdings.passages(passage.source) if passage.lead else ()
    return replace(best, lead=next((one for one in leads if one.id == passage.lead), None))
