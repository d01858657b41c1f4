"""A Zotero that runs on this machine, by its local interface: the same as its web interface of
version 3, without a key, only reading. (pyzotero, which speaks it too, keeps bibtexparser at 1.)"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import httpx

from dzherelo.corpus.bibliography.imported import Imported, with_files
from dzherelo.corpus.bibliography.keys import named
from dzherelo.corpus.bibliography.zotero import is_work, record_of_item
from dzherelo.corpus.errors import FetchFailed, InputError, Message

_PAGE = 100  # the most that Zotero gives at once
_ALLOW = (
    "Allow it in Zotero: Settings, Advanced, “Allow other applications on this computer to "
    "communicate with Zotero”."
)


def collected(base: str, collection: str | None = None) -> list[Imported]:
    """The works of the user's library, or of one `collection` (a name or a key) and those in it,
    each with its attached files.

    Raises FetchFailed where no Zotero answers, InputError for a collection that it has not.
    """
    root = f"{base.rstrip('/')}/api/users/0"
    with httpx.Client(trust_env=False, timeout=60, headers={"Zotero-API-Version": "3"}) as client:
        places = [root]
        if collection is not None:
            keys = _within(collection, [*_all(client, f"{root}/collections")])
            places = [f"{root}/collections/{quote(key)}" for key in keys]
        items = {
            str(one.get("key")): one for place in places for one in _all(client, f"{place}/items")
        }
    return _imported(items)


def _imported(items: Mapping[str, Mapping[str, Any]]) -> list[Imported]:
    files: defaultdict[str, list[str]] = defaultdict(list)
    for one in items.values():
        data = one.get("data") or {}
        if data.get("itemType") == "attachment" and (path := _path(one)):
            files[str(data.get("parentItem"))].append(path)
    works = [(key, one["data"]) for key, one in items.items() if is_work(one.get("data") or {})]
    records = named(record_of_item(data) for _, data in works)
    return [
        with_files(record, files[key], Path("/"))
        for record, (key, _) in zip(records, works, strict=True)
    ]


def _path(item: Mapping[str, Any]) -> str:
    """Where an attached file lies: a linked one tells its path, a stored one a link to it."""
    linked = str((item.get("data") or {}).get("path") or "")
    link = str(((item.get("links") or {}).get("enclosure") or {}).get("href") or "")
    if link.startswith("file:"):
        path = unquote(urlsplit(link).path)
        return path[1:] if path[2:3] == ":" else path  # "/C:/…"
    return linked if not linked.startswith(("storage:", "attachments:")) else ""


def _within(wanted: str, collections: list[Mapping[str, Any]]) -> list[str]:
    """The keys of the collections of this name or key, and of those that they hold."""
    named_so = {
        str(one["key"])
        for one in collections
        if wanted in (one["key"], (one.get("data") or {}).get("name"))
    }
    if not named_so:
        names = sorted({str((one.get("data") or {}).get("name")) for one in collections})
        raise InputError(
            Message("Zotero has no collection `{name}`.", name=wanted),
            Message("Collections: {names}.", names=", ".join(names[:30]) or "none"),
        )
    found, fresh = set(named_so), named_so
    while fresh:
        parents = fresh
        fresh = {
            str(one["key"])
            for one in collections
            if (one.get("data") or {}).get("parentCollection") in parents
        } - found
        found |= fresh
    return sorted(found)


def _all(client: httpx.Client, url: str, *, most: int = 50_000) -> Iterator[Mapping[str, Any]]:
    """Every object of a list, page by page."""
    for start in range(0, most, _PAGE):
        rows = _page(client, url, start)
        yield from (one for one in rows if isinstance(one, Mapping) and one.get("key"))
        if len(rows) < _PAGE:
            return


def _page(client: httpx.Client, url: str, start: int) -> list[Any]:
    try:
        response = client.get(url, params={"format": "json", "limit": _PAGE, "start": start})
    except httpx.HTTPError as error:
        raise FetchFailed(
            Message("No Zotero answers at {url}: {why}.", url=url, why=error),
            "Start Zotero 7 or later on this computer.",
        ) from None
    if response.status_code == 403:
        raise FetchFailed(Message("Zotero does not let other programs in."), _ALLOW)
    try:
        rows = json.loads(response.content) if response.status_code == 200 else None
    except ValueError:
        rows = None
    if not isinstance(rows, list):
        raise FetchFailed(
            Message("{url} answers not as Zotero does.", url=url),
            "Check the setting `zotero`, and that Zotero is 7 or later.",
        )
    return rows
