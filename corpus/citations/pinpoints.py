"""Pinpoints in a text: "ч. 4 ст. 2 Закону про громадські об'єднання", "Article 71 of the Charter".

A text is cut into tokens (levels such as "ст.", numbers, names of sections). A pinpoint is a run of
them in any order ("ст. 9", "частина друга", "9 стаття") with the act that stands beside the run;
lists and ranges give one pinpoint each. The words are those of `pinpoints.toml`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, product
from pathlib import Path
from typing import Any

from dzherelo.corpus.citations.pinpoint_resolver import ARTICLE, Pinpoint, Resolved, resolve
from dzherelo.corpus.language.acts import Acts, Mention
from dzherelo.corpus.language.notation import (
    RAISED,
    ROMAN,
    STRAIGHT,
    number_key,
    plain_number,
    roman,
)
from dzherelo.corpus.language.numerals import Numeral, numerals
from dzherelo.corpus.types import Span, Taken

__all__ = ["ARTICLE", "Pinpoint", "Resolved", "pinpoints", "resolve"]

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_LEVELS = {name: re.sub(r"\n\s*", "", words) for name, words in _DATA["levels"].items()}
_SECTIONS: dict[str, str] = _DATA["sections"]
_WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split()) for name, words in _DATA["words"].items()
}
_THINGS = tuple(_WORDS["things"])
_LINKS = _WORDS["links"]
_AND = _WORDS["and"]

_LEVEL = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _LEVELS.items())})"
    r"(?:(?<=§)|(?![^\W\d_']))(?P<stop>\s?\.)?(?:\s?[-–]\s?(?=\d))?",
    re.IGNORECASE,
)
_SECTION = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'({words})' for words in _SECTIONS.values())})(?!\w)", re.IGNORECASE
)
# "131-1", "131 прим. 1", the ranges "541–543"; glued to what follows in "ч4ст2", "ст.9КУ"
_NUMBER = re.compile(
    r"(?:(?:№|N[oо]\.?\s)\s*)?"
    rf"(?P<number>\d{{1,4}}(?:\s?(?:[-–—‑]|прим\.?)\s?\d{{1,4}}|{RAISED}+)?(?:[a-z](?![^\W_]))?)"
    r"(?P<dotted>(?:\.\d{1,2}){1,3}(?!\.?\d))?"
    rf"(?P<suffix>[-–‑]?(?:{'|'.join(_DATA['words']['suffixes'].split())})(?![^\W_]))?"
    r"(?:(?![^\W_])|(?=(?:стст|ст|ч|пп|п|абз)\.?\s?\d|(?-i:[А-ЯІЇЄҐA-Z]{2,5})(?![^\W_])))"
    r"(?P<subs>(?:\s?[(«](?:\d{1,2}(?:-\d{1,2})?|[a-zа-щюяєіїґ])[)»])*"
    r"(?:(?<=\d)\s?[a-zа-щюяєіїґ](?=\s*(?:$|[,.;?!]|\)\s|(?-i:[А-ЯІЇЄҐA-Z])))(?(dotted)|(?!)))?)",
    re.IGNORECASE,
)
_ROMAN = re.compile(rf"(?<!\w)(?P<digits>{ROMAN}+)(?:[-–]\d{{1,2}})?(?![\w'])", re.IGNORECASE)
_LETTER = re.compile(
    r"\s*(?:[«\"'„“(]\s*(?P<quoted>[а-щюяєіїґa-z])\s*[»\"'”)]|"
    r"(?P<bare>[а-щюяєіїґa-z])"
    r"(?=\s*(?:$|[,.;)?!]|(?-i:[А-ЯІЇЄҐA-Z])|(?:ч|ст|п|абз|част|стат|пункт|конст|закон)|"
    r"(?:of|in|part|der|des|du|de|del|ustawy|кпку?|ку|зу|у|в)\b)))",
    re.IGNORECASE,
)
_TYPED_QUOTE = re.compile(r"(?<=[бпвмфркнБПВМФРКН])[\"*](?=[яюєїЯЮЄЇ])")

_DIVISIONS = ("named", "розділ", "глава", "параграф")  # the wider first
_PLACES = (*_DIVISIONS, "article")
_ORDER = ("section", "article", "part", "point", "subpoint", "paragraph")
_RULED = ("point", "subpoint", "paragraph")  # levels at which rules are numbered "11.5"
_LISTED = 100  # numbers of a list; no one cites more provisions at once
_LETTERED = ("point", "subpoint", "paragraph_en")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a pinpoint.

    `kind` is "level" (with the level as `value` and its own `word`), "number" (with `values`, and
    `subs` for "2(4)(b)") or "named" (with the section's name as its value); of a level and its
    number together, the level: without values in "абз. 14 статті". `tight`: only white space or a
    quotation mark stands before it, so that level and number belong together. `spoken`: the
    number is a cardinal in words, "Article Nine", which many a sentence has by chance. `added` is
    "1-2" where the numbers were read as a range and might be one added number, and "11.5" where
    they were read as 11(5) and might be a rule's.
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
        """Whether this number may stand before its level: "9 стаття", but not "9 статей", nor
        "3 статті", which are three of them."""
        few = level.word.lower() == "статті" and self.values[-1] in ("2", "3", "4")
        return self.ordinal or (level.word.lower() in _WORDS["counted"] and not few)


def pinpoints(text: str, *, acts: Acts | None = None) -> tuple[Pinpoint, ...]:
    """The pinpoints of `text`, in order; none for prose that cites no provision.

    `acts` are those that can be named. Without an act beside it, a pinpoint has the only act that
    the text mentions, if there is one.
    """
    plain = _TYPED_QUOTE.sub("'", text.translate(STRAIGHT))
    found = _tokens(plain)
    if all(token.kind == "number" for token in found) and not any(c.isdigit() for c in plain):
        return ()
    return _Reading(plain, found, acts or Acts(())).pinpoints()


# Tokens -----------------------------------------------------------------------------------------


def _tokens(text: str) -> list[Token]:
    """The pieces of pinpoints in `text`, in order. Apostrophes must be straight."""
    spoken = [one for one in numerals(text) if one.value < 1_000]  # no provision is numbered higher
    ordinals = (
        Token("number", one.span, values=(str(one.value),), ordinal=True)
        for one in spoken
        if one.kind == "ordinal"
    )
    found = [*_named(text), *_levels(text, spoken), *ordinals, *_numbers(text)]
    kept: list[Token] = []
    for token in sorted(found, key=lambda t: (t.span.start, -t.span.end)):
        if not kept or token.span.start >= kept[-1].span.end:
            kept.append(token)
    return _listed(text, kept)


def _named(text: str) -> Iterator[Token]:
    for match in _SECTION.finditer(text):
        name = list(_SECTIONS)[(match.lastindex or 1) - 1]
        yield Token("named", Span(*match.span()), values=(name,))


def _levels(text: str, spoken: Sequence[Numeral]) -> Iterator[Token]:
    cardinals = {one.span.start: one for one in spoken if _may_follow(one, text)}
    for match in _LEVEL.finditer(text):
        name, word = next((name, match[name]) for name in _LEVELS if match[name])
        if match["stop"] and word.lower() not in _WORDS["abbreviations"]:
            # a full stop behind a whole word ends its sentence
            yield Token("level", Span(match.start(), match.start("stop")), name, word=word)
        else:
            yield Token("level", Span(*match.span()), name, word=word)
            yield from _behind(text, match.end(), name, cardinals)


def _may_follow(one: Numeral, text: str) -> bool:
    """Whether a number counts behind its level: "стаття дві", but not "статті одного з них"."""
    told = one.value > 1 or one.span.of(text).lower() in _WORDS["one"]
    return one.kind == "cardinal" and told


def _behind(text: str, at: int, level: str, cardinals: Mapping[int, Numeral]) -> Iterator[Token]:
    """Numbers that count only behind their level: Roman ones, letters, "ст9", "Article Nine"."""
    start = at + len(text[at : at + 20]) - len(text[at : at + 20].lstrip())
    numeral = _ROMAN.match(text, start)
    if level in ("розділ", "глава") and numeral:
        value = plain_number(numeral[0].upper())
        yield Token("number", Span(*numeral.span()), values=(value,))
    elif level in ("article", "part") and numeral and _is_roman(text, numeral):
        value = str(roman(plain_number(numeral["digits"])))
        yield Token("number", Span(*numeral.span("digits")), values=(value,))
    elif start in cardinals:
        number = cardinals[start]
        yield Token("number", number.span, values=(str(number.value),), spoken=True)
    elif level in _LETTERED and (letter := _LETTER.match(text, at)):
        value = (letter["quoted"] or letter["bare"]).lower()
        yield Token("number", Span(start, letter.end()), values=(value,))
    elif glued := _NUMBER.match(text, start):
        yield from _number(text, glued)


def _is_roman(text: str, numeral: re.Match[str]) -> bool:
    """Whether it is an article: "I" and "І" are words of their own, "С" and "C" initials."""
    digits = numeral["digits"]
    stopped = text.startswith(".", numeral.end("digits"))
    return digits.isupper() and not stopped and (len(digits) > 1 or digits in "VXХ")


def _numbers(text: str) -> Iterator[Token]:
    at = 0
    while match := _NUMBER.search(text, at):
        before = text[max(0, match.start() - 1) : match.start()]
        if before.isalnum() or (before and before in "_/.,№"):
            at = match.start() + 1
        else:
            yield from _number(text, match)
            at = match.end()
    for match in _ROMAN.finditer(text):
        behind = text[match.end() : match.end() + 12].lower()
        words = ("розділ", "section", "chapter")
        if match[0].isupper() and behind[:1].isspace() and behind.lstrip().startswith(words):
            value = plain_number(match[0].upper())
            yield Token("number", Span(*match.span()), values=(value,), ordinal=True)


def _number(text: str, match: re.Match[str]) -> Iterator[Token]:
    values = _values(match["number"])
    behind = text[match.end() : match.end() + 12].lower()
    counts = behind.startswith(_THINGS) or (behind[:1].isspace() and behind[1:].startswith(_THINGS))
    if counts or any(1900 <= number_key(value)[0] <= 2100 for value in values):
        return
    subs = re.findall(r"[\w-]+", (match["dotted"] or "") + match["subs"])
    end = match.end() if subs else match.end("suffix") if match["suffix"] else match.end("number")
    yield Token(
        "number",
        Span(match.start(), end),
        values=values,
        subs=tuple(subs),
        ordinal=bool(match["suffix"]),
        added=plain_number(match["number"]) + (match["dotted"] or "")
        if len(values) == 2 or match["dotted"]
        else "",
    )


def _values(printed: str) -> tuple[str, ...]:
    """("131-1",) for an added article, ("541", … "545") for a range, ("9",) for a number."""
    number = plain_number(re.sub(r"\s?прим\.?\s?", "-", printed.replace("—", "-")))
    first, dash, last = number.partition("-")
    if "прим" in printed.lower() or not dash:
        return (number,)
    return (first, *between, last) if (between := _range(first, last)) is not None else (number,)


def _range(first: str, last: str, *, longest: int = 100) -> tuple[str, ...] | None:
    """The numbers between two, which a longer list would hardly be meant to be; None for those
    that are no range."""
    begin, end = number_key(first), number_key(last)
    if len(begin) > 1 or len(end) > 1 or not begin[0] < end[0] < begin[0] + longest:
        return None
    return tuple(map(str, range(begin[0] + 1, end[0])))


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
            and len(last.values) < _LISTED
            and (between := _between(text, last, token)) is not None
            and not (own_level and _belongs_below(text, found[at : at + 3], last))
        ):
            span = Span(last.span.start, token.span.end)
            values = (*last.values, *between, *token.values)
            listed[-1] = replace(last, span=span, values=values, added="")
        else:
            listed.append(token)
    return listed


def _between(text: str, last: Token, token: Token) -> tuple[str, ...] | None:
    """The numbers between two of a list: those of a range, none where they are only listed. None
    where they are no list."""
    gap = text[last.span.end : token.span.start]
    if gap.strip() and _only(gap, ",;", _AND | _WORDS["or"]):
        return ()
    is_range = gap.strip().lower() in _WORDS["to"]
    return _range(last.values[-1], token.values[0]) if is_range else None


def _belongs_below(text: str, found: Sequence[Token], last: Token) -> bool:
    """Whether a number is said before its own level: "ст. 9, 2 частина", not "ч. 1, 2 ст. 9"."""
    token, below, behind = (*found, None, None)[:3]
    if token is None or below is None or below.kind != "level" or last.ordinal:
        return False
    if not token.may_precede(below) or not text[token.span.end : below.span.start].isspace():
        return False
    numbered = behind is not None and behind.kind == "number"
    return not (numbered and behind and not text[below.span.end : behind.span.start].strip())


def _only(gap: str, marks: str, words: frozenset[str] = frozenset()) -> bool:
    """Whether nothing stands in a gap but white space, these marks and these words."""
    said = gap.translate(dict.fromkeys(map(ord, marks), " ")).lower().split()
    return words.issuperset(said)


# Runs of tokens, each with its act --------------------------------------------------------------


class _Reading:
    """One text, cut into tokens, and the acts that it mentions."""

    def __init__(self, text: str, tokens: Sequence[Token], acts: Acts) -> None:
        self.text = text
        self.tokens = tokens
        self.acts = acts
        self.mentions = acts.mentions(text)
        self._starts = [one.span.start for one in self.mentions]

    def pinpoints(self) -> tuple[Pinpoint, ...]:
        found: list[Pinpoint] = []
        for run in self._runs():
            last = found.pop() if found else None
            found += _carried_on(self.text, last, self._read(run))
        found += self._beside_names(found)
        return tuple(sorted(found, key=lambda pinpoint: pinpoint.span))

    def _gap(self, left: Span, right: Span) -> str:
        return self.text[left.end : right.start]

    def _runs(self) -> Iterator[list[Token]]:
        """Tokens that stand together, outside the names of acts."""
        run: list[Token] = []
        named = Taken(self.text)
        for mention in self.mentions:
            named.add(mention.span)
        for token in self.tokens:
            if named.has(token.span):
                continue
            gap = self._gap(run[-1].span, token.span) if run else ""
            if not _only(gap, ',()«»"', _LINKS | _AND):
                yield run
                run, gap = [], ""
            ranged = len(token.values) > 1 and gap.strip().lower() in _WORDS["from"]
            run.append(replace(token, tight=ranged or not gap.strip(' \n\t«"(')))
        if run:
            yield run

    def _read(self, run: Sequence[Token]) -> list[Pinpoint]:
        """The pinpoints of one run of tokens; none if nothing in it is numbered as a provision."""
        picks = _best(run)
        if not picks:
            return []
        span = Span(picks[0].span.start, picks[-1].span.end)
        act = self._act_beside(span)
        if act is not None:
            span = self._with_act(span, act.span)
        elif any(one.spoken for one in picks):
            return []
        elif self._cites(span, picks):
            act = self._only_act
        else:
            return []
        called = (
            {one.id: one.numbered_as for one in self.acts.acts}.get(act.act or "") if act else ""
        )
        picks = [one for one in picks if one.kind != "principle" or called == "principle"]
        made = (one if act is None else self._of_act(one, act) for one in _composed(picks, span))
        return [one for one in made if _is_enough(one)]

    def _cites(self, span: Span, picks: Sequence[Token]) -> bool:
        """Whether a pinpoint without act cites one: "перша частина праці" does not, nor "частина 5
        організацій"; "ч. 2" does, and so does whatever names an article or paragraph."""
        levels = {one.kind for one in picks}
        if levels & {"article", "paragraph", "paragraph_en"}:
            return True
        if "principle" in levels:
            return False
        if levels <= {"rule"}:  # "rule 11.5", or nothing but "rule 11"
            return "." in picks[0].added or self.text.strip(" .?!") == span.of(self.text)
        if all(one.word.lower() in _WORDS["beneath"] for one in picks):
            return False
        if len(picks) > 1 or "named" in levels:
            return True
        behind = self.text[span.end : span.end + 9].lstrip()
        closes = (behind[:1] or ".") in ",.;:?!)"
        return not picks[0].ordinal and (len(picks[0].word) <= 3 or closes)

    def _act_beside(self, span: Span) -> Mention | None:
        """The act behind the pinpoint, else the one before it; across a comma the one before."""
        at = bisect_left(self._starts, span.end)
        after = self.mentions[at] if at < len(self.mentions) else None
        at = bisect_left(self._starts, span.start) - 1  # mentions do not overlap
        before = self.mentions[at] if at >= 0 and self.mentions[at].span.end <= span.start else None
        behind = self._gap(span, after.span) if after else ""
        if after and _only(behind, '()«"', _LINKS):
            return after
        if before and self._leads(before, self._gap(before.span, span)):
            return before
        return after if after and _only(behind, ',()«"', _LINKS) else None

    def _leads(self, before: Mention, gap: str) -> bool:
        """Whether a pinpoint behind an act is one of it."""
        if before.act is not None:
            return _only(gap, ',:;()»"–—-', _LINKS | _AND | _WORDS["also"])
        rest = gap.rstrip(' \n\t,:()»"')
        if not rest or any(mention.act for mention in self.mentions):
            return not rest
        said = "".join(rest.split())  # the name of an act unknown may go on: five words of it
        plain = all(char.isalnum() or char in "_/.№'-" for char in said)
        return plain and rest[0].isspace() and len(rest.split()) <= 5

    def _with_act(self, span: Span, act: Span) -> Span:
        """The pinpoint with the words of its act, if there is nothing between them but links."""
        left, right = sorted((span, act))
        touching = _only(self._gap(left, right), ',()«»"', _LINKS | _AND)
        return Span(left.start, right.end) if touching else span

    @cached_property
    def _only_act(self) -> Mention | None:
        """The only act that the text mentions, if it is only one."""
        known = [one for one in self.mentions if one.act is not None and not one.bare]
        return known[0] if len({mention.act for mention in known}) == 1 else None

    def _of_act(self, one: Pinpoint, mention: Mention) -> Pinpoint:
        if mention.act is None:
            return replace(one, other_act=" ".join(mention.span.of(self.text).split()), act=None)
        return one if one.act == ARTICLE else replace(one, act=mention.act)

    def _beside_names(self, found: Sequence[Pinpoint]) -> Iterator[Pinpoint]:
        """A bare number beside an act is an article: "545 МПК", "55(c) of the Charter", and
        "Конституція, 9" where that is all."""
        read = Taken(self.text)
        for pinpoint in found:
            read.add(pinpoint.span)
        for token in self.tokens if self.mentions else ():
            year = any(len(value) > 3 and "-" not in value for value in token.values)
            if token.kind != "number" or token.ordinal or token.spoken or year:
                continue
            if read.has(token.span):
                continue
            at = bisect_left(self._starts, token.span.start)
            near = self.mentions[max(0, at - 1) : at + 1]
            beside = next((one for one in near if self._is_beside(token, one)), None)
            if beside is not None:
                left, right = sorted((beside.span, token.span))
                article = replace(token, kind="article", added="")
                for one in _composed([article], Span(left.start, right.end)):
                    yield self._of_act(one, beside)

    def _is_beside(self, token: Token, mention: Mention) -> bool:
        left, right = sorted((mention.span, token.span))
        gap = self._gap(left, right)
        if mention.short and mention.span.of(self.text).isalpha():
            return gap.isspace()
        if token.subs and left is token.span:
            return _only(gap, '()«"', _LINKS)
        if not gap or not _only(gap, ',()«"', _LINKS):
            return False
        return not (self.text[: left.start] + self.text[right.end :]).strip(" .?!")


