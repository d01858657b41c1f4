"""The words of in-text citations (`marks.toml`), and patterns for them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

# The words of `marks.toml` by their use: in small letters, without full stops.
WORDS: dict[str, frozenset[str]] = {
    name: frozenset(" ".join(one.split()) for one in words.split(","))
    for table in tomllib.loads(Path(__file__).with_name("marks.toml").read_text("utf-8")).values()
    for name, words in table.items()
}


def any_of(*names: str) -> str:
    """A pattern for the words of some of the lists, the longer first; full stops may follow them,
    and white space may be missing between them."""
    words = sorted({word for name in names for word in WORDS[name]}, key=len, reverse=True)
    return "|".join(r"\.?\s*".join(map(re.escape, word.split())) for word in words)
