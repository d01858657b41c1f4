"""Measures as values: each has a name, a family, a direction, and a function of an outcome.

A measure scores one outcome between 0 and 1, or gives None where there is no gold for it: no gold
is no score, which is another thing than 0, and is counted apart.

Search is judged by units of evidence and by characters; the measures of IR come from `ir-measures`.
A unit is one group of a question's evidence. A hit finds a unit if it covers at least half of the
characters of any of its places, and counts for it once, where it is first found. So chunks of any
size are judged alike. In a run, a hit that finds nothing new stands as its passage; one that finds
several units stands as each of them, in turn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import ir_measures
from ir_measures import RR, R, Success, nDCG

from dzherelo.assistant.types import Answer, Citation, Hit
from dzherelo.corpus.types import Kind, Passage, Span
from dzherelo.evals.gold import Evidence, Nugget, Question, Region
from dzherelo.evals.support import MARKER, Grounding, partly, says

Family = Literal["retrieval", "citations", "answers", "abstention", "dialogue"]
FAMILIES: tuple[Family, ...] = ("retrieval", "citations", "answers", "abstention", "dialogue")
DEPTH = 10  # hits that the measures of IR look at
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")
_NUMBER = re.compile(r"\d+(?:-\d+)?")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a passage that fits into a budget of tokens."""

    passage: Passage
    span: Span


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold question, where its evidence stands, and what came back for it.

    `answer` is None where only search was run. `exact` says for each quote that was shown (hits
    and citations) whether it is the slice of the text that its offsets name; `valid` for each
    citation whether its passage is one of its source, at its locator. `budget` is what fits into
    the budget of tokens out of the hits, in their order. `alone` is the answer to the standalone
    wording of a follow-up. `expected` has the passages in which each unit of evidence stands.
    `crossing`: it is asked in English, and Ukrainian texts alone answer it.
    """

    question: Question
    evidence: Evidence
    hits: tuple[Hit, ...]
    answer: Answer | None = None
    exact: tuple[bool, ...] = ()
    valid: tuple[bool, ...] = ()
    grounds: tuple[Grounding, ...] = ()
    budget: tuple[Excerpt, ...] = ()
    alone: Answer | None = None
    expected: tuple[tuple[Passage, ...], ...] = ()
    crossing: bool = False

    @property
    def answered(self) -> Answer | None:
        """The answer, if there is one and it is no refusal."""
        return self.answer if self.answer is not None and self.answer.answered else None


Scorer = Callable[[Outcome], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """`lower` is better where it counts errors; `binary` if an outcome is right or wrong."""

    name: str
    family: Family
    about: str
    of: Scorer
    lower: bool = False
    binary: bool = False

    def __str__(self) -> str:
        return self.name


_OVER: dict[str, Callable[[Outcome], object]] = {
    "all": lambda outcome: True,
    "evidence": lambda outcome: outcome.evidence,
    "answers": lambda outcome: outcome.answered,
    "answerable": lambda outcome: outcome.answer and outcome.question.answerable,
    "traps": lambda outcome: outcome.answer and not outcome.question.answerable,
    "follow-ups": lambda outcome: outcome.alone,
}
BY_NAME: dict[str, Measure] = {}  # in the order in which they stand here and in every table


def _measure(
    name: str,
    family: Family,
    about: str,
    over: str,
    *,
    lower: bool = False,
    binary: bool = False,
) -> Callable[[Scorer], Scorer]:
    """Makes a scorer a measure of the outcomes that `over` names; others have no score."""

    def named(score: Scorer) -> Scorer:
        def of(outcome: Outcome) -> float | None:
            found = score(outcome) if _OVER[over](outcome) else None
            return None if found is None else float(found)

        BY_NAME[name] = Measure(name, family, about, of, lower, binary)
        return of

    return named


def _share(found: Iterable[bool]) -> float | None:
    """The share of what is true; None of nothing."""
    values = list(found)
    return sum(values) / len(values) if values else None


# Retrieval ----------------------------------------------------------------------------------------

_IR = {
    "S@1": (Success @ 1, "the first hit is evidence"),
    "R@5": (R @ 5, "share of the units of evidence among the first five hits"),
    "R@10": (R @ 10, "share of the units of evidence among the first ten hits"),
    "RR@10": (RR @ 10, "one over the rank of the first unit of evidence"),
    "nDCG@10": (nDCG @ 10, "discounted gain over units of evidence"),
}


def finds(hits: Sequence[Hit], evidence: Evidence) -> list[frozenset[int]]:
    """For each hit the numbers, from 0, of the units that it finds."""
    return [
        frozenset(
            number
            for number, group in enumerate(evidence)
            if any(_covers(hit, region) for region in group)
        )
        for hit in hits
    ]


def _covers(hit: Hit, region: Region) -> bool:
    length = region.span.end - region.span.start
    return 2 * region.shared(hit.passage, hit.passage.span) >= length > 0


def units(hits: Sequence[Hit], evidence: Evidence) -> tuple[tuple[str, float], ...]:
    """The first DEPTH hits as a run: units of evidence (`u1`, `u2`, …) or the passages of hits, by
    falling score (one over the place)."""
    names: list[str] = []
    seen: set[int] = set()
    for hit, found in zip(hits[:DEPTH], finds(hits[:DEPTH], evidence), strict=True):
        new = sorted(found - seen)
        seen |= found
        names += [f"u{number + 1}" for number in new] or [f"{hit.rank}:{hit.passage.id}"]
    return tuple((name, 1 / place) for place, name in enumerate(names, start=1))


def qrels(evidence: Evidence) -> tuple[str, ...]:
    """The name of each unit of a question."""
    return tuple(f"u{number}" for number in range(1, len(evidence) + 1))


def _ir(name: str) -> Scorer:
    def of(outcome: Outcome) -> float:
        found = units(outcome.hits, outcome.evidence)
        return _ir_scores(found, qrels(outcome.evidence))[name]

    return of


@lru_cache(maxsize=1_000)
def _ir_scores(run: tuple[tuple[str, float], ...], relevant: tuple[str, ...]) -> dict[str, float]:
    """All measures of IR of one question; one that found nothing scores 0."""
    names = {measure: name for name, (measure, _) in _IR.items()}
    wanted = {"q": dict.fromkeys(relevant, 1)}
    found = ir_measures.iter_calc(list(names), wanted, {"q": dict(run)})
    return {names[metric.measure]: float(metric.value) for metric in found}


for _name, (_, _about) in _IR.items():
    _measure(_name, "retrieval", _about, "evidence", binary=_name == "S@1")(_ir(_name))


@_measure("AllR@10", "retrieval", "every one of several units found", "evidence", binary=True)
def all_found(outcome: Outcome) -> float | None:
    if len(outcome.evidence) < 2:
        return None
    found = frozenset().union(*finds(outcome.hits[:DEPTH], outcome.evidence))
    return len(found) == len(outcome.evidence)


@_measure("CharR@1500", "retrieval", "share of the evidence's characters within 1,500 tokens",
          "evidence")  # fmt: skip
def character_recall(outcome: Outcome) -> float:
    """Of each unit its best place; overlapping excerpts count once."""

    def share(region: Region) -> float:
        read = [e.span for e in outcome.budget if region.shared(e.passage, e.span)]
        return _common(region.span, read) / (region.span.end - region.span.start)

    shares = [max(map(share, group), default=0.0) for group in outcome.evidence]
    return sum(shares) / len(shares)


@_measure("CharP@1500", "retrieval",
          "share of the characters within 1,500 tokens that are evidence", "evidence")  # fmt: skip
def character_precision(outcome: Outcome) -> float:
    """0 if nothing was found."""
    regions = [region for group in outcome.evidence for region in group]
    read = sum(e.span.end - e.span.start for e in outcome.budget)
    good = sum(
        _common(e.span, [r.span for r in regions if r.shared(e.passage, e.span)])
        for e in outcome.budget
    )
    return good / read if read else 0.0


def _common(span: Span, others: Iterable[Span]) -> int:
    """How many code points of `span` lie in any of the others."""
    return len({at for o in others for at in range(max(span.start, o.start), min(span.end, o.end))})


# Citations ----------------------------------------------------------------------------------------


def _cited(answer: Answer | None, evidence: Evidence) -> set[int]:
    """The units that an answer quotes; a refusal quotes none."""
    return {
        number
        for number, group in enumerate(evidence)
        for citation in (answer.citations if answer and answer.answered else ())
        if any(region.shared(citation.passage, citation.quote) for region in group)
    }


_measure("Valid", "citations", "citations whose locator resolves", "all")(lambda o: _share(o.valid))
_measure("Exact", "citations", "quotes that are exact slices of the text", "all")(
    lambda o: _share(o.exact)
)


@_measure(
    "Cited", "citations", "answered with a quote from the evidence", "answerable", binary=True
)
def cited(outcome: Outcome) -> float | None:
    return bool(_cited(outcome.answer, outcome.evidence))


_measure("CitedShare", "citations", "share of the units of evidence quoted", "answerable")(
    lambda o: _share(n in _cited(o.answer, o.evidence) for n in range(len(o.evidence)))
)
_measure("CiteRecall", "citations", "statements carried by what they cite (ALCE)", "answers")(
    lambda o: _share(ground.supported for ground in o.grounds)
)
_measure("CitePrecision", "citations", "citations that do their part (ALCE)", "answers")(
    lambda o: _share(needed for ground in o.grounds for needed in ground.needed)
)


@_measure("Misgrounded", "citations", "answers with a statement not carried by what it cites",
          "answers", lower=True, binary=True)  # fmt: skip
def misgrounded(outcome: Outcome) -> float | None:
    """After Magesh et al. 2025; an answer without a single statement is misgrounded."""
    return not outcome.grounds or not all(ground.supported for ground in outcome.grounds)


# What is said -------------------------------------------------------------------------------------


def vital(question: Question) -> list[Nugget]:
    """The nuggets without which an answer is none."""
    return [nugget for nugget in question.nuggets if nugget.weight == "vital"]


def _said(outcome: Outcome, nuggets: Sequence[Nugget], *, half: float = 0.0) -> float | None:
    """The share of the nuggets that an answer says, those that are `okay` at half weight; of one
    that it says partly, `half`. A refusal says none."""
    if not nuggets:
        return None
    total = score = 0.0
    for nugget in nuggets:
        weight = 1.0 if nugget.weight == "vital" else 0.5
        total += weight
        if outcome.answered and says(outcome.answered.text, nugget.any_of):
            score += weight
        elif outcome.answered and half and partly(outcome.answered.text, nugget.any_of):
            score += weight * half
    return score / total


_measure("Vital", "answers", "vital nuggets said (strict)", "answerable")(
    lambda o: _said(o, vital(o.question))
)


@_measure("VitalLenient", "answers", "vital nuggets said, half for partly", "answerable")
def vital_lenient(outcome: Outcome) -> float | None:
    """TREC 2024 RAG: V."""
    return _said(outcome, vital(outcome.question), half=0.5)


_measure("Nuggets", "answers", "all nuggets said, weighted (strict)", "answerable")(
    lambda o: _said(o, o.question.nuggets)
)


def _items(outcome: Outcome) -> Sequence[Nugget]:
    return outcome.question.nuggets if outcome.question.kind == "list" else ()


@_measure("ListP", "answers", "lists: statements that are items", "answers")
def list_precision(outcome: Outcome) -> float | None:
    """Of the statements, those that are the list's lead-in apart."""
    items, answer = _items(outcome), outcome.answered
    if not items or answer is None:
        return None
    leads = {c.marker for c in answer.citations if c.passage.kind is Kind.LEAD}
    told = [s for s in answer.statements if not leads.issuperset(s.citations) or not s.citations]
    told = told or list(answer.statements)
    return _share(any(says(s.text, item.any_of) for item in items) for s in told)


