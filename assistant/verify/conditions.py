"""Under which conditions, and in which order: what a statement may not set aside or turn round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dzherelo.assistant.verify.alignment import Statement, Window, akin, words_behind
from dzherelo.assistant.verify.clauses import exceptions, parts
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.problems import Problem
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.types import Span

_BEHIND = 5  # words behind a "before" that say before what


def conditions(said: Statement, window: Window) -> Iterator[Problem]:
    """The conditions that a statement sets aside, and the order of two things that it turns."""
    aside = lists().concessions
    if (found := aside.search(said.text)) and not aside.search(window.text):
        yield Problem("condition", found[0])
    for telling in lists().telling:
        if (met := telling.search(said.text)) and not _told(
            telling, Span(*met.span()), said, window
        ):
            yield Problem("condition", met[0])
    for text in _of_another_sentence(said, window):
        yield Problem("condition", text)
    for moment in _moments(said.text):
        if moment not in _moments(window.text) and _moments(window.text):
            yield Problem("opposite", moment)
    if turned := _turned_order(said, window):
        yield Problem("condition", turned)
    for moment in _other_start(said, window):
        yield Problem("condition", moment)
    for term in _included(said, window):
        yield Problem("condition", term.text)


_CONDITION = re.compile(
    r"\b(?:if|when|whenever|unless|once|provided|якщо|коли|щойно|хіба)\b[^,;—–]*", re.IGNORECASE
)
_OF_CONDITION, _OF_REST = 0.75, 0.5  # shares that the other's sentence must have too


def _of_another_sentence(said: Statement, window: Window) -> Iterator[str]:
    """The conditions whose words stand in one sentence of the source, and those of what depends on
    them in another one."""
    for match in _CONDITION.finditer(said.text):
        inside = said.within(Span(*match.span()))
        beside = said.within(_conjunct(said.text, match.start()))
        outside = [term for term in beside if term not in inside]
        sums = [
            (_met(said, inside, piece.terms), _met(said, outside, piece.terms))
            for piece in window.pieces
        ]
        if not sums or not outside:
            continue
        there, here = max(sums), max(sums, key=lambda one: one[1])
        if here[0] < _OF_CONDITION * there[0] and there[1] < _OF_REST * here[1]:
            yield match[0]


_CONJUNCT = re.compile(
    r";|,\s+(?=(?:а|але|проте|однак|натомість|and|but|while|whereas|yet)\s)", re.IGNORECASE
)


def _conjunct(text: str, place: int) -> Span:
    """Which of several statements that an "and" or "but" joins has a place in it."""
    ends = [match.start() for match in _CONJUNCT.finditer(text)]
    start = max((end for end in ends if end <= place), default=0)
    return Span(start, min((end for end in ends if end > place), default=len(text)))


def _met(said: Statement, own: Sequence[Term], held: Sequence[Term]) -> float:
    return sum(said.weights[term] for term in own if any(akin(term, other) for other in held))


_ALIKE = 0.6  # share of the best weight from which a sentence says the same


def _told(telling: re.Pattern[str], met: Span, said: Statement, window: Window) -> bool:
    """Whether a sentence that says what a part of a statement says has such a word too."""
    part = next((span for span in parts(said.text) if span.overlap(met)), met)
    own = said.within(part)
    shared = {piece: said.weight_of(own, piece.terms) for piece in window.pieces}
    best = max(shared.values(), default=0.0)
    near = [piece.text for piece, weight in shared.items() if weight >= _ALIKE * best]
    near += [reading.passage.context for reading in window.used]
    return any(telling.search(text) for text in near)


_TIME = r"\b(?:days?|hours?|weeks?|months?|years?|дн\w+|діб|доб\w+|годин\w*|тиж\w+|місяц\w+|рок\w+)"
_MOMENT = re.compile(
    rf"{_TIME}\s+(?:(?P<before>before|prior|ahead|до|перед)|"
    r"(?P<after>after|following|from|since|після|від|з))\b",
    re.IGNORECASE,
)


def _moments(text: str) -> frozenset[str]:
    """ "before" and "after", where a time is counted so: "ten days after the vote"."""
    return frozenset(match.lastgroup or "" for match in _MOMENT.finditer(text))


def _turned_order(said: Statement, window: Window) -> str | None:
    """The "before" of a statement where the source only has "after" of the same thing, and the
    other way round."""
    order = lists().order
    for mine, other in (("before", "after"), ("after", "before")):
        same = list(_arguments(window, order[mine]["strict"]))
        same += _arguments(window, order[mine]["loose"], most=2)
        turned = list(_arguments(window, order[other]["strict"]))
        nearest = list(_arguments(window, order[other]["loose"], most=1))
        for match in order[mine]["strict"].finditer(said.text):
            own = words_behind(said.text, said.read, match.end(), _BEHIND)
            if (_meet(own, turned) or _meet(own[:1], nearest)) and not _meet(own, same):
                return match[0]
        nearest = list(_arguments(window, order[other]["strict"], most=1))
        for match in order[mine]["loose"].finditer(said.text):
            own = words_behind(said.text, said.read, match.end(), 1)
            if _meet(own, nearest) and not _meet(own, same):
                return match[0]
    later = order["after"]["later"]
    if later.search(said.text) and not later.search(window.text):
        return _put_off(said, window)
    return None


_COUNTED = re.compile(
    rf"(?:{_TIME}|\bcounted)\s+(?:after|following|from|since|of|before|після|до|від|з)\b"
    r"(?: the (?:day|date|moment|time) (?:of|on which|when|that)| (?:дня|дати|моменту|часу))?",
    re.IGNORECASE,
)


def _other_start(said: Statement, window: Window) -> Iterator[str]:
    """From when a statement counts a time, where its source counts it from something else: "five
    days from the decision" for "five days from the complaint"."""
    there = list(_arguments(window, _COUNTED))
    for match in _COUNTED.finditer(said.text) if there else ():
        own = [
            t for t in words_behind(said.text, said.read, match.end(), _NEAR) if t in said.weights
        ]
        known = [term for term in own if window.carries(term)]
        if known and not _meet(own, there):
            yield match[0]


