"""How far the deterministic scorers agree with a human reader, over answers labelled by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dzherelo.assistant.types import Answer, Citation, Statement
from dzherelo.corpus.types import Passage
from dzherelo.evals import answers
from dzherelo.evals.choice import texts_of, within
from dzherelo.evals.gold import PassagesOf, Question, gold_files, load_gold, places_of, resolve
from dzherelo.evals.labels import LABELS, Labelled, load_labels
from dzherelo.evals.nuggets import says
from dzherelo.evals.outcome import Outcome
from dzherelo.evals.questions import Place
from dzherelo.evals.statistics import kappa, statistic_interval
from dzherelo.evals.support import Carries, grounds

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.evals.harness import Library

TARGET = 0.7  # the kappa from which on a scorer may speak for a reader


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's kappa of a scorer and a reader over `count` judgements, with its 95 % interval.

    `stricter` counts where the scorer says no and the reader yes, `laxer` the other way round.
    """

    name: str
    about: str
    kappa: float
    low: float
    high: float
    count: int
    agreed: int
    stricter: int
    laxer: int

    @property
    def reached(self) -> bool:
        return self.kappa >= TARGET


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing judged by both: `answer` is the labelled answer that it belongs to."""

    answer: str
    scorer: bool
    reader: bool


def agreement_of(assistant: Assistant) -> tuple[Agreement, ...]:
    """The agreement of each scorer over the labelled answers whose sources the library holds;
    empty where it holds none of them or there are no labels."""
    from dzherelo.evals.judging import support_of

    if not LABELS.exists() or not texts_of(assistant):
        return ()
    return agreement(load_labels(), load_gold(gold_files("dev")), assistant, support_of(assistant))


def agreement(
    labels: Sequence[Labelled],
    questions: Sequence[Question],
    library: Library,
    carries: Carries,
) -> tuple[Agreement, ...]:
    """The agreement of each scorer with the labels, over those that can be judged here."""
    judged = [
        _judged(label, question, library, carries)
        for label, question in judgeable(labels, questions, library)
    ]
    found = []
    for name in _ABOUT:
        judgements = [one for judgement in judged for one in judgement[name]]
        if judgements:
            found.append(agreement_from(name, judgements))
    return tuple(found)


def judgeable(
    labels: Iterable[Labelled], questions: Iterable[Question], library: Library
) -> Iterator[tuple[Labelled, Question]]:
    """The labelled answers whose question is among those given and whose sources are held."""
    held = frozenset(texts_of(library))
    by_id = {question.id: question for question in questions}
    for label in labels:
        question = by_id.get(label.question)
        if question is not None and _is_held(label, question, held):
            yield label, within(question, held)


_ABOUT = {
    "support": "a statement is carried by the words that it cites",
    "misgrounded": "an answer has a statement that is not carried",
    "nuggets": "a nugget is said",
    "correct": "the question is answered rightly, every statement carried",
}
_JUDGED = {"judge: support": _ABOUT["support"], "judge: nuggets": _ABOUT["nuggets"]}


def _is_held(label: Labelled, question: Question, held: frozenset[str]) -> bool:
    """Whether all that the answer cites or copies is held, and of the evidence any place."""
    copied = (s.copied for s in label.statements if s.copied)
    places = (*copied, *(place for s in label.statements for place in s.citations))
    return all(place.source in held for place in places) and all(
        any(place.source in held for place in group.any_of) for group in question.evidence
    )


def _judged(
    label: Labelled, question: Question, library: Library, carries: Carries
) -> dict[str, list[Judgement]]:
    """What scorers and reader say of one labelled answer."""
    passages = cache(library.passages)
    answer = answer_of(label, question, passages, library.text)
    ground = grounds(answer, carries)
    outcome = Outcome(question, resolve(question, passages), hits=(), answer=answer, grounds=ground)

    def told(pairs: Iterator[tuple[bool, bool]]) -> list[Judgement]:
        return [Judgement(label.id, scorer, reader) for scorer, reader in pairs]

    misgrounded = (
        bool(answers.misgrounded(outcome)),
        not all(s.supported for s in label.statements),
    )
    carried = all(s.supported for s in label.statements)
    right = (bool(answers.correct(outcome)), label.correct == "yes" and carried)
    misgrounded = (bool(answers.misgrounded(outcome)), not carried)
    return {
        "support": told(
            (g.supported, s.supported) for g, s in zip(ground, label.statements, strict=True)
        ),
        "misgrounded": told(iter([misgrounded])),
        "nuggets": told(
            (says(answer.text, n.any_of), said)
            for n, said in zip(question.nuggets, label.nuggets, strict=True)
        ),
        "correct": told(iter([right] if question.answerable else [])),
    }


def answer_of(
    label: Labelled,
    question: Question,
    passages: PassagesOf,
    text: Callable[[str], str],
) -> Answer:
    """A labelled answer as the assistant would have given it."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    for one in label.statements:
        markers = []
        for passage in (p for place in one.citations for p in _passages(place, passages)):
            citations.append(Citation(len(citations) + 1, passage, passage.span))
            markers.append(len(citations))
        statements.append(Statement(one.words(passages, text), tuple(markers)))
    told = "\n".join(f"{s.text} {''.join(f'[{m}]' for m in s.citations)}" for s in statements)
    return Answer(
        question.question,
        label.lang,
        answered=True,
        text=told,
        statements=tuple(statements),
        citations=tuple(citations),
    )


def _passages(place: Place, passages: PassagesOf) -> list[Passage]:
    regions = places_of(place, passages)
    return [p for p in passages(place.source) if any(r.shared(p, p.span) for r in regions)]


def agreement_from(name: str, judgements: Sequence[Judgement]) -> Agreement:
    """The agreement over some judgements, at least one, under the name of what was judged."""
    scorer = [one.scorer for one in judgements]
    reader = [one.reader for one in judgements]
    told = np.array([scorer, reader])

    def drawn(counts: NDArray[np.intp]) -> float:
        return kappa(*np.repeat(told, counts, axis=1).tolist())

    low, high = statistic_interval(drawn, [one.answer for one in judgements])
    # A scorer that looks for faults is strict where it says yes.
    strict, lax = (True, False) if name == "misgrounded" else (False, True)
    return Agreement(
        name=name,
        about=(_ABOUT | _JUDGED)[name],
        kappa=kappa(scorer, reader),
        low=low,
        high=high,
        count=len(judgements),
        agreed=sum(a == b for a, b in zip(scorer, reader, strict=True)),
        stricter=sum(a is strict and b is not strict for a, b in zip(scorer, reader, strict=True)),
        laxer=sum(a is lax and b is not lax for a, b in zip(scorer, reader, strict=True)),
    )
