"""A text taken apart for comparison: its clauses, what they deny, their quantifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dzherelo.assistant.verify.lists import lists
from dzherelo.corpus.language.terms import Term, Terms
from dzherelo.corpus.language.words import (
    Word,
    base_forms,
    is_cyrillic,
    is_finite,
    is_word,
    parses,
    part_of_speech,
    words,
)
from dzherelo.corpus.remembered import remembered_with
from dzherelo.corpus.types import Span

_JOINS = (
    "але|однак|проте|а|натомість|тоді як|хоча|якщо|коли|який|яка|яке|які|якого|якої|яких|що|де|"
    "but|while|whereas|although|though|if|unless|when|which|who|that|where|however"
)
_LIMITS = "хіба|крім|окрім|за винятком|доки|поки|допоки|except|save|until|unless"
_CLAUSE = re.compile(
    rf"[;:()]|\s[—–-]\s|,\s+(?=(?:{_JOINS}|{_LIMITS})\b)|"
    r"\s(?=(?:but|while|whereas|unless|until|(?:so|as) long as|provided that)\b)",
    re.IGNORECASE,
)
_SEGMENT = re.compile(
    rf"[;:]|\((?!\d{{4}}\))|(?<!\(\d{{4}})\)|,\s|\s(?=(?:{_JOINS}|та|і|й|and|або|or|із|з|with)\b)",
    re.IGNORECASE,
)
_PART = re.compile(rf"{_SEGMENT.pattern}|\s[—–-]\s", re.IGNORECASE)
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
    affix: bool = False  # "не" at the beginning of a word: "неподання", "неутворений"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a text, with its terms and its denials. Spans are those of the text."""

    span: Span
    terms: tuple[Term, ...]
    denials: tuple[Denial, ...]
    idle: bool = False  # it has a "не" that denies nothing: "доки не"

    @property
    def denies(self) -> bool:
        return any(not denial.narrow for denial in self.denials)


@remembered_with(4_000)
def clauses(text: str, terms: Terms) -> tuple[Clause, ...]:
    """The clauses of `text`, in order."""
    read = [term for term in terms.read(text) if not is_mark(term)]
    found = tuple(
        Clause(
            span,
            within,
            tuple(_denials(text, span, within, terms)),
            idle=lists().idle.search(span.of(text)) is not None,
        )
        for piece in _split(text, _CLAUSE)
        for span in led(text, piece)
        for within in [tuple(t for t in read if span.covers(t.span))]
    )
    return tuple(_completed(text, at, found) for at in range(len(found)))


_ELLIPSIS = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|may|must|shall|will|has|have|"
    r"може|можуть|мусить|мусять|є|так)\s*[.;]?\s*$",
    re.IGNORECASE,
)


def _completed(text: str, at: int, found: Sequence[Clause]) -> Clause:
    """The second clause of "A must not pay, but B must", with what the first denies."""
    here = found[at]
    before = found[at - 1].denials if at and not here.denials else ()
    if not before or not _ELLIPSIS.search(here.span.of(text)):
        return here
    behind = tuple(t for d in before for t in d.governed if t.span.start >= d.span.end)
    return replace(here, terms=(*here.terms, *behind))


_LEADS = re.compile(
    r"\s*(?:unless|if|when|whenever|where|while|although|though|(?:as|so) long as|"
    r"якщо|коли|хоча|доки|поки|хіба що)\b",
    re.IGNORECASE,
)


def led(text: str, span: Span) -> Iterator[Span]:
    """A subordinate clause that leads, and the main clause behind its comma."""
    comma = text.find(", ", span.start, span.end) if _LEADS.match(text, span.start) else -1
    if comma < 0:
        yield span
    else:
        yield Span(span.start, comma)
        yield Span(comma + 1, span.end)


def is_mark(term: Term) -> bool:
    """Whether a word is compared otherwise than by its sense: a quantifier, "not", "may"."""
    known = lists()
    bases = base_forms(term.text.lower())
    apart = (*known.quantifiers.values(), *known.modality.values(), known.particles, known.without)
    return any(not forms.isdisjoint(bases) for forms in apart)


