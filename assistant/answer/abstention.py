"""Does a candidate really answer, or is only its topic near?

A candidate is refused for what can be checked without understanding: names and numbers that the
passage lacks, a negation that turns the sense, a date, number or reason that was asked for and is
not there; and where, taken together, too little speaks for it (see confidence.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dzherelo.assistant.answer.answer_type_check import YEAR, has_shape
from dzherelo.assistant.answer.calibration import Fault, confidence
from dzherelo.assistant.answer.candidates import Candidate
from dzherelo.assistant.query.answer_type import Shape
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.types import Reason
from dzherelo.assistant.verify import crosses, negated

HEADLESS_SUPPORT = 0.58  # where the thing that was asked for is not named in the passage
POSSIBLE = 0.26  # confidence from which a candidate answers
FATAL = frozenset({Fault.NAME, Fault.NUMBER, Fault.TURNED})
EXACTING = frozenset({Shape.DEFINITION, Shape.COUNT, Shape.DATE, Shape.REASON})

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

    A name or number that is missing, a sense that is turned, a definition that is none, or no
    number, date or reason where one is asked for, is enough to refuse. Other faults can be
    outweighed where all the rest speaks for the candidate.
    """
    faults = faults_of(question, candidate)
    sure = confidence(candidate, faults)
    fatal = FATAL | ({Fault.SHAPE} if question.shape in EXACTING else set())
    if sure >= POSSIBLE and faults.isdisjoint(fatal):
        return Verdict(None, sure)
    if Fault.NUMBER in faults and faults <= {Fault.NUMBER, Fault.SHAPE}:
        return Verdict(_about_number(candidate), sure)
    denied = Fault.TURNED in faults and faults <= {Fault.TURNED, Fault.SHAPE}
    return Verdict("false-premise" if denied else "not-in-library", sure)


def faults_of(question: Question, candidate: Candidate) -> frozenset[Fault]:
    """What speaks against a candidate."""
    support = candidate.support
    checks = {
        Fault.NAME: _lacks_name(question, candidate),
        Fault.NUMBER: bool(support.missing_numbers),
        Fault.TURNED: turned(question, candidate),
        Fault.ASKED: _lacks_what_is_asked(question, candidate),
        Fault.SHAPE: not has_shape(question.shape, question, candidate),
    }
    return frozenset(fault for fault, there in checks.items() if there)


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
    of_a_year = any(YEAR.search(term.text) for term in candidate.support.missing_numbers)
    if of_a_year and (YEAR.search(candidate.text) or YEAR.search(candidate.passage.text)):
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
