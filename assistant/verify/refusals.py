"""What is refused: words such as "refuse", which deny without a "not"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dzherelo.assistant.verify.alignment import Statement, Window
from dzherelo.assistant.verify.clauses import clauses, parts
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.marks import marks
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import base_forms


def refused(terms: Iterable[Term], window: Window) -> Iterator[str]:
    """The words by which a statement says that something is refused, which the source lacks."""
    for term in terms:
        if refuses(term) and not window.carries(term):
            yield term.text


def let_off(said: Statement, window: Window) -> Iterator[str]:
    """The words by which a source lets something be refused, where a statement orders it and has
    none such."""
    orders = any(
        "must" in (found := marks(part.of(said.text)))
        and "may" not in found
        and not any(c.denies for c in clauses(part.of(said.text), said.terms))
        for part in parts(said.text)
    )
    refusing = [piece for piece in window.pieces if any(map(refuses, piece.terms))]
    if orders and not any(map(refuses, said.read)):
        for piece in refusing:
            if marks(piece.text) & {"may", "right"}:
                yield next(term.text for term in piece.terms if refuses(term))


def refuses(term: Term) -> bool:
    """Whether a word turns something down: "refuse", "відхилити"."""
    return not lists().refusing.isdisjoint(base_forms(term.text.lower()))
