"""Does a sentence hold the kind of thing that is asked for: a date, a number, a person?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dzherelo.assistant.answer.candidates import Candidate
from dzherelo.assistant.answer.definitions import defines
from dzherelo.assistant.query.answer_type import Shape
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.types import Cited
from dzherelo.corpus.citations.pinpoints import pinpoints
from dzherelo.corpus.language.words import base_forms, is_numeral, words
from dzherelo.corpus.types import Kind

LACKS = 0.25  # what a candidate loses that does not hold what is asked for
PASSED = 0.5  # what it loses where another at its place does
ALONE = 0.6  # by how much a passage is ahead where there is no other
NAMELESS_SUPPORT = 0.65  # for "who" where the sentence names no person
CASES_SUPPORT = 0.75  # for "when" of a provision without a date

YEAR = re.compile(r"(?<!\d)(?:1[0-9]|20)\d{2}(?!\d)")
DATE = re.compile(
    r"(?<!\d)\d{1,2}\.\d{1,2}\.(?:1[0-9]|20)\d{2}(?!\d)|(?<!\d)(?:1[0-9]|20)\d{2}(?!\d)"
)
PERSON = re.compile(
    r"(?:[А-ЯІЇЄҐA-Z]\.\s?){1,2}[А-ЯІЇЄҐA-Z][а-яіїєґa-z'’ʼ-]+|"
    r"[А-ЯІЇЄҐA-Z][а-яіїєґa-z'’ʼ-]+\s(?:[А-ЯІЇЄҐA-Z]\.\s?){1,2}"
)
_CAUSE = re.compile(
    r"\b(?:оскільки|тому|бо|адже|через те|з огляду|зумовлен\w*|завдяки|внаслідок|у зв'язку|"
    r"з метою|щоб|для|because|since|as they|due to|in order|therefore|owing|so that)\b",
    re.IGNORECASE,
)
_WHAT_FOR = re.compile(r"\b(?:навіщо|для чого|з якою метою|what for|purpose)\b", re.IGNORECASE)
_AIM = re.compile(r"\b(?:мет(?:а|и|ою|у)|aims?|purposes?)\b", re.IGNORECASE)
_HOW_MUCH = re.compile(r"\b(?:скільк\w+|how (?:many|much))\b\s*", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:стат\w+|ст\.|пункт\w*|частин\w+|розділ\w*|articles?|chapters?|paragraphs?|part)"
    r"\s+[\d\W]+|№\s*\d+|\[[^\]]*\]",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:більш(?:істю|ості|ість)|половин\w+|мільйон\w*|тисяч\w*|"
    r"majority|half|millions?|thousands?)\b",
    re.IGNORECASE,
)
_TIME = frozenset("день доба година місяць рік тиждень day hour month year week".split())


def in_order(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, best first, those without what is asked for lower, the more so where another
    at their place has it; each with what it is ahead of those at other places."""
    holding = [has_shape(question.shape, question, one) for one in found]
    told = {place_of(one) for one, holds in zip(found, holding, strict=True) if holds}
    scored = [
        one
        if holds
        else replace(one, score=one.score - (PASSED if place_of(one) in told else LACKS))
        for one, holds in zip(found, holding, strict=True)
    ]
    best: dict[Cited, float] = {}
    for one in scored:
        best[place_of(one)] = max(one.score, best.get(place_of(one), one.score))
    top = sorted(best, key=lambda place: -best[place])[:2]
    placed = []
    for one in scored:
        other = next((place for place in top if place != place_of(one)), None)
        ahead = ALONE if other is None else one.score - best[other]
        placed.append(replace(one, ahead=ahead))
    return sorted(placed, key=lambda one: (-one.score, one.passage.id, one.span))


def place_of(one: Candidate) -> Cited:
    """Where a candidate stands; a note and the text that it is on, or notes in two languages, may
    stand at one place."""
    return Cited(one.passage.source, one.passage.locator)


def has_shape(shape: Shape, question: Question, candidate: Candidate) -> bool:
    """Whether the sentence holds the kind of thing that was asked for, and not only the question's
    own."""
    text = candidate.text
    if shape is Shape.DATE:
        return _dates(question, candidate)
    if shape is Shape.COUNT:
        return _counts(question, candidate)
    if shape is Shape.PERSON:
        named = set(PERSON.findall(text)) - set(PERSON.findall(question.text))
        in_office = candidate.passage.locator.article is not None
        return bool(named) or in_office or candidate.support.all >= NAMELESS_SUPPORT
    if shape is Shape.REASON:
        aims = _WHAT_FOR.search(question.text) and _AIM.search(text)
        return bool(aims) or _CAUSE.search(text) is not None
    if shape is Shape.DEFINITION:
        return defines(question, candidate)
    if shape is Shape.SOURCE:
        passage = candidate.passage
        return bool(passage.references or pinpoints(text)) or passage.kind is Kind.ENTRY
    return True


def part_of_time(form: str) -> bool:
    return not _TIME.isdisjoint(base_forms(form))


def _dates(question: Question, candidate: Candidate) -> bool:
    text = candidate.text
    dated = bool(set(YEAR.findall(text)) - set(YEAR.findall(question.text)))
    # Of a statute, "коли" often asks within which time, or in which cases.
    return (
        dated
        or (_tells_time(text) and bool(_numbers(text)))
        or bool(candidate.passage.locator.article and candidate.support.all >= CASES_SUPPORT)
    )


def _counts(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence has a number, in digits or words, that is no year and no place in a
    text; of time where hours, days or years are asked for; and the passage what is counted."""
    plain = _NUMBERED.sub(" ", YEAR.sub(" ", candidate.text))
    if not _numbers(plain) - _numbers(question.text) and not _SHARE.search(plain):
        return False
    asked = _HOW_MUCH.search(question.text)
    counted = next(iter(words(question.text[asked.end() :])), None) if asked else None
    if counted is not None and part_of_time(counted.form):
        return _tells_time(plain)
    return question.head is None or question.head not in candidate.support.missing


def _tells_time(text: str) -> bool:
    return any(part_of_time(word.form) for word in words(text))


def _numbers(text: str) -> set[str]:
    return {word.form for word in words(text) if is_numeral(word.form)}
