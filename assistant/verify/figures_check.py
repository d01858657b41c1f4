"""What a statement may not say otherwise than its source: figures and quoted words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from dzherelo.assistant.verify.alignment import (
    Piece,
    Statement,
    Window,
    akin,
    segments_of,
    words_behind,
)
from dzherelo.assistant.verify.figures import Figure, carried, figures
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.problems import Problem
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import base_forms, is_cyrillic, parses, part_of_speech
from dzherelo.corpus.types import Span


def wrong_figures(said: Statement, window: Window) -> Iterator[Problem]:
    """The numbers and dates that the words do not have, or have of something else."""
    for figure in said.figures:
        if _indefinite(said.text, figure):
            continue
        wrong = not carried(figure, window.figures) if figure.telling else False
        wrong = (
            wrong
            or _other_unit(said, window, figure)
            or _of_another(said, window, figure)
            or _done_then(said, window, figure)
        )
        if wrong or _bound_elsewhere(said, window, figure):
            yield Problem("date" if figure.is_date else "number", figure.span.of(said.text))


_UNITS = re.compile(
    r"\s+(?:\w+\s+)?(?:(?P<hour>hours?|годин\w*)|(?P<day>days?|дн\w+|день|діб|доб\w+)|"
    r"(?P<week>weeks?|тиж\w+)|(?P<month>months?|місяц\w+)|(?P<year>years?|рок\w+|рік))\b",
    re.IGNORECASE,
)


def _unit(text: str, figure: Figure) -> str | None:
    """The time that a number counts: "day", "year"."""
    found = None if figure.is_date else _UNITS.match(text, figure.span.end)
    return found.lastgroup if found else None


def same_figure(figure: Figure, window: Window) -> Iterator[tuple[Piece, Figure]]:
    """Where the source has the same figure."""
    for piece in window.pieces:
        yield from ((piece, one) for one in figures(piece.text) if carried(figure, [one]))


def _other_unit(said: Statement, window: Window, figure: Figure) -> bool:
    """Whether the source has a number of days where the statement has as many years."""
    own = _unit(said.text, figure)
    held = [_unit(piece.text, one) for piece, one in same_figure(figure, window)]
    return own is not None and bool(held) and all(unit and unit != own for unit in held)


def _of_another(said: Statement, window: Window, figure: Figure) -> bool:
    """Whether a statement counts what belongs to a body, and its source, with the same figure, only
    what belongs to another: "two thirds of the members of the Council" for "of the Assembly"."""
    counted = words_behind(said.text, said.read, figure.span.end, _BELONGING)
    own = [term for term in counted[1:] if term.is_name]
    if not own or figure.is_date:
        return False
    theirs = [
        words_behind(piece.text, piece.terms, one.span.end, _BELONGING)
        for piece, one in same_figure(figure, window)
    ]
    named = [held for held in theirs if any(term.is_name for term in held[1:])]
    return bool(named) and not any(t.meets(other) for held in theirs for other in held for t in own)


_BELONGING = 5  # words behind a figure that say what it counts, and whose


def _done_then(said: Statement, window: Window, figure: Figure) -> bool:
    """Whether a date of a statement tells when another thing was done than in its source, by the
    verbs next to it: "got its statute in 1924" for "founded in 1924, it has a statute"."""
    own = _verbs(said.text, said.read, figure.span) if figure.is_date else []
    if not own:
        return False
    theirs, around = list[Term](), list[Term]()
    for piece in window.pieces:
        for one in (held for held in figures(piece.text) if figure.within(held)):
            theirs += _verbs(piece.text, piece.terms, one.span)
            when = _WHEN.match(piece.text, one.span.end)
            around += (
                _verbs(piece.text, piece.terms, Span(*when.span()), _SAME_TIME) if when else []
            )
    if not theirs or any(akin(verb, other) for verb in theirs for other in said.read):
        return False
    return not any(akin(verb, other) for verb in own for other in around)


_WHEN = re.compile(r"[^,;:]{0,12},\s+(?:коли|when)\b", re.IGNORECASE)
_ADJACENT = 20  # characters between a date and the verb that it belongs to
_SAME_TIME = 60


def _verbs(text: str, read: Sequence[Term], place: Span, away: int = _ADJACENT) -> list[Term]:
    """The verbs and participles near a place that do more than report."""
    return [
        term
        for term in read
        if max(place.start - term.span.end, term.span.start - place.end) <= away
        and "," not in text[min(term.span.end, place.end) : max(term.span.start, place.start)]
        and _is_verb(term.text.lower())
        and lists().reporting.isdisjoint(term.keys)
    ]


def verbs_in(text: str, read: Sequence[Term], span: Span) -> list[Term]:
    """The verbs and participles of a part of a text that do more than report."""
    return [
        term
        for term in read
        if span.covers(term.span)
        and _is_verb(term.text.lower())
        and not (is_cyrillic(term.text) and part_of_speech(term.text.lower()) == "noun")
        and lists().reporting.isdisjoint(term.keys)
    ]


def _is_verb(form: str) -> bool:
    if not is_cyrillic(form):
        verb = not lists().verbs.isdisjoint(base_forms(form))
        return verb and (form.endswith("ed") or form in lists().participles)
    return any(parse.tag.POS == "VERB" or "pssv" in parse.tag for parse in parses(form))


_ONE_OF = re.compile(r"\s+(?:of|із?|зі)\b")


def _indefinite(text: str, figure: Figure) -> bool:
    """Whether a "one" only picks out: "one of the founders"."""
    if figure.telling or figure.is_date:
        return False
    return figure.span.of(text).lower() == "one" or bool(_ONE_OF.match(text, figure.span.end))


def _bound_elsewhere(said: Statement, window: Window, figure: Figure) -> bool:
    """Whether the part of the source that says the same has another figure in this one's place,
    one that the statement does not have beside it."""
    found_in = segments_of(said.text, said.read)
    own = next((span for span in found_in if span.covers(figure.span)), None)
    if own is None:
        return False
    wanted = said.within(own)
    best = 0.0
    found: list[tuple[Figure, ...]] = []
    for held, there in window.segments:
        shared = said.weight_of(wanted, held)
        if shared > best + 0.01:
            best, found = shared, []
        if shared and shared >= best - 0.01:
            found.append(there)
    if not found or best < 0.6 * sum(said.weights[term] for term in wanted):
        return False
    if (
        any(carried(figure, held) for held in found)
        or _behind(said, wanted, figure, window) >= best
    ):
        return False
    beside = [one for one in said.figures if own.covers(one.span)]
    rivals = (
        [
            one
            for one in held
            if one.is_date == figure.is_date and one.telling and not carried(one, beside)
        ]
        for held in found
    )
    return all(rivals)


_LED_IN = re.compile(r"\b(?:у|в|in|on)\s+$", re.IGNORECASE)


def _behind(said: Statement, wanted: Sequence[Term], figure: Figure, window: Window) -> float:
    """The weight of these words that stand between the same date of the source and its next figure:
    "in 1951 the fund was founded"."""
    most = 0.0
    for piece in window.pieces:
        held = sorted(figures(piece.text), key=lambda one: one.span)
        for one, after in zip_longest(held, held[1:]):
            end = after.span.start if after else len(piece.text)
            there = [t for t in piece.terms if one.span.end <= t.span.start < end]
            if carried(figure, [one]) and _LED_IN.search(piece.text, 0, one.span.start):
                most = max(most, said.weight_of(wanted, there))
    return most


_QUOTED = re.compile(r"«([^«»]+)»|“([^“”]+)”|„([^„“”]+)[“”]|\"([^\"]+)\"")


def wrong_quotes(said: Statement, window: Window) -> Iterator[Problem]:
    """The words in quotation marks that no passage has to the letter; the title of a work may be in
    another case."""
    texts = [_folded(f"{r.passage.context}\n{r.passage.text}") for r in window.used]
    for match in _QUOTED.finditer(said.text):
        words = next(group for group in match.groups() if group is not None)
        if any(Span(*match.span()).overlap(span) for span in said.named.spans):
            continue  # the title of an act
        pieces = [part for part in re.split(r"\s*(?:…|\.\.\.|\[…\])\s*", words) if part.strip()]
        if any(all(_folded(part).strip(" .,;") in text for part in pieces) for text in texts):
            continue
        if not (words[:1].isupper() and _inflected(words, window)):
            yield Problem("quote", words)


def _inflected(title: str, window: Window) -> bool:
    """Whether a title in quotation marks stands in the words in another case."""
    wanted = window.terms.read(title)
    for reading in window.used:
        held = window.terms.read(f"{reading.passage.context}\n{reading.passage.text}")
        for at in range(len(held) - len(wanted) + 1):
            pairs = zip(wanted, held[at : at + len(wanted)], strict=True)
            if wanted and all(one.meets(other) for one, other in pairs):
                return True
    return False


_MARK = re.compile(r"\s*\[\d[^\[\]]*\]")  # "[9]", "[2, с. 86]"


def _folded(text: str) -> str:
    """Words alone: no quotation marks, no marks of citation."""
    plain = re.sub(r"[’ʼ`]", "'", _MARK.sub("", text.lower()))
    return " ".join(re.sub(r"[«»“”„\"]", "", plain).split())
