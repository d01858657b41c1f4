"""Quotes mode: an answer put together from verified passages, in the shape that was asked for.

Every statement is an exact quote with its citation. What stands around a quote (the year that was
asked for, "the article says") is in the question's language; the quote stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dzherelo.assistant.answer.calibration import Calibration
from dzherelo.assistant.answer.candidates import (
    BODY,
    SAID,
    Candidate,
    Find,
    Stem,
    names_author,
    stems,
    tells_the_aim,
)
from dzherelo.assistant.answer.rows import asked_cells
from dzherelo.assistant.query.answer_type import Shape
from dzherelo.assistant.query.question import Question
from dzherelo.corpus.types import Kind, Passage, Span

_MOST = 3  # statements that are not a list
_PROVISIONS = 8  # passages of a provision that is quoted whole
_LONGEST = 700  # characters of a quote that is made whole


@dataclass(frozen=True, slots=True)
class Draft:
    """One statement to be: the words quoted, and the short answer before them, if any."""

    passage: Passage
    quote: Span
    short: str = ""

    @property
    def words(self) -> str:
        return self.passage.words(self.quote)


def drafts(
    question: Question,
    ranked: Sequence[Candidate],
    *,
    passages: Callable[[str], tuple[Passage, ...]],
    calibration: Calibration,
) -> list[Draft]:
    """The statements of the answer, out of candidates that were judged to answer, best first."""
    best = ranked[0]
    if whole := whole_list(question, best, passages(best.passage.source)):
        return whole
    made = [_draft(question, best)]
    if best.passage.kind is Kind.AUTHOR and not names_author(question, best.terms):
        return [_draft(question, best, of) for of in _same_kind(best, passages)]
    if question.wants(Shape.SOURCE):
        return made + _entry_of(best, passages(best.passage.source))
    if question.shape in (Shape.DATE, Shape.COUNT, Shape.PERSON):
        return made
    further = _further(question, ranked, calibration.margins["further"])
    return made + [_draft(question, other) for other in further]


def whole_thought(passage: Passage, sentence: Span, *, onwards: bool) -> Span:
    """The sentence of a provision with the one that it leans on, and, `onwards`, with the next if
    that leans on it: alone, what is also so is not the rule."""
    if passage.kind not in (Kind.PROVISION, Kind.ITEM) or sentence not in passage.sentences:
        return sentence
    at = passage.sentences.index(sentence)
    first = at - 1 if at and _leans(passage, sentence) else at
    follows = passage.sentences[at + 1 : at + 2] if onwards else ()
    last = follows[0] if follows and _leans(passage, follows[0]) else sentence
    made = Span(passage.sentences[first].start, last.end)
    return made if made.end - made.start <= _LONGEST else sentence


def _leans(passage: Passage, sentence: Span) -> bool:
    return SAID["leans"].search(passage.words(sentence)) is not None


def whole(passages: Sequence[Passage]) -> list[Draft]:
    """A provision, passage by passage, as far as an answer goes."""
    return [Draft(passage, _body(passage)) for passage in passages[:_PROVISIONS]]


def with_stems(made: Sequence[Draft], find: Find) -> list[Draft]:
    """The statements, each behind what it hangs on; those that hang on the same stay together."""
    groups: dict[tuple[Stem, ...] | int, list[Draft]] = {}
    for at, one in enumerate(made):
        groups.setdefault(stems(one.passage, one.quote, find) or at, []).append(one)
    placed: list[Draft] = []
    for hung, members in groups.items():
        above = [] if isinstance(hung, int) else [_of_stem(stem) for stem in hung]
        for one in (*above, *members):
            if not any(_shows(other, one) for other in placed):
                placed.append(one)
    return placed


def _of_stem(stem: Stem) -> Draft:
    return Draft(stem.passage, _without_marker(stem.text, stem.span))


def _shows(one: Draft, other: Draft) -> bool:
    return one.passage.id == other.passage.id and one.quote.covers(other.quote)


def overview(
    question: Question, passages: Sequence[Passage], *, opening: bool = False
) -> list[Draft]:
    """What the article is about: its abstract's first sentences, in the question's language if
    there is one, else its aim; empty if it has neither, unless its `opening` shall do."""
    abstracts = [p for p in passages if p.kind is Kind.ABSTRACT and p.sentences]
    chosen = next((p for p in abstracts if p.language == question.language), None)
    if chosen is None:
        aims = [p for p in passages if tells_the_aim(p) and p.kind in BODY]
        first = [p for p in passages if p.kind is Kind.PARAGRAPH and p.sentences] if opening else []
        chosen = next(iter(aims or abstracts or first), None)
    return [Draft(chosen, sentence) for sentence in chosen.sentences[:3]] if chosen else []


def references(passages: Sequence[Passage]) -> list[Draft]:
    """The list of references, in its order, an entry or our note on it for each number."""
    numbered = {p.locator.entry: p for p in passages if p.locator.entry is not None}
    return [Draft(numbered[number], _body(numbered[number])) for number in sorted(numbered)]


def whole_list(
    question: Question, best: Candidate, passages: Sequence[Passage]
) -> list[Draft] | None:
    """Lead-in and every item, if the best candidate stands in a list that answers as a whole."""
    passage = best.passage
    lead_id = passage.id if passage.kind is Kind.LEAD else passage.lead
    if lead_id is None:
        return None
    if passage.kind is Kind.ITEM and not (question.wants(Shape.LIST) and _asks_for_all(best)):
        return None
    members = [p for p in passages if p.id == lead_id or p.lead == lead_id]
    return [Draft(member, _body(member)) for member in members]


def _asks_for_all(best: Candidate) -> bool:
    """Whether the words that were asked for stand in the lead-in rather than in the item."""
    return best.support.all - best.support.here >= 0.4 or best.support.here < 0.35


def _same_kind(best: Candidate, passages: Callable[[str], tuple[Passage, ...]]) -> list[Passage]:
    return [p for p in passages(best.passage.source) if p.kind is best.passage.kind]


def _entry_of(best: Candidate, passages: Sequence[Passage]) -> list[Draft]:
    """The reference list's entries for the markers that the quoted sentence carries."""
    numbers = {r.number for r in best.passage.references if best.span.covers(r.marker)}
    return [
        Draft(passage, _body(passage))
        for passage in passages
        if passage.kind is Kind.ENTRY and passage.locator.entry in numbers
    ]


