"""What a file is, by its first bytes, and how its letters are coded.

The name counts only where the bytes leave a choice. charset-normalizer needs a page of text to tell
an 8-bit Cyrillic encoding from an East Asian one; the files of this field are often short, and
nearly all of them are windows-1251 or KOI8-U. So the Cyrillic code pages are judged here first, by
how much the letters look like Ukrainian or Russian words, and the library decides on the rest.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from dzherelo.corpus.errors import FileRefused, Message

MAX_MARKUP = 64 * 2**20  # bytes of a DOCX's text and markup, which need ten times that to be read


class Format(StrEnum):
    """The formats that are read, by media type."""

    PLAIN = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    @property
    def ending(self) -> str:
        """The usual ending of a file's name: ".pdf"."""
        return {"PLAIN": ".txt", "MARKDOWN": ".md"}.get(self.name, f".{self.name.lower()}")


_ANOTHER = "Give a text, Markdown, HTML, PDF or DOCX file."
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
    (b"\x1f\x8b", "a gzip archive", _ANOTHER),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _ANOTHER),
    (b"Rar!", "a RAR archive", _ANOTHER),
    (b"BZh", "a bzip2 archive", _ANOTHER),
    (b"\xfd7zXZ", "an XZ archive", _ANOTHER),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _ANOTHER),
    (b"\x7fELF", "a program", _ANOTHER),
    (b"MZ", "a program", _ANOTHER),
    (b"SQLite format 3", "a database", _ANOTHER),
    (b"OggS", "a sound file", _ANOTHER),
    (b"ID3", "a sound file", _ANOTHER),
    (b"RIFF", "a media file", _ANOTHER),
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
        raise _save_as_docx(name, "an RTF file")
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
        raise _not_text(name)
    return _of_text(data, name)


def _of_text(data: bytes, name: str) -> Format:
    ending = PurePath(name).suffix.lower()
    # As ASCII bytes, whether it is UTF-16 or has a byte order mark.
    head = data[:8192].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    if re.match(
        rb"(?is)\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
        rb"<(?:!doctype\s+html|(?:html|head|body|title)[\s>])",
        head,
    ):
        return Format.HTML
    if head.lstrip().startswith(b"<?xml"):
        raise FileRefused(
            Message("{name} is an XML file of a kind that is not read.", name=name),
            "Save it as HTML, DOCX or plain text.",
        )
    if ending in (".html", ".htm", ".xhtml") and b"<" in data:
        return Format.HTML
    return Format.MARKDOWN if ending in (".md", ".markdown", ".mkd") else Format.PLAIN


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
    markup = sum(size for path, size in sizes.items() if path.endswith((".xml", ".rels")))
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
    return Format.DOCX


def _save_as_docx(name: str, kind: str) -> FileRefused:
    return FileRefused(
        Message("{name} is {kind}, which is not read.", name=name, kind=kind),
        "Save it as DOCX and add that.",
    )


def _not_text(name: str) -> FileRefused:
    return FileRefused(Message("{name} is a binary file, not text.", name=name), _ANOTHER)


# Encodings ---------------------------------------------------------------------------------

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# With what each is likelier than the last before a byte is seen; cp1125 is the Ukrainian cp866.
_CYRILLIC_PAGES = {"cp1251": 0.15, "koi8-u": 0.1, "cp1125": 0.05, "iso8859-5": 0, "mac-cyrillic": 0}
_SAMPLE = slice(20_000)  # characters or bytes that are judged
_COMMON = {
    letter: weight
    for weight, letters in ((1.0, "оанивеітрслкдумпя"), (0.6, "зьгбчйхжїєцюшщы"), (0.3, "фґэъё"))
    for letter in letters
}


