"""Numbers in words, Ukrainian and English: cardinals, ordinals, collectives, fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from dzherelo.corpus.language.words import Word, base_forms, is_cyrillic, words
from dzherelo.corpus.types import Span

Sort = Literal["cardinal", "ordinal", "other"]  # "three", "third", "thrice" or "two thirds"

# By value: base forms of "how many", behind a bar those of "which one", behind another those of
# collectives and of "so many times".
_WORDS = {
    1: "один one | перший first | once", 2: "два two | другий second | двоє двічі twice",
    3: "три three | третій third | троє тричі thrice",
    4: "чотири four | четвертий fourth | четверо", 5: "п'ять five | п'ятий fifth | п'ятеро",
    6: "шість six | шостий sixth | шестеро", 7: "сім seven | сьомий seventh | семеро",
    8: "вісім eight | восьмий eighth | восьмеро", 9: "дев'ять nine | дев'ятий ninth | дев'ятеро",
    10: "десять ten | десятий tenth | десятеро десяток",
    11: "одинадцять eleven | одинадцятий eleventh",
    12: "дванадцять twelve | дванадцятий twelfth | dozen",
    13: "тринадцять thirteen | тринадцятий thirteenth",
    14: "чотирнадцять fourteen | чотирнадцятий fourteenth",
    15: "п'ятнадцять fifteen | п'ятнадцятий fifteenth",
    16: "шістнадцять sixteen | шістнадцятий sixteenth",
    17: "сімнадцять seventeen | сімнадцятий seventeenth",
    18: "вісімнадцять eighteen | вісімнадцятий eighteenth",
    19: "дев'ятнадцять nineteen | дев'ятнадцятий nineteenth",
    20: "двадцять twenty | двадцятий twentieth", 30: "тридцять thirty | тридцятий thirtieth",
    40: "сорок forty | сороковий fortieth", 50: "п'ятдесят fifty | п'ятдесятий fiftieth",
    60: "шістдесят sixty | шістдесятий sixtieth", 70: "сімдесят seventy | сімдесятий seventieth",
    80: "вісімдесят eighty | вісімдесятий eightieth",
    90: "дев'яносто ninety | дев'яностий ninetieth", 100: "сто hundred | сотий hundredth",
    200: "двісті | двохсотий", 300: "триста | трьохсотий", 400: "чотириста | чотирьохсотий",
    500: "п'ятсот | п'ятисотий", 600: "шістсот | шестисотий", 700: "сімсот | семисотий",
    800: "вісімсот | восьмисотий", 900: "дев'ятсот | дев'ятисотий",
    1_000: "тисяча thousand | тисячний", 10**6: "мільйон million", 10**9: "мільярд billion",
}  # fmt: skip
_KINDS: tuple[Sort, ...] = ("cardinal", "ordinal", "other")
NUMERALS = {
    form: (value, kind)
    for value, row in _WORDS.items()
    for kind, forms in zip(_KINDS, row.split("|"), strict=False)
    for form in forms.split()
}
_SHARES = {"половина": 2, "половинний": 2, "half": 2, "третина": 3, "чверть": 4, "quarter": 4}
_SHARES_EN = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
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
_JOINT = re.compile(r"\s+|[-‑]|(?P<and>\s+and\s+)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in words, and whether it says how many ("три") or which one ("третя")."""

    span: Span
    value: Fraction
    kind: Sort = "other"


def numerals(text: str) -> Iterator[Numeral]:
    """The numbers that `text` has in words, in order: "двадцять п'ять" is one, "one hundred and
    thirty-first" is one, "two thirds" is one."""
    said = [part for word in words(text) for part in _parts(word) if part.form != "and"]
    at = 0
    while at < len(said):
        end, found = _number(text, said, at)
        if found is not None:
            yield found
        at = max(end, at + 1)


def is_ordinal(form: str) -> bool:
    """Whether a folded word is an ordinal, in any case and number."""
    found = _value(form)
    return found is not None and found[1] == "ordinal"


def scale_of(text: str) -> int | None:
    """1000 for a text that ends in "thousand", and so on; None if it ends otherwise."""
    last = text.split()[-1:]
    value = _value(last[0].lower()) if last else None
    return value[0] if value and value[0] >= 1_000 else None


def _parts(word: Word) -> Iterator[Word]:
    """The parts of a hyphenated word, "twenty-five"."""
    start = word.span.start
    for part in word.form.split("-"):
        yield Word(Span(start, start + len(part)), part)
        start += len(part) + 1


def _number(text: str, said: Sequence[Word], at: int) -> tuple[int, Numeral | None]:
    """The number that begins at a word, and where it ends."""
    if parts := _share(said[at].form):
        return at + 1, Numeral(said[at].span, Fraction(1, parts))
    if compound := _COMPOUND.fullmatch(said[at].form):
        return at + 1, Numeral(said[at].span, Fraction(_BOUND[compound["n"]]))
    place, whole, kind = _counted(text, said, at)
    if place == at:
        return at, None
    value = Fraction(whole)
    if place < len(said) and kind == "cardinal" and _joined(text, said, at, place, 0):
        form = said[place].form
        if parts := _share(form) or _SHARES_EN.get(form.removesuffix("s") if whole > 1 else form):
            place, value, kind = place + 1, value / parts, "other"
    while place < len(said) and not _value(said[place].form) and _hyphened(text, said, place):
        place += 1  # "five-year"
    return place, Numeral(Span(said[at].span.start, said[place - 1].span.end), value, kind)


def _counted(text: str, said: Sequence[Word], at: int) -> tuple[int, int, Sort]:
    """Where a whole number ends that begins at a word, its value, and how it counts."""
    total = part = last = 0  # what follows must fit below: "twenty five", not "five twenty"
    kind: Sort = "cardinal"
    place = at
    while place < len(said) and kind == "cardinal" and _joined(text, said, at, place, last):
        value, which = _value(said[place].form) or (0, kind)
        if value >= 1_000 and (part or place == at):
            total, part, last = total + (part or 1) * value, 0, value
        elif value == 100 and 0 < part < 10 and not is_cyrillic(said[place].form):
            part, last = part * 100, 100
        elif value and (not last or _fits(last, value)):
            part, last = part + value, value
        else:
            break
        kind, place = which, place + 1
    return place, total + part, kind


def _hyphened(text: str, said: Sequence[Word], place: int) -> bool:
    return text[said[place - 1].span.end : said[place].span.start] in ("-", "‑")


def _joined(text: str, said: Sequence[Word], begin: int, place: int, last: int) -> bool:
    """Whether nothing parts a word from the number before it; "and" does so below a hundred."""
    if place == begin:
        return True
    joint = _JOINT.fullmatch(text, said[place - 1].span.end, said[place].span.start)
    return joint is not None and (last >= 100 or not joint["and"])


def _fits(last: int, value: int) -> bool:
    return value < last and (last >= 100 or (last >= 20 and value < 10))


@lru_cache(maxsize=50_000)
def _value(form: str) -> tuple[int, Sort] | None:
    """The value of a word and how it counts; the ordinal where a form may be either: "сьома"."""
    found = [NUMERALS[base] for base in sorted(base_forms(form)) if base in NUMERALS]
    return next((one for one in found if one[1] == "ordinal"), found[0] if found else None)


def _share(form: str) -> int | None:
    """The parts of a whole that a word counts: 2 for "половина", 3 for "третина"."""
    return next((_SHARES[base] for base in base_forms(form) if base in _SHARES), None)
