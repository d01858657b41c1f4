"""In-text citations by number or key, as they are written: `[2, с. 86]`, `[1; 3]`, `(4–6)`,
`¹²,¹⁵`, `[@smith2020, p. 5]`. Which of them a text uses, and what they link to, `linking` tells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from dzherelo.corpus.citations.wording import any_of
from dzherelo.corpus.language.notation import LOWERED
from dzherelo.corpus.types import Span

# What may be a marker: something in square brackets (`named_in` tells).
MARKER = re.compile(r"\[([^\[\]\n]{1,160})\]")
_RANGE = r"\s*[-–—‑−]\s*"
_ROMAN = r"(?:[IVXLCDMІХСМ]+|[ivxlcdm]+)(?!\w)"
_VALUE = rf"(?:\d+(?:\.\d+)?[a-z]?|{_ROMAN})(?:{_RANGE}(?:\d+[a-z]?|{_ROMAN}))?"
_PAGE_WORD = rf"(?:{any_of('page')})(?![^\W\d_])\.?\s*"
# A number after the pages is one more page, unless it has pages of its own: "4, с. 5, 6, с. 8".
_MORE = rf"(?:\s*,\s*\d+(?:{_RANGE}\d+)?(?!\d|{_RANGE}\d|\s*:|\s*,?\s*{_PAGE_WORD}))*"
_NAMED = re.compile(
    rf"""\s*(?P<first>\d{{1,3}})(?!\d)
        (?:{_RANGE}(?P<last>\d{{1,3}})(?!\d))?
        (?:(?:\s*,)?\s*(?:
            {_PAGE_WORD}(?P<page>{_VALUE}{_MORE})
            |(?P<place>(?:{any_of("article")})\.?\s*(?P<article>\d+(?:[-–—]\d+)*(?:\s*,\s*\d+)*)
                (?:\s*,?\s*(?:{any_of("part")})\.?\s*\d+)*)
            |(?:{any_of("other")})(?![^\W\d_])\.?\s*{_VALUE}(?:\s*:\s*{_VALUE})?
        )|\s*:\s*(?:(?:{any_of("other")})(?![^\W\d_])\.?\s*{_VALUE}
            |(?:{_PAGE_WORD})?(?P<colon>{_VALUE}{_MORE})))*\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_JOINED = re.compile(rf"[;,]\s*(?:(?:{any_of('and')})\b)?|(?:{any_of('and')})\s", re.IGNORECASE)
_LEAD = re.compile(rf"(?:\s*(?:{any_of('lead')})(?![^\W\d_])[.,:]*)*\s*", re.IGNORECASE)
_ACROSS = re.compile(r"\[(\d{1,3})\]\s?[-–—‑]\s?\[(\d{1,3})\]")  # "[1]–[3]"
_PARENTHESES = re.compile(r"\(([^()\n]{1,80})\)")
_RAISED_DIGITS = "⁰¹²³⁴-⁹"
_RAISED = re.compile(
    rf"(?<![⁻⁺{_RAISED_DIGITS}])[{_RAISED_DIGITS}]+"
    rf"(?:\s?[,;⁻⁾–˒-]\s?[{_RAISED_DIGITS}]+)*(?![⁺⁻ᵃ-ᵿ{_RAISED_DIGITS}])|\[\^(?P<label>[^\]\s]{{1,40}})\]"
)
_TO_DIGITS = LOWERED | str.maketrans("⁻˒⁾", "-,,")
# raised digits that a text file has flat: "used before.1–3 It is", "a small lens2,3 and"
_FLAT = re.compile(
    r"(?<=[^\W\d_][.,;:])(\d{1,3}(?:[,–-]\d{1,3})*)(?=\s+[^\W\d_]|\s*$)"
    r"|(?<=[a-zà-ÿа-яіїєґ]{4})(\d{1,3}(?:[,–-]\d{1,3})*)(?=[\s.,;:)]|$)"
)
_KEY = r"[\w*][\w:.#$%&+?<>~/-]*[\w/]|\w"
_KEYS = re.compile(
    rf"\[[^\[\]\n]*?-?@(?:{_KEY})[^\[\]\n]*\]"
    rf"|(?<![\w@.])-?@(?:{{[^}}\s]+}}|{_KEY})(?:\s\[[^\[\]\n@]{{1,40}}\])?"
    r"|\\\w*cite\w*\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{[^{}]+\}"
)
_ONE_KEY = re.compile(rf"@(?:{{([^}}\s]+)}}|({_KEY}))((?:(?!@)[^;\]])*)")
_KEY_PAGE = re.compile(rf"(?:[,:]|^|\[)\s*~?(?:{_PAGE_WORD})?~?({_VALUE}{_MORE})", re.IGNORECASE)


