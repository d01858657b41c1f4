"""What was found for a question, weighed: whether it answers, and in which sense most surely."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from dzherelo.assistant.answer.abstention import Verdict, judge
from dzherelo.assistant.answer.answer_type_check import place_of
from dzherelo.assistant.answer.candidates import Candidate
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.types import Cited
from dzherelo.index.retrieve import Found

SURE = 0.35  # confidence from which a question of a dialogue is answered in another sense
AGAIN = 0.3  # by how much surer where it is answered from the place that was cited last
TRIED = 5  # candidates judged before a question is declined
_WITHIN = 0.5  # and only those that score so little less than the best
NOTHING = Verdict("not-in-library", 0.0)  # where nothing was found


class Weighed(NamedTuple):
    """A question in one sense, what was found for it, and the sentences that may answer it, best
    first."""

    question: Question
    found: tuple[Found, ...]
    ranked: Sequence[Candidate]

    @property
    def verdict(self) -> Verdict:
        """That on the best sentence."""
        return judge(self.question, self.ranked[0]) if self.ranked else NOTHING


def surest(
    taken: Weighed,
    others: Iterable[tuple[Weighed, float]],
    *,
    cited: Collection[Cited] = (),
) -> Weighed:
    """The question in the sense in which it is answered most surely: as it was taken, unless in
    another it is answered elsewhere, and more surely by what that must be ahead. By more still
    where that is a place that the last answer `cited`: the question before finds its own again."""
    said = taken.verdict
    there = place_of(taken.ranked[0]) if said.reason is None else None
    best, most = taken, said.confidence
    for other, ahead in others:
        verdict = other.verdict
        if verdict.reason is not None or (place := place_of(other.ranked[0])) == there:
            continue
        needed = ahead + (AGAIN if place in cited else 0.0)
        if verdict.confidence >= max(SURE, most + needed):
            best, most = other, verdict.confidence - needed
    return best


def judged(question: Question, ranked: Sequence[Candidate]) -> tuple[list[Candidate], Verdict]:
    """The candidates that answer, best first, none if the best of all does not; and the verdict on
    that."""
    verdict = Weighed(question, (), ranked).verdict
    if verdict.reason is not None:
        return [], verdict
    near = [c for c in ranked[1:TRIED] if c.score >= ranked[0].score - _WITHIN]
    return [ranked[0], *(c for c in near if judge(question, c).reason is None)], verdict
