"""Numbers and dates of a text, in any notation: what may not differ between words and statement.

A date is compared by what it says: "June 1996" stands in "28.06.1996", not the other way round. A
number is compared by its value, and with its bound: "at least three" is not "three".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from dzherelo.assistant.verify.lists import lists
from dzherelo.assistant.verify.numerals import numerals, scale_of
from dzherelo.corpus.language.words import base_forms, words
from dzherelo.corpus.types import Span

Bound = (
    str  # "", ">=", "<=", ">", "<", "~<=" (weakly: "within"), "~>=" ("reached"), "*" (either way)
)

_UK_MONTHS = (
    "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень"
)
_EN_MONTHS = "january february march april may june july august september october november december"
MONTHS = {
    name: number
    for table in (_UK_MONTHS, _EN_MONTHS)
    for number, name in enumerate(table.split(), start=1)
}
_MONTHS_SHORT = {name[:3]: number for name, number in MONTHS.items() if name.isascii()}

_YEAR = r"(?:1[0-9]|20)\d{2}"
_NUMERIC = re.compile(rf"(?<![\d.])(?P<d>\d{{1,2}})[./](?P<m>\d{{1,2}})[./](?P<y>{_YEAR})(?![\d])")
_ISO = re.compile(rf"(?<!\d)(?P<y>{_YEAR})-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?!\d)")
_DECADE = re.compile(r"(?<!\d)(?P<y>(?:1[0-9]|20)\d0)(?:-?[xх]|-?ті|-?тих|s|'s)(?!\w)", re.I)
_BARE_YEAR = re.compile(rf"(?<![\d.,\-/№])(?<!№ ){_YEAR}(?![\d/])(?!-[IVXІХ])(?!,\d{{3}})(?!\.\d)")
_CENTURY = re.compile(
    r"(?<!\w)(?P<n>[IVXLІХ]{1,5}|\d{1,2}(?:st|nd|rd|th|-?го|-?му|-?е)?)\s*"
    r"(?=(?:ст\.(?!\s*\d)|століт|сторіч|centur))"
)
_SECTION = re.compile(
    r"(?:розділ\w*|глав\w+|книг\w+|section|chapter|title|part|book)\s+"
    r"(?P<n>[IVXLІХ]{1,6})(?!\w)",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?<![\w.,/№-])(?:\d{1,3}(?:[ \u00a0,]\d{3})+|\d+(?:[.,]\d+)?)"
    r"(?P<suffix>(?:-?[а-яіїє]{1,3}|-(?:річн|денн|місячн|годинн)\w+|"
    r"-(?:year|day|month|hour)s?(?:-old)?|st|nd|rd|th)?)(?![\w/]|[.,]\d|-\d)"
)
_SUFFIXED = re.compile(r"\d+-[а-яіїєґa-z]+(?:-old)?")
_RANGE = re.compile(r"(?<![\w.,/-])(?P<a>\d{1,4})\s?[–-]\s?(?P<b>\d{1,4})(?![\w/-])")
_CODE = re.compile(
    r"10\.\d{4,}/[\w./-]+\w|\d+(?:\.\d+){2,}|"
    r"(?<!\w)(?=[\w./№-]*\d)(?=[\w./№-]*[^\W\d_.])[\w]+(?:[./-][\w]+)+(?!\w)"
)
_MARKER = re.compile(r"\[\s*\d[^\]]{0,40}\]")
_ENUMERATOR = re.compile(
    r"(?<=[;:.] )\d{1,2}\)\s|"
    r"^\s*\(?(?:\d{1,3}|[а-яa-z])[.)]\s+(?!\w+ (?:р\.|року|рік))",
    re.MULTILINE,
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "І": 1, "Х": 10}

_ALIKE = {
    frozenset({"", "~<="}), frozenset({"<=", "~<="}), frozenset({"*", ">="}),
    frozenset({"*", "<="}), frozenset({"*", "~<="}), frozenset({"", "~>="}),
    frozenset({">=", "~>="}), frozenset({"~>=", "~<="}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a date of a text. `value` is what is compared: a Fraction, a date as (year,
    month, day) with None for what is not said, or the letters of a code such as "4572-VI".

    `telling` is false for "one" and "first"; `bound` is what limits a number ("at least"), `limit`
    where the text says so.
    """

    span: Span
    value: Fraction | tuple[int | None, ...] | str
    bound: Bound = ""
    telling: bool = True
    limit: Span | None = None

    @property
    def is_date(self) -> bool:
        return isinstance(self.value, tuple)

    def within(self, other: Figure) -> bool:
        """Whether `other` says all that this one says, its bound aside."""
        if isinstance(self.value, tuple) and isinstance(other.value, tuple):
            return all(
                mine is None or mine == its
                for mine, its in zip(self.value, other.value, strict=True)
            )
        return _plain(self.value) == _plain(other.value)

    def bounded_as(self, other: Figure) -> bool:
        """Whether the two are limited alike: "within" as none, "at least" only as itself."""
        return self.bound == other.bound or frozenset({self.bound, other.bound}) in _ALIKE


