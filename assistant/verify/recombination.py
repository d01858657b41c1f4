"""Facts of one source that a statement puts together otherwise: a figure with what belongs to
another one, what is excepted without the exception, an alternative as if both were so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dzherelo.assistant.verify.alignment import Piece, Statement, Window, akin, words_behind
from dzherelo.assistant.verify.clauses import clauses
from dzherelo.assistant.verify.figures import Figure, carried, figures
from dzherelo.assistant.verify.figures_check import same_figure, verbs_in
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.marks import marks
from dzherelo.assistant.verify.problems import Problem
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import is_cyrillic, is_finite
from dzherelo.corpus.types import Span

_COUNTED = 2  # words behind a figure of which one is what it counts
_AROUND = 4  # and words behind it in the source that may be so
_LEAST_OF_ITEM = 1.0  # weight from which a statement speaks of an item of a list


def stitched(said: Statement, window: Window) -> Iterator[Problem]:
    """What a statement joins that its source has apart."""
    for figure in said.figures:
        if not figure.telling:
            continue
        if (
            _counts_another(said, window, figure)
            or _of_another_item(said, window, figure)
            or _of_another_verb(said, window, figure)
        ):
            yield Problem("date" if figure.is_date else "number", figure.span.of(said.text))
    for text in _excepted(said, window):
        yield Problem("condition", text)
    for text in _both(said, window):
        yield Problem("condition", text)


def _counts_another(said: Statement, window: Window, figure: Figure) -> bool:
    """Whether a number counts what only another number of the source does: "three million
    signatures" for "three million citizens … a hundred thousand signatures"."""
    own = words_behind(said.text, said.read, figure.span.end, _COUNTED)
    if figure.is_date or not own:
        return False
    same = list(same_figure(figure, window))
    theirs = [term for piece, one in same for term in _counted(piece, one)]
    if not theirs or any(akin(mine, its) for mine in own for its in theirs):
        return False
    return any(
        akin(own[0], term)
        for piece in window.pieces
        for other in figures(piece.text)
        if not other.is_date and not carried(figure, [other])
        for term in words_behind(piece.text, piece.terms, other.span.end, _COUNTED)
    )


def _counted(piece: Piece, figure: Figure) -> list[Term]:
    """The words behind a figure that may be what it counts, up to the next figure."""
    after = (one.span.start for one in figures(piece.text) if one.span.start >= figure.span.end)
    end = min(after, default=len(piece.text))
    behind = words_behind(piece.text, piece.terms, figure.span.end, _AROUND)
    return [term for term in behind if term.span.start < end]


def _of_another_item(said: Statement, window: Window, figure: Figure) -> bool:
    """Whether a statement speaks of an item that goes on with the verb of a list, "in courts of
    appeal, from 2018", and has the figure of another item."""
    for piece in window.pieces:
        items = list(_items(piece))
        for at, (text, terms, held) in enumerate(items[1:], start=1):
            rivals = [one for one in held if one.is_date == figure.is_date and one.telling]
            if not rivals or _says(text) or any(figure.within(one) for one in held):
                continue
            if any(carried(one, rivals) for one in said.figures):
                continue
            beside = [term for k, item in enumerate(items) if k != at for term in item[1]]
            alone = [term for term in terms if not any(term.meets(other) for other in beside)]
            if said.weight_of(said.weights, alone) >= _LEAST_OF_ITEM:
                return True
    return False


def _items(piece: Piece) -> Iterator[tuple[str, list[Term], tuple[Figure, ...]]]:
    """What stands between the semicolons of a sentence: text, terms and figures."""
    start = 0
    for match in re.finditer(r";|$", piece.text):
        span = Span(start, match.start())
        text = span.of(piece.text)
        yield text, [t for t in piece.terms if span.covers(t.span)], figures(text)
        start = match.end()


def _says(text: str) -> bool:
    """Whether a text has a verb of its own."""
    return any(is_cyrillic(word) and is_finite(word) for word in re.findall(r"[\w'’]+", text))


