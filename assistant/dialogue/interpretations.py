"""Other senses of a follow-up than the one that the rules take it in.

The rules go by grammar; of which of the things spoken of something like that is said, the library
knows. Where it answers a question clearly more surely in another sense, that is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dzherelo.assistant.dialogue.condense import Completed, all_completed
from dzherelo.assistant.dialogue.coreference import named_by
from dzherelo.assistant.dialogue.discourse import behind_lead, without_opener
from dzherelo.assistant.dialogue.pronouns import Pronoun, pronoun_in
from dzherelo.assistant.dialogue.substitution import fitting
from dzherelo.assistant.types import Turn

# By how much surer the answer must be than in the sense that the rules take.
_UNDER_THE_LAST = 0.15  # asked under the question before it
_PUT = 0.3  # with something else in its pronoun's place
_THERE = 0.0  # asked of the place that was cited, where it only leaves something out
_TURNS = 3  # earlier questions of which something may be meant
_MOST = 8  # things that may be put in a pronoun's place


class Place(NamedTuple):
    """A place that was spoken of: its name, and the heading under which it stands."""

    name: str
    heading: str


@dataclass(frozen=True, slots=True)
class Sense:
    """A question completed otherwise; `ahead` is by how much its confidence must be above that of
    the sense that the rules take."""

    completed: Completed
    ahead: float


def senses(asked: str, history: Sequence[Turn], *, place: Place | None = None) -> tuple[Sense, ...]:
    """In what other senses a question of a dialogue may be meant; `place` is where the last answer
    stood. Empty where nothing was asked since the topic was changed."""
    *before, taken = all_completed(asked, history)
    if not before:
        return ()
    body = without_opener(behind_lead(asked))
    pronoun = pronoun_in(body)
    last = before[-1].text
    under = Completed(f"{last} – {body}", body, last, before=last)
    made = [Sense(under, _UNDER_THE_LAST)]
    stands_alone = taken.text in (asked, body)
    if not stands_alone and pronoun and pronoun.genders:
        made += [Sense(one, _PUT) for one in _put(body, pronoun, before)]
    elif not stands_alone and place:
        made.append(Sense(_there(body, place), _THERE))
    others = {one.completed.text: one for one in made if one.completed.text != taken.text}
    return tuple(others.values())


def _there(body: str, place: Place) -> Completed:
    text = f"{place.heading}: {body}"
    return Completed(text, body, place.heading, shown=f"{place.name}: {body}")


def _put(body: str, pronoun: Pronoun, before: Sequence[Completed]) -> Iterator[Completed]:
    """The question with each thing that the last questions name in its pronoun's place."""
    named = {str(o): o for one in reversed(before[-_TURNS:]) for o in named_by(one.text)}
    for found in list(named.values())[:_MOST]:
        if put := fitting(body, pronoun, found):
            yield Completed(put, put, typed=body, put=str(found))
