"""What a file is, by its first bytes; the name counts only where they leave a choice."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.encodings import ANOTHER, not_text

MAX_MARKUP = 64 * 2**20  # bytes of a DOCX's text and markup, which need ten times that to be read


class Format(StrEnum):
    """The formats that are read, by media type."""

    PLAIN = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    RTF = "application/rtf"
    EPUB = "application/epub+zip"
    MHTML = "multipart/related"
    JATS = "application/jats+xml"
    TEI = "application/tei+xml"
    TEX = "application/x-tex"
    IPYNB = "application/x-ipynb+json"

    @property
    def ending(self) -> str:
        """The usual ending of a file's name: ".pdf"."""
        usual = {"PLAIN": ".txt", "MARKDOWN": ".md", "JATS": ".xml", "TEI": ".xml"}
        return usual.get(self.name, f".{self.name.lower()}")

    @property
    def is_text(self) -> bool:
        """Whether its bytes are the letters of a text, with or without marks."""
        return self.name in ("PLAIN", "MARKDOWN", "TEX", "IPYNB")


_OCR = "Recognise it (OCR) first and add the text."
# First bytes, what has them, what to do instead.
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "a PNG image", _OCR),
    (b"\xff\xd8\xff", "a JPEG image", _OCR),
    (b"GIF8", "a GIF image", _OCR),
    (b"BM", "a BMP image", _OCR),
    (b"II*\0", "a TIFF image", _OCR),
    (b"MM\0*", "a TIFF image", _OCR),
    (b"AT&TFORM", "a DjVu file", _OCR),
    (b"\x1f\x8b", "a gzip archive", ANOTHER),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", ANOTHER),
    (b"Rar!", "a RAR archive", ANOTHER),
    (b"BZh", "a bzip2 archive", ANOTHER),
    (b"\xfd7zXZ", "an XZ archive", ANOTHER),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", ANOTHER),
    (b"\x7fELF", "a program", ANOTHER),
    (b"MZ", "a program", ANOTHER),
    (b"SQLite format 3", "a database", ANOTHER),
    (b"OggS", "a sound file", ANOTHER),
    (b"ID3", "a sound file", ANOTHER),
    (b"RIFF", "a media file", ANOTHER),
)


def sniff(data: bytes, *, name: str) -> Format:
    """The format of `data`, whatever `name` says it is.

    Raises FileRefused if it is a format that is not read, and says what to do.
    """
    if b"%PDF-" in data[:1024] and not data[:1024].lstrip().startswith((b"<", b"#")):
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return _of_archive(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):  # OLE
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileRefused(
                Message("{name} is encrypted.", name=name),
                "Open it in Word, remove the password and save it again.",
            )
        raise _save_as_docx(name, "an old Word (.doc) or Office file")
    if data.startswith(b"{\\rtf"):
        return Format.RTF
    if data.startswith(b"%!PS"):
        raise FileRefused(
            Message("{name} is a PostScript file.", name=name), "Convert it to PDF and add that."
        )
    for magic, kind, advice in _OTHERS:
        # So short a beginning as "MZ" or "BM" may also be text: it needs a NUL besides.
        if data.startswith(magic) and (len(magic) > 3 or b"\0" in data[:512]):
            raise FileRefused(
                Message("{name} is {kind}, not a text.", name=name, kind=kind), advice
            )
    if data[4:8] == b"ftyp":
        raise not_text(name)
    return _of_text(data, name)


