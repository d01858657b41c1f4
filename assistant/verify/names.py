"""Whether the names of a statement stand in the words that it cites, in their own place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, zip_longest

from dzherelo.assistant.verify.alignment import Statement, Window, near, translatable
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.problems import Problem
from dzherelo.assistant.verify.roots import sources_of
from dzherelo.corpus.language.glossary import load_glossary
from dzherelo.corpus.language.terms import Term, skeleton
from dzherelo.corpus.language.words import fold, is_cyrillic, is_word, part_of_speech
from dzherelo.corpus.types import Span

_TELLING = 1.2  # weight of a word that names something


def wrong_names(said: Statement, window: Window) -> Iterator[Problem]:
    """The names, and those who act, that the words do not have."""
    known = window.here | window.around | window.gloss | window.same
    for term in said.weights:
        derived = sources_of(term.text, said.terms)  # "Crimean" of "Crimea"
        if not (term.keys | derived).isdisjoint(known) or _root_known(term, window):
            if _put_in_place(term, said, window):
                yield Problem("name", term.text)
            continue
        if _is_actor(term) or _is_name(term, said, window):
            yield Problem("name", term.text)


def other_names(said: Statement, window: Window) -> Iterator[Problem]:
    """The names of several words whose words only stand in another such name of the source: "the
    International Court" where it has "the International Criminal Court"."""
    proper = frozenset(key for key in window.here | window.gloss if key.startswith("@!"))
    held = [term for piece in window.pieces for term in piece.terms]
    for name in sorted(frozenset().union(*(term.proper for term in said.weights)) - proper):
        own = [term for term in said.weights if name in term.proper]
        if any(term.proper & proper for term in own):
            continue
        met = [other for other in held if any(term.meets(other) for term in own)]
        if met and all(other.proper for other in met):
            yield Problem("name", " ".join(term.text for term in own))


_PERSON = re.compile(r"(?:[А-ЯІЇЄҐA-Z]\.\s?){1,2}([А-ЯІЇЄҐA-Z][\w'’-]+)")


def wrong_persons(said: Statement, window: Window) -> Iterator[Problem]:
    """The surnames behind initials where the source has other persons: "Ніц" reads as an everyday
    word too, so that it may be no term."""
    held = [_folded(match[1]) for match in _PERSON.finditer(window.text)]
    for match in _PERSON.finditer(said.text):
        name = _folded(match[1])
        if held and not any(_same_name(name, other) for other in held):
            yield Problem("name", match[0])


def _folded(name: str) -> str:
    return skeleton(fold(name)) or fold(name)


def _same_name(one: str, other: str) -> bool:
    """Whether two surnames agree but for their endings."""
    longest = max(len(one), len(other))
    same = next((at for at in range(longest) if one[at : at + 1] != other[at : at + 1]), longest)
    return same >= max(2, longest - 3)


def broken_names(said: Statement, window: Window) -> Iterator[Problem]:
    """Words with a capital that make one name, and stand far from each other in the source."""
    capital = [term for term in said.weights if term.is_name]
    for one, other in pairwise(capital):
        between = said.text[one.span.end : other.span.start]
        if not _WITHIN_NAME.fullmatch(between) or one.keys & other.keys & window.here:
            continue
        if _ROMAN.fullmatch(one.text) or _opens(one, said.text):
            continue
        held = [not term.keys.isdisjoint(window.here) for term in (one, other)]
        if all(held) and not any(near(one, other, piece.terms, 3) for piece in window.pieces):
            yield Problem("name", f"{one.text}{between}{other.text}")


_JOIN = re.compile(r"\s+(?:and|or|і|й|та|або|чи)\s+")


def replaced(said: Statement, window: Window) -> Iterator[Problem]:
    """The words that take another's place before one noun: "criminal and maritime law" where the
    source has "criminal and penitentiary law"."""
    held = [pair for piece in window.pieces for pair in _pairs(piece.text, piece.terms)]
    for one, other, noun in _pairs(said.text, said.read):
        if other.is_number or window.carries(other):
            continue
        for first, second, head in held:
            if not (first.meets(one) and head.meets(noun)) or not _known_in(second, said):
                continue
            if _count(second, said.read) < max(_count(second, p.terms) for p in window.pieces):
                yield Problem("name", other.text)


