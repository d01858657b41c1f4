"""The two sides that are compared: a statement with the weights of its words, and the sentences of
the cited passages that carry most of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dzherelo.assistant.query.answer_type import emphasis
from dzherelo.assistant.verify.clauses import Clause, clauses, is_mark, parts, segments
from dzherelo.assistant.verify.figures import Figure, figures
from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.marks import marks
from dzherelo.assistant.verify.roots import root_of, sources_of
from dzherelo.assistant.verify.sources import Named, named
from dzherelo.assistant.verify.support import CONTEXT, RAREST, Reading, Weigh
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import is_word, language_of
from dzherelo.corpus.types import Span

_UNSEEN = 0.7  # what an everyday word weighs that the library never uses: it is only wording
_NONE: frozenset[str] = frozenset()
_UNKNOWN = "\0"  # a key that no text has
_REPORTING = 0.15  # weight of "provides" in "the law provides that"
_AKIN = 0.8  # what a word counts for that only shares its root
_GLOSS = 0.9  # what a word counts for that stands in our note on the passage
_MOST_SENTENCES = 4
_GAIN = 0.08  # share of the weight that a further sentence must add
_LEAST_GAIN = 1.4  # and no more than what a figure adds
_FIGURE = 1.5  # weight of a figure when sentences are chosen
_MARK = 1.0  # and of an "only" or "may"
_MARKS = re.compile(r"[,;:.()]")
_NEIGHBOURS = 5  # words between which two are near each other


class Statement:
    """A statement, its terms with their weights, and what it names."""

    def __init__(self, text: str, terms: Terms, weigh: Weigh) -> None:
        self.text = text
        self.terms = terms
        self.language = "en" if language_of(text) == "en" else "uk"
        self.named: Named = named(text)
        self.figures = tuple(
            one
            for one in figures(text)
            if not any(one.span.overlap(span) for span in self.named.spans)
        )
        limits = [figure.limit for figure in self.figures if figure.limit]
        apart = (*self.named.spans, *(figure.span for figure in self.figures), *limits)
        self.read = terms.read(text)
        self.marks = marks(text)
        self.limits = tuple(t for t in self.read if any(t.span.overlap(span) for span in limits))
        self.weights = {
            term: self._weight(term, weigh)
            for term in self.read
            if not any(term.span.overlap(span) for span in apart) and not is_mark(term)
        }

    def _weight(self, term: Term, weigh: Weigh) -> float:
        idf = weigh(term.keys)
        weight = min(idf, RAREST) * emphasis(term)
        if idf >= weigh((_UNKNOWN,)) and not term.is_name and is_word(term.text.lower()):
            weight *= _UNSEEN
        return weight * _REPORTING if not lists().reporting.isdisjoint(term.keys) else weight

    def weight_of(self, own: Iterable[Term], held: Sequence[Term]) -> float:
        """The weight of those of the statement's terms `own` that others meet."""
        return sum(self.weights[term] for term in own if any(term.meets(other) for other in held))

    def inside(self, span: Span) -> tuple[Term, ...]:
        return tuple(term for term in self.read if span.covers(term.span))

    def within(self, span: Span) -> tuple[Term, ...]:
        return tuple(term for term in self.weights if span.covers(term.span))


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a cited passage; the first of a list item with what leads to the list.

    `span` is where the sentence itself stands, spans of `terms` are those in `text`, whose first
    letter would stand at `start` of the source's text.
    """

    at: int
    reading: Reading
    span: Span
    terms: tuple[Term, ...]
    text: str
    start: int

    @classmethod
    def of(cls, at: int, reading: Reading, span: Span, held: tuple[Term, ...]) -> Piece:
        text = reading.words(span)
        if not reading.lead or span != reading.sentences[0][0]:
            return cls(at, reading, span, held, text, span.start)
        whole = f"{reading.lead} {text}"
        return cls(at, reading, span, reading.led, whole, span.end - len(whole))

    @property
    def own(self) -> int:
        """How many terms it has without what leads to it."""
        return sum(self.start + term.span.start >= self.span.start for term in self.terms)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset().union(*(term.keys for term in self.terms))


class Window:
    """The sentences that were chosen to carry a statement."""

    def __init__(
        self, pieces: Sequence[Piece], cited: Sequence[Reading], terms: Terms, language: str
    ) -> None:
        self.pieces = pieces
        self.cited = cited
        self.terms = terms
        used = [reading for at, reading in enumerate(cited) if at in {p.at for p in pieces}]
        self.used = used or list(cited)
        self.here = frozenset().union(*(piece.keys for piece in pieces)) | self._hyphenated(pieces)
        self.around = frozenset().union(*(reading.context for reading in self.used))
        self.gloss = frozenset().union(*(reading.gloss for reading in self.used))
        same = lists().same
        self.same = frozenset().union(*(same.get(key, ()) for key in self.here))
        self.crosses = all((r.passage.language == "en") != (language == "en") for r in self.used)
        self._roots = frozenset(filter(None, map(root_of, self.here | self.around | self.gloss)))

    def _hyphenated(self, pieces: Sequence[Piece]) -> frozenset[str]:
        """The keys of the words in "об'єднання-юридична особа"."""
        joined = (t.text.replace("-", " ") for p in pieces for t in p.terms if "-" in t.text)
        return frozenset().union(*(self.terms.keys(text) for text in joined))

    @classmethod
    def chosen(cls, said: Statement, cited: Sequence[Reading], terms: Terms) -> Window:
        """The sentences that carry most of the statement, few and best first."""
        pieces = [
            Piece.of(at, reading, span, held)
            for at, reading in enumerate(cited)
            for span, held in reading.sentences
        ]
        values = {piece: _worth(said, piece) for piece in pieces}
        total = sum(said.weights.values()) + _FIGURE * len(said.figures)
        chosen: list[Piece] = []
        held: dict[object, float] = {}
        while len(chosen) < _MOST_SENTENCES:
            gains = {
                piece: sum(max(0.0, worth - held.get(of, 0.0)) for of, worth in value.items())
                for piece, value in values.items()
                if piece not in chosen
            }
            best = max(gains, key=lambda piece: gains[piece], default=None)
            if best is None or gains[best] <= (min(_GAIN * total, _LEAST_GAIN) if chosen else 0.0):
                break
            chosen.append(best)
            for of, worth in values[best].items():
                held[of] = max(worth, held.get(of, 0.0))
        return cls(chosen, cited, terms, said.language)

    @property
    def length(self) -> int:
        """How many terms the chosen sentences have."""
        return sum(piece.own for piece in self.pieces)

    @property
    def spans(self) -> tuple[Span | None, ...]:
        found: list[Span | None] = []
        for at in range(len(self.cited)):
            own = [piece.span for piece in self.pieces if piece.at == at]
            hull = Span(min(s.start for s in own), max(s.end for s in own)) if own else None
            found.append(hull)
        return tuple(found)

    def carries(self, term: Term) -> float:
        """1 for a term that the chosen words have, less for one that only stands near, or whose
        root does; 0 for one that is missing."""
        if not term.keys.isdisjoint(self.here):
            return 1.0
        if not term.keys.isdisjoint(self.gloss) or not term.keys.isdisjoint(self.same):
            return _GLOSS
        if not term.keys.isdisjoint(self.around):
            return CONTEXT
        if any(root_of(key) in self._roots for key in term.keys):
            return _AKIN
        derived = term.keys | sources_of(term.text, self.terms)
        return 0.0 if derived.isdisjoint(self._sources | self.here) else _AKIN

    @cached_property
    def _sources(self) -> frozenset[str]:
        """The keys of the words from which those of the chosen sentences are derived."""
        found = (sources_of(t.text, self.terms) for piece in self.pieces for t in piece.terms)
        return frozenset().union(*found)

    @cached_property
    def text(self) -> str:
        return "\n".join(piece.text for piece in self.pieces)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for piece in self.pieces for clause in clauses(piece.text, self.terms))

    @cached_property
    def parts(self) -> tuple[tuple[str, tuple[Term, ...]], ...]:
        """The parts of the chosen sentences, each with its terms."""
        return tuple(
            (span.of(piece.text), tuple(t for t in piece.terms if span.covers(t.span)))
            for piece in self.pieces
            for span in parts(piece.text)
        )

    @cached_property
    def segments(self) -> tuple[tuple[tuple[Term, ...], tuple[Figure, ...]], ...]:
        """The terms and figures of each segment of the chosen sentences."""
        return tuple(
            (
                tuple(term for term in piece.terms if span.covers(term.span)),
                tuple(figure for figure in figures(piece.text) if span.overlap(figure.span)),
            )
            for piece in self.pieces
            for span in segments_of(piece.text, piece.terms)
        )

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        contexts = (figure for r in self.used for figure in figures(r.passage.context))
        return (*(one for piece in self.pieces for one in figures(piece.text)), *contexts)


def segments_of(text: str, read: Sequence[Term]) -> list[Span]:
    """The segments of a text; names such as "Economic and Social Council" stay whole."""
    found: list[Span] = []
    for span in segments(text):
        before = [t for t in read if found and found[-1].covers(t.span)][-1:]
        after = [t for t in read if span.covers(t.span)][:1]
        if before and after and before[0].proper & after[0].proper:
            span = Span(found.pop().start, span.end)
        found.append(span)
    return found


def _worth(said: Statement, piece: Piece) -> dict[object, float]:
    """What a sentence carries of a statement, by term and figure."""
    keys = piece.keys
    same = frozenset().union(*(lists().same.get(key, ()) for key in keys))
    roots = frozenset(filter(None, map(root_of, keys)))
    derived = keys.union(*(sources_of(term.text, said.terms) for term in piece.terms))
    worth: dict[object, float] = {}
    for term, weight in said.weights.items():
        if not term.keys.isdisjoint(keys):
            worth[term] = weight
        elif (
            not term.keys.isdisjoint(same)
            or any(root_of(key) in roots for key in term.keys)
            or not (term.keys | sources_of(term.text, said.terms)).isdisjoint(derived)
        ):
            worth[term] = _AKIN * weight
    worth.update({mark: _MARK for mark in said.marks & marks(piece.text)})
    held = figures(piece.text)
    worth.update({one: _FIGURE for one in said.figures if any(one.within(h) for h in held)})
    return worth


def akin(one: Term, other: Term) -> bool:
    """Whether two words say the same, or one stands for the other in everyday prose."""
    same = lists().same
    return one.meets(other) or any(not same.get(k, _NONE).isdisjoint(other.keys) for k in one.keys)


def translatable(term: Term) -> bool:
    return any(key[0] in "@~" for key in term.keys)


def words_behind(text: str, read: Sequence[Term], place: int, most: int) -> list[Term]:
    """The first words of a text behind a place, up to the next mark."""
    mark = _MARKS.search(text, place)
    end = mark.start() if mark else len(text)
    return [term for term in read if place <= term.span.start < end][:most]


def near(one: Term, other: Term, among: Sequence[Term], within: int = _NEIGHBOURS) -> bool:
    at = [place for place, term in enumerate(among) if term.meets(one)]
    beside = [place for place, term in enumerate(among) if term.meets(other)]
    return any(0 < abs(a - b) <= within for a in at for b in beside)
