"""What a body is, judged by its bytes."""

from __future__ import annotations

import zlib
from pathlib import PurePosixPath

import httpx

from dzherelo.corpus.errors import FetchFailed, FileRefused, Message
from dzherelo.corpus.fetch.addresses import shown
from dzherelo.corpus.read.encoding import decode
from dzherelo.corpus.read.sniff import Format, sniff

_PACKED = ("gzip", "x-gzip")
_AS_IT_IS = ("", "identity")
_TEXT = ("", "text/plain", "text/markdown", "text/x-markdown", "application/octet-stream")
_TAIL = 4096  # bytes at the end in which its mark is looked for


class Cut(Exception):
    """The bytes end before the body does."""


class TooLarge(Exception):
    """The body is larger than allowed."""


class Damaged(Exception):
    """The bytes are not packed as they say."""


def can_unpack(packing: str) -> bool:
    """Whether bodies with this Content-Encoding are read."""
    return packing in _AS_IT_IS + _PACKED


def unpacked(data: bytes, packing: str, *, limit: int) -> bytes:
    """The body that was sent as `data`, at most `limit` bytes of it made.

    Raises Cut, TooLarge or Damaged.
    """
    if packing in _AS_IT_IS:
        return data
    made = bytearray()
    while data:
        engine = zlib.decompressobj(wbits=31)
        try:
            made += engine.decompress(data, limit + 1 - len(made))
        except zlib.error as error:
            raise Damaged(str(error)) from None
        if len(made) > limit:
            raise TooLarge
        if not engine.eof:
            raise Cut
        data = engine.unused_data
    return bytes(made)


def form_of(data: bytes, *, url: httpx.URL, declared: str) -> Format:
    """The format of a body; `declared` is the media type that the server gave it.

    The bytes decide; what was declared counts only where they could be several things. Raises
    FetchFailed if it is no format that is read.
    """
    if not data.strip():
        raise FetchFailed(
            Message("{url} gives an empty body.", url=shown(url)), "Check the address."
        )
    name = PurePosixPath(url.path).name or url.host
    try:
        form = sniff(data, name=name)
        if form is Format.PLAIN and declared in ("text/html", "application/xhtml+xml"):
            form = Format.HTML if b"<" in data else form
        if form in (Format.PLAIN, Format.MARKDOWN):
            if declared not in (*_TEXT, "text/html"):
                raise FileRefused(
                    Message("{name} is {kind}, not a text.", name=name, kind=declared),
                    "Give another address.",
                )
            decode(data, name=name)
    except FileRefused as error:
        raise FetchFailed(error.fact.but(name=shown(url)), error.remedy) from None
    return form


def has_end(data: bytes, form: Format) -> bool:
    """Whether a body whose length nobody told ends as its format must."""
    match form:
        case Format.PDF:
            return b"%%EOF" in data[-_TAIL:]
        case Format.HTML:
            return b"</html" in data[-_TAIL:].lower()
        case Format.DOCX:
            return True  # the archive's directory is its end, and was read
        case Format.PLAIN | Format.MARKDOWN:
            return False