_ADDING = re.compile(r"\s+(?:and|or|as well as|або|чи|та|і|й)\s+(?:(?:an?|the)\s+)?", re.IGNORECASE)


def added(said: Statement, window: Window) -> Iterator[Problem]:
    """What a statement joins to a thing that its source has alone: "of parties or unions"."""
    for one, other, after in zip_longest(said.read, said.read[1:], said.read[2:]):
        if other is None or not _ADDING.fullmatch(said.text, one.span.end, other.span.start):
            continue
        describes = after and said.text[other.span.end : after.span.start].isspace()
        noun = not describes and part_of_speech(other.text.lower()) == "noun"
        known = window.carries(other) or window.carries(one) < 1.0
        if noun and not known and said.weights.get(other, 0.0) >= _TELLING:
            yield Problem("name", other.text)


_DEFINED = re.compile(
    r"[^—–,;:.]{3,80}?(?=\s+(?:[—–-]\s+це\b|means?\b|is defined as\b|називається\b))"
)


def undefined(said: Statement, window: Window) -> Iterator[Problem]:
    """What a statement defines, where the words do not have it: "a silent partner means …"."""
    head = _DEFINED.match(said.text)
    for term in said.within(Span(*head.span())) if head else ():
        if not window.carries(term):
            yield Problem("name", term.text)


def _count(term: Term, among: Sequence[Term]) -> int:
    return sum(term.meets(other) for other in among)


def _pairs(text: str, read: Sequence[Term]) -> Iterator[tuple[Term, Term, Term]]:
    """The words that an "and" joins, with the word behind them."""
    for one, other, noun in zip(read, read[1:], read[2:], strict=False):
        joined = _JOIN.fullmatch(text, one.span.end, other.span.start)
        if joined and not text[other.span.end : noun.span.start].strip():
            yield one, other, noun


def _known_in(term: Term, said: Statement) -> bool:
    """Whether a word of the source would be known again in the language of the statement."""
    return translatable(term) or is_cyrillic(term.text) == is_cyrillic(said.text)


_ROMAN = re.compile(r"[IVXLІХ]+")


def _opens(term: Term, text: str) -> bool:
    """Whether an everyday word has its capital from the beginning of the sentence."""
    return not text[: term.span.start].strip(' «"“„(') and is_word(term.text.lower())


_WITHIN_NAME = re.compile(r"\s+(?:(?:of|for|the|and|і|та|з|із|у|в|про)\s+){0,2}")


def _put_in_place(term: Term, said: Statement, window: Window) -> bool:
    """Whether a person who only stands in the surroundings is put in another's place."""
    if not term.is_name or not term.keys.isdisjoint(window.here | window.gloss):
        return False
    if not any(key in _proper(single=True) or key.startswith("~") for key in term.keys):
        return False
    persons = [window.terms.keys(match[1]) for match in _PERSON.finditer(window.text)]
    stated = frozenset().union(*(one.keys for one in said.read))
    return any(keys and keys.isdisjoint(stated) for keys in persons)


def _root_known(term: Term, window: Window) -> bool:
    return not term.is_name and window.carries(term) > 0


def _is_actor(term: Term) -> bool:
    return not lists().actors.isdisjoint(term.keys)


@cache
def _proper(*, single: bool) -> frozenset[str]:
    """The keys of the glossary's concepts that name something: written with a capital in English;
    `single`: of one word only, as adjectives such as "німецький" are."""
    return frozenset(
        f"{mark}{concept.id}"
        for concept in load_glossary()
        if concept.field in ("body", "instrument", "place", "name") and concept.en[0][0].isupper()
        if not single or " " not in "".join((*concept.uk, *concept.en))
        for mark in ("@", "@!")
    )


def _is_name(term: Term, said: Statement, window: Window) -> bool:
    if not _proper(single=not term.is_name).isdisjoint(term.keys):
        return True
    if not term.is_name:
        return False
    plain = term.text.lower()
    first = not said.text[: term.span.start].strip(' «"“„(')
    common = is_word(plain) and not any(key.startswith("~") for key in term.keys)
    if not is_cyrillic(plain):
        common = is_word(plain)
    if first:
        return not common
    return not common or not window.crosses or translatable(term)
