"""Whether the words that a statement cites carry it: lexical support, without a model.

Wording may differ, up to a share of the statement's weight; what makes a statement false may not:
numbers, dates, names, places in acts, quoted words, what is denied, and all, some, only, may, must.
Deterministic and pure. It holds a statement to words, not to sense: a statement that puts the
source's own words together otherwise can pass, and a free paraphrase can fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import Literal

from assistant.question import emphasis
from assistant.verify.clauses import (
    Clause,
    Denial,
    clauses,
    exceptions,
    is_mark,
    marks,
    parts,
    segments,
)
from assistant.verify.figures import Figure, carried, figures
from assistant.verify.lists import lists
from assistant.verify.sources import Named, named, wrong_acts, wrong_places
from assistant.verify.support import CONTEXT, RAREST, UNTRANSLATED, Reading, Weigh
from corpus.glossary import load_glossary
from corpus.terms import Term, Terms
from corpus.types import Span
from corpus.words import base_forms, is_cyrillic, is_word, language_of, part_of_speech, words

LEAST = 0.7  # share of a statement's weight that the cited words must carry
LEAST_OF_PART = 0.4  # and of each part of it that says something of its own
_WEIGHTY_PART = 6.0  # the weight from which a part says something of its own
_FOR_LENGTH = 0.12  # how much more a long source must carry: many words meet many others by chance
_SHORT, _LONG = 12, 16  # terms from which that counts, and over which it grows
_TOGETHER = 0.5  # what cohesion counts for beside coverage
_LEAST_TOGETHER = 0.22  # and by how much the two must exceed the least coverage
_TELLING = 0.8  # weight of the words whose neighbours are compared
_NEIGHBOURS = 5  # words between which two are near each other
_WEIGHTY_ADDED = 2.5  # the weight from which the words that a part adds are looked at alone
_UNSEEN = 0.7  # what an everyday word weighs that the library never uses: it is only wording
_UNKNOWN = "\0"  # a key that no text has
_REPORTING = 0.15  # weight of "provides" in "the law provides that"
_AKIN = 0.8  # what a word counts for that only shares its root
_GLOSS = 0.9  # what a word counts for that stands in our note on the passage
_MOST_SENTENCES = 4
_GAIN = 0.08  # share of the weight that a further sentence must add
_FIGURE = 1.5  # weight of a figure when sentences are chosen

Kind = Literal[
    "words", "part", "number", "date", "place", "source", "quote", "name", "negation",
    "quantifier", "opposite",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What speaks against a statement; `text` are the words of it that are not carried."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What the cited words carry of a statement.

    `coverage` is the share of its weight, in [0, 1]; `spans` has for each cited passage the
    sentences that support it, from the first to the last, None where it adds nothing; no
    `problems` means that the statement is supported.
    """

    coverage: float
    spans: tuple[Span | None, ...]
    problems: tuple[Problem, ...]

    @property
    def supported(self) -> bool:
        return not self.problems


def verify(
    statement: str,
    cited: Sequence[Reading],
    *,
    terms: Terms,
    weigh: Weigh,
    least: float = LEAST,
) -> Verification:
    """Whether the passages `cited` carry the `statement`, a sentence without its markers.

    Coverage is the sum of the weights of the terms that the best sentences of the passages carry
    over that of all terms. A term weighs its idf (`weigh`), at most RAREST, by the kind of word it
    is; a word of the passage's surroundings or of our note on it counts a little less, and a word
    that the glossary cannot carry into the passage's language weighs little.
    """
    said = _Statement(statement, terms, weigh)
    if not cited or not said.weights:
        return Verification(0.0, (None,) * len(cited), (Problem("words", statement.strip()),))
    window = _Window.chosen(said, cited, terms)
    coverage = said.share(said.weights, window)
    problems = [*_weak(said, window, coverage, least), *_hard(said, window)]
    return Verification(coverage, window.spans, tuple(problems))


# The two sides ----------------------------------------------------------------------------------


