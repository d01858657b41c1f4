"""Other senses of a follow-up than the one that the rules take it in.

The rules go by grammar; of which of the things spoken of something like that is said, the library
knows. Where it answers a question clearly more surely in another sense, that is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from dzherelo.assistant.dialogue.condense import is_bare
from dzherelo.assistant.dialogue.coreference import (
    Pronoun,
    named_by,
    pronoun_in,
    substituted,
    written,
)
from dzherelo.assistant.dialogue.entities import Entities, telling
from dzherelo.assistant.query.question import without_opener
from dzherelo.assistant.types import Reading, Turn

_TURNS = 3  # earlier questions of which something may be meant
_MOST = 8  # things that may be put in a pronoun's place
_FEW_TELLING = 2  # telling words from which a question may be asked by itself


class Place(NamedTuple):
    """A place that was spoken of: its name, and the heading under which it stands."""

    name: str
    heading: str


class Kind(StrEnum):
    """A sense, by the name of the margin by which it must be surer than the rules' own."""

    TYPED = "typed"  # as it was written, though the rules put it under something
    UNDER = "under the last"  # asked under the question before it
    PUT = "put"  # with something else in its pronoun's place
    THERE = "there"  # asked of the place that was cited, where it only leaves something out


class Sense(NamedTuple):
    """A question read otherwise."""

    kind: Kind
    reading: Reading


def senses(
    asked: str,
    taken: Reading,
    turns: Sequence[Turn],
    entities: Entities,
    *,
    place: Place | None = None,
) -> tuple[Sense, ...]:
    """In what other senses a question of a dialogue may be meant than it was `taken`; `place` is
    where the last answer stood. Empty without a dialogue."""
    if not turns:
        return ()
    body, last = without_opener(asked), turns[-1].read.text
    pronoun = pronoun_in(body)
    leans = taken.text not in (asked, body)
    made = []
    if not taken.root:
        under = Reading(f"{last} – {body}", body, topic=last, root=last)
        made.append(Sense(Kind.UNDER, under))
    elif not pronoun and _may_stand_alone(body):
        made.append(Sense(Kind.TYPED, Reading(body, body)))
    if leans and pronoun and pronoun.genders:
        made += [Sense(Kind.PUT, one) for one in _put(body, pronoun, turns, entities)]
    elif leans and place:
        of = Reading(f"{place.name}: {body}", body, topic=place.heading, place=place.name)
        made.append(Sense(Kind.THERE, of))
    others = {one.reading.text: one for one in made if one.reading.text != taken.text}
    return tuple(others.values())


def _may_stand_alone(body: str) -> bool:
    return len(telling(body)) >= _FEW_TELLING and not is_bare(body)


def _put(
    body: str, pronoun: Pronoun, turns: Sequence[Turn], entities: Entities
) -> Iterator[Reading]:
    """The question with each thing that the last questions name in its pronoun's place."""
    named = {
        str(one): one
        for turn in reversed(turns[-_TURNS:])
        for one in named_by(turn.read.text, entities)
    }
    for found in list(named.values())[:_MOST]:
        if put := substituted(body, pronoun, found, entities):
            name = written(found, entities)
            yield Reading(put, put, typed=body, substituted=name, genders=pronoun.genders)
