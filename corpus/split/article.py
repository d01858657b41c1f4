"""A scholarly article: title block, body, reference list, abstracts in several languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.split.body import Body
from dzherelo.corpus.split.build import Block, Builder
from dzherelo.corpus.types import Kind, Locator, Span

_LIST = re.compile(
    r"(?:список\s+(?:використаної\s+|використаних\s+|цитованої\s+)?"
    r"(?:літератури|джерел|посилань)(?:\s+та\s+літератури)?|література|"
    r"використані\s+джерела|джерела|бібліографія|references|bibliography|works\s+cited|"
    r"literature)\s*[:.]?$",
    re.IGNORECASE,
)
_NAME_UK = r"[А-ЯІЇЄҐ][а-яіїєґ'’ʼ-]+"
_INITIALS = r"(?:[А-ЯІЇЄҐA-Z][a-z]?\.\s?){1,2}"
_AUTHOR = re.compile(
    rf"(?:(?:{_NAME_UK}|[A-Z][a-z'’-]+)\s+{_INITIALS}|{_INITIALS}\s*(?:{_NAME_UK}|[A-Z][a-z'’-]+))"
    rf"(?:\s*,\s*(?:(?:{_NAME_UK}|[A-Z][a-z'’-]+)\s+{_INITIALS}))*\s*,?$"
)
_AUTHORS_AND_TITLE = re.compile(
    rf"(?:(?:{_NAME_UK}|[A-Z][a-z'’-]+)\s+{_INITIALS},?\s*)+(?P<title>[^a-zа-яіїєґ]{{12,}})$"
)
_ABSTRACT = re.compile(
    r"(?P<title>Анотація|Реферат|Резюме|Abstract|Summary|Аннотация)\s*[.:]\s*", re.I
)
_KEYWORDS = re.compile(r"(?P<title>Ключові\s+слова|Key\s*words|Ключевые\s+слова)\s*[.:]\s*", re.I)
_UDC = re.compile(r"(УДК|UDC)\b", re.I)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(?P<doi>10\.\d{4,9}/\S+)$", re.I)
_ENTRY = re.compile(r"(\d{1,3})\s*[.)]\s+")

# What a reader calls these parts: context for search, in both languages.
_ROLES = {
    "Автори": "Автори статті, хто написав. Authors of the article, who wrote it.",
    "УДК": "Індекс УДК статті. UDC index of the article.",
    "DOI": "DOI статті, цифровий ідентифікатор. DOI of the article, digital identifier.",
    "Назва": "Назва, заголовок, тема статті. Title and topic of the article.",
    "Рубрика": "Рубрика журналу. Section of the journal.",
    "Анотація": "Анотація статті.",
    "Abstract": "Abstract of the article.",
    "Ключові слова": "Ключові слова статті.",
    "Key words": "Key words of the article.",
}
_ABSTRACTS = {"uk": "Анотація", "en": "Abstract", "ru": "Анотація"}
_KEYS = {"uk": "Ключові слова", "en": "Key words", "ru": "Ключові слова"}
_BODY_LENGTH = 250


def looks_like_article(lines: Sequence[Block]) -> bool:
    """A reference list, and before it a text; or an abstract with key words."""
    heads = {block.text for block in lines if len(block.text) < 80}
    has_list = any(_LIST.match(text) for text in heads)
    has_keys = any(_KEYWORDS.match(block.text) for block in lines)
    return has_list or has_keys


def split_article(builder: Builder, lines: Sequence[Block]) -> None:
    """Adds every passage of the article to `builder` and links its in-text references."""
    body_at = _body_start(lines)
    list_at = next(
        (at for at in range(len(lines) - 1, body_at, -1) if _LIST.match(lines[at].text)),
        len(lines),
    )
    first_list = next(
        (at for at in range(body_at, len(lines)) if _LIST.match(lines[at].text)), list_at
    )
    _front(builder, lines[:body_at])
    body, after = _body_and_back(lines, body_at, first_list)
    Body(builder).walk(body)
    entries: set[int] = set()
    rest = list(after)
    while rest and _LIST.match(rest[0].text):
        numbers, rest = _reference_list(builder, rest)
        entries = entries or numbers
    _back(builder, rest)
    builder.link(entries)


def _body_and_back(
    lines: Sequence[Block], body_at: int, list_at: int
) -> tuple[Sequence[Block], Sequence[Block]]:
    """Where there is no reference list, the body ends at the abstracts behind it, if any."""
    if list_at < len(lines):
        return lines[body_at:list_at], lines[list_at:]
    for at in range(len(lines) - 1, body_at, -1):
        if _AUTHORS_AND_TITLE.match(lines[at].text):
            body_at_end = at
            return lines[body_at:body_at_end], lines[body_at_end:]
    return lines[body_at:], ()


def _body_start(lines: Sequence[Block]) -> int:
    """The first long paragraph that is neither abstract nor key words."""
    abstract_before = False
    for at, block in enumerate(lines):
        if _ABSTRACT.match(block.text) or _KEYWORDS.match(block.text):
            abstract_before = len(block.text) < 40
        elif abstract_before:
            abstract_before = False
        elif _is_prose(block) or _LIST.match(block.text):
            return at
    return len(lines)


def _is_prose(block: Block) -> bool:
    return len(block.text) >= _BODY_LENGTH or (
        len(block.text) >= 80 and block.text[-1] in ".!?:" and not block.text.isupper()
    )


# The title block ------------------------------------------------------------------------------


def _front(builder: Builder, lines: Sequence[Block]) -> None:
    titles = [at for at, block in enumerate(lines) if _is_title(block)]
    known = [at for at, block in enumerate(lines) if _AUTHOR.match(block.text)]
    title = _title_line(titles, known, len(lines))
    at = 0
    while at < len(lines):
        end = _front_end(lines, at, title)
        section, kind, skip = _front_part(lines[at], at, title, known)
        span = Span(lines[at].span.start, lines[end - 1].span.end)
        builder.add(
            span, kind, Locator(section=section), context=_ROLES.get(section, ""), skip=skip
        )
        at = end


def _title_line(titles: Sequence[int], authors: Sequence[int], count: int) -> int | None:
    """The first line of the last run of lines in capitals, else the first line of all."""
    if titles:
        return next(at for at in reversed(titles) if at - 1 not in titles)
    return next((at for at in range(count) if at not in authors), None)


def _is_title(block: Block) -> bool:
    letters = [c for c in block.text if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    return len(block.text.split()) >= 3 and upper > 0.8 * len(letters)


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
    patterns = (_AUTHOR, _UDC, _ABSTRACT, _KEYWORDS)
    return (
        any(p.match(block.text) for p in patterns)
        or bool(_DOI.match(block.text))
        or _is_title(block)
    )


def _front_part(
    block: Block, at: int, title: int | None, authors: Sequence[int]
) -> tuple[str, Kind, int]:
    """(section, kind, length of a run-in heading) of a part of the title block."""
    language = language_of(block.text)
    if at == title:
        return "Назва", Kind.TITLE, 0
    if at in authors:
        return "Автори", Kind.AUTHOR, 0
    if _UDC.match(block.text):
        return "УДК", Kind.FRONT, 0
    if _DOI.match(block.text):
        return "DOI", Kind.FRONT, 0
    if abstract := _ABSTRACT.match(block.text):
        return _ABSTRACTS[language], Kind.ABSTRACT, abstract.end()
    if keys := _KEYWORDS.match(block.text):
        return _KEYS[language], Kind.KEYWORDS, keys.end()
    if len(block.text) >= _BODY_LENGTH:
        return _ABSTRACTS[language], Kind.ABSTRACT, 0
    return "Рубрика", Kind.FRONT, 0


# The reference list and what stands behind it -------------------------------------------------


def _reference_list(builder: Builder, lines: Sequence[Block]) -> tuple[set[int], list[Block]]:
    """Adds heading and entries; returns the entries' numbers and the lines that are left."""
    heading = lines[0].text.strip(" .:").capitalize()
    builder.add(lines[0].span, Kind.HEADING, Locator(section=heading))
    numbered = any(_ENTRY.match(block.text) for block in lines[1:4])
    numbers: set[int] = set()
    at = 1
    while at < len(lines) and not _ends_list(lines[at], numbered):
        match = _ENTRY.match(lines[at].text)
        number = int(match[1]) if match else at
        end = at + 1
        while end < len(lines) and numbered and _carries_on(lines[end]):
            end += 1
        span = Span(lines[at].span.start, lines[end - 1].span.end)
        builder.add(
            span,
            Kind.ENTRY,
            Locator(section=heading, entry=number),
            context=f"{heading}. Джерело {number}. Reference {number}.",
            skip=match.end() if match else 0,
        )
        numbers.add(number)
        at = end
    return numbers, list(lines[at:])


