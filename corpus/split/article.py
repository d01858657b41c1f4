"""A scholarly article: title block, body, reference list, what stands behind the list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dzherelo.corpus.language.notation import APOSTROPHE, CAPITAL, lone_doi
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.split.body import Body
from dzherelo.corpus.split.lines import ROLES, Block, begins, headed
from dzherelo.corpus.split.reference_list import add_list, is_list, reference_lists
from dzherelo.corpus.types import Kind, Locator, Span

if TYPE_CHECKING:
    from dzherelo.corpus.split.build import Builder

_NAME = rf"{CAPITAL}(?:[а-яіїєґa-z-]|{APOSTROPHE})+"
_INITIALS = rf"(?:{CAPITAL}[a-z]?\.\s?){{1,2}}"
_AUTHOR = re.compile(
    rf"(?:{_NAME}\s+{_INITIALS}|{_INITIALS}\s*{_NAME})(?:\s*,\s*{_NAME}\s+{_INITIALS})*\s*,?$"
)
_AUTHORS_AND_TITLE = re.compile(rf"(?:{_NAME}\s+{_INITIALS},?\s*)+(?P<title>[^a-zа-яіїєґ]{{12,}})$")

_ABSTRACTS = {"uk": "Анотація", "en": "Abstract", "ru": "Анотація"}
_KEYS = {"uk": "Ключові слова", "en": "Key words", "ru": "Ключові слова"}
_BODY_LENGTH = 250  # characters from which a paragraph is one of a body or an abstract


def looks_like_article(lines: Sequence[Block]) -> bool:
    """A reference list, and before it a text; or an abstract with key words."""
    worded = any(is_list(block) or headed(block, "keywords") for block in lines)
    return worded or bool(reference_lists(lines, 0, _AUTHORS_AND_TITLE.match))


def split_article(builder: Builder, lines: Sequence[Block]) -> None:
    """Adds every passage of the article to `builder`."""
    body_at = _body_start(lines)
    lists = reference_lists(lines, body_at, _AUTHORS_AND_TITLE.match)
    end = lists[0].start if lists else len(lines)
    if not lists:  # without a list the body ends at the abstracts behind it, if any
        titles = (at for at, one in enumerate(lines) if _AUTHORS_AND_TITLE.match(one.text))
        end = max((at for at in titles if at > body_at), default=end)
    _front(builder, lines[:body_at])
    body, place = Body(builder), body_at
    for one in lists:
        body.walk(lines[place : one.start])
        add_list(builder, one)
        place = one.end
    back = _back_start(lines, place) if lists else end
    body.walk(lines[place:back])
    _back(builder, lines[back:])


def _back_start(lines: Sequence[Block], at: int) -> int:
    """Where behind the list, and what is appended to it, abstracts in other languages begin."""
    for place in range(at, len(lines)):
        block = lines[place]
        parted = headed(block, "abstract") or headed(block, "keywords")
        if parted or _AUTHORS_AND_TITLE.match(block.text) or _is_title(block):
            return place
    return len(lines)


def _body_start(lines: Sequence[Block]) -> int:
    """The first long paragraph that is neither abstract nor key words."""
    abstract_before = False
    for at, block in enumerate(lines):
        if headed(block, "abstract") or headed(block, "keywords"):
            abstract_before = len(block.text) < 40
        elif abstract_before:
            abstract_before = False
        elif _is_prose(block) or is_list(block):
            return at
    return len(lines)


def _is_prose(block: Block) -> bool:
    text = block.text
    sentence = len(text) >= 80 and text[-1] in ".!?:" and not text.isupper()
    return sentence or len(text) >= _BODY_LENGTH


def _is_title(block: Block) -> bool:
    letters = [c for c in block.text if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    return len(block.text.split()) >= 3 and upper > 0.8 * len(letters)


# The title block --------------------------------------------------------------------------------


def _front(builder: Builder, lines: Sequence[Block]) -> None:
    titles = [at for at, block in enumerate(lines) if _is_title(block)]
    known = [at for at, block in enumerate(lines) if _AUTHOR.match(block.text)]
    # the first line of the last run of lines in capitals, else the first line of all
    runs = [at for at in titles if at - 1 not in titles]
    title = runs[-1] if runs else next((at for at in range(len(lines)) if at not in known), None)
    at = 0
    while at < len(lines):
        end = _front_end(lines, at, title)
        section, kind, skip = _front_part(lines[at], at, title, known)
        span = Span(lines[at].span.start, lines[end - 1].span.end)
        place = Locator(section=section)
        builder.add(span, kind, place, context=ROLES.get(section, ""), skip=skip)
        at = end


def _front_end(lines: Sequence[Block], at: int, title: int | None) -> int:
    """An author's block takes the lines on degree and post below the name; others are one line."""
    end = at + 1
    if _AUTHOR.match(lines[at].text):
        while end < len(lines) and end != title and not _starts_part(lines[end]):
            end += 1
    elif at == title:
        while end < len(lines) and _is_title(lines[end]):
            end += 1
    return end


def _starts_part(block: Block) -> bool:
    named = _AUTHOR.match(block.text) or lone_doi(block.text) or begins(block.text, ("удк", "udc"))
    parted = headed(block, "abstract") or headed(block, "keywords")
    return bool(named or parted) or _is_title(block)


def _front_part(
    block: Block, at: int, title: int | None, authors: Sequence[int]
) -> tuple[str, Kind, int]:
    """(section, kind, length of a run-in heading) of a part of the title block."""
    language = language_of(block.text)
    if at == title:
        return "Назва", Kind.TITLE, 0
    if at in authors:
        return "Автори", Kind.AUTHOR, 0
    if begins(block.text, ("удк", "udc")):
        return "УДК", Kind.FRONT, 0
    if lone_doi(block.text):
        return "DOI", Kind.FRONT, 0
    if keys := headed(block, "keywords"):
        return _KEYS[language], Kind.KEYWORDS, keys
    abstract = headed(block, "abstract")
    if abstract or len(block.text) >= _BODY_LENGTH:
        return _ABSTRACTS[language], Kind.ABSTRACT, abstract
    return "Рубрика", Kind.FRONT, 0


# What stands behind the reference list ------------------------------------------------------------


def _back(builder: Builder, lines: Sequence[Block]) -> None:
    for block in lines:
        language = language_of(block.text)
        section, kind, skip = _ABSTRACTS[language], Kind.ABSTRACT, 0
        if keys := headed(block, "keywords"):
            section, kind, skip = _KEYS[language], Kind.KEYWORDS, keys
        elif _AUTHORS_AND_TITLE.match(block.text) or _is_title(block):
            kind = Kind.TITLE
        else:
            skip = headed(block, "abstract")
        context = ROLES["Назва" if kind is Kind.TITLE else section]
        builder.add(block.span, kind, Locator(section=section), context=context, skip=skip)
