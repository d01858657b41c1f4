"""The parts and comparatives of a statement that its source has too, but for a "not"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from dzherelo.assistant.verify.alignment import Statement, Window
from dzherelo.assistant.verify.clauses import clauses, exceptions, is_mark, parts
from dzherelo.assistant.verify.lists import lists
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import base_forms, is_cyrillic, part_of_speech, words
from dzherelo.corpus.remembered import remembered_with
from dzherelo.corpus.types import Span

_TWIN = 0.8  # share of the words that two parts share which say the same
_WEIGHTY_TWIN = 3.0  # the weight from which they are compared


def turned_degrees(said: Statement, window: Window) -> Iterator[str]:
    """The comparatives without a "не" that the source only has with one, and the other way round;
    those that limit a number are compared with it."""
    limits = [figure.limit for figure in said.figures if figure.limit]
    held = {(name, denied) for _, name, denied in _degrees(window.text)}
    for span, name, denied in _degrees(said.text):
        if any(span.overlap(limit) for limit in limits):
            continue
        if (name, not denied) in held and (name, denied) not in held:
            yield span.of(said.text)


@lru_cache(maxsize=4_000)
def _degrees(text: str) -> tuple[tuple[Span, str, bool], ...]:
    """The comparatives of a text: where each stands, which it is, whether a "не" turns it."""
    known = lists().degrees
    said = list(words(text))
    return tuple(
        (word.span, name, at > 0 and said[at - 1].form in ("не", "no", "not"))
        for at, word in enumerate(said)
        for name, forms in known.items()
        if not forms.isdisjoint(base_forms(word.form))
    )


def turned_parts(said: Statement, window: Window) -> Iterator[str]:
    """The parts of a statement that the source has nearly word for word, with another number of
    denials."""
    theirs = [
        (part, counts)
        for piece in window.pieces
        for part, counts in _denied_parts(piece.text, window.terms)
    ]
    for part, counts in _denied_parts(said.text, said.terms):
        own = [term for term in part if term in said.weights]
        if sum(said.weights[term] for term in own) < _WEIGHTY_TWIN:
            continue
        twins = [other for held, other in theirs if _alike(own, held)]
        if excepted(own, window):
            continue
        if twins and all(counts.isdisjoint(other) for other in twins):
            yield " ".join(term.text for term in own)


@remembered_with(4_000)
def _denied_parts(text: str, terms: Terms) -> tuple[tuple[tuple[Term, ...], frozenset[int]], ...]:
    """The parts of a text, each with how many denials it may count: those of its own, and one more
    where another part of its clause denies, unless it has a Ukrainian verb, which would say "не"
    again."""
    found = []
    for clause in clauses(text, terms):
        broad = [denial for denial in clause.denials if not denial.narrow]
        for part in parts(clause.span.of(text)):
            span = Span(clause.span.start + part.start, clause.span.start + part.end)
            own = sum(span.covers(denial.span) for denial in broad)
            shared = own < len(broad) and not (
                is_cyrillic(span.of(text)) and has_verb(span.of(text))
            )
            counts = {own, own + 1} if shared else {own}
            if clause.idle:
                counts |= {0, 1}
            found.append((tuple(t for t in clause.terms if span.covers(t.span)), frozenset(counts)))
    return tuple(found)


def has_verb(text: str) -> bool:
    return any(part_of_speech(word.form) == "verb" for word in words(text))


def _alike(own: Sequence[Term], held: Sequence[Term]) -> bool:
    mine = sum(any(term.meets(other) for other in held) for term in own)
    its = sum(any(term.meets(other) for other in own) for term in held if not is_mark(term))
    count = sum(not is_mark(term) for term in held)
    return mine >= _TWIN * len(own) and its >= _TWIN * count


def excepted(terms: Iterable[Term], window: Window) -> bool:
    """Whether the source makes an exception for what these words name: it denies by the way."""
    found = [one for piece in window.pieces for one in exceptions(piece.text, window.terms)]
    return any(
        one.governed and all(any(term.meets(other) for term in terms) for other in one.governed)
        for one in found
    )
