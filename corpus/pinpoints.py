"""Pinpoints in a text: "ч. 4 ст. 2 Закону про громадські об'єднання", "Article 71 of the Charter".

A pinpoint is a run of levels and numbers ("ст. 9", "частина друга", "9 стаття") in any order,
with the act that stands beside the run. Lists and ranges give one pinpoint each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from corpus.acts import Acts, Mention, shipped_acts
from corpus.resolving import Pinpoint, Resolved, resolve
from corpus.tokens import Token, tokens
from corpus.types import Span

__all__ = ["ARTICLE", "Pinpoint", "Resolved", "pinpoints", "resolve"]

ARTICLE = "article"  # the act id of the scholarly article itself

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
_LONE = re.compile(r"\s*(?:$|[,.;:?!)])")
_ORDER = ("section", "article", "part", "point", "subpoint", "paragraph")


@dataclass(frozen=True, slots=True)
class _Component:
    """A level with its numbers, "частини 1 і 2"; without numbers for "абз. 14 статті"."""

    level: str
    values: tuple[str, ...]
    subs: tuple[str, ...] = ()
    word: str = ""
    ordinal: bool = False
    alone: bool = False


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
    found += _beside_short_names(plain, mentions, found)
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
    return before[:-1] + [replace(last, span=span, **one.place) for one in now]


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
        run.append(replace(token, tight=not gap.strip(' \n\t«"(')))
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
    elif _cites(text, span, components):
        act = _only(mentions)
    else:
        return []
    groups = _inherited(_groups(components))
    made = [one for group in groups for one in _made(span, group)]
    if act is not None:
        made = [_of_act(text, one, act) for one in made]
    return [one for one in made if _is_enough(one)]


def _components(run: tuple[Token, ...]) -> tuple[int, int, list[_Component]]:
    """The reading of a run that leaves out the fewest tokens, and the tokens it covers."""
    _, picks = _best(run, 0)
    if not picks:
        return 0, 0, []
    begin, end = picks[0][0], picks[-1][1]
    return begin, end, [component for _, _, component in picks]


_Picks = tuple[tuple[int, int, _Component], ...]


@lru_cache(maxsize=256)
def _best(run: tuple[Token, ...], at: int) -> tuple[int, _Picks]:
    """(tokens left out, components) of the best reading of `run[at:]`; "ст. 9" before "9 ст."."""
    if at == len(run):
        return 0, ()
    readings: list[tuple[int, _Picks]] = []
    here, below = run[at], run[at + 1] if at + 1 < len(run) else None
    if here.kind == "named":
        left, picks = _best(run, at + 1)
        readings.append((left, ((at, at + 1, _Component("named", (here.value,))), *picks)))
    elif below and below.tight and {here.kind, below.kind} == {"level", "number"}:
        level, number = (here, below) if here.kind == "level" else (below, here)
        if here.kind == "level" or number.may_precede(level):
            component = _Component(
                level.value, number.values, number.subs, level.word, number.ordinal
            )
            left, picks = _best(run, at + 2)
            readings.append((left, ((at, at + 2, component), *picks)))
    left, picks = _best(run, at + 1)
    if here.kind == "level" and here.value == "article" and len(here.word) > 4:
        alone = _Component("article", (), alone=True)
        readings.append((left + 1, ((at, at + 1, alone), *picks)))
    readings.append((left + 1, picks))
    return min(readings, key=lambda reading: reading[0])


def _groups(components: Sequence[_Component]) -> list[dict[str, _Component]]:
    """Components as pinpoints: a level that comes again begins the next one."""
    groups: list[dict[str, _Component]] = []
    english = any(one.level == "paragraph-en" for one in components)
    for one in components:
        level = "section" if one.level in ("named", "розділ", "глава") else one.level
        if not groups or level in groups[-1]:
            groups.append({})
        groups[-1][level] = one
    return [_with_paragraph(group) for group in groups] if english else groups


def _with_paragraph(group: dict[str, _Component]) -> dict[str, _Component]:
    """English "paragraph 2 of Article 62" is a part; of a part, or alone, a paragraph."""
    paragraph = group.pop("paragraph-en", None)
    if paragraph is not None:
        article = "article" in group and not group["article"].alone
        group["part" if article and "part" not in group else "paragraph"] = paragraph
    return group


def _inherited(groups: list[dict[str, _Component]]) -> list[dict[str, _Component]]:
    """ "ч. 1, ч. 2 ст. 9" and "ст. 9 ч. 1, ч. 2": both parts are of article 9."""
    for at, group in enumerate(groups):
        if "article" in group or "section" in group:
            continue
        after = groups[at + 1] if at + 1 < len(groups) else {}
        before = groups[at - 1] if at else {}
        if before and next(iter(before)) in ("article", "section"):
            group.update({k: before[k] for k in ("section", "article") if k in before})
        elif "article" in after or "section" in after:
            group.update({k: after[k] for k in ("section", "article") if k in after})
    return groups


def _made(span: Span, group: dict[str, _Component]) -> Iterator[Pinpoint]:
    own_article = "article" in group and group["article"].alone
    levels = [level for level, one in group.items() if one.values]
    for values in product(*(group[level].values for level in levels)):
        place = dict(zip(levels, values, strict=True))
        if "section" in place and group["section"].level != "named":
            place["section"] = f"{group['section'].level} {place['section']}"
        for level in ("article", "part", "point"):
            for sub in group[level].subs if level in group else ():
                free = _ORDER[_ORDER.index("part" if sub.isalpha() else level) + 1 :]
                place.setdefault(next((one for one in free if one not in place), "paragraph"), sub)
        yield _tidied(Pinpoint(span=span, act=ARTICLE if own_article else None, **place))


def _tidied(one: Pinpoint) -> Pinpoint:
    """ "пп. 1, 2 ч. 1" are points; "абз. 14, п. 3" without an article is the item of a list."""
    if one.subpoint is not None and one.point is None and one.section is None:
        one = replace(one, point=one.subpoint, subpoint=None)
    if one.paragraph is not None and one.article is None and one.part is None and not one.section:
        one = replace(one, item=one.point, point=None)
    return one


def _cites(text: str, span: Span, components: Sequence[_Component]) -> bool:
    """Whether a pinpoint without act cites one: "перша частина праці" does not, nor "частина 5
    організацій"; "ч. 2" does, and so does whatever names an article or paragraph."""
    if any(one.level in ("article", "paragraph", "paragraph-en") for one in components):
        return True
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
    known = [mention for mention in mentions if mention.act is not None]
    return known[0] if len({mention.act for mention in known}) == 1 else None


def _of_act(text: str, one: Pinpoint, mention: Mention) -> Pinpoint:
    if mention.act is None:
        return replace(one, other_act=" ".join(mention.span.of(text).split()), act=None)
    return one if one.act == ARTICLE else replace(one, act=mention.act)


def _beside_short_names(
    text: str, mentions: Sequence[Mention], found: Sequence[Pinpoint]
) -> Iterator[Pinpoint]:
    """ "545 КПК", "КПК 545": a bare number beside an abbreviation is an article."""
    for token in tokens(text):
        if (
            token.kind != "number"
            or token.ordinal
            or any(len(v) > 3 and "-" not in v for v in token.values)
        ):
            continue
        if any(one.span.overlap(token.span) for one in found):
            continue
        for mention in mentions:
            if not mention.short or not mention.span.of(text).isalpha():
                continue
            left, right = sorted((mention.span, token.span))
            if text[left.end : right.start].strip() or not text[left.end : right.start]:
                continue
            span = Span(left.start, right.end)
            for value in token.values:
                subs = dict(zip(("part", "point"), token.subs, strict=False))
                yield _of_act(text, Pinpoint(span=span, article=value, **subs), mention)
            break