def _of_another_verb(said: Statement, window: Window, figure: Figure) -> bool:
    """Whether a statement has the figure of one verb of the source with another: "takes effect in
    2013" for "takes effect at once and is applied from 2013". In Ukrainian alone: English verbs
    are not told well enough."""
    own = _verb_of(said.text, said.read, figure.span) if said.language == "uk" else None
    theirs = [
        verb
        for piece, one in same_figure(figure, window)
        if is_cyrillic(piece.text)
        if (verb := _verb_of(piece.text, piece.terms, one.span))
    ]
    if own is None or not theirs or any(akin(own, its) for its in theirs):
        return False
    rest = [term for term in said.read if term is not own]
    known = any(akin(own, term) for piece in window.pieces for term in piece.terms)
    return known and any(akin(its, term) for its in theirs for term in rest)


_PER_MARK = 30  # how much farther a word is behind a comma


def _verb_of(text: str, read: Sequence[Term], place: Span) -> Term | None:
    """The verb that is nearest to a place in its sentence, on the same side of a colon."""

    def between(verb: Term) -> str:
        return text[min(verb.span.end, place.end) : max(verb.span.start, place.start)]

    def away(verb: Term) -> int:
        return len(between(verb)) + _PER_MARK * sum(between(verb).count(mark) for mark in ",;")

    verbs = [
        verb
        for verb in verbs_in(text, read, Span(0, len(text)))
        if not verb.span.overlap(place) and ":" not in between(verb)
    ]
    return min(verbs, key=away, default=None)


_BEGIN = r"(?:о?крім|за винятком|except(?: for)?|other than|with the exception of|apart from)"
_EXCEPTED = re.compile(  # with the "which" behind it
    rf"\b{_BEGIN}\b[^,;.:()]*(?:,\s+(?:що|як\w+|which|who|that)\b[^,;.:()]*)?", re.IGNORECASE
)
_MOST_OF_EXCEPTED = 0.5


def _excepted(said: Statement, window: Window) -> Iterator[str]:
    """What a statement says though its source excepts it, where it has no exception itself."""
    if not _EXCEPTED.search(window.text) or lists().exceptions.search(said.text):
        return
    if any(clause.denials for clause in clauses(said.text, said.terms)):
        return
    for piece in window.pieces:
        for match in _EXCEPTED.finditer(piece.text):
            span = Span(*match.span())
            rest = [
                term
                for other in window.pieces
                for term in other.terms
                if other is not piece or not span.covers(term.span)
            ]
            inside = [
                term
                for term in piece.terms
                if span.start < term.span.start < span.end
                and not any(term.meets(other) for other in rest)
            ]
            met = [term for term in inside if any(akin(term, own) for own in said.read)]
            if met and len(met) >= _MOST_OF_EXCEPTED * len(inside):
                yield " ".join(term.text for term in met)


_OR = re.compile(r"\s(?:або|чи|or)\s", re.IGNORECASE)
_AND = re.compile(r"\b(?:і|й|та|and|as well as|після цього|then)\b", re.IGNORECASE)
_PAIR = 2
_SOON = 2  # words behind an "or" of which one is a verb


def _both(said: Statement, window: Window) -> Iterator[str]:
    """Two verbs that a statement joins with "and", and its source with "or"."""
    if _OR.search(said.text):
        return
    for piece in window.pieces:
        if "may" in marks(piece.text):
            continue  # "may do one or the other" lets both be done
        for match in _OR.finditer(piece.text):
            behind = words_behind(piece.text, piece.terms, match.end(), _SOON)
            other = next((term for term in behind if _finite(term)), None)
            before = [t for t in piece.terms if t.span.end <= match.start() and _finite(t)]
            if other is None or not before:
                continue
            met = [term for verb in (before[-1], other) if (term := _met(said, verb))]
            if len(set(met)) == _PAIR:
                first, second = sorted(met, key=lambda term: term.span)
                if _AND.search(said.text[first.span.end : second.span.start]):
                    yield f"{first.text} … {second.text}"


def _finite(term: Term) -> bool:
    return is_cyrillic(term.text) and is_finite(term.text.lower())


def _met(said: Statement, wanted: Term) -> Term | None:
    return next((t for t in said.read if _finite(t) and akin(t, wanted)), None)
