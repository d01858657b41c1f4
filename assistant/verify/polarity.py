"""Whether a statement denies what its source denies, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from assistant.question import emphasis
from assistant.verify.clauses import Clause, Denial, clauses, exceptions, is_mark, marks, parts
from assistant.verify.lists import lists
from assistant.verify.problems import Problem
from assistant.verify.window import Statement, Window, akin
from corpus.terms import Term, Terms
from corpus.types import Span
from corpus.words import base_forms, is_cyrillic, part_of_speech, words

_EXCLUDING = ("no", "none", "nobody", "no one", "жоден", "жодна", "жодне", "жодний", "ніхто")
_TWIN = 0.8  # share of the words that two parts share which say the same
_WEIGHTY_TWIN = 3.0  # the weight from which they are compared
_NEAR = 3  # words behind a denial that may be what it denies
_MOST_OF_DENIED = 0.5  # share of what the source denies from which a statement states it


def polarity(said: Statement, window: Window) -> Iterator[Problem]:
    """The denials that a statement adds or drops."""
    own = clauses(said.text, said.terms)
    denied = [denial for clause in window.clauses for denial in clause.denials]
    for clause in own:
        for denial in clause.denials:
            if _invented(denial, clause, said, window, denied):
                yield Problem("negation", denial.span.of(said.text))
    if led := _denied_from_the_start(said, window, denied):
        yield Problem("negation", led)
    for degree in _turned_degrees(said, window):
        yield Problem("negation", degree)
    for part in _turned_parts(said, window):
        yield Problem("negation", part)
    excepting = lists().exceptions.search(said.text) is not None
    for denial in denied:
        if denial.excepts and excepting:
            continue
        if turned := _dropped(denial, own, window):
            yield Problem("negation", turned.text)


_UNTRUE = re.compile(
    r"\W*(?:it is|it's|that is)\s+(?:not (?:true|so|the case|correct)|untrue|false|wrong)\b|"
    r"\W*(?:неправда|хибно|невірно|неправильно|не(?: є)? правда)\b|\W*це не так\b",
    re.IGNORECASE,
)
_FROM_THE_START = re.compile(r"\W*(?:не(?! \w*(?:ше|ш|нш\w*|льки)\b)|no|not)\s", re.IGNORECASE)


def _denied_from_the_start(said: Statement, window: Window, denied: Sequence[Denial]) -> str | None:
    """What a statement denies with its first word, though no denial of the source has it near: its
    main clause is turned, whatever else the source denies."""
    if untrue := _UNTRUE.match(said.text):
        return None if _UNTRUE.search(window.text) else untrue[0].strip()
    led = _FROM_THE_START.match(said.text)
    first = next((term for term in said.read if led and term.span.start >= led.end()), None)
    if led is None or first is None or not first.keys & window.here:
        return None
    named = said.text[led.end() : first.span.start].strip() == "" and not _has_verb(first.text)
    real = [one for one in denied if one.first or not named]  # "заборонено" denies no noun
    near = (term for one in real for term in (*one.governed[:2], *one.beside))
    return None if any(akin(first, term) for term in near) else led[0].strip()


def _turned_degrees(said: Statement, window: Window) -> Iterator[str]:
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


def _turned_parts(said: Statement, window: Window) -> Iterator[str]:
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
        if _excepted(own, window):
            continue
        if twins and all(counts.isdisjoint(other) for other in twins):
            yield " ".join(term.text for term in own)


@lru_cache(maxsize=4_000)
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
                is_cyrillic(span.of(text)) and _has_verb(span.of(text))
            )
            counts = {own, own + 1} if shared else {own}
            if clause.idle:
                counts |= {0, 1}
            found.append((tuple(t for t in clause.terms if span.covers(t.span)), frozenset(counts)))
    return tuple(found)


def _has_verb(text: str) -> bool:
    return any(part_of_speech(word.form) == "verb" for word in words(text))


def _alike(own: Sequence[Term], held: Sequence[Term]) -> bool:
    mine = sum(any(term.meets(other) for other in held) for term in own)
    its = sum(any(term.meets(other) for other in own) for term in held if not is_mark(term))
    count = sum(not is_mark(term) for term in held)
    return mine >= _TWIN * len(own) and its >= _TWIN * count


def _undenied(found: Iterable[Clause]) -> tuple[Term, ...]:
    """The terms that no denial of their clause governs."""
    return tuple(
        term
        for clause in found
        for term in clause.terms
        if not any(term in denial.governed for denial in clause.denials)
    )


def _stated(own: Iterable[Clause], narrow: bool) -> tuple[Term, ...]:
    """The terms of the clauses that deny nothing; `narrow`: of the parts that deny nothing."""
    if not narrow:
        return _undenied(clause for clause in own if not clause.denies)
    return tuple(
        term
        for clause in own
        for term in clause.terms
        if not any(term in denial.beside for denial in clause.denials)
    )


def _invented(
    denial: Denial, beside: Clause, said: Statement, window: Window, denied: Sequence[Denial]
) -> bool:
    """Whether a denial of the statement has no counterpart in the words."""
    if _excepted(beside.terms, window):
        return False
    if not denied:
        excludes = denial.span.of(said.text).lower() in _EXCLUDING
        return not (excludes and "only" in marks(window.text))
    asserted = _undenied(window.clauses)
    near = denial.governed[:_NEAR]
    first = denial.first
    if first and any(first.meets(term) for term in asserted):
        begun = [term for other in denied for term in other.governed[:1]]
        if not any(akin(first, term) for term in begun):
            return True
    if not any(one.meets(term) for one in near for term in asserted):
        return False
    return not any(one.meets(term) for one in near for other in denied for term in other.governed)


def _excepted(terms: Iterable[Term], window: Window) -> bool:
    """Whether the source makes an exception for what these words name: it denies by the way."""
    found = [one for piece in window.pieces for one in exceptions(piece.text, window.terms)]
    return any(
        one.governed and all(any(term.meets(other) for term in terms) for other in one.governed)
        for one in found
    )


def _dropped(denial: Denial, own: Sequence[Clause], window: Window) -> Term | None:
    """The word of the statement that the source denies and the statement does not."""
    stated = _stated(own, denial.narrow)
    asserted = _undenied(window.clauses)
    only_denied = [
        term
        for term in stated
        if any(akin(term, other) for other in denial.governed)
        and not any(term.meets(other) for other in asserted)
    ]
    first = denial.first
    if first and (turned := next((t for t in only_denied if akin(t, first)), None)):
        return turned
    if denial.narrow or not only_denied:
        return None
    weighty = [term for term in denial.governed if emphasis(term) > 0.3]
    met = [term for term in weighty if any(akin(term, other) for other in stated)]
    return only_denied[0] if met and len(met) >= _MOST_OF_DENIED * len(weighty) else None
