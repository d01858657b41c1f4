"""All, some, only; may and must; and words that are the opposite of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verify.clauses import clauses, marks, parts
from assistant.verify.lists import lists
from assistant.verify.problems import Problem
from assistant.verify.window import Statement, Window
from corpus.terms import Term
from corpus.types import Span
from corpus.words import base_forms, words


def quantifiers(said: Statement, window: Window) -> Iterator[Problem]:
    """The words for all, some, most, only, may and must that the source has otherwise."""
    own = marks(said.text)
    held = marks(window.text) | marks("\n".join(r.passage.context for r in window.used))
    for name in ("some", "most", "least"):
        if name in own and name not in held:
            yield Problem("quantifier", name)
    if _onlies(said.text) and _limits(said.text) > _limits(window.text):
        yield Problem("quantifier", "only")
    if _NOT_ONLY.search(said.text) and "only" in held and not _NOT_ONLY.search(window.text):
        yield Problem("quantifier", "only")
    if "all" in own and "all" not in held and held & {"some", "most", "only"}:
        yield Problem("quantifier", "all")
    for clause in clauses(said.text, said.terms):
        for part in parts(clause.span.of(said.text)):
            span = Span(clause.span.start + part.start, clause.span.start + part.end)
            mine = marks(span.of(said.text)) & {"must", "may"}
            denies = any(c.denies for c in clauses(span.of(said.text), said.terms))
            if len(mine) != 1 or denies or ("must" in mine and _ELIGIBLE.search(window.text)):
                continue
            its = _beside(said, span, window) or _around(said, span, window)
            if its and not mine & its:
                yield Problem("quantifier", next(iter(mine)))


_ELIGIBLE = re.compile(  # "may be a citizen who …" says what one must be
    r"\bможе бути\b[^.;]{0,80}\bяк(?:ий|а|е|і)\b|\bmay be\b[^.;]{0,80}\bwho\b", re.IGNORECASE
)
_NOT_ONLY = re.compile(
    r"\bне (?:лише|тільки|єдин\w+)\b|\bnot (?:only|just|solely|merely|the only|the sole)\b",
    re.IGNORECASE,
)


def _onlies(text: str) -> int:
    only = lists().quantifiers["only"]
    return sum(not base_forms(word.form).isdisjoint(only) for word in words(text))


def _limits(text: str) -> int:
    """How often a text says "only" or makes an exception."""
    return _onlies(text) + len(lists().exceptions.findall(text))


def _beside(said: Statement, span: Span, window: Window) -> frozenset[str]:
    """What the parts of the source that say most of a part of the statement have of may and must;
    nothing where they deny."""
    shared = [
        (sum(said.weights[t] for t in said.within(span) if any(t.meets(o) for o in held)), text)
        for text, held in window.parts
    ]
    best = max((weight for weight, _ in shared), default=0.0)
    near = [text for weight, text in shared if best and weight >= 0.9 * best]
    if any(clause.denies for text in near for clause in clauses(text, window.terms)):
        return frozenset()
    return frozenset().union(*(marks(text) for text in near)) & {"must", "may"}


_MOMENT = re.compile(
    r"\b(?:days?|hours?|weeks?|months?|years?|дн\w+|діб|доб\w+|годин\w*|тиж\w+|місяц\w+|рок\w+)\s+"
    r"(?:(?P<before>before|prior|ahead|до|перед)|(?P<after>after|following|from|since|після|від|з))\b",
    re.IGNORECASE,
)


def _moments(text: str) -> frozenset[str]:
    """ "before" and "after", where a time is counted so: "ten days after the vote"."""
    return frozenset(match.lastgroup or "" for match in _MOMENT.finditer(text))


def _around(said: Statement, span: Span, window: Window) -> frozenset[str]:
    """May or must, where the clause of the source that says most of a part has one of them only,
    and denies nothing."""
    best, found = 0.0, frozenset[str]()
    for piece in window.pieces:
        for clause in clauses(piece.text, window.terms):
            shared = sum(
                said.weights[t] for t in said.within(span) if any(t.meets(o) for o in clause.terms)
            )
            if shared > best:
                its = marks(clause.span.of(piece.text)) & {"must", "may"}
                best, found = shared, its if len(its) == 1 and not clause.denies else frozenset()
    return found


def opposites(said: Statement, window: Window) -> Iterator[Problem]:
    """The words of a statement whose opposite the source has, and not they themselves."""
    around = window.around
    for moment in _moments(said.text):
        if moment not in _moments(window.text) and _moments(window.text):
            yield Problem("opposite", moment)
    for sides in lists().contrasts:
        held = {at for piece in window.pieces for term in piece.terms for at in _sides(term, sides)}
        held |= {at for at, side in enumerate(sides) if not side.isdisjoint(around)}
        for term in said.read:
            own = _sides(term, sides)
            if held and own and not own & held:
                yield Problem("opposite", term.text)


def _sides(term: Term, sides: Sequence[frozenset[str]]) -> set[int]:
    """On which sides of a contrast a word stands: by its form if that tells, else by its keys."""
    form = term.text.lower()
    written = {at for at, side in enumerate(sides) if form in side}
    return written or {
        at
        for at, side in enumerate(sides)
        if not side.isdisjoint(term.keys) or not side.isdisjoint(base_forms(form))
    }
