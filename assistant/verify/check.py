"""Whether the words that a statement cites carry it: lexical support, without a model.

Wording may differ, up to a share of the statement's weight; what makes a statement false may not:
numbers, dates, names, places in acts, quoted words, what is denied, all, some, only, may, must,
conditions and their order, how and when, who acts.
Deterministic and pure. It holds a statement to words, not to sense: a statement that puts the
source's own words together otherwise can pass, and a free paraphrase can fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dzherelo.assistant.verify.alignment import Statement, Window, translatable
from dzherelo.assistant.verify.conditions import conditions
from dzherelo.assistant.verify.coverage import Carried, weak
from dzherelo.assistant.verify.degrees import degrees
from dzherelo.assistant.verify.figures_check import wrong_figures, wrong_quotes
from dzherelo.assistant.verify.modality import modality
from dzherelo.assistant.verify.names import (
    added,
    broken_names,
    other_names,
    replaced,
    undefined,
    wrong_names,
    wrong_persons,
)
from dzherelo.assistant.verify.nearness import MOST_SHARE, Meet, nearest
from dzherelo.assistant.verify.polarity import polarity
from dzherelo.assistant.verify.problems import Problem
from dzherelo.assistant.verify.quantifiers import opposites, quantifiers
from dzherelo.assistant.verify.recombination import stitched
from dzherelo.assistant.verify.roles import other_agents, swapped, unknown_subjects
from dzherelo.assistant.verify.sources import wrong_acts, wrong_places
from dzherelo.assistant.verify.support import Reading, Weigh
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.types import Span

LEAST = 0.7  # share of a statement's weight that the cited words must carry


@dataclass(frozen=True, slots=True)
class Verification:
    """What the cited words carry of a statement.

    `coverage` is the share of its weight, in [0, 1]; `spans` has for each cited passage the
    sentences that support it, from the first to the last, None where it adds nothing; no
    `problems` means that the statement is supported.
    """

    coverage: float
    spans: tuple[Span | None, ...]
    problems: tuple[Problem, ...]

    @property
    def supported(self) -> bool:
        return not self.problems


def verify(
    statement: str,
    cited: Sequence[Reading],
    *,
    terms: Terms,
    weigh: Weigh,
    least: float = LEAST,
    meet: Meet | None = None,
) -> Verification:
    """Whether the passages `cited` carry the `statement`, a sentence without its markers.

    Coverage is the sum of the weights of the terms that the best sentences of the passages carry
    over that of all terms. A term weighs its idf (`weigh`), at most RAREST, by the kind of word it
    is; a word of the passage's surroundings or of our note on it counts a little less, and a word
    that the glossary cannot carry into the passage's language weighs little. With `meet`, a word
    that they lack counts in part where another comes near to it in sense. A whole sentence of a
    passage, to the letter, carries itself.
    """
    if same := _verbatim(statement, cited):
        return Verification(1.0, same, ())
    said = Statement(statement, terms, weigh)
    if not cited or not said.weights:
        return Verification(0.0, (None,) * len(cited), (Problem("words", statement.strip()),))
    window = Window.chosen(said, cited, terms)
    hard = list(_hard(said, window))
    carried = Carried(said, window)
    lacking = list(weak(carried, least))
    reachable = carried.share(said.weights) + MOST_SHARE >= least
    if meet is not None and lacking and not hard and reachable:
        carried = Carried(said, window, nearest(said, window, meet))
        lacking = list(weak(carried, least))
    return Verification(carried.share(said.weights), window.spans, (*lacking, *hard))


def _verbatim(statement: str, cited: Sequence[Reading]) -> tuple[Span | None, ...]:
    """For each passage the sentence that the statement is, to the letter; empty where it is none.
    An item of a list does not count: it says nothing without what leads to it."""
    said = _plain(statement)
    for at, reading in enumerate(cited):
        for place, (span, _) in enumerate(reading.sentences):
            hangs = bool(reading.lead) and not place
            if said and not hangs and _plain(reading.words(span)) == said:
                return tuple(span if n == at else None for n in range(len(cited)))
    return ()


def _plain(text: str) -> str:
    """A sentence without the quotation marks around it and the mark that ends it."""
    return " ".join(text.split()).strip('«»“”„" ').rstrip(".:;!? ").strip('«»“”„" ')


def _hard(said: Statement, window: Window) -> Iterator[Problem]:
    passages = [reading.passage for reading in window.used]
    for place in wrong_places(said.named, passages):
        yield Problem("place", place.span.of(said.text))
    for mention in wrong_acts(said.named, passages):
        yield Problem("source", mention.span.of(said.text))
    for mention in said.named.mentions:
        if mention.act is None and not _held(said.inside(mention.span), window):
            yield Problem("source", mention.span.of(said.text))
    yield from wrong_figures(said, window)
    yield from stitched(said, window)
    yield from wrong_quotes(said, window)
    yield from wrong_names(said, window)
    yield from wrong_persons(said, window)
    yield from broken_names(said, window)
    yield from other_names(said, window)
    yield from replaced(said, window)
    yield from added(said, window)
    yield from undefined(said, window)
    yield from polarity(said, window)
    yield from quantifiers(said, window)
    yield from degrees(said, window)
    yield from modality(said, window)
    yield from opposites(said, window)
    yield from conditions(said, window)
    yield from swapped(said, window)
    yield from other_agents(said, window)
    yield from unknown_subjects(said, window)


def _held(wanted: Iterable[Term], window: Window) -> bool:
    """Whether the window carries all of these terms, as far as they can be translated."""
    return all(
        window.carries(term) or (window.crosses and not translatable(term)) for term in wanted
    )
