"""The words and numbers that pinpoints are made of: "ст.", "частини", "131-1", "дев'ятої"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.split.numbers import plain_number
from corpus.types import Span

_LEVELS = {
    "article": r"ст|стст|стат(?:тя|ті|тю|тею|тей|тям|тями|тях|ей)|arts?|articles?",
    "part": r"чч?|част(?:ина|ини|ині|ину|иною|ин|инам|инами|инах)|parts?",
    "subpoint": r"пп|п\.п|підп|підпункт\w{0,3}|sub-?points?|sub-?paragraphs?",
    "point": r"п|пункт\w{0,3}|точк[аиіу]|points?|items?|clauses?|літ|літер[аиіу]|letters?",
    "paragraph": r"абз|абзац\w{0,3}",
    "paragraph-en": r"paras?|paragraphs?",
    "розділ": r"розділ\w{0,3}|sections?",
    "глава": r"гл|глав[аиіу]|главою|chapters?",
}
_LEVEL = re.compile(
    r"(?<![^\W\d_])(?:"
    + "|".join(f"(?P<{name.replace('-', '_')}>{words})" for name, words in _LEVELS.items())
    + r")(?![^\W\d_'])(?P<stop>\s?\.)?(?:\s?[-–]\s?(?=\d))?",
    re.IGNORECASE,
)
_ABBREVIATIONS = frozenset("ст стст art arts ч чч пп п.п підп п літ абз para paras гл".split())
_SUFFIX = (
    r"(?:[-–‑]?(?:ої|ого|ому|ий|ій|їй|ою|ша|шої|га|гої|тя|тьої|та|тої|ма|мої|го|му|ї|й|я|а|у|ю|х|"
    r"st|nd|rd|th))(?![^\W_])"
)
_END = r"(?:(?![^\W_])|(?=(?:стст|ст|ч|пп|п|абз)\.?\s?\d))"  # "ч4ст2"
_NUMBER = re.compile(
    rf"(?<![\w/.,№])(?:№\s*)?(?P<number>\d{{1,4}}(?:\s?[-–‑]\s?\d{{1,4}}|[⁰¹²³⁴-⁹]+)?)"
    rf"(?P<dotted>\.\d{{1,2}}(?![\d.]))?(?P<suffix>{_SUFFIX})?{_END}"
    r"(?P<subs>(?:\s?\((?:\d{1,2}|[a-zа-щюяєіїґ])\))*)",
    re.IGNORECASE,
)
_GLUED = re.compile(_NUMBER.pattern.replace(r"(?<![\w/.,№])", "", 1), re.IGNORECASE)
_YEARS = re.compile(
    r"\s?(?:р\.|рр\.|рок|річч|years?\b|%|відсот|грн|осіб|осо[бі]|джерел|слів)", re.I
)
_ROMAN = re.compile(r"(?<!\w)[IVXLCІХСivxlcіхс]+(?:[-–]\d{1,2})?(?![\w'])")
_LETTER = re.compile(
    r"\s*(?:[«\"'„“(]\s*(?P<quoted>[а-щюяєіїґa-z])\s*[»\"'”)]|"
    r"(?P<bare>[а-щюяєіїґa-z])"
    r"(?=\s*(?:$|[,.;)?!]|(?-i:[А-ЯІЇЄҐA-Z])|(?:ч|ст|п|абз|част|стат|пункт)|(?:of|in|part)\b)))",
    re.IGNORECASE,
)
_NAMED = {
    "Прикінцеві та перехідні положення": r"прикінцев\w+\s+(?:та|і|й)\s+перехідн\w+\s+положен\w+|"
    r"final\s+and\s+transitional\s+provisions",
    "Прикінцеві положення": r"прикінцев\w+\s+положен\w+|final\s+provisions",
    "Перехідні положення": r"перехідн\w+\s+положен\w+|transitional\s+provisions",
    "Преамбула": r"преамбул\w{1,2}|preamble",
    "Пояснювальний меморандум": r"(?:пояснювальн\w+\s+)?меморандум\w{0,2}|"
    r"explanatory\s+memorandum",
}
_SECTION_NAME = re.compile(
    r"(?<!\w)(?:" + "|".join(f"({words})" for words in _NAMED.values()) + r")(?!\w)", re.IGNORECASE
)
_ORDINALS_UK = (
    "перш друг трет четверт п'ят шост сьом восьм дев'ят десят одинадцят дванадцят тринадцят "
    "чотирнадцят п'ятнадцят шістнадцят сімнадцят вісімнадцят дев'ятнадцят двадцят"
).split()
_ORDINALS_EN = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ORDINAL = re.compile(
    rf"(?<![\w'])(?:(?P<uk>{'|'.join(sorted(_ORDINALS_UK, key=len, reverse=True))})"
    r"(?:ь?ого|ь?ому|ь?ої|ий|ій|ім|им|ою|ьою|их|ими|а|я|у|ю|е|є|і)"
    rf"|(?P<en>{'|'.join(_ORDINALS_EN)}))(?![\w'])",
    re.IGNORECASE,
)
_COUNTED = re.compile(  # what may stand behind "9": one article, not nine of them
    r"(?:стат(?:тя|тю|тею|ті)|частин(?:а|у|ою|і)|пункт(?:у|ом|і)?|абзац(?:у|ом|і)?|"
    r"підпункт(?:у|ом|і)?|розділ(?:у|ом|і)?|глав(?:а|у|ою|і)|ст|ч|п|article|part|section|chapter)$",
    re.IGNORECASE,
)
_FEW = ("2", "3", "4")  # "3 статті" are three of them


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a pinpoint.

    `kind` is "level" (with the level as `value` and its own `word`), "number" (with `values`, and
    `subs` for "2(4)(b)") or "named" (with the section's name). `tight`: only white space or a
    quotation mark stands before it, so that level and number belong together.
    """

    kind: str
    span: Span
    value: str = ""
    values: tuple[str, ...] = ()
    subs: tuple[str, ...] = ()
    word: str = ""
    ordinal: bool = False
    tight: bool = True

    def may_precede(self, level: Token) -> bool:
        """Whether this number may stand before its level: "9 стаття", but not "9 статей"."""
        if self.ordinal:
            return True
        few = level.word.lower() == "статті" and self.values[-1] in _FEW
        return _COUNTED.match(level.word) is not None and not few


