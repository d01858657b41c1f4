"""An item of the Citation Style Language as a record. CSL-JSON is what Zotero, pandoc and Crossref
speak, so the other formats become such items first; what an item does not say stays empty."""

from __future__ import annotations

import datetime
import html
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from dzherelo.corpus.language.notation import doi_in
from dzherelo.corpus.language.words import language_of
from dzherelo.corpus.records import Address, Author, Record

DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

Item = Mapping[str, Any]

_MARKUP = re.compile(r"</?(?:i|b|em|strong|su[bp]|scp|span|jats:\w+|mml:\w+)(?:\s[^<>]*)?>", re.I)
_ARXIV = re.compile(r"(?<![\w.])(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?![\w])")
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")


def record_of(item: Item, *, id: str = "x") -> Record:
    """The record of a CSL item, with the item's own id as its key."""
    title = plain(item.get("title")) or plain(item.get("container-title")) or "?"
    language = language_code(plain(item.get("language"))) or language_of(title)
    issued, number = _date(item.get("issued")), plain(item.get("number")) or None
    kind = DATA["types"].get(item.get("type"), "document")
    return Record(
        id=id,
        key=plain(item.get("citation-key") or item.get("id")) or None,
        type=kind,
        title=title,
        language=language,
        authors=tuple(_authors(item)),
        container=plain(item.get("container-title")) or None,
        place=plain(item.get("publisher-place")) or None,
        publisher=plain(item.get("publisher")) or None,
        volume=plain(item.get("volume")) or None,
        issue=plain(item.get("issue")) or (number if kind == "report" else None),
        year=issued.year if isinstance(issued, datetime.date) else issued,
        date=issued if isinstance(issued, datetime.date) else None,
        pages=_pages(item, language),
        genre=plain(item.get("genre")) or None,
        act=number if kind in ("legislation", "treaty") else None,
        doi=doi_of(plain(item.get("DOI"))) or doi_of(plain(item.get("URL"))) or None,
        issn=plain(item.get("ISSN")).split(",")[0].split(" ")[0] or None,
        isbn=_isbn(plain(item.get("ISBN"))),
        arxiv=_arxiv(item),
        addresses=_addresses(item),
    )


def plain(value: object) -> str:
    """A value as one line of text, without mark-up; of a list the first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if value is None or isinstance(value, dict | bool):
        return ""
    text = html.unescape(_MARKUP.sub("", str(value)))
    return " ".join(unicodedata.normalize("NFC", text).split())


def doi_of(text: str) -> str:
    """The DOI in a text, with its letters as they are written; empty if there is none."""
    found = doi_in(text)
    start = text.lower().find(found)
    return text[start : start + len(found)] if found else ""


def language_code(said: str) -> str:
    """Two letters for "en-US", "ukrainian" or "ger"; empty where it is no language."""
    word = said.casefold().split(";")[0].strip()
    known = DATA["languages"].get(word) or DATA["languages"].get(word.split("-")[0])
    code = word.replace("_", "-").split("-")[0]
    return known or (code if len(code) == 2 and code.isascii() and code.isalpha() else "")


def year_in(text: str) -> int | None:
    """The first year that a text names."""
    found = _YEAR.search(text)
    return int(found[0]) if found else None


def day_in(text: str) -> dict[str, Any]:
    """A date as CSL has it of "2020-05-03", "2020/05/03/" or a text that names a year."""
    parts = [part for part in re.split(r"[-/T ]", text.strip()) if part]
    if parts and len(parts[0]) == 4 and all(part.isdecimal() for part in parts[:3]):
        return {"date-parts": [[int(part) for part in parts[:3]]]}
    year = year_in(text)
    return {"date-parts": [[year]]} if year else {}


def _authors(item: Item) -> Iterable[Author]:
    """Those who made the work; where none did, its editors, as reference styles put them."""
    names = item.get("author") or item.get("editor") or item.get("container-author") or ()
    for name in names if isinstance(names, list | tuple) else ():
        if isinstance(name, Mapping) and (author := _author(name)):
            yield author


def _author(name: Mapping[str, Any]) -> Author | None:
    family = " ".join(
        filter(
            None,
            (
                plain(name.get("non-dropping-particle")),
                plain(name.get("family") or name.get("literal") or name.get("name")),
            ),
        )
    )
    given = " ".join(filter(None, (plain(name.get("given")), plain(name.get("dropping-particle")))))
    if suffix := plain(name.get("suffix")):
        given = f"{given}, {suffix}" if given else suffix
    if not family:
        family, given = given, ""
    return Author(family=family, given=given) if family else None


def _date(value: object) -> datetime.date | int | None:
    """The day, or the year where that is all that is said."""
    if not isinstance(value, Mapping):
        return year_in(plain(value))
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list | tuple) and parts else ()
    numbers = [int(one) for one in first if str(one).isdecimal()] if first else []
    if len(numbers) >= 3:
        with suppress(ValueError):
            return datetime.date(*numbers[:3])
    return numbers[0] if numbers else year_in(plain(value.get("raw") or value.get("literal")))


def _pages(item: Item, language: str) -> str | None:
    pages = plain(item.get("page") or item.get("article-number"))
    extent = plain(item.get("number-of-pages"))
    word = DATA["extent"].get(language, "p.")
    if pages.isdecimal() and item.get("type") == "book":
        return f"{word} {pages}"  # a bare number would be the length of the book
    if pages or not extent.isdecimal():
        return pages.replace("--", "–") or extent or None
    return f"{extent} {word}"


def _isbn(text: str) -> str | None:
    found = _ISBN.search(text)
    return found[0].replace(" ", "-") if found else None


def _arxiv(item: Item) -> str | None:
    """The arXiv number of an item, which programs put in one of several places."""
    places = ("number", "note", "container-title", "URL", "DOI")
    said = [plain(item.get(place)) for place in places]
    ours = [
        text.partition("arxiv")[2].lstrip(":. ") for one in said if "arxiv" in (text := one.lower())
    ]
    found = (_ARXIV.search(text) for text in (plain(item.get("arxiv")), *ours))
    return next((match[0] for match in found if match), None)


def _addresses(item: Item) -> tuple[Address, ...]:
    url = plain(item.get("URL"))
    if not url.startswith(("http://", "https://")):
        return ()
    accessed = _date(item.get("accessed"))
    day = accessed if isinstance(accessed, datetime.date) else None
    return (Address(url=url, role="listed", accessed=day),)
