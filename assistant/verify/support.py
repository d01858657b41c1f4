"""Does a passage carry what is asked or said: lexical support, by terms weighted with their idf.

Deterministic and without a model. It can say that words are missing; it cannot prove that the
words which are there mean what is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dzherelo.corpus.language.sentences import sentences
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.types import Passage, Span

Weigh = Callable[[Iterable[str]], float]

CONTEXT = 0.85  # what a term counts for that stands in the passage's surroundings, not in the words
RAREST = 3.5  # idf above which a word is simply rare
LEAST_ANSWERING, LEAST_CROSSING = 0.48, 0.42  # shares of a question's words, see `least_support`
UNTRANSLATED = 0.35  # weight of a word that cannot be carried into the passage's language


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
    total = inside = near = 0.0
    missing: list[Term] = []
    for term, emphasis in wanted:
        weight = 0.0 if term.is_number else min(weigh(term.keys), RAREST) * emphasis
        if crosses and not _carries(term):
            weight *= UNTRANSLATED
        total += weight
        if not term.keys.isdisjoint(here):
            inside += weight
            near += weight
        elif not term.keys.isdisjoint(around):
            near += weight * CONTEXT
        else:
            missing.append(term)
    if not total:
        return Support(0.0, 0.0, tuple(missing))
    return Support(inside / total, near / total, tuple(missing))


def _carries(term: Term) -> bool:
    return any(key[0] in "@~" or key.isdigit() for key in term.keys)


# Polarity ---------------------------------------------------------------------------------------

_NOT = re.compile(r"(?<![^\W_])(?:не|ні|без|not|never|no|cannot|non)(?![^\W_])(?!-)", re.IGNORECASE)
_REACH = 3


def negated(text: str, terms: Sequence[Term]) -> frozenset[str]:
    """Keys of the terms that a "не" or "not" governs: up to three words after it, in its clause."""
    found: set[str] = set()
    for match in _NOT.finditer(text):
        stop = re.compile(r"[.,;:!?()]").search(text, match.end())
        end = stop.start() if stop else len(text)
        governed = [t for t in terms if match.end() <= t.span.start < end][:_REACH]
        for term in governed:
            found |= term.keys
    return frozenset(found)


# Words of a passage -----------------------------------------------------------------------------


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
        found = set(self.context)
        for _, terms in self.sentences:
            for term in terms:
                found |= term.keys
        return frozenset(found)

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
    lead = _lead(passage.context.rstrip())
    return Reading(
        passage,
        tuple((span, terms.read(text)) for span, text in texts.items()),
        terms.keys(passage.context),
        terms.keys(" ".join(note.text for note in notes)),
        terms.keys(" ".join(asked)),
        lead,
        terms.read(f"{lead} {next(iter(texts.values()))}") if lead else (),
    )


def _lead(context: str) -> str:
    """The sentence at the end of what a passage stands under that is not finished."""
    return sentences(context)[-1].of(context) if context.endswith(":") else ""


def least_support(*, crosses: bool) -> float:
    """The share of a question's words from which a text answers; `crosses`: the text is in another
    script."""
    return LEAST_CROSSING if crosses else LEAST_ANSWERING


def crosses(question_language: str, passage: Passage) -> bool:
    """Whether question and passage are written in different scripts."""
    return (question_language == "en") != (passage.language == "en")