def is_ordinal(form: str) -> bool:
    """Whether a word is an ordinal up to twentieth, in any case and number."""
    return _ORDINAL.fullmatch(form) is not None


def tokens(text: str) -> list[Token]:
    """The pieces of pinpoints in `text`, in order. Apostrophes must be straight."""
    found = [*_named(text), *_levels(text), *_ordinals(text), *_numbers(text)]
    kept: list[Token] = []
    for token in sorted(found, key=lambda t: (t.span.start, -t.span.end)):
        if not kept or token.span.start >= kept[-1].span.end:
            kept.append(token)
    return _listed(text, kept)


def _named(text: str) -> Iterator[Token]:
    for match in _SECTION_NAME.finditer(text):
        yield Token("named", Span(*match.span()), list(_NAMED)[(match.lastindex or 1) - 1])


def _levels(text: str) -> Iterator[Token]:
    for match in _LEVEL.finditer(text):
        name = (match.lastgroup or "").replace("_", "-")
        if name == "stop":
            name = next(n for n in _LEVELS if match[n.replace("-", "_")])
        word = match[name.replace("-", "_")]
        stop = match["stop"] is not None and word.lower() not in _ABBREVIATIONS
        if stop:  # a full stop behind a whole word ends its sentence
            yield Token("level", Span(match.start(), match.start("stop")), name, word=word)
        else:
            yield Token("level", Span(*match.span()), name, word=word)
            yield from _behind(text, match.end(), name)


def _behind(text: str, at: int, level: str) -> Iterator[Token]:
    """Numbers that count only behind their level: Roman ones, letters, and "ст9"."""
    space = re.compile(r"\s*").match(text, at)
    start = space.end() if space else at
    if level in ("розділ", "глава") and (roman := _ROMAN.match(text, start)):
        value = plain_number(roman[0].upper())
        yield Token("number", Span(*roman.span()), values=(value,))
    elif level in ("point", "subpoint") and (letter := _LETTER.match(text, at)):
        value = (letter["quoted"] or letter["bare"]).lower()
        yield Token("number", Span(start, letter.end()), values=(value,))
    elif number := _GLUED.match(text, start):
        yield from _number(text, number)


def _ordinals(text: str) -> Iterator[Token]:
    for match in _ORDINAL.finditer(text):
        if match["uk"]:
            value = _ORDINALS_UK.index(match["uk"].lower()) + 1
        else:
            value = _ORDINALS_EN.index(match["en"].lower()) + 1
        yield Token("number", Span(*match.span()), values=(str(value),), ordinal=True)


def _numbers(text: str) -> Iterator[Token]:
    for match in _NUMBER.finditer(text):
        yield from _number(text, match)
    for match in _ROMAN.finditer(text):
        if match[0].isupper() and re.match(r"\s+(?:розділ|section|chapter)", text[match.end() :]):
            value = plain_number(match[0].upper())
            yield Token("number", Span(*match.span()), values=(value,), ordinal=True)


def _number(text: str, match: re.Match[str]) -> Iterator[Token]:
    values = _values(match["number"])
    if any(1900 <= int(value.split("-")[0]) <= 2100 for value in values):
        return
    if _YEARS.match(text, match.end()):
        return
    subs = re.findall(r"\w+", (match["dotted"] or "") + match["subs"])
    end = match.end() if subs else match.end("suffix") if match["suffix"] else match.end("number")
    ordinal = bool(match["suffix"])
    yield Token(
        "number", Span(match.start(), end), values=values, subs=tuple(subs), ordinal=ordinal
    )


def _values(printed: str) -> tuple[str, ...]:
    """("131-1",) for an added article, ("541", … "545") for a range, ("9",) for a number."""
    number = plain_number(printed)
    first, dash, last = number.partition("-")
    if not dash or not int(first) < int(last) < int(first) + 100:
        return (number,)
    return tuple(str(value) for value in range(int(first), int(last) + 1))


_AND = re.compile(r"\s*(?:,|;|і|й|та|and|&|або|or)\s*(?:(?:і|й|та|and|or)\s+)?")


def _listed(text: str, found: list[Token]) -> list[Token]:
    """Numbers in a row made one token: "9, 18 і 20"."""
    listed: list[Token] = []
    for at, token in enumerate(found):
        last = listed[-1] if listed else None
        below = found[at + 1] if at + 1 < len(found) else None
        if (
            last is not None
            and last.kind == token.kind == "number"
            and not (token.ordinal and not last.ordinal)
            and not (last.subs or token.subs)
            and _AND.fullmatch(text, last.span.end, token.span.start)
            and not _belongs_below(text, token, below, last)
        ):
            values = (*last.values, *token.values)
            listed[-1] = replace(last, span=Span(last.span.start, token.span.end), values=values)
        else:
            listed.append(token)
    return listed


def _belongs_below(text: str, token: Token, below: Token | None, last: Token) -> bool:
    """Whether a number is said before its own level: "ст. 9, 2 частина"."""
    if below is None or below.kind != "level" or last.ordinal or not token.may_precede(below):
        return False
    return text[token.span.end : below.span.start].isspace()
