"""What a file says of its work outside its text: `citation_*`, Dublin Core and JSON-LD of a page,
the YAML at the head of a Markdown file."""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dzherelo.corpus.language.notation import doi_in
from dzherelo.corpus.read.lines import title_of
from dzherelo.corpus.types import Metadata

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_ARTICLES = (
    r"(?:Scholarly|News|Tech|Medical|Blog)?\w*Article|BlogPosting|Report|Thesis|Chapter|Book"
)
_MOST = 200  # names: longer lists are cut


def of_page(tree: LexborHTMLParser) -> Metadata:
    """What the head of a page tells, each thing from the first that tells it: `citation_*` tags,
    JSON-LD, Dublin Core, Open Graph; the language from the root element."""
    told: dict[str, list[str]] = defaultdict(list)
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        if value := _plain(attributes.get("content")):
            told[re.sub(r"^(?:dc|dcterms|eprints|prism)[.:]", "dc.", name)].append(value)
    work = _json_ld(tree)
    root = tree.css_first("html")

    def first(*names: str) -> str:
        return next((told[name][0] for name in names if name in told), "")

    pages = "–".join(filter(None, (first("citation_firstpage"), first("citation_lastpage"))))
    authors = told.get("citation_author") or told.get("citation_authors")
    language = (root.attributes.get("lang") or "") if root else ""
    return made(
        title=first("citation_title") or work.get("title") or first("dc.title", "og:title"),
        authors=_names(authors or work.get("authors") or told.get("dc.creator") or ()),
        date=first("citation_publication_date", "citation_date", "citation_year")
        or work.get("date")
        or first("dc.date", "dc.issued", "dc.publicationdate", "article:published_time"),
        doi=first("citation_doi") or work.get("doi") or _doi(told.get("dc.identifier", ())),
        container=first("citation_journal_title", "citation_conference_title")
        or work.get("container")
        or first("dc.publicationname"),
        volume=first("citation_volume", "dc.volume"),
        issue=first("citation_issue", "dc.number"),
        pages=pages,
        language=language or first("citation_language", "dc.language", "og:locale"),
    )


def of_yaml(head: Mapping[str, Any]) -> Metadata:
    """What the head of a Markdown file tells, in the forms of pandoc, JOSS, Jekyll and Quarto."""
    journal = head.get("journal")
    if isinstance(journal, Mapping):
        journal = journal.get("title") or journal.get("name")
    return made(
        title=scalar(head.get("title")),
        authors=[name for name, _ in authors_of(head)],
        date=next(
            (scalar(head[key]) for key in ("date", "year", "published") if head.get(key)), ""
        ),
        doi=scalar(head.get("doi") or head.get("DOI")),
        container=scalar(journal or head.get("container-title")),
        volume=scalar(head.get("volume")),
        issue=scalar(head.get("issue")),
        pages=scalar(head.get("page") or head.get("pages")),
        language=scalar(head.get("lang") or head.get("language") or head.get("locale")),
    )


