"""Candidates: the sentences of the passages that were found, each with what speaks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dzherelo.assistant.answer.lead_ins import Stem
from dzherelo.assistant.answer.soft_coverage import UNKNOWN, Nearness, nearness
from dzherelo.assistant.dialogue.focus import NOWHERE, SAME_PART, Focus
from dzherelo.assistant.query.answer_type import Shape
from dzherelo.assistant.query.question import Question, names_the_article
from dzherelo.assistant.verify import Reading, Support, Weigh, crosses, support
from dzherelo.corpus.language.terms import Term
from dzherelo.corpus.language.words import part_of_speech
from dzherelo.corpus.types import Kind, Passage, Span
from dzherelo.index.maxsim import Similarity
from dzherelo.index.retrieve import Embedded, Found, Retriever
from dzherelo.index.units import sentence_unit

_READ = 10  # passages whose sentences are weighed
# What orders candidates: the passage's own score, and these; fitted, with the weights of
# assistant.confidence, to questions of which the answer is known.
ASKED = 1.1  # the nearest everyday question that it answers
WHOLE = 3.4  # late interaction with the whole passage
CARRIED = 1.5  # the share of the question's words
SENTENCE = 0.6  # what speaks for the sentence within the passage


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


def candidates(
    question: Question,
    readings: Sequence[tuple[Found, Reading]],
    *,
    retriever: Retriever,
    embedded: Embedded,
    weigh: Weigh,
    hung: Callable[[Passage, Span], tuple[Stem, ...]],
    focus: Focus = NOWHERE,
) -> list[Candidate]:
    """Every sentence of the best passages; `hung` tells what a sentence hangs on. What a follow-up
    takes from the dialogue need not be said again near the place that the dialogue speaks of."""
    best = [(found, _carrying(reading, question, focus)) for found, reading in readings[:_READ]]
    units = [
        sentence_unit(reading.passage, span) for _, reading in best for span, _ in reading.sentences
    ]
    cosines = retriever.unit_cosines(embedded, units)
    places = _tokens(question, retriever)
    made = []
    for found, reading in best:
        met = retriever.similarity(embedded, found.passage.id)
        others = [other.asked for other, _ in best if other is not found]
        asked_ahead = found.asked - max(others, default=0.0)
        near = nearness(question, reading.keys | reading.gloss | reading.asked, met, places)
        for at, (span, _) in enumerate(reading.sentences):
            cosine = cosines.get(sentence_unit(reading.passage, span), found.dense)
            one = _candidate(question, found, reading, at, cosine, met, weigh, hung)
            made.append(replace(one, asked_ahead=asked_ahead, near=near))
    return made


def _tokens(question: Question, retriever: Retriever) -> dict[Term, Span]:
    """The tokens of each term in the wording by which the question is searched."""
    sought = f"{question.before} {question.own}" if question.before else question.text
    found: dict[Term, Span] = {}
    for term, _ in question.terms:
        begin = term.span.start
        if term.span.of(sought) != term.text:
            begin = sought.find(term.text)
        start = retriever.tokens_before(sought[: max(begin, 0)])
        end = retriever.tokens_before(sought[: begin + len(term.text)])
        if begin >= 0 and start is not None and end is not None:
            found[term] = Span(start, max(end, start + 1))
    return found


def _carrying(reading: Reading, question: Question, focus: Focus) -> Reading:
    taken = question.topic | question.put
    if not taken or focus.near(reading.passage) < SAME_PART:
        return reading
    return replace(reading, context=reading.context | taken)


def _candidate(
    question: Question,
    found: Found,
    reading: Reading,
    at: int,
    cosine: float,
    met: Similarity | None,
    weigh: Weigh,
    hung: Callable[[Passage, Span], tuple[Stem, ...]],
) -> Candidate:
    span, terms = reading.sentences[at]
    stems = hung(reading.passage, span)
    here = frozenset().union(*(term.keys for term in terms))
    crossing = crosses(question.language, reading.passage)
    held = support(
        _wanted(question),
        here,
        reading.keys | reading.gloss | reading.asked,
        weigh=weigh,
        crosses=crossing,
    )
    told = " ".join([*(stem.text for stem in stems), reading.words(span)])
    own = 0.2 * cosine + 0.5 * (met.sentence(at) if met else cosine) + 0.25 * held.here
    own += _bonus(question, reading.passage, reading.words(span), told, terms, here)
    score = found.score + ASKED * found.asked + WHOLE * (met.whole if met else cosine)
    score += CARRIED * held.all + SENTENCE * own
    return Candidate(found, reading, span, terms, held, cosine, score, stems=stems)


def _wanted(question: Question) -> tuple[tuple[Term, float], ...]:
    """The terms to be found; in "what key words did the authors choose?" the frame itself."""
    if question.weighty:
        return question.terms
    about = [term for term in question.frame if not names_the_article(term)]
    return question.terms + tuple((term, 1.0) for term in about or question.frame)


_DEFINES = re.compile(
    r"\s[–—-]\s(?:це\b|«|[а-яіїєґ])|\b(?:це|є)\s+(?:таке|така|самоврядн|об'єднанн|організаці)|"
    r"\b(?:розумі|визнача)\w+|\b(?:is|are) (?:an?|the)\b|\bmeans?\b|\brefers? to\b",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s[–—-]\s")
_CLAUSE = re.compile(r"[,;:(]\s*")
_ENUMERATES = re.compile(r":\s[^:]*(?:[,;][^,;:]+){2}")
_SELF_KINDS = frozenset({Kind.TITLE, Kind.ABSTRACT, Kind.KEYWORDS, Kind.AUTHOR, Kind.FRONT})


_FACTUAL = frozenset({Shape.PERSON, Shape.DATE, Shape.COUNT})


def _defining(question: Question, text: str, terms: Sequence[Term]) -> float:
    """More for "X – це …" with the very term that was asked for than for any other definition."""
    dash = _DASH.search(text)
    if dash is not None:
        clause = max((m.end() for m in _CLAUSE.finditer(text, 0, dash.start())), default=0)
        subject = [t for t in terms if clause <= t.span.start < dash.start()]
        asked = frozenset(key for term in question.weighty for key in term.keys)
        if subject and all(not term.keys.isdisjoint(asked) for term in subject):
            return 0.2
    return 0.07 if _DEFINES.search(text) else 0.0


_MAY = re.compile(
    r"(?P<denied>\bне\s+)?(?:\b(?:може|можуть|можна|вправі)\b|\b(?:має|мають) право\b)|"
    r"\b(?:can|may)(?P<not>not|n't|\s+not)?\b|\b(?:is|are)\s+(?P<un>not\s+)?(?:allowed|entitled)\b",
    re.IGNORECASE,
)


def _permits(text: str) -> bool:
    """Whether it says that something may be."""
    return any(not any(match.groups()) for match in _MAY.finditer(text))


def _forbids(text: str) -> bool:
    """Whether it says that something may not be, and of nothing that it may."""
    return _MAY.search(text) is not None and not _permits(text)


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
    section = passage.locator.section or ""
    if question.of_the_article and (passage.kind in _SELF_KINDS or section.startswith("Мета ")):
        bonus += 0.1
    by_name = passage.kind is Kind.AUTHOR and question.wants(Shape.PERSON)
    if by_name and names_author(question, terms):
        bonus += 0.5
    if question.phrases:
        bonus += 0.05 * len(question.phrases & here) / len(question.phrases)
    if question.of_a_definition:
        bonus += _defining(question, text, terms)
    if question.wants(Shape.LIST) and (passage.kind is Kind.LEAD or _ENUMERATES.search(text)):
        bonus += 0.1
    if not question.wants(Shape.YES_NO) and _forbids(told) and _permits(question.text):
        bonus -= 0.2
    if question.shape in _FACTUAL and any(
        part_of_speech(term.text.lower()) == "verb" and not term.keys.isdisjoint(here)
        for term in question.weighty
    ):
        bonus += 0.1
    return bonus
