"""What a server's headers say of a body: its mark, its length, where a part of it begins."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from dzherelo.corpus.fetch.parts import Kept, Told

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


def range_headers(kept: Kept | None) -> dict[str, str]:
    """The headers that ask for what is missing, or for all if the body has changed."""
    if kept is None:
        return {}
    return {"Range": f"bytes={kept.size}-", "If-Range": kept.told.mark}


def told_of(response: httpx.Response) -> Told:
    """What an answer says of its body."""
    headers = response.headers
    tag = headers.get("etag", "")
    mark = tag or headers.get("last-modified", "")
    if tag.startswith("W/") or headers.get("accept-ranges", "").strip().lower() == "none":
        mark = ""
    size = headers.get("content-length", "")
    chunked = "transfer-encoding" in headers
    total = int(size) if size.isdecimal() and not chunked else None
    return Told(mark, headers.get("content-encoding", "").strip().lower(), total)


def continued(response: httpx.Response, kept: Kept) -> Told | None:
    """What is known of the body if the answer goes on exactly where `kept` ends, else None."""
    old, told = kept.told, told_of(response)
    found = _RANGE.fullmatch(response.headers.get("content-range", "").strip().lower())
    if found is None or int(found[1]) != kept.size or told.packing != old.packing:
        return None
    total = int(found[2]) if found[2] != "*" else old.total
    tag = response.headers.get("etag")
    if (tag is not None and tag != old.mark) or (old.total is not None and total != old.total):
        return None
    return Told(old.mark, old.packing, total)


def is_sized(response: httpx.Response) -> bool:
    """Whether the protocol tells where the body ends, other than by closing the connection."""
    return "content-length" in response.headers or "transfer-encoding" in response.headers


def retry_after(response: httpx.Response) -> float | None:
    """The seconds that the server asks to wait, if it does."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
