"""Does a candidate really answer, or is only its topic near?

A candidate is refused for what can be checked without understanding: names and numbers that the
passage lacks, a negation that turns the sense, a date, number or reason that was asked for and is
not there; and where, taken together, too little speaks for it:

    confidence = 1 / (1 + exp(-(bias + sum over traits: weight * value)))
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dzherelo.assistant.answer.answer_type_check import AnswerType
from dzherelo.assistant.answer.calibration import Calibration
from dzherelo.assistant.answer.candidates import SAID, Candidate, turned
from dzherelo.assistant.query.answer_type import Shape
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.types import Cited, Reason
from dzherelo.corpus.language.overlap import crosses
from dzherelo.index.retrieve import Found

TRIED = 5  # candidates judged before a question is declined


class Fault(StrEnum):
    """What speaks against a candidate and can be checked without understanding."""

    NAME = "name"  # a name of the question is not there
    NUMBER = "number"  # a number of the question is not there
    TURNED = "turned"  # it denies what the question takes for granted
    ASKED = "asked"  # the thing that is asked for is not named
    SHAPE = "shape"  # no date, number, person or reason where one is asked for


_FATAL = frozenset({Fault.NAME, Fault.NUMBER, Fault.TURNED})
_EXACTING = frozenset({Shape.DEFINITION, Shape.COUNT, Shape.DATE, Shape.REASON})


@dataclass(frozen=True, slots=True)
class Verdict:
    """None for `reason` means that the candidate answers, with a confidence between 0 and 1, which
    the `traits` give."""

    reason: Reason | None
    confidence: float
    traits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question in one sense, what was found for it, the sentences that may answer it, best
    first, and the verdict on the best of them; `margin`: by how much surer than the sense that the
    rules take it must be."""

    question: Question
    found: tuple[Found, ...]
    ranked: Sequence[Candidate]
    verdict: Verdict
    margin: float = 0.0


