"""The words and numbers that pinpoints are made of: "ст.", "частини", "131-1", "дев'ятої"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dzherelo.corpus.language.numerals import Numeral, numerals
from dzherelo.corpus.split.numbers import number_key, plain_number, roman
from dzherelo.corpus.types import Span

_LEVELS = {
    "article": r"ст|стст|стат(?:тя|ті|тю|тею|тей|тям|тями|тях|ей)|arts?|articles?",
    "part": r"чч?|част(?:ина|ини|ині|ину|иною|ин|инам|инами|инах)|parts?",
    "subpoint": r"пп|п\.п|підп|підпункт\w{0,3}|sub-?points?|sub-?paragraphs?",
    "point": r"п|пункт\w{0,3}|точк[аиіу]|points?|items?|clauses?|літ|літер[аиіу]|letters?",
    "paragraph": r"абз|абзац\w{0,3}",
    "paragraph-en": r"paras?|paragraphs?",
    "principle": r"принцип(?:у|ом|и|ів)?|principles?",
    "розділ": r"розділ\w{0,3}|sections?",
    "глава": r"гл|глав[аиіу]|главою|chapters?",
    "параграф": r"параграф\w{0,3}|§",
}
_LEVEL = re.compile(
    r"(?<![^\W\d_])(?:"
    + "|".join(f"(?P<{name.replace('-', '_')}>{words})" for name, words in _LEVELS.items())
    + r")(?:(?<=§)|(?![^\W\d_']))(?P<stop>\s?\.)?(?:\s?[-–]\s?(?=\d))?",
    re.IGNORECASE,
)
_ABBREVIATIONS = frozenset("ст стст art arts ч чч пп п.п підп п літ абз para paras гл".split())
_SUFFIX = (
    r"(?:[-–‑]?(?:ої|ого|ому|ий|ій|їй|ою|ша|шої|га|гої|тя|тьої|та|тої|ма|мої|го|му|ї|й|я|а|у|ю|х|"
    r"st|nd|rd|th))(?![^\W_])"
)
_ADDED = r"\s?(?:[-–—‑]|прим\.?)\s?"  # "131-1", "131 прим. 1", and the ranges "541–543"
_END = (  # "ч4ст2", "ст.9КУ"
    r"(?:(?![^\W_])|(?=(?:стст|ст|ч|пп|п|абз)\.?\s?\d|(?-i:[А-ЯІЇЄҐA-Z]{2,5})(?![^\W_])))"
)
_NUMBER = re.compile(
    rf"(?<![\w/.,№])(?:(?:№|N[oо]\.?\s)\s*)?"
    rf"(?P<number>\d{{1,4}}(?:{_ADDED}\d{{1,4}}|[⁰¹²³⁴-⁹]+)?)"
    rf"(?P<dotted>\.\d{{1,2}}(?![\d.]))?(?P<suffix>{_SUFFIX})?{_END}"
    r"(?P<subs>(?:\s?\((?:\d{1,2}(?:-\d{1,2})?|[a-zа-щюяєіїґ])\))*)",
    re.IGNORECASE,
)
_GLUED = re.compile(_NUMBER.pattern.replace(r"(?<![\w/.,№])", "", 1), re.IGNORECASE)
_MONTHS = (
    r"січ|лют|берез|квіт|трав|черв|липн|серп|верес|жовт|листоп|груд|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_YEARS = re.compile(
    r"\s?(?:р\.|рр\.|рок|річч|years?\b|%|відсот|грн|осіб|осо[бі]|джерел|слів|" + _MONTHS + ")", re.I
)
_ROMAN = re.compile(r"(?<!\w)[IVXLCІХСivxlcіхс]+(?:[-–]\d{1,2})?(?![\w'])")
# "I" and "І" are words of their own, "С" and "C" initials
_ROMAN_ARTICLE = re.compile(r"(?=[IVXLCІХС]{2}|[VXХ])[IVXLCІХС]+(?![\w'.])")
_LETTER = re.compile(
    r"\s*(?:[«\"'„“(]\s*(?P<quoted>[а-щюяєіїґa-z])\s*[»\"'”)]|"
    r"(?P<bare>[а-щюяєіїґa-z])"
    r"(?=\s*(?:$|[,.;)?!]|(?-i:[А-ЯІЇЄҐA-Z])|(?:ч|ст|п|абз|част|стат|пункт|конст|закон)|"
    r"(?:of|in|part|кпку?|ку|зу|у|в)\b)))",
    re.IGNORECASE,
)
_LETTERED = ("point", "subpoint", "paragraph-en")
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
_COUNTED = re.compile(  # what may stand behind "9": one article, not nine of them
    r"(?:стат(?:тя|тю|тею|ті)|частин(?:а|у|ою|і)|пункт(?:у|ом|і)?|абзац(?:у|ом|і)?|"
    r"підпункт(?:у|ом|і)?|розділ(?:у|ом|і)?|глав(?:а|у|ою|і)|ст|ч|п|article|part|section|chapter)$",
    re.IGNORECASE,
)
_LONGEST_RANGE = 100
_FEW = ("2", "3", "4")  # "3 статті" are three of them


_ONE = ("один", "одна", "одне", "одної", "одну", "one")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a pinpoint.

    `kind` is "level" (with the level as `value` and its own `word`), "number" (with `values`, and
    `subs` for "2(4)(b)") or "named" (with the section's name). `tight`: only white space or a
    quotation mark stands before it, so that level and number belong together. `spoken`: the
    number is a cardinal in words, "Article Nine", which many a sentence has by chance. `added` is
    "1-2" where the numbers were read as a range and might be one added number.
    """

    kind: str
    span: Span
    value: str = ""
    values: tuple[str, ...] = ()
    subs: tuple[str, ...] = ()
    word: str = ""
    ordinal: bool = False
    tight: bool = True
    spoken: bool = False
    added: str = ""

    def may_precede(self, level: Token) -> bool:
        """Whether this number may stand before its level: "9 стаття", but not "9 статей"."""
        if self.ordinal:
            return True
        few = level.word.lower() == "статті" and self.values[-1] in _FEW
        return _COUNTED.match(level.word) is not None and not few


