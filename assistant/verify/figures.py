"""What a statement may not say otherwise than its source: figures and quoted words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dzherelo.assistant.verify.alignment import SCALE, Problem, Statement, Window
from dzherelo.corpus.language.clauses import segments
from dzherelo.corpus.language.figures import Figure, carried, figures
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.types import Span

_UNITS = re.compile(
    r"\s+(?:\w+\s+)?(?:(?P<hour>hours?|годин\w*)|(?P<day>days?|дн\w+|день|діб|доб\w+)|"
    r"(?P<week>weeks?|тиж\w+)|(?P<month>months?|місяц\w+)|(?P<year>years?|рок\w+|рік))\b",
    re.IGNORECASE,
)
_ONE_OF = re.compile(r"\s+(?:of|із?|зі)\b")


def wrong_figures(said: Statement, window: Window) -> Iterator[Problem]:
    """The numbers and dates that the words do not have, or have of something else."""
    for figure in said.figures:
        lacking = figure.telling and not carried(figure, window.figures)
        if _indefinite(said.text, figure):
            continue
        if lacking or _other_unit(said, window, figure) or _elsewhere(said, window, figure):
            yield Problem("date" if figure.is_date else "number", figure.span.of(said.text))


def _indefinite(text: str, figure: Figure) -> bool:
    """Whether a "one" only picks out: "one of the founders"."""
    if figure.telling or figure.is_date:
        return False
    return figure.span.of(text).lower() == "one" or bool(_ONE_OF.match(text, figure.span.end))


def _other_unit(said: Statement, window: Window, figure: Figure) -> bool:
    """Whether the source has a number of days where the statement has as many years."""
    own = _unit(said.text, figure)
    held = [
        _unit(piece.text, one)
        for piece in window.pieces
        for one in figures(piece.text)
        if carried(figure, [one])
    ]
    return own is not None and bool(held) and all(unit and unit != own for unit in held)


def _unit(text: str, figure: Figure) -> str | None:
    """The time that a number counts: "day", "year"."""
    found = None if figure.is_date else _UNITS.match(text, figure.span.end)
    return found.lastgroup if found else None


def _elsewhere(said: Statement, window: Window, figure: Figure) -> bool:
    """Whether the segments of the source that say the same have another figure in this one's place,
    one that the statement does not have beside it."""
    own = next((span for span in segments(said.text) if span.covers(figure.span)), None)
    if own is None:
        return False
    wanted = said.within(own)
    shared = [(said.weight_of(wanted, terms), held) for terms, held in _segments(window)]
    best = max((weight for weight, _ in shared), default=0.0)
    if not best or best < SCALE.segment * sum(said.weights[term] for term in wanted):
        return False
    nearest = [held for weight, held in shared if weight >= best - 0.01]
    if any(carried(figure, held) for held in nearest):
        return False
    beside = [one for one in said.figures if own.covers(one.span)]
    return all(
        any(
            one.is_date == figure.is_date and one.telling and not carried(one, beside)
            for one in held
        )
        for held in nearest
    )


def _segments(window: Window) -> Iterator[tuple[list[Term], list[Figure]]]:
    """The terms and figures of each segment of the chosen sentences."""
    for piece in window.pieces:
        for span in segments(piece.text):
            yield (
                [term for term in piece.terms if span.covers(term.span)],
                [figure for figure in figures(piece.text) if span.overlap(figure.span)],
            )


_QUOTED = re.compile(r"«([^«»]+)»|“([^“”]+)”|„([^„“”]+)[“”]|\"([^\"]+)\"")
_LEFT_OUT = re.compile(r"\s*(?:…|\.\.\.|\[…\])\s*")
_UNQUOTED = re.compile(r"\s*\[\d[^\[\]]*\]|[«»“”„\"]")  # "[9]", "[2, с. 86]", and quotation marks


def wrong_quotes(said: Statement, window: Window) -> Iterator[Problem]:
    """The words in quotation marks that no passage has to the letter; the title of a work may be in
    another case."""
    texts = [_folded(f"{passage.context}\n{passage.text}") for passage in window.passages]
    for match in _QUOTED.finditer(said.text):
        words = next(group for group in match.groups() if group is not None)
        if any(Span(*match.span()).overlap(span) for span in said.named):
            continue  # the title of an act
        pieces = [_folded(part).strip(" .,;") for part in _LEFT_OUT.split(words) if part.strip()]
        if any(all(piece in text for piece in pieces) for text in texts):
            continue
        if not (words[:1].isupper() and _inflected(words, window)):
            yield Problem("quote", words)


def _inflected(title: str, window: Window) -> bool:
    """Whether a title in quotation marks stands in the words in another case."""
    wanted = window.terms.read(title)
    for passage in window.passages:
        held = window.terms.read(f"{passage.context}\n{passage.text}")
        for at in range(len(held) - len(wanted) + 1):
            pairs = zip(wanted, held[at : at + len(wanted)], strict=True)
            if wanted and all(one.meets(other) for one, other in pairs):
                return True
    return False


def _folded(text: str) -> str:
    """Words alone: no quotation marks, no marks of citation, one apostrophe."""
    return " ".join(re.sub(r"[’ʼ`]", "'", _UNQUOTED.sub("", text.lower())).split())
