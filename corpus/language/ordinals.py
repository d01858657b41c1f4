"""Numbers in words, as provisions are cited by them: "сто тридцять перша", "twenty-fifth"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dzherelo.corpus.types import Span

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_JOINT = re.compile(r"\s+(?:and\s+)?|-")

_UNITS = "перш друг трет четверт п'ят шост сьом восьм дев'ят десят"
_TEENS = "оди два три чотир п'ят шіст сім вісім дев'ят"
_TENS = "двадцят тридцят сороков п'ятдесят шістдесят сімдесят вісімдесят дев'яност"
_HUNDREDS = "сот двохсот трьохсот чотирьохсот п'ятисот шестисот семисот восьмисот дев'ятисот"
_ENDINGS = (
    "ого ього ому ьому ої ьої ою ьою ій ьій ий ім им ьому ьох их ьих ими а я у ю е є і".split()
)
_COUNTED = {  # the forms that stand in front of an ordinal, or alone behind "стаття"
    1: "один одна одне одної одну",
    2: "два дві двох",
    3: "три трьох",
    4: "чотири чотирьох",
    5: "п'ять п'яти",
    6: "шість шести",
    7: "сім семи",
    8: "вісім восьми",
    9: "дев'ять дев'яти",
    10: "десять десяти",
    40: "сорок сорока",
    90: "дев'яносто",  # "дев'яноста" is the ordinal
    100: "сто ста",
    200: "двісті двохсот",
    300: "триста трьохсот",
    400: "чотириста чотирьохсот",
    500: "п'ятсот п'ятисот",
    600: "шістсот шестисот",
    700: "сімсот семисот",
    800: "вісімсот восьмисот",
    900: "дев'ятсот дев'ятисот",
}
_UNITS_EN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_ORDINALS_EN = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety".split()


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in words, and whether it says which one ("третя") or how many ("три")."""

    span: Span
    value: int
    ordinal: bool


def numerals(text: str) -> Iterator[Numeral]:
    """The numbers from 1 to 999 that `text` has in words, in order; apostrophes must be straight.

    "сто тридцять перша" is one number, and so is "one hundred and thirty-first".
    """
    found: Numeral | None = None
    for match in _WORD.finditer(text):
        held = _forms().get(match[0].lower())
        if held is None:
            continue
        value, ordinal = held
        here = Numeral(Span(*match.span()), value, ordinal)
        joined = found and _joined(text, found, here)
        if found and not joined:
            yield found
        found = joined or here
    if found:
        yield found


def is_ordinal(form: str) -> bool:
    """Whether a folded word is an ordinal, in any case and number."""
    return _forms().get(form, (0, False))[1]


def _joined(text: str, before: Numeral, here: Numeral) -> Numeral | None:
    """Both as one number: hundreds, then tens, then units; None where they are two."""
    if before.ordinal or not _JOINT.fullmatch(text, before.span.end, here.span.start):
        return None
    span = Span(before.span.start, here.span.end)
    if here.value == 100 and before.value < 10 and text[here.span.start].lower() == "h":
        return Numeral(span, before.value * 100, here.ordinal)
    room = 100 if before.value % 100 == 0 else 10 if before.value % 10 == 0 else 0
    if before.value == 10 or here.value >= room:
        return None
    return Numeral(span, before.value + here.value, here.ordinal)


@cache
def _forms() -> dict[str, tuple[int, bool]]:
    """Every form of every numeral word: its value, and whether it is an ordinal."""
    stems = dict(enumerate(_UNITS.split(), start=1))
    stems |= {at: f"{stem}надцят" for at, stem in enumerate(_TEENS.split(), start=11)}
    stems |= {at * 10: stem for at, stem in enumerate(_TENS.split(), start=2)}
    stems |= {at * 100: stem for at, stem in enumerate(_HUNDREDS.split(), start=1)}
    forms = {f"{stem}{end}": (value, True) for value, stem in stems.items() for end in _ENDINGS}
    for value, stem in stems.items():  # "двадцять, двадцяти"; "п'ятдесят, п'ятдесяти"
        if stem.endswith("цят"):
            forms |= {f"{stem}ь": (value, False), f"{stem}и": (value, False)}
        elif stem.endswith("десят"):
            forms |= {stem: (value, False), f"{stem}и": (value, False)}
    for value, words in _COUNTED.items():
        forms |= dict.fromkeys(words.split(), (value, False))
    for at, (word, ordinal) in enumerate(zip(_UNITS_EN, _ORDINALS_EN, strict=True), start=1):
        forms |= {word: (at, False), ordinal: (at, True)}
    for at, word in enumerate(_TENS_EN, start=2):
        forms |= {word: (at * 10, False), f"{word[:-1]}ieth": (at * 10, True)}
    return forms | {"hundred": (100, False), "hundredth": (100, True)}
