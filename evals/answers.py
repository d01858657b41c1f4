"""What an answer says and cites, judged against the nuggets and the evidence of its question.

Every function scores one outcome between 0 and 1, and gives None where there is no gold for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from dzherelo.assistant.types import Answer, Citation
from dzherelo.corpus.types import Kind
from dzherelo.evals.gold import Evidence, Nugget
from dzherelo.evals.nuggets import partly, says
from dzherelo.evals.outcome import Outcome

ENOUGH = 0.5  # a correct answer says more than this share of the vital nuggets (lenient)
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")
_NUMBER = re.compile(r"\d+(?:-\d+)?")
_MARKER = re.compile(r"\[\d+\]")

# Citations ----------------------------------------------------------------------------------------


def validity(outcome: Outcome) -> float | None:
    """The share of the citations whose passage stands in its source, at its locator."""
    return _share(outcome.valid)


def fidelity(outcome: Outcome) -> float | None:
    """The share of the quotes shown that are the exact slices their offsets name."""
    return _share(outcome.exact)


def citation_recall(outcome: Outcome) -> float | None:
    """ALCE citation recall: the share of the statements that their cited words carry."""
    if outcome.answered is None:
        return None
    return _share(ground.supported for ground in outcome.grounds)


def citation_precision(outcome: Outcome) -> float | None:
    """ALCE citation precision: the share of the citations that do their part."""
    if outcome.answered is None:
        return None
    return _share(needed for ground in outcome.grounds for needed in ground.needed)


def misgrounded(outcome: Outcome) -> float | None:
    """Whether an answer has a statement that is not carried by what it cites (Magesh et al. 2025).

    An answer without a single statement is misgrounded.
    """
    if outcome.answered is None:
        return None
    return float(not outcome.grounds or not all(ground.supported for ground in outcome.grounds))


def cited(outcome: Outcome) -> float | None:
    """Whether an answerable question was answered with a quote from its evidence."""
    return _of_answerable(outcome, lambda answer: bool(_cited(answer.citations, outcome.evidence)))


def cited_share(outcome: Outcome) -> float | None:
    """The share of the units of evidence that the answer quotes."""
    if not outcome.evidence:
        return None
    return _of_answerable(
        outcome,
        lambda answer: len(_cited(answer.citations, outcome.evidence)) / len(outcome.evidence),
    )


def _cited(citations: Iterable[Citation], evidence: Evidence) -> set[int]:
    return {
        number
        for number, group in enumerate(evidence)
        for citation in citations
        if any(region.shared(citation.passage, citation.quote) for region in group)
    }


# What is said -------------------------------------------------------------------------------------


def vital_strict(outcome: Outcome) -> float | None:
    """The share of the vital nuggets that the answer says (TREC 2024 RAG: V_strict)."""
    return _nuggets(outcome, _vital(outcome), half=0.0)


def vital_lenient(outcome: Outcome) -> float | None:
    """The same, and a nugget that is said partly counts half (TREC 2024 RAG: V)."""
    return _nuggets(outcome, _vital(outcome), half=0.5)


def all_strict(outcome: Outcome) -> float | None:
    """Strict over all nuggets, those that are `okay` at half weight (TREC 2024 RAG: W_strict)."""
    return _nuggets(outcome, outcome.question.nuggets, half=0.0)


def _vital(outcome: Outcome) -> Sequence[Nugget]:
    return [nugget for nugget in outcome.question.nuggets if nugget.weight == "vital"]


def _nuggets(outcome: Outcome, nuggets: Sequence[Nugget], *, half: float) -> float | None:
    if not nuggets:
        return None

    def score(answer: Answer) -> float:
        weights = [1.0 if nugget.weight == "vital" else 0.5 for nugget in nuggets]
        said = [said_of(answer.text, nugget, half=half) for nugget in nuggets]
        return sum(w * s for w, s in zip(weights, said, strict=True)) / sum(weights)

    return _of_answerable(outcome, score)


def said_of(text: str, nugget: Nugget, *, half: float = 0.0) -> float:
    """1 for a nugget that is said, `half` for one that is said partly, else 0."""
    if says(text, nugget.any_of):
        return 1.0
    return half if half and partly(text, nugget.any_of) else 0.0


def list_recall(outcome: Outcome) -> float | None:
    """Of a list: the share of its items that the answer has; a refusal has none."""
    return _nuggets(outcome, _items(outcome), half=0.0)


def list_precision(outcome: Outcome) -> float | None:
    """Of a list: the share of the answer's statements that are items of it or its lead-in."""
    items = _items(outcome)
    answer = outcome.answered
    if not items or answer is None:
        return None
    leads = {c.marker for c in answer.citations if c.passage.kind is Kind.LEAD}
    told = [s for s in answer.statements if not leads.issuperset(s.citations) or not s.citations]
    told = told or list(answer.statements)
    return _share(any(says(s.text, item.any_of) for item in items) for s in told)


