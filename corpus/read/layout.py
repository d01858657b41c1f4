"""Words by which the parts of a page are known; the data are in `layout.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

_DATA = tomllib.loads(Path(__file__).with_name("layout.toml").read_text("utf-8"))

TABLES: frozenset[str] = frozenset(_DATA["captions"]["table"].split())
FIGURES: frozenset[str] = frozenset(_DATA["captions"]["figure"].split())
ADDRESSES: frozenset[str] = frozenset(_DATA["addresses"]["words"].split())
PARTS: dict[str, frozenset[str]] = {
    name: frozenset(" ".join(words.split()).replace(" |", "|").split("|"))
    for name, words in _DATA["parts"].items()
}
