"""A text taken apart for comparison: its clauses, what they deny, their quantifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify.lists import lists
from corpus.terms import Term, Terms
from corpus.types import Span
from corpus.words import Word, base_forms, words

_JOINS = (
    "але|однак|проте|а|натомість|тоді як|хоча|якщо|коли|який|яка|яке|які|якого|якої|яких|що|де|"
    "but|while|whereas|although|though|if|unless|when|which|who|that|where|however"
)
_CLAUSE = re.compile(rf"[;:()—–]|,\s+(?=(?:{_JOINS})\b)|\s(?=(?:but|while|whereas|unless)\b)", re.I)
_PART = re.compile(rf"[;:()—–]|,\s|\s(?=(?:{_JOINS}|та|і|й|and|або|or|із|з|with)\b)", re.IGNORECASE)
_REACH = 2  # content words that a "без" governs


@dataclass(frozen=True, slots=True)
class Denial:
    """A negation: where it stands, the word that it denies first, and all that it may deny."""

    span: Span
    first: Term | None
    governed: tuple[Term, ...]
    narrow: bool = False  # "without": of its own words only


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a text, with its terms and its denials. Spans are those of the text."""

    span: Span
    terms: tuple[Term, ...]
    denials: tuple[Denial, ...]

    @property
    def denies(self) -> bool:
        return any(not denial.narrow for denial in self.denials)


@lru_cache(maxsize=4_000)
def clauses(text: str, terms: Terms) -> tuple[Clause, ...]:
    """The clauses of `text`, in order."""
    read = terms.read(text)
    return tuple(
        Clause(span, within, tuple(_denials(text, span, within)))
        for span in _split(text, _CLAUSE)
        for within in [tuple(t for t in read if span.covers(t.span))]
    )


def parts(text: str) -> tuple[Span, ...]:
    """The smallest pieces of a text that may say something of their own, in order."""
    return tuple(_split(text, _PART))


def _split(text: str, at: re.Pattern[str]) -> Iterator[Span]:
    start = 0
    for match in at.finditer(text):
        if match.start() > start:
            yield Span(start, match.start())
        start = match.end()
    if start < len(text):
        yield Span(start, len(text))


def _denials(text: str, span: Span, within: Sequence[Term]) -> Iterator[Denial]:
    known = lists()
    piece = span.of(text)
    said = [
        Word(Span(word.span.start + span.start, word.span.end + span.start), word.form)
        for word in words(known.idle.sub(lambda m: " " * len(m[0]), piece))
    ]
    particles = [word for word in said if _is(word, known.particles) or "n't" in word.form]
    spent: set[Span] = set()
    for at, word in enumerate(said):
        if _is(word, known.denying):
            before = [w for w in said[max(0, at - 3) : at] if w in particles]
            spent.update(w.span for w in before)
            if not before:
                yield Denial(word.span, None, tuple(t for t in within if t.span != word.span))
        elif _is(word, known.without):
            behind = tuple(t for t in within if t.span.start >= word.span.end)[:_REACH]
            yield Denial(word.span, behind[0] if behind else None, behind, narrow=True)
    left = [word for word in particles if word.span not in spent]
    real = [word for word in left if word.form in ("не", "not", "cannot") or "n't" in word.form]
    for word in real or left:
        behind = tuple(t for t in within if t.span.start >= word.span.end)
        yield Denial(word.span, behind[0] if behind else None, behind or tuple(within))


def _is(word: Word, forms: frozenset[str]) -> bool:
    return not base_forms(word.form).isdisjoint(forms)


_PHRASES = {
    "may": re.compile(
        r"\bма(?:є|ють|ти|в|ла|ли) право\b|\bвправі\b|\b(?:has|have|the) right to\b", re.IGNORECASE
    ),
    "must": re.compile(r"\b(?:has|have) to\b|\bis to\b|\bare to\b", re.IGNORECASE),
    "only": re.compile(
        r"\bне\b.{0,60}\b(?:крім|окрім|інакше)\b|\bno\w*\b.{0,60}\b(?:except|other than|but)\b",
        re.IGNORECASE,
    ),
}
_IDLE = re.compile(
    r"\bне (?:лише|тільки)\b|\bnot only\b|\bat all\b|\ball (?:the )?(?:same|along)\b|"
    r"\bза будь-яких\b|\bнасамперед\b|\bперш за все\b|\babove all\b|\bvis-à-vis\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_000)
def marks(text: str) -> frozenset[str]:
    """The quantifiers ("all", "some", "most", "only") and modalities ("must", "may") of a text."""
    known = lists()
    plain = _IDLE.sub(" ", text)
    bases = frozenset().union(*(base_forms(word.form) for word in words(plain)))
    named = {**known.quantifiers, **known.modality}
    found = {name for name, forms in named.items() if not forms.isdisjoint(bases)}
    return frozenset(found | {name for name, phrase in _PHRASES.items() if phrase.search(plain)})
