"""Stand-ins on loopback for the services that know works: they answer in the documented shapes of
Crossref, OpenAlex, arXiv, Unpaywall and Zotero, or as a test scripts them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Reply = tuple[int, bytes, dict[str, str]]


def told(value: Any, status: int = 200, **headers: str) -> Reply:
    """A reply in JSON."""
    return status, json.dumps(value, ensure_ascii=False).encode(), headers


def crossref(title: str, family: str, year: int, doi: str, **more: Any) -> dict[str, Any]:
    """A work as Crossref tells it."""
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": [{"given": "Olha", "family": family, "sequence": "first", "affiliation": []}],
        "container-title": ["Bee Journal"],
        "issued": {"date-parts": [[year, 5]]},
        "volume": "3",
        "issue": "2",
        "page": "4-9",
        "publisher": "Wax Press",
        "ISSN": ["1234-5678"],
        "URL": f"https://doi.org/{doi}",
    } | more


def openalex(title: str, name: str, year: int, doi: str, **more: Any) -> dict[str, Any]:
    """A work as OpenAlex tells it."""
    return {
        "id": "https://openalex.org/W1",
        "doi": f"https://doi.org/{doi}",
        "title": title,
        "display_name": title,
        "publication_year": year,
        "type": "article",
        "language": "en",
        "authorships": [{"author": {"display_name": name}, "raw_author_name": name}],
        "primary_location": {"source": {"display_name": "Bee Journal", "issn_l": "1234-5678"}},
        "best_oa_location": None,
        "locations": [],
        "biblio": {"volume": "3", "issue": "2", "first_page": "4", "last_page": "9"},
        "open_access": {"is_oa": False, "oa_status": "closed", "oa_url": None},
        "is_retracted": False,
    } | more


def unpaywall(title: str, doi: str, pdf: str | None) -> dict[str, Any]:
    """An open copy as Unpaywall tells of it."""
    place = {
        "url": pdf,
        "url_for_pdf": pdf,
        "host_type": "repository",
        "version": "acceptedVersion",
    }
    return {
        "doi": doi,
        "title": title,
        "is_oa": bool(pdf),
        "best_oa_location": place if pdf else None,
        "oa_locations": [place] if pdf else [],
    }


@dataclass
class Scholar:
    """What the services know, by DOI; what a search of Crossref gives; texts by path. `script`
    holds, by the beginning of a path, replies that come first."""

    base: str = ""
    works: dict[str, Any] = field(default_factory=dict)
    searched: list[Any] = field(default_factory=list)
    alex: dict[str, Any] = field(default_factory=dict)
    copies: dict[str, Any] = field(default_factory=dict)
    atom: dict[str, str] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    zotero: dict[str, list[Any]] = field(default_factory=dict)
    script: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    def reply(self, target: str) -> Reply:
        place = urlsplit(target)
        path, query = unquote(place.path), parse_qs(place.query)
        for start, replies in self.script.items():
            if path.startswith(start) and replies:
                return replies.pop(0) if len(replies) > 1 else replies[0]
        name, _, rest = path.removeprefix("/").partition("/")
        found: Any = None
        if name == "crossref" and rest == "works":
            found = {
                "status": "ok",
                "message-type": "work-list",
                "message": {"items": self.searched},
            }
        elif name == "crossref" and (work := self.works.get(rest.removeprefix("works/"))):
            found = {"status": "ok", "message": work}
        elif name == "openalex":
            found = self.alex.get(rest.removeprefix("works/doi:"))
        elif name == "unpaywall" and "email" in query:
            found = self.copies.get(rest)
        elif name == "arxiv":
            entries = self.atom.get(query["id_list"][0], "")
            feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
            return 200, feed.encode(), {"Content-Type": "application/atom+xml"}
        elif name == "api":
            rows = self.zotero.get(path.removeprefix("/api/users/0/"))
            start = int(query.get("start", ["0"])[0])
            found = rows[start : start + 100] if rows is not None else None
        elif path in self.texts:
            return 200, self.texts[path], {"Content-Type": "text/plain; charset=utf-8"}
        return told(found) if found is not None else told({"error": "not found"}, 404)

    def bases(self) -> dict[str, str]:
        """Where the services are, by the names of the settings."""
        return {
            name: f"{self.base}/{name}" for name in ("crossref", "openalex", "arxiv", "unpaywall")
        }


@contextmanager
def serving() -> Iterator[Scholar]:
    """Serves a Scholar on loopback."""
    scholar = Scholar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            scholar.asked.append(self.path)
            scholar.agents.append(self.headers.get("User-Agent", ""))
            status, body, headers = scholar.reply(self.path)
            self.send_response(status)
            for name, value in ({"Content-Type": "application/json"} | headers).items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    scholar.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield scholar
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
