"""What is read together in fitting: passages, and what is asked or said of them, as token ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

QUESTION, STATEMENT = "question", "statement"
SUPPORTED, CONTRADICTED, NOT_SAID = 1, 0, 2


@dataclass
class Text:
    """A passage: token ids and the sentence of each, -1 for what stands before the first."""

    ids: Any
    sentence: Any
    id: str = ""


@dataclass
class Pair:
    """How a question or statement stands to a passage: for a question 1 if that answers, else 0;
    for a statement SUPPORTED, CONTRADICTED or NOT_SAID; `at` are the sentences."""

    label: int
    at: tuple[int, ...] = ()


@dataclass
class Ask:
    """A question or statement; `pairs` by the passage's place in the group; a false twin names its
    true statement's place."""

    ids: Any
    kind: str
    pairs: dict[int, Pair]
    twin: int = -1
    note: dict[str, Any] = field(default_factory=dict)


@dataclass
class Group:
    source: str
    texts: list[Text]
    asks: list[Ask]