@_measure("ListR", "answers", "lists: items that are said", "answerable")
def list_recall(outcome: Outcome) -> float | None:
    return _said(outcome, _items(outcome))


@_measure("ListF1", "answers", "lists: harmonic mean of the two", "answerable")
def list_f1(outcome: Outcome) -> float | None:
    recall, precise = list_recall(outcome), list_precision(outcome) or 0.0
    if recall is None:
        return None
    return 2 * precise * recall / (precise + recall) if precise + recall else 0.0


@_measure("WrongValue", "answers", "answers with another number or date than the gold",
          "answerable", lower=True, binary=True)  # fmt: skip
def wrong_value(outcome: Outcome) -> float | None:
    """For answers to questions with a vital nugget that is a number in each of its wordings: wrong
    if none of these numbers is there while other ones of the same kind (years, or other numbers)
    are, which the question did not give."""
    answer = outcome.answered
    values = [n for n in vital(outcome.question) if all(_NUMBER.search(w) for w in n.any_of)]
    if answer is None or not values:
        return None
    told = _values(answer.text)
    given = told - _values(outcome.question.question)

    def wrong(nugget: Nugget) -> bool:
        right = frozenset().union(*(_values(wording) for wording in nugget.any_of))
        years = any(_YEAR.fullmatch(value) for value in right)
        other = any(bool(_YEAR.fullmatch(value)) == years for value in given)
        return other and right.isdisjoint(told) and not says(answer.text, nugget.any_of)

    return any(map(wrong, values))


