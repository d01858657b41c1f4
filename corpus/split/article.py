"""A scholarly article: title block, body, reference list, what stands behind the list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dzherelo.corpus.language.notation import APOSTROPHE, CAPITAL
from dzherelo.corpus.split.body import Body, tells_headings
from dzherelo.corpus.split.front import Role, TitleBlock, in_capitals
from dzherelo.corpus.split.lines import ROLES, Block, headed
from dzherelo.corpus.split.reference_list import add_list, is_list, listed_notes, reference_lists
from dzherelo.corpus.types import Kind, Locator

if TYPE_CHECKING:
    from dzherelo.corpus.split.build import Builder

_NAME = rf"{CAPITAL}(?:[а-яіїєґa-z-]|{APOSTROPHE})+"
_INITIALS = rf"(?:{CAPITAL}[a-z]?\.\s?){{1,2}}"
_AUTHORS_AND_TITLE = re.compile(rf"(?:{_NAME}\s+{_INITIALS},?\s*)+(?P<title>[^a-zа-яіїєґ]{{12,}})$")

# What the parts of a title block are called, in Ukrainian and Russian, and in other texts.
_SECTIONS: dict[Role, tuple[str, str]] = {
    Role.TITLE: ("Назва", "Title"),
    Role.NAMES: ("Автори", "Authors"),
    Role.UDC: ("УДК", "UDC"),
    Role.DOI: ("DOI", "DOI"),
    Role.LINE: ("Рубрика", ""),
    Role.ABSTRACT: ("Анотація", "Abstract"),
    Role.KEYWORDS: ("Ключові слова", "Key words"),
}


def looks_like_article(lines: Sequence[Block]) -> bool:
    """A reference list, and before it a text; or an abstract with key words."""
    worded = any(is_list(block) or headed(block, "keywords") for block in lines)
    return worded or bool(reference_lists(lines, 0, _AUTHORS_AND_TITLE.match))


def split_article(builder: Builder, lines: Sequence[Block], front: TitleBlock) -> None:
    """Adds every passage of the article to `builder`."""
    body_at = front.length
    lists = reference_lists(lines, body_at, _AUTHORS_AND_TITLE.match)
    end = lists[0].start if lists else len(lines)
    if not lists:  # without a list the body ends at the abstracts behind it, if any
        titles = (at for at, one in enumerate(lines) if _AUTHORS_AND_TITLE.match(one.text))
        end = max((at for at in titles if at > body_at), default=end)
    add_front(builder, front)
    notes = {} if any(one.entries for one in lists) else listed_notes(lines[body_at:])
    body, place = Body(builder, told=tells_headings(lines), listed=notes), body_at
    for one in lists:
        body.walk(lines[place : one.start])
        add_list(builder, one)
        place = one.end
    back = _back_start(lines, place) if lists else end
    body.walk(lines[place:back])
    _back(builder, lines[back:])


def _back_start(lines: Sequence[Block], at: int) -> int:
    """Where behind the list, and what is appended to it, abstracts in other languages begin: at
    one, or at its title."""
    for place in range(at, len(lines)):
        titled = in_capitals(lines[place].text) and any(
            _opens_abstract(block) for block in lines[place + 1 : place + 4]
        )
        if titled or _opens_abstract(lines[place]) or _AUTHORS_AND_TITLE.match(lines[place].text):
            return place
    return len(lines)


def _opens_abstract(block: Block) -> bool:
    return bool(headed(block, "abstract") or headed(block, "keywords"))


def add_front(builder: Builder, front: TitleBlock) -> None:
    """Adds the passages of a title block."""
    for part in front.parts:
        section = _section(builder, part.role, part.span.of(builder.text))
        place = Locator(section=section or None)
        context = "" if part.kind is Kind.HEADING else ROLES.get(section, "")
        builder.add(part.span, part.kind, place, context=context, skip=part.skip)


def _section(builder: Builder, role: Role | None, text: str) -> str:
    native, other = _SECTIONS.get(role, ("", "")) if role else ("", "")
    return native if builder.language_of(text) in ("uk", "ru") else other


def _back(builder: Builder, lines: Sequence[Block]) -> None:
    """What stands behind the reference list: abstracts in other languages, with their titles."""
    for block in lines:
        role, kind, skip = Role.ABSTRACT, Kind.ABSTRACT, 0
        if keys := headed(block, "keywords"):
            role, kind, skip = Role.KEYWORDS, Kind.KEYWORDS, keys
        elif _AUTHORS_AND_TITLE.match(block.text) or in_capitals(block.text):
            kind = Kind.TITLE
        else:
            skip = headed(block, "abstract")
        section = _section(builder, role, block.text)
        context = ROLES["Назва" if kind is Kind.TITLE else section]
        builder.add(block.span, kind, Locator(section=section), context=context, skip=skip)
