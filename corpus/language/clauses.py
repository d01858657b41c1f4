"""A text taken apart: its clauses and what they deny, what it says of all, some and only, what may
and what must be. The words by which it does are in `clauses.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import (
    Word,
    base_forms,
    is_cyrillic,
    is_finite,
    part_of_speech,
    words,
)
from dzherelo.corpus.types import Span

_REACH = 2  # content words that a "без" governs


@dataclass(frozen=True, slots=True)
class Denial:
    """A negation: where it stands, the word that it denies first, and all that it may deny."""

    span: Span
    first: Term | None
    governed: tuple[Term, ...]
    beside: tuple[Term, ...] = ()  # those of `governed` in the same part of the clause
    narrow: bool = False  # "without": of its own words only
    excepts: bool = False  # "unless"
    by_verb: bool = False  # "forbids"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a text, with its terms and its denials. Spans are those of the text."""

    span: Span
    terms: tuple[Term, ...]
    denials: tuple[Denial, ...]

    @property
    def denies(self) -> bool:
        return any(not denial.narrow for denial in self.denials)


@dataclass(frozen=True, slots=True)
class _Lists:
    """Base forms by name (those of the marks by that of the mark), and patterns by name."""

    negation: dict[str, frozenset[str]]
    marks: dict[str, frozenset[str]]
    phrases: dict[str, re.Pattern[str]]
    patterns: dict[str, re.Pattern[str]]


@cache
def _lists() -> _Lists:
    data = tomllib.loads((resources.files(__package__) / "clauses.toml").read_text("utf-8"))
    patterns = data["patterns"]
    patterns["part"] = [*patterns["segment"], *patterns["dash"]]
    negation, marked = (
        {name: frozenset(forms.split()) for name, forms in data[table].items()}
        for table in ("negation", "marks")
    )
    phrases, compiled = (
        {name: re.compile("|".join(rows), re.IGNORECASE) for name, rows in table.items()}
        for table in (data["phrases"], patterns)
    )
    return _Lists(negation, marked, phrases, compiled)


def clauses(text: str, terms: Terms) -> tuple[Clause, ...]:
    """The clauses of `text`, in order."""
    read = [term for term in terms.read(text) if not is_mark(term)]
    return tuple(
        Clause(span, within, tuple(_denials(text, span, within)))
        for span in _split(text, "clause")
        for within in [tuple(term for term in read if span.covers(term.span))]
    )


def parts(text: str) -> tuple[Span, ...]:
    """The smallest pieces of a text that may say something of their own, in order."""
    return _split(text, "part")


def segments(text: str) -> tuple[Span, ...]:
    """As `parts`, but what a dash joins stays together: "1935 — the commission"."""
    return _split(text, "segment")


@lru_cache(maxsize=10_000)
def _split(text: str, at: str) -> tuple[Span, ...]:
    ends = [(0, 0), *(match.span() for match in _lists().patterns[at].finditer(text))]
    starts = [*(start for start, _ in ends[1:]), len(text)]
    return tuple(
        Span(end, start) for (_, end), start in zip(ends, starts, strict=True) if start > end
    )


def is_mark(term: Term) -> bool:
    """Whether a word is compared otherwise than by its sense: a quantifier, "not", "may"."""
    bases = base_forms(term.text.lower())
    apart = (*_lists().marks.values(), *(_lists().negation[n] for n in ("particles", "without")))
    return any(not forms.isdisjoint(bases) for forms in apart)


def denies(text: str) -> bool:
    """Whether a text has a "not" or a word that denies as one does."""
    bare = _lists().patterns["idle"].sub(" ", text)
    return any(_is(word, "particles") or "n't" in word.form for word in words(bare))


def exceptions(text: str, terms: Terms) -> Iterator[Denial]:
    """What a text excepts: the words behind "крім" and "except"."""
    read = terms.read(text)
    for match in _lists().patterns["exceptions"].finditer(text):
        behind = tuple(t for t in read if t.span.start >= match.end())[:_REACH]
        yield Denial(Span(*match.span()), None, behind, behind, narrow=True)


def has(text: str, name: str) -> bool:
    """Whether a text has a wording of `clauses.toml`: "exceptions", "only_if", "eligible" …"""
    return _lists().patterns[name].search(text) is not None


def count_exceptions(text: str) -> int:
    """How often a text makes an exception: "крім", "unless"."""
    return sum(1 for _ in _lists().patterns["exceptions"].finditer(text))


# Denials ------------------------------------------------------------------------------------------


