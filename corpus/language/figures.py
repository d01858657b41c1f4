"""Numbers and dates of a text, in any notation (`figures.toml`).

A date is compared by what it says: "June 1996" stands in "28.06.1996", not the other way round. A
number is compared by its value, and with its bound: "at least three" is not "three".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources

from dzherelo.corpus.language.notation import number_key
from dzherelo.corpus.language.numerals import numerals, scale_of
from dzherelo.corpus.language.words import base_forms, words
from dzherelo.corpus.types import Span, Taken

Value = Fraction | tuple[int | None, ...] | str
Bound = (
    str  # "", ">=", "<=", ">", "<", "~<=" (weakly: "within"), "~>=" ("reached"), "*" (either way)
)
Bounds = tuple[tuple[Bound, re.Pattern[str]], ...]

_ALIKE = {
    frozenset({"", "~<="}), frozenset({"<=", "~<="}), frozenset({"*", ">="}),
    frozenset({"*", "<="}), frozenset({"*", "~<="}), frozenset({"", "~>="}),
    frozenset({">=", "~>="}), frozenset({"~>=", "~<="}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a date of a text. `value` is what is compared: a Fraction, a date as (year,
    month, day) with None for what is not said, or the letters of a code such as "123-IX".

    `telling` is false for "one" and "first"; `bound` is what limits a number ("at least"), `limit`
    where the text says so.
    """

    span: Span
    value: Value
    bound: Bound = ""
    telling: bool = True
    limit: Span | None = None

    @property
    def is_date(self) -> bool:
        return isinstance(self.value, tuple)

    def within(self, other: Figure) -> bool:
        """Whether `other` says all that this one says, its bound aside."""
        if isinstance(self.value, tuple) and isinstance(other.value, tuple):
            pairs = zip(self.value, other.value, strict=True)
            return all(mine is None or mine == its for mine, its in pairs)
        return _plain(self.value) == _plain(other.value)

    def bounded_as(self, other: Figure) -> bool:
        """Whether the two are limited alike: "within" as none, "at least" only as itself."""
        return self.bound == other.bound or frozenset({self.bound, other.bound}) in _ALIKE


def carried(figure: Figure, others: Iterable[Figure]) -> bool:
    """Whether one of `others` says what `figure` says, with the same bound."""
    return any(figure.within(other) and figure.bounded_as(other) for other in others)


@lru_cache(maxsize=4_000)
def figures(text: str) -> tuple[Figure, ...]:
    """The numbers and dates of `text`, in order; without markers such as [2, с. 86] and without
    the numbers that count the items of a list."""
    bare = _data().patterns["aside"].sub(lambda m: " " * len(m[0]), text)
    kept: list[Figure] = []
    taken = Taken(text)
    for figure in _all(bare):
        if not taken.has(figure.span):
            kept.append(figure)
            taken.add(figure.span)
    scaled = _scaled(bare, sorted(kept, key=lambda figure: figure.span))
    return tuple(_bounded(bare, one) for one in scaled)


@dataclass(frozen=True, slots=True)
class _Data:
    months: dict[str, int]
    doubtful: frozenset[str]
    patterns: dict[str, re.Pattern[str]]
    bounds_before: Bounds
    bounds_after: Bounds


_BEFORE_NUMBER = (
    r"(?:,? ніж|,? як| за| від| через| у| в| по| на| із| з| by| in| of| on)*"
    r"(?: the| a| an| всього)?\s+"
)


@cache
def _data() -> _Data:
    data = tomllib.loads((resources.files(__package__) / "figures.toml").read_text("utf-8"))
    bounds = data["bounds"]
    return _Data(
        {name: at for at, row in enumerate(data["months"], 1) for name in row.split()},
        frozenset(data["doubtful"].split()),
        {name: re.compile(pattern) for name, pattern in data["patterns"].items()},
        _bounds(bounds["before"], rf"(?i)(?<!\w)(?:{{}}){_BEFORE_NUMBER}$"),
        _bounds(bounds["after"], r"(?i)\s+(?:\w+ ){{0,2}}(?:{})(?!\w)"),
    )


def _bounds(patterns: dict[str, list[str]], form: str) -> Bounds:
    return tuple(
        (bound, re.compile(form.format("|".join(wordings)))) for bound, wordings in patterns.items()
    )


def _plain(value: Value) -> Value:
    """A bare year as a number, so that "2000" meets "two thousand"."""
    if isinstance(value, tuple) and value[0] is not None and value[1:] == (None, None):
        return Fraction(value[0])
    return value


def _found(name: str, text: str) -> Iterator[re.Match[str]]:
    return _data().patterns[name].finditer(text)


def _all(text: str) -> Iterator[Figure]:
    """Every reading, the longer and surer first."""
    for match in (*_found("numeric", text), *_found("iso", text)):
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield Figure(Span(*match.span()), (year, month, day))
    for word in words(text):
        if (month_of := _month(word.span.of(text))) is not None:
            yield _around(text, month_of, word.span, word.form)
    for match in _found("decade", text):
        yield Figure(Span(*match.span()), f"{match['y']}s")
    for match in _found("century", text):
        yield Figure(Span(*match.span()), _count(match["n"]))
    for match in _found("section", text):
        yield Figure(Span(*match.span("n")), _count(match["n"]))
    for match in _found("year", text):
        yield Figure(Span(*match.span()), (int(match[0]), None, None))
    yield from _printed(text)
    for numeral in numerals(text):
        unit = _data().patterns["unit"].match(text, numeral.span.end)
        telling = numeral.value != 1 or unit is not None
        yield Figure(numeral.span, numeral.value, telling=telling)


