"""All, some, only; and words that are the opposite of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verify.lists import lists
from assistant.verify.marks import marks
from assistant.verify.problems import Problem
from assistant.verify.window import Statement, Window
from corpus.terms import Term
from corpus.words import base_forms, words


def quantifiers(said: Statement, window: Window) -> Iterator[Problem]:
    """The words for all, some, most and only that the source does not have."""
    own = marks(said.text)
    held = marks(window.text) | marks("\n".join(r.passage.context for r in window.used))
    for name in ("some", "most", "least"):
        if name in own and name not in held:
            yield Problem("quantifier", name)
    if _onlies(said.text) and _limits(said.text) > _limits(window.text):
        yield Problem("quantifier", "only")
    if _NOT_ONLY.search(said.text) and "only" in held and not _NOT_ONLY.search(window.text):
        yield Problem("quantifier", "only")
    if "all" in own and "all" not in held:
        yield Problem("quantifier", "all")


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


def opposites(said: Statement, window: Window) -> Iterator[Problem]:
    """The words of a statement whose opposite the source has, and not they themselves."""
    around = window.around
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