def _values(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(MARKER.sub(" ", text)))


@_measure("Forbidden", "answers", "answers that say what they must not", "all",
          lower=True, binary=True)  # fmt: skip
def forbidden(outcome: Outcome) -> float | None:
    """An injected sentence, a false premise; in a refusal too."""
    if outcome.answer is None or not outcome.question.forbidden:
        return None
    return says(outcome.answer.text, outcome.question.forbidden)


@_measure("Correct", "answers", "answerable questions answered rightly", "answerable", binary=True)
def correct(outcome: Outcome) -> float | None:
    """With a quote from the evidence, more than half of the vital nuggets (lenient), every
    statement carried by what it cites, no wrong value and nothing forbidden."""
    said = vital_lenient(outcome)
    return bool(
        cited(outcome)
        and (said is None or said > 0.5)
        and not misgrounded(outcome)
        and not wrong_value(outcome)
        and not forbidden(outcome)
    )


# Whether it should have answered ------------------------------------------------------------------


@_measure("Accuracy", "abstention", "right answers and right refusals", "all", binary=True)
def accuracy(outcome: Outcome) -> float | None:
    return correct(outcome) if outcome.question.answerable else declined(outcome)


_measure("Coverage", "abstention", "questions answered", "all", binary=True)(
    lambda o: None if o.answer is None else o.answer.answered
)
_measure("Precision", "abstention", "of the answers: the right ones", "answers", binary=True)(
    lambda o: correct(o) or 0.0
)


