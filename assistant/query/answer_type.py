"""The kinds of answer that a question asks for, told by its wording (`answer_type.toml`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from dzherelo.corpus.language.terms import Term

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
    """The word lists and patterns of `answer_type.toml`, ready for use."""

    frame: frozenset[str]
    self: frozenset[str]
    states: frozenset[str]
    record: frozenset[str]
    listing: frozenset[str]
    citing: frozenset[str]
    works: frozenset[str]
    entries: frozenset[str]
    not_names: frozenset[str]
    fields: dict[str, frozenset[str]]
    sums_up: re.Pattern[str]
    phrases: Patterns
    words: Patterns


@cache
def wording() -> Wording:
    data = tomllib.loads((resources.files(__package__) / "answer_type.toml").read_text("utf-8"))
    lists = {name: frozenset(value.split()) for name, value in data.items() if type(value) is str}
    return Wording(
        **lists,
        fields={name: frozenset(value.split()) for name, value in data["fields"].items()},
        sums_up=re.compile("|".join(data["whole"]["summary"]), re.IGNORECASE),
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


def names_the_article(term: Term) -> bool:
    return not wording().self.isdisjoint(term.keys)


def is_frame(term: Term) -> bool:
    """Whether a term only frames a question, and need not stand in its answer."""
    return not term.is_number and not wording().frame.isdisjoint(term.keys)


def _patterns(table: dict[str, list[str]]) -> Patterns:
    return tuple(
        (Shape(name), re.compile("|".join(patterns), re.IGNORECASE))
        for name, patterns in table.items()
    )