class _Statement:
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
        apart = (*self.named.spans, *(figure.span for figure in self.figures))
        self.read = terms.read(text)
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

    def share(self, wanted: Iterable[Term], window: _Window) -> float:
        """The share of the weight of `wanted` that the window carries; 1 for no weight."""
        total = held = 0.0
        for term in wanted:
            carried_by = window.carries(term)
            weight = self.weights.get(term, 0.0)
            if window.crosses and not carried_by and not _translatable(term):
                weight *= UNTRANSLATED
            total += weight
            held += weight * carried_by
        return held / total if total else 1.0

    def inside(self, span: Span) -> tuple[Term, ...]:
        return tuple(term for term in self.read if span.covers(term.span))

    def within(self, span: Span) -> tuple[Term, ...]:
        return tuple(term for term in self.weights if span.covers(term.span))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence of a cited passage."""

    at: int
    reading: Reading
    span: Span
    terms: tuple[Term, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset().union(*(term.keys for term in self.terms))

    @property
    def text(self) -> str:
        return self.reading.words(self.span)


class _Window:
    """The sentences that were chosen to carry a statement."""

    def __init__(
        self, pieces: Sequence[_Piece], cited: Sequence[Reading], terms: Terms, language: str
    ) -> None:
        self.pieces = pieces
        self.cited = cited
        self.terms = terms
        used = [reading for at, reading in enumerate(cited) if at in {p.at for p in pieces}]
        self.used = used or list(cited)
        self.here = frozenset().union(*(piece.keys for piece in pieces)) | self._hyphenated(pieces)
        self.around = frozenset().union(*(reading.context for reading in self.used))
        self.gloss = frozenset().union(*(reading.gloss for reading in self.used))
        self.crosses = all((r.passage.language == "en") != (language == "en") for r in self.used)
        self._roots = frozenset(filter(None, map(_root, self.here | self.around | self.gloss)))

    def _hyphenated(self, pieces: Sequence[_Piece]) -> frozenset[str]:
        """The keys of the words in "об'єднання-юридична особа"."""
        joined = (t.text.replace("-", " ") for p in pieces for t in p.terms if "-" in t.text)
        return frozenset().union(*(self.terms.keys(text) for text in joined))

    @classmethod
    def chosen(cls, said: _Statement, cited: Sequence[Reading], terms: Terms) -> _Window:
        """The sentences that carry most of the statement, few and best first."""
        pieces = [
            _Piece(at, reading, span, held)
            for at, reading in enumerate(cited)
            for span, held in reading.sentences
        ]
        values = {piece: _worth(said, piece) for piece in pieces}
        total = sum(said.weights.values()) + _FIGURE * len(said.figures)
        chosen: list[_Piece] = []
        held: dict[object, float] = {}
        while len(chosen) < _MOST_SENTENCES:
            gains = {
                piece: sum(max(0.0, worth - held.get(of, 0.0)) for of, worth in value.items())
                for piece, value in values.items()
                if piece not in chosen
            }
            best = max(gains, key=lambda piece: gains[piece], default=None)
            if best is None or gains[best] <= (_GAIN * total if chosen else 0.0):
                break
            chosen.append(best)
            for of, worth in values[best].items():
                held[of] = max(worth, held.get(of, 0.0))
        return cls(chosen, cited, terms, said.language)

    @property
    def length(self) -> int:
        """How many terms the chosen sentences have."""
        return sum(len(piece.terms) for piece in self.pieces)

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
        if not term.keys.isdisjoint(self.gloss):
            return _GLOSS
        if not term.keys.isdisjoint(self.around):
            return CONTEXT
        return _AKIN if any(_root(key) in self._roots for key in term.keys) else 0.0

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
            for span in segments(piece.text)
        )

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        contexts = (figure for r in self.used for figure in figures(r.passage.context))
        return (*(one for piece in self.pieces for one in figures(piece.text)), *contexts)


def _worth(said: _Statement, piece: _Piece) -> dict[object, float]:
    """What a sentence carries of a statement, by term and figure."""
    keys = piece.keys
    worth: dict[object, float] = {
        term: weight for term, weight in said.weights.items() if not term.keys.isdisjoint(keys)
    }
    held = figures(piece.text)
    worth.update({one: _FIGURE for one in said.figures if any(one.within(h) for h in held)})
    return worth


def _root(key: str) -> str | None:
    """The first letters of a long word, by which "independence" meets "independent"."""
    if key[0] in "@~" or len(key) < 7 or not key[0].isalpha():
        return None
    return key[: max(5, len(key) - 4)][:7]


def _translatable(term: Term) -> bool:
    return any(key[0] in "@~" for key in term.keys)


# Words ------------------------------------------------------------------------------------------


def _weak(said: _Statement, window: _Window, coverage: float, least: float) -> Iterator[Problem]:
    least += _FOR_LENGTH * min(1.0, max(0.0, window.length - _SHORT) / _LONG)
    if coverage < least or coverage + _TOGETHER * _cohesion(said, window) < least + _LEAST_TOGETHER:
        missing = [term.text for term in said.weights if not window.carries(term)]
        yield Problem("words", ", ".join(missing) or said.text.strip())
    earlier: list[Term] = []
    for span in _weighty_parts(said):
        own = said.within(span)
        fresh = [term for term in own if not any(term.meets(other) for other in earlier)]
        added = earlier and sum(said.weights[term] for term in fresh) >= _WEIGHTY_ADDED
        least_of = min(said.share(own, window), said.share(fresh, window) if added else 1.0)
        if least_of < LEAST_OF_PART:
            yield Problem("part", span.of(said.text).strip())
        earlier += own


def _cohesion(said: _Statement, window: _Window) -> float:
    """The share of neighbouring words of a statement that are near each other in a chosen sentence
    too, by weight: words that stand scattered over a long sentence say something else there."""
    telling = [term for term, weight in said.weights.items() if weight >= _TELLING]
    total = near = 0.0
    for one, other in pairwise(telling):
        weight = min(said.weights[one], said.weights[other])
        total += weight
        if any(_near(one, other, piece.terms) for piece in window.pieces):
            near += weight
    return near / total if total else 1.0


def _near(one: Term, other: Term, among: Sequence[Term], within: int = _NEIGHBOURS) -> bool:
    at = [place for place, term in enumerate(among) if term.meets(one)]
    beside = [place for place, term in enumerate(among) if term.meets(other)]
    return any(0 < abs(a - b) <= within for a in at for b in beside)


def _weighty_parts(said: _Statement) -> Iterator[Span]:
    """The parts of a statement that say something of their own; small ones join what follows."""
    start = None
    for part in parts(said.text):
        start = part.start if start is None else start
        span = Span(start, part.end)
        if sum(said.weights[term] for term in said.within(span)) >= _WEIGHTY_PART:
            yield span
            start = None


# What may not differ ----------------------------------------------------------------------------


def _hard(said: _Statement, window: _Window) -> Iterator[Problem]:
    passages = [reading.passage for reading in window.used]
    for place in wrong_places(said.named, passages):
        yield Problem("place", place.span.of(said.text))
    for mention in wrong_acts(said.named, passages):
        yield Problem("source", mention.span.of(said.text))
    for mention in said.named.mentions:
        if mention.act is None and not _held(said.inside(mention.span), window):
            yield Problem("source", mention.span.of(said.text))
    yield from _figures(said, window)
    yield from _quotes(said, window)
    yield from _names(said, window)
    yield from _broken_names(said, window)
    yield from _polarity(said, window)
    yield from _marks(said, window)
    yield from _opposites(said, window)


def _held(wanted: Iterable[Term], window: _Window) -> bool:
    """Whether the window carries all of these terms, as far as they can be translated."""
    return all(
        window.carries(term) or (window.crosses and not _translatable(term)) for term in wanted
    )


def _figures(said: _Statement, window: _Window) -> Iterator[Problem]:
    for figure in said.figures:
        wrong = not carried(figure, window.figures) if figure.telling else False
        if wrong or _bound_elsewhere(said, window, figure):
            yield Problem("date" if figure.is_date else "number", figure.span.of(said.text))


def _bound_elsewhere(said: _Statement, window: _Window, figure: Figure) -> bool:
    """Whether the part of the source that says the same has another figure in this one's place."""
    own = next((span for span in segments(said.text) if span.covers(figure.span)), None)
    if own is None:
        return False
    wanted = said.within(own)
    best = 0.0
    found: list[tuple[Figure, ...]] = []
    for held, there in window.segments:
        shared = sum(said.weights[t] for t in wanted if any(t.meets(other) for other in held))
        if shared > best + 0.01:
            best, found = shared, []
        if shared and shared >= best - 0.01:
            found.append(there)
    if not found or best < 0.6 * sum(said.weights[term] for term in wanted):
        return False
    if any(carried(figure, held) for held in found):
        return False
    rivals = (
        [one for one in held if one.is_date == figure.is_date and one.telling] for held in found
    )
    return all(rivals)