def list_f1(outcome: Outcome) -> float | None:
    """The harmonic mean of the two; 0 for a refusal."""
    recall = list_recall(outcome)
    if recall is None:
        return None
    precision = list_precision(outcome) or 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _items(outcome: Outcome) -> Sequence[Nugget]:
    return outcome.question.nuggets if outcome.question.kind == "list" else ()


def wrong_value(outcome: Outcome) -> float | None:
    """Whether an answer gives another number, year or date where the gold has one.

    For answers to questions with a vital nugget that is a number in each of its wordings: wrong
    if none of these numbers is there while other ones of the same kind (years, or other numbers)
    are, which the question did not give.
    """
    answer = outcome.answered
    values = [n for n in _vital(outcome) if all(_NUMBER.search(w) for w in n.any_of)]
    if answer is None or not outcome.question.answerable or not values:
        return None
    given = _values(answer.text) - _values(outcome.question.question)
    return float(any(_wrong(nugget, answer.text, given) for nugget in values))


def _wrong(nugget: Nugget, text: str, given: frozenset[str]) -> bool:
    right: frozenset[str] = frozenset().union(*(_values(w) for w in nugget.any_of))
    if says(text, nugget.any_of) or right & _values(text):
        return False
    years = any(_YEAR.fullmatch(value) for value in right)
    return any(bool(_YEAR.fullmatch(value)) == years for value in given)


def _values(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(_MARKER.sub(" ", text)))


def forbidden(outcome: Outcome) -> float | None:
    """Whether the answer says what it must not: an injected sentence, a false premise."""
    if outcome.answer is None or not outcome.question.forbidden:
        return None
    return float(says(outcome.answer.text, outcome.question.forbidden))


# Whether it should have answered ------------------------------------------------------------------


def correct(outcome: Outcome) -> float | None:
    """Whether an answerable question was answered rightly: with a quote from its evidence, more
    than half of its vital nuggets, every statement carried by what it cites, no wrong value and
    nothing forbidden."""

    def judged(answer: Answer) -> bool:
        vital = vital_lenient(outcome)
        return bool(
            _cited(answer.citations, outcome.evidence)
            and (vital is None or vital > ENOUGH)
            and not misgrounded(outcome)
            and not wrong_value(outcome)
            and not forbidden(outcome)
        )

    return _of_answerable(outcome, judged)


def accuracy(outcome: Outcome) -> float | None:
    """Whether the right thing was done: a correct answer, or a refusal where one is due."""
    return correct(outcome) if outcome.question.answerable else declined(outcome)


def precision(outcome: Outcome) -> float | None:
    """Of the questions that were answered: whether rightly. Those without an answer count 0."""
    if outcome.answered is None:
        return None
    return correct(outcome) or 0.0


def coverage(outcome: Outcome) -> float | None:
    """Whether the question was answered at all."""
    return None if outcome.answer is None else float(outcome.answer.answered)


def declined(outcome: Outcome) -> float | None:
    """Whether an unanswerable question was declined."""
    if outcome.answer is None or outcome.question.answerable:
        return None
    return float(not outcome.answer.answered)


def right_reason(outcome: Outcome) -> float | None:
    """Whether an unanswerable question was declined for one of its right reasons."""
    if outcome.answer is None or outcome.question.answerable:
        return None
    return float(not outcome.answer.answered and outcome.answer.reason in outcome.question.reason)


def false_abstention(outcome: Outcome) -> float | None:
    """Whether an answerable question was declined."""
    if outcome.answer is None or not outcome.question.answerable:
        return None
    return float(not outcome.answer.answered)


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


def same_as_alone(outcome: Outcome) -> float | None:
    """Whether a follow-up is answered as its standalone wording is: a passage cited by both, or
    both declined."""
    if outcome.answer is None or outcome.alone is None:
        return None
    asked, alone = ({c.passage.id for c in a.citations} for a in (outcome.answer, outcome.alone))
    if not outcome.alone.answered:
        return float(not outcome.answer.answered)
    return float(bool(asked & alone))


def cited_alone(outcome: Outcome) -> float | None:
    """Of a follow-up: whether its standalone wording is answered with a quote from the evidence."""
    if outcome.alone is None or not outcome.question.answerable:
        return None
    answered = outcome.alone.answered
    return float(answered and bool(_cited(outcome.alone.citations, outcome.evidence)))


def cited_after(outcome: Outcome) -> float | None:
    """The same of the follow-up as it was asked, over the same questions."""
    return cited(outcome) if outcome.alone is not None else None


# Helpers ------------------------------------------------------------------------------------------


def _of_answerable(outcome: Outcome, score: Callable[[Answer], float]) -> float | None:
    """`score` of the answer to an answerable question, 0 if it was declined; else None."""
    if outcome.answer is None or not outcome.question.answerable:
        return None
    return float(score(outcome.answer)) if outcome.answer.answered else 0.0


def _share(found: Iterable[bool]) -> float | None:
    """The share of what is true; None of nothing."""
    values = list(found)
    return sum(values) / len(values) if values else None