def _carried_on(text: str, last: Pinpoint | None, now: list[Pinpoint]) -> list[Pinpoint]:
    """The pinpoints `now`, behind the last before them, which they may narrow down: "ст. 9
    Конституції, ч. 2"."""
    before = [] if last is None else [last]
    if last is None or not now or last.article is None or now[0].article or now[0].section:
        return before + now
    # The later pinpoint has taken the act between them into its span.
    if last.act != now[0].act or now[0].span.start > last.span.end or now[0].item or last.subpoint:
        return before + now
    span = Span(last.span.start, now[0].span.end)
    if last.part is None and "para" in now[0].span.of(text).lower():
        now = [replace(one, part=one.paragraph, paragraph=None) for one in now]
    if any(level in last.place for level in now[0].place):
        return before + [replace(one, span=span, article=last.article) for one in now]
    places: list[dict[str, Any]] = [dict(one.place) for one in now]
    return [replace(last, span=span, **place) for place in places]


def _best(run: Sequence[Token]) -> list[Token]:
    """Of the readings of a run the one that leaves out the fewest tokens, "ст. 9" before "9 ст.":
    its levels with their numbers."""
    # of what begins at each token: how many it leaves out, what it takes, where it goes on
    best: list[tuple[int, Token | None, int]] = [(0, None, len(run) + 1)] * (len(run) + 1)
    for at in range(len(run) - 1, -1, -1):
        here, below = run[at], run[at + 1] if at + 1 < len(run) else None
        readings: list[tuple[int, Token | None, int]] = []
        if here.kind == "named":
            readings.append((best[at + 1][0], here, at + 1))
        elif below and below.tight and {here.kind, below.kind} == {"level", "number"}:
            level, number = (here, below) if here.kind == "level" else (below, here)
            if here.kind == "level" or number.may_precede(level):
                span = Span(here.span.start, below.span.end)
                one = replace(number, kind=level.value, span=span, word=level.word)
                readings.append((best[at + 2][0], one, at + 2))
        left = best[at + 1][0] + 1
        if here.kind == "level" and here.value == "article" and len(here.word) > 4:
            readings.append((left, replace(here, kind="article"), at + 1))
        readings.append((left, None, at + 1))
        best[at] = min(readings, key=lambda reading: reading[0])
    picks: list[Token] = []
    at = 0
    while at < len(run):
        _, pick, at = best[at]
        picks += [pick] if pick else []
    return picks


