"""What each service is asked about a work, and its answer as findings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import quote

from dzherelo.corpus.bibliography.csl import plain, record_of
from dzherelo.corpus.lookup.client import Client, Service
from dzherelo.corpus.records import Address, Record

Update = Literal["retraction", "concern", "correction"]

_UPDATES: dict[str, Update] = {  # kinds of Crossref's updates that a reader must know of
    "retraction": "retraction",
    "removal": "retraction",
    "withdrawal": "retraction",
    "partial_retraction": "retraction",
    "expression_of_concern": "concern",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """That a work was retracted or corrected, who says so, and the address of the notice."""

    kind: Update
    said_by: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A work as a service describes it, where it may be read openly, and what was said of it
    since."""

    record: Record
    service: str
    open: tuple[Address, ...] = ()
    notices: tuple[Notice, ...] = field(default=())


class Adapter(Protocol):
    """A service that is asked about a work. `exact`: by an identifier that the record has, so that
    one finding at most is told; else by its words. Raises NoAnswer."""

    @property
    def service(self) -> Service: ...

    def find(self, record: Record, client: Client, *, exact: bool) -> list[Finding]: ...


def words_of(record: Record, *, longest: int = 300) -> str:
    """What a search by words is given: title, first author, year and container."""
    author = record.authors[0].family if record.authors else ""
    parts = (record.title, author, str(record.year or ""), record.container or "")
    return " ".join(part for part in parts if part)[:longest]


@dataclass(frozen=True, slots=True)
class Crossref:
    service: Service
    mailto: str = ""

    def find(self, record: Record, client: Client, *, exact: bool) -> list[Finding]:
        polite = {"mailto": self.mailto} if self.mailto else {}
        if exact:
            if not record.doi:
                return []
            path = f"works/{quote(record.doi, safe='')}"
            one = client.ask(self.service, path, {}, _crossref_work, unkept=polite)
            return [one] if one else []
        asked = {"query.bibliographic": words_of(record), "rows": "5"}
        return client.ask(self.service, "works", asked, _crossref_works, unkept=polite) or []


def _crossref_work(data: bytes) -> Finding:
    return _crossref(_mapping(_mapping(json.loads(data))["message"]))


def _crossref_works(data: bytes) -> list[Finding]:
    items = _mapping(_mapping(json.loads(data))["message"])["items"]
    return [_crossref(one) for one in items if isinstance(one, Mapping)]


def _crossref(work: Mapping[str, Any]) -> Finding:
    title, subtitle = plain(work.get("title")), plain(work.get("subtitle"))
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}: {subtitle}"
    item = {**work, "title": title, "id": None}
    links = [one for one in work.get("link") or () if isinstance(one, Mapping)]
    licensed = any(
        "creativecommons.org" in str(one.get("URL"))
        for one in work.get("license") or ()
        if isinstance(one, Mapping)
    )
    pdfs = (str(one.get("URL")) for one in links if one.get("content-type") == "application/pdf")
    notices = tuple(
        Notice(kind, "Crossref", f"https://doi.org/{doi}" if (doi := one.get("DOI")) else None)
        for one in work.get("updated-by") or ()
        if isinstance(one, Mapping) and (kind := _UPDATES.get(str(one.get("type")).lower()))
    )
    found = record_of({name: value for name, value in item.items() if name != "URL"})
    return Finding(found, "Crossref", _addresses(pdfs if licensed else ()), notices)


@dataclass(frozen=True, slots=True)
class OpenAlex:
    """By an identifier for all; by words only for those who have a `key`, as it wants."""

    service: Service
    mailto: str = ""
    key: str = ""

    def find(self, record: Record, client: Client, *, exact: bool) -> list[Finding]:
        polite = {"mailto": self.mailto} if self.mailto else {}
        polite |= {"api_key": self.key} if self.key else {}
        if exact:
            if not record.doi:
                return []
            path = f"works/doi:{quote(record.doi.lower(), safe='/')}"
            one = client.ask(self.service, path, {}, _openalex_work, unkept=polite)
            return [one] if one else []
        if not self.key:
            return []
        asked = {"search": record.title[:300], "per-page": "5"}
        return client.ask(self.service, "works", asked, _openalex_works, unkept=polite) or []


def _openalex_work(data: bytes) -> Finding:
    return _openalex(_mapping(json.loads(data)))


def _openalex_works(data: bytes) -> list[Finding]:
    results = _mapping(json.loads(data))["results"]
    return [_openalex(one) for one in results if isinstance(one, Mapping)]


