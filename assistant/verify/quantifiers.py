"""All, some, only; may and must; and words that are the opposite of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dzherelo.assistant.verify.alignment import SCALE, Problem, Statement, Window, lists, sides_of
from dzherelo.corpus.language.clauses import (
    clauses,
    count_exceptions,
    count_only,
    denies,
    has,
    marks,
    parts,
)
from dzherelo.corpus.types import Span

_BOTH = frozenset({"must", "may"})
_NOT_ONLY = re.compile(
    r"\bне (?:лише|тільки|єдин\w+)\b|\bnot (?:only|just|solely|merely|the only|the sole)\b",
    re.IGNORECASE,
)


def quantifiers(said: Statement, window: Window) -> Iterator[Problem]:
    """The words for all, some, most, never and only that the source does not have."""
    own = marks(said.text)
    held = marks(window.text) | marks("\n".join(one.context for one in window.passages))
    for name in ("some", "most", "least", "all"):
        if name in own and name not in held:
            yield Problem("quantifier", name)
    if own & {"never", "none"} and not held & {"all", "never", "none"}:
        yield Problem("quantifier", "never")
    excepting = denies(said.text) or denies(window.text)
    exceptions = count_exceptions(window.text) if excepting else 0
    turned = "only" in held and _NOT_ONLY.search(said.text) and not _NOT_ONLY.search(window.text)
    if turned or count_only(said.text) > count_only(window.text) + exceptions:
        yield Problem("quantifier", "only")


def modality(said: Statement, window: Window) -> Iterator[Problem]:
    """The "may" and "must" of a statement where the sentences of the source that say the same have
    only the other of the two; parts that deny are left to `polarity`."""
    for clause in clauses(said.text, said.terms):
        for part in parts(clause.span.of(said.text)):
            span = Span(clause.span.start + part.start, clause.span.start + part.end)
            words = span.of(said.text)
            mine = marks(words) & _BOTH
            if len(mine) != 1 or denies(words) or has(words, "none_may"):
                continue
            (name,) = mine
            if name == "must" and has(window.text, "eligible"):
                continue
            its = _modal(said, span, window)
            if its and name not in its and not (name == "may" and "right" in its):
                yield Problem("quantifier", name)


def _modal(said: Statement, span: Span, window: Window) -> frozenset[str]:
    """May or must, where the sentences of the source that say half of what they carry of a part
    have one of them only; "must" for a duty that they name ("guarantees"), "right" for a right."""
    own = said.within(span)
    found = [
        (said.weight_of(own, [t for t in piece.terms if half.covers(t.span)]), half.of(piece.text))
        for piece in window.pieces
        for half in _halves(piece.text)
    ]
    best = max((weight for weight, _ in found), default=0.0)
    same = [
        text for weight, text in found if best and weight >= SCALE.modal * best and not denies(text)
    ]
    held = frozenset().union(*map(marks, same))
    if not held & _BOTH and "duty" in held:
        return frozenset({"must"})
    held = held & _BOTH or held & {"right"}
    return held if len(held) == 1 else frozenset()


def _halves(text: str) -> Iterator[Span]:
    """A sentence, cut at its semicolons."""
    start = 0
    for match in re.finditer(r";|$", text):
        yield Span(start, match.start())
        start = match.end()


def opposites(said: Statement, window: Window) -> Iterator[Problem]:
    """The words of a statement whose opposite the source has, and not they themselves."""
    for sides in lists().contrasts:
        told = [(term, own) for term in said.read if (own := sides_of(term, sides))]
        if not told:
            continue
        held = {
            at for piece in window.pieces for term in piece.terms for at in sides_of(term, sides)
        }
        held |= {at for at, side in enumerate(sides) if not side.isdisjoint(window.around)}
        for term, own in told:
            if held and not own & held:
                yield Problem("opposite", term.text)