_QUOTED = re.compile(r"«([^«»]+)»|“([^“”]+)”|„([^„“”]+)[“”]|\"([^\"]+)\"")


def _quotes(said: _Statement, window: _Window) -> Iterator[Problem]:
    texts = [_folded(f"{r.passage.context}\n{r.passage.text}") for r in window.used]
    for match in _QUOTED.finditer(said.text):
        words = next(group for group in match.groups() if group is not None)
        if any(Span(*match.span()).overlap(span) for span in said.named.spans):
            continue  # the title of an act
        pieces = [part for part in re.split(r"\s*(?:…|\.\.\.|\[…\])\s*", words) if part.strip()]
        if any(all(_folded(part).strip(" .,;") in text for part in pieces) for text in texts):
            continue
        if not (words[:1].isupper() and _inflected(words, window)):
            yield Problem("quote", words)


def _inflected(title: str, window: _Window) -> bool:
    """Whether a title in quotation marks stands in the words in another case."""
    wanted = window.terms.read(title)
    for reading in window.used:
        held = window.terms.read(f"{reading.passage.context}\n{reading.passage.text}")
        for at in range(len(held) - len(wanted) + 1):
            pairs = zip(wanted, held[at : at + len(wanted)], strict=True)
            if wanted and all(one.meets(other) for one, other in pairs):
                return True
    return False


