"""Who does what to whom: whether a statement gives two things of its source each other's part.

The words of "the chair appoints the pilots" and "the pilots appoint the chair" are the same. A noun
is read with its slot: agent, patient, the sole one of its verb, one behind a preposition, one that
belongs to another noun ("the duty of the state"). Ukrainian slots come from case and agreement
(`slots_uk`), English ones from the order of words (`slots_en`). A statement is false where two of
its nouns stand in each other's slots and nowhere in their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from assistant.verify.lists import lists
from assistant.verify.problems import Problem
from assistant.verify.slots import Slotted, clauses_of
from assistant.verify.slots_en import english
from assistant.verify.slots_uk import ukrainian
from assistant.verify.window import Statement, Window
from corpus.terms import Terms
from corpus.words import language_of

_ALIKE = {
    frozenset({"sole", "agent"}), frozenset({"sole", "patient"}), frozenset({"on", "patient"}),
    frozenset({"on", "to"}), frozenset({"on", "in"}),
}  # fmt: skip
# "draw attention to a dispute" is "bring a dispute to attention"
_CONVERSE = ({"patient", "to"}, {"patient", "on"}, {"patient", "for"})
_CORE = frozenset({"agent", "patient", "sole"})
_EVERYDAY = 0.5  # weight of a word that stands nearly everywhere: "state"
_EITHER_WAY = frozenset({"with", "among"})  # "A works with B" says that B works with A


def swapped(said: Statement, window: Window) -> Iterator[Problem]:
    """The pairs of nouns that have changed places."""
    there = [slots(piece.text, window.terms) for piece in window.pieces]
    for own in slots(said.text, said.terms):
        for one, other in combinations(own, 2):
            if one.term.meets(other.term):
                continue
            if any(_crossed(one, other, sentence) for sentence in there) and (
                not any(_kept(one, other, sentence) for sentence in there)
            ):
                yield Problem("roles", f"{one.term.text} … {other.term.text}")


def unknown_subjects(said: Statement, window: Window) -> Iterator[Problem]:
    """Who acts in a further clause of a statement, where the words do not know them: a fact that
    was stitched on."""
    _, *further = slots(said.text, said.terms) or ((),)
    for clause in further:
        for slotted in clause:
            term = slotted.term
            acts = slotted.slot in _CORE and not lists().bodies.isdisjoint(term.keys)
            if acts and said.weights.get(term, 0.0) > _EVERYDAY and not window.carries(term):
                yield Problem("roles", term.text)


@lru_cache(maxsize=4_000)
def slots(text: str, terms: Terms) -> tuple[tuple[Slotted, ...], ...]:
    """The nouns of each clause of a text, with their slots."""
    read = terms.read(text)
    find = english if language_of(text) == "en" else ukrainian
    return tuple(tuple(find(text, span, read)) for span in clauses_of(text))


def _crossed(one: Slotted, other: Slotted, sentence: Sequence[Sequence[Slotted]]) -> bool:
    """Whether a sentence has the first noun in the second's slot, and the second in the first's: in
    one clause, if both may be subjects and objects."""
    if one.slot in _EITHER_WAY or other.slot in _EITHER_WAY or _alike(one, other):
        return False
    if {one.slot, other.slot} in _CONVERSE:
        return False
    clauses = sentence if {one.slot, other.slot} <= _CORE else [sum(map(tuple, sentence), ())]
    return any(
        _alike(first, other) and _alike(second, one) and not _alike(first, second)
        for clause in clauses
        for first in clause
        if first.term.meets(one.term)
        for second in clause
        if second.term.meets(other.term)
    )


def _kept(one: Slotted, other: Slotted, sentence: Sequence[Sequence[Slotted]]) -> bool:
    """Whether a sentence has both nouns in their own slots, as far as it has them."""
    held = [slotted for clause in sentence for slotted in clause]
    return all(
        any(_alike(slotted, noun) for slotted in held if slotted.term.meets(noun.term))
        for noun in (one, other)
    )


def _alike(one: Slotted, other: Slotted) -> bool:
    if one.slot == other.slot == "of":
        return not one.owner.isdisjoint(other.owners) or not one.owners.isdisjoint(other.owner)
    return one.slot == other.slot or frozenset({one.slot, other.slot}) in _ALIKE
