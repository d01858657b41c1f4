"""Derived data kept as JSON beside the index: made once, read while what it follows from stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from dzherelo.corpus.files import write_atomically
from dzherelo.corpus.types import Locator


def kept(path: Path, files: Iterable[Path], *, version: str, make: Callable[[], Any]) -> Any:
    """What `make` gives, as JSON knows it: read from `path` if it was made of the same `files` by
    the same `version`, else made and kept there. A folder that cannot be written costs time,
    nothing else.

    Raises OSError if one of the files cannot be read, and what `make` raises.
    """
    contents = (hashlib.sha256(file.read_bytes()).digest() for file in files)
    stamp = hashlib.sha256(b"".join((version.encode(), *contents))).hexdigest()
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["stamp"] == stamp:
            return held["made"]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # derived data: made anew below
    data = json.dumps({"stamp": stamp, "made": make()}, ensure_ascii=False, default=Locator.as_dict)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data.encode())
    return json.loads(data)["made"]
