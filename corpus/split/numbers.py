"""Numbers of articles, parts and divisions: as they are cited, and the order they stand in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CYRILLIC_ROMAN = str.maketrans("ІХСМ", "IXCM")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def plain_number(printed: str) -> str:
    """A number as it is cited: "131-1" for "131 – 1" and "131¹", "IX" for Cyrillic "ІХ"."""
    raised = re.sub(r"(?<=\d)[⁰¹²³⁴-⁹]+", lambda m: "-" + m[0].translate(_SUPERSCRIPTS), printed)
    return re.sub(r"\s*[-–‑]\s*", "-", raised).translate(_CYRILLIC_ROMAN)


def number_key(number: str) -> tuple[int, ...]:
    """(131, 1) for "131-1", (9,) for "IX": numbers in the order in which they are counted."""
    parts = number.translate(_CYRILLIC_ROMAN).upper().split("-")
    return tuple(int(part) if part.isdigit() else roman(part) for part in parts)


def roman(numeral: str) -> int:
    """The value of a Roman numeral in capitals; 0 for what is none."""
    values = [_ROMAN.get(letter, 0) for letter in numeral]
    if not all(values):
        return 0
    after = [*values[1:], 0]
    return sum(-v if v < n else v for v, n in zip(values, after, strict=False))


def rising(keys: Sequence[tuple[int, ...]]) -> list[int]:
    """Places of a longest strictly rising run among the keys, in order."""
    tails: list[tuple[int, ...]] = []
    ends: list[int] = []
    before: list[int] = []
    for at, key in enumerate(keys):
        length = bisect_left(tails, key)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [key]
        ends[length : length + 1] = [at]
    found, at = [], ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]