class Named(NamedTuple):
    """An entry that a marker names. `place` is what stands behind "ст." or "art.", as it is
    written: an article of an act ("ст. 9, ч. 2"), of other works the page."""

    number: int
    page: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that cites by its looks: `span` begins at the text's first character.

    `cited` are the entries that it names. Of names without an entry, `lost` has the entries that
    they fit equally well, none if they fit none. A `narrative` mark is part of its sentence
    ("Smith (2020) shows …"). A mark that is not `sure` has the looks of other things too: of an
    interval, a shape, an enumeration.
    """

    span: Span
    cited: tuple[Named, ...] = ()
    lost: tuple[tuple[int, ...], ...] = ()
    narrative: bool = False
    sure: bool = True


def parse_marker(inside: str) -> tuple[tuple[int, str | None], ...]:
    """(number, page) of every entry that the text between the brackets names; empty if none.

    `2, с. 86` gives ((2, "86"),), and so do `2 с.86` and `2: 86`; `1; 3, с. 5–7` gives two, and so
    does `4, с. 5-6, 5, с. 8`; `4–6` three; `1, 2` two. What `ст. 9` means only the work can tell:
    here it is page 9.
    """
    return tuple((one.number, one.page) for one in named_in(inside))


def named_in(inside: str, *, longest: int = 30) -> tuple[Named, ...]:
    """The entries that the text between the brackets names, with what it says of the place; none
    of a range that no marker would have (more entries than the `longest`), nor of a number that
    is said twice for the same place, which a marker never has."""
    found: list[Named] = []
    lead = _LEAD.match(inside)
    at = lead.end() if lead else 0
    while match := _NAMED.match(inside, at):
        first, last = int(match["first"]), int(match["last"] or match["first"])
        if not first <= last < first + longest:
            return ()
        page = match["page"] or match["colon"] or match["article"]
        found += [Named(number, page, match["place"]) for number in range(first, last + 1)]
        at = match.end()
        if at == len(inside):
            return tuple(found) if len(set(found)) == len(found) else ()
        joined = _JOINED.match(inside, at)
        if joined is None:
            return ()
        at = joined.end()
    return ()


def bracketed(text: str) -> Iterator[Mark]:
    """The marks by numbers in square brackets; "[1]–[3]" is one."""
    end = 0
    for match in MARKER.finditer(text):
        if match.start() < end:
            continue
        across = _ACROSS.match(text, match.start())
        inside = f"{across[1]}-{across[2]}" if across else match[1]
        span = Span(match.start(), (across or match).end())
        named = named_in(inside, longest=200 if across else 30)
        if named and not _is_formula(text, span):
            end = span.end
            listed = len(named) > 1 and re.fullmatch(r"[\d\s,]+", inside) is not None
            begins = span.start == 0 and text[span.end :].lstrip()[:1].isupper()  # "[1] Smith A."
            if not begins:
                yield Mark(span, named, sure=not listed)


def _is_formula(text: str, span: Span) -> bool:
    """Whether brackets are part of a name, a formula, an address or an index by what they touch:
    "bicyclo[2,2,2]octane", "x ∈ [1, 2]", "[1](url)", "a[1]"."""
    before, after = text[max(0, span.start - 4) : span.start], text[span.end : span.end + 9]
    letter = before[-1:].isalpha() and not before[-2:-1].isalnum()  # "a[1]"
    spaced = re.search(r"\s[+*/^−<>]\s$", before)  # "a + [1]"
    opens = after[:1].isalnum() or after[:1] in ("{", "_", "^")
    linked = re.match(r"\((?:\w+:|/|#|\.|www)", after)
    shown = after.lstrip()[:1] in tuple("=∈×≤≥≈⊂") or before.rstrip()[-1:] in tuple("=∈∉≤≥≈×⋅·∼~")
    return bool(letter or spaced or opens or linked or shown or before[-1:] in tuple("_\\$"))


def parenthesised(text: str) -> Iterator[Mark]:
    """The marks by numbers in round brackets: not the number of a thing ("Eq. (3)"), nor of an
    item of a list ("either (1) hot or (2) cold")."""
    found = [(match, named_in(match[1])) for match in _PARENTHESES.finditer(text)]
    marks = [(match, named) for match, named in found if named]
    items = _items(text, [match for match, named in marks if len(named) == 1])
    for match, named in marks:
        before = text[: match.start()].rstrip()
        cited = before[-1:].isalnum() and len(before) < match.start()
        cited = cited or before.endswith(("al.", "”", '"', "»", "’", ")", "]", "%"))
        if cited and match not in items:
            yield Mark(Span(*match.span()), named, sure=len(named) > 1)


def _items(text: str, single: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The numbers of an enumeration: one after the other from 1, none at the end of a clause."""
    runs: list[list[re.Match[str]]] = []
    for match in single:
        number = int(match[1]) if match[1].isdecimal() else 0
        if number == 1:
            runs.append([match])
        elif runs and number == len(runs[-1]) + 1:
            runs[-1].append(match)
    counted = (
        list(takewhile(lambda m: text[m.end() :][:1] not in tuple(",.;:"), run)) for run in runs
    )
    return [match for run in counted if len(run) > 1 for match in run]


