"""Numbers and dates of a text, in any notation (`figures.toml`): what verification compares, and
by `number_keys` what search and the reading of questions compare.

A date is compared by what it says: "June 1996" stands in "28.06.1996", not the other way round. A
number is compared by its value, and with its bound: "at least three" is not "three".
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources

from dzherelo.corpus.language.notation import GROUPED, number_key
from dzherelo.corpus.language.numerals import NUMERALS, Numeral, numerals, scale_of
from dzherelo.corpus.language.words import Word, base_forms, words
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


@lru_cache(maxsize=4_000)
def number_keys(text: str) -> dict[int, frozenset[str]]:
    """What the words that make up a number or a date mean, by where they start: "1000" for both of
    "one thousand", "12000" for both of "12 тис.", "@month12" for "грудня", "December", and the
    middle of "05.12.1911" and "5.XII.1911". Words without such a meaning, and numbers of plain
    digits, which are their own, are left out."""
    said = list(words(text))
    starts = [word.span.start for word in said]
    worded = {one.span.start: one for one in numerals(text)}
    keys: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for figure in figures(text):
        first = max(0, bisect_right(starts, figure.span.start) - 1)
        own = said[first : bisect_left(starts, figure.span.end)]
        if isinstance(figure.value, tuple):
            year, month, _ = figure.value
            meant = _keys_of_date(text, figure.value, own, worded)
            if month is None and own and own[0].form != str(year):
                meant = {own[0].span.start: str(year)}  # "1914-1918"
        elif isinstance(figure.value, Fraction) and figure.value >= 2:
            key = str(figure.value)
            numeral = worded.get(own[0].span.start) if own else None
            counts = numeral is None or numeral.kind != "ordinal"
            meant = {w.span.start: key for w in own if counts and w.form != key}
        else:
            continue
        for start, key in meant.items():
            keys[start] |= {key}
    return dict(keys)


def _keys_of_date(
    text: str,
    date: tuple[int | None, ...],
    said: Sequence[Word],
    worded: Mapping[int, Numeral],
) -> dict[int, str]:
    """As `number_keys`, of the words of one date; a month that is no name is its second number."""
    _, month, day = date
    if month is None:
        return {}
    named = (word for word in said if _month(text, word.span) == month)
    of_month = next(named, said[1] if len(said) > 1 else None)
    keys = {of_month.span.start: f"@month{month}"} if of_month else {}
    for word in said:
        numeral = worded.get(word.span.start)
        if (numeral is not None and numeral.value == day) or re.match(rf"{day}[^\d]", word.form):
            keys[word.span.start] = str(day)  # "the fifth of December", "5th", "5-го"
    return keys


@dataclass(frozen=True, slots=True)
class _Data:
    months: dict[str, int]
    elsewhere: dict[str, int]
    short: dict[str, int]
    scales: dict[str, int]
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
        _numbered(data["months"]),
        _numbered(data["months_elsewhere"]),
        _numbered(data["months_short"]),
        data["scales"],
        frozenset(data["doubtful"].split()),
        {name: re.compile(pattern) for name, pattern in data["patterns"].items()}
        | {"grouped": re.compile(rf"(?<![\w./№-]){GROUPED}(?:[.,]\d{{1,2}})?(?![\w/])")},
        _bounds(bounds["before"], rf"(?i)(?<!\w)(?:{{}}){_BEFORE_NUMBER}$"),
        _bounds(bounds["after"], r"(?i)\s+(?:\w+ ){{0,2}}(?:{})(?!\w)"),
    )


def _numbered(rows: Sequence[str]) -> dict[str, int]:
    return {name: at for at, row in enumerate(rows, 1) for name in row.split()}


def _bounds(patterns: dict[str, list[str]], form: str) -> Bounds:
    return tuple(
        (bound, re.compile(form.format("|".join(wordings)))) for bound, wordings in patterns.items()
    )


@cache
def counting() -> frozenset[str]:
    """Base forms by which a text shows that it may have numbers or months in words."""
    data = _data()
    return frozenset({*NUMERALS, *data.months, *data.elsewhere, *data.short})


def _plain(value: Value) -> Value:
    """A bare year as a number, so that "2000" meets "two thousand"."""
    if isinstance(value, tuple) and value[0] is not None and value[1:] == (None, None):
        return Fraction(value[0])
    return value


def _found(name: str, text: str) -> Iterator[re.Match[str]]:
    return _data().patterns[name].finditer(text)


def _all(text: str) -> Iterator[Figure]:
    """Every reading, the longer and surer first."""
    yield from _dates(text)
    for match in _found("decade", text):
        yield Figure(Span(*match.span()), f"{match['y']}s")
    for match in _found("century", text):
        yield Figure(Span(*match.span()), _count(match["n"]))
    for match in _found("section", text):
        yield Figure(Span(*match.span("n")), _count(match["n"]))
    for match in _found("year", text):
        if not _data().patterns["scale"].match(text, match.end()):  # "1250 тис."
            yield Figure(Span(*match.span()), (int(match[0]), None, None))
    yield from _printed(text)
    for numeral in numerals(text):
        unit = _data().patterns["unit"].match(text, numeral.span.end)
        telling = numeral.value != 1 or unit is not None
        yield Figure(numeral.span, numeral.value, telling=telling)


def _dates(text: str) -> Iterator[Figure]:
    """Dates in digits, and those around the name of a month."""
    for match in (*_found("numeric", text), *_found("iso", text)):
        year, day = int(match["y"]), int(match["d"])
        month = int(match["m"]) if match["m"] else number_key(match["r"])[0]
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield Figure(Span(*match.span()), (year, month, day))
    for word in words(text):
        if (month_of := _month(text, word.span)) is not None:
            yield _around(text, month_of, word.span, word.form)


def _printed(text: str) -> Iterator[Figure]:
    """Numbers in groups of digits, ranges, codes such as "123-IX", and other numbers in digits."""
    for match in _found("grouped", text):
        whole, _, part = re.sub(r"[.,](?=\d{1,2}$)", "|", match[0]).partition("|")
        value = Fraction(re.sub(r"\D", "", whole) + (f".{part}" if part else ""))
        yield _counted(text, match.span(), value)
    for match in _found("range", text):
        if int(match["a"]) >= int(match["b"]):
            yield Figure(Span(*match.span()), match[0])  # "131-1" is the number of an article
            continue
        last = _counted(text, match.span("b"), Fraction(match["b"]))
        scale = last.value / int(match["b"]) if isinstance(last.value, Fraction) else 1
        yield Figure(Span(*match.span("a")), Fraction(match["a"]) * scale)
        yield last
    for match in _found("code", text):
        yield Figure(Span(*match.span()), match[0].lower())
    for match in _found("digits", text):
        yield _counted(text, match.span(), Fraction(match["number"].replace(",", ".")))


def _counted(text: str, span: tuple[int, int], value: Fraction) -> Figure:
    """A number in digits, with the thousands or millions behind it: "12 тис."."""
    scale = _data().patterns["scale"].match(text, span[1])
    if scale is None:
        return Figure(Span(*span), value)
    return Figure(Span(span[0], scale.end()), value * _data().scales[scale["scale"].lower()])


def _count(printed: str) -> Fraction:
    """The number of a century or a section: "XIX", "19th"."""
    digits = re.match(r"\d+", printed)
    return Fraction(digits[0]) if digits else Fraction(number_key(printed)[0])


def _month(text: str, span: Span) -> int | None:
    """The month that a word names. English ones have a capital ("may", "march"); others, and those
    of languages that are read less often, stand beside a day or a year; shortened ones have a full
    stop and a day."""
    form, data = span.of(text), _data()
    lower = form.lower()
    short = data.short.get(lower) if text.startswith(".", span.end) else None
    other = data.elsewhere.get(lower) or (data.months.get(lower) if lower.isascii() else None)
    if short or other:
        window = max(0, span.start - 20)
        day = data.patterns["day_before"].search(text, window, span.start) is not None
        year = data.patterns["year_after"].match(text, span.end) is not None
        if short and day:
            return short
        if other and ((day and (year or lower not in data.doubtful)) or (year and day is year)):
            return other
    if lower.isascii():
        return data.months.get(lower) if form[:1].isupper() else None
    return next((data.months[base] for base in base_forms(lower) if base in data.months), None)


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
    window = max(0, first.start - 20)
    return joined is not None and known["between"].search(text, window, first.start) is not None


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
            window = max(0, limit.start - 80)
            if bound == ">" and _data().patterns["denied"].search(text, window, limit.start):
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
