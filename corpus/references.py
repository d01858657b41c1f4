"""In-text markers such as `[2, с. 86]`, `[1; 3]`, `[4–6]`, and the words that they support."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from corpus.types import Reference, Span

# What may be a marker: something in square brackets (`parse_marker` tells).
MARKER = re.compile(r"\[([^\[\]\n]{1,80})\]")
_PART = re.compile(
    r"""\s*(?P<first>\d{1,3})
        (?:\s*[-–—]\s*(?P<last>\d{1,3}))?
        (?:\s*,\s*(?:с|С|c|стор|р|p|pp|ст)\.?\s*(?P<page>\d+(?:\s*[-–—]\s*\d+)?(?:\s*,\s*\d+)*))?
        \s*$""",
    re.VERBOSE,
)
_NUMBERS = re.compile(r"\s*\d{1,3}(?:\s*,\s*\d{1,3})+\s*$")
_RANGE_LIMIT = 30
_BETWEEN = " ,;.:–—\n"


def parse_marker(inside: str) -> tuple[tuple[int, str | None], ...]:
    """(number, page) of every entry that the text between the brackets names; empty if none.

    `2, с. 86` gives ((2, "86"),); `1; 3, с. 5–7` gives two; `4–6` three; `1, 2` two.
    """
    if _NUMBERS.match(inside):
        return tuple((int(number), None) for number in inside.split(","))
    found: list[tuple[int, str | None]] = []
    for part in inside.split(";"):
        match = _PART.match(part)
        if match is None:
            return ()
        first = int(match["first"])
        last = int(match["last"] or first)
        if not first <= last < first + _RANGE_LIMIT:
            return ()
        found += [(number, match["page"]) for number in range(first, last + 1)]
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
        if text[offset] == ")":
            depth += 1
        elif text[offset] == "(":
            if depth == 0:
                return offset
            depth -= 1
    return None
