"""What a file is, by its first bytes; its name counts only where the bytes leave a choice."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.encoding import not_text

MAX_UNPACKED = 250 * 2**20  # bytes of a DOCX once unpacked, pictures and all
MAX_MARKUP = 64 * 2**20  # bytes of its text and markup, which need ten times that to be read


class Format(StrEnum):
    """The formats that are read, by media type."""

    PLAIN = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


_BINARY = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"AT&TFORM", "a DjVu file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an XZ archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"RIFF", "a media file"),
)
_SHORT_MAGIC = 3  # so short a beginning may also be text ("BM", "MZ"): it needs a NUL besides
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|(?:html|head|body|title)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_IMAGE_ADVICE = "Recognise it (OCR) first and add the text."


def sniff(data: bytes, *, name: str) -> Format:
    """The format of `data`, whatever `name` says it is.

    Raises FileRefused if it is a format that is not read, and says what to do.
    """
    if b"%PDF-" in data[:1024] and not data[:1024].lstrip().startswith((b"<", b"#")):
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return _of_archive(data, name)
    if data.startswith(_OLE):
        raise _old_office(data, name)
    if data.startswith(b"{\\rtf"):
        raise _save_as_docx(name, "an RTF file")
    if data.startswith(b"%!PS"):
        raise FileRefused(
            Message("{name} is a PostScript file.", name=name), "Convert it to PDF and add that."
        )
    _refuse_binary(data, name)
    return _of_text(data, name)


def _of_text(data: bytes, name: str) -> Format:
    ending = PurePath(name).suffix.lower()
    head = _narrow(data[:8192])
    if _HTML.match(head):
        return Format.HTML
    if head.lstrip().startswith(b"<?xml"):
        raise FileRefused(
            Message("{name} is an XML file of a kind that is not read.", name=name),
            "Save it as HTML, DOCX or plain text.",
        )
    if ending in (".html", ".htm", ".xhtml") and b"<" in data:
        return Format.HTML
    return Format.MARKDOWN if ending in (".md", ".markdown", ".mkd") else Format.PLAIN


def _narrow(head: bytes) -> bytes:
    """The head of a text as ASCII bytes, whether it is UTF-16 or has a byte order mark."""
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")


def _refuse_binary(data: bytes, name: str) -> None:
    for magic, kind in _BINARY:
        if data.startswith(magic) and (len(magic) > _SHORT_MAGIC or b"\0" in data[:512]):
            advice = _IMAGE_ADVICE if "image" in kind or "DjVu" in kind else ""
            raise FileRefused(
                Message("{name} is {kind}, not a text.", name=name, kind=kind),
                advice or "Give a text, Markdown, HTML, PDF or DOCX file.",
            )
    if data[4:8] == b"ftyp":
        raise not_text(name)


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
    if b"opendocument" in kind:
        raise _save_as_docx(name, "an OpenDocument file")
    if b"epub" in kind:
        raise FileRefused(
            Message("{name} is an EPUB book.", name=name), "Convert it to PDF or HTML and add that."
        )
    if "word/document.xml" not in sizes:
        raise FileRefused(
            Message("{name} is an archive or an Office file without a text document.", name=name),
            "Unpack it, or save the document as DOCX, and add that.",
        )
    _refuse_bomb(sizes, name)
    return Format.DOCX


def _refuse_bomb(sizes: dict[str, int], name: str) -> None:
    markup = sum(size for path, size in sizes.items() if path.endswith((".xml", ".rels")))
    for size, limit in ((markup, MAX_MARKUP), (sum(sizes.values()), MAX_UNPACKED)):
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


def _old_office(data: bytes, name: str) -> FileRefused:
    if _ENCRYPTED_PACKAGE in data:
        return FileRefused(
            Message("{name} is encrypted.", name=name),
            "Open it in Word, remove the password and save it again.",
        )
    return _save_as_docx(name, "an old Word (.doc) or Office file")


def _save_as_docx(name: str, kind: str) -> FileRefused:
    return FileRefused(
        Message("{name} is {kind}, which is not read.", name=name, kind=kind),
        "Save it as DOCX and add that.",
    )
