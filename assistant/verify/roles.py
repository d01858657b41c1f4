"""Who does what to whom: whether a statement gives two things of its source each other's part.

The words of "the chair appoints the pilots" and "the pilots appoint the chair" are the same. A noun
is read with its slot: agent, patient, the sole one of its verb, one behind a preposition, one that
belongs to another noun ("the duty of the state"). Ukrainian slots come from case and agreement
(`slots_uk`), English ones from the order of words (`slots_en`). A statement is false where two of
its nouns stand in each other's slots and nowhere in their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from dzherelo.assistant.verify.alignment import Statement, Window, akin
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.problems import Problem
from dzherelo.assistant.verify.slots import Slotted, clauses_of
from dzherelo.assistant.verify.slots_en import english
from dzherelo.assistant.verify.slots_uk import ukrainian
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import language_of, part_of_speech
from dzherelo.corpus.remembered import remembered_with

Clause = tuple[Slotted, ...]
Told = dict[Clause, tuple[float, Slotted]]  # by a clause of the source, who acts in the statement's

_ALIKE = {
    frozenset({"sole", "agent"}), frozenset({"sole", "patient"}), frozenset({"on", "patient"}),
    frozenset({"on", "to"}), frozenset({"on", "in"}),
}  # fmt: skip
# "draw attention to a dispute" is "bring a dispute to attention"
_CONVERSE = ({"patient", "to"}, {"patient", "on"}, {"patient", "for"})
_ACTING = ("agent", "sole")
_CORE = frozenset({"agent", "patient", "sole"})
_SAYS_ENOUGH = 0.6  # share of the other words of a clause by which another one says the same
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


def other_agents(said: Statement, window: Window) -> Iterator[Problem]:
    """Who acts in a clause of a statement, where the clause of the source that says the same has
    another agent, and this one otherwise: "the pilots appoint" for "are appointed by the chair at
    the request of the pilots"."""
    told: Told = {}
    for span, nouns in zip(clauses_of(said.text), slots(said.text, said.terms), strict=True):
        actors = [noun for noun in nouns if noun.slot in _ACTING]
        if len(actors) != 1:
            continue
        (actor,) = actors
        rest = [term for term in said.within(span) if not term.meets(actor.term)]
        shared, clause = _same_clause(said, rest, window)
        if shared > told.get(clause, (0.0, actor))[0]:
            told[clause] = shared, actor
    for clause, (_, actor) in told.items():
        acting = [noun for noun in clause if noun.slot in _ACTING and _acts(noun)]
        agents = [noun for noun in acting if noun.slot == "agent"]
        own = [noun for noun in clause if noun.term.meets(actor.term)]
        if not _acts(actor) or any(noun.slot in _CORE for noun in own):
            continue
        if own and agents:
            yield Problem("roles", f"{actor.term.text} … {agents[0].term.text}")
        elif len(acting) == 1 and _exchanged(actor, acting[0], told):
            yield Problem("roles", f"{actor.term.text} … {acting[0].term.text}")


def _exchanged(one: Slotted, other: Slotted, told: Told) -> bool:
    """Whether the other actor has taken this one's place in another clause."""
    return any(
        actor.term.meets(other.term)
        and any(noun.slot in _ACTING and noun.term.meets(one.term) for noun in clause)
        for clause, (_, actor) in told.items()
    )


def _acts(noun: Slotted) -> bool:
    return not (lists().bodies | lists().actors).isdisjoint(noun.term.keys)


def _same_clause(said: Statement, rest: Sequence[Term], window: Window) -> tuple[float, Clause]:
    """The nouns of the clause of the source that says most of these words, if it says enough, and
    the weight that it shares with them. It must have a Ukrainian verb of theirs."""
    verbs = [term for term in rest if part_of_speech(term.text.lower()) == "verb"]
    best, found = _SAYS_ENOUGH * sum(said.weights[term] for term in rest), Clause()
    for piece in window.pieces:
        nouns = slots(piece.text, window.terms)
        for span, held in zip(clauses_of(piece.text), nouns, strict=True):
            there = [term for term in piece.terms if span.covers(term.span)]
            met = [term for term in rest if any(akin(term, other) for other in there)]
            shared = sum(said.weights[term] for term in met)
            if shared > best and (not verbs or any(verb in met for verb in verbs)):
                best, found = shared, held
    return best, found


@remembered_with(4_000)
def slots(text: str, terms: Terms) -> tuple[Clause, ...]:
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