def decode(data: bytes, *, name: str) -> str:
    """The text of `data`, without a byte order mark.

    Raises FileRefused if the bytes are binary, or text in no encoding that can be recognised.
    """
    text = _decoded(data, name)
    # Controls that old programs leave in texts (backspace, escape, separators) do not count.
    controls = len(re.findall(r"[\x00-\x07\x0e-\x19]", text[_SAMPLE]))
    if controls > 2 and controls * 50 > len(text[_SAMPLE]):
        raise _not_text(name)
    return text


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    if b"\0" in data[_SAMPLE]:
        return _wide(data, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # All but a few of the bytes outside ASCII are UTF-8, which no other encoding is: damaged.
        seen = data[: max(20_000, error.start + 4)].decode("utf-8", errors="replace")
        if sum(not letter.isascii() for letter in seen) > 10 * seen.count("\ufffd"):
            return _strictly(data, "utf-8", name)
        return _eight_bit(data, name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(
            Message(
                "{name} begins as {encoding} but byte {place} is no character of it.",
                name=name,
                encoding=encoding.upper().removesuffix("-SIG"),
                place=error.start,
            ),
            "The file is damaged: save it again as UTF-8 text.",
        ) from None


def _wide(data: bytes, name: str) -> str:
    """UTF-16 or UTF-32 without a mark: the encoding in which nearly all is letters and spaces."""
    usual = "[A-Za-z\u00c0-\u024f\u0370-\u052f\u2000-\u22ff]|[\\s\\d!-/:-@\\[-`{-~«»№§°·]"
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[_SAMPLE]
        if sample and "\0" not in sample and len(re.findall(usual, sample)) >= 0.9 * len(sample):
            return text
    raise _not_text(name)


def _eight_bit(data: bytes, name: str) -> str:
    sample = data[_SAMPLE]
    scores = {page: _cyrillic_score(sample, page) for page in _CYRILLIC_PAGES}
    page = max(scores, key=lambda page: scores[page] + _CYRILLIC_PAGES[page])
    if scores[page] >= 0.5:
        return data.decode(page, errors="replace")
    western = (
        r"(?:[\x00-\x7f‘’“”„–—…•€™\xa0§©«®°±·»]|(?<![a-zA-Z])[¹²³ªº¿¡](?![a-zA-Z])"
        r"|[ÀÁÂÄÇÈÉÊËÍÎÏÑÓÔÖÙÚÛÜßàáâãäåçèéêëìíîïñòóôõöùúûüœÅØåøæÆ])*"
    )
    if re.fullmatch(western, sample.decode("cp1252", errors="replace")):
        return data.decode("cp1252", errors="replace")
    from charset_normalizer import from_bytes

    match = from_bytes(data).best()
    text = str(match)[_SAMPLE]
    if match is None or 4 * sum(map(str.isalpha, text)) <= len(text):
        raise FileRefused(
            Message("{name} is in no encoding that could be recognised.", name=name),
            "Save it again as UTF-8 text.",
        )
    return str(match)


def _cyrillic_score(data: bytes, page: str) -> float:
    """How much the bytes read in this code page look like Ukrainian or Russian: at most 1.

    Counted over the characters outside ASCII: a letter counts as its commonness, unless its word
    mixes alphabets or has capitals inside; other signs that texts do not use count against.
    """
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return 0.0
    score = 0.0
    words = [
        word for word in re.findall(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*", text) if not word.isascii()
    ]
    if not words:
        return 0.0
    for word in words:
        if all(
            re.fullmatch("[\u0400-\u04ff]+", part)
            and (part.islower() or part.isupper() or (part[:1].isupper() and part[1:].islower()))
            for part in re.split(r"['’ʼ-]", word)
        ):
            weight = 0.8 if word.isupper() else 1.0
            score += weight * sum(_COMMON.get(letter, 0.0) for letter in word.lower())
        else:
            score -= len(word)
    strange = re.findall(r"[^\x00-\x7f\w«»“”„‘’ʼ–—…№§°•·©\xa0\xad€±×²³½¼]|[ªº¹]", text)
    return (score - 2 * len(strange)) / sum(not letter.isascii() for letter in text)