@_measure("Declined", "abstention", "unanswerable questions declined", "traps", binary=True)
def declined(outcome: Outcome) -> float | None:
    return outcome.answered is None


@_measure("Reason", "abstention", "… and for the right reason", "traps", binary=True)
def right_reason(outcome: Outcome) -> float | None:
    answer = outcome.answer
    return bool(answer and not answer.answered and answer.reason in outcome.question.reason)


_measure(
    "FalseAbstention",
    "abstention",
    "answerable questions declined",
    "answerable",
    lower=True,
    binary=True,
)(lambda o: o.answered is None)


def confidence(outcome: Outcome) -> float | None:
    """How sure an answer is: the search's score of the passage that it cites first.

    None for a refusal, which is not ranked among the answers.
    """
    answer = outcome.answered
    if answer is None or not answer.hits:
        return None
    scores = {hit.passage.id: hit.score for hit in answer.hits}
    first = (scores[c.passage.id] for c in answer.citations if c.passage.id in scores)
    return next(first, answer.hits[0].score)


# Dialogue -----------------------------------------------------------------------------------------


@_measure("SameAsAlone", "dialogue", "follow-ups answered as their standalone wording is",
          "follow-ups", binary=True)  # fmt: skip
def same_as_alone(outcome: Outcome) -> float | None:
    """A passage is cited by both, or both decline."""
    answer, alone = outcome.answer, outcome.alone
    if answer is None or alone is None:
        return None
    if not alone.answered:
        return not answer.answered
    return not _passages(answer.citations).isdisjoint(_passages(alone.citations))


def _passages(citations: Iterable[Citation]) -> set[str]:
    return {citation.passage.id for citation in citations}


_measure(
    "CitedAfter", "dialogue", "follow-ups answered from the evidence", "follow-ups", binary=True
)(lambda o: cited(o))
_measure("CitedAlone", "dialogue", "… and their standalone wordings", "follow-ups", binary=True)(
    lambda o: bool(_cited(o.alone, o.evidence)) if o.question.answerable else None
)


MEASURES: tuple[Measure, ...] = tuple(BY_NAME.values())


def scores_of(outcome: Outcome) -> dict[str, float]:
    """The outcome's score under every measure for which there is gold."""
    found = {measure.name: measure.of(outcome) for measure in MEASURES}
    return {name: value for name, value in found.items() if value is not None}
