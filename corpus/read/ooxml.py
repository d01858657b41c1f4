"""The package of an Office file: its parts, by what refers to them, as trees."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = (  # the namespaces of ISO 29500 Strict, and those that everything else uses
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R),
)


def parse(data: bytes) -> Any:
    """The root of an XML file; entities are not expanded and nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def value(element: Any, tag: str) -> str:
    """The value of a property of `element`; empty if it has none."""
    found = None if element is None else element.find(W + tag)
    return "" if found is None else found.get(f"{W}val") or ""


def is_on(element: Any, tag: str) -> bool:
    """Whether a property that is on or off is on."""
    found = None if element is None else element.find(W + tag)
    return found is not None and found.get(f"{W}val") not in ("0", "false", "off", "none")


class Package:
    """The parts of a file. Raises what zipfile and lxml raise where it is damaged."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.lower(): name for name in self._archive.namelist()}
        main = next(self.targets("", "officeDocument"), "word/document.xml")
        self.main = main
        self.document = self.root(main)

    def root(self, path: str) -> Any:
        """The tree of a part; None if there is none."""
        data = self.data(path)
        if data is None:
            return None
        for strict, usual in _STRICT:
            data = data.replace(strict, usual[1:-1].encode())
        return parse(data)

    def data(self, path: str) -> bytes | None:
        name = self._names.get(path.lower())
        return None if name is None else self._archive.read(name)

    def part(self, kind: str) -> Any:
        """The tree of the part of this kind that the document refers to; None if there is none."""
        path = next(self.targets(self.main, kind), None)
        return None if path is None else self.root(path)

    def targets(self, source: str, kind: str) -> Iterator[str]:
        """The paths of the parts of this kind that the part `source` refers to."""
        return (path for _, path, found in self._relations(source) if found == kind)

    def target(self, source: str, identifier: str) -> str | None:
        """The path that a relation of `source` leads to, by its id."""
        found = (path for name, path, _ in self._relations(source) if name == identifier)
        return next(found, None)

    def _relations(self, source: str) -> Iterator[tuple[str, str, str]]:
        """(id, path, last word of the type) for each relation within the file."""
        folder, name = posixpath.split(source)
        data = self.data(posixpath.join(folder, "_rels", f"{name}.rels"))
        for relation in () if data is None else parse(data):
            if relation.get("TargetMode") != "External" and isinstance(relation.tag, str):
                path = posixpath.join("/", folder, relation.get("Target") or "")
                kind = re.split(r"[/#]", relation.get("Type") or "")[-1]
                yield relation.get("Id") or "", posixpath.normpath(path).lstrip("/"), kind