def _is_enough(one: Pinpoint) -> bool:
    """Whether it cites a provision: a named section alone needs its act."""
    numbered = one.place.keys() - {"section"} or (one.section and one.section[0].islower())
    return bool(numbered or (one.section and (one.act or one.other_act)))


# Levels put together to pinpoints: "ч. 1, ч. 2 ст. 9" are two of one article ---------------------

_Group = dict[str, Token]


def _composed(picks: Sequence[Token], span: Span) -> list[Pinpoint]:
    """The pinpoints that levels standing together make, all with `span`."""
    groups: list[_Group] = []
    for one in picks:  # a level that comes again begins the next pinpoint
        if one.kind == "sentence":
            continue  # no place is counted by sentences
        level = "point" if one.kind in ("principle", "rule") else one.kind
        if not groups or level in groups[-1]:
            groups.append({})
        groups[-1][level] = one
    return [one for group in _inherited([*map(_with_parts, groups)]) for one in _made(span, group)]


def _with_parts(group: _Group) -> _Group:
    """English "paragraph 2 of Article 62" and "Article 62 § 2" are parts, "paragraph (c)" a point;
    of a part, or alone, a paragraph is a paragraph."""
    free = "article" in group and bool(group["article"].values) and "part" not in group
    if free and "параграф" in group and not any(one in group for one in _DIVISIONS[:-1]):
        group["part"] = group.pop("параграф")
        free = False
    paragraph = group.pop("paragraph_en", None)
    if paragraph is not None and paragraph.values[0].isalpha():
        group.setdefault("point", paragraph)
    elif paragraph is not None:
        group["part" if free else "paragraph"] = paragraph
    return group