def _folded(text: str) -> str:
    plain = re.sub(r"[’ʼ`]", "'", text.lower())
    return " ".join(re.sub(r"[«»“”„\"]", "", plain).split())


def _names(said: _Statement, window: _Window) -> Iterator[Problem]:
    known = window.here | window.around | window.gloss
    for term in said.weights:
        if not term.keys.isdisjoint(known) or _root_known(term, window):
            if _put_in_place(term, said, window):
                yield Problem("name", term.text)
            continue
        if _is_actor(term) or _is_name(term, said, window):
            yield Problem("name", term.text)


_PERSON = re.compile(r"(?:[А-ЯІЇЄҐA-Z]\.\s?){1,2}([А-ЯІЇЄҐA-Z][\w'’-]+)")


def _broken_names(said: _Statement, window: _Window) -> Iterator[Problem]:
    """Words with a capital that make one name, and stand far from each other in the source."""
    capital = [term for term in said.weights if term.is_name]
    for one, other in pairwise(capital):
        between = said.text[one.span.end : other.span.start]
        if not _WITHIN_NAME.fullmatch(between) or one.keys & other.keys & window.here:
            continue
        held = [not term.keys.isdisjoint(window.here) for term in (one, other)]
        if all(held) and not any(_near(one, other, piece.terms, 3) for piece in window.pieces):
            yield Problem("name", f"{one.text}{between}{other.text}")


_WITHIN_NAME = re.compile(r"\s+(?:(?:of|for|the|and|і|та|з|із|у|в|про)\s+){0,2}")


def _put_in_place(term: Term, said: _Statement, window: _Window) -> bool:
    """Whether a person who only stands in the surroundings is put in another's place."""
    if not term.is_name or not term.keys.isdisjoint(window.here | window.gloss):
        return False
    if not any(key in _proper(single=True) or key.startswith("~") for key in term.keys):
        return False
    persons = [window.terms.keys(match[1]) for match in _PERSON.finditer(window.text)]
    stated = frozenset().union(*(one.keys for one in said.read))
    return any(keys and keys.isdisjoint(stated) for keys in persons)


def _root_known(term: Term, window: _Window) -> bool:
    return not term.is_name and window.carries(term) > 0


def _is_actor(term: Term) -> bool:
    return not lists().actors.isdisjoint(term.keys)


@cache
def _proper(*, single: bool) -> frozenset[str]:
    """The keys of the glossary's concepts that name something: written with a capital in English;
    `single`: of one word only, as adjectives such as "німецький" are."""
    return frozenset(
        f"{mark}{concept.id}"
        for concept in load_glossary()
        if concept.field in ("body", "instrument", "place", "name") and concept.en[0][0].isupper()
        if not single or " " not in "".join((*concept.uk, *concept.en))
        for mark in ("@", "@!")
    )


