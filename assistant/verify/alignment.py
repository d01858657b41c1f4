"""The two sides that are compared: a statement with the weights of its words, and the sentences of
the cited passages that carry most of it. Words that a writer interchanges are in `words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from dzherelo.corpus.citations.pinpoints import Pinpoint, pinpoints
from dzherelo.corpus.language.acts import Mention
from dzherelo.corpus.language.clauses import Clause, clauses, is_mark, marks
from dzherelo.corpus.language.figures import Figure, figures
from dzherelo.corpus.language.overlap import (
    BESIDE,
    RAREST,
    Reading,
    Weigh,
    emphasis,
    met,
)
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import base_forms, is_word, language_of
from dzherelo.corpus.types import Passage, Span


@dataclass(frozen=True, slots=True)
class Problem:
    """What speaks against a statement: "words" or a "part" that is not carried, a "number", "date",
    "place", "source", "quote" or "name" that is another's, a "negation", "quantifier" or "opposite"
    that turns it. `text` are the words of the statement."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Lists:
    """The word lists: base forms and ids of the glossary. `same` has, by each word, those that may
    stand for it; each of `contrasts` is a tuple of sides."""

    reporting: frozenset[str]
    refusing: frozenset[str]
    acting: frozenset[str]
    bodies: frozenset[str]
    contrasts: tuple[tuple[frozenset[str], ...], ...]
    same: dict[str, frozenset[str]]


@cache
def lists() -> Lists:
    """The word lists, read once."""
    data = tomllib.loads((resources.files(__package__) / "words.toml").read_text("utf-8"))
    same: dict[str, frozenset[str]] = {}
    for row in (frozenset(row.split()) for row in data["same"]):
        same.update({word: same.get(word, frozenset()) | row for word in row})
    reporting, refusing, acting, bodies = (
        frozenset(data[name].split()) for name in ("reporting", "refusing", "acting", "bodies")
    )
    contrasts = (row.split("|") for row in data["contrasts"])
    sides = tuple(tuple(frozenset(side.split()) for side in row) for row in contrasts)
    return Lists(reporting, refusing, acting, bodies, sides, same)


@dataclass(frozen=True, slots=True)
class Scale:
    """What counts how much when a statement is held against sentences; fitted on the statements of
    `tests/assistant/data`."""

    unseen: float = 0.7  # an everyday word that the library never uses: it is only wording
    reporting: float = 0.15  # "provides" in "the law provides that"
    akin: float = 0.8  # a word that only shares its root
    gloss: float = 0.9  # a word that stands in our note on the passage
    figure: float = 1.5  # a figure, when sentences are chosen
    mark: float = 1.0  # and an "only" or "may"
    sentences: int = 4  # that are chosen at most
    segment: float = 0.6  # share of a segment's weight from which another says the same
    modal: float = 0.5  # and of what a sentence carries at best
    denied: float = 0.5  # share of what a source denies from which a statement states it
    behind: int = 3  # words behind a denial that may be what it denies
    gain: float = 0.08  # share of the weight that a further sentence must add
    least_gain: float = 1.4  # and no more than what a figure adds


SCALE = Scale()


_IN_CODE = re.compile(r"\.?\d*/\w|\.\d{4}")  # "DOI статті 10.5555/…" names no article 10


