"""Does a candidate really answer, or is only its topic near?

A candidate is refused for what can be checked without understanding: words of the question that
the passage does not carry, names and numbers that it lacks, a negation that turns the sense, a
date, number, person or reason that was asked for and is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.confidence import Fault, confidence
from assistant.defining import defines
from assistant.evidence import Candidate
from assistant.question import Question, is_general
from assistant.shapes import Shape
from assistant.types import Reason
from assistant.verify import crosses, negated
from corpus.types import Kind
from corpus.words import base_forms, is_numeral, words

LEAST_SUPPORT = 0.48
LEAST_SUPPORT_CROSSING = 0.42
NAMELESS_SUPPORT = 0.65  # for "who" where the sentence names no person
HEADLESS_SUPPORT = 0.58  # where the thing that was asked for is not named in the passage
CASES_SUPPORT = 0.75  # for "when" of a provision without a date
CLEAR_SUPPORT = 0.8  # enough in spite of a cosine below the least
LEAST_COSINE = 0.12
POSSIBLE = 0.3  # confidence below which even a faultless candidate does not answer
SURE = 0.7  # confidence that outweighs a fault
ASKED_SURE = 0.6  # that few shared words, where the nearest everyday question is the passage's own
FATAL = frozenset({Fault.NAME, Fault.NUMBER, Fault.TURNED})

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

_DENIES = re.compile(
    r"\b(?:не|відмов\w+|заборон\w+|not|no|never|cannot|refus\w+|prohibit\w+)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """None for `reason` means that the candidate answers, with a confidence between 0 and 1."""

    reason: Reason | None
    confidence: float


def judge(question: Question, candidate: Candidate) -> Verdict:
    """Whether the candidate answers the question; if not, why not.

    A name or number that is missing, a sense that is turned, or a definition that is none, is
    enough to refuse. Other faults can be outweighed where all the rest speaks for the candidate.
    """
    faults = faults_of(question, candidate)
    sure = confidence(question, candidate, faults)
    fatal = FATAL | ({Fault.SHAPE} if question.shape is Shape.DEFINITION else set())
    if sure >= _least(candidate, faults) and faults.isdisjoint(fatal):
        return Verdict(None, sure)
    if Fault.NUMBER in faults and faults <= {Fault.NUMBER, Fault.SHAPE}:
        return Verdict(_about_number(candidate), sure)
    denied = Fault.TURNED in faults and faults <= {Fault.TURNED, Fault.SHAPE}
    return Verdict("false-premise" if denied else "not-in-library", sure)


def _least(candidate: Candidate, faults: frozenset[Fault]) -> float:
    """The confidence from which a candidate with these faults answers."""
    if faults == {Fault.FAINT} and candidate.asked_ahead > 0:
        return ASKED_SURE
    return SURE if faults else POSSIBLE


def faults_of(question: Question, candidate: Candidate) -> frozenset[Fault]:
    """What speaks against a candidate."""
    support = candidate.support
    least = least_support(crosses=crosses(question.language, candidate.passage))
    checks = {
        Fault.NAME: _lacks_name(question, candidate),
        Fault.NUMBER: bool(support.missing_numbers),
        Fault.TURNED: turned(question, candidate),
        Fault.ASKED: _lacks_what_is_asked(question, candidate),
        Fault.SHAPE: not has_shape(question.shape, question, candidate),
        Fault.FAINT: support.all < least
        or (candidate.found.dense < LEAST_COSINE and support.all < CLEAR_SUPPORT),
    }
    return frozenset(fault for fault, there in checks.items() if there)


def least_support(*, crosses: bool) -> float:
    """The share of the question's words from which a text answers; `crosses`: the text is in
    another script."""
    return LEAST_SUPPORT_CROSSING if crosses else LEAST_SUPPORT


def has_shape(shape: Shape, question: Question, candidate: Candidate) -> bool:
    """Whether the sentence holds the kind of thing that was asked for, and not only the question's
    own."""
    text = candidate.text
    if shape is Shape.DATE:
        dated = bool(set(YEAR.findall(text)) - set(YEAR.findall(question.text)))
        if any(part_of_time(word.form) for word in words(text)) and _numbers(text):
            return True
        # Of a statute, "коли" often asks in which cases.
        return dated or bool(
            candidate.passage.locator.article and candidate.support.all >= CASES_SUPPORT
        )
    if shape is Shape.COUNT:
        return _counts(question, candidate)
    if shape is Shape.PERSON:
        named = set(PERSON.findall(text)) - set(PERSON.findall(question.text))
        return bool(named) or candidate.support.all >= NAMELESS_SUPPORT
    if shape is Shape.REASON:
        return _CAUSE.search(text) is not None
    if shape is Shape.DEFINITION:
        return defines(question, candidate)
    if shape is Shape.SOURCE:
        return bool(candidate.passage.references) or candidate.passage.kind is Kind.ENTRY
    return True


_TIME = frozenset("день доба година місяць рік тиждень day hour month year week".split())


def part_of_time(form: str) -> bool:
    return not _TIME.isdisjoint(base_forms(form))


def _counts(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence numbers what is counted: the first thing that the question names."""
    own = (term for term in question.weighty if term.keys.isdisjoint(question.topic))
    counted = next((term for term in own if not is_general(term)), None)
    here = frozenset().union(*(term.keys for term in candidate.terms))
    numbers = _numbers(YEAR.sub(" ", candidate.text)) - _numbers(question.text)
    return bool(numbers) and (counted is None or not counted.keys.isdisjoint(here))


def _numbers(text: str) -> set[str]:
    return {word.form for word in words(text) if is_numeral(word.form)}


def _lacks_name(question: Question, candidate: Candidate) -> bool:
    held = candidate.reading.keys
    if any(term.proper and term.proper.isdisjoint(held) for term in question.weighty):
        return True
    crossing = crosses(question.language, candidate.passage)
    first = min((term.span.start for term in question.weighty), default=0)
    for term in candidate.support.missing_names:
        if term.span.start == first == 0:
            continue  # a capital that only opens the question
        if crossing and not any(key[0] in "@~" for key in term.keys):
            continue  # the name may be there under a translation that we do not know
        return True
    return False


def _lacks_what_is_asked(question: Question, candidate: Candidate) -> bool:
    """Whether the passage lacks the thing that is asked of what the question names: the budget in
    "which budget has X", or everything but the name."""
    missing = candidate.support.missing
    asked = [term for term in question.weighty if term not in question.named]
    if question.wants(Shape.DEFINITION) or not asked:
        return False
    if question.head in missing and candidate.support.all < HEADLESS_SUPPORT:
        return not crosses(question.language, candidate.passage)
    return bool(question.named) and all(term in missing for term in asked)


def _about_number(candidate: Candidate) -> Reason:
    """A wrong year in an otherwise fitting question is a false premise."""
    if YEAR.search(candidate.text) or YEAR.search(candidate.passage.text):
        return "false-premise"
    return "not-in-library"


def turned(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence denies what a why-question takes for granted."""
    if not question.wants(Shape.REASON):
        return False
    wanted = question.weighty
    asked = negated(question.text, wanted)
    told = negated(candidate.text, candidate.terms)
    if any(_DENIES.search(stem.text) for stem in candidate.stems):
        told |= frozenset().union(*(term.keys for term in candidate.terms))
    shared = {key for term in wanted for key in term.keys}
    return bool((told & shared) - asked) and not asked
