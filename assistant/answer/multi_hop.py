"""Questions that lead from the article to a work: "the article mentions X; what does the Charter
say of it?". Each half is sought in its own work, and both places are quoted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from dzherelo.assistant.answer.candidates import BODY, Candidate, turned
from dzherelo.assistant.query.answer_type import is_frame
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.query.targets import Places
from dzherelo.corpus.language.overlap import Weigh, crosses, emphasis, least_support, support
from dzherelo.corpus.language.terms import Terms

_TRIED = 5  # passages of a work that are tried

# The sentences of a source that may answer a question, best first: question, its wording, source.
Ranked = Callable[[Question, str, str], Sequence[Candidate]]


class Part(NamedTuple):
    """A half of such a question: the words by which it is sought, and where."""

    question: Question
    wording: str
    source: str


def parts(question: Question, source: str, places: Places, terms: Terms) -> tuple[Part, Part]:
    """What the article is asked, and what the work is asked without the words that name it."""
    named = [
        span.of(text)
        for text in (question.core, question.tells)
        for spans in places.mentioned(text, bare=True).values()
        for span in spans
    ]
    return (
        Part(_told(question, terms), question.tells or question.core, places.article),
        Part(question.without(terms.keys(" ".join(named))), question.core, source),
    )


def hops(
    question: Question,
    source: str,
    *,
    places: Places,
    terms: Terms,
    ranked: Ranked,
    weigh: Weigh,
    cosine: float,
) -> tuple[Candidate, ...]:
    """What the article says and what `source` says, in this order; nothing if one of the two, or
    both together, do not carry the question; the second has at least this `cosine` to it."""
    article, work = parts(question, source, places, terms)
    firsts = ranked(article.question, article.wording, article.source)
    seconds = ranked(work.question, work.wording, work.source)
    bare = work.question
    first = next((one for one in firsts if one.passage.kind in BODY), None)
    for second in _by_passage(seconds)[:_TRIED]:
        if first and _carry(bare, first, second, weigh, cosine) and not turned(bare, second):
            return first, second
    return ()


def _by_passage(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence of each passage."""
    return list({one.passage.id: one for one in reversed(ranked)}.values())[::-1]


def _told(question: Question, terms: Terms) -> Question:
    """The question as the article is asked: what the story tells, if there is one."""
    told = tuple((t, emphasis(t)) for t in terms.read(question.tells) if not is_frame(t))
    return replace(question, terms=told, head=None, story=()) if told else question


def _carry(
    question: Question, first: Candidate, second: Candidate, weigh: Weigh, cosine: float
) -> bool:
    """Whether the two have enough of the question's words between them, and the second is near."""
    around = [one.reading.keys | one.reading.gloss | one.reading.asked for one in (first, second)]
    here = [key for one in (first, second) for term in one.terms for key in term.keys]
    crossing = crosses(question.spoken, second.passage)
    held = support(
        question.terms, frozenset(here), around[0] | around[1], weigh=weigh, crosses=crossing
    )
    least = least_support(crosses=crossing)
    return held.all >= least and not held.missing_numbers and second.found.dense >= cosine
