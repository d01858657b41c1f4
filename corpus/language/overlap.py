"""Which share of some words is carried elsewhere: by terms, weighted as the caller sees fit.

Deterministic and without a model. It can say that words are missing; it cannot prove that the
words which are there mean what is claimed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import part_of_speech
from dzherelo.corpus.types import Passage, Span

Weigh = Callable[[Iterable[str]], float]

BESIDE = 0.85  # what a term counts for that stands in the surroundings, not in the words
RAREST = 3.5  # idf above which a word is simply rare
UNTRANSLATED = 0.35  # weight of a word that cannot be carried into the passage's language
_EMPHASIS = {"noun": 1.0, "adjective": 0.8, "verb": 0.6, "adverb": 0.3}
_NOWHERE: frozenset[str] = frozenset()


def met(
    term: Term,
    here: frozenset[str],
    around: frozenset[str] = _NOWHERE,
    *,
    beside: float = BESIDE,
) -> float:
    """1 for a term that has one of the keys `here`, `beside` for one that has one of those
    `around`, else 0."""
    if not term.keys.isdisjoint(here):
        return 1.0
    return 0.0 if term.keys.isdisjoint(around) else beside


def share(
    wanted: Iterable[Term],
    carried: Callable[[Term], float],
    *,
    weight: Callable[[Term], float] = lambda term: 1.0,
) -> float:
    """The share of the weight of the `wanted` terms that is carried, in [0, 1]: `carried` says how
    much of each (as `met` does), `weight` what each weighs. 0 for terms without weight."""
    total = held = 0.0
    for term in wanted:
        counts = weight(term)
        total += counts
        held += counts * carried(term)
    return held / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Support:
    """How much of the terms the words carry, and which they do not.

    `here` counts only the words themselves, `all` also their surroundings; both in [0, 1].
    """

    here: float
    all: float
    missing: tuple[Term, ...]

    @property
    def missing_names(self) -> tuple[Term, ...]:
        return tuple(term for term in self.missing if term.is_name and not term.is_number)

    @property
    def missing_numbers(self) -> tuple[Term, ...]:
        return tuple(term for term in self.missing if term.is_number)


def support(
    wanted: Sequence[tuple[Term, float]],
    here: frozenset[str],
    around: frozenset[str],
    *,
    weigh: Weigh,
    crosses: bool,
) -> Support:
    """Support of the `wanted` terms, each with its emphasis, by words with keys `here` that stand
    among `around`. A term weighs its idf, no more than RAREST, times its emphasis. Numbers weigh
    nothing: one that is missing is not a matter of degree.

    `crosses` says that the two are in different languages: a word that the glossary does not
    know then weighs little, since its absence proves little.
    """
    weights: dict[Term, float] = {}
    for term, emphasis in wanted:
        counts = 0.0 if term.is_number else min(weigh(term.keys), RAREST) * emphasis
        foreign = crosses and not (translatable(term) or any(key.isdigit() for key in term.keys))
        weights[term] = weights.get(term, 0.0) + (counts * UNTRANSLATED if foreign else counts)
    return Support(
        share(weights, lambda term: met(term, here), weight=weights.__getitem__),
        share(weights, lambda term: met(term, here, around), weight=weights.__getitem__),
        tuple(term for term, _ in wanted if not met(term, here, around)),
    )


@cache
def plain_words() -> dict[str, frozenset[str]]:
    """Words that say little by themselves (`overlap.toml`): "light" and "general" ones."""
    data = tomllib.loads((resources.files(__package__) / "overlap.toml").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in data.items()}


def emphasis(term: Term) -> float:
    """How much a term counts by the kind of word that it is, in (0, 1]."""
    if not plain_words()["light"].isdisjoint(term.keys):
        return 0.2
    if not plain_words()["general"].isdisjoint(term.keys):
        return 0.5
    return _EMPHASIS[part_of_speech(term.text.lower())]


def translatable(term: Term) -> bool:
    """Whether a term can be met in another language: by a concept of the glossary, or as a name."""
    return any(key[0] in "@~" for key in term.keys)


def least_support(*, crosses: bool) -> float:
    """The share of a question's words from which a text answers; `crosses`: the text is in another
    script."""
    return 0.42 if crosses else 0.48


def crosses(question_language: str, passage: Passage) -> bool:
    """Whether question and passage are written in different languages; Russian is read as
    Ukrainian."""
    asked, told = ("uk" if one == "ru" else one for one in (question_language, passage.language))
    return asked != told


_NOT = re.compile(r"(?<![^\W_])(?:не|ні|без|not|never|no|cannot|non)(?![^\W_])(?!-)", re.IGNORECASE)
_STOP = re.compile(r"[.,;:!?()]|\Z")


def negated(text: str, terms: Sequence[Term], *, reach: int = 3) -> frozenset[str]:
    """Keys of the terms that a "не" or "not" governs: up to `reach` words after it, in its
    clause."""
    found: set[str] = set()
    for match in _NOT.finditer(text):
        stop = _STOP.search(text, match.end())
        end = stop.start() if stop else len(text)
        governed = [t for t in terms if match.end() <= t.span.start < end][:reach]
        found = found.union(*(term.keys for term in governed))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage read once: the terms of each sentence, of its surroundings, of our notes on it, of
    the questions that it is known to answer.

    `lead` is what a list item goes on with, "The name may not contain:", and `led` the terms of the
    lead and the first sentence read as one; empty for what is no list item.
    """

    passage: Passage
    sentences: tuple[tuple[Span, tuple[Term, ...]], ...]
    context: frozenset[str]
    gloss: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    lead: str = ""
    led: tuple[Term, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        terms = (term.keys for _, found in self.sentences for term in found)
        return self.context.union(*terms)

    def words(self, span: Span) -> str:
        return self.passage.words(span)


def read(
    passage: Passage,
    terms: Terms,
    notes: Iterable[Passage] = (),
    asked: Iterable[str] = (),
) -> Reading:
    """Reads a passage, our notes on it as its gloss, and the questions that it answers."""
    texts = {span: passage.words(span) for span in passage.sentences or (passage.span,)}
    context = passage.context.rstrip()
    lead = sentences(context)[-1].of(context) if context.endswith(":") else ""
    return Reading(
        passage,
        tuple((span, terms.read(text, passage.language)) for span, text in texts.items()),
        frozenset().union(*(t.keys for t in terms.read(passage.context, passage.language))),
        terms.keys(" ".join(note.text for note in notes)),
        terms.keys(" ".join(asked)),
        lead,
        terms.read(f"{lead} {next(iter(texts.values()))}", passage.language) if lead else (),
    )
