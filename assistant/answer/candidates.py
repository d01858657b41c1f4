"""Candidates: the sentences of the passages that were found, each with what speaks for it.

What speaks for one are the scores of its passage, its share of the question's words, how near the
passage comes to words that it lacks, and the form of its sentence. An item of a list is read with
the words that it hangs on, its lead-in: without them it may say the opposite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from dzherelo.assistant.answer.calibration import Calibration
from dzherelo.assistant.patterns import patterns
from dzherelo.assistant.query.answer_type import Shape, names_the_article
from dzherelo.assistant.query.question import Question
from dzherelo.assistant.types import Cited
from dzherelo.corpus.language.overlap import Reading, Support, Weigh, crosses, negated, support
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import part_of_speech
from dzherelo.corpus.types import Kind, Locator, Passage, Span
from dzherelo.index.maxsim import Similarity
from dzherelo.index.retrieve import Embedded, Found, Retriever
from dzherelo.index.units import sentence_unit

SAID = patterns(__package__, "answer")
_READ = 10  # passages whose sentences are weighed
BODY = (Kind.PARAGRAPH, Kind.LEAD, Kind.ITEM, Kind.ABSTRACT)  # where an article says something
_SELF_KINDS = frozenset({Kind.TITLE, Kind.ABSTRACT, Kind.KEYWORDS, Kind.AUTHOR, Kind.FRONT})
_FACTUAL = frozenset({Shape.PERSON, Shape.DATE, Shape.COUNT})
_FAR, _NEXT = 6, 2  # articles or paragraphs that a place is away


# Lead-ins ---------------------------------------------------------------------------------------

Find = Callable[[str], Passage | None]  # a passage by its id


class Stem(NamedTuple):
    """Words that others hang on."""

    passage: Passage
    span: Span

    @property
    def text(self) -> str:
        return self.passage.words(self.span)


Hung = Callable[[Passage, Span], tuple[Stem, ...]]  # what a quote of a passage hangs on


def stems(passage: Passage, quote: Span, find: Find) -> tuple[Stem, ...]:
    """What `quote` of `passage` hangs on, the outermost first: the last sentence of the passage
    that leads its list, or of a list within one passage the sentence that ends with a colon; empty
    for most."""
    found: list[Stem] = []
    above = find(passage.lead) if passage.lead else None
    while above is not None:
        found.append(Stem(above, above.sentences[-1] if above.sentences else above.span))
        above = find(above.lead) if above.lead else None
    within = _leading(passage, quote)
    return (*reversed(found), *([Stem(passage, within)] if within else []))


def _leading(passage: Passage, quote: Span) -> Span | None:
    """The sentence of the same passage whose list goes on to the quote."""
    before = [sentence for sentence in passage.sentences if sentence.end <= quote.start]
    for sentence in reversed(before):
        ending = passage.words(sentence).rstrip()[-1:]
        if ending == ":":
            return sentence
        if ending not in (";", ","):
            return None
    return None


# Where a dialogue stands ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Focus:
    """The places that were spoken of last. People ask on about the provision that they have just
    read, or its neighbours: a follow-up is sought there a little sooner than elsewhere."""

    places: tuple[Cited, ...]
    favour: Mapping[str, float]

    def near(self, passage: Passage) -> float:
        """What a passage's score gains by standing near one of the places."""
        return max(
            (self.favour[self._by(place, passage)] for place in self._beside(passage)), default=0.0
        )

    def is_there(self, passage: Passage) -> bool:
        """Whether a passage stands at one of the places, or not far from it."""
        return any(self._by(place, passage) != "same work" for place in self._beside(passage))

    def _beside(self, passage: Passage) -> list[Cited]:
        return [place for place in self.places if place.source == passage.source]

    @staticmethod
    def _by(place: Cited, passage: Passage) -> str:
        if place.locator == passage.locator:
            return "same place"
        away = _away(place.locator, passage.locator)
        if away is None or away > _FAR:
            return "same work"
        return "same place" if away <= _NEXT else "same part"