def tokens(text: str) -> list[Token]:
    """The pieces of pinpoints in `text`, in order. Apostrophes must be straight."""
    spoken = [one for one in numerals(text) if one.value < 1_000]  # no provision is numbered higher
    found = [*_named(text), *_levels(text, spoken), *_ordinals(spoken), *_numbers(text)]
    kept: list[Token] = []
    for token in sorted(found, key=lambda t: (t.span.start, -t.span.end)):
        if not kept or token.span.start >= kept[-1].span.end:
            kept.append(token)
    return _listed(text, kept)


def _named(text: str) -> Iterator[Token]:
    for match in _SECTION_NAME.finditer(text):
        yield Token("named", Span(*match.span()), list(_NAMED)[(match.lastindex or 1) - 1])


def _levels(text: str, spoken: Sequence[Numeral]) -> Iterator[Token]:
    cardinals = {one.span.start: one for one in spoken if _may_follow(one, text)}
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
            yield from _behind(text, match.end(), name, cardinals)


def _may_follow(one: Numeral, text: str) -> bool:
    """Whether a number counts behind its level: "стаття дві", but not "статті одного з них"."""
    return one.kind == "cardinal" and (one.value > 1 or one.span.of(text).lower() in _ONE)


def _behind(text: str, at: int, level: str, cardinals: Mapping[int, Numeral]) -> Iterator[Token]:
    """Numbers that count only behind their level: Roman ones, letters, "ст9", "Article Nine"."""
    space = re.compile(r"\s*").match(text, at)
    start = space.end() if space else at
    if level in ("розділ", "глава") and (numeral := _ROMAN.match(text, start)):
        value = plain_number(numeral[0].upper())
        yield Token("number", Span(*numeral.span()), values=(value,))
    elif level in ("article", "part") and (numeral := _ROMAN_ARTICLE.match(text, start)):
        value = str(roman(plain_number(numeral[0])))
        yield Token("number", Span(*numeral.span()), values=(value,))
    elif start in cardinals:
        number = cardinals[start]
        yield Token("number", number.span, values=(str(number.value),), spoken=True)
    elif level in _LETTERED and (letter := _LETTER.match(text, at)):
        value = (letter["quoted"] or letter["bare"]).lower()
        yield Token("number", Span(start, letter.end()), values=(value,))
    elif glued := _GLUED.match(text, start):
        yield from _number(text, glued)