def _printed(text: str) -> Iterator[Figure]:
    """Ranges, codes such as "123-IX", and numbers in digits."""
    for match in _found("range", text):
        if int(match["a"]) >= int(match["b"]):
            yield Figure(Span(*match.span()), match[0])  # "131-1" is the number of an article
            continue
        for name in ("a", "b"):
            yield Figure(Span(*match.span(name)), Fraction(match[name]))
    for match in _found("code", text):
        yield Figure(Span(*match.span()), match[0].lower())
    for match in _found("digits", text):
        number = match["number"]
        grouped = re.fullmatch(r"\d{1,3}(?:[ \u00a0,]\d{3})+", number)
        plain = re.sub(r"\D", "", number) if grouped else number.replace(",", ".")
        yield Figure(Span(*match.span()), Fraction(plain))


def _count(printed: str) -> Fraction:
    """The number of a century or a section: "XIX", "19th"."""
    digits = re.match(r"\d+", printed)
    return Fraction(digits[0]) if digits else Fraction(number_key(printed)[0])


def _month(form: str) -> int | None:
    """The month that a word names; an English one only with a capital: "may", "march"."""
    lower, months = form.lower(), _data().months
    if lower.isascii():
        return months.get(lower) if form[:1].isupper() else None
    return next((months[base] for base in base_forms(lower) if base in months), None)


def _around(text: str, month: int, span: Span, form: str) -> Figure:
    """The date around a month's name; it tells nothing where it is a bare English "May"."""
    known = _data().patterns
    before = known["day_before"].search(text, max(0, span.start - 20), span.start)
    start, end, day = span.start, span.end, None
    if before and int(before["d"]) <= 31:
        start, day = before.start(), int(before["d"])
    elif spoken := _spoken_day(text, span.start):
        start, day = spoken
    elif form.isascii() and (after := known["day_after"].match(text, end)) and int(after["d"]) < 32:
        end, day = after.end(), int(after["d"])
    if year := known["year_after"].match(text, end):
        end = year.end()
    bare = form in _data().doubtful and year is None and day is None
    value = (int(year["y"]) if year else None, month, day)
    return Figure(Span(start, end), value, telling=not bare)


def _spoken_day(text: str, end: int) -> tuple[int, int] | None:
    """Where a day in words before a month begins, and which it is: "двадцять восьмого"."""
    begin = max(0, end - 40)
    found = list(numerals(text[begin:end]))
    if not found or text[begin + found[-1].span.end : end].strip() not in ("", "of"):
        return None
    value = found[-1].value
    return (begin + found[-1].span.start, int(value)) if value <= 31 else None


def _scaled(text: str, found: Sequence[Figure]) -> list[Figure]:
    """ "3 million" as one figure, and "2–3 million" as two of millions."""
    kept: list[Figure] = []
    for figure in found:
        scale = scale_of(figure.span.of(text))
        before = kept[-1] if kept else None
        if scale and before and isinstance(before.value, Fraction) and before.value < 1_000:
            gap = text[before.span.end : figure.span.start]
            if scale == figure.value and not gap.strip():
                span = Span(before.span.start, figure.span.end)
                figure = replace(before, span=span, value=before.value * scale)
                kept.pop()
        if scale and kept and _joins(text, kept[-1].span, figure.span.start):
            first = kept[-1]
            if isinstance(first.value, Fraction) and first.value < 1_000:
                kept[-1] = replace(first, value=first.value * scale)
        kept.append(figure)
    return kept


def _joins(text: str, first: Span, place: int) -> bool:
    """Whether a number counts as that at `place` does: "2–3 million", "between 2 and 3 million"."""
    known = _data().patterns
    if known["to"].fullmatch(text, first.end, place):
        return True
    joined = known["and"].fullmatch(text, first.end, place)
    return joined is not None and known["between"].search(text, 0, first.start) is not None


def _bounded(text: str, figure: Figure) -> Figure:
    if not isinstance(figure.value, Fraction):
        return figure
    begin = max(0, figure.span.start - 45)
    before = text[begin : figure.span.start]
    for bound, pattern in _data().bounds_after:
        if found := pattern.match(text, figure.span.end):
            return replace(figure, bound=bound, limit=Span(*found.span()))
    for bound, pattern in _data().bounds_before:
        if found := pattern.search(before):
            limit = Span(begin + found.start(), begin + found.end())
            bound = _directed(text, figure, found[0], bound)
            if bound == ">" and _data().patterns["denied"].search(text, 0, limit.start):
                bound = "<="  # "no Member may send more than five"
            telling = figure.telling or bound in (">=", "<=", ">", "<")  # "at least one"
            return replace(figure, bound=bound, limit=limit, telling=telling)
    return figure


def _directed(text: str, figure: Figure, limit: str, bound: Bound) -> Bound:
    """What "no later" and "no earlier" say of a time: "no later than ten days before" is at least
    ten, "no later than ten days after" at most."""
    known = _data().patterns
    back = known["back"].match(text, figure.span.end)
    forth = known["forth"].match(text, figure.span.end) or "через" in limit
    if known["later"].search(limit) and (back or forth):
        return ">=" if back else "<="
    return "<=" if known["earlier"].search(limit) and back else bound
