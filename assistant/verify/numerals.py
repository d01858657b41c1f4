"""Numbers in words, Ukrainian and English: cardinals, ordinals, collectives, fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dzherelo.corpus.language.words import Word, base_forms
from dzherelo.corpus.types import Span

_UK = {
    1: "один перший", 2: "два двоє другий двічі", 3: "три троє третій тричі",
    4: "чотири четверо четвертий", 5: "п'ять п'ятеро п'ятий", 6: "шість шестеро шостий",
    7: "сім семеро сьомий", 8: "вісім восьмеро восьмий", 9: "дев'ять дев'ятеро дев'ятий",
    10: "десять десятеро десятий десяток", 11: "одинадцять одинадцятий",
    12: "дванадцять дванадцятий", 13: "тринадцять тринадцятий",
    14: "чотирнадцять чотирнадцятий", 15: "п'ятнадцять п'ятнадцятий",
    16: "шістнадцять шістнадцятий", 17: "сімнадцять сімнадцятий",
    18: "вісімнадцять вісімнадцятий", 19: "дев'ятнадцять дев'ятнадцятий",
    20: "двадцять двадцятий", 30: "тридцять тридцятий", 40: "сорок сороковий",
    50: "п'ятдесят п'ятдесятий", 60: "шістдесят шістдесятий", 70: "сімдесят сімдесятий",
    80: "вісімдесят вісімдесятий", 90: "дев'яносто дев'яностий", 100: "сто сотий",
    200: "двісті двохсотий", 300: "триста трьохсотий", 400: "чотириста чотирьохсотий",
    500: "п'ятсот п'ятисотий", 600: "шістсот шестисотий", 700: "сімсот семисотий",
    800: "вісімсот восьмисотий", 900: "дев'ятсот дев'ятисотий",
}  # fmt: skip
_EN = {
    1: "one first once", 2: "two second twice", 3: "three third thrice",
    4: "four fourth", 5: "five fifth", 6: "six sixth", 7: "seven seventh", 8: "eight eighth",
    9: "nine ninth", 10: "ten tenth", 11: "eleven eleventh", 12: "twelve twelfth dozen",
    13: "thirteen thirteenth", 14: "fourteen fourteenth", 15: "fifteen fifteenth",
    16: "sixteen sixteenth", 17: "seventeen seventeenth", 18: "eighteen eighteenth",
    19: "nineteen nineteenth", 20: "twenty twentieth", 30: "thirty thirtieth",
    40: "forty fortieth", 50: "fifty fiftieth", 60: "sixty sixtieth", 70: "seventy seventieth",
    80: "eighty eightieth", 90: "ninety ninetieth", 100: "hundred hundredth",
}  # fmt: skip
_SCALES = {"тисяча": 1_000, "тисячний": 1_000, "мільйон": 10**6, "мільярд": 10**9,
           "thousand": 1_000, "million": 10**6, "billion": 10**9}  # fmt: skip
_SHARES = {"половина": 2, "половинний": 2, "half": 2, "третина": 3, "чверть": 4,
           "quarter": 4}  # fmt: skip
_EN_SHARES = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_UNITS = {
    form: value for table in (_UK, _EN) for value, forms in table.items() for form in forms.split()
}
_BOUND = {
    "дво": 2, "двох": 2, "три": 3, "трьох": 3, "чотири": 4, "чотирьох": 4, "п'яти": 5, "шести": 6,
    "семи": 7, "восьми": 8, "дев'яти": 9, "десяти": 10, "дванадцяти": 12, "чотирнадцяти": 14,
    "п'ятнадцяти": 15, "двадцяти": 20, "тридцяти": 30, "шістдесяти": 60, "сорокап'яти": 45,
    "сімдесятидвох": 72, "дев'яноста": 90, "одно": 1,
}  # fmt: skip
_COMPOUND = re.compile(
    rf"(?P<n>{'|'.join(sorted(_BOUND, key=len, reverse=True))})"
    r"(?:річн|денн|місячн|годинн|тижнев|разов)\w+"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in words; `telling` is false for "one" and "first", which often count nothing."""

    span: Span
    value: Fraction
    telling: bool = True


def numerals(said: Sequence[Word]) -> Iterator[Numeral]:
    """The numbers in words among the words of a text, in order; "двадцять п'ять" is one."""
    at = 0
    while at < len(said):
        end, value = _number(said, at)
        if value is None:
            if compound := _COMPOUND.fullmatch(said[at].form):
                yield Numeral(said[at].span, Fraction(_BOUND[compound["n"]]))
            at += 1
            continue
        span = Span(said[at].span.start, said[end - 1].span.end)
        yield Numeral(span, value, telling=value != 1)
        at = end


def scale_of(text: str) -> int | None:
    """1000 for a text that ends in "thousand", and so on; None if it ends otherwise."""
    last = text.split()[-1].lower() if text.split() else ""
    return next((_SCALES[base] for base in base_forms(last) if base in _SCALES), None)


def _number(said: Sequence[Word], at: int) -> tuple[int, Fraction | None]:
    """The number that begins at a word: where it ends, and its value."""
    if share := _share(said[at].form):
        return at + 1, share
    total = part = last = 0  # what follows must fit below: "twenty five", not "five twenty"
    place = at
    while place < len(said):
        form = said[place].form
        values = _values(form)
        scale = next((_SCALES[base] for base in base_forms(form) if base in _SCALES), None)
        if "hundred" in base_forms(form) and 0 < part < 10:
            part, last = part * 100, 100
        elif values and (not last or _fits(last, values[0])):
            part, last = part + sum(values), values[-1]
        elif scale and (part or place == at):
            total, part, last = total + (part or 1) * scale, 0, scale
        elif form != "and" or last < 100 or not _goes_on(said, place + 1):
            break
        place += 1
    if place == at:
        return at, None
    value = Fraction(total + part)
    if place < len(said) and (parts := _parts(said[place].form)):
        return place + 1, value / parts
    return place, value


def _goes_on(said: Sequence[Word], place: int) -> bool:
    return place < len(said) and bool(_values(said[place].form))


def _fits(last: int, value: int) -> bool:
    return value < last and (last >= 100 or (last >= 20 and value < 10))


def _values(form: str) -> list[int]:
    """[20, 5] for "twenty-five", [5] for "five-year"; empty for a word that is no number."""
    found: list[int] = []
    for part in form.split("-"):
        value = next((_UNITS[base] for base in sorted(base_forms(part)) if base in _UNITS), None)
        if value is None:
            return found
        found.append(value)
    return found


def _share(form: str) -> Fraction | None:
    """1/2 for "half" and "половина", 2/3 for "two-thirds"."""
    head, _, tail = form.rpartition("-")
    if head and (parts := _parts(tail)) and (values := _values(head)):
        return Fraction(sum(values), parts)
    return next((Fraction(1, _SHARES[base]) for base in base_forms(form) if base in _SHARES), None)


def _parts(form: str) -> int | None:
    """The parts of a whole that are counted: 3 for the second word of "two thirds"."""
    plural = next((_SHARES[base] for base in base_forms(form) if base in _SHARES), None)
    return plural or (_EN_SHARES.get(form[:-1]) if form.endswith("s") else None)