def _away(one: Locator, other: Locator) -> int | None:
    """How many articles or paragraphs lie between two places; None where they are not counted
    alike."""
    if one.article and other.article:
        numbers = [re.match(r"\d+", article) for article in (one.article, other.article)]
        first, second = (int(found[0]) if found else 0 for found in numbers)  # 131 of 131-1
        return abs(first - second)
    if one.paragraph and other.paragraph and not (one.article or other.article):
        return abs(one.paragraph - other.paragraph)
    return None


# Soft coverage ----------------------------------------------------------------------------------


class Nearness(NamedTuple):
    """How near a passage comes to the words of a question where it does not have them: everyday
    words seldom stand in a statute, and what counts is the word that is met worst.

    `farthest`: how near it comes to the word that it misses most, of those that it does not have;
    `least`: to the fifth of the question's tokens that are met worst; `lost`: the share of the
    question in words that it does not have, each by how far it is from them.
    """

    farthest: float = 0.8  # of a word that it has
    least: float = 0.3  # where tokens do not tell
    lost: float = 0.0


def nearness(
    question: Question,
    held: Collection[str],
    met: Similarity | None,
    places: Mapping[Term, Span],
    *,
    unknown_share: float = 0.1,
    unknown: float = 0.45,
) -> Nearness:
    """Of a passage with the keys `held` and the token similarities `met`; `places` are the tokens
    of each term. A word whose tokens are not known counts as `unknown_share` of the question, and
    is met as if by `unknown`."""
    best = met.best if met else np.zeros(0, np.float32)
    farthest, lost = Nearness._field_defaults["farthest"], 0.0
    for term in question.weighty:
        if term.is_number or any(key in held for key in term.keys):
            continue
        near, share = unknown, unknown_share
        here = places.get(term)
        if met is not None and here is not None and here.end <= len(best):
            weights = met.weights[here.start : here.end]
            share = float(weights.sum())
            near = float(weights @ best[here.start : here.end]) / max(share, 1e-6)
        farthest = min(farthest, near)
        lost += share * (1 - near)
    if not len(best):
        return Nearness(farthest, lost=lost)
    worst = np.sort(best)[: max(1, len(best) // 5)]
    return Nearness(farthest, float(worst.mean()), lost)


# Candidates -------------------------------------------------------------------------------------


UNKNOWN = Nearness()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer. `score` orders the candidates of one question; `ahead` is by how
    much its score is above those of all other passages, `asked_ahead` by how much nearer a question
    that it answers is than those of other passages; `near` is how near the passage comes to words
    that it lacks; `stems` are what it hangs on."""

    found: Found
    reading: Reading
    span: Span
    terms: tuple[Term, ...]
    support: Support
    cosine: float
    score: float
    ahead: float = 0.0
    asked_ahead: float = 0.0
    near: Nearness = UNKNOWN
    stems: tuple[Stem, ...] = ()

    @property
    def passage(self) -> Passage:
        return self.reading.passage

    @property
    def text(self) -> str:
        return self.reading.words(self.span)

    @property
    def place(self) -> Cited:
        """Where it stands; a note and the text that it is on, or notes in two languages, may stand
        at one place."""
        return Cited(self.passage.source, self.passage.locator)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what was found for sentences that may answer a question. `hung` tells what a sentence
    hangs on."""

    retriever: Retriever
    weigh: Weigh
    hung: Hung
    calibration: Calibration

    def candidates(
        self,
        question: Question,
        readings: Sequence[tuple[Found, Reading]],
        embedded: Embedded,
        focus: Focus | None = None,
    ) -> list[Candidate]:
        """Every sentence of the best passages. What a follow-up takes from the dialogue need not
        be said again near the place that the dialogue speaks of."""
        best = [
            (found, _carrying(reading, question, focus))
            for found, reading in readings[:_READ]
            if _may_answer(question, reading.passage)
        ]
        units = [
            sentence_unit(reading.passage, span)
            for _, reading in best
            for span, _ in reading.sentences
        ]
        cosines = self.retriever.unit_cosines(embedded, units)
        places = self._tokens(question)
        made = []
        for found, reading in best:
            met = self.retriever.similarity(embedded, found.passage.id)
            asked_ahead = found.asked - max(
                (other.asked for other, _ in best if other is not found), default=0.0
            )
            around = reading.keys | reading.gloss | reading.asked
            near = nearness(question, around, met, places)
            for at, (span, _) in enumerate(reading.sentences):
                cosine = cosines.get(sentence_unit(reading.passage, span), found.dense)
                if reading.passage.kind is Kind.CAPTION and not at and not _shows(question):
                    continue  # the name of a table or a figure, not what it says
                one = self._candidate(question, found, reading, at, cosine, met)
                made.append(replace(one, asked_ahead=asked_ahead, near=near))
        return made

    def _tokens(self, question: Question) -> dict[Term, Span]:
        """The tokens of each term in the wording by which the question is searched."""
        sought = f"{question.before} {question.own}" if question.before else question.text
        found: dict[Term, Span] = {}
        for term, _ in question.terms:
            begin = term.span.start
            if term.span.of(sought) != term.text:
                begin = sought.find(term.text)
            start = self.retriever.tokens_before(sought[: max(begin, 0)])
            end = self.retriever.tokens_before(sought[: begin + len(term.text)])
            if begin >= 0 and start is not None and end is not None:
                found[term] = Span(start, max(end, start + 1))
        return found

    def _candidate(
        self,
        question: Question,
        found: Found,
        reading: Reading,
        at: int,
        cosine: float,
        met: Similarity | None,
    ) -> Candidate:
        span, terms = reading.sentences[at]
        hung = self.hung(reading.passage, span)
        here = frozenset().union(*(term.keys for term in terms))
        if reading.passage.kind is Kind.ROW:  # its caption and the names of its columns are its own
            here |= reading.context
        held = support(
            _wanted(question),
            here,
            reading.keys | reading.gloss | reading.asked,
            weigh=self.weigh,
            crosses=crosses(question.spoken, reading.passage),
        )
        told = " ".join([*(stem.text for stem in hung), reading.words(span)])
        own = 0.2 * cosine + 0.5 * (met.sentence(at) if met else cosine) + 0.25 * held.here
        own += _bonus(question, reading.passage, reading.words(span), told, terms, here)
        by = self.calibration.ranking
        score = (
            found.score + by["asked"] * found.asked + by["whole"] * (met.whole if met else cosine)
        )
        score += by["carried"] * held.all + by["sentence"] * own
        return Candidate(found, reading, span, terms, held, cosine, score, stems=hung)


def _may_answer(question: Question, passage: Passage) -> bool:
    """A heading only says what is spoken of below it; a title, a reference or a formula answers
    where such a thing is asked for."""
    if passage.kind is Kind.TITLE:
        return question.of_the_article
    if passage.kind is Kind.ENTRY:
        return question.of_a_work
    if passage.kind in (Kind.CODE, Kind.EQUATION):
        return SAID["of_a_formula"].search(question.text) is not None
    return passage.kind is not Kind.HEADING


def _shows(question: Question) -> bool:
    """Whether it asks what a table or a figure shows."""
    return SAID["of_a_figure"].search(question.text) is not None


def _carrying(reading: Reading, question: Question, focus: Focus | None) -> Reading:
    taken = question.topic | question.put
    if not taken or focus is None or not focus.is_there(reading.passage):
        return reading
    return replace(reading, context=reading.context | taken)


def _wanted(question: Question) -> tuple[tuple[Term, float], ...]:
    """The terms to be found; in "what key words did the authors choose?" the frame itself."""
    if question.weighty:
        return question.terms
    about = [term for term in question.frame if not names_the_article(term)]
    return question.terms + tuple((term, 1.0) for term in about or question.frame)


def _defining(question: Question, text: str, terms: Sequence[Term]) -> float:
    """More for "X – це …" with the very term that was asked for than for any other definition."""
    asked = frozenset(key for term in question.weighty for key in term.keys)
    own = [term.span for term in terms if not term.keys.isdisjoint(asked)]
    if own and introduces(text, Span(own[0].start, own[-1].end)):
        return 0.2
    dash = SAID["dash"].search(text)
    if dash is not None:
        clauses = SAID["clause"].finditer(text, 0, dash.start())
        clause = max((m.end() for m in clauses), default=0)
        subject = [t for t in terms if clause <= t.span.start < dash.start()]
        if subject and all(not term.keys.isdisjoint(asked) for term in subject):
            return 0.2
    return 0.07 if SAID["defines"].search(text) else 0.0


def introduces(text: str, name: Span) -> bool:
    """Whether a sentence says in passing what its words at `name` are: "we introduce X, …", "X, a
    way to …", "X (Long Name)", "Long Name (X)"."""
    after = text[name.end :]
    if SAID["apposed"].match(after):
        return True
    before, short = text[: name.start], name.of(text)
    bracketed = before.endswith(" (") and after.startswith(")")
    return bracketed and short.isupper() and " " not in short


def _permits(text: str) -> bool:
    """Whether it says that something may be."""
    return any(not any(match.groups()) for match in SAID["may"].finditer(text))


def _forbids(text: str) -> bool:
    """Whether it says that something may not be, and of nothing that it may."""
    return SAID["may"].search(text) is not None and not _permits(text)


def names_author(question: Question, terms: Sequence[Term]) -> bool:
    """Whether it asks for the author whose surname these terms begin with."""
    return bool(terms) and any(term.meets(terms[0]) for term in question.weighty)


def _bonus(
    question: Question,
    passage: Passage,
    text: str,
    told: str,
    terms: Sequence[Term],
    here: frozenset[str],
) -> float:
    """What speaks for a sentence besides its share of the words: the part of the text that was
    asked about, the form of a definition or a list, the deed whose doer or date is asked for.
    `told` is the sentence behind what it hangs on."""
    bonus = 0.0
    if question.of_the_article and (passage.kind in _SELF_KINDS or tells_the_aim(passage)):
        bonus += 0.1
    by_name = passage.kind is Kind.AUTHOR and question.wants(Shape.PERSON)
    if by_name and names_author(question, terms):
        bonus += 0.5
    if question.phrases:
        bonus += 0.05 * len(question.phrases & here) / len(question.phrases)
    if question.of_a_definition:
        bonus += _defining(question, text, terms)
    if question.wants(Shape.LIST) and (
        passage.kind is Kind.LEAD or SAID["enumerates"].search(text)
    ):
        bonus += 0.1
    if not question.wants(Shape.YES_NO) and _forbids(told) and _permits(question.text):
        bonus -= 0.2
    if question.shape in _FACTUAL and any(
        part_of_speech(term.text.lower()) == "verb" and not term.keys.isdisjoint(here)
        for term in question.weighty
    ):
        bonus += 0.1
    return bonus


def tells_the_aim(passage: Passage) -> bool:
    """Whether a passage stands where an article says what it is for."""
    return SAID["section_of_aims"].match(passage.locator.section or "") is not None


def turned(question: Question, candidate: Candidate) -> bool:
    """Whether the sentence denies what a why-question takes for granted."""
    if not question.wants(Shape.REASON):
        return False
    wanted = question.weighty
    asked = negated(question.text, wanted)
    told = negated(candidate.text, candidate.terms)
    if any(SAID["denies"].search(stem.text) for stem in candidate.stems):
        told |= frozenset().union(*(term.keys for term in candidate.terms))
    shared = {key for term in wanted for key in term.keys}
    return bool((told & shared) - asked) and not asked
