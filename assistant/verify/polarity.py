"""Whether a statement denies what its source denies, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dzherelo.assistant.verify.alignment import SCALE, Problem, Statement, Window, akin
from dzherelo.corpus.language.clauses import (
    Clause,
    Denial,
    clauses,
    exceptions,
    has,
    marks,
)
from dzherelo.corpus.language.overlap import emphasis
from dzherelo.corpus.language.terms import Term

_UNTRUE = re.compile(
    r"\W*(?:it is|it's|that is)\s+(?:not (?:true|so|the case|correct)|untrue|false|wrong)\b|"
    r"\W*(?:неправда|хибно|невірно|неправильно|не(?: є)? правда)\b|\W*це не так\b",
    re.IGNORECASE,
)
_IF_NOT = re.compile(
    r"\b(?:якщо|if)\b[^,.;]{0,80}\b(?:не|not)\b|\b(?:unless|except|крім|окрім|хіба)\b",
    re.IGNORECASE,
)


def polarity(said: Statement, window: Window) -> Iterator[Problem]:
    """The denials that a statement adds or drops."""
    own = clauses(said.text, said.terms)
    denied = [denial for clause in window.clauses for denial in clause.denials]
    untrue = _UNTRUE.match(said.text)
    if untrue and not _UNTRUE.search(window.text):
        yield Problem("negation", untrue[0].strip())
    for text in (*_added(own, said, window, denied), *_dropped(own, said, window, denied)):
        yield Problem("negation", text)


def _added(
    own: Sequence[Clause], said: Statement, window: Window, denied: Sequence[Denial]
) -> Iterator[str]:
    """The denials of a statement that its source has not."""
    if _only_turned_round(own, window):
        return
    for clause in own:
        if not _excepted(clause.terms, window):
            for denial in clause.denials:
                if _is_added(denial, said, window, denied):
                    yield denial.span.of(said.text)


def _only_turned_round(own: Sequence[Clause], window: Window) -> bool:
    """Whether a statement says "not without" where its source says "only with"."""
    denials = [denial for clause in own for denial in clause.denials]
    limited = any(denial.narrow or denial.excepts for denial in denials)
    denied = any(not denial.narrow and not denial.excepts for denial in denials)
    return limited and denied and "only" in marks(window.text)


def _excepted(terms: Iterable[Term], window: Window) -> bool:
    """Whether the source makes an exception for what these words name: it denies by the way."""
    found = [one for piece in window.pieces for one in exceptions(piece.text, window.terms)]
    return any(
        one.governed and all(any(term.meets(other) for term in terms) for other in one.governed)
        for one in found
    )


def _is_added(denial: Denial, said: Statement, window: Window, denied: Sequence[Denial]) -> bool:
    """Whether a denial of the statement has no counterpart in the words."""
    if denial.excepts and _IF_NOT.search(window.text):
        return False
    if denial.by_verb and _has_word(denial, said, window):
        return False
    away = denial.span.end
    near = sorted(denial.governed, key=lambda term: abs(term.span.start - away))[: SCALE.behind]
    if not any(_may_deny(other, near) for other in denied):
        return True
    asserted = _undenied(window.clauses)
    first = denial.first
    if first and any(first.meets(term) for term in asserted):
        begun = [term for other in denied for term in other.governed[: SCALE.behind]]
        if not any(akin(first, term) for term in begun):
            return True
    if not any(one.meets(term) for one in near for term in asserted):
        return False
    return not any(one.meets(term) for one in near for other in denied for term in other.governed)


def _may_deny(denial: Denial, words: Sequence[Term]) -> bool:
    """Whether a denial of the source may be that of some words; a noun, "the ban of activities",
    denies nothing but what stands behind it."""
    if not denial.by_verb:
        return True
    behind = [term for term in denial.governed if term.span.start >= denial.span.end][
        : SCALE.behind
    ]
    return any(akin(one, term) for one in words for term in (behind or denial.governed))


def _has_word(denial: Denial, said: Statement, window: Window) -> bool:
    """Whether the source has the very word that denies: "a ban" for "bans"."""
    own = (term for term in said.read if term.span == denial.span)
    return any(not term.keys.isdisjoint(window.here) for term in own)


def _undenied(found: Iterable[Clause]) -> tuple[Term, ...]:
    """The terms that no denial of their clause governs."""
    return tuple(
        term
        for clause in found
        for term in clause.terms
        if not any(term in denial.governed for denial in clause.denials)
    )


def _dropped(
    own: Sequence[Clause], said: Statement, window: Window, denied: Sequence[Denial]
) -> Iterator[str]:
    """What a statement says that its source denies."""
    if "only" in marks(said.text) and has(window.text, "only_if"):
        return
    excepting = has(said.text, "exceptions")
    forbids = any(denial.by_verb for clause in own for denial in clause.denials)
    stating = [
        replace(clause, terms=tuple(t for t in clause.terms if not _limits(t, said)))
        for clause in own
    ]
    for denial in denied:
        if (denial.excepts and excepting) or (denial.by_verb and forbids):
            continue
        if turned := _states(denial, stating, window):
            yield turned.text


def _limits(term: Term, said: Statement) -> bool:
    """Whether a word belongs to what limits a number: "not more than"."""
    return any(term.span.overlap(limit) for limit in said.limits)


def _states(denial: Denial, own: Sequence[Clause], window: Window) -> Term | None:
    """The word of the statement that the source denies and the statement does not."""
    if denial.narrow:
        stated = tuple(t for c in own for t in c.terms if not any(t in d.beside for d in c.denials))
    else:
        stated = _undenied(clause for clause in own if not clause.denies)
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
    return only_denied[0] if met and len(met) >= SCALE.denied * len(weighty) else None
