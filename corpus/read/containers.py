"""Files that hold pages: EPUB books, saved web pages (MHTML), notebooks; and RTF."""

from __future__ import annotations

import email
import email.policy
import html
import io
import json
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.encodings import decode
from dzherelo.corpus.read.html import decoded, from_markup, parsed, read_html
from dzherelo.corpus.read.lines import raised
from dzherelo.corpus.read.markdown import read_markdown
from dzherelo.corpus.read.metadata import made
from dzherelo.corpus.read.ooxml import parse
from dzherelo.corpus.read.sniff import Format
from dzherelo.corpus.types import Document, Metadata


def read_container(data: bytes, *, name: str, form: Format) -> Document:
    """The text of a file of the kind `form`: EPUB, MHTML, IPYNB or RTF. Raises FileRefused if it is
    damaged or protected."""
    readers = {
        Format.EPUB: _epub,
        Format.MHTML: _mhtml,
        Format.IPYNB: _notebook,
        Format.RTF: _rtf,
    }
    try:
        return readers[form](data, name)
    except (FileRefused, MemoryError):
        raise
    except Exception as error:  # each library raises kinds of its own on damaged files
        raise FileRefused(
            Message("{name} is a damaged file ({why}).", name=name, why=type(error).__name__),
            "Save it again or take another copy.",
        ) from error


# EPUB ---------------------------------------------------------------------------------------


def _epub(data: bytes, name: str) -> Document:
    """The pages of a book in the order of its spine, as one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = set(archive.namelist())
        if "META-INF/rights.xml" in held or _is_encrypted(archive, held):
            raise FileRefused(
                Message("{name} is encrypted.", name=name), "Take a copy without protection."
            )
        found = parse(archive.read("META-INF/container.xml")).iterfind(".//{*}rootfile")
        path = next(found).get("full-path")
        book = parse(archive.read(path))
        pages = []
        for page in dict.fromkeys(_spine(book, posixpath.dirname(path))):
            if page in held:
                body = parsed(decoded(archive.read(page), name), name).body
                pages.append(f"<div>{body.inner_html if body is not None else ''}</div>")
    return from_markup("".join(pages), name=name, form=Format.EPUB, metadata=_of_book(book))


def _is_encrypted(archive: zipfile.ZipFile, held: set[str]) -> bool:
    """Whether anything but its fonts is."""
    path = "META-INF/encryption.xml"
    if path not in held:
        return False
    links = parse(archive.read(path)).iterfind(".//{*}CipherReference")
    return any(not re.search(r"(?i)\.(?:[ot]tf|woff2?)$", link.get("URI") or "") for link in links)


def _spine(book: Any, folder: str) -> Iterator[str]:
    items = {item.get("id"): item for item in book.iterfind(".//{*}manifest/{*}item")}
    for reference in book.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and "nav" not in (item.get("properties") or "").split():
            link = unquote((item.get("href") or "").partition("#")[0])
            yield posixpath.normpath(posixpath.join(folder, link))


def _of_book(book: Any) -> Metadata:
    told: dict[str, list[str]] = {}
    for element in book.iterfind(".//{*}metadata/*"):
        told.setdefault(str(element.tag).rpartition("}")[2], []).append(element.text or "")

    def first(name: str) -> str:
        return told.get(name, [""])[0]

    return made(
        title=first("title"),
        authors=told.get("creator", ()),
        date=first("date"),
        doi=" ".join(told.get("identifier", ())),
        language=first("language"),
    )


# Saved pages and notebooks ------------------------------------------------------------------


def _mhtml(data: bytes, name: str) -> Document:
    """The first page in a saved web page."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body.strip():
                charset = part.get_content_charset() or ""
                marked = (
                    body
                    if b"charset" in body[:4096].lower() or not charset
                    else (f'<meta charset="{charset}">'.encode() + body)
                )
                return replace(read_html(marked, name=name), media_type=Format.MHTML.value)
    raise FileRefused(
        Message("{name} is a saved page without text.", name=name), "Save the page as HTML."
    )


