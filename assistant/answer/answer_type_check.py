"""Does a sentence hold the kind of thing that is asked for: a date, a number, a definition?"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from dzherelo.assistant.answer.calibration import Calibration
from dzherelo.assistant.answer.candidates import SAID, Candidate, introduces
from dzherelo.assistant.answer.rows import is_asked
from dzherelo.assistant.query.answer_type import Shape
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.types import Cited
from dzherelo.corpus.citations.pinpoints import pinpoints
from dzherelo.corpus.language.acts import Acts
from dzherelo.corpus.language.overlap import crosses
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import base_forms, is_numeral, words
from dzherelo.corpus.types import Kind, Span

_TIME = frozenset("день доба година місяць рік тиждень day hour month year week".split())
_ENOUGH = 2 / 3  # share of a long name that must stand together: some have an alias beside them
_BEHIND = 140  # characters behind the name within which it is said to be something
_ABOUT_TERMS = frozenset({"визначення", "поняття", "термін", "definition", "concept", "term"})

Check = Callable[[Question, Candidate], bool]


class AnswerType:
    """Checks candidates of one library by the kind of answer that is asked for."""

    def __init__(self, acts: Acts, calibration: Calibration) -> None:
        self._acts = acts
        self._calibration = calibration
        self._checks: dict[Shape, Check] = {
            Shape.DATE: self._dates,
            Shape.COUNT: _counts,
            Shape.PERSON: self._names_who,
            Shape.REASON: _tells_why,
            Shape.DEFINITION: defines,
            Shape.SOURCE: self._names_a_source,
        }

    def holds(self, question: Question, candidate: Candidate) -> bool:
        """Whether the sentence holds the kind of thing that was asked for, and not only the
        question's own; True for a kind that is told by no form."""
        check = self._checks.get(question.shape)
        return check is None or check(question, candidate)

    def in_order(self, question: Question, found: Sequence[Candidate]) -> list[Candidate]:
        """The candidates, best first, those without what is asked for lower, the more so where
        another at their place has it; each with what it is ahead of those at other places."""
        by = self._calibration.ranking
        holding = [self.holds(question, one) for one in found]
        told = {one.place for one, holds in zip(found, holding, strict=True) if holds}
        scored = [
            one
            if holds
            else replace(one, score=one.score - by["passed" if one.place in told else "lacks"])
            for one, holds in zip(found, holding, strict=True)
        ]
        best: dict[Cited, float] = {}
        for one in scored:
            best[one.place] = max(one.score, best.get(one.place, one.score))
        top = sorted(best, key=lambda place: -best[place])[:2]
        placed = []
        for one in scored:
            other = next((place for place in top if place != one.place), None)
            ahead = by["alone"] if other is None else one.score - best[other]
            placed.append(replace(one, ahead=ahead))
        return sorted(placed, key=lambda one: (-one.score, one.passage.id, one.span))

    def _dates(self, question: Question, candidate: Candidate) -> bool:
        text, year = candidate.text, SAID["year"]
        dated = bool(set(year.findall(text)) - set(year.findall(question.text)))
        # Of a statute, "коли" often asks within which time, or in which cases.
        cases = self._calibration.thresholds["cases"]
        return (
            dated
            or (_tells_time(text) and bool(_numbers(text)))
            or bool(candidate.passage.locator.article and candidate.support.all >= cases)
        )

    def _names_who(self, question: Question, candidate: Candidate) -> bool:
        person = SAID["person"]
        named = set(person.findall(candidate.text)) - set(person.findall(question.text))
        in_office = candidate.passage.locator.article is not None
        nameless = self._calibration.thresholds["nameless"]
        return bool(named) or in_office or candidate.support.all >= nameless

    def _names_a_source(self, question: Question, candidate: Candidate) -> bool:
        passage = candidate.passage
        pinned = pinpoints(candidate.text, acts=self._acts)
        return bool(passage.references or pinned) or passage.kind is Kind.ENTRY


def _tells_why(question: Question, candidate: Candidate) -> bool:
    aims = SAID["what_for"].search(question.text) and SAID["aim"].search(candidate.text)
    return bool(aims) or SAID["cause"].search(candidate.text) is not None


def _counts(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence has a number, in digits or words, that is no year and no place in a
    text; of time where hours, days or years are asked for; and the passage what is counted."""
    plain = SAID["numbered"].sub(" ", SAID["year"].sub(" ", candidate.text))
    if not _numbers(plain) - _numbers(question.text) and not SAID["share"].search(plain):
        return False
    asked = SAID["how_much"].search(question.text)
    counted = next(iter(words(question.text[asked.end() :])), None) if asked else None
    if candidate.passage.kind is Kind.ROW:
        return is_asked(question, candidate.passage)
    if counted is not None and _part_of_time(counted.form):
        return _tells_time(plain)
    return question.head is None or question.head not in candidate.support.missing


def _part_of_time(form: str) -> bool:
    return not _TIME.isdisjoint(base_forms(form))


def _tells_time(text: str) -> bool:
    return any(_part_of_time(word.form) for word in words(text))


def _numbers(text: str) -> set[str]:
    return {word.form for word in words(text) if is_numeral(word.form)}


# Definitions ------------------------------------------------------------------------------------


def defines(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence says what the thing asked for is, or only speaks of it: "what is X?" is
    answered by a sentence in which X stands whole and is said to be something ("X – це …", "by X
    is meant …"). Words of X that stand apart name another thing."""
    asked = _defined(question)
    if not asked:
        return True
    found = _together(asked, candidate.terms)
    if found is None:
        # A name that our glossary lacks is met in another language only through our notes.
        told = candidate.reading.keys | candidate.reading.gloss | candidate.reading.asked
        return (
            crosses(question.spoken, candidate.passage)
            and not any(term.keys.isdisjoint(told) for term in asked)
            and SAID["is"].search(candidate.text) is not None
        )
    at, end = found
    if candidate.passage.origin == "note" and (at == 0 or SAID["told"].search(candidate.text)):
        return True  # a note begins with what it defines, or tells who defines it
    begin = candidate.terms[at].span.start
    if introduces(candidate.text, Span(begin, end)):
        return True
    return SAID["is"].search(candidate.text[end : end + _BEHIND]) is not None


def _defined(question: Question) -> tuple[Term, ...]:
    """The words of what is to be defined, "organisation" in "criminal organisation" too."""
    weighty = [term for term in question.weighty if not term.is_number]
    light = [term for term, _ in question.terms if term not in question.weighty]
    frame = [term for term in question.frame if term.keys.isdisjoint(_ABOUT_TERMS)] + light
    beside = [
        one
        for one in frame
        if any(
            abs(one.span.start - term.span.end) <= 1 or abs(term.span.start - one.span.end) <= 1
            for term in weighty
        )
    ]
    return tuple(sorted((*weighty, *beside), key=lambda term: term.span))


def _together(asked: Sequence[Term], terms: Sequence[Term]) -> tuple[int, int] | None:
    """Where in the sentence enough of the words stand side by side: the place of the first among
    its terms, and where the last ends."""
    need = len(asked) if len(asked) < 3 else math.ceil(_ENOUGH * len(asked))
    width = len(asked)
    for at in range(max(len(terms) - need + 1, 0)):
        near = terms[at : at + width]
        if sum(any(one.meets(term) for term in near) for one in asked) >= need:
            return at, max(term.span.end for term in near)
    return None
