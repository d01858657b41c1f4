"""The right source: an act, an article or a part that a statement names must be what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dzherelo.corpus.citations.pinpoints import ARTICLE, Pinpoint, pinpoints
from dzherelo.corpus.language.acts import Mention, shipped_acts
from dzherelo.corpus.types import Passage, Span

_IN_CODE = re.compile(r"\.?\d*/\w|\.\d{4}")  # "DOI статті 10.5555/…" names no article 10
_LEVELS = ("article", "part", "point", "subpoint", "paragraph", "item")


@dataclass(frozen=True, slots=True)
class Named:
    """What a statement names of its sources: acts and places in them."""

    mentions: tuple[Mention, ...]
    places: tuple[Pinpoint, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where a place or an act of the table is named."""
        mentioned = tuple(mention.span for mention in self.mentions if mention.act)
        return mentioned + tuple(place.span for place in self.places)


def named(text: str) -> Named:
    """The acts and pinpoints of a text. An act is written with a capital: "its charter" is none."""
    found = (one for one in pinpoints(text) if not _IN_CODE.match(text, one.span.end))
    places = tuple(one for one in found if one.place)
    mentions = (one for one in shipped_acts().mentions(text) if not one.span.of(text).islower())
    return Named(tuple(mentions), places)


def wrong_places(said: Named, cited: Sequence[Passage]) -> Iterator[Pinpoint]:
    """The pinpoints of a statement that neither are where the cited words stand nor stand in
    the cited words."""
    for place in said.places:
        if not any(_stands_at(place, passage) or _points_to(passage, place) for passage in cited):
            yield place


def wrong_acts(said: Named, cited: Sequence[Passage]) -> Iterator[Mention]:
    """The acts of the table that a statement names, though it cites no words of theirs and none
    that name them."""
    acts = shipped_acts()
    sources = {passage.source for passage in cited}
    strange = [
        mention
        for mention in said.mentions
        if mention.act not in (None, ARTICLE) and acts[mention.act].source not in sources
    ]
    if not strange:
        return
    held = {
        mention.act
        for passage in cited
        for mention in acts.mentions(f"{passage.context}\n{passage.text}")
    }
    yield from (mention for mention in strange if mention.act not in held)


def _stands_at(place: Pinpoint, passage: Passage) -> bool:
    if place.other_act is not None or not _of_source(place.act, passage.source):
        return False
    locator = passage.locator
    asked = {level: place.place[level] for level in _LEVELS if level in place.place}
    if not asked:
        return place.section is not None and _in_section(place.section, passage)
    if locator.article is None and locator.paragraph is None and locator.entry is None:
        return False
    for level, value in asked.items():
        held = getattr(locator, level)
        if held is None and value == "1" and level != "article":
            continue  # an article of one part counts none
        if str(held) != value:
            return False
    return True


def _of_source(act: str | None, source: str) -> bool:
    if act is None:
        return True
    return source == (ARTICLE if act == ARTICLE else shipped_acts()[act].source)


def _in_section(section: str, passage: Passage) -> bool:
    where = f"{passage.locator.section or ''} {passage.context}".lower()
    return section.lower() in where


def _points_to(passage: Passage, place: Pinpoint) -> bool:
    """Whether the words of a passage, or what they stand under, name the place themselves."""
    for held in pinpoints(f"{passage.context}\n{passage.text}"):
        if place.act and held.act and place.act != held.act:
            continue
        if place.other_act and held.act:
            continue
        if all(str(held.place.get(level)) == value for level, value in place.place.items()):
            return True
    return False