def _ends_list(block: Block, numbered: bool) -> bool:
    text = block.text
    return (
        bool(_LIST.match(text) or _AUTHORS_AND_TITLE.match(text))
        or bool(_ABSTRACT.match(text) or _KEYWORDS.match(text))
        or (numbered and not _ENTRY.match(text))
    )


def _carries_on(block: Block) -> bool:
    """An address or an access note on a line of its own belongs to the entry above it."""
    return bool(re.match(r"(?:URL|https?://|DOI\b|\(дата|\(accessed|<https?)", block.text, re.I))


def _back(builder: Builder, lines: Sequence[Block]) -> None:
    for block in lines:
        language = language_of(block.text)
        section, kind, skip = _ABSTRACTS[language], Kind.ABSTRACT, 0
        if keys := _KEYWORDS.match(block.text):
            section, kind, skip = _KEYS[language], Kind.KEYWORDS, keys.end()
        elif _AUTHORS_AND_TITLE.match(block.text) or _is_title(block):
            kind = Kind.TITLE
        elif abstract := _ABSTRACT.match(block.text):
            skip = abstract.end()
        context = _ROLES[section]
        if kind is Kind.TITLE:
            context = _ROLES["Назва"]
        builder.add(block.span, kind, Locator(section=section), context=context, skip=skip)