def _denials(text: str, span: Span, within: Sequence[Term]) -> Iterator[Denial]:
    bare = _lists().patterns["idle"].sub(lambda m: " " * len(m[0]), span.of(text))
    said = [Word(_shifted(word.span, span.start), word.form) for word in words(bare)]
    particles = [word for word in said if _is(word, "particles") or "n't" in word.form]
    spent: set[Span] = set()
    for at, word in enumerate(said):
        if _is(word, "verbs") and not _attributive(text, word, span):
            before = [w for w in said[max(0, at - 3) : at] if w in particles]
            spent.update(w.span for w in before)
            if not before:  # "не заборонено" denies nothing
                governed = tuple(t for t in within if t.span != word.span)
                beside = _beside(text, word, within)
                yield Denial(word.span, None, governed, beside, by_verb=True)
        elif _is(word, "without") or _is_denying_noun(word):
            yield _without(text, word, within)
    for word in particles:
        if word.span not in spent:
            yield _by_particle(text, word, span, within)


def _without(text: str, word: Word, within: Sequence[Term]) -> Denial:
    """What a "without" denies: the words right behind it; all of them behind "without the right
    to"."""
    unable = _lists().patterns["unable"].match(text, word.span.start)
    place = unable.end() if unable else word.span.end
    among = within if unable else _beside(text, word, within)
    behind = tuple(term for term in among if term.span.start >= place)
    near = behind if unable else behind[:_REACH]
    return Denial(word.span, near[0] if near else None, near, near, narrow=unable is None)


def _by_particle(text: str, word: Word, span: Span, within: Sequence[Term]) -> Denial:
    beside = _beside(text, word, within)
    stop = _next_verb(text, word.span.end, span.end)
    relative, main = (_lists().patterns[name] for name in ("relative", "main"))
    if relative.search(text, span.start, word.span.start):
        ends = main.search(text, word.span.end, stop)
        stop = ends.end() if ends else stop
    behind = tuple(t for t in within if word.span.end <= t.span.start < stop)
    first = behind[0] if behind else None
    if len(behind) < 2:  # "such consent is not required" denies what stands before it
        behind = beside
    return Denial(word.span, first, behind, beside, excepts=word.form in ("unless", "хіба"))


def _next_verb(text: str, start: int, end: int) -> int:
    """Where a "не" no longer reaches: at the next part with a Ukrainian verb of its own, which
    would say "не" again; `end` if there is none."""
    pieces = [_shifted(part, start) for part in parts(text[start:end])]
    return next((part.start for part in pieces[1:] if _has_finite_verb(part.of(text))), end)


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _has_finite_verb(text: str) -> bool:
    return any(is_finite(word.form) for word in words(text) if is_cyrillic(word.form))


def _is_denying_noun(word: Word) -> bool:
    """ "неучасть", "non-participation", but not "неурядовий"."""
    pattern = _lists().patterns["denying_noun"]
    return bool(pattern.fullmatch(word.form)) and part_of_speech(word.form) == "noun"


def _beside(text: str, word: Word, within: Sequence[Term]) -> tuple[Term, ...]:
    """The terms of the smallest part in which a word stands."""
    part = next((span for span in parts(text) if span.covers(word.span)), word.span)
    return tuple(term for term in within if part.covers(term.span))


def _attributive(text: str, word: Word, span: Span) -> bool:
    """Whether a participle belongs to a noun and denies nothing: "a banned association"."""
    known = _lists().patterns
    before, behind = text[span.start : word.span.start], text[word.span.end : span.end]
    named = known["noun_before"].search(before) and not known["being"].search(before)
    if named and known["by"].match(behind):
        return True  # "an association banned by a court"
    if word.form[-1:] == "d" or word.form in ("forbidden", "ban", "bar", "bans"):
        return known["determined"].search(before) is not None
    return known["banned"].fullmatch(word.form) is not None


def _is(word: Word, name: str) -> bool:
    return not base_forms(word.form).isdisjoint(_lists().negation[name])


# Marks --------------------------------------------------------------------------------------------


@lru_cache(maxsize=4_000)
def marks(text: str) -> frozenset[str]:
    """The quantifiers ("all", "some", "most", "least", "only", "never", "none") and modalities
    ("must", "may", "right", "duty") of a text."""
    known = _lists()
    plain = known.patterns["allowing"].sub(" may ", text)
    plain = known.patterns["unmarked"].sub(" ", plain)
    bases = frozenset().union(*(base_forms(word.form) for word in words(plain)))
    found = {name for name, forms in known.marks.items() if not forms.isdisjoint(bases)}
    return frozenset(found | {name for name, one in known.phrases.items() if one.search(plain)})


def count_only(text: str) -> int:
    """How often a text says "only"."""
    forms = _lists().marks["only"]
    return sum(not base_forms(word.form).isdisjoint(forms) for word in words(text))
