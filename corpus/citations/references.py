"""In-text markers such as `[2, с. 86]`, `[1; 3]`, `[4–6]`, and the words that they support."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from dzherelo.corpus.types import Reference, Span

# What may be a marker: something in square brackets (`parse_marker` tells).
MARKER = re.compile(r"\[([^\[\]\n]{1,80})\]")
_PART = re.compile(
    r"""\s*(?P<first>\d{1,3})
        (?:\s*[-–—]\s*(?P<last>\d{1,3}))?
        (?:\s*(?:,\s*)?(?:
            (?:с|С|c|стор|сторінка|р|p|pp|page|pages)\.?\s*
            (?P<page>\d+(?:\s*[-–—]\s*\d+)?(?:\s*,\s*\d+)*)
            |(?P<place>(?:ст|стаття|art|article)\.?\s*(?P<article>\d+(?:[-–—]\d+)*(?:\s*,\s*\d+)*)
                (?:\s*,?\s*(?:ч|частина|п|пункт|пп|абз|part|point|para)\.?\s*\d+)*)
        ))?
        \s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN = " ,;.:–—\n"


class Named(NamedTuple):
    """An entry that a marker names. `place` is what stands behind "ст." or "art.", as it is
    written: an article of an act ("ст. 9, ч. 2"), of other works the page."""

    number: int
    page: str | None = None
    place: str | None = None


def parse_marker(inside: str) -> tuple[tuple[int, str | None], ...]:
    """(number, page) of every entry that the text between the brackets names; empty if none.

    `2, с. 86` gives ((2, "86"),), and so does `2 с.86`; `1; 3, с. 5–7` gives two; `4–6` three;
    `1, 2` two. What `ст. 9` means only the work can tell: here it is page 9.
    """
    return tuple((one.number, one.page) for one in named_in(inside))


def named_in(inside: str, *, longest: int = 30) -> tuple[Named, ...]:
    """The entries that the text between the brackets names, with what it says of the place; none
    of a range that no marker would have: more entries than the `longest`."""
    listed = [number.strip() for number in inside.split(",")]
    if len(listed) > 1 and all(n.isdecimal() and len(n) <= 3 for n in listed):
        return tuple(Named(int(number)) for number in listed)
    found: list[Named] = []
    for part in inside.split(";"):
        match = _PART.match(part)
        if match is None:
            return ()
        first = int(match["first"])
        last = int(match["last"] or first)
        if not first <= last < first + longest:
            return ()
        page = match["page"] or match["article"]
        found += [Named(number, page, match["place"]) for number in range(first, last + 1)]
    return tuple(found)


def references(
    text: str, sentences: Sequence[Span], *, start: int, entries: Collection[int]
) -> Iterator[Reference]:
    """The in-text references of a passage.

    `text` begins at offset `start` of the canonical text, `sentences` are absolute spans, and
    only numbers in `entries` (those that the reference list has) count. A marker supports the
    words of its sentence that stand before it, from the last marker or, inside brackets, from
    the bracket on.
    """
    last: Reference | None = None
    for match in MARKER.finditer(text):
        numbers = parse_marker(match[1])
        if not numbers or any(number not in entries for number, _ in numbers):
            continue
        marker = Span(start + match.start(), start + match.end())
        between = text[last.marker.end - start : match.start()] if last else text
        supports = (
            last.supports
            if last and not between.strip(_BETWEEN)  # "… [1] [2]": both stand for the same words
            else _supported(text, start, marker, sentences, last.marker.end if last else start)
        )
        for number, page in numbers:
            last = Reference(number, page, marker, supports)
            yield last


def _supported(
    text: str, start: int, marker: Span, sentences: Sequence[Span], previous: int
) -> Span:
    sentence = next((s.start for s in sentences if s.start <= marker.start < s.end), start)
    begin = max(sentence, previous)
    before = text[begin - start : marker.start - start]
    opened = _open_bracket(before)
    if opened is not None:
        begin += opened + 1
        before = before[opened + 1 :]
    lead = len(before) - len(before.lstrip(_BETWEEN))
    return Span(begin + lead, begin + max(lead, len(before.rstrip())))


def _open_bracket(text: str) -> int | None:
    """Offset of the last "(" that is not closed again; None if there is none."""
    depth = 0
    for offset in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[offset], 0)
        if depth < 0:
            return offset
    return None