class Judge:
    """Tells what answers a question from what does not."""

    def __init__(self, answer_type: AnswerType, calibration: Calibration) -> None:
        self._type = answer_type
        self._by = calibration

    def weighed(
        self,
        question: Question,
        found: tuple[Found, ...],
        candidates: Sequence[Candidate],
        margin: float = 0.0,
    ) -> Weighed:
        """What was found for a question, in order and judged."""
        ranked = self._type.in_order(question, candidates)
        nothing = Verdict("not-in-library", 0.0)
        verdict = self.judge(question, ranked[0]) if ranked else nothing
        return Weighed(question, found, ranked, verdict, margin)

    def judge(self, question: Question, candidate: Candidate) -> Verdict:
        """Whether the candidate answers the question; if not, why not.

        A name or number that is missing, a sense that is turned, a definition that is none, or no
        number, date or reason where one is asked for, is enough to refuse. Other faults can be
        outweighed where all the rest speaks for the candidate.
        """
        faults = self.faults(question, candidate)
        traits = self.traits(candidate, faults)
        sure = self.confidence(traits)
        fatal = _FATAL | ({Fault.SHAPE} if question.shape in _EXACTING else set())
        if sure >= self._by.thresholds["answers"] and faults.isdisjoint(fatal):
            return Verdict(None, sure, traits)
        if Fault.NUMBER in faults and faults <= {Fault.NUMBER, Fault.SHAPE}:
            return Verdict(_about_number(candidate), sure, traits)
        denied = Fault.TURNED in faults and faults <= {Fault.TURNED, Fault.SHAPE}
        return Verdict("false-premise" if denied else "not-in-library", sure, traits)

    def fitting(self, weighed: Weighed) -> list[Candidate]:
        """The candidates that answer, best first; none if the best of all does not."""
        ranked = weighed.ranked
        if weighed.verdict.reason is not None:
            return []
        least = ranked[0].score - self._by.margins["within"]
        near = (one for one in ranked[1:TRIED] if one.score >= least)
        answering = (one for one in near if self.judge(weighed.question, one).reason is None)
        return [ranked[0], *answering]

    def surest(
        self, taken: Weighed, others: Iterable[Weighed], *, cited: Collection[Cited] = ()
    ) -> Weighed:
        """The question in the sense in which it is answered most surely: as it was taken, unless
        in another it is answered elsewhere, and more surely by its margin. By more still where
        that is a place that the last answer `cited`: the question before finds its own again."""
        said = taken.verdict
        there = taken.ranked[0].place if said.reason is None else None
        best, most = taken, said.confidence
        for other in others:
            verdict = other.verdict
            if verdict.reason is not None or (place := other.ranked[0].place) == there:
                continue
            needed = other.margin + (self._by.margins["again"] if place in cited else 0.0)
            if verdict.confidence >= max(self._by.thresholds["sense"], most + needed):
                best, most = other, verdict.confidence - needed
        return best

    def is_sure(self, weighed: Weighed) -> bool:
        """Whether a short question of a dialogue is answered so clearly that it stands alone."""
        verdict = weighed.verdict
        return verdict.reason is None and verdict.confidence >= self._by.thresholds["stands alone"]

    # What speaks for and against ----------------------------------------------------------

    def confidence(self, traits: Mapping[str, float]) -> float:
        """Between 0 and 1."""
        total = self._by.bias + sum(by * traits[name] for name, by in self._by.weights.items())
        return 1 / (1 + math.exp(-total))

    def traits(self, candidate: Candidate, faults: Collection[Fault]) -> dict[str, float]:
        """The values that the weights belong to, each about between -1 and 1."""
        values = {
            "ahead": candidate.ahead,
            "asked ahead": candidate.asked_ahead,
            "farthest": candidate.near.farthest,
            "least": candidate.near.least,
            "lost": candidate.near.lost,
            "note": float(candidate.passage.origin == "note"),
            **{str(fault): float(fault in faults) for fault in Fault},
        }
        limited = {
            name: min(max(values[name], least), most)
            for name, (least, most) in self._by.limits.items()
        }
        return values | limited

    def faults(self, question: Question, candidate: Candidate) -> frozenset[Fault]:
        """What speaks against a candidate."""
        checks = {
            Fault.NAME: _lacks_name(question, candidate),
            Fault.NUMBER: bool(candidate.support.missing_numbers),
            Fault.TURNED: turned(question, candidate),
            Fault.ASKED: self._lacks_what_is_asked(question, candidate),
            Fault.SHAPE: not self._type.holds(question, candidate),
        }
        return frozenset(fault for fault, there in checks.items() if there)

    def _lacks_what_is_asked(self, question: Question, candidate: Candidate) -> bool:
        """Whether the passage lacks the thing that is asked of what the question names: the budget
        in "which budget has X", or everything but the name."""
        missing = candidate.support.missing
        asked = [term for term in question.weighty if term not in question.named]
        if question.wants(Shape.DEFINITION) or not asked:
            return False
        headless = candidate.support.all < self._by.thresholds["headless"]
        if question.head in missing and headless:
            return not crosses(question.spoken, candidate.passage)
        return bool(question.named) and all(term in missing for term in asked)


def _lacks_name(question: Question, candidate: Candidate) -> bool:
    held = candidate.reading.keys
    if any(term.proper and term.proper.isdisjoint(held) for term in question.weighty):
        return True
    crossing = crosses(question.spoken, candidate.passage)
    first = min((term.span.start for term in question.weighty), default=0)
    for term in candidate.support.missing_names:
        if term.span.start == first == 0:
            continue  # a capital that only opens the question
        if crossing and not any(key[0] in "@~" for key in term.keys):
            continue  # the name may be there under a translation that we do not know
        return True
    return False


def _about_number(candidate: Candidate) -> Reason:
    """A wrong year in an otherwise fitting question is a false premise."""
    year = SAID["year"]
    of_a_year = any(year.search(term.text) for term in candidate.support.missing_numbers)
    if of_a_year and (year.search(candidate.text) or year.search(candidate.passage.text)):
        return "false-premise"
    return "not-in-library"
