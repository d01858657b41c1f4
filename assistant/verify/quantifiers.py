"""All, some, only; and words that are the opposite of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from dzherelo.assistant.verify.alignment import Statement, Window, words_behind
from dzherelo.assistant.verify.figures import Figure, figures
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.marks import marks
from dzherelo.assistant.verify.problems import Problem
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import base_forms, words


def quantifiers(said: Statement, window: Window) -> Iterator[Problem]:
    """The words for all, some, most, never and only that the source does not have, or has of
    something else."""
    yield from _unknown(said, window)
    for term in _of_all(said):
        if term in said.weights and not window.carries(term):
            yield Problem("quantifier", f"all {term.text}")
    for turned in (*_unlimited(said, window), *_otherwise(said, window)):
        yield Problem("quantifier", turned)


def _unknown(said: Statement, window: Window) -> Iterator[Problem]:
    own = marks(said.text)
    held = marks(window.text) | marks("\n".join(r.passage.context for r in window.used))
    for name in ("some", "most", "least"):
        if name in own and name not in held and not (name == "some" and _apart(said, window)):
            yield Problem("quantifier", name)
    excepting = _denies(said.text) or _denies(window.text)
    if _onlies(said.text) > _onlies(window.text) + excepting * _exceptions(window.text):
        yield Problem("quantifier", "only")
    if _NOT_ONLY.search(said.text) and "only" in held and not _NOT_ONLY.search(window.text):
        yield Problem("quantifier", "only")
    if "all" in own and "all" not in held:
        yield Problem("quantifier", "all")
    if own & {"never", "none"} and not held & {"all", "never", "none"}:
        yield Problem("quantifier", "never")


_SEPARATE = re.compile(r"\bокрем(?:ий|а|е|ого|ої|ому|у|ою|им|ім)\b", re.IGNORECASE)
_SOME = r"(?:certain|some|several|деяк\w+|окрем\w+)\b"


def _apart(said: Statement, window: Window) -> bool:
    """Whether "some" only tells what is excepted where the source excepts too, or one thing from
    others: "a separate decision"."""
    left = _SEPARATE.sub(" ", said.text)
    excepting = lists().exceptions
    if excepting.search(window.text):
        left = re.sub(rf"(?:{excepting.pattern}) {_SOME}", " ", left, flags=re.IGNORECASE)
    return "some" not in marks(left)


def _of_all(said: Statement) -> Iterator[Term]:
    """What a statement says of all: the words right behind "all" and "any"."""
    forms = lists().quantifiers["all"]
    for word in words(_TIMES.sub(lambda m: " " * len(m[0]), said.text)):
        if not base_forms(word.form).isdisjoint(forms):
            behind = (t for t in said.read if t.span.start >= word.span.end)
            yield from (t for t in list(behind)[:1] if t.span.start <= word.span.end + 2)


def _otherwise(said: Statement, window: Window) -> Iterator[str]:
    """What a statement says of all, some or most, where the source has another of them before the
    same word, or a share: "all regions" for "two thirds of the regions"."""
    pieces = sorted(window.pieces, key=lambda p: -said.weight_of(said.weights, p.terms))
    held = [list(_quantified(piece.text, piece.terms)) for piece in pieces]
    for name, term in _quantified(said.text, said.read):
        sets = ({other for other, its in found if its.meets(term)} for found in held)
        theirs = next(filter(None, sets), set())  # of the sentence that says most of the statement
        unsaid = "share" in theirs and name == "all" and not _shares(said.text)
        if theirs and (name not in theirs or unsaid) and name != "share":
            yield f"{name} {term.text}"


_WHICH = re.compile(
    r"\s*,?\s+(?:(?:to|in|of|for|from|on|by|with)\s+)?(?:which|who|whom|whose|that)\b|"
    r"\s*,\s+(?:\w{1,4}\s+)?(?:як(?:ий|а|е|і|ого|ої|их|ому|ій|им|ими|ою|у)|де|що|чи\w+)\b",
    re.IGNORECASE,
)


def _unlimited(said: Statement, window: Window) -> Iterator[str]:
    """What a statement says of all and ends with, where its source adds a "which" to it."""
    held = [
        (term, _WHICH.match(piece.text, term.span.end) is not None)
        for piece in window.pieces
        for name, term in _quantified(piece.text, piece.terms)
        if name == "all"
    ]
    for name, term in _quantified(said.text, said.read):
        ends = not said.text[term.span.end :].strip(" .,;")
        limited = [which for other, which in held if other.meets(term)]
        if name == "all" and ends and limited and all(limited):
            yield f"all {term.text}"


def _quantified(text: str, read: Sequence[Term]) -> Iterator[tuple[str, Term]]:
    """The words right behind "all", "some", "most" and shares such as "two thirds of"."""
    known = lists().quantifiers
    plain = _TIMES.sub(lambda m: " " * len(m[0]), text)
    marked = [
        (name, word.span.end)
        for word in words(plain)
        for name in ("all", "some", "most")
        if not base_forms(word.form).isdisjoint(known[name])
    ]
    for name, end in (*marked, *(("share", figure.span.end) for figure in _shares(text))):
        yield from ((name, term) for term in words_behind(text, read, end, _REACH))


def _shares(text: str) -> list[Figure]:
    return [f for f in figures(text) if isinstance(f.value, Fraction) and f.value < 1]


_REACH = 2
_TIMES = re.compile(
    r"\b(?:every|each) (?:year|month|day|week|other|two|three|four|five)\b|"
    r"\bat (?:any|all) (?:time|moment)s?\b",
    re.I,
)
_NOT_ONLY = re.compile(
    r"\bне (?:лише|тільки|єдин\w+)\b|\bnot (?:only|just|solely|merely|the only|the sole)\b",
    re.IGNORECASE,
)


def _onlies(text: str) -> int:
    only = lists().quantifiers["only"]
    return sum(not base_forms(word.form).isdisjoint(only) for word in words(text))


def _exceptions(text: str) -> int:
    return len(lists().exceptions.findall(text))


def _denies(text: str) -> bool:
    """Whether a text denies, so that an exception in it may say "only": "no … but"."""
    forms = lists().particles | lists().denying
    return any(not base_forms(word.form).isdisjoint(forms) for word in words(text))


def opposites(said: Statement, window: Window) -> Iterator[Problem]:
    """The words of a statement whose opposite the source has, and not they themselves."""
    around = window.around
    for sides in lists().contrasts:
        told = [(term, own) for term in said.read if (own := sides_of(term, sides))]
        if not told:
            continue
        held = {
            at for piece in window.pieces for term in piece.terms for at in sides_of(term, sides)
        }
        held |= {at for at, side in enumerate(sides) if not side.isdisjoint(around)}
        for term, own in told:
            if held and not own & held:
                yield Problem("opposite", term.text)


def sides_of(term: Term, sides: Sequence[frozenset[str]]) -> set[int]:
    """On which sides of a contrast a word stands: by its form if that tells, else by its keys."""
    form = term.text.lower()
    written = {at for at, side in enumerate(sides) if form in side}
    return written or {
        at
        for at, side in enumerate(sides)
        if not side.isdisjoint(term.keys) or not side.isdisjoint(base_forms(form))
    }
