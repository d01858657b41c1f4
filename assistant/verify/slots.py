"""Nouns and the slots that they fill in a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dzherelo.assistant.verify.clauses import led
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import Word
from dzherelo.corpus.types import Span

Slot = Literal[
    "agent", "patient", "sole", "of", "to", "from", "in", "on", "with", "among", "for", "about",
    "by", "under", "over", "before", "after", "without",
]  # fmt: skip

_JOINS = (
    "але|однак|проте|а|натомість|тоді як|хоча|якщо|коли|який|яка|яке|які|якого|якої|яким|яких|"
    "якому|якій|що|де|поки|доки|оскільки|"
    "but|while|whereas|although|though|if|unless|when|which|who|that|where|however|because"
)
_CLAUSE = re.compile(
    rf"[;:()]|,\s+(?=(?:{_JOINS})\b)|\s(?=(?:but|while|whereas|unless|until|which|who|whose|that|once|because)\b)|"
    rf",\s+(?:and|та|і|й)\s|,\s+(?=(?:\w+\s+){{1,2}}(?:якого|якої|яких)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slotted:
    """A noun in its slot. For the slot "of", `owner` are the keys of what it belongs to, `owners`
    also those of what is joined to that: "the rights and freedoms of"."""

    term: Term
    slot: Slot
    owner: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()

    @classmethod
    def of(cls, term: Term, slot: Slot, owners: Sequence[Term] = ()) -> Slotted:
        """`owners`: the nouns that it belongs to, the nearest last."""
        nearest = owners[-1].keys if owners else frozenset()
        return cls(term, slot, nearest, frozenset().union(*(one.keys for one in owners)))


def is_initial(text: str, word: Word) -> bool:
    """Whether a letter stands for a name: "А. В. Боровик"."""
    end = word.span.end
    return len(word.form) == 1 and text[word.span.start].isupper() and text[end : end + 1] == "."


def clauses_of(text: str) -> Iterator[Span]:
    """The clauses of a text. Unlike those that are denied or not, they go on over a dash: "the
    school — from the church"."""
    start = 0
    for match in _CLAUSE.finditer(text):
        if match.start() > start:
            yield from led(text, Span(start, match.start()))
        start = match.end()
    if start < len(text):
        yield from led(text, Span(start, len(text)))
