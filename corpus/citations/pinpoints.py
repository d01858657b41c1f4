"""Pinpoints in a text: "ч. 4 ст. 2 Закону про громадські об'єднання", "Article 71 of the Charter".

A pinpoint is a run of levels and numbers ("ст. 9", "частина друга", "9 стаття") in any order,
with the act that stands beside the run. Lists and ranges give one pinpoint each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from dzherelo.corpus.citations.pinpoint_grammar import Component, composed
from dzherelo.corpus.citations.pinpoint_lexer import Token, tokens
from dzherelo.corpus.citations.pinpoint_resolver import ARTICLE, Pinpoint, Resolved, resolve
from dzherelo.corpus.language.acts import Acts, Mention, shipped_acts
from dzherelo.corpus.types import Span

__all__ = ["ARTICLE", "Pinpoint", "Resolved", "pinpoints", "resolve"]

_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`´ʹ′＇", "'"))
_TYPED_QUOTE = re.compile(r"(?<=[бпвмфркнБПВМФРКН])[\"*](?=[яюєїЯЮЄЇ])")
_LINKS = r"(?:of|the|in|to|under|from|its|у|в|до|з|із|зі|від|за|цієї|цього|даної|this|that|згідно)"
_GLUE = re.compile(rf"[\s,()«»\"]*(?:(?:{_LINKS}|і|й|та|and)\s+)*[(«\"]?", re.IGNORECASE)
_TO_ACT = re.compile(rf"[\s()«\"]*(?:{_LINKS}\s+)*[«\"(]?", re.IGNORECASE)
_TO_ACT_LOOSE = re.compile(rf"[\s,()«\"]*(?:{_LINKS}\s+)*[«\"(]?", re.IGNORECASE)
_FROM_ACT = re.compile(
    rf"[\s,:;()»\"–—-]*(?:(?:{_LINKS}|і|й|та|and|а|also|також)(?:\s+|,\s*))*", re.IGNORECASE
)
_FROM_OTHER = re.compile(r"[\s,:()»\"]*")
_FROM_OTHER_LOOSE = re.compile(r"(?:\s+[\w/.№'-]+){0,5}[\s,:()»\"]*")
_FROM = re.compile(r"\s*(?:з|із|від|from)\s+", re.IGNORECASE)  # "статті з 55 по 57"
_LONE = re.compile(r"\s*(?:$|[,.;:?!)])")


def pinpoints(text: str, *, acts: Acts | None = None) -> tuple[Pinpoint, ...]:
    """The pinpoints of `text`, in order; none for prose that cites no provision.

    Without an act beside it, a pinpoint has the only act that the text mentions, if there is one.
    """
    plain = _TYPED_QUOTE.sub("'", text.translate(_APOSTROPHES))
    if not any(token.kind != "number" for token in tokens(plain)) and not re.search(r"\d", plain):
        return ()
    mentions = (acts or shipped_acts()).mentions(plain)
    found: list[Pinpoint] = []
    for run in _runs(plain, mentions):
        found = _carried_on(plain, found, _read(plain, run, mentions))
    found += _beside_names(plain, mentions, found)
    return tuple(sorted(found, key=lambda pinpoint: pinpoint.span))


def _carried_on(text: str, before: list[Pinpoint], now: list[Pinpoint]) -> list[Pinpoint]:
    """ "ст. 9 Конституції, ч. 2": what follows the act narrows the pinpoint before it down."""
    last = before[-1] if before else None
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
    return before[:-1] + [_below(last, one, span) for one in now]


def _below(article: Pinpoint, one: Pinpoint, span: Span) -> Pinpoint:
    place: dict[str, Any] = one.place
    return replace(article, span=span, **place)


def _runs(text: str, mentions: Sequence[Mention]) -> Iterator[list[Token]]:
    """Tokens that stand together, outside the names of acts."""
    run: list[Token] = []
    for token in tokens(text):
        if any(token.span.overlap(mention.span) for mention in mentions):
            continue
        if run and not _GLUE.fullmatch(text, run[-1].span.end, token.span.start):
            yield run
            run = []
        gap = text[run[-1].span.end : token.span.start] if run else ""
        tight = not gap.strip(' \n\t«"(') or (len(token.values) > 1 and bool(_FROM.fullmatch(gap)))
        run.append(replace(token, tight=tight))
    if run:
        yield run


def _read(text: str, run: Sequence[Token], mentions: Sequence[Mention]) -> list[Pinpoint]:
    """The pinpoints of one run of tokens; none if nothing in it is numbered as a provision is."""
    begin, end, components = _components(tuple(run))
    if not components:
        return []
    span = Span(run[begin].span.start, run[end - 1].span.end)
    act = _act_beside(text, span, mentions)
    if act is not None:
        span = _with_act(text, span, act.span)
    elif any(one.spoken for one in components):
        return []
    elif _cites(text, span, components):
        act = _only(mentions)
    else:
        return []
    components = [one for one in components if one.level != "principle" or _has_principles(act)]
    made = composed(components, span)
    if act is not None:
        made = [_of_act(text, one, act) for one in made]
    return [one for one in made if _is_enough(one)]


def _components(run: tuple[Token, ...]) -> tuple[int, int, list[Component]]:
    """The reading of a run that leaves out the fewest tokens, and the tokens it covers."""
    _, picks = _best(run, 0)
    if not picks:
        return 0, 0, []
    begin, end = picks[0][0], picks[-1][1]
    return begin, end, [component for _, _, component in picks]


_Picks = tuple[tuple[int, int, Component], ...]


@lru_cache(maxsize=256)
def _best(run: tuple[Token, ...], at: int) -> tuple[int, _Picks]:
    """(tokens left out, components) of the best reading of `run[at:]`; "ст. 9" before "9 ст."."""
    if at == len(run):
        return 0, ()
    readings: list[tuple[int, _Picks]] = []
    here, below = run[at], run[at + 1] if at + 1 < len(run) else None
    if here.kind == "named":
        left, picks = _best(run, at + 1)
        readings.append((left, ((at, at + 1, Component("named", (here.value,))), *picks)))
    elif below and below.tight and {here.kind, below.kind} == {"level", "number"}:
        level, number = (here, below) if here.kind == "level" else (below, here)
        if here.kind == "level" or number.may_precede(level):
            component = Component(
                level.value,
                number.values,
                number.subs,
                level.word,
                number.ordinal,
                spoken=number.spoken,
                added=number.added,
            )
            left, picks = _best(run, at + 2)
            readings.append((left, ((at, at + 2, component), *picks)))
    left, picks = _best(run, at + 1)
    if here.kind == "level" and here.value == "article" and len(here.word) > 4:
        alone = Component("article", (), alone=True)
        readings.append((left + 1, ((at, at + 1, alone), *picks)))
    readings.append((left + 1, picks))
    return min(readings, key=lambda reading: reading[0])


def _has_principles(act: Mention | None) -> bool:
    """Whether the act's points are called principles."""
    return act is not None and act.act == "principles"