def _inherited(found: list[_Group]) -> list[_Group]:
    """ "ч. 1, ч. 2 ст. 9" and "ст. 9 ч. 1, ч. 2": both parts are of article 9."""
    for at, group in enumerate(found):
        if _placed(group):
            continue
        after = found[at + 1] if at + 1 < len(found) else {}
        before = found[at - 1] if at else {}
        if before and next(iter(before)) in _PLACES:
            group.update(_placed(before))
        elif _placed(after):
            group.update(_placed(after))
    return found


def _placed(group: _Group) -> _Group:
    """Its article and its divisions."""
    return {level: group[level] for level in _PLACES if level in group}


def _made(span: Span, group: _Group) -> Iterator[Pinpoint]:
    own_article = "article" in group and not group["article"].values
    group = {level: _whole(one) if level in _RULED else one for level, one in group.items()}
    added = next(((at, one.added) for at, one in group.items() if one.added), None)
    levels = [level for level, one in group.items() if one.values]
    for values in islice(product(*(group[level].values for level in levels)), _LISTED):
        place = dict(zip(levels, values, strict=True))
        divisions = {level: place.pop(level) for level in _DIVISIONS if level in place}
        if divisions:
            named = (v if level == "named" else f"{level} {v}" for level, v in divisions.items())
            place["section"] = " ".join(named)
        bracketed = False
        for level in ("розділ", "параграф", "article", "part", "point"):
            for sub in group[level].subs if level in group else ():
                above = "part" if sub.isalpha() else "article" if level in _DIVISIONS else level
                free = _ORDER[_ORDER.index(above) + 1 :]
                below = next((one for one in free if one not in place), "paragraph")
                place.setdefault(below, sub)
                bracketed = bracketed or below == "part"
        act = ARTICLE if own_article else None
        yield _tidied(Pinpoint(span=span, act=act, added=added, bracketed=bracketed, **place))


def _whole(one: Token) -> Token:
    """The number of a rule, "11.5", taken whole."""
    dots = one.added.split(".")[1:]
    return replace(one, values=(one.added,), subs=one.subs[len(dots) :], added="") if dots else one


def _tidied(one: Pinpoint) -> Pinpoint:
    """ "пп. 1, 2 ч. 1" are points; "абз. 14, п. 3" without an article is the item of a list."""
    if one.subpoint is not None and one.point is None and one.section is None:
        one = replace(one, point=one.subpoint, subpoint=None)
    if one.paragraph is not None and one.article is None and one.part is None and not one.section:
        one = replace(one, item=one.point, point=None)
    return one
