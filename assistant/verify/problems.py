"""What can speak against a statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "words", "part", "number", "date", "place", "source", "quote", "name", "negation",
    "quantifier", "opposite", "condition", "roles",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What speaks against a statement; `text` are the words of it that are not carried."""

    kind: Kind
    text: str