def _of_text(data: bytes, name: str) -> Format:
    ending = PurePath(name).suffix.lower()
    # As ASCII bytes, whether it is UTF-16 or has a byte order mark.
    head = data[:8192].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip()
    prolog = rb"(?:(?:<\?.*?\?>|<!--.*?-->)\s*)*"
    doctype = rb"(?:<!doctype[^>\[]*(?:\[.*?\])?\s*>\s*)?"
    root = re.match(prolog + doctype + prolog + rb"<([\w:.-]+)", head, re.DOTALL | re.IGNORECASE)
    if root and (form := _of_element(root[1].decode().lower(), head, ending)):
        return form
    if head.startswith(b"<?xml"):
        raise FileRefused(
            Message("{name} is an XML file of a kind that is not read.", name=name),
            "Save it as HTML, DOCX or plain text.",
        )
    if ending in (".html", ".htm", ".xhtml") and b"<" in data:
        return Format.HTML
    related = rb"(?i)\ncontent-type:\s*multipart/related"
    if re.match(rb"[A-Za-z-]+: ", head) and re.search(related, head):
        return Format.MHTML
    if re.match(rb"(?:%.*\n\s*)*\\(?:documentclass|documentstyle|begin\{document\})", head):
        return Format.TEX
    if head.startswith(b"{") and b'"nbformat"' in data and b'"cells"' in data:
        return Format.IPYNB
    if ending == ".tex" and re.search(rb"\\(?:sub)*section\W|\\begin\{", data):
        return Format.TEX
    if _is_of_records(head, ending):
        raise FileRefused(
            Message("{name} is a list of records, not a text.", name=name),
            "Run `dzherelo add` with it: its records then describe the works that are cited.",
        )
    marked = ending in (".md", ".markdown", ".mkd", ".qmd", ".rmd")
    return Format.MARKDOWN if marked else Format.PLAIN


def _of_element(root: str, head: bytes, ending: str) -> Format | None:
    """The format of a file by its first element."""
    if root in ("html", "head", "body", "title"):
        return Format.HTML
    kind = root.rpartition(":")[2]
    if kind in ("tei", "teicorpus"):
        return Format.TEI
    if root in ("office:document", "office:document-content"):
        return Format.ODT
    told = re.search(rb"(?i)<front[\s>]|<article-meta|\bJATS|\bNLM//|article-type=|pmc-", head)
    if (
        kind in ("article", "pmc-articleset", "oai-pmh")
        and told
        and ending not in (".html", ".htm")
    ):
        return Format.JATS
    return None


def _is_of_records(head: bytes, ending: str) -> bool:
    """Whether a text is a bibliography in a format of programs: BibTeX, RIS, CSL-JSON, Zotero's."""
    bibtex = re.match(rb"(?:%.*\n\s*)*@[A-Za-z]+\s*\{\s*[^\s,{}]+\s*,", head)
    return (
        bool(bibtex)
        or head.startswith(b"TY  - ")
        or ending in (".bib", ".ris", ".json", ".enw", ".nbib")
    )


def _of_archive(data: bytes, name: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {item.filename: item.file_size for item in archive.infolist()}
            kind = archive.read("mimetype")[:100] if sizes.get("mimetype", 1000) < 100 else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise FileRefused(
            Message("{name} is a damaged DOCX file or archive.", name=name),
            "Save it again or take another copy.",
        ) from None
    if b"epub" in kind:
        form = Format.EPUB
    elif b"opendocument.text" in kind:
        form = Format.ODT
    elif b"opendocument" in kind:
        raise _save_as_docx(name, "an OpenDocument file")
    elif any(path.lower().startswith("word/") for path in sizes):
        form = Format.DOCX
    else:
        raise FileRefused(
            Message("{name} is an archive or an Office file without a text document.", name=name),
            "Unpack it, or save the document as DOCX, and add that.",
        )
    kinds = (".xml", ".rels", ".html", ".xhtml", ".htm", ".opf")
    markup = sum(size for path, size in sizes.items() if path.lower().endswith(kinds))
    for size, limit in ((markup, MAX_MARKUP), (sum(sizes.values()), 250 * 2**20)):
        if size > limit:
            raise FileRefused(
                Message(
                    "{name} unpacks to {size} MB, more than the {most} MB allowed.",
                    name=name,
                    size=f"{size / 2**20:.0f}",
                    most=limit // 2**20,
                ),
                "Save it without its images, or as plain text.",
            )
    return form


def _save_as_docx(name: str, kind: str) -> FileRefused:
    return FileRefused(
        Message("{name} is {kind}, which is not read.", name=name, kind=kind),
        "Save it as DOCX and add that.",
    )
