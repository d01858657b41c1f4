"""May and must: whether a statement allows what its source orders, or orders what it allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dzherelo.assistant.verify.alignment import Statement, Window, akin
from dzherelo.assistant.verify.clauses import Clause, clauses, parts
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.marks import marks, place_of
from dzherelo.assistant.verify.problems import Problem
from dzherelo.corpus.language.words import base_forms, words
from dzherelo.corpus.types import Span

_BOTH = frozenset({"must", "may"})
_HALF = 0.5


def modality(said: Statement, window: Window) -> Iterator[Problem]:
    """The "may" and "must" of a statement where the source has the other of the two: in the part
    that says the same, in its clause, or everywhere."""
    for clause in clauses(said.text, said.terms):
        for part in parts(clause.span.of(said.text)):
            span = Span(clause.span.start + part.start, clause.span.start + part.end)
            mine = marks(span.of(said.text)) & _BOTH
            if _NONE_MAY.match(span.of(said.text)):
                continue
            if len(mine) != 1 or _denied(span.of(said.text)):
                continue
            (name,) = mine
            if name == "must" and _ELIGIBLE.search(window.text):
                continue
            its = _beside(said, span, name, window) or _around(said, span, window)
            its = its or _anywhere(said, span, window)
            if its and name not in its and not (name == "may" and "right" in its):
                yield Problem("quantifier", name)


_NONE_MAY = re.compile(r"\s*(?:no|none)\b[^.;]*\b(?:may|can|shall)\b", re.IGNORECASE)
_ELIGIBLE = re.compile(  # "may be a citizen who …" says what one must be
    r"\bмож(?:е|уть) бути\b[^.;]{0,80}\bяк(?:ий|а|е|і)\b|\bmay be\b[^.;]{0,80}\bwho\b",
    re.IGNORECASE,
)


def _modal(*texts: str) -> frozenset[str]:
    """Which of may and must some words have; where they have neither, "must" for a duty that they
    name ("guarantees"), "right" for a right."""
    found = frozenset().union(*map(marks, texts))
    if not found & _BOTH and "duty" in found:
        return frozenset({"must"})
    return found & _BOTH or found & {"right"}


def _denied(text: str) -> bool:
    """Whether a text says "not": "may prohibit" and "must prohibit" do not."""
    particles = lists().particles
    return any(
        not base_forms(word.form).isdisjoint(particles) or "n't" in word.form
        for word in words(_ASIDE.sub(" ", lists().idle.sub(" ", text)))
    )


_ASIDE = re.compile(  # "a state which is not a member may …"
    r"\b(?:which|who|that)\s+(?:is|are|was|were|has|have|had|do|does|did)\s+not\b|"
    r"\bяк(?:ий|а|е|і)\s+не\b",
    re.IGNORECASE,
)


def _beside(said: Statement, span: Span, name: str, window: Window) -> frozenset[str]:
    """What the parts of the source that say most of a part of the statement have of may and must;
    nothing where they deny, or have none of the words behind its own mark: of "X shall assist",
    "X may furnish" says nothing."""
    own = said.within(span)
    place = span.start + place_of(span.of(said.text), name)
    done = [term for term in own if term.span.start >= place]
    shared = [(said.weight_of(own, held), text, held) for text, held in window.parts]
    best = max((weight for weight, _, _ in shared), default=0.0)
    near = [(text, held) for weight, text, held in shared if best and weight >= 0.9 * best]
    if any(_denied(text) for text, _ in near):
        return frozenset()
    if not any(akin(term, other) for term in done for _, held in near for other in held):
        return frozenset()
    return _modal(*(text for text, _ in near))


def _around(said: Statement, span: Span, window: Window) -> frozenset[str]:
    """May or must, where the clause of the source that says most of a part has one of them only,
    and denies nothing."""
    best, found = 0.0, frozenset[str]()
    for text, clause in _clauses(window):
        shared = said.weight_of(said.within(span), clause.terms)
        if shared > best:
            its = _modal(text)
            best, found = shared, its if len(its) == 1 and not _denied(text) else frozenset()
    return found


def _anywhere(said: Statement, span: Span, window: Window) -> frozenset[str]:
    """May or must, where the sentences of the source that say half of what they carry of a part
    have one of them only; sentences that deny do not count."""
    own = said.within(span)
    found = [
        (said.weight_of(own, [t for t in piece.terms if half.covers(t.span)]), half.of(piece.text))
        for piece in window.pieces
        for half in _halves(piece.text)
    ]
    best = max((weight for weight, _ in found), default=0.0)
    held = _modal(*(t for weight, t in found if weight >= _HALF * best and not _denied(t)))
    return held if best and len(held) == 1 else frozenset()


def _halves(text: str) -> Iterator[Span]:
    """A sentence, cut at its semicolons."""
    start = 0
    for match in re.finditer(r";|$", text):
        yield Span(start, match.start())
        start = match.end()


def _clauses(window: Window) -> Iterator[tuple[str, Clause]]:
    for piece in window.pieces:
        for clause in clauses(piece.text, window.terms):
            yield clause.span.of(piece.text), clause