class Statement:
    """A statement, its terms with their weights, and what it names of its sources."""

    def __init__(self, text: str, terms: Terms, weigh: Weigh) -> None:
        self.text = text
        self.terms = terms
        self.language = "en" if language_of(text) == "en" else "uk"
        # An act is written with a capital: "its charter" is none.
        found = (one for one in terms.acts.mentions(text) if not one.span.of(text).islower())
        self.mentions: tuple[Mention, ...] = tuple(found)
        self.places: tuple[Pinpoint, ...] = tuple(
            one
            for one in pinpoints(text, acts=terms.acts)
            if one.place and not _IN_CODE.match(text, one.span.end)
        )
        known = (mention.span for mention in self.mentions if mention.act)
        self.named = (*known, *(place.span for place in self.places))
        self.figures = tuple(
            one for one in figures(text) if not any(one.span.overlap(span) for span in self.named)
        )
        self.limits = tuple(figure.limit for figure in self.figures if figure.limit)
        self.read = terms.read(text)
        apart = (*self.named, *(figure.span for figure in self.figures), *self.limits)
        self.weights = {
            term: self._weight(term, weigh)
            for term in self.read
            if not any(term.span.overlap(span) for span in apart) and not is_mark(term)
        }

    def _weight(self, term: Term, weigh: Weigh) -> float:
        idf = weigh(term.keys)
        weight = min(idf, RAREST) * emphasis(term)
        if idf >= weigh(("\0",)) and not term.is_name and is_word(term.text.lower()):
            weight *= SCALE.unseen
        reports = not lists().reporting.isdisjoint(term.keys)
        return weight * SCALE.reporting if reports else weight

    def weight_of(self, own: Iterable[Term], held: Sequence[Term]) -> float:
        """The weight of those of the statement's terms `own` that others meet."""
        return sum(self.weights[term] for term in own if any(term.meets(other) for other in held))

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

    def __init__(self, pieces: Sequence[Piece], cited: Sequence[Reading], said: Statement) -> None:
        self.pieces = pieces
        self.cited = cited
        self.terms = said.terms
        used = [reading for at, reading in enumerate(cited) if at in {p.at for p in pieces}]
        self.used = used or list(cited)
        self.here = frozenset().union(*(piece.keys for piece in pieces))
        self.around = frozenset().union(*(reading.context for reading in self.used))
        self.gloss = frozenset().union(*(reading.gloss for reading in self.used))
        self.same = interchangeable(self.here)
        english = said.language == "en"
        self.crosses = all((r.passage.language == "en") != english for r in self.used)
        self._roots = frozenset(filter(None, map(root_of, self.here | self.around | self.gloss)))

    @classmethod
    def chosen(cls, said: Statement, cited: Sequence[Reading]) -> Window:
        """The sentences that carry most of the statement, few and best first."""
        pieces = [
            Piece.of(at, reading, span, held)
            for at, reading in enumerate(cited)
            for span, held in reading.sentences
        ]
        values = {piece: _worth(said, piece) for piece in pieces}
        total = sum(said.weights.values()) + SCALE.figure * len(said.figures)
        chosen: list[Piece] = []
        held: dict[object, float] = {}
        while len(chosen) < SCALE.sentences:
            gains = {
                piece: sum(max(0.0, worth - held.get(of, 0.0)) for of, worth in value.items())
                for piece, value in values.items()
                if piece not in chosen
            }
            best = max(gains, key=lambda piece: gains[piece], default=None)
            least = min(SCALE.gain * total, SCALE.least_gain) if chosen else 0.0
            if best is None or gains[best] <= least:
                break
            chosen.append(best)
            for of, worth in values[best].items():
                held[of] = max(worth, held.get(of, 0.0))
        return cls(chosen, cited, said)

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

    @property
    def passages(self) -> list[Passage]:
        """The passages that the sentences are from."""
        return [reading.passage for reading in self.used]

    def carries(self, term: Term) -> float:
        """1 for a term that the chosen words have, less for one that only stands near, or whose
        root does; 0 for one that is missing."""
        for keys, counts in (
            (self.here, 1.0),
            (self.gloss | self.same, SCALE.gloss),
            (self.around, BESIDE),
        ):
            if met(term, keys):
                return counts
        if any(root_of(key) in self._roots for key in term.keys):
            return SCALE.akin
        origins = term.keys | origins_of(term, self.terms)
        return 0.0 if origins.isdisjoint(self._origins | self.here) else SCALE.akin

    @cached_property
    def _origins(self) -> frozenset[str]:
        """The keys of the words from which those of the chosen sentences are derived."""
        found = (origins_of(term, self.terms) for piece in self.pieces for term in piece.terms)
        return frozenset().union(*found)

    @cached_property
    def text(self) -> str:
        return "\n".join(piece.text for piece in self.pieces)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for piece in self.pieces for clause in clauses(piece.text, self.terms))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        contexts = (figure for r in self.used for figure in figures(r.passage.context))
        return (*(one for piece in self.pieces for one in figures(piece.text)), *contexts)


