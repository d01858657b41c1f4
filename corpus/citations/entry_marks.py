"""The marks with which the entries of a reference list begin: "[1]", "(1)", "1.", "1)", "¹",
"[Smi20]", "[^1]:", a bullet."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_MARK = re.compile(
    r"\[\^(?P<note>[^\]\s]+)\]:?\s*|[\[［](?P<bracket>\d{1,4})[a-z]?[\]］][.:]?\s*|"
    r"\((?P<paren>\d{1,3})\)[.:]?\s*|(?P<dot>\d{1,3})[a-z]?\.(?:\s+|$|(?=[^\W\d]))|"
    r"(?P<half>\d{1,3})\)\s*|(?P<raised>[⁰¹²³⁴-⁹]{1,3})\s*|(?P<bare>\d{1,3})\s+(?=\D)|"
    r"\[(?P<key>[^\W\d][\w+:.&'’ –-]{0,30})\]:?(?:\s+|$)|(?P<bullet>[-–—•*▪◦])\s+"
)


class Mark(NamedTuple):
    """A printed mark: its style, its number (0 of a key or a bullet), its key, how long it is with
    the white space behind it."""

    style: str
    number: int
    key: str
    length: int


def mark_of(text: str) -> Mark | None:
    """The mark with which a text begins; None where it begins with words."""
    match = _MARK.match(text)
    if match is None or not match.lastgroup:
        return None
    said = match[match.lastgroup]
    number = digits_number(said)
    return Mark(match.lastgroup, number, "" if number else said, match.end())


def printed_mark(text: str) -> Mark | None:
    """The mark with which a text begins if it is surely one: no bare number, no bullet."""
    mark = mark_of(text)
    return mark if mark and mark.style not in ("bare", "bullet") else None


def digits_number(said: str) -> int:
    """The number that digits, plain or raised, stand for; 0 of anything else."""
    return int("".join(str(unicodedata.digit(c)) for c in said)) if said.isdigit() else 0