def parts(text: str) -> tuple[Span, ...]:
    """The smallest pieces of a text that may say something of their own, in order."""
    return tuple(_split(text, _PART))


def segments(text: str) -> tuple[Span, ...]:
    """As `parts`, but what a dash joins stays together: "1935 — the commission"."""
    return tuple(_split(text, _SEGMENT))


_INSET = re.compile(r"\(([^\W\d]+)\)")  # "members (participants) of"


def _split(text: str, at: re.Pattern[str]) -> Iterator[Span]:
    start = 0
    for match in at.finditer(_INSET.sub(r" \1 ", text)):
        if match.start() > start:
            yield Span(start, match.start())
        start = match.end()
    if start < len(text):
        yield Span(start, len(text))


def _denials(text: str, span: Span, within: Sequence[Term], terms: Terms) -> Iterator[Denial]:
    known = lists()
    piece = span.of(text)
    said = [
        Word(Span(word.span.start + span.start, word.span.end + span.start), word.form)
        for word in words(known.idle.sub(lambda m: " " * len(m[0]), piece))
    ]
    particles = [word for word in said if _is(word, known.particles) or "n't" in word.form]
    spent: set[Span] = set()
    for at, word in enumerate(said):
        beside = _beside(text, word, within)
        if _is(word, known.denying) and not _attributive(piece, word, span.start):
            before = [w for w in said[max(0, at - 3) : at] if w in particles]
            spent.update(w.span for w in before)
            if not before:
                governed = tuple(t for t in within if t.span != word.span)
                yield Denial(word.span, None, governed, beside, by_verb=True)
            continue
        if (stem := _denied_stem(word)) and (bare := terms.read(stem)):
            denied = Term(word.span, stem, bare[0].keys)
            yield Denial(word.span, denied, (denied,), (denied,), narrow=True, affix=True)
        if _is(word, known.without) or _is_denying_noun(word):
            yield _without(text, word, within, beside)
    left = [word for word in particles if word.span not in spent]
    for word in _counted(left):
        beside = _beside(text, word, within)
        stop = _next_verb(text, word.span.end, span.end)
        if _ATTRIBUTE.match(text, word.span.end):
            stop = _comma(text, word.span.end, stop)
        if _RELATIVE.search(text, span.start, word.span.start) and (
            main := _MAIN.search(text, word.span.end, stop)
        ):
            stop = main.start("verb")
        behind = tuple(t for t in within if word.span.end <= t.span.start < stop)
        first = _first(behind, word)
        if len(behind) < 2:  # "such consent is not required" denies what stands before it
            behind = beside
        yield Denial(word.span, first, behind, beside, excepts=word.form in _EXCEPTING)


def _without(text: str, word: Word, within: Sequence[Term], beside: Sequence[Term]) -> Denial:
    """What a "without" denies: the words right behind it; all of them behind "without the right
    to"."""
    unable = _UNABLE.match(text, word.span.start)
    place = unable.end() if unable else word.span.end
    behind = tuple(t for t in (within if unable else beside) if t.span.start >= place)
    governed = behind if unable else behind[:_REACH]
    first = governed[0] if governed else None
    return Denial(word.span, first, governed, governed, narrow=unable is None)


_UNABLE = re.compile(  # "without the right to be chosen again" is "cannot be chosen again"
    r"без (?:права|можливості|змоги) (?=\w+ти(?:ся)?\b|на\b)|"
    r"without (?:the |any )?(?:right|power|possibility|ability) (?:to|of)\b",
    re.IGNORECASE,
)


def _counted(particles: Sequence[Word]) -> Sequence[Word]:
    """The particles that deny: where there is a "not", no others but an English "no", since "ніхто
    не" denies once, "no treaty which is not" twice."""
    real = ("не", "not", "cannot")
    if not any(word.form in real or "n't" in word.form for word in particles):
        return particles
    kept = (*real, "no", "none", "nobody")
    return [word for word in particles if word.form in kept or "n't" in word.form]


_ATTRIBUTE = re.compile(r"\s+\w+(?:ного|ної|них|ним|ними|ному|ній|ною|ені|ані)\s", re.IGNORECASE)


