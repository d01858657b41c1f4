"""Another sense of a follow-up than the one that the rules take it in.

The rules go by grammar; of which of the things spoken of something like that is said, the library
knows. Where it answers a question clearly more surely in the other sense, that is taken. Each kind
of reading has one other sense, the one that was measured to be meant most often.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from dzherelo.assistant.dialogue.condense import is_bare
from dzherelo.assistant.dialogue.coreference import pronoun_in
from dzherelo.assistant.dialogue.entities import telling
from dzherelo.assistant.query.question import without_opener
from dzherelo.assistant.types import Reading, Turn

_FEW_TELLING = 2  # telling words from which a question may be asked by itself


class Place(NamedTuple):
    """A place that was spoken of: its name, and the heading under which it stands."""

    name: str
    heading: str


class Kind(StrEnum):
    """A sense, by the name of the margin by which it must be surer than the rules' own."""

    TYPED = "typed"  # as it was written, though the rules put it under something
    UNDER = "under the last"  # asked under the question before it
    THERE = "there"  # asked of the place that was cited, where it only leaves something out


class Sense(NamedTuple):
    """A question read otherwise."""

    kind: Kind
    reading: Reading


def other_sense(
    asked: str, taken: Reading, turns: Sequence[Turn], *, place: Place | None = None
) -> Sense | None:
    """In what other sense a question of a dialogue may be meant than it was `taken`: one that was
    put under the root of the dialogue, by itself or of the `place` where the last answer stood; any
    other, under the question before it. None without a dialogue."""
    if not turns:
        return None
    body, last = without_opener(asked), turns[-1].read.text
    if may_stand_alone(taken):
        return Sense(Kind.TYPED, Reading(body, body))
    if taken.root and place:
        of = Reading(f"{place.name}: {body}", body, topic=place.heading, place=place.name)
        return Sense(Kind.THERE, of)
    under = Reading(f"{last} – {body}", body, topic=last, root=last)
    return Sense(Kind.UNDER, under) if last not in (taken.text, taken.root) else None


def may_stand_alone(taken: Reading) -> bool:
    """Whether a question that was put under the root of a dialogue names enough by itself."""
    own = taken.own
    return bool(
        taken.root
        and len(telling(own)) >= _FEW_TELLING
        and not is_bare(own)
        and pronoun_in(own) is None
    )