def _is_name(term: Term, said: _Statement, window: _Window) -> bool:
    if not _proper(single=not term.is_name).isdisjoint(term.keys):
        return True
    if not term.is_name:
        return False
    plain = term.text.lower()
    first = not said.text[: term.span.start].strip(' «"“„(')
    common = is_word(plain) and not any(key.startswith("~") for key in term.keys)
    if not is_cyrillic(plain):
        common = is_word(plain)
    if first:
        return not common
    return not common or not window.crosses or _translatable(term)


# What is denied ---------------------------------------------------------------------------------


_EXCLUDING = ("no", "none", "nobody", "no one", "жоден", "жодна", "жодне", "жодний", "ніхто")
_TWIN = 0.75  # share of the words that two parts share which say the same
_WEIGHTY_TWIN = 3.0  # the weight from which they are compared
_NEAR = 3  # words behind a denial that may be what it denies
_MOST_OF_DENIED = 0.5  # share of what the source denies from which a statement states it


def _polarity(said: _Statement, window: _Window) -> Iterator[Problem]:
    own = clauses(said.text, said.terms)
    denied = [denial for clause in window.clauses for denial in clause.denials]
    for clause in own:
        for denial in clause.denials:
            if _invented(denial, clause, said, window, denied):
                yield Problem("negation", denial.span.of(said.text))
    for part in _turned_parts(said, window):
        yield Problem("negation", part)
    excepting = lists().exceptions.search(said.text) is not None
    for denial in denied:
        if denial.excepts and excepting:
            continue
        if turned := _dropped(denial, own, window):
            yield Problem("negation", turned.text)


def _turned_parts(said: _Statement, window: _Window) -> Iterator[str]:
    """The parts of a statement that the source has nearly word for word, with another number of
    denials."""
    theirs = [
        (part, counts)
        for piece in window.pieces
        for part, counts in _denied_parts(piece.text, window.terms)
    ]
    for part, counts in _denied_parts(said.text, said.terms):
        own = [term for term in part if term in said.weights]
        if sum(said.weights[term] for term in own) < _WEIGHTY_TWIN:
            continue
        twins = [other for held, other in theirs if _alike(own, held)]
        if twins and all(counts.isdisjoint(other) for other in twins):
            yield " ".join(term.text for term in own)


@lru_cache(maxsize=4_000)
def _denied_parts(text: str, terms: Terms) -> tuple[tuple[tuple[Term, ...], frozenset[int]], ...]:
    """The parts of a text, each with how many denials it may count: those of its own, and one more
    where another part of its clause denies, unless it has a Ukrainian verb, which would say "не"
    again."""
    found = []
    for clause in clauses(text, terms):
        broad = [denial for denial in clause.denials if not denial.narrow]
        for part in parts(clause.span.of(text)):
            span = Span(clause.span.start + part.start, clause.span.start + part.end)
            own = sum(span.covers(denial.span) for denial in broad)
            shared = own < len(broad) and not (
                is_cyrillic(span.of(text)) and _has_verb(span.of(text))
            )
            counts = {own, own + 1} if shared else {own}
            if clause.idle:
                counts |= {0, 1}
            found.append((tuple(t for t in clause.terms if span.covers(t.span)), frozenset(counts)))
    return tuple(found)


def _has_verb(text: str) -> bool:
    return any(part_of_speech(word.form) == "verb" for word in words(text))


def _alike(own: Sequence[Term], held: Sequence[Term]) -> bool:
    mine = sum(any(term.meets(other) for other in held) for term in own)
    its = sum(any(term.meets(other) for other in own) for term in held if not is_mark(term))
    count = sum(not is_mark(term) for term in held)
    return mine >= _TWIN * len(own) and its >= _TWIN * count


def _undenied(found: Iterable[Clause]) -> tuple[Term, ...]:
    """The terms that no denial of their clause governs."""
    return tuple(
        term
        for clause in found
        for term in clause.terms
        if not any(term in denial.governed for denial in clause.denials)
    )


def _stated(own: Iterable[Clause], narrow: bool) -> tuple[Term, ...]:
    """The terms of the clauses that deny nothing; `narrow`: of the parts that deny nothing."""
    if not narrow:
        return _undenied(clause for clause in own if not clause.denies)
    return tuple(
        term
        for clause in own
        for term in clause.terms
        if not any(term in denial.beside for denial in clause.denials)
    )


