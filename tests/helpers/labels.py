"""Answers labelled by hand, by which the scorers themselves are measured.

Each answer was written for a dev question on purpose: right, or wrong in a known way. A human
reader said of every statement whether the cited passages support it, of every nugget whether the
answer says it, and whether the question is answered.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dzherelo.assistant.types import Answer, Citation, Statement
from dzherelo.evals.gold import Library, Place, Question, places_of, resolve, within
from dzherelo.evals.measures import Outcome, correct, misgrounded
from dzherelo.evals.support import Carries, grounds, says

Label = dict[str, Any]


def load_labels() -> list[Label]:
    """The labelled answers. A statement has `text`, or `copied`, a place that it repeats word for
    word; `citations` are places, `supported` is what the reader said. `nuggets` says of each nugget
    of `question`, in its order, whether it is said; `what` is how the answer was made."""
    path = Path(__file__).parents[1] / "evals" / "data" / "labels.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def cited_places(statement: Label) -> list[Place]:
    """The places that a statement cites or copies."""
    copied = [statement["copied"]] if statement.get("copied") else []
    return [Place.model_validate(place) for place in [*copied, *statement.get("citations", ())]]


def answer_of(label: Label, question: Question, library: Library) -> Answer:
    """A labelled answer as the assistant would have given it."""

    def passages(place: Place) -> list[Any]:
        found = library.passages(place.source)
        regions = places_of(place, library.passages)
        return [p for p in found if any(r.shared(p, p.span) for r in regions)]

    statements: list[Statement] = []
    citations: list[Citation] = []
    for one in label["statements"]:
        markers = []
        cited = [Place.model_validate(place) for place in one.get("citations", ())]
        for passage in (p for place in cited for p in passages(place)):
            citations.append(Citation(len(citations) + 1, passage, passage.span))
            markers.append(len(citations))
        text = one.get("text") or "\n".join(
            region.span.of(library.text(region.source))
            for region in places_of(Place.model_validate(one["copied"]), library.passages)
        )
        statements.append(Statement(text, tuple(markers)))
    told = "\n".join(f"{s.text} {''.join(f'[{m}]' for m in s.citations)}" for s in statements)
    return Answer(
        question.question,
        label["lang"],
        answered=True,
        text=told,
        statements=tuple(statements),
        citations=tuple(citations),
    )


def judgements(
    label: Label, question: Question, library: Library, carries: Carries
) -> Iterator[tuple[str, bool, bool]]:
    """What is judged of a labelled answer, and what scorer and reader say of it."""
    sources = {place.source for g in question.evidence for place in g.any_of}
    question = within(question, frozenset(s for s in sources if library.passages(s)))
    answer = answer_of(label, question, library)
    ground = grounds(answer, carries)
    outcome = Outcome(question, resolve(question, library.passages), (), answer, grounds=ground)
    carried = all(s["supported"] for s in label["statements"])
    for found, statement in zip(ground, label["statements"], strict=True):
        yield "support", found.supported, statement["supported"]
    yield "misgrounded", bool(misgrounded(outcome)), not carried
    for nugget, said in zip(question.nuggets, label["nuggets"], strict=True):
        yield "nuggets", says(answer.text, nugget.any_of), said
    yield "correct", bool(correct(outcome)), label["correct"] == "yes" and carried