def _worth(said: Statement, piece: Piece) -> dict[object, float]:
    """What a sentence carries of a statement, by term and figure."""
    keys = piece.keys
    same = interchangeable(keys)
    roots = frozenset(filter(None, map(root_of, keys)))
    worth: dict[object, float] = {}
    for term, weight in said.weights.items():
        if met(term, keys):
            worth[term] = weight
        elif met(term, same) or any(root_of(key) in roots for key in term.keys):
            worth[term] = SCALE.akin * weight
    held = figures(piece.text)
    worth.update({mark: SCALE.mark for mark in marks(said.text) & marks(piece.text)})
    worth.update({f: SCALE.figure for f in said.figures if any(f.within(h) for h in held)})
    return worth


def interchangeable(keys: Iterable[str]) -> frozenset[str]:
    """The keys of the words that may stand for those with these keys."""
    return frozenset().union(*(lists().same.get(key, ()) for key in keys))


def akin(one: Term, other: Term) -> bool:
    """Whether two words say the same, or one stands for the other in everyday prose."""
    return one.meets(other) or met(other, interchangeable(one.keys)) > 0


def near(one: Term, other: Term, among: Sequence[Term], within: int = 5) -> bool:
    """Whether two terms have at most so many words between them somewhere."""
    at = [place for place, term in enumerate(among) if term.meets(one)]
    beside = [place for place, term in enumerate(among) if term.meets(other)]
    return any(0 < abs(a - b) <= within for a in at for b in beside)


_DERIVED = (
    ("ial", ""), ("al", ""), ("ion", ""), ("ion", "e"), ("ation", "e"), ("ment", ""), ("ly", ""),
    ("ance", ""), ("ence", ""), ("er", ""), ("or", ""), ("ity", ""), ("ship", ""),
    ("an", "a"), ("an", ""), ("ian", ""), ("ian", "e"), ("ean", "e"),
)  # fmt: skip


def origins_of(term: Term, terms: Terms) -> frozenset[str]:
    """The keys of the words from which an English word is derived: those of "president" for
    "presidential", of "elect" for "election"; "re-elect" is a word as "elect" is."""
    form = term.text.lower()
    if not form.isascii() or len(form) < 7:
        return frozenset()
    stems = (form.removesuffix(old) + new for old, new in _DERIVED if form.endswith(old))
    found = {stem: terms.keys(stem) for stem in stems if len(stem) >= 4}
    return frozenset().union(
        *(
            keys
            for stem, keys in found.items()
            if is_word(stem.removeprefix("re-")) or any(key.startswith("@") for key in keys)
        )
    )


_ASPECTS = (("овувати", "увати"), ("увати", "ити"), ("ювати", "ити"), ("авати", "ати"))


def root_of(key: str) -> str | None:
    """The first letters of a long word, by which "independence" meets "independent"; of a Ukrainian
    verb those of its plain perfective, roughly: "передаватися" as "передати"."""
    if key.endswith(("тися", "ти")):
        key = key.removesuffix("ся")
        for ending, other in _ASPECTS:
            if key.endswith(ending):
                key = key.removesuffix(ending) + other
    if key[0] in "@~" or len(key) < 7 or not key[0].isalpha():
        return None
    return key[: max(5, len(key) - 4)][:7]


def sides_of(term: Term, sides: Sequence[frozenset[str]]) -> set[int]:
    """On which sides of a contrast a word stands: by its form if that tells, else by its keys."""
    form = term.text.lower()
    written = {at for at, side in enumerate(sides) if form in side}
    keys = term.keys | base_forms(form)
    return written or {at for at, side in enumerate(sides) if not side.isdisjoint(keys)}
