"""An elliptical question said in full: the last question with other words in one place of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from dzherelo.assistant.dialogue.entities import kind_of
from dzherelo.corpus.language.inflect import Phrase, phrases

_PREPOSITION = re.compile(
    r"(?P<by>до|у|в|на|з|із|зі|від|для|про|за|при|по|через|під|над|проти|без|серед|між)\s+"
    r"(?:(?:самих|самого|самої|самим|самому|самі|сам|саму)\s+)?",
    re.IGNORECASE,
)
_ALIKE = ("person", "body", "instrument", "place", "name")


class Swap(NamedTuple):
    """The last question with a phrase of it put aside for `by`, where that is its subject now."""

    text: str
    by: Phrase | None = None


def swapped(body: str, question: str) -> Swap | None:
    """ "А суддею?" after "З якого віку можна стати Президентом?", "а для злочинців?" after "Що
    роблять для жертв?", "а спілка?" after "Хто засновує організацію?". None where nothing of the
    last question has the place that `body` takes."""
    if put := _behind_the_same(body, question):
        return Swap(put)
    own = sole(body)
    if own is None:
        return None
    if own.case == "nomn":
        return _of_a_kind(own, question)
    if own.case != "accs":
        for phrase in phrases(question):
            if phrase.case == own.case and phrase.animate == own.animate:
                return Swap(_with(question, phrase, str(own)))
    return None


def sole(body: str) -> Phrase | None:
    """The noun phrase that is all that a question says."""
    found = phrases(body)
    return found[0] if len(found) == 1 and str(found[0]) == body.strip(" ?!.") else None


def _behind_the_same(body: str, question: str) -> str | None:
    """With the words put in that stand behind the same preposition, in the same case."""
    by = _PREPOSITION.match(body)
    own = sole(body[by.end() :]) if by else None
    if by is None or own is None:
        return None
    for phrase in reversed(phrases(question)):
        before = question[: phrase.span.start]
        if re.search(rf"(?<!\w){by['by']}\s+$", before, re.IGNORECASE) and own.case == phrase.case:
            return _with(question, phrase, str(own))
    return None


def _of_a_kind(own: Phrase, question: str) -> Swap | None:
    """With the thing that is named put in the place of its last of that kind, in its case."""
    for phrase in reversed(phrases(question)):
        if kind_of(phrase) == kind_of(own) in _ALIKE and (put := own.inflected(phrase.case)):
            return Swap(_with(question, phrase, put), own)
    return None


def _with(question: str, phrase: Phrase, put: str) -> str:
    """A question with other words in a phrase's place."""
    return question[: phrase.span.start] + put + question[phrase.span.end :]