def _plain(
    value: Fraction | tuple[int | None, ...] | str,
) -> Fraction | tuple[int | None, ...] | str:
    """A bare year as a number, so that "2000" meets "two thousand"."""
    if isinstance(value, tuple) and value[0] is not None and value[1:] == (None, None):
        return Fraction(value[0])
    return value


def figures(text: str) -> tuple[Figure, ...]:
    """The numbers and dates of `text`, in order; without markers such as [2, с. 86] and without
    the numbers that count the items of a list."""
    bare = _MARKER.sub(lambda m: " " * len(m[0]), text)
    bare = _ENUMERATOR.sub(lambda m: " " * len(m[0]), bare)
    kept: list[Figure] = []
    for figure in _all(bare):
        if not any(figure.span.overlap(other.span) for other in kept):
            kept.append(figure)
    scaled = _scaled(bare, sorted(kept, key=lambda figure: figure.span))
    return tuple(_bounded(bare, one) for one in scaled)


def _all(text: str) -> Iterator[Figure]:
    """Every reading, the longer and surer first."""
    yield from _dates(text)
    for match in _DECADE.finditer(text):
        yield Figure(Span(*match.span()), f"{match['y']}s")
    for match in _CENTURY.finditer(text):
        yield Figure(Span(*match.span()), Fraction(_roman_or_digits(match["n"])))
    for match in _SECTION.finditer(text):
        if match["n"].isupper():
            yield Figure(Span(*match.span("n")), Fraction(_roman_or_digits(match["n"])))
    for match in _BARE_YEAR.finditer(text):
        yield Figure(Span(*match.span()), (int(match[0]), None, None))
    yield from _printed(text)
    for numeral in numerals(list(words(text))):
        counts = numeral.telling or bool(_UNIT.match(text, numeral.span.end))
        yield Figure(numeral.span, numeral.value, telling=counts)


_UNIT = re.compile(  # "one year" counts, "one of them" does not
    r"\s+(?:days?|hours?|weeks?|months?|years?|дн\w+|день|доб\w+|годин\w*|тиж\w+|місяц\w+|рок\w+|рік)\b",
    re.IGNORECASE,
)


def _printed(text: str) -> Iterator[Figure]:
    """Ranges, codes such as "4572-VI", and numbers in digits."""
    for match in _RANGE.finditer(text):
        if int(match["a"]) >= int(match["b"]):
            yield Figure(Span(*match.span()), match[0])  # "131-1" is the number of an article
            continue
        for name in ("a", "b"):
            yield Figure(Span(*match.span(name)), Fraction(match[name]))
    for match in _CODE.finditer(text):
        if not _SUFFIXED.fullmatch(match[0]):
            yield Figure(Span(*match.span()), match[0].lower())
    for match in _DIGITS.finditer(text):
        number = match[0].removesuffix(match["suffix"])
        yield Figure(Span(match.start(), match.end()), _decimal(number))


def _decimal(printed: str) -> Fraction:
    if re.fullmatch(r"\d{1,3}(?:[ \u00a0,]\d{3})+", printed):
        return Fraction(re.sub(r"\D", "", printed))
    return Fraction(printed.replace(",", "."))


def _roman_or_digits(printed: str) -> int:
    if digits := re.match(r"\d+", printed):
        return int(digits[0])
    values = [_ROMAN[letter] for letter in printed]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def _dates(text: str) -> Iterator[Figure]:
    for pattern in (_NUMERIC, _ISO):
        for match in pattern.finditer(text):
            if 1 <= int(match["m"]) <= 12 and 1 <= int(match["d"]) <= 31:
                value = (int(match["y"]), int(match["m"]), int(match["d"]))
                yield Figure(Span(*match.span()), value)
    said = list(words(text))
    for at, word in enumerate(said):
        month = _month(text[word.span.start : word.span.end])
        if month is not None:
            yield from _around(text, month, word.span, said[at].form)


def _month(form: str) -> int | None:
    """The month that a word names; "may" and "march" only with a capital."""
    lower = form.lower()
    if lower.isascii():
        if not form[:1].isupper():
            return None
        return MONTHS.get(lower) or (_MONTHS_SHORT.get(lower) if lower != "may" else 5)
    return next((MONTHS[base] for base in base_forms(lower) if base in MONTHS), None)