def _comma(text: str, start: int, end: int) -> int:
    """Where what belongs to a noun ends: "не зазначеного у запиті, …"."""
    comma = text.find(",", start, end)
    return comma if comma >= 0 else end


_RELATIVE = re.compile(r"\b(?:which|who|that)(?: \w+){0,2} $", re.IGNORECASE)
_MAIN = re.compile(r"\w+ (?P<verb>(?:may|shall|must|can|could|should|will|would)\b)")


def _next_verb(text: str, start: int, end: int) -> int:
    """Where a "не" no longer reaches: at the next part with a Ukrainian verb of its own, which
    would say "не" again; `end` if there is none."""
    pieces = [Span(start + part.start, start + part.end) for part in parts(text[start:end])]
    own = (part.start for part in pieces[1:] if _says_something(part.of(text)))
    return next(own, end)


def _says_something(text: str) -> bool:
    return any(is_finite(word.form) for word in words(text) if is_cyrillic(word.form))


_EXCEPTING = ("unless", "хіба")


def _first(behind: Sequence[Term], word: Word) -> Term | None:
    return next((term for term in behind if term.span.start >= word.span.end), None)


_DENYING_NOUN = re.compile(
    r"не\w{3,}(?:нн|тт)[яюі]\w?|неучаст\w+|non-\w+(?:tion|ment|ance|ence|ing|ship|use)",
    re.IGNORECASE,
)


def _is_denying_noun(word: Word) -> bool:
    """ "неучасть", "non-participation", but not "неурядовий"."""
    return bool(_DENYING_NOUN.fullmatch(word.form)) and part_of_speech(word.form) == "noun"


def _beside(text: str, word: Word, within: Sequence[Term]) -> tuple[Term, ...]:
    """The terms of the smallest part in which a word stands."""
    part = next((span for span in parts(text) if span.covers(word.span)), word.span)
    return tuple(term for term in within if part.covers(term.span))


def _denied_stem(word: Word) -> str | None:
    """ "подання" of "неподання", "утворений" of "неутворений": what a "не" in one word with a
    verbal noun or a passive participle denies. Other words with it have a sense of their own."""
    stem = word.form.removeprefix("не")
    if stem == word.form or len(stem) < 5 or not is_word(stem):
        return None
    passive = any("pssv" in parse.tag for parse in parses(stem))
    return stem if passive or _is_denying_noun(word) else None


_OBLIQUE = re.compile(r"(?:ого|ому|ої|ій|ою|им|их|ими)$")
_BY = re.compile(r"\s+(?:by|under|in)\s", re.IGNORECASE)
_NOUN_BEFORE = re.compile(r"[a-z]{3,}\s+$", re.IGNORECASE)
_BEING = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has|have|had)\s+(?:\w+\s+)?$", re.IGNORECASE
)
_DETERMINED = re.compile(r"\b(?:an?|the|any|such|this|that|its|their)\s+$", re.IGNORECASE)


def _attributive(piece: str, word: Word, start: int) -> bool:
    """Whether a participle belongs to a noun and denies nothing: "a banned association"."""
    before, behind = piece[: word.span.start - start], piece[word.span.end - start :]
    if _BY.match(behind) and _NOUN_BEFORE.search(before) and not _BEING.search(before):
        return True  # "an association banned by a court"
    if word.form[-1:] == "d" or word.form in ("forbidden", "ban", "bar", "bans"):
        return _DETERMINED.search(before) is not None
    return word.form.startswith("заборон") and _OBLIQUE.search(word.form) is not None


def _is(word: Word, forms: frozenset[str]) -> bool:
    return not base_forms(word.form).isdisjoint(forms)


def exceptions(text: str, terms: Terms) -> Iterator[Denial]:
    """What a text excepts: the words behind "крім" and "except"."""
    read = terms.read(text)
    for match in lists().exceptions.finditer(text):
        behind = tuple(t for t in read if t.span.start >= match.end())[:_REACH]
        yield Denial(Span(*match.span()), None, behind, behind, narrow=True)