def _notebook(data: bytes, name: str) -> Document:
    """The cells of a notebook: text as Markdown, code as code, what was printed as lines."""
    notebook = json.loads(decode(data, name=name))
    language = notebook.get("metadata", {}).get("kernelspec", {}).get("language", "")
    parts = []
    for cell in notebook["cells"]:
        source = _lines(cell.get("source"))
        if cell.get("cell_type") == "markdown":
            parts.append(source)
        elif cell.get("cell_type") == "code":
            parts.append(f"~~~~~~{language}\n{source}\n~~~~~~")
            for output in cell.get("outputs", ()):
                text = output.get("text") or output.get("data", {}).get("text/plain")
                parts.append(f"~~~~~~\n{_lines(text)}\n~~~~~~" if text else "")
    document = read_markdown("\n\n".join(parts).encode(), name=name)
    return replace(document, media_type=Format.IPYNB.value)


def _lines(told: Any) -> str:
    return "".join(map(str, told)) if isinstance(told, list) else str(told or "")


# RTF ----------------------------------------------------------------------------------------


def _rtf(data: bytes, name: str) -> Document:
    """The paragraphs of an RTF file. striprtf reads the text; raised numbers, notes and the levels
    of headings, which it passes over, are written into it before."""
    from striprtf.striprtf import rtf_to_text

    source, notes = _noted(_without_pictures(data.decode("latin-1")))
    control = r"(?:\\[a-z]+-?\d* ?)*"
    source = re.sub(
        rf"(\{{{control}\\super(?:\\[a-z]+-?\d* ?)*\s?)(\d[\d, –-]*)(?=\}})",
        lambda found: found[1] + _escaped(raised(found[2])),
        source,
    )
    source = re.sub(r"\\outlinelevel(\d)(?!\d) ?", r"\\outlinelevel\1\\u57344?\1 ", source)
    text: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    body, *tail = text.split(_NOTE)
    markup = [_paragraph(line) for line in body.split("\n")]
    for number, note in zip(range(1, notes + 1), tail, strict=False):
        said = " ".join(note.split())
        markup.append(
            f'<aside role="doc-footnote" data-label="{number}">{html.escape(said)}</aside>'
        )
    tables = re.sub(r"(?:<tr>.*?</tr>)+", r"<table>\g<0></table>", "".join(markup))
    return from_markup(tables, name=name, form=Format.RTF)


_NOTE = "\ue001"  # stands before each note that was moved to the end


def _groups(source: str, opening: str) -> Iterator[tuple[int, int, int]]:
    """Where each group that opens so begins, where its contents do, and where it ends."""
    place = 0
    for found in re.finditer(opening, source):
        if found.start() < place:
            continue
        depth, place = 1, len(source)
        for brace in re.compile(r"\\[\\{}]|[{}]").finditer(source, found.end()):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if not depth:
                place = brace.end()
                break
        yield found.start(), found.end(), place


def _without_pictures(source: str) -> str:
    kept, place = [], 0
    for start, _, end in _groups(source, r"\{\\(?:\*\\)?(?:shp|nonshp)?pict\b"):
        kept.append(source[place:start])
        place = end
    return "".join([*kept, source[place:]])


def _noted(source: str) -> tuple[str, int]:
    """The source with its notes at its end and their numbers at their places; how many they are."""
    pieces: list[str] = []
    notes: list[str] = []
    place = 0
    for start, inner, end in _groups(source, r"\{[^{}]*?\\(?:\*\\)?footnote\b"):
        note = source[inner : end - 1].replace("\\ftnalt", "").replace("\\chftn", "")
        notes.append(f"\\par {_escaped(_NOTE)}{{{note}}}")
        pieces += [source[place:start], _escaped(raised(str(len(notes))))]
        place = end
    if not notes:
        return source, 0
    rest = source[place:].replace("\\chftn", "").rstrip("\0\r\n ")
    text = "".join(pieces).replace("\\chftn", "") + rest.removesuffix("}")
    return f"{text}{''.join(notes)}}}", len(notes)


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(sign)}?" for sign in text)


def _paragraph(line: str) -> str:
    """A line of what striprtf gives as markup: a heading, a row of a table, a paragraph."""
    heading = re.match("\\s*\ue000(\\d)", line)
    text = html.escape(re.sub("\ue000\\d?", "", line).strip())
    if not text:
        return ""
    if heading and int(heading[1]) < 6:
        return f"<h{int(heading[1]) + 1}>{text}</h{int(heading[1]) + 1}>"
    if re.fullmatch(r"(?:[^|]*\|)+", text):
        return f"<tr>{''.join(f'<td>{cell}</td>' for cell in text[:-1].split('|'))}</tr>"
    return f"<p>{text}</p>"
