"""What is embedded of a passage: the passage in its context, and each of its sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from dzherelo.corpus.split import UNSEARCHED
from dzherelo.corpus.types import Passage, Span

UNITS: Final = "3"  # raise it when the same passage would be embedded otherwise

Gloss = Callable[[Passage], Iterable[Passage]]
Asked = Callable[[Passage], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of the index: which passage it belongs to, and the words that are embedded, as a
    question or as a passage; `sentences` are ranges of characters in `text`, given for a whole
    passage alone."""

    id: str
    passage: str
    source: str
    text: str
    is_question: bool = False
    sentences: tuple[Span, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the unit is a passage, and not a part of one or what is said of it."""
        return self.id == self.passage


def units(
    passages: Iterable[Passage],
    gloss: Gloss = lambda passage: (),
    asked: Asked = lambda passage: (),
) -> list[Unit]:
    """The units of all passages that are searched, in order.

    A passage is embedded with its context before it. A long passage of several sentences also
    has a unit for each, so that a fact in a long paragraph is found by its own words; a passage
    with notes on it has one for each in the other language, and one for each question in everyday
    words that it is known to answer.
    """
    return [
        unit
        for passage in passages
        if passage.kind not in UNSEARCHED
        for unit in (
            *_of(passage),
            *(
                Unit(f"{passage.id}#{note.id}", passage.id, passage.source, whole(note))
                for note in gloss(passage)
                if (note.language == "en") != (passage.language == "en")
            ),
            *(
                question_unit(passage.id, passage.source, text)
                for text in dict.fromkeys(asked(passage))
            ),
        )
    ]


def is_gloss(unit: str) -> bool:
    """Whether the unit of this id stands for a note on a passage."""
    return ":note:" in unit.partition("#")[2]


def is_question(unit: str) -> bool:
    """Whether the unit of this id stands for a question that a passage answers."""
    return unit.partition("#")[2].startswith("ask:")


def question_unit(passage: str, source: str, text: str) -> Unit:
    """The unit of a question that the passage of this id answers."""
    digest = blake2b(text.encode(), digest_size=6).hexdigest()
    return Unit(f"{passage}#ask:{digest}", passage, source, text, is_question=True)


def whole(passage: Passage) -> str:
    """What is read of a passage: its words with what they stand under before them."""
    return f"{passage.context} {passage.text}".strip()


def sentence_unit(passage: Passage, sentence: Span) -> str:
    """Id of the unit that stands for a sentence; the passage's own where it has none of its own."""
    if not _has_own_units(passage):
        return passage.id
    return f"{passage.id}#{passage.sentences.index(sentence)}"


def _has_own_units(passage: Passage) -> bool:
    """A passage of no more than 300 characters is one unit."""
    return len(passage.sentences) > 1 and len(passage.text) > 300


def _of(passage: Passage) -> list[Unit]:
    text = whole(passage)
    shift = len(text) - len(passage.text) - passage.span.start
    sentences = tuple(Span(s.start + shift, s.end + shift) for s in passage.sentences)
    found = [Unit(passage.id, passage.id, passage.source, text, sentences=sentences)]
    if _has_own_units(passage):
        found += [
            Unit(
                sentence_unit(passage, sentence),
                passage.id,
                passage.source,
                f"{passage.context} {passage.words(sentence)}".strip(),
            )
            for sentence in passage.sentences
        ]
    return found