def _ordinals(spoken: Sequence[Numeral]) -> Iterator[Token]:
    for one in spoken:
        if one.kind == "ordinal":
            yield Token("number", one.span, values=(str(one.value),), ordinal=True)


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
    subs = re.findall(r"[\w-]+", (match["dotted"] or "") + match["subs"])
    end = match.end() if subs else match.end("suffix") if match["suffix"] else match.end("number")
    ordinal = bool(match["suffix"])
    added = plain_number(match["number"]) if len(values) == 2 else ""
    yield Token(
        "number",
        Span(match.start(), end),
        values=values,
        subs=tuple(subs),
        ordinal=ordinal,
        added=added,
    )


def _values(printed: str) -> tuple[str, ...]:
    """("131-1",) for an added article, ("541", … "545") for a range, ("9",) for a number."""
    number = plain_number(re.sub(r"\s?прим\.?\s?", "-", printed.replace("—", "-")))
    if "прим" in printed.lower():
        return (number,)
    first, dash, last = number.partition("-")
    if not dash or not int(first) < int(last) < int(first) + _LONGEST_RANGE:
        return (number,)
    return tuple(str(value) for value in range(int(first), int(last) + 1))


_TO = re.compile(r"\s*(?:[-–—]|(?:по|до|to|through|thru)\b)\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|;|і|й|та|and|&|або|or)\s*(?:(?:і|й|та|and|or)\s+)?")


def _listed(text: str, found: list[Token]) -> list[Token]:
    """Numbers in a row made one token: "9, 18 і 20", "55 to 57"."""
    listed: list[Token] = []
    for at, token in enumerate(found):
        last = listed[-1] if listed else None
        own_level = len(listed) > 1 and listed[-2].kind == "level"
        if (
            last is not None
            and last.kind == token.kind == "number"
            and not (token.ordinal and not last.ordinal)
            and not (last.subs or token.subs)
            and (between := _between(text, last, token)) is not None
            and not (own_level and _belongs_below(text, found[at : at + 3], last))
        ):
            values = (*last.values, *between, *token.values)
            listed[-1] = replace(
                last, span=Span(last.span.start, token.span.end), values=values, added=""
            )
        else:
            listed.append(token)
    return listed


def _between(text: str, last: Token, token: Token) -> tuple[str, ...] | None:
    """The numbers between two of a list: those of a range, none where they are only listed. None
    where they are no list."""
    if _AND.fullmatch(text, last.span.end, token.span.start):
        return ()
    first, end = number_key(last.values[-1]), number_key(token.values[0])
    if not _TO.fullmatch(text, last.span.end, token.span.start) or len(first) > 1 or len(end) > 1:
        return None
    if not first[0] < end[0] < first[0] + _LONGEST_RANGE:
        return None
    return tuple(str(value) for value in range(first[0] + 1, end[0]))


def _belongs_below(text: str, found: Sequence[Token], last: Token) -> bool:
    """Whether a number is said before its own level: "ст. 9, 2 частина", not "ч. 1, 2 ст. 9"."""
    token, below, behind = (*found, None, None)[:3]
    if token is None or below is None or below.kind != "level" or last.ordinal:
        return False
    if not token.may_precede(below) or not text[token.span.end : below.span.start].isspace():
        return False
    numbered = behind is not None and behind.kind == "number"
    return not (numbered and behind and not text[below.span.end : behind.span.start].strip())
