"""Whether the names, acts and places of a statement are those of the words that it cites."""

from __future__ import annotations

from collections.abc import Iterator

from dzherelo.assistant.verify.alignment import Problem, Statement, Window, lists, origins_of
from dzherelo.corpus.citations.pinpoints import ARTICLE, Pinpoint, pinpoints
from dzherelo.corpus.language.acts import Acts
from dzherelo.corpus.language.overlap import met, translatable
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import is_cyrillic, is_word
from dzherelo.corpus.types import Passage

_LEVELS = ("article", "part", "point", "subpoint", "paragraph", "item")


def wrong_names(said: Statement, window: Window) -> Iterator[Problem]:
    """The names, and those who act, that the words do not have."""
    known = window.here | window.around | window.gloss | window.same
    for term in said.weights:
        origins = origins_of(term, said.terms)  # "Crimean" of "Crimea"
        if met(term, known) or origins & known or (not term.is_name and window.carries(term)):
            continue
        if met(term, lists().acting) or _is_name(term, said, window):
            yield Problem("name", term.text)


def _is_name(term: Term, said: Statement, window: Window) -> bool:
    """Whether a word names something: the glossary says so, or its capital letter does."""
    names = said.terms.names if term.is_name else said.terms.one_word_names
    if met(term, names):
        return True
    if not term.is_name:
        return False
    plain = term.text.lower()
    common = is_word(plain)
    if is_cyrillic(plain):
        common = common and not any(key.startswith("~") for key in term.keys)
    if not said.text[: term.span.start].strip(' «"“„('):  # it opens the sentence
        return not common
    return not common or not window.crosses or translatable(term)


def wrong_places(said: Statement, window: Window) -> Iterator[Problem]:
    """The pinpoints of a statement that neither are where the cited words stand nor stand in
    the cited words."""
    acts = said.terms.acts
    for place in said.places:
        if not any(
            _stands_at(place, p, acts) or _points_to(p, place, acts) for p in window.passages
        ):
            yield Problem("place", place.span.of(said.text))


def wrong_acts(said: Statement, window: Window) -> Iterator[Problem]:
    """The acts of the table that a statement names, though it cites no words of theirs and none
    that name them."""
    acts = said.terms.acts
    sources = {passage.source for passage in window.passages}
    strange = [
        mention
        for mention in said.mentions
        if mention.act not in (None, ARTICLE) and acts[mention.act].source not in sources
    ]
    held = {
        mention.act
        for passage in (window.passages if strange else ())
        for mention in acts.mentions(f"{passage.context}\n{passage.text}")
    }
    for mention in strange:
        if mention.act not in held:
            yield Problem("source", mention.span.of(said.text))


def _stands_at(place: Pinpoint, passage: Passage, acts: Acts) -> bool:
    locator = passage.locator
    source = place.act and (ARTICLE if place.act == ARTICLE else acts[place.act].source)
    if place.other_act is not None or source not in (None, passage.source):
        return False
    asked = {level: place.place[level] for level in _LEVELS if level in place.place}
    if not asked:
        where = f"{locator.section or ''} {passage.context}".lower()
        return place.section is not None and place.section.lower() in where
    if locator.article is None and locator.paragraph is None and locator.entry is None:
        return False
    for level, value in asked.items():
        held = getattr(locator, level)
        if held is None and value == "1" and level != "article":
            continue  # an article of one part counts none
        if str(held) != value:
            return False
    return True


def _points_to(passage: Passage, place: Pinpoint, acts: Acts) -> bool:
    """Whether the words of a passage, or what they stand under, name the place themselves."""
    for held in pinpoints(f"{passage.context}\n{passage.text}", acts=acts):
        if place.act and held.act and place.act != held.act:
            continue
        if place.other_act and held.act:
            continue
        if all(str(held.place.get(level)) == value for level, value in place.place.items()):
            return True
    return False
