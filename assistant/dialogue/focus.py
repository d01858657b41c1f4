"""Where a dialogue stands: the places that were spoken of last, and what is near them.

People ask on about the provision that they have just read, or its neighbours: a follow-up that
does not stand alone is sought there a little sooner than elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dzherelo.assistant.types import Cited, Turn
from dzherelo.corpus.types import Locator, Passage

SAME_WORK = 0.1  # added to the score of a passage of the work that was spoken of
SAME_PART = 0.15  # of a provision not far from the one that was spoken of
SAME_PLACE = 0.2  # of that provision itself, or the next
_FAR = 6  # articles or paragraphs away
_NEXT = 2


@dataclass(frozen=True, slots=True)
class Focus:
    """The places that were spoken of last."""

    places: tuple[Cited, ...] = ()

    def near(self, passage: Passage) -> float:
        """What a passage's score gains by standing near one of the places."""
        return max((_gain(place, passage) for place in self.places), default=0.0)


NOWHERE = Focus()


def focus_of(history: Sequence[Turn]) -> Focus:
    """The places cited by the last answer that cited any."""
    return Focus(next((turn.cited for turn in reversed(history) if turn.cited), ()))


def _gain(place: Cited, passage: Passage) -> float:
    if place.source != passage.source:
        return 0.0
    if place.locator == passage.locator:
        return SAME_PLACE
    away = _away(place.locator, passage.locator)
    if away is None or away > _FAR:
        return SAME_WORK
    return SAME_PLACE if away <= _NEXT else SAME_PART


def _away(one: Locator, other: Locator) -> int | None:
    """How many articles or paragraphs lie between two places; None where they are not counted
    alike."""
    if one.article and other.article:
        return abs(_number(one.article) - _number(other.article))
    if one.paragraph and other.paragraph and not (one.article or other.article):
        return abs(one.paragraph - other.paragraph)
    return None


def _number(article: str) -> int:
    """131 of article 131-1."""
    found = re.match(r"\d+", article)
    return int(found[0]) if found else 0
