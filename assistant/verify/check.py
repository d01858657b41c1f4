"""Whether the words that a statement cites carry it: lexical support, without a model.

Wording may differ, up to a share of the statement's weight; what makes a statement false may not:
numbers, dates, names, places in acts, quoted words, what is denied, all, some, only, may and must.
Deterministic and pure. It holds a statement to words, not to sense: a statement that puts the
source's own words together otherwise can pass, and a free paraphrase can fail.

Each rule is kept for what it earns over the statements of `tests/assistant/data`; the table is in
`tests/assistant/test_verify_statements.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dzherelo.assistant.verify.alignment import Problem, Statement, Window
from dzherelo.assistant.verify.coverage import LIMITS, Carried, Meet, nearest, weak
from dzherelo.assistant.verify.figures import wrong_figures, wrong_quotes
from dzherelo.assistant.verify.names import wrong_acts, wrong_names, wrong_places
from dzherelo.assistant.verify.polarity import polarity
from dzherelo.assistant.verify.quantifiers import modality, opposites, quantifiers
from dzherelo.corpus.language.overlap import Reading, Weigh
from dzherelo.corpus.language.terms import Terms
from dzherelo.corpus.types import Span

LEAST = 0.7  # share of a statement's weight that the cited words must carry
RULES: tuple[Callable[[Statement, Window], Iterator[Problem]], ...] = (
    wrong_places,
    wrong_acts,
    wrong_figures,
    wrong_quotes,
    wrong_names,
    polarity,
    quantifiers,
    modality,
    opposites,
)


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
    window = Window.chosen(said, cited)
    hard = [problem for rule in RULES for problem in rule(said, window)]
    carried = Carried(said, window)
    lacking = list(weak(carried, least))
    reachable = carried.share(said.weights) + LIMITS.most_near >= least
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