_DAY_BEFORE = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})(?:-?(?:го|е|му|st|nd|rd|th))?»?\s+(?:of\s+|дня\s+)?«?$", re.I
)
_DAY_AFTER = re.compile(r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_YEAR_AFTER = re.compile(rf"[,.]?\s+(?:of\s+)?(?P<y>{_YEAR})(?!\d)")


def _around(text: str, month: int, span: Span, form: str) -> Iterator[Figure]:
    """The date around a month's name; none for a bare English "May" or the like."""
    before = _DAY_BEFORE.search(text, max(0, span.start - 20), span.start)
    start, end, day = span.start, span.end, None
    if before and int(before["d"]) <= 31:
        start, day = before.start(), int(before["d"])
    elif spoken := _spoken_day(text, span.start):
        start, day = spoken
    elif form.isascii() and (after := _DAY_AFTER.match(text, end)) and int(after["d"]) <= 31:
        end, day = after.end(), int(after["d"])
    year = _YEAR_AFTER.match(text, end)
    if year:
        end = year.end()
    doubtful = form in ("may", "march", "mar", "dec", "лютий", "лютого")
    value = (int(year["y"]) if year else None, month, day)
    yield Figure(Span(start, end), value, telling=not (doubtful and value[::2] == (None, None)))


def _spoken_day(text: str, end: int) -> tuple[int, int] | None:
    """Where a day in words before a month begins, and which it is: "двадцять восьмого"."""
    begin = max(0, end - 40)
    found = list(numerals(list(words(text[begin:end]))))
    if not found or text[begin + found[-1].span.end : end].strip() not in ("", "of"):
        return None
    value = found[-1].value
    return (begin + found[-1].span.start, int(value)) if value <= 31 else None


_TO = re.compile(r"\s*(?:[–—-]|до|to|or|чи|або)\s*")
_AND, _BETWEEN = re.compile(r"\s+(?:and|і|й|та)\s+"), re.compile(r"\b(?:between|між)\s+$", re.I)


def _scaled(text: str, found: Sequence[Figure]) -> list[Figure]:
    """ "3 million" as one figure, and "2–3 million" as two of millions."""
    kept: list[Figure] = []
    for figure in found:
        before = kept[-1] if kept else None
        if before and isinstance(before.value, Fraction) and before.value < 1_000:
            scale = scale_of(figure.span.of(text))
            gap = text[before.span.end : figure.span.start]
            if scale is not None and scale == figure.value and not gap.strip():
                span = Span(before.span.start, figure.span.end)
                figure = replace(before, span=span, value=before.value * scale)
                kept.pop()
        _count_alike(text, kept, figure)
        kept.append(figure)
    return kept


def _count_alike(text: str, kept: list[Figure], figure: Figure) -> None:
    """Makes the first of "2–3 million" count millions, as the second does."""
    scale = scale_of(figure.span.of(text))
    first = kept[-1] if kept else None
    if scale is None or first is None or not isinstance(first.value, Fraction):
        return
    joined = _TO.fullmatch(text, first.span.end, figure.span.start) or (
        _AND.fullmatch(text, first.span.end, figure.span.start)
        and _BETWEEN.search(text, 0, first.span.start)
    )
    if first.value < 1_000 and joined:
        kept[-1] = replace(first, value=first.value * scale)


def _bounded(text: str, figure: Figure) -> Figure:
    if not isinstance(figure.value, Fraction):
        return figure
    begin = max(0, figure.span.start - 45)
    before = text[begin : figure.span.start]
    for bound, pattern in lists().bounds_after:
        if found := pattern.match(text, figure.span.end):
            return replace(figure, bound=bound, limit=Span(*found.span()))
    for bound, pattern in lists().bounds_before:
        if found := pattern.search(before):
            limit = Span(begin + found.start(), begin + found.end())
            bound = _directed(text, figure, found[0], bound)
            if bound == ">" and _NONE.search(text, 0, limit.start):
                bound = "<="  # "no Member may send more than five"
            telling = figure.telling or bound in (">=", "<=", ">", "<")  # "at least one"
            return replace(figure, bound=bound, limit=limit, telling=telling)
    return figure


_NONE = re.compile(r"\b(?:no|none|never|not|cannot|жод\w+|не)\b[^,.;:]{0,60}$", re.IGNORECASE)
_BACK = re.compile(r"\s+(?:\S+\s+){0,2}?(?:before|prior|ahead|до|перед)\b", re.IGNORECASE)
_FORTH = re.compile(r"\s+(?:\S+\s+){0,2}?(?:after|following|from|of|після|від|з)\b", re.IGNORECASE)
_LATER = re.compile(r"пізніш|late[rs]", re.IGNORECASE)
_EARLIER = re.compile(r"раніш|earlier", re.IGNORECASE)


def _directed(text: str, figure: Figure, limit: str, bound: Bound) -> Bound:
    """What "no later" and "no earlier" say of a time: "no later than ten days before" is at least
    ten, "no later than ten days after" at most."""
    later, earlier = _LATER.search(limit), _EARLIER.search(limit)
    back = _BACK.match(text, figure.span.end)
    forth = _FORTH.match(text, figure.span.end) or "через" in limit
    if later and (back or forth):
        return ">=" if back else "<="
    if earlier and back:
        return "<="
    return bound


def carried(figure: Figure, others: Iterable[Figure]) -> bool:
    """Whether one of `others` says what `figure` says, with the same bound."""
    return any(figure.within(other) and figure.bounded_as(other) for other in others)