def raised(text: str) -> Iterator[tuple[Mark, str]]:
    """The marks by raised numbers, and by labels of notes ("[^3]"), with the label of the first:
    not exponents ("10³ m²"), isotopes ("¹⁴C") and added articles of acts ("13¹")."""
    for match in _RAISED.finditer(text):
        span = Span(*match.span())
        if match["label"]:
            label = match["label"]
            number = int(label) if label.isdecimal() and len(label) <= 3 else 0
            yield Mark(span, (Named(number),)), label
            continue
        inside = match[0].translate(_TO_DIGITS)
        if (named := named_in(inside)) and not _is_power(text, span, inside):
            yield Mark(span, named), str(named[0].number)


def flat(text: str) -> Iterator[Mark]:
    """The marks by numbers that were raised once, "used before.1–3 It is cheap"; surely such at the
    end of a sentence."""
    for match in _FLAT.finditer(text):
        if named := named_in(match[0]):
            ended = re.search(r"[^\W\d_]{4}\.$", text[: match.start()]) is not None
            capital = text[match.end() :].lstrip()[:1]
            sure = ended and (not capital or capital.isupper())
            yield Mark(Span(*match.span()), named, sure=sure)


def _is_power(text: str, span: Span, inside: str) -> bool:
    """Whether raised digits belong to the sign before or behind them."""
    before, after = text[: span.start], text[span.end : span.end + 1]
    if before.endswith("(") and after == ")":
        return False
    if after.isalnum() or not before or before[-1] in "(⁻−-^=×·":
        return True
    if before[-1].isspace():
        return not before.rstrip() or after.isalpha()
    if before[-1].isdigit():
        return re.search(r"(?<![\d.,])(?:1[5-9]|20)\d\d$", before) is None
    sign = re.search(r"[^\W\d_]+$", before)
    if sign is None or len(inside) > 1:
        return False
    measured = re.search(r"[\d/·×]\s*$", before[: sign.start()]) is not None
    return len(sign[0]) == 1 or (inside in "123" and (len(sign[0]) == 2 or measured))


def keyed(text: str, numbers: dict[str, int]) -> Iterator[Mark]:
    """The marks by keys: "[@smith2020, p. 5; -@cole]", "@cole says", "\\cite[5]{cole,smith2020}",
    and the labels that a list prints: "[Smi20, Col02]". `numbers` are those of the entries."""
    for match in _KEYS.finditer(text):
        found = list(_keys_in(match[0]))
        cited = tuple(Named(numbers[key], page) for key, page in found if key in numbers)
        lost = tuple(() for key, _ in found if key not in numbers)
        narrative = match[0].startswith("@")
        if not (match[0].startswith("\\") or cited or "[" in match[0]):
            continue  # "@someone" is no mark where no entry is called so
        yield Mark(Span(*match.span()), cited, lost, narrative)
    for match in MARKER.finditer(text):
        parts = [part.strip() for part in re.split(r"[,;]", match[1])]
        if all(part in numbers for part in parts) and not all(map(str.isdecimal, parts)):
            yield Mark(Span(*match.span()), tuple(Named(numbers[part]) for part in parts))


def _keys_in(mark: str) -> Iterator[tuple[str, str | None]]:
    if mark.startswith("\\"):
        places = re.findall(r"\[([^\[\]]*)\]", mark)
        page = _KEY_PAGE.search(places[-1]) if places else None
        keys = re.split(r"\s*,\s*", mark[mark.rindex("{") + 1 : -1].strip())
        yield from ((key, page[1] if page and len(keys) == 1 else None) for key in keys)
        return
    for match in _ONE_KEY.finditer(mark):
        page = _KEY_PAGE.search(match[3])
        yield match[1] or match[2], page[1] if page else None


def within(marks: Iterable[Mark], numbers: Collection[int]) -> Iterator[Mark]:
    """The marks, those with a number outside the list as lost."""
    for mark in marks:
        if all(one.number in numbers for one in mark.cited):
            yield mark
        elif mark.sure and all(one.number > 0 for one in mark.cited):
            yield Mark(mark.span, (), ((),), mark.narrative)