def authors_of(head: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, affiliation as it is given) of each author in the head of a Markdown file."""
    told = head.get("authors") or head.get("author") or ()
    if isinstance(told, str):
        told = re.split(r"\s*(?:;|\band\b|\n)\s*", told)
    elif isinstance(told, Mapping):
        told = [told]
    found = []
    for one in list(told)[:_MOST] if isinstance(told, Iterable) else ():
        if name := _plain(_person(one)):
            place = (
                one.get("affiliation") or one.get("institute") if isinstance(one, Mapping) else ""
            )
            found.append((name, scalar(place)))
    return found


def _person(told: Any) -> str:
    """The name in one item of a list of authors: a text, parts of a name, or name and details."""
    if not isinstance(told, Mapping):
        return re.sub(r"\^.*?\^|\[\^.*?\]", "", scalar(told))
    name = told.get("name") or told.get("literal")
    if isinstance(name, Mapping):
        return _person(name)
    if name:
        return scalar(name)
    parts = [told.get(key) for key in ("given-names", "given", "first", "firstname", "givenName")]
    parts = [next(filter(None, parts), "")]
    parts += [told.get(key) for key in ("dropping-particle", "non-dropping-particle")]
    parts.append(
        next(
            filter(None, map(told.get, ("surname", "family", "last", "lastname", "familyName"))), ""
        )
    )
    whole = " ".join(filter(None, map(scalar, parts)))
    return whole or (scalar(next(iter(told))) if len(told) == 1 else "")


def made(*, authors: Iterable[str] = (), date: str = "", **parts: str | None) -> Metadata:
    """Metadata of parts as they are told: trimmed, the year out of the date, the DOI bare."""
    year = re.search(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)", date or "")
    told = {name: _plain(value) for name, value in parts.items()}
    language = re.match(r"[a-z]{2,3}(?![a-z])", told.pop("language", "").lower())
    return Metadata(
        **{**told, "doi": _doi([told.get("doi", "")])},
        authors=tuple(filter(None, map(_plain, authors)))[:_MOST],
        year=int(year[0]) if year else None,
        language=language[0] if language else "",
    )


def _plain(text: str | None) -> str:
    return title_of(html.unescape(text or "")[:2_000]) or ""


def scalar(value: Any) -> str:
    """A value as text; of a list or a table of translations the first."""
    for _ in range(3):
        if isinstance(value, Mapping):
            value = next(iter(value.values()), "")
        elif isinstance(value, (list, tuple)):
            value = value[0] if value else ""
    return (
        "" if value is None or isinstance(value, (list, Mapping)) else str(value)[:20_000].strip()
    )


def listed(value: Any) -> list[str]:
    """The items of a list, or of a text with commas, as texts; of tables their names."""
    if isinstance(value, str):
        return [part.strip() for part in re.split("[,;]", value) if part.strip()]
    items = value if isinstance(value, (list, tuple)) else ()
    names = (one.get("name") if isinstance(one, Mapping) else one for one in items[:_MOST])
    return [text for one in names if (text := scalar(one))]


def _doi(told: Iterable[str]) -> str:
    return next(filter(None, (doi_in(one) for one in told if one)), "")


def _names(told: Iterable[str]) -> Iterator[str]:
    """Names in the order given name, surname: "Kyi, Anna" is "Anna Kyi"."""
    for one in told:
        for name in one.split(";"):
            family, comma, given = name.strip().partition(", ")
            yield f"{given} {family}" if comma and "," not in given else name


def _json_ld(tree: LexborHTMLParser) -> dict[str, Any]:
    """What a page's JSON-LD says of the article that it is."""
    for node in tree.css('script[type="application/ld+json"]')[:20]:
        try:
            told = json.loads(node.text())
        except (ValueError, RecursionError):
            continue
        for work in _works(told):
            people = work.get("author") or work.get("creator") or []
            people = people if isinstance(people, list) else [people]
            part = work.get("isPartOf")
            where = [scalar(work.get(key)) for key in ("doi", "identifier", "@id", "sameAs", "url")]
            identifier = work.get("identifier")
            if isinstance(identifier, dict):
                where.insert(0, scalar(identifier.get("value")))
            return {
                "title": scalar(work.get("headline") or work.get("name")),
                "authors": [_person(one) for one in people[:_MOST]],
                "date": scalar(work.get("datePublished")),
                "doi": _doi(where),
                "container": scalar(part.get("name")) if isinstance(part, dict) else "",
            }
    return {}


def _works(told: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(told, list):
        for one in told[:50]:
            yield from _works(one, depth)
    elif isinstance(told, dict) and depth < 4:
        kinds = told.get("@type")
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            if isinstance(kind, str) and re.fullmatch(_ARTICLES, kind):
                yield told
        for name in ("@graph", "mainEntity"):
            yield from _works(told.get(name), depth + 1)
