"""XML articles (JATS, TEI) and OpenDocument texts: a style sheet makes a page of each."""

from __future__ import annotations

import html.entities
import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.html import from_page, parsed
from dzherelo.corpus.read.metadata import made, of_page
from dzherelo.corpus.read.ooxml import parse
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document, Metadata


def read_xml(data: bytes, *, name: str, form: Format) -> Document:
    """The article in an XML file of the kind `form`: its title block, sections, tables, formulas,
    notes, and an entry for each reference. Raises FileRefused if the file is damaged."""
    root = _root(data, name)
    return _read(root, {Format.JATS: "jats", Format.TEI: "tei"}.get(form, "odt"), name, form)


def read_odt(data: bytes, *, name: str) -> Document:
    """The text of an OpenDocument file. Raises FileRefused if it is damaged or encrypted."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise FileRefused(
                    Message("{name} is encrypted.", name=name), "Save it without a password."
                )
            root = parse(archive.read("content.xml"))
            meta = parse(archive.read("meta.xml")) if "meta.xml" in archive.namelist() else ()
            for item in root.iter("{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}object"):
                link = item.get("{http://www.w3.org/1999/xlink}href") or ""
                path = f"{link.removeprefix('./')}/content.xml"
                if path in archive.namelist():  # a formula, in a file of its own
                    item.append(parse(archive.read(path)))
    except FileRefused:
        raise
    except Exception as error:
        raise _damaged(name, error) from error
    told = {child.tag.rpartition("}")[2]: child.text or "" for part in meta for child in part}
    metadata = made(title=told.get("title"), language=told.get("language"))
    return _read(root, "odt", name, Format.ODT, metadata)


def _read(
    root: Any, sheet: str, name: str, form: Format, metadata: Metadata | None = None
) -> Document:
    try:
        page = str(_style_sheet(sheet)(root))
    except Exception as error:  # libxslt's own limits, on what is nested or repeated without end
        raise _damaged(name, error) from error
    tree = parsed(page, name)
    return from_page(tree.body, name=name, form=form, metadata=metadata or of_page(tree))


@cache
def _style_sheet(name: str) -> Any:
    from lxml import etree

    path = Path(__file__).with_name("xslt") / f"{name}.xsl"
    control = etree.XSLTAccessControl.DENY_ALL
    return etree.XSLT(etree.XML(path.read_bytes()), access_control=control)


def _root(data: bytes, name: str) -> Any:
    """The tree of a file; named entities are those of HTML, since no DTD is fetched."""

    def character(found: re.Match[bytes]) -> bytes:
        said = html.entities.html5.get(f"{found[1].decode('ascii')};", "")
        return "".join(f"&#{ord(one)};" for one in said).encode() or found[0]

    known = rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});"
    try:
        return parse(re.sub(known, character, data))
    except Exception as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> FileRefused:
    why = type(error).__name__
    return FileRefused(
        Message("{name} is a damaged file ({why}).", name=name, why=why),
        "Save it again or take another copy.",
    )
