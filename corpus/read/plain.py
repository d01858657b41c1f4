"""Plain text files."""

from __future__ import annotations

from dzherelo.corpus.read.canonical import from_plain
from dzherelo.corpus.read.sniff import Format, decode
from dzherelo.corpus.types import Document


def read_plain(data: bytes, *, name: str) -> Document:
    """The document in a plain text file; form feeds in it are its pages.

    Raises FileRefused if the bytes are binary or in no known encoding.
    """
    text, pages = from_plain(decode(data, name=name))
    return Document(text=text, media_type=Format.PLAIN.value, pages=pages)