def _arguments(window: Window, mark: re.Pattern[str], most: int = _BEHIND) -> Iterator[Term]:
    """The words of the source behind these marks."""
    for piece in window.pieces:
        for match in mark.finditer(piece.text):
            yield from words_behind(piece.text, piece.terms, match.end(), most)


def _put_off(said: Statement, window: Window) -> str | None:
    """What a statement says to come later, though the source has it come first: "only after X", "in
    advance"."""
    order = lists().order["after"]
    if (later := order["later"].search(said.text)) and order["advance"].search(window.text):
        return later[0]
    for part in parts(said.text):
        if not (later := order["later"].search(part.of(said.text))):
            continue
        own = [term for term in said.read if part.covers(term.span)]
        if _meet(own, list(_arguments(window, order["strict"]))):
            return later[0]
    return None


def _meet(one: Sequence[Term], other: Sequence[Term]) -> bool:
    return any(akin(mine, its) for mine in one for its in other)


_INCLUDING = re.compile(
    r"\b(?:including|even|as well as|зокрема|[ув] тому числі|навіть|включно з|включаючи)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(r"\b(?:external to|outside|other than|поза)\b", re.IGNORECASE)
_NEAR = 2


def _included(said: Statement, window: Window) -> Iterator[Term]:
    """What a statement includes, and the source excepts."""
    excepted = [
        term
        for piece in window.pieces
        for denial in exceptions(piece.text, window.terms)
        for term in denial.governed
    ]
    for piece in window.pieces:
        for match in _OUTSIDE.finditer(piece.text):
            excepted += words_behind(piece.text, piece.terms, match.end(), _NEAR)
    for match in _INCLUDING.finditer(said.text):
        for term in words_behind(said.text, said.read, match.end(), _NEAR):
            if any(term.meets(other) for other in excepted):
                yield term