def _cites(text: str, span: Span, components: Sequence[Component]) -> bool:
    """Whether a pinpoint without act cites one: "перша частина праці" does not, nor "частина 5
    організацій"; "ч. 2" does, and so does whatever names an article or paragraph."""
    if any(one.level in ("article", "paragraph", "paragraph-en") for one in components):
        return True
    if any(one.level == "principle" for one in components):
        return False
    if len(components) > 1 or any(one.level == "named" for one in components):
        return True
    only = components[0]
    return not only.ordinal and (len(only.word) <= 3 or bool(_LONE.match(text, span.end)))


def _is_enough(one: Pinpoint) -> bool:
    """Whether it cites a provision: a named section alone needs its act."""
    numbered = any(
        (one.article, one.part, one.point, one.paragraph, one.item, one.subpoint)
    ) or bool(one.section and one.section[0].islower())
    return numbered or (one.section is not None and bool(one.act or one.other_act))


# The act beside a pinpoint ----------------------------------------------------------------------


def _act_beside(text: str, span: Span, mentions: Sequence[Mention]) -> Mention | None:
    """The act behind the pinpoint, else the one before it; across a comma the one before."""
    after = next((m for m in mentions if m.span.start >= span.end), None)
    before = next((m for m in reversed(mentions) if m.span.end <= span.start), None)
    if after is not None and _TO_ACT.fullmatch(text, span.end, after.span.start):
        return after
    link = _FROM_ACT
    if before is not None and before.act is None:
        link = _FROM_OTHER if any(m.act for m in mentions) else _FROM_OTHER_LOOSE
    if before is not None and link.fullmatch(text, before.span.end, span.start):
        return before
    if after is not None and _TO_ACT_LOOSE.fullmatch(text, span.end, after.span.start):
        return after
    return None


def _with_act(text: str, span: Span, act: Span) -> Span:
    """The pinpoint with the words of its act, if there is nothing between them but links."""
    left, right = sorted((span, act))
    touching = _GLUE.fullmatch(text, left.end, right.start)
    return Span(left.start, right.end) if touching else span


def _only(mentions: Sequence[Mention]) -> Mention | None:
    """The only act that the text mentions, if it is only one."""
    known = [mention for mention in mentions if mention.act is not None and not mention.bare]
    return known[0] if len({mention.act for mention in known}) == 1 else None


def _of_act(text: str, one: Pinpoint, mention: Mention) -> Pinpoint:
    if mention.act is None:
        return replace(one, other_act=" ".join(mention.span.of(text).split()), act=None)
    return one if one.act == ARTICLE else replace(one, act=mention.act)


def _beside_names(
    text: str, mentions: Sequence[Mention], found: Sequence[Pinpoint]
) -> Iterator[Pinpoint]:
    """A bare number beside an act is an article: "545 КПК", "55(c) of the Charter", and
    "Конституція, 9" where that is all."""
    for token in tokens(text):
        if token.kind != "number" or token.ordinal or token.spoken or _is_year(token):
            continue
        if any(one.span.overlap(token.span) for one in found):
            continue
        beside = next((one for one in mentions if _is_beside(text, token, one)), None)
        if beside is not None:
            left, right = sorted((beside.span, token.span))
            article = Component("article", token.values, token.subs)
            for one in composed([article], Span(left.start, right.end)):
                yield _of_act(text, one, beside)


def _is_year(token: Token) -> bool:
    return any(len(value) > 3 and "-" not in value for value in token.values)


def _is_beside(text: str, token: Token, mention: Mention) -> bool:
    left, right = sorted((mention.span, token.span))
    gap = text[left.end : right.start]
    if mention.short and mention.span.of(text).isalpha():
        return bool(gap) and not gap.strip()
    if token.subs and left is token.span:
        return _TO_ACT.fullmatch(gap) is not None
    alone = not (text[: left.start] + text[right.end :]).strip(" .?!")
    return alone and _TO_ACT_LOOSE.fullmatch(gap) is not None and bool(gap)