def _further(question: Question, ranked: Sequence[Candidate], margin: float) -> list[Candidate]:
    """Up to two more sentences that score less by no more than a margin and say something else: a
    summary takes them as they come, other answers only for words that are still missing."""
    chosen = [ranked[0]]
    for other in ranked[1:]:
        if len(chosen) == _MOST or other.score < ranked[0].score - margin:
            break
        repeats = any(_repeats(other, earlier) for earlier in chosen)
        if not repeats and (question.wants(Shape.SUMMARY) or _adds(question, other, chosen)):
            chosen.append(other)
    return chosen[1:]


def _adds(question: Question, other: Candidate, chosen: Sequence[Candidate]) -> bool:
    said = frozenset(key for one in chosen for term in one.terms for key in term.keys)
    says = frozenset(key for term in other.terms for key in term.keys)
    return any(
        term.keys.isdisjoint(said) and not term.keys.isdisjoint(says) for term in question.weighty
    )


def _repeats(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say the same: most of the words of the shorter are in the longer."""
    first = {key for term in one.terms for key in term.keys}
    second = {key for term in other.terms for key in term.keys}
    return len(first & second) >= 0.6 * min(len(first), len(second))


def _draft(question: Question, best: Candidate, passage: Passage | None = None) -> Draft:
    if passage is not None and passage is not best.passage:
        return Draft(passage, _body(passage))
    if best.passage.kind in (Kind.AUTHOR, Kind.TITLE, Kind.FRONT, Kind.KEYWORDS, Kind.ENTRY):
        return Draft(best.passage, _body(best.passage))
    if best.passage.kind is Kind.ROW:
        return Draft(best.passage, best.passage.span, asked_cells(question, best.passage))
    begun = best.text.endswith(":")  # what is announced belongs to it
    onwards = question.shape not in (Shape.DATE, Shape.COUNT, Shape.PERSON)
    span = whole_thought(best.passage, best.span, onwards=onwards)
    span = Span(span.start, best.passage.span.end) if begun else span
    quote = _without_marker(best.reading.words(span), span)
    return Draft(best.passage, quote, _short(question, best))


def _short(question: Question, best: Candidate) -> str:
    """The bare answer, where it can be lifted out of the sentence: a date, a person."""
    if question.shape is Shape.DATE:
        return _nearest(SAID["date"], question, best)
    if question.shape is Shape.PERSON and best.passage.kind is Kind.PARAGRAPH:
        return _nearest(SAID["person"], question, best)
    return ""


def _nearest(pattern: re.Pattern[str], question: Question, best: Candidate) -> str:
    """The match in the clause that carries most of the question; empty if there is none."""
    text = best.text
    known = set(pattern.findall(question.text))
    wanted = frozenset().union(*(term.keys for term, _ in question.terms))
    asked = [term.span for term in best.terms if not term.keys.isdisjoint(wanted)]
    matches = [
        m
        for m in pattern.finditer(text)
        if m.group() not in known and not any(Span(*m.span()).overlap(span) for span in asked)
    ]
    if not matches or SAID["joined"].search(pattern.sub("•", text)):
        return ""

    def closeness(match: re.Match[str]) -> tuple[int, int]:
        clause = _clause(text, match.start())
        inside = [t for t in best.terms if clause.start <= t.span.start < clause.end]
        shared = sum(not term.keys.isdisjoint(wanted) for term in inside)
        return shared, -match.start()

    return max(matches, key=closeness).group().strip()


def _clause(text: str, at: int) -> Span:
    edges = [m.end() for m in SAID["edge"].finditer(text)]
    begin = max((edge for edge in edges if edge <= at), default=0)
    end = min((edge for edge in edges if edge > at), default=len(text))
    return Span(begin, end)


def _body(passage: Passage) -> Span:
    """The passage without its bullet or run-in heading, and without a closing in-text marker."""
    begin = passage.sentences[0].start if passage.sentences else passage.span.start
    span = Span(begin, passage.span.end)
    if passage.kind is Kind.ENTRY:
        return span
    return _without_marker(passage.words(span), span)


def _without_marker(text: str, span: Span) -> Span:
    """Leaves a closing "[2, с. 86]." out of a quote: next to our own markers it misleads."""
    match = SAID["marker"].search(text)
    if match is None or match.start() < 20:
        return span
    return Span(span.start, span.start + match.start())


def reference_of(draft: Draft) -> int | None:
    """The in-text marker that the quoted words carry, or that stands right behind them."""
    for reference in draft.passage.references:
        if draft.quote.overlap(reference.supports):
            return reference.number
    return draft.passage.locator.entry
