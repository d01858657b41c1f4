"""What Zotero exports as records: its RDF, and the JSON of Better BibTeX and of its interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from dzherelo.corpus.bibliography.csl import DATA, day_in, record_of
from dzherelo.corpus.records import Record

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_NO_WORKS = ("attachment", "note", "annotation")  # kinds of items that are none

Found = tuple[Record, tuple[str, ...]]  # a record, and the files that belong to it


def is_work(item: Mapping[str, Any]) -> bool:
    """Whether an item of Zotero's JSON is a work, no note or file."""
    return bool(item.get("itemType")) and item["itemType"] not in _NO_WORKS


def record_of_item(item: Mapping[str, Any]) -> Record:
    """The record of an item of Zotero's JSON: what its interface calls `data`."""
    made: dict[str, Any] = {
        csl: said
        for csl, names in DATA["zotero"]["fields"].items()
        if (said := next((item[name] for name in names if item.get(name)), None))
    }
    made["type"] = DATA["zotero"]["types"].get(item.get("itemType"), "document")
    made["issued"] = day_in(str(made.get("issued", "")))
    made["accessed"] = day_in(str(made.get("accessed", "")))
    makers = [one for one in item.get("creators") or () if isinstance(one, Mapping)]
    editors = [one for one in makers if one.get("creatorType") == "editor"]
    others = ("editor", "seriesEditor", "translator", "bookAuthor", "reviewedAuthor", "contributor")
    made["author"] = [_name(one) for one in makers if one.get("creatorType") not in others]
    made["editor"] = [_name(one) for one in editors]
    extra = str(item.get("extra") or "")
    for line in extra.splitlines():  # where fields stand that an older Zotero has not
        name, _, value = line.partition(":")
        if name.strip().lower() == "citation key":
            made["id"] = value.strip()
        elif name.strip().upper() == "DOI":
            made.setdefault("DOI", value.strip())
    return record_of(made)


def read_items(items: Iterable[Mapping[str, Any]]) -> list[Found]:
    """The works of an export of Better BibTeX, each with its attached files."""
    return [
        (
            record_of_item(item),
            tuple(
                str(path)
                for one in item.get("attachments") or ()
                if isinstance(one, Mapping) and (path := one.get("localPath") or one.get("path"))
            ),
        )
        for item in items
        if is_work(item)
    ]


def _name(creator: Mapping[str, Any]) -> dict[str, str]:
    if creator.get("lastName") is None:
        return {"literal": str(creator.get("name") or "")}
    given = str(creator.get("firstName") or "")
    return {"family": str(creator["lastName"]), "given": given}


# RDF ---------------------------------------------------------------------------------------


def read_rdf(data: bytes) -> list[Found]:
    """The works of an export in Zotero's RDF, each with its attached files. Raises ValueError,
    which names the line, for what is no RDF; nothing outside the file is read."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from None
    if root.tag != f"{_RDF}RDF":
        raise ValueError("line 1: it is XML, but no RDF")
    by_name: dict[Any, Any] = {node.get(f"{_RDF}about"): node for node in root}
    attached = {
        name: node for name, node in by_name.items() if _text(node, "itemType") == "attachment"
    }
    return [
        (record_of_item(_item(node, by_name)), tuple(_files(node, attached)))
        for node in root
        if isinstance(node.tag, str) and is_work({"itemType": _text(node, "itemType")})
    ]


def _item(node: Any, by_name: Mapping[str, Any]) -> dict[str, Any]:
    """An item as Zotero's JSON has it; what the journal knows stands in a node of its own."""
    parents = [
        parent
        for link in _under(node, "isPartOf")
        for parent in ([by_name.get(link.get(f"{_RDF}resource"))] if not len(link) else list(link))
        if parent is not None and _local(parent) != "Series"
    ]
    item: dict[str, Any] = {}
    for one in (node, *parents):
        for name, field in DATA["zotero"]["rdf"].items():
            if field != "title" or one is node:
                item.setdefault(field, _text(one, name) or None)
                item = {key: value for key, value in item.items() if value}
        for said in _under(one, "identifier"):
            kind, _, value = " ".join("".join(said.itertext()).split()).partition(" ")
            if kind in ("DOI", "ISSN", "ISBN"):
                item.setdefault(kind, value)
            elif "://" in kind:
                item.setdefault("url", kind)
    if parents:
        item["publicationTitle"] = _text(parents[0], "title")
    item["accessDate"] = _text(node, "dateSubmitted")
    item["extra"] = _text(node, "description")
    item["creators"] = list(_creators(node))
    for publisher in _under(node, "publisher"):
        item["publisher"], item["place"] = _deep(publisher, "name"), _deep(publisher, "locality")
    return item


def _creators(node: Any) -> Iterator[dict[str, str]]:
    for kind, role in (("authors", "author"), ("editors", "editor")):
        for group in _under(node, kind):
            for person in (
                one for one in group.iter() if _local(one) in ("Person", "Organization")
            ):
                given = _text(person, "givenName") or _text(person, "givenname")
                yield {
                    "creatorType": role,
                    "lastName": _text(person, "surname") or _text(person, "name"),
                    "firstName": given,
                }


def _files(node: Any, attached: Mapping[str, Any]) -> Iterator[str]:
    for link in _under(node, "link"):
        there = attached.get(link.get(f"{_RDF}resource"))
        for place in _under(there, "resource") if there is not None else ():
            yield unquote(place.get(f"{_RDF}resource") or "")


def _local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""


def _under(node: Any, name: str) -> list[Any]:
    return [child for child in node if _local(child) == name]


def _text(node: Any, name: str) -> str:
    return next(("".join(one.itertext()).strip() for one in _under(node, name)), "")


def _deep(node: Any, name: str) -> str:
    return next(("".join(one.itertext()).strip() for one in node.iter() if _local(one) == name), "")
