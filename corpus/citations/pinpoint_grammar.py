"""Levels and numbers put together to pinpoints: "ч. 1, ч. 2 ст. 9" are two of one article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from dzherelo.corpus.citations.pinpoint_resolver import ARTICLE, Pinpoint
from dzherelo.corpus.types import Span

_DIVISIONS = ("named", "розділ", "глава", "параграф")  # the wider first
_PLACES = (*_DIVISIONS, "article")
_ORDER = ("section", "article", "part", "point", "subpoint", "paragraph")


@dataclass(frozen=True, slots=True)
class Component:
    """A level with its numbers, "частини 1 і 2"; without numbers for "абз. 14 статті"."""

    level: str
    values: tuple[str, ...]
    subs: tuple[str, ...] = ()
    word: str = ""
    ordinal: bool = False
    alone: bool = False
    spoken: bool = False
    added: str = ""


def composed(components: Sequence[Component], span: Span) -> list[Pinpoint]:
    """The pinpoints that components standing together make, all with `span`."""
    return [one for group in _inherited(_groups(components)) for one in _made(span, group)]


def _groups(components: Sequence[Component]) -> list[dict[str, Component]]:
    """Components as pinpoints: a level that comes again begins the next one."""
    found: list[dict[str, Component]] = []
    for one in components:
        level = "point" if one.level == "principle" else one.level
        if not found or level in found[-1]:
            found.append({})
        found[-1][level] = one
    return [_with_parts(group) for group in found]


def _with_parts(group: dict[str, Component]) -> dict[str, Component]:
    """English "paragraph 2 of Article 62" and "Article 62 § 2" are parts, "paragraph (c)" a point;
    of a part, or alone, a paragraph is a paragraph."""
    free = "article" in group and not group["article"].alone and "part" not in group
    if free and "параграф" in group and not any(one in group for one in _DIVISIONS[:-1]):
        group["part"] = group.pop("параграф")
        free = False
    paragraph = group.pop("paragraph-en", None)
    if paragraph is not None and paragraph.values[0].isalpha():
        group.setdefault("point", paragraph)
    elif paragraph is not None:
        group["part" if free else "paragraph"] = paragraph
    return group


def _inherited(found: list[dict[str, Component]]) -> list[dict[str, Component]]:
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


def _placed(group: dict[str, Component]) -> dict[str, Component]:
    """Its article and its divisions."""
    return {level: group[level] for level in _PLACES if level in group}


def _made(span: Span, group: dict[str, Component]) -> Iterator[Pinpoint]:
    own_article = "article" in group and group["article"].alone
    levels = [level for level, one in group.items() if one.values]
    for values in product(*(group[level].values for level in levels)):
        place = dict(zip(levels, values, strict=True))
        divisions = {level: place.pop(level) for level in _DIVISIONS if level in place}
        if divisions:
            named = (v if level == "named" else f"{level} {v}" for level, v in divisions.items())
            place["section"] = " ".join(named)
        bracketed = False
        for level in ("article", "part", "point"):
            for sub in group[level].subs if level in group else ():
                free = _ORDER[_ORDER.index("part" if sub.isalpha() else level) + 1 :]
                below = next((one for one in free if one not in place), "paragraph")
                place.setdefault(below, sub)
                bracketed = bracketed or below == "part"
        yield _tidied(
            Pinpoint(
                span=span,
                act=ARTICLE if own_article else None,
                added=next(((at, one.added) for at, one in group.items() if one.added), None),
                bracketed=bracketed,
                **place,
            )
        )


def _tidied(one: Pinpoint) -> Pinpoint:
    """ "пп. 1, 2 ч. 1" are points; "абз. 14, п. 3" without an article is the item of a list."""
    if one.subpoint is not None and one.point is None and one.section is None:
        one = replace(one, point=one.subpoint, subpoint=None)
    if one.paragraph is not None and one.article is None and one.part is None and not one.section:
        one = replace(one, item=one.point, point=None)
    return one
