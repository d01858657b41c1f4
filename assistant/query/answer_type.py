"""The kinds of answer that a question asks for, told by its wording (`wording.toml`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from dzherelo.corpus.language.overlap import plain_words

Patterns = tuple[tuple["Shape", re.Pattern[str]], ...]


class Shape(StrEnum):
    """What kind of answer a question asks for."""

    SOURCE = "source"
    DATE = "date"
    COUNT = "count"
    DEFINITION = "definition"
    SUMMARY = "summary"
    LIST = "list"
    REASON = "reason"
    PERSON = "person"
    YES_NO = "yes-no"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Wording:
    """The word lists and patterns of `wording.toml`, ready for use."""

    frame: frozenset[str]
    self: frozenset[str]
    light: frozenset[str]
    general: frozenset[str]
    states: frozenset[str]
    record: frozenset[str]
    listing: frozenset[str]
    citing: frozenset[str]
    phrases: Patterns
    words: Patterns


@cache
def wording() -> Wording:
    data = tomllib.loads((resources.files(__package__) / "answer_type.toml").read_text("utf-8"))
    return Wording(
        frame=frozenset(data["frame"].split()),
        self=frozenset(data["self"].split()),
        light=plain_words()["light"],
        general=plain_words()["general"],
        states=frozenset(data["states"].split()),
        record=frozenset(data["record"].split()),
        listing=frozenset(data["listing"].split()),
        citing=frozenset(data["citing"].split()),
        phrases=_patterns(data["phrases"]),
        words=_patterns(data["words"]),
    )


def shapes_of(text: str) -> tuple[Shape, ...]:
    """The shapes that a question asks for, the most telling first; never empty.

    A telling phrase comes first, then the question word that stands first: in "на що
    спрямовано …, коли …" the "коли" is no question.
    """
    phrases = [shape for shape, pattern in wording().phrases if pattern.search(text)]
    placed = sorted(
        (match.start(), place, shape)
        for place, (shape, pattern) in enumerate(wording().words)
        if (match := pattern.search(text))
    )
    asked = [shape for _, _, shape in placed]
    return tuple(dict.fromkeys([*phrases, *asked[:1]])) or (Shape.FACT,)


def demands(text: str) -> bool:
    """Whether the text demands an answer without asking: "перелічи …", "describe …"."""
    return any(pattern.search(text) for _, pattern in wording().phrases)


def asks_by_word(text: str) -> bool:
    """Whether the text has a question word."""
    return any(pattern.search(text) for _, pattern in wording().words)


def asks(text: str) -> bool:
    """Whether the text asks: by its mark, by a question word, by demanding."""
    return text.rstrip().endswith("?") or demands(text) or asks_by_word(text)


def _patterns(table: dict[str, list[str]]) -> Patterns:
    return tuple(
        (Shape(name), re.compile("|".join(patterns), re.IGNORECASE))
        for name, patterns in table.items()
    )