def _invented(
    denial: Denial, beside: Clause, said: _Statement, window: _Window, denied: Sequence[Denial]
) -> bool:
    """Whether a denial of the statement has no counterpart in the words."""
    by_the_way = (one for piece in window.pieces for one in exceptions(piece.text, window.terms))
    if any(
        term.meets(other) for one in by_the_way for other in one.governed for term in beside.terms
    ):
        return False
    if not denied:
        excludes = denial.span.of(said.text).lower() in _EXCLUDING
        return not (excludes and "only" in marks(window.text))
    asserted = _undenied(window.clauses)
    near = denial.governed[:_NEAR]
    if not any(one.meets(term) for one in near for term in asserted):
        return False
    return not any(one.meets(term) for one in near for other in denied for term in other.governed)


def _dropped(denial: Denial, own: Sequence[Clause], window: _Window) -> Term | None:
    """The word of the statement that the source denies and the statement does not."""
    stated = _stated(own, denial.narrow)
    asserted = _undenied(window.clauses)
    only_denied = [
        term
        for term in stated
        if any(term.meets(other) for other in denial.governed)
        and not any(term.meets(other) for other in asserted)
    ]
    first = denial.first
    if first and (turned := next((t for t in only_denied if t.meets(first)), None)):
        return turned
    if denial.narrow or not only_denied:
        return None
    weighty = [term for term in denial.governed if emphasis(term) > 0.3]
    met = [term for term in weighty if any(term.meets(other) for other in stated)]
    return only_denied[0] if met and len(met) >= _MOST_OF_DENIED * len(weighty) else None


# All, some, only, may, must ---------------------------------------------------------------------


def _marks(said: _Statement, window: _Window) -> Iterator[Problem]:
    own = marks(said.text)
    held = marks(window.text) | marks("\n".join(r.passage.context for r in window.used))
    for name in ("some", "most"):
        if name in own and name not in held:
            yield Problem("quantifier", name)
    if _onlies(said.text) and _limits(said.text) > _limits(window.text):
        yield Problem("quantifier", "only")
    if "all" in own and "all" not in held and held & {"some", "most", "only"}:
        yield Problem("quantifier", "all")
    for clause in clauses(said.text, said.terms):
        for part in parts(clause.span.of(said.text)):
            span = Span(clause.span.start + part.start, clause.span.start + part.end)
            mine = marks(span.of(said.text)) & {"must", "may"}
            denies = any(c.denies for c in clauses(span.of(said.text), said.terms))
            its = _beside(said, span, window) if len(mine) == 1 and not denies else None
            if its and not mine & its:
                yield Problem("quantifier", next(iter(mine)))


def _onlies(text: str) -> int:
    only = lists().quantifiers["only"]
    return sum(not base_forms(word.form).isdisjoint(only) for word in words(text))


def _limits(text: str) -> int:
    """How often a text says "only" or makes an exception."""
    return _onlies(text) + len(lists().exceptions.findall(text))


def _beside(said: _Statement, span: Span, window: _Window) -> frozenset[str]:
    """What the parts of the source that say most of a part of the statement have of may and must;
    nothing where they deny."""
    shared = [
        (sum(said.weights[t] for t in said.within(span) if any(t.meets(o) for o in held)), text)
        for text, held in window.parts
    ]
    best = max((weight for weight, _ in shared), default=0.0)
    near = [text for weight, text in shared if best and weight >= 0.9 * best]
    if any(clause.denies for text in near for clause in clauses(text, window.terms)):
        return frozenset()
    return frozenset().union(*(marks(text) for text in near)) & {"must", "may"}


def _opposites(said: _Statement, window: _Window) -> Iterator[Problem]:
    around = window.around
    for sides in lists().contrasts:
        held = {at for piece in window.pieces for term in piece.terms for at in _sides(term, sides)}
        held |= {at for at, side in enumerate(sides) if not side.isdisjoint(around)}
        for term in said.read:
            own = _sides(term, sides)
            if held and own and not own & held:
                yield Problem("opposite", term.text)


def _sides(term: Term, sides: Sequence[frozenset[str]]) -> set[int]:
    """On which sides of a contrast a word stands: by its form if that tells, else by its keys."""
    form = term.text.lower()
    written = {at for at, side in enumerate(sides) if form in side}
    return written or {
        at
        for at, side in enumerate(sides)
        if not side.isdisjoint(term.keys) or not side.isdisjoint(base_forms(form))
    }
