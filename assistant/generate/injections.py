"""Texts that give orders to a language model, told by their wording.

A list of wordings proves nothing about a text that is not on it. It is one fence of several: what
a model writes is checked against the words it cites in any case.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from dzherelo.corpus.language.sentences import sentences

_FILE = Path(__file__).parent / "injections.toml"
_WORD = re.compile(r"\w{3,}")


@cache
def _orders() -> re.Pattern[str]:
    patterns = tomllib.loads(_FILE.read_text(encoding="utf-8"))["patterns"]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def gives_orders(text: str) -> bool:
    """Whether a text speaks to a language model."""
    return (
        _orders().search(" ".join(text.split())) is not None or _orders().search(text) is not None
    )


def ordered(texts: Iterable[str]) -> frozenset[str]:
    """The words of the sentences that give orders, in lower case: what an obeying model writes."""
    return frozenset(
        word.lower()
        for text in texts
        if gives_orders(text)
        for span in sentences(text)
        if gives_orders(span.of(text))
        for word in _WORD.findall(span.of(text))
    )


def without_orders(text: str) -> str:
    """The sentences of a question that do not give orders; empty if all do."""
    parts = [span.of(text) for span in sentences(text)]
    return " ".join(part for part in parts if not gives_orders(part))


def echoes(text: str, secret: str, *, words: int = 5) -> bool:
    """Whether `text` repeats at least so many words in a row of `secret`."""
    said, kept = (_WORD.findall(t.lower()) for t in (text, secret))
    runs = {tuple(kept[at : at + words]) for at in range(len(kept) - words + 1)}
    return any(tuple(said[at : at + words]) in runs for at in range(len(said) - words + 1))
