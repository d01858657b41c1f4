"""Paragraphs and words cut by a page break, put together again.

How it works. A page may end with a form feed, as a page or column of a PDF, or leave nothing but
a blank line in mid-sentence. Two neighbouring lines are one paragraph if the first does not end
as a paragraph ends and the second goes on as a sentence does: with a lower-case word, or, where
the first is plainly prose cut short, with a capital. Without a form feed the evidence is weaker,
so there the first must be long, and two cuts closer to each other than a page is long are taken
for an enumeration without bullets, which is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from itertools import pairwise

from dzherelo.corpus.read import shapes
from dzherelo.corpus.read.joining import breaks_address, breaks_word, joined
from dzherelo.corpus.read.lines import Line

_LONG = 60  # characters: shorter lines are titles, names, verse
_PROSE = 200  # a line this long is a paragraph even if it is one sentence
_PAGE = 1000  # two page breaks are never closer than this


class _Cut(Enum):
    NONE = 0
    SHORT = 1  # would be likely, were the first line not so short: a sign of an enumeration
    LIKELY = 2
    CERTAIN = 3


_DOUBTFUL = (_Cut.SHORT, _Cut.LIKELY)


def mend(lines: Sequence[Line], *, text: str = "") -> list[Line]:
    """The lines with cut paragraphs as one line each; `text` as in `joining.joined`."""
    cuts = [_cut(first, second) for first, second in pairwise(lines)]
    plausible = _plausible(lines, cuts)
    mended = list(lines[:1])
    for line, cut in zip(lines[1:], plausible, strict=True):
        if cut:
            mended[-1] = replace(mended[-1], text=joined(mended[-1].text, line.text, text=text))
        else:
            mended.append(line)
    return mended


def _plausible(lines: Sequence[Line], cuts: Sequence[_Cut]) -> list[bool]:
    rarely_finished = _rarely_finished(lines)
    kept: list[bool] = []
    for index, cut in enumerate(cuts):
        if cut is _Cut.LIKELY:
            before = index > 0 and cuts[index - 1] in _DOUBTFUL
            after = index + 1 < len(cuts) and cuts[index + 1] in _DOUBTFUL
            crowded = (before and len(lines[index].text) < _PAGE) or (
                after and len(lines[index + 1].text) < _PAGE
            )
            kept.append(not crowded and not rarely_finished)
        else:
            kept.append(cut is _Cut.CERTAIN)
    return kept


def _rarely_finished(lines: Sequence[Line]) -> bool:
    """Whether the text does without full stops, so that their absence says nothing."""
    long = [line.text for line in lines if len(line.text) >= _LONG and not line.fixed]
    return len(long) >= 6 and 2 * sum(map(shapes.is_finished, long)) < len(long)


def _cut(first: Line, second: Line) -> _Cut:
    a, b = first.text, second.text
    if first.fixed or second.fixed or shapes.is_note(a) or shapes.is_note(b):
        return _Cut.NONE
    if breaks_word(a, b) and not shapes.is_item(b):
        return _Cut.CERTAIN
    if second.turn and breaks_address(a, b):
        return _Cut.CERTAIN
    if shapes.in_capitals(a) or shapes.in_capitals(b):
        return _Cut.NONE
    if second.flows and not shapes.stands_alone(b):
        return _Cut.CERTAIN
    return _Cut.NONE if shapes.is_finished(a) else _after_unfinished(a, b, second)


def _after_unfinished(a: str, b: str, second: Line) -> _Cut:
    if shapes.is_dashed(b) and second.turn:
        return _Cut.CERTAIN if _is_cut_prose(a) and not shapes.is_bulleted(a) else _Cut.NONE
    if shapes.stands_alone(b):
        return _Cut.NONE
    if not shapes.begins_small(b):
        return _before_capital(a, b, second)
    if second.turn:
        return _Cut.CERTAIN
    return _Cut.LIKELY if _may_be_cut(a) else _Cut.SHORT


def _may_be_cut(a: str) -> bool:
    return (
        len(a) >= _LONG
        or shapes.has_sentence_inside(a)
        or shapes.wants_more(a)
        or shapes.has_open_bracket(a)
    )


def _is_cut_prose(a: str) -> bool:
    prose = shapes.has_sentence_inside(a) or len(a) >= _PROSE or shapes.wants_more(a)
    return prose and len(a) >= _LONG and not shapes.is_heading(a) and not shapes.is_label(a)


def _before_capital(a: str, b: str, second: Line) -> _Cut:
    """A sentence that goes on with a name or a number: only plain prose is joined to it."""
    cut = _Cut.CERTAIN if second.turn else _Cut.LIKELY
    if not (second.gap or second.turn) or shapes.begins_sentence(b):
        return _Cut.NONE
    if len(a) >= _LONG and shapes.has_open_bracket(a) and shapes.closes_bracket(b):
        return cut
    if not _is_cut_prose(a):
        return _Cut.NONE
    if b[0].isdigit() and second.turn and a[-1].isalpha():
        return cut
    goes_on = shapes.ends_in_small_word(a) or shapes.wants_more(a) or a.endswith(",")
    return cut if goes_on else _Cut.NONE
