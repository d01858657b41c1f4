"""From a path or bytes to a document: checks, recognition of the format, and the right reader."""

from __future__ import annotations

from pathlib import Path

from dzherelo.corpus.errors import FileRefused, Message
from dzherelo.corpus.read.encodings import decode
from dzherelo.corpus.read.sniff import Format, sniff
from dzherelo.corpus.types import Document

MAX_BYTES = 50 * 2**20

_TOO_LARGE = "Split it, or add only the part that you need."
_EMPTY = "Check that it was saved or downloaded whole."


def read(path: Path) -> Document:
    """The document in the file at `path`: plain text, Markdown, HTML, PDF (text layer), DOCX, ODT,
    RTF, EPUB, MHTML, JATS, TEI, TeX or a notebook.

    The format is recognised by the content, not by the name. Nothing is fetched, whatever the
    file points to; a Markdown file's BibTeX is read where it lies beside it. The text is
    canonical: NFC, "\\n" line ends, one paragraph a line, paragraphs apart by one blank line;
    lines that the file sets one under the other (parts of a law, entries of a reference list,
    items) stay lines, apart by a line end.

    Raises FileRefused if there is no such file, if it may not be read, is larger than `MAX_BYTES`
    bytes, empty, binary, encrypted, damaged, without a text layer, or in a format or an encoding
    that is not read.
    """
    return read_bytes(contents(path), name=path.name or str(path), folder=path.parent)


def contents(path: Path) -> bytes:
    """What a file holds, `MAX_BYTES` bytes at most. Raises FileRefused if it cannot be had."""
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise FileRefused(f"{name} is a folder.", "Give the files in it one by one.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(name, size)
        if not path.is_file():
            raise FileRefused(f"{name} is not a regular file.", "Give a file.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise FileRefused(f"{path} does not exist.", "Check the name and the folder.") from None
    except PermissionError:
        raise FileRefused(f"{name} may not be read.", "Get the right to read it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileRefused(f"{name} cannot be read: {reason}.", "Check the disk.") from None
    return data


def read_bytes(data: bytes, *, name: str, folder: Path | None = None) -> Document:
    """The document in `data`; `name` is the file's name, for messages and to tell .md from .txt;
    `folder` is where it lies, if what it names beside it may be read: its BibTeX.

    As `read` in all else. Raises FileRefused as `read` does.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    if not data.strip():
        raise FileRefused(Message("{name} is empty.", name=name), _EMPTY)
    document = _read_as(sniff(data, name=name), data, name, folder)
    if not any(map(str.isalnum, document.text)):
        raise FileRefused(Message("{name} has no text in it.", name=name), _EMPTY)
    return document


def _read_as(form: Format, data: bytes, name: str, folder: Path | None) -> Document:
    # Imported here: each brings a parser of its own, and a text file needs none.
    match form:
        case Format.PDF:
            from dzherelo.corpus.read.pdf import read_pdf

            return read_pdf(data, name=name)
        case Format.DOCX:
            from dzherelo.corpus.read.docx import read_docx

            return read_docx(data, name=name)
        case Format.HTML:
            from dzherelo.corpus.read.html import read_html

            return read_html(data, name=name)
        case Format.MARKDOWN:
            from dzherelo.corpus.read.markdown import read_markdown

            return read_markdown(data, name=name, folder=folder)
        case Format.JATS | Format.TEI:
            from dzherelo.corpus.read.xml import read_xml

            return read_xml(data, name=name, form=form)
        case Format.ODT:
            from dzherelo.corpus.read.xml import read_odt

            return read_odt(data, name=name)
        case Format.TEX:
            from dzherelo.corpus.read.latex import read_latex

            return read_latex(data, name=name, folder=folder)
        case Format.EPUB | Format.MHTML | Format.RTF | Format.IPYNB:
            from dzherelo.corpus.read.containers import read_container

            return read_container(data, name=name, form=form)
        case Format.PLAIN:
            from dzherelo.corpus.read.paragraphs import from_plain

            text, pages, _ = from_plain(decode(data, name=name))
            return Document(text=text, media_type=form.value, pages=pages)


def _too_large(name: str, size: int) -> FileRefused:
    return FileRefused(
        Message(
            "{name} has {size} MB, more than the {most} MB allowed.",
            name=name,
            size=f"{size / 2**20:.1f}",
            most=MAX_BYTES // 2**20,
        ),
        _TOO_LARGE,
    )