def _openalex(work: Mapping[str, Any]) -> Finding:
    primary, best = (work.get(name) or {} for name in ("primary_location", "best_oa_location"))
    source, biblio = primary.get("source") or {}, work.get("biblio") or {}
    names = (
        plain(one.get("raw_author_name") or (one.get("author") or {}).get("display_name"))
        for one in work.get("authorships") or ()
    )
    ends = [plain(biblio.get(end)) for end in ("first_page", "last_page")]
    record = record_of(
        {
            "type": work.get("type_crossref") or work.get("type"),
            "title": work.get("title") or work.get("display_name"),
            "author": [_parted(name) for name in names if name],
            "issued": {"date-parts": [[work.get("publication_year")]]},
            "container-title": source.get("display_name"),
            "volume": biblio.get("volume"),
            "issue": biblio.get("issue"),
            "page": "–".join(dict.fromkeys(filter(None, ends))),
            "DOI": work.get("doi"),
            "ISSN": source.get("issn_l"),
            "language": work.get("language"),
        }
    )
    notices = (Notice("retraction", "OpenAlex"),) if work.get("is_retracted") is True else ()
    places = [best, *(work.get("locations") or ())]
    opened = (plain(one.get("pdf_url")) for one in places if one.get("is_oa"))
    return Finding(record, "OpenAlex", _addresses(opened), notices)


def _parted(name: str) -> dict[str, str]:
    """A name in its printed order; a comma parts the family name from the rest."""
    family, comma, given = name.partition(",")
    if comma:
        return {"family": family, "given": given}
    given, _, family = name.rpartition(" ")
    return {"family": family, "given": given}


@dataclass(frozen=True, slots=True)
class Arxiv:
    service: Service

    def find(self, record: Record, client: Client, *, exact: bool) -> list[Finding]:
        if not exact or not record.arxiv:
            return []
        return client.ask(self.service, "query", {"id_list": record.arxiv}, _arxiv) or []


def _arxiv(data: bytes) -> list[Finding]:
    """The entries of an Atom feed; what is outside the answer is not read."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    space = {"a": "http://www.w3.org/2005/Atom", "x": "http://arxiv.org/schemas/atom"}
    found = []
    for entry in root.findall("a:entry", space):
        number = (entry.findtext("a:id", "", space)).rpartition("/abs/")[2]
        if not number:
            continue  # an error is told as an entry
        names = (one.findtext("a:name", "", space) for one in entry.findall("a:author", space))
        item = {
            "type": "article",
            "title": entry.findtext("a:title", "", space),
            "author": [_parted(plain(name)) for name in names],
            "issued": entry.findtext("a:published", "", space)[:4],
            "arxiv": number,
            "DOI": entry.findtext("x:doi", "", space),
            "container-title": entry.findtext("x:journal_ref", "", space),
        }
        links = entry.findall("a:link[@title='pdf']", space)
        opened = [str(link.get("href")).replace("http://", "https://") for link in links]
        found.append(Finding(record_of(item), "arXiv", _addresses(opened)))
    return found


@dataclass(frozen=True, slots=True)
class Unpaywall:
    """Open copies by DOI; only with an address to write to, which it asks for."""

    service: Service
    mailto: str = ""

    def find(self, record: Record, client: Client, *, exact: bool) -> list[Finding]:
        if not exact or not record.doi or not self.mailto:
            return []
        path, whom = quote(record.doi, safe="/"), {"email": self.mailto}
        one = client.ask(self.service, path, {}, _unpaywall, unkept=whom)
        return [one] if one else []


def _unpaywall(data: bytes) -> Finding:
    told = _mapping(json.loads(data))
    places = [told.get("best_oa_location"), *(told.get("oa_locations") or ())]
    pdfs = (plain(one.get("url_for_pdf")) for one in places if isinstance(one, Mapping))
    record = record_of(
        {
            "title": told.get("title"),
            "issued": {"date-parts": [[told.get("year")]]},
            "DOI": told.get("doi"),
            "author": [one for one in told.get("z_authors") or () if isinstance(one, Mapping)],
        }
    )
    return Finding(record, "Unpaywall", _addresses(pdfs))


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("no object")
    return value


def _addresses(urls: Any) -> tuple[Address, ...]:
    return tuple(
        Address(url=url, role="repository")
        for url in dict.fromkeys(urls)
        if url.startswith(("http://", "https://"))
    )


def adapters(bases: Mapping[str, str], *, mailto: str = "", key: str = "") -> Iterator[Adapter]:
    """The services at these addresses (`crossref`, `openalex`, `arxiv`, `unpaywall`), in the order
    in which they are asked; one whose address is empty is left out. arXiv wants three seconds
    between two questions."""
    if base := bases.get("crossref"):
        yield Crossref(Service("Crossref", base), mailto)
    if base := bases.get("openalex"):
        yield OpenAlex(Service("OpenAlex", base), mailto, key)
    if base := bases.get("arxiv"):
        yield Arxiv(Service("arXiv", base, 3.0))
    if (base := bases.get("unpaywall")) and mailto:
        yield Unpaywall(Service("Unpaywall", base), mailto)
